"""Whether a problem is right before a student sees it: reference, oracle, forms, notebooks."""
