"""Drawings with keyframes, the player that plays them, and the files they are saved as; knows no operator."""
