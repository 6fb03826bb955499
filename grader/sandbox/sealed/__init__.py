"""The sealed engine: a warm parent, and a caged child for each notebook."""
