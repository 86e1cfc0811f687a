"""The formulas of 05_dilation."""

from __future__ import annotations

from convlib.course.summaries.card import Card, Line
from convlib.layers import Conv
from convlib.layers.receptive import stacked_field
from convlib.layers.stack import summary
from convlib.relation import Axis, named_padding


def _read(o, t, d) -> int:
    return Axis(20, 3, dilation=d).input_index(o, t)


def _field(k, d_1, d_2, d_3) -> int:
    return stacked_field(k, (d_1, d_2, d_3))


def _doubling(L) -> int:
    stack = [Conv(1, 3, dilation=2**layer) for layer in range(L)]
    return summary(stack, (1, 2 ** (L + 2))).rows[-1].receptive_field[0]


def _largest_rate(k, d_1, d_2) -> int:
    """The largest third rate of which no cell of the field goes unread."""

    def gaps(rate: int) -> bool:
        stack = [Conv(1, k, dilation=d) for d in (d_1, d_2, rate)]
        (field,) = summary(stack, (1, 200)).fields
        return len(field.cells(0)) < field.size

    return max(rate for rate in range(d_2, 40) if not gaps(rate))


def _rate_for_strides(s_1, s_2) -> int:
    """The rate behind two layers that lost their strides, for the field that was there with them."""

    def field(strides, rates) -> int:
        layers = [Conv(1, 3, stride=s, dilation=d) for s, d in zip(strides, rates, strict=True)]
        return summary(layers, (1, 400)).rows[-1].receptive_field[0]

    strided = field((s_1, s_2, 1), (1, 1, 1))
    return next(rate for rate in range(1, 40) if field((1, 1, 1), (1, s_1, rate)) == strided)


CARD = Card(
    "05_dilation",
    "Dilation",
    (
        Line(
            "Which input cell a tap reads, at stride 1 without padding", "i = o + t·d", {"o": 1, "t": 2, "d": 3}, _read
        ),
        Line(
            "Cells that the taps span",
            "extent = d·(k − 1) + 1",
            {"k": 3, "d": 4},
            lambda k, d: Axis(20, k, dilation=d).extent,
        ),
        Line(
            "Size of the output",
            "output = ⌊(size + 2p − extent)/s⌋ + 1",
            {"size": 9, "p": 0, "s": 1, "extent": 5},
            lambda size, p, s, extent: Axis(size, extent, s, (p, p)).output_size,
        ),
        Line(
            "Padding that keeps the size at stride 1; with three taps it equals the dilation",
            "p = d·(k − 1)/2",
            {"k": 3, "d": 4},
            lambda k, d: named_padding("same", size=20, kernel_size=k, dilation=d)[0],
        ),
        Line(
            "Receptive field of layers on top of each other, at stride 1",
            "field = 1 + (k − 1)·(d_1 + d_2 + d_3)",
            {"k": 3, "d_1": 1, "d_2": 2, "d_3": 4},
            _field,
        ),
        Line(
            "Receptive field of L layers of 3 taps, rates 1, 2, 4 and so on",
            "field = 2^(L + 1) − 1",
            {"L": 7},
            _doubling,
        ),
        Line(
            "Largest next rate that leaves no gaps, rates in order of size: the field so far",
            "d_3 = 1 + (k − 1)·(d_1 + d_2)",
            {"k": 3, "d_1": 1, "d_2": 2},
            _largest_rate,
        ),
        Line(
            "Rate for a layer, when strides before it are taken away",
            "d = s_1·s_2",
            {"s_1": 2, "s_2": 2},
            _rate_for_strides,
        ),
    ),
)
