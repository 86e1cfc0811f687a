"""Transposed convolutions to film in every way, with what is so of them written out by hand."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pytest
from films import Picture, close, read

import convlib as cl
from convlib import animate
from convlib.film.drawing import UNIT, cell_id
from convlib.relation import Window

WAYS = ("scatter", "zeros", "matrix", "gradient")


@dataclass
class Case:
    """A transposed convolution of one map; ``pairs`` is what its padding comes to, by hand."""

    x: tuple[int, int]
    weight: tuple[int, int]
    pairs: tuple = ((0, 0), (0, 0))
    options: dict = field(default_factory=dict)
    floats: bool = False

    @cached_property
    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(sum(self.x) + 10 * sum(self.weight))
        x, weight = rng.integers(-4, 10, self.x), rng.integers(-3, 4, self.weight)
        return (x * rng.normal(size=x.shape), weight * rng.normal(size=weight.shape)) if self.floats else (x, weight)

    def film(self, way: str):
        return animate.transposed(*self.arrays, **self.options, way=way)

    def number(self, name: str, default: int = 1) -> tuple[int, int]:
        value = self.options.get(name, default)
        return value if isinstance(value, tuple) else (value, value)

    @cached_property
    def y(self) -> np.ndarray:
        x, weight = self.arrays
        return cl.conv_transpose2d(x[None], weight[None, None], **self.options)[0]

    @cached_property
    def window(self) -> Window:
        """The convolution that goes the other way."""
        each = {name: self.number(name) for name in ("stride", "dilation")}
        return Window.of(self.y.shape, self.weight, padding=self.pairs, **each)

    def lands(self, o, k) -> tuple[int, int]:
        """Where input ``o`` puts kernel cell ``k``, in or out of the output: the relation, written out."""
        rows = zip(o, k, self.number("stride"), self.number("dilation"), self.pairs, strict=True)
        return tuple(oo * s + kk * d - before for oo, kk, s, d, (before, _) in rows)

    def inside(self, i) -> bool:
        return all(0 <= ii < n for ii, n in zip(i, self.y.shape, strict=True))

    @cached_property
    def made_of(self) -> dict[tuple, list[tuple]]:
        """For each output the inputs that reach it, in order, with the kernel cell each comes through."""
        found = {i: [] for i in np.ndindex(self.y.shape)}
        for o, k in itertools.product(np.ndindex(self.x), np.ndindex(self.weight)):
            if self.inside(self.lands(o, k)):
                found[self.lands(o, k)].append((o, k))
        return found


CASES = {
    "plain": Case((2, 3), (3, 2)),
    "stride": Case((3, 2), (2, 3), options={"stride": (1, 3)}),
    "all at once": Case((2, 3), (3, 3), ((1, 1), (1, 1)), {"stride": 2, "padding": 1, "output_padding": (1, 0)}),
    "asymmetric": Case((3, 2), (3, 4), ((0, 1), (2, 0)), {"stride": (2, 3), "padding": ((0, 1), (2, 0))}),
    "cropped": Case((3, 4), (2, 2), ((2, 2), (1, 1)), {"stride": 2, "padding": (2, 1)}),
    "dilation": Case((1, 3), (2, 2), options={"dilation": (3, 2), "output_padding": (2, 1)}),
    "pointwise": Case((3, 4), (1, 1), options={"stride": (1, 2)}),
    "gaps": Case((2, 3), (2, 1), options={"stride": 3, "output_padding": (2, 0)}),
    "more inputs than outputs": Case((3, 4), (1, 1), ((1, 1), (1, 1)), {"padding": 1}),
    "floats": Case((2, 3), (3, 2), options={"stride": 2}, floats=True),
}
FILMS = {(name, way): case.film(way) for name, case in CASES.items() for way in WAYS}
every_case = pytest.mark.parametrize("name", CASES)
every_film = pytest.mark.parametrize(("name", "way"), FILMS)


def y_id(i) -> str:
    return cell_id("y", (0, *i))


def x_id(o) -> str:
    return cell_id("x", (0, *o))


def w_id(k) -> str:
    return cell_id("w", (0, 0, *k))


def shown(picture: Picture, array: str) -> dict[str, str]:
    return {e: text for e, text in picture.text.items() if e.startswith(f"{array}_")}


def agrees(cells: dict, expected: dict) -> None:
    assert cells.keys() == expected.keys()
    assert [e for e, text in cells.items() if not close(read(text), expected[e])] == []


def shift(place, i) -> tuple[float, float]:
    """Where a cell of a grid stands, when cell (0, 0) stands at ``place``."""
    return round(place[0] + i[1] * UNIT, 3), round(place[1] + i[0] * UNIT, 3)
