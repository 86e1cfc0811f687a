"""The exercises themselves, a file for each notebook."""
