"""Films of learners' functions, small ones."""

import numpy as np

import convlib as cl
from convlib import animate


def over(weight):
    return lambda x, w: cl.conv2d(x[None], weight(w)[None, None])[0]


def pooled(x):
    return [[max(x[h, w], x[h, w + 1]) for w in (0, 2)] for h in range(2)]


FILMS = {
    "own function": lambda: animate.of(
        over(lambda w: w[::-1]), np.arange(12).reshape(3, 4), np.array([[1, -2], [1, 3]]), expected=over(lambda w: w)
    ),
    "own maximum": lambda: animate.of(pooled, np.array([[3, 7, 1, 2], [5, 4, 8, 6]])),
}
