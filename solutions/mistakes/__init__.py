"""Misconceptions that the grader recognises, where a solution is too long for one module."""
