"""The exercises themselves, a file for each notebook; each declares its ``TOPIC`` and is found by itself."""
