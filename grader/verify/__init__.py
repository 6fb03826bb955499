"""Whether a problem is right, before any student sees it: reference, oracle, forms and notebooks."""
