"""Grids of numbers as SVG: cells with ids, index ticks, hatched padding, and panels laid out wide or narrow.

Ids follow one grammar, ``[film.]array[_index]*``: ``x_0_2_3`` is cell (2, 3) of channel 0 of ``x``, ``zeros.y_0_1_1`` a
cell of ``y`` in the film ``zeros`` of a sheet, ``ring_0`` the ring of map 0, ``panel_input`` a panel. An id stands
first in a ``<g>``, so that a still picture, an animated one and the player find it: :meth:`Drawing.ids` holds it so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape

from convlib.film.words import number

UNIT = 36  # side of a cell
TICK = 20  # room for the indices above and left of a grid
LABEL = 20  # height of a line of labels
GAP = 46  # between panels
ROW_GAP = 22  # between rows of panels
INSET = 8  # around the drawing


def cell_id(array: str, index: Sequence[int]) -> str:
    """``cell_id("x", (0, 2, 3))`` is ``"x_0_2_3"``."""
    return "_".join([array, *map(str, index)])


def shrunk(text: str, most: int) -> str:
    """A smaller font for a number of more than ``most`` characters, so that it stays in its cell."""
    return f' style="font-size:{48 / len(text):.3g}px"' if len(text) > most else ""


def _size(text: str) -> str:
    return "" if len(text) <= 3 else ' class="small"' if len(text) == 4 else shrunk(text, 4)


def cell(identifier: str, x: float, y: float, text: str, kind: str = "cell") -> str:
    """One square with its number; ``kind`` is its class."""
    half = UNIT / 2
    return (
        f'<g id="{identifier}" class="{kind}"><rect x="{x:g}" y="{y:g}" width="{UNIT}" height="{UNIT}"/>'
        f'<text x="{x + half:g}" y="{y + half + 7:g}"{_size(text)}>{text}</text></g>'
    )


def _hatching(places: list[tuple[float, float]]) -> str:
    third, u = UNIT / 3, UNIT
    lines = "".join(
        f"M{x:g} {y + third:g}l{third:g} {-third:g}M{x:g} {y + 2 * third:g}l{2 * third:g} {-2 * third:g}"
        f"M{x:g} {y + u:g}l{u} {-u}M{x + third:g} {y + u:g}l{2 * third:g} {-2 * third:g}"
        f"M{x + 2 * third:g} {y + u:g}l{third:g} {-third:g}"
        for x, y in places
    )
    return f'<path class="hatch" d="{lines}"/>' if places else ""


@dataclass
class Part:
    """A piece of drawing with its size; pieces are stacked into panels."""

    svg: str
    width: float
    height: float


def grid(
    array: str,
    lead: tuple[int, ...],
    rows: Sequence[int] | None = None,
    columns: Sequence[int] | None = None,
    text: Callable[[int, int], str] | None = None,
    *,
    numbers=None,
    kind: Callable[[int, int], str] | None = None,
    over: str = "",
    name: Callable[[int, int], str] | None = None,
) -> Part:
    """A ruled grid of ``numbers (h, w)``; or of ``rows`` and ``columns``, the indices shown, and ``text(h, w)``.

    ``kind(h, w)`` gives a cell's class: ``pad`` is hatched and gets an id of its own, ``unread`` is crossed.
    ``over`` is drawn on top of the cells, in the grid's coordinates: cell (0, 0) has its corner at 0, 0.
    ``name(h, w)`` gives ids that do not follow from the place.
    """
    if numbers is not None:
        rows, columns = (rows or range(len(numbers))), (columns or range(len(numbers[0])))
    inner, pads, hatched, crossed = "", "", [], ""
    for h in rows:
        for w in columns:
            x, y, state = w * UNIT, h * UNIT, kind(h, w) if kind else "cell"
            shown = text(h, w) if text else number(numbers[h, w].item())
            is_pad = "pad" in state.split()
            square = cell(name(h, w) if name else cell_id("p" if is_pad else array, (*lead, h, w)), x, y, shown, state)
            if "unread" in state:
                crossed += f"M{x + 5} {y + 5}l{UNIT - 10} {UNIT - 10}"
            if is_pad:
                hatched.append((x, y))
                pads += square
            else:
                inner += square
    cross = f'<path class="cross" d="{crossed}"/>' if crossed else ""
    svg = f"{_hatching(hatched)}{pads}{inner}{cross}{_ticks(rows, columns)}{over}"
    dx, dy = TICK - columns[0] * UNIT, TICK - rows[0] * UNIT
    return Part(
        f'<g transform="translate({dx} {dy})">{svg}</g>',
        TICK + len(columns) * UNIT + 2,
        TICK + len(rows) * UNIT + 2,
    )


def _ticks(rows: Sequence[int], columns: Sequence[int]) -> str:
    """The indices above and left of a grid."""
    above, left = rows[0] * UNIT - 5, columns[0] * UNIT - 11
    return "".join(
        [f'<text class="tick" x="{(w + 0.5) * UNIT:g}" y="{above}">{number(w)}</text>' for w in columns]
        + [f'<text class="tick" x="{left}" y="{(h + 0.5) * UNIT + 4:g}">{number(h)}</text>' for h in rows]
    )


def tap(h: int, w: int, text: str) -> str:
    """Blue over the cell in row ``h`` and column ``w``, with the weight that meets it in the corner."""
    y, x = h * UNIT, w * UNIT
    corner = f'<text class="corner" x="{x + UNIT - 4}" y="{y + 11}"{shrunk(text, 5)}>{text}</text>' if text else ""
    return f'<rect class="tap" x="{x + 2}" y="{y + 2}" width="{UNIT - 4}" height="{UNIT - 4}"/>{corner}'


def scaled(part: Part, factor: float) -> Part:
    """The same part, smaller or larger."""
    return Part(f'<g transform="scale({factor:g})">{part.svg}</g>', part.width * factor, part.height * factor)


def _join(parts: Sequence[Part], gap: float, across: bool) -> Part:
    svg, at = "", 0.0
    for part in parts:
        x, y = (at, 0) if across else (0, at)
        svg += f'<g transform="translate({x:g} {y:g})">{part.svg}</g>'
        at += (part.width if across else part.height) + gap
    widths, heights = [p.width for p in parts], [p.height for p in parts]
    return Part(svg, at - gap if across else max(widths), max(heights) if across else at - gap)


def beside(parts: Sequence[Part], gap: float = 14) -> Part:
    return _join(parts, gap, across=True)


def stacked(parts: Sequence[Part], gap: float = 14) -> Part:
    return _join(parts, gap, across=False)


def labelled(part: Part, label: str, notes: Sequence[str] = ()) -> Part:
    """A label, then its notes, above a part: ``input 7×7`` / ``padding 1``."""
    lines = [("label", label), *(("note", note) for note in notes)]
    text = "".join(
        f'<text class="{k}" x="2" y="{14 + i * LABEL:g}">{escape(t)}</text>' for i, (k, t) in enumerate(lines)
    )
    down = len(lines) * LABEL + 2
    widest = max(len(t) * (9.8 if k == "label" else 7) for k, t in lines)
    return Part(f'{text}<g transform="translate(0 {down})">{part.svg}</g>', max(part.width, widest), part.height + down)


@dataclass
class Drawing:
    """Named panels and where they stand: wide, side by side (in rows of ``columns``, if given), and narrow, stacked."""

    panels: dict[str, Part]
    columns: int | None = None

    def layouts(self) -> dict[str, dict]:
        """For each layout its ``width`` and ``height`` and, by panel, ``at`` = (x, y)."""
        return {"wide": self._layout(self.columns or len(self.panels)), "narrow": self._layout(1)}

    def _layout(self, columns: int) -> dict:
        """Rows under each other; in a single row panels stand in the middle of its height, stacked in its width."""
        names = list(self.panels)
        rows = [names[n : n + columns] for n in range(0, len(names), columns)]
        wides = [sum(self.panels[n].width for n in row) + GAP * (len(row) - 1) for row in rows]
        highs = [max(self.panels[n].height for n in row) for row in rows]
        at, top = {}, INSET
        for row, high in zip(rows, highs, strict=True):
            left = INSET + (max(wides) - self.panels[row[0]].width) / 2 * (columns == 1)
            for name in row:
                down = 0 if self.columns else (high - self.panels[name].height) / 2
                at[name] = (round(left, 1), round(top + down, 1))
                left += self.panels[name].width + GAP
            top += high + ROW_GAP
        height = sum(highs) + ROW_GAP * (len(rows) - 1) + 2 * INSET
        return {"width": round(max(wides) + 2 * INSET, 1), "height": round(height, 1), "at": at}

    @cached_property
    def body(self) -> str:
        """The panels as they stand when there is room."""
        at = self.layouts()["wide"]["at"]
        return "".join(
            f'<g id="panel_{name}" class="panel" transform="translate({x:g} {y:g})">{self.panels[name].svg}</g>'
            for name, (x, y) in at.items()
        )

    @property
    def cells(self) -> list[str]:
        """The ids of the cells, which can be pointed at."""
        return re.findall(r'<g id="([^"]*)" class="cell\b', self.body)

    @cached_property
    def ids(self) -> dict[str, int]:
        """Every id, numbered in the order of the drawing; raises ``ValueError`` where one is twice or astray."""
        found = re.findall(r'<(\w+)([^<>]*?) id="([^"]*)"', self.body)
        if astray := [name for tag, before, name in found if tag != "g" or before]:
            raise ValueError(f"an id must stand first in a <g>: {', '.join(astray)}")
        ids = {name: n for n, (_, _, name) in enumerate(found)}
        if len(ids) < len(found):
            twice = [name for n, (_, _, name) in enumerate(found) if ids[name] != n]
            raise ValueError(f"several elements are called {', '.join(twice)}")
        return ids
