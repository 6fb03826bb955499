"""Simulations, where a solution is too long for one module."""
