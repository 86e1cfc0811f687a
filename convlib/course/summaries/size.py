"""The formulas of 02_size_padding_stride."""

from __future__ import annotations

from convlib.course.summaries.card import Card, Line
from convlib.relation import Axis, named_padding


def _size(size, k, s=1, p=0, d=1) -> int:
    return Axis(size, k, s, (p, p), d).output_size


def _named(name: str, **axis) -> int:
    """The padding before the input that a name stands for."""
    return named_padding(name, **axis)[0]


def _dropped(size, k, s, p, d=1) -> int:
    """Cells, padding too, that stand past the last window."""
    axis = Axis(size, k, s, (p, p), d)
    return axis.size + p - 1 - axis.input_index(axis.output_size - 1, k - 1)


def _halves(k) -> int:
    """The padding that halves the even sizes at stride 2 and leaves nothing over."""
    return next(p for p in range(k) if _size(20, k, 2, p) == 10 and _dropped(20, k, 2, p) == 0)


CARD = Card(
    "02_size_padding_stride",
    "Size, padding, stride",
    (
        Line(
            "Which input cell a tap reads",
            "i = o·s + t·d − p",
            {"o": 2, "t": 0, "s": 2, "d": 1, "p": 1},
            lambda o, t, s, d, p: Axis(9, 3, s, (p, p), d).input_index(o, t),
        ),
        Line(
            "Cells that a kernel spans",
            "extent = d·(k − 1) + 1",
            {"k": 3, "d": 2},
            lambda k, d: Axis(9, k, dilation=d).extent,
        ),
        Line(
            "Size of the output: the last window must fit",
            "output = ⌊(size + 2p − d·(k − 1) − 1)/s⌋ + 1",
            {"size": 6, "k": 3, "s": 2, "p": 1, "d": 1},
            _size,
        ),
        Line(
            "Cells that the floor drops at the end, padding first",
            "dropped = (size + 2p − d·(k − 1) − 1) mod s",
            {"size": 6, "k": 3, "s": 2, "p": 0, "d": 1},
            _dropped,
        ),
        Line("VALID: no padding, stride 1, dilation 1", "output = size − k + 1", {"size": 7, "k": 3}, _size),
        Line(
            "SAME at stride 1, an odd kernel: padding on each side",
            "p = d·(k − 1)/2",
            {"k": 5, "d": 1},
            lambda k, d: _named("same", size=20, kernel_size=k, dilation=d),
        ),
        Line(
            "SAME with a stride",
            "output = ⌈size/s⌉",
            {"size": 7, "s": 2},
            lambda size, s: Axis(size, 3, s, named_padding("same", size, 3, s)).output_size,
        ),
        Line(
            "Full: every overlap counts; stride 1",
            "output = size + k − 1",
            {"size": 3, "k": 3},
            lambda size, k: Axis(size, k, padding=named_padding("full", size, k)).output_size,
        ),
        Line("Halving exactly: stride 2, an even kernel, an even size", "p = k/2 − 1", {"k": 4}, _halves),
    ),
)
