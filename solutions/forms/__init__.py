"""Equivalent forms and near misses, where a solution is too long for one module."""
