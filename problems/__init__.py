"""What is asked: statements, variants, parts and lab code. No answer is reachable from here."""
