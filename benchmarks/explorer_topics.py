"""What the explorer benchmark opens and moves: each explorer, and a notebook of ``interact`` + matplotlib beside it.

A peer draws the numbers that the explorer draws, computed in plain NumPy loops, a grid for each of its grids.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

SIDE, KERNEL = 7, 3
JUMPS = 60


@dataclass(frozen=True)
class Move:
    """A control that is moved from ``start`` through all ``values`` and back, in both notebooks."""

    what: str
    label: str  # the accessible name of the explorer's control
    title: str  # a pattern that finds the value in the title of the film,
    other: str  # and the value that the title does not say
    values: tuple[str, ...]
    start: str
    handle: str  # selectors in the peer: what takes the keys,
    readout: str  # and what says the value
    keys: bool = True  # no: JupyterLab takes a select's arrow keys for its own, so its change is where a reading starts

    def steps(self) -> list[tuple[str, str]]:
        """Each key with the value that it goes to: to the last value, to the first, back to the start."""
        start, last = self.values.index(self.start), len(self.values) - 1
        to = [*range(start + 1, last + 1), *reversed(range(last)), *range(1, start + 1)]
        keys = ["ArrowRight" if n > before else "ArrowLeft" for before, n in zip([start, *to], to, strict=False)]
        return [(key, self.values[n]) for key, n in zip(keys, to, strict=True)]


@dataclass(frozen=True)
class Topic:
    """An explorer, the program of its peer, and what is moved in both."""

    name: str
    explorer: object
    peer: str
    moves: tuple[Move, ...]

    @property
    def notebooks(self) -> tuple[str, str]:
        return f"{self.name}.ipynb", f"{self.name} interact.ipynb"


def slider(what: str, label: str, title: str, last: int, start: int, n: int = 0) -> Move:
    """A slider from 1 to ``last``, the peer's ``n``-th."""
    at = f".widget-hslider >> nth={n} >> "
    values = tuple(map(str, range(1, last + 1)))
    return Move(what, label, title, "1", values, str(start), at + ".noUi-handle", at + ".widget-readout")


START = """\
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact

x = np.array({x})
weight = np.array({weight})
k = len(weight)

def draw(ax, grid, title):
    ax.imshow(grid, cmap="Blues", alpha=0.5)
    for (r, c), value in np.ndenumerate(grid):
        ax.text(c, r, value, ha="center", va="center")
    ax.set_title(title)
    ax.set_xticks([])
    ax.set_yticks([])

"""

CONVOLUTION = """\
@interact(stride=(1, 5))
def show(stride=1):
    starts = range(0, len(x) - k + 1, stride)
    y = np.array([[(x[r:r + k, c:c + k] * weight).sum() for c in starts] for r in starts])
    fig, axes = plt.subplots(1, 3, figsize=(9, 3))
    draw(axes[0], x, "input")
    draw(axes[1], weight, "kernel")
    draw(axes[2], y, "output")
    plt.show()
"""

TRANSPOSED = """\
n, padding = len(x), 1

def scattered(x, stride):
    y = np.zeros([(n - 1) * stride + k] * 2, int)
    for (r, c), value in np.ndenumerate(x):
        y[r * stride:r * stride + k, c * stride:c * stride + k] += value * weight
    return y[padding:-padding, padding:-padding]

def matrix(stride):
    return np.stack([scattered(one.reshape(n, n), stride).ravel() for one in np.eye(n * n, dtype=int)], 1)

def spread(stride):
    z = np.zeros([(n - 1) * stride + 1] * 2, int)
    z[::stride, ::stride] = x
    return np.pad(z, k - 1 - padding)

def grids(way, stride):
    y = ("output", scattered(x, stride))
    if way == "zeros":
        return [("input, zeros between", spread(stride)), ("kernel, flipped", weight[::-1, ::-1]), y]
    if way == "matrix":
        return [("matrix", matrix(stride)), ("input", x.reshape(-1, 1)), ("output", y[1].reshape(-1, 1))]
    return [("input", x), ("kernel", weight), y]

@interact(stride=(1, 4), way=WAYS)
def show(stride=2, way="scatter"):
    ways = WAYS[:-1] if way == "all" else [way]
    fig, rows = plt.subplots(len(ways), 3, figsize=(9, 3 * len(ways)), squeeze=False)
    for axes, way in zip(rows, ways):
        for ax, (title, grid) in zip(axes, grids(way, stride)):
            draw(ax, grid, title)
    plt.show()
"""

DILATION = """\
@interact(first=(1, 5), second=(1, 5), third=(1, 5))
def show(first=1, second=2, third=4):
    rates = (first, second, third)
    layers = [x[:1 + (k - 1) * sum(rates) + 2]]
    for rate in rates:
        below = layers[-1]
        count = len(below) - (k - 1) * rate
        layers.append(np.array([sum(below[i + j * rate] * weight[j] for j in range(k)) for i in range(count)]))
    fig, axes = plt.subplots(len(layers), 1, figsize=(9, 4))
    for ax, (number, layer) in zip(axes, reversed(list(enumerate(layers)))):
        draw(ax, layer[None], f"layer {number}" if number else "input")
    plt.show()
"""


class Handle(NamedTuple):
    """What a hand moves in an explorer: a slider (for both axes where they go together) or a choice."""

    label: str
    name: str
    place: int | None  # among the numbers of the control, when they move one by one
    values: tuple

    def moved(self, values: dict, value) -> dict:
        now = values[self.name]
        if isinstance(now, tuple):
            value = tuple(value if self.place in (None, n) else other for n, other in enumerate(now))
        return values | {self.name: value}


def handles(explorer) -> Iterator[Handle]:
    for control in explorer.controls:
        name, values = control["name"], control["options"] or range(control["low"], control["high"] + 1)
        if not control["grows"]:
            yield Handle(name, name, None, tuple(values))
        for place, axis in enumerate(control["axes"][: len(explorer.values[name])] if control["grows"] else ()):
            yield Handle(f"{name} {axis}", name, place, tuple(values))


def jumps(topic: Topic) -> list[tuple[str, int | str]]:
    """Single moves drawn by chance, any control to any value that can be shown: the name of a control and its value."""
    explorer, chance = topic.explorer, Random(0)
    hands, start = list(handles(explorer)), explorer.values
    at, found = start, []
    while len(found) < JUMPS:
        hand = chance.choice(hands)
        value = chance.choice(hand.values)
        there = hand.moved(at, value)
        explorer.set(**there)
        if there != at and not explorer.message:
            found.append((hand.label, value))
            at = there
    explorer.set(**start)
    return found


def topics() -> list[Topic]:
    from convlib import explore
    from convlib.animate.transposed import WAYS

    def start(explorer) -> str:
        x, weight = (explorer.film.values[name].squeeze().tolist() for name in ("x", "weight"))
        return START.format(x=x, weight=weight)

    convolution = explore.convolution(size=SIDE, kernel_size=KERNEL)
    transposed = explore.transposed(size=3, kernel_size=3, stride=2, padding=1)
    dilation = explore.dilation(kernel_size=3, rates=(1, 2, 4))
    longest = explore.dilation(kernel_size=3, rates=(5, 5, 5))
    ways, stride = (*WAYS, "all"), r"stride (\d)"
    way = Move(
        "3×3, way", "way", f"({'|'.join(WAYS)})$", "all", ways, "scatter", *[".widget-dropdown select"] * 2, keys=False
    )
    return [
        Topic(
            "explorer",
            convolution,
            start(convolution) + CONVOLUTION,
            (slider(f"{SIDE}×{SIDE}", "stride", stride, last=5, start=1),),
        ),
        Topic(
            "transposed explorer",
            transposed,
            f"{start(transposed)}WAYS = {list(ways)}\n{TRANSPOSED}",
            (slider("3×3, stride", "stride", stride, last=4, start=2), way),
        ),
        Topic(
            "dilation explorer",
            dilation,
            start(longest) + DILATION,
            (slider("1, 2, 4, a rate", "rates layer 2", r"rates \d, (\d)", last=5, start=2, n=1),),
        ),
    ]
