"""Arrays side by side, drawn and as plain text: wrong cells tinted and crossed, cells that are read framed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

import numpy as np

from convlib.exercises.wording import counted
from convlib.film.drawing import UNIT, Part, beside, grid, labelled, number, stacked
from convlib.film.skin import style
from convlib.film.style import page_css
from convlib.film.words import times

MOST_CELLS = 150  # of one array; a larger one is named, not shown

_CSS = """
.convlib-check.convlib-stage{color:var(--ink);background:var(--paper);font-family:var(--font);box-sizing:border-box}
.convlib-check.convlib-stage{border:1px solid var(--rule);border-radius:6px;padding:6px 14px;margin-bottom:8px}
.convlib-check .panels{display:flex;flex-wrap:wrap;align-items:flex-start;gap:14px 34px;margin:10px 0}
.convlib-check.convlib-stage svg.drawing{display:block;height:auto;max-width:100%;margin:0}
.convlib-check svg.drawing .bad{fill:var(--error);fill-opacity:.13;stroke:var(--error);stroke-width:2}
.convlib-check svg.drawing .sign{fill:none;stroke:var(--error);stroke-width:2.4}
.convlib-check svg.drawing .first{fill:none;stroke:var(--ring);stroke-width:3.4}
.convlib-check p{margin:6px 0;line-height:1.45}
.convlib-stage.convlib-check pre{margin:6px 0;font-size:13px;white-space:pre-wrap;color:inherit;background:none}
.convlib-stage.convlib-check table{border-collapse:collapse;margin:6px 0}
.convlib-stage.convlib-check tr:nth-child(n){background:none}
.convlib-stage.convlib-check :is(td,th){text-align:left;padding:3px 14px 3px 0;font-variant-numeric:tabular-nums}
.convlib-stage.convlib-check :is(td,th){color:inherit;font-size:14px}
.convlib-stage.convlib-check .wrong{color:var(--error);font-weight:bold}
"""
STYLE = page_css(_CSS)


@dataclass
class Panel:
    """One array and what is marked on it; ``note`` tells what the marks mean."""

    name: str
    array: np.ndarray
    note: str = ""
    read: frozenset = frozenset()
    wrong: frozenset = frozenset()
    first: tuple | None = None

    @property
    def label(self) -> str:
        shape = self.array.shape
        return f"{self.name}, {counted(*shape, 'cell')}" if len(shape) == 1 else f"{self.name} {times(shape)}"

    @property
    def shown(self) -> bool:
        return 0 < self.array.size <= MOST_CELLS and 1 <= self.array.ndim <= 4

    # as text

    def text(self) -> str:
        """
        >>> print(Panel("yours", np.array([[1, 20], [3, 4]]), "✗: wrong", wrong=frozenset({(0, 1)})).text())
        yours 2×2
           1  20✗
           3   4
        ✗: wrong
        """
        if not self.shown:
            return f"{self.label} ({'no cells' if not self.array.size else 'too large to show'})"
        cells = {i: self._cell(i) for i in np.ndindex(self.array.shape)}
        wide = max(map(len, cells.values()))
        lines = [self.label]
        for lead in np.ndindex(self.array.shape[:-1]):
            if lead[:-1] and lead[-1] == 0:
                lines.append(f"  [{','.join(map(str, lead[:-1]))}]")
            row = (cells[(*lead, w)] for w in range(self.array.shape[-1]))
            lines.append(("  " + " ".join(f"{cell:>{wide}}" for cell in row)).rstrip())
        return "\n".join([*lines, *([f"{'(…) ' * bool(self.read)}{self.note}"] if self.note else [])])

    def _cell(self, i: tuple) -> str:
        value = number(self.array[i].item())
        return f"{value}✗" if i in self.wrong else f"({value})" if i in self.read else f"{value} "

    def heard(self) -> str:
        """The numbers for those who do not see them, a row after the other.

        >>> Panel("yours", np.array([[1, 20], [3, 4]]), "✗: wrong", wrong=frozenset({(0, 1)})).heard()
        '1, 20 wrong; 3, 4'
        """
        if not self.shown:
            return ""
        rows = ([(*lead, w) for w in range(self.array.shape[-1])] for lead in np.ndindex(self.array.shape[:-1]))
        return "; ".join(
            ", ".join(number(self.array[i].item()) + " wrong" * (i in self.wrong) for i in row) for row in rows
        )

    # as a drawing

    def part(self, noted: bool) -> Part:
        """With ``noted`` there is a line for the note, so that the grids of several panels stand in line."""
        if not self.shown:
            return labelled(Part("", 1, 1), self.label, ["no cells" if not self.array.size else "too large to show"])
        maps = self.array.reshape((1,) * (2 - self.array.ndim) + self.array.shape)
        return labelled(self._maps(maps, ()), self.label, [self.note] * noted)

    def _maps(self, maps: np.ndarray, lead: tuple) -> Part:
        if maps.ndim == 2:
            rows, columns = map(range, maps.shape)
            return grid(
                self.name, lead, rows, columns, lambda h, w: number(maps[h, w].item()), over=self._over(maps, lead)
            )
        return (beside if lead else stacked)([self._maps(part, (*lead, n)) for n, part in enumerate(maps)])

    def _over(self, maps: np.ndarray, lead: tuple) -> str:
        return "".join(self._mark((*lead, h, w)[-self.array.ndim :], h, w) for h, w in np.ndindex(maps.shape))

    def _mark(self, i: tuple, h: int, w: int) -> str:
        x, y = w * UNIT, h * UNIT
        square = f'x="{x + 2.5}" y="{y + 2.5}" width="{UNIT - 5}" height="{UNIT - 5}"'
        marks = f'<rect class="tap" {square}/>' * (i in self.read)
        if i in self.wrong:
            cross = f"M{x + UNIT - 12} {y + 5}l7 7m0 -7l-7 7"
            marks += f'<rect class="bad" {square}/><path class="sign" d="{cross}"/>'
        return marks + f'<rect class="first" {square}/>' * (i == self.first)


def drawn(panels: list[Panel]) -> str:
    """Each panel as an inline SVG, in a row that wraps; without ids: films on the same page have those."""
    noted = any(panel.note for panel in panels)
    return f'<div class="panels">{"".join(_svg(panel, panel.part(noted)) for panel in panels)}</div>'


def _svg(panel: Panel, part: Part) -> str:
    width, height = part.width + 2, part.height + 4
    body = re.sub(r' (data-)?id="[^"]*"', "", part.svg)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" viewBox="0 0 {width:g} {height:g}" '
        f'style="width:{width:g}px"><title>{escape(panel.label)}</title><desc>{panel.heard()}</desc>{body}</svg>'
    )


def framed(content: str) -> str:
    """Content in the course's colours, light or dark as the notebook is."""
    return f'<div class="convlib-stage convlib-check">{style("check", STYLE)}{content}</div>'
