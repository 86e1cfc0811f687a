"""Functions as learners write them, right, wrong and unfinished, and the names of their cells in a film."""

from __future__ import annotations

import numpy as np
from films import pictures

import convlib as cl

X = np.arange(24).reshape(4, 6) - 7
W = np.array([[1, 2], [3, -4]])


def right(x, weight, stride=1):
    return cl.conv2d(x[None], weight[None, None], stride=stride)[0]


def by_loops(x, weight, stride=1):
    kh, kw = weight.shape
    y = np.zeros(((x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1))
    for h in range(y.shape[0]):
        for w in range(y.shape[1]):
            y[h, w] = (x[h * stride : h * stride + kh, w * stride : w * stride + kw] * weight).sum()
    return y


def flipped(x, weight, stride=1):
    return right(x, weight[::-1, ::-1], stride)


def stride_ignored_down(x, weight, stride=1):
    kh, kw = weight.shape
    rows, columns = (x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1
    return [[(x[h : h + kh, w * stride : w * stride + kw] * weight).sum() for w in range(columns)] for h in range(rows)]


def half_written(x, weight, stride=1):
    y = np.zeros((3, 5))
    for h in range(2):
        for w in range(5):
            y[h, w] = (x[h : h + 2, w : w + 2] * weight).sum()
    return y


def half_written_in_a_list(x, weight, stride=1):
    y = [[None] * 5 for _ in range(3)]
    y[1][2] = (x[1:3, 2:4] * weight).sum()
    return y


def stopped(x, weight, stride=1):
    y = np.zeros((3, 6))
    for h in range(3):
        for w in range(6):
            y[h, w] = sum(x[h + a, w + b] * weight[a, b] for a in range(2) for b in range(2))
    return y


def one_row_too_few(x, weight, stride=1):
    return right(x, weight, stride)[:-1]


def forgets_a_corner(x, weight, stride=1):
    return [
        [sum(x[h + a, w + b] * weight[a, b] for a, b in ((0, 0), (0, 1), (1, 0))) for w in range(5)] for h in range(3)
    ]


def insert_zeros(x, stride=2):
    z = np.zeros(((x.shape[0] - 1) * stride + 1, (x.shape[1] - 1) * stride + 1))
    z[::stride, ::stride] = x
    return z


def insert_zeros_before(x, stride=2):
    z = np.zeros(((x.shape[0] - 1) * stride + 1, (x.shape[1] - 1) * stride + 1))
    z[stride - 1 :: stride, ::stride] = x[:-1]
    return z


def with_bias(x, weight, bias):
    return right(x, weight) + bias


def raised(index, axes=3) -> tuple:
    return (0,) * (axes - len(index)) + tuple(int(i) for i in index)


def name(array, index, axes=3) -> str:
    return "_".join([array, *map(str, raised(index, axes))])


def outputs_shown(film, frame) -> dict[str, str]:
    """The visible outputs."""
    picture = pictures(film)[frame]
    cells = {e: kind for e, kind in picture.kind.items() if e.startswith("y_")}
    return {e: picture.text[e] for e, kind in cells.items() if "empty" not in kind.split()}
