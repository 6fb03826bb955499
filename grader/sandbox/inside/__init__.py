"""What runs beside student code: the standard library and the scientific stack, nothing of ours."""
