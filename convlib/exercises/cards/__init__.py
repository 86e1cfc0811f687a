"""Cards: questions that are answered by typing, and that answer back, with Python and without."""
