"""What the lessons ask: a file for each, with its questions in order."""
