"""What must be so of films of a convolution, worked out by other means."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
from facts import Facts

import convlib as cl
from convlib import animate


@dataclass
class Case:
    """A convolution; ``pairs`` is what its padding comes to, by hand."""

    x: tuple[int, ...]
    weight: tuple[int, ...]
    pairs: tuple = ((0, 0), (0, 0))
    options: dict = field(default_factory=dict)
    bias: bool = False
    floats: bool = False

    def arrays(self) -> tuple:
        rng = np.random.default_rng(sum(self.x) + 10 * sum(self.weight))
        x, weight = rng.integers(-4, 10, self.x), rng.integers(-3, 4, self.weight)
        bias = rng.integers(-5, 6, self.weight[0]) if self.bias else None
        if self.floats:
            x, weight, bias = (None if a is None else a * rng.normal(size=a.shape) for a in (x, weight, bias))
        return x, weight, bias

    def film(self):
        return animate.convolution(*self.arrays(), **self.options)

    def number(self, name: str) -> tuple[int, int]:
        value = self.options.get(name, 1)
        return value if isinstance(value, tuple) else (value, value)

    def padded(self) -> np.ndarray:
        (top, bottom), (left, right) = self.pairs
        mode = self.options.get("padding_mode", "zeros").replace("zeros", "constant")
        return cl.pad(self.arrays()[0], (left, right, top, bottom), mode=mode)

    def reads(self, output) -> dict[tuple, tuple]:
        """Input cell (channel, h, w) by kernel cell: the relation, written out."""
        m, *o = output
        maps, each, *kernel = self.weight
        first = m // (maps // self.options.get("groups", 1)) * each
        rows = zip(o, self.number("stride"), self.number("dilation"), self.pairs, strict=True)
        rows = [(oo * s - before, d) for oo, s, d, (before, _) in rows]
        return {
            (m, c, *k): (first + c, *(start + kk * d for kk, (start, d) in zip(k, rows, strict=True)))
            for c in range(each)
            for k in itertools.product(*map(range, kernel))
        }


CASES = {
    "plain": Case((1, 4, 6), (1, 1, 3, 2)),
    "one frame": Case((1, 3, 2), (1, 1, 3, 2)),
    "stride": Case((1, 6, 8), (1, 1, 3, 3), options={"stride": (2, 3)}),
    "stride over gaps": Case((1, 7, 5), (1, 1, 1, 2), options={"stride": 3}),
    "dilation": Case((1, 7, 6), (1, 1, 3, 2), options={"dilation": (2, 3)}),
    "padding": Case((1, 4, 5), (1, 1, 3, 3), ((1, 1), (2, 2)), {"padding": (1, 2)}),
    "asymmetric": Case((1, 4, 3), (1, 1, 2, 3), ((0, 2), (3, 1)), {"padding": ((0, 2), (3, 1)), "stride": (2, 1)}),
    "same": Case((1, 5, 6), (1, 1, 4, 3), ((1, 2), (1, 1)), {"padding": "same"}),
    "full": Case((1, 2, 4), (1, 1, 2, 3), ((1, 1), (2, 2)), {"padding": "full"}),
    "reflect": Case((1, 3, 4), (1, 1, 3, 2), ((2, 2), (1, 1)), {"padding": (2, 1), "padding_mode": "reflect"}),
    "replicate": Case(
        (1, 3, 5), (1, 1, 3, 3), ((2, 2), (1, 1)), {"padding": (2, 1), "padding_mode": "replicate", "stride": 2}
    ),
    "circular": Case(
        (1, 3, 4), (1, 1, 2, 3), ((0, 1), (2, 0)), {"padding": ((0, 1), (2, 0)), "padding_mode": "circular"}
    ),
    "three to three": Case((3, 4, 5), (3, 3, 2, 3), bias=True),
    "groups": Case((2, 4, 5), (2, 1, 3, 2), ((1, 1), (1, 1)), {"groups": 2, "padding": 1, "stride": 2}),
    "two to one": Case((2, 3, 5), (1, 2, 2, 2), bias=True),
    "floats": Case((1, 4, 3), (1, 1, 2, 3), ((1, 1), (1, 1)), {"padding": 1}, bias=True, floats=True),
}

SMALL = ("asymmetric", "one frame", "three to three", "groups", "floats", "reflect")
FILMS = {name: CASES[name].film for name in SMALL}

FACTS = {"convolution": Facts}  # a convolution is what all others differ from
