"""Grids of numbers as SVG: cells with ids, index ticks, hatched padding, and panels laid out wide or narrow.

Ids follow one grammar, ``[film.]array[_index]*``: ``x_0_2_3`` is cell (2, 3) of channel 0 of ``x``, ``zeros.y_0_1_1`` a
cell of ``y`` in the film ``zeros`` of a sheet, ``ring_0`` the ring of map 0, ``panel_input`` a panel. An id stands
first in a ``<g>``, so that a still picture, an animated one and the player find it: :meth:`Drawing.ids` holds it so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html import escape

from convlib.film.style import font_size
from convlib.film.words import number

UNIT = 36  # side of a cell
TICK = 20  # room for the indices above and left of a grid
LABEL = 20  # height of a line of labels
GAP = 46  # between panels
ROW_GAP = 22  # between rows of panels
INSET = 8  # around the drawing
LEAST = 11  # the font size, in pixels of a screen, from which on a number can be read


def cell_id(array: str, index: Sequence[int]) -> str:
    """``cell_id("x", (0, 2, 3))`` is ``"x_0_2_3"``."""
    return _cell_id(array, tuple(index))


@lru_cache(maxsize=8192)
def _cell_id(array: str, index: tuple[int, ...]) -> str:
    return "_".join([array, *map(str, index)])


def shrunk(text: str, most: int) -> str:
    """A smaller font for a number of more than ``most`` characters, so that it stays in its cell."""
    return f' style="font-size:{48 / len(text):.3g}px"' if len(text) > most else ""


def _font(text: str) -> float:
    return 15 if len(text) <= 3 else 12 if len(text) == 4 else 48 / len(text)


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
    """A piece of drawing with its size, and the font size of its smallest number; pieces are stacked into panels."""

    svg: str
    width: float
    height: float
    digits: float = 15


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
    inner, pads, hatched, crossed, digits = "", "", [], "", 15.0
    for h in rows:
        for w in columns:
            x, y, state = w * UNIT, h * UNIT, kind(h, w) if kind else "cell"
            shown = text(h, w) if text else number(numbers[h, w].item())
            digits = min(digits, _font(shown))
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
        digits,
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
    svg = f'<g transform="scale({factor:g})">{part.svg}</g>'
    return Part(svg, part.width * factor, part.height * factor, part.digits * factor)


def _join(parts: Sequence[Part], gap: float, across: bool) -> Part:
    svg, at = "", 0.0
    for part in parts:
        x, y = (at, 0) if across else (0, at)
        svg += f'<g transform="translate({x:g} {y:g})">{part.svg}</g>'
        at += (part.width if across else part.height) + gap
    widths, heights = [p.width for p in parts], [p.height for p in parts]
    digits = min(p.digits for p in parts)
    return Part(svg, at - gap if across else max(widths), max(heights) if across else at - gap, digits)


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
    svg = f'{text}<g transform="translate(0 {down})">{part.svg}</g>'
    return Part(svg, max(part.width, widest), part.height + down, part.digits)


@dataclass
class Drawing:
    """Named panels and where they stand: wide, side by side (in rows of ``columns``, if given), and narrow, stacked.

    ``whole`` has the panels that are drawings themselves, and ``narrow`` what is put there when these are narrow too.
    """

    panels: dict[str, Part]
    columns: int | None = None
    whole: dict[str, Drawing] = field(default_factory=dict)
    narrow: dict[str, Part] = field(default_factory=dict)

    def layouts(self) -> dict[str, dict]:
        """For each layout its ``width``, its ``height`` and, by id of a panel, ``at`` = (x, y).

        A narrow one has ``legible``: the scales from which on the numbers in its cells, and all numbers, can be read.
        """
        least = LEAST / min(panel.digits for panel in self.panels.values())
        legible = [round(least, 3), round(max(least, LEAST / font_size("corner")), 3)]
        columns = self.columns or len(self.panels)
        return {"wide": self._layout("wide", columns), "narrow": self._layout("narrow", 1) | {"legible": legible}}

    def _layout(self, kind: str, columns: int) -> dict:
        """Rows under each other; in a single row panels stand in the middle of its height, stacked in its width."""
        panels = self.narrow if self.narrow and kind == "narrow" else self.panels
        names = list(self.panels)
        rows = [names[n : n + columns] for n in range(0, len(names), columns)]
        wides = [sum(panels[n].width for n in row) + GAP * (len(row) - 1) for row in rows]
        highs = [max(panels[n].height for n in row) for row in rows]
        at, top = {}, INSET
        for row, high in zip(rows, highs, strict=True):
            left = INSET + (max(wides) - panels[row[0]].width) / 2 * (columns == 1 and not self.whole)
            for name in row:
                down = 0 if self.columns else (high - panels[name].height) / 2
                at[f"panel_{name}"] = (round(left, 1), round(top + down, 1))
                left += panels[name].width + GAP
            top += high + ROW_GAP
        for name, drawing in self.whole.items():
            at |= {f"{name}.{panel}": place for panel, place in drawing.layouts()[kind]["at"].items()}
        height = sum(highs) + ROW_GAP * (len(rows) - 1) + 2 * INSET
        return {"width": round(max(wides) + 2 * INSET, 1), "height": round(height, 1), "at": at}

    @cached_property
    def body(self) -> str:
        """The panels as they stand when there is room."""
        at = self.layouts()["wide"]["at"]
        return "".join(
            f'<g id="panel_{name}" class="panel" transform="translate({x:g} {y:g})">{panel.svg}</g>'
            for name, panel in self.panels.items()
            for x, y in [at[f"panel_{name}"]]
        )

    @property
    def cells(self) -> list[str]:
        """The ids of the cells, which can be pointed at."""
        return re.findall(r'<g id="([^"]*)" class="cell\b', self.body)

    @cached_property
    def ids(self) -> dict[str, int]:
        """Every id, numbered in the order of the drawing; raises ``ValueError`` where one is twice or astray."""
        found = re.findall(r'<g id="([^"]*)"', self.body)
        if len(found) < self.body.count(' id="'):
            every = re.findall(r'<(\w+)([^<>]*?) id="([^"]*)"', self.body)
            astray = [name for tag, before, name in every if tag != "g" or before]
            raise ValueError(f"an id must stand first in a <g>: {', '.join(astray)}")
        ids = {name: n for n, name in enumerate(found)}
        if len(ids) < len(found):
            twice = [name for n, name in enumerate(found) if ids[name] != n]
            raise ValueError(f"several elements are called {', '.join(twice)}")
        return ids
