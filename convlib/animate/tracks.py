"""What changes in a film: keyframes of outputs, of rings and windows that move, of marks that come and go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from convlib.film.drawing import UNIT, cell_id, tap
from convlib.relation import Window

Tracks = dict[tuple[str, str], list[tuple[int, str]]]
SIGNS = {"missing": "+", "extra": "×", "other": "≠"}  # what colour alone would say of a marked cell


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


def moved(element: str, places: Iterable[Sequence[int]], start: int = 0) -> Tracks:
    """An element that is at one place of its grid at each frame, from frame ``start`` on."""
    return {(element, "translate"): [(f, corner(*place)) for f, place in enumerate(places, start)]}


def slide(window: Window, channels: Sequence[Sequence[int]], outputs: Iterable[Sequence[int]] | None = None) -> Tracks:
    """Output after output is written, map by map, while a window moves over each of the ``channels`` that a map reads.

    ``outputs`` are those of the window, or some of them. With several maps each has its turn: ``ring_m`` and
    ``window_m_c`` show while map ``m`` is being written.
    """
    changes: Tracks = {}
    outputs, maps = list(window.outputs() if outputs is None else outputs), len(channels)
    corners = [window.input_index(o, (0, 0)) for o in outputs]
    for m, own in enumerate(channels):
        start, count = m * len(outputs), maps * len(outputs)
        for f, o in enumerate(outputs, start):
            changes |= written(cell_id("y", (m, *o)), f, count)
        for element, places in [(f"ring_{m}", outputs), *((cell_id("window", (m, c)), corners) for c in own)]:
            changes |= moved(element, places, start)
            if maps > 1:
                kind = element.partition("_")[0]
                turn = range(start, start + len(outputs))
                changes[element, "class"] = spans(f"{kind} off", kind, turn, count)
    return changes


def visits(name: str, stops: Iterable[Sequence[int]], count: int) -> Tracks:
    """Elements ``name_c``, one for each grid: each shows at the frames that stop at its grid, ``(frame, c, h, w)``."""
    changes: Tracks = {}
    frames: dict[int, list[int]] = {}
    for frame, c, *place in stops:
        changes.setdefault((f"{name}_{c}", "translate"), []).append((frame, corner(*place)))
        frames.setdefault(c, []).append(frame)
    return changes | {(f"{name}_{c}", "class"): spans(f"{name} off", name, own, count) for c, own in frames.items()}


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
    sign = SIGNS.get(kind.split()[-1], "")
    place = f'x="{w * UNIT + 5}" y="{h * UNIT + UNIT - 3.5}"'
    return f'<text class="sign" {place}>{sign}</text>' if sign else ""
