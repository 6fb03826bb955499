"""Simulations on their way to a limit, for the feedback of wrong answers; by problem."""
