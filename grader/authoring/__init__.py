"""Starting a course, and a problem that already passes its verification."""
