"""Films of a filter on a photograph; what must be so of them is in ``tests/test_film_filters.py``."""

import numpy as np

from convlib import animate

EDGES = np.array([[-1, 0, 1], [-2, 0, 2]])


def picture(channels: int) -> np.ndarray:
    return np.random.default_rng(channels).integers(0, 256, (channels, 7, 9)).astype(np.uint8)


FILMS = {
    "filter in a corner": lambda: animate.filters(picture(1)[0], EDGES, size=(2, 3)),
    "filter that blurs": lambda: animate.filters(picture(1), np.ones((1, 1, 3, 3)), at=(2, 4), size=2),
    "filter of three colours": lambda: animate.filters(picture(3), np.stack([EDGES] * 3)[None], (5, 6), (2, 3)),
}
