"""What scenes share: how an output is written, how read cells are marked, and the grids of kernel and output."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from convlib.film.drawing import UNIT, Part, cell_id, grid, labelled, number, tap
from convlib.film.words import bracket, times
from convlib.ops.arguments import Call
from convlib.relation import Window
from convlib.trace import Term, Trace, trace

Tracks = dict[tuple[str, str], list[tuple[int, str]]]


def traced(call: Call, function: Callable, **arguments) -> Trace:
    """The trace of an operator; what it refuses is said of the scene's own ``call``."""
    try:
        return trace(function, **arguments)
    except (TypeError, ValueError) as error:
        if not hasattr(error, "complaint"):
            raise
        call.fail(error.complaint, type(error))


def ring(channel: int = 0) -> str:
    """The strong ring around the cell that is written."""
    return f'<g id="ring_{channel}" class="ring"><rect width="{UNIT}" height="{UNIT}"/></g>'


def corner(h: int, w: int) -> str:
    """Where cell (h, w) of a grid has its corner, as a translation."""
    return f"{w * UNIT} {h * UNIT}"


def timeline(moments: Iterable[tuple[int, str]], count: int) -> list[tuple[int, str]]:
    """Keyframes in order: of two at one frame the later counts, those that change nothing or come too late go.

    >>> timeline([(0, "empty"), (2, "now"), (3, "done"), (3, "off"), (9, "late")], count=5)
    [(0, 'empty'), (2, 'now'), (3, 'off')]
    """
    kept: list[tuple[int, str]] = []
    for frame, value in dict(moments).items():
        if frame < count and (not kept or kept[-1][1] != value):
            kept.append((frame, value))
    return kept


def spans(off: str, on: str, frames: Iterable[int], count: int) -> list[tuple[int, str]]:
    """Keyframes of a class that is ``on`` at some ``frames`` and ``off`` at all others.

    >>> spans("off", "on", [1, 2, 4], count=5)
    [(0, 'off'), (1, 'on'), (3, 'off'), (4, 'on')]
    """
    moments = {0: off}
    for frame in sorted(frames):
        moments |= {frame: on, frame + 1: off}
    return timeline(moments.items(), count)


def written(element: str, frame: int, count: int) -> Tracks:
    """An output that is empty before its frame, marked at it and plain after."""
    return {(element, "class"): timeline([(0, "cell empty"), (frame, "cell now"), (frame + 1, "cell")], count)}


class Marks:
    """Blue marks over read cells that follow no fixed window: each shows at the frames that want it."""

    def __init__(self, name: str, count: int) -> None:
        self.name, self.count = name, count
        self._wanted: dict[tuple[int, int, str, str], list[int]] = {}

    def add(self, frame: int, place: Sequence[int], text: str, kind: str = "mark") -> None:
        """Mark the cell at ``place``, with the weight that meets it."""
        self._wanted.setdefault((*place, text, kind), []).append(frame)

    def svg(self) -> str:
        """The marks, for ``over`` of the grid that they lie on."""
        return "".join(
            f'<g id="{self.name}_{n}" class="{kind} off">{tap(h, w, text)}{_sign(h, w, kind)}</g>'
            for n, (h, w, text, kind) in enumerate(self._wanted)
        )

    def tracks(self) -> Tracks:
        return {
            (f"{self.name}_{n}", "class"): spans(f"{key[3]} off", key[3], frames, self.count)
            for n, (key, frames) in enumerate(self._wanted.items())
        }


def _sign(h: int, w: int, kind: str) -> str:
    """What colour alone would say: ``+`` on a missing cell, ``×`` on one too many, ``≠`` on one with another weight."""
    sign = {"missing": "+", "extra": "×", "other": "≠"}.get(kind.split()[-1], "")
    place = f'x="{w * UNIT + 5}" y="{h * UNIT + UNIT - 3.5}"'
    return f'<text class="sign" {place}>{sign}</text>' if sign else ""


def moved(element: str, places: Iterable[Sequence[int]]) -> Tracks:
    """An element that is at one place of its grid at each frame."""
    return {(element, "translate"): [(f, corner(*place)) for f, place in enumerate(places)]}


def kernel(weight: np.ndarray, label: str, notes: Sequence[str] = (), flipped: bool = False) -> Part:
    """One kernel ``(kh, kw)``; flipped, it is drawn the other way round and its cells keep their names."""
    kh, kw = weight.shape
    own = (lambda h, w: (kh - 1 - h, kw - 1 - w)) if flipped else lambda h, w: (h, w)
    part = grid(
        "w",
        (0, 0),
        range(kh),
        range(kw),
        lambda h, w: number(weight[own(h, w)].item()),
        name=lambda h, w: cell_id("w", (0, 0, *own(h, w))),
    )
    return labelled(part, label, notes)


def output(y: np.ndarray, label: str = "output") -> Part:
    """One map ``(h, w)`` that is written, with its ring."""
    h, w = y.shape
    text = lambda h, w: number(y[h, w].item())  # noqa: E731
    return labelled(grid("y", (0,), range(h), range(w), text, over=ring()), f"{label} {times((h, w))}")


def window_over(identifier: str, window: Window, text: Callable[[int, int], str], kind: str = "window") -> str:
    """Blue over the cells that are read, each with the weight ``text(*k)`` that meets it; tap (0, 0) at the origin."""
    taps = "".join(tap(*i, text(*k)) for k, i in window.padded().terms((0, 0)))
    height, width = (extent * UNIT for extent in window.extent)
    frame = f'<rect class="frame" x="0" y="0" width="{width}" height="{height}"/>'
    return f'<g id="{identifier}" class="{kind}" pointer-events="none">{frame}{taps}</g>'


def product_of(term: Term, x, weight, bias) -> str:
    """``3·(−1)`` for an input cell and a weight, the number alone for a bias."""
    cells = {c.array: c.index for c in term.cells}
    if "weight" not in cells:
        return bracket(term.value)
    read = x[cells["input"]].item() if "input" in cells else term.factor
    return f"{bracket(read)}·{bracket(weight[cells['weight']].item())}"
