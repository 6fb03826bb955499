"""Reference answers derived in SymPy, where a solution is too long for one module."""
