"""What makes the course: the lecture map and its claims, the figures, the stored notebooks."""
