"""Numeric simulations behind the oracles: none of them knows a formula of `solutions`."""
