"""What is right: reference answers, oracles and known mistakes, name for name as in `problems`."""
