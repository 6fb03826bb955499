"""Gradus: an autograder for mathematical problem sets in Jupyter notebooks."""

__version__ = "0.1.0"
