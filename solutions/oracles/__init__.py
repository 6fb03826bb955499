"""Oracles too long to stand beside their references: simulations, by problem."""
