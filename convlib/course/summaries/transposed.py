"""The formulas of 09_transposed."""

from __future__ import annotations

import numpy as np

from convlib import ops
from convlib.course.summaries.card import Card, Line
from convlib.layers import counting
from convlib.relation import Axis


def _size(size, k, s, p, d, r) -> int:
    y = ops.conv_transpose1d(np.ones((1, size)), np.ones((1, 1, k)), stride=s, padding=p, dilation=d, output_padding=r)
    return y.shape[-1]


def _remainder(output, k, s, p) -> int:
    """The output padding that brings back a size."""
    small = Axis(output, k, s, (p, p)).output_size
    return next(r for r in range(s) if _size(small, k, s, p, 1, r) == output)


def _over_zeros(k, p, d) -> Axis:
    return Axis(9, k, 2, (p, p), d).inserted(4)


def _stamps(k, s) -> int:
    """How many stamps reach a cell inside, along one axis, where the stride divides the kernel."""
    counts = ops.conv_transpose1d(np.ones((1, 12), int), np.ones((1, 1, k), int), stride=s)[0, k:-k]
    (count,) = set(counts.tolist())
    return count


def _products(size, k, c_in, c_out) -> int:
    return counting.conv_transpose((c_in, size, size), c_out, k, stride=2, padding=1).multiply_adds


CARD = Card(
    "09_transposed",
    "Transposed convolution",
    (
        Line(
            "Where a tap writes an input cell: the relation read backwards",
            "o = i·s + t·d − p",
            {"i": 2, "t": 1, "s": 2, "d": 1, "p": 1},
            lambda i, t, s, d, p: Axis(9, 3, s, (p, p), d).input_index(i, t),
        ),
        Line(
            "Size of the output",
            "output = (size − 1)·s − 2p + d·(k − 1) + r + 1",
            {"size": 3, "k": 3, "s": 2, "p": 1, "d": 1, "r": 0},
            _size,
        ),
        Line(
            "Output padding: what the floor of the convolution has dropped, from 0 to s − 1",
            "r = (output + 2p − k) mod s",
            {"output": 6, "k": 3, "s": 2, "p": 1},
            _remainder,
        ),
        Line(
            "Way with zeros: between the cells",
            "z = s − 1",
            {"s": 3},
            lambda s: Axis(9, 3, s).spread(1) - Axis(9, 3, s).spread(0) - 1,
        ),
        Line(
            "Way with zeros: around them; then the flipped kernel, at stride 1",
            "p′ = d·(k − 1) − p",
            {"k": 3, "p": 1, "d": 1},
            lambda k, p, d: _over_zeros(k, p, d).padding[0],
        ),
        Line(
            "Way with the matrix: one row of W for each cell of the small map, one column for each of the large one",
            "y = Wᵀ·x",
            {"W": [[1, 2, 0], [0, 1, 2]], "x": [3, -1]},
            lambda W, x: ops.conv_transpose1d([x], [[W[0][:2]]])[0].tolist(),
        ),
        Line(
            "Products, counted by the input",
            "products = size^2·k^2·c_in·c_out",
            {"size": 16, "k": 4, "c_in": 64, "c_out": 32},
            _products,
        ),
        Line(
            "No checkerboard with equal weights: stamps on each cell inside, along an axis, if s divides k",
            "stamps = k/s",
            {"k": 4, "s": 2},
            _stamps,
        ),
    ),
)
