"""Convolutions and poolings as learners write them."""

import itertools

import numpy as np


def explicit_loops(x, w, stride=1):
    (kh, kw), oh, ow = w.shape, (x.shape[0] - w.shape[0]) // stride + 1, (x.shape[1] - w.shape[1]) // stride + 1
    y = np.zeros((oh, ow), dtype=float)
    for i, j, a, b in itertools.product(range(oh), range(ow), range(kh), range(kw)):
        y[i, j] += x[i * stride + a, j * stride + b] * w[a, b]
    return y
