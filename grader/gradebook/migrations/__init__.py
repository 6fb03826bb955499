"""Changes of the schema, applied by `open_gradebook`."""
