"""A summary card: what it says as text, as HTML that needs no script, and as a page to print."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from convlib.film.files import write_whole


@dataclass(frozen=True)
class Line:
    """One formula: ``what`` it tells, the ``formula``, what is ``given``, and the function that works it out."""

    what: str
    formula: str
    given: Mapping[str, object]
    compute: Callable

    @property
    def name(self) -> str:
        """What the formula gives: its left side."""
        return self.formula.partition(" = ")[0]

    @property
    def answer(self) -> object:
        """The worked number, computed now."""
        return self.compute(**self.given)

    @property
    def example(self) -> str:
        """What is given, and what comes out.

        >>> Line("Twice", "y = 2x", {"x": 1200}, lambda x: 2 * x).example
        'x = 1\\u202f200 → y = 2\\u202f400'
        """
        return f"{', '.join(f'{name} = {shown(value)}' for name, value in self.given.items())} → {self.answered}"

    @property
    def answered(self) -> str:
        return f"{self.name} = {shown(self.answer)}"


@dataclass(frozen=True)
class Card:
    """The formulas of a ``notebook``; in a notebook it shows itself, light or dark as the page is."""

    notebook: str
    title: str
    lines: tuple[Line, ...]

    def __repr__(self) -> str:
        rows = [f"  {line.what}\n    {line.formula}\n    {line.example}" for line in self.lines]
        return "\n".join([f"{self.title}: the formulas", *rows])

    def _repr_html_(self) -> str:
        style = f'<style data-skin="formulas">{STYLE}</style>'
        heading = f"<p><b>{escape(self.title)}:</b> {_LINE}</p>"
        return f'<div class="convlib-formulas">{style}{heading}{self._rows()}</div>'

    def _rows(self) -> str:
        rows = (
            f"<div><p>{_set(line.what)}</p><p>{_set(line.formula)}</p>"
            f"<p>{_set(line.example.removesuffix(line.answered))}<b>{_set(line.answered)}</b></p></div>"
            for line in self.lines
        )
        return f"<div>{''.join(rows)}</div>"

    def to_html(self) -> str:
        """A page of its own, that prints on one sheet and needs nothing else."""
        title = escape(self.title)
        return (
            '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f"<title>{title}: the formulas</title><style>{PAGE}{STYLE}</style>"
            f'<main class="convlib-formulas"><h1>{title}</h1><p>{_LINE}</p>{self._rows()}</main></html>'
        )

    def save(self, path: str | Path) -> Path:
        """Write the page to ``path``, whole or not at all; ``ValueError`` for another ending than ``.html``."""
        if Path(path).suffix != ".html":
            raise ValueError(f"save({str(path)!r}): a card is a page; its name ends in .html")
        write_whole(Path(path), self.to_html())
        return Path(path)


def shown(value) -> str:
    """A value as it is written in a line: thin spaces in large numbers, ``;`` between the rows of an array.

    >>> shown(1228800), shown([[1, 2], [3, -1]]), shown((1, 2, 4))
    ('1\\u202f228\\u202f800', '[1 2; 3 −1]', '1, 2, 4')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        rows = value if isinstance(value[0], list) else [value]
        return f"[{'; '.join(' '.join(map(shown, row)) for row in rows)}]"
    if isinstance(value, tuple):
        return ", ".join(map(shown, value))
    return f"{value:,}".replace(",", "\u202f").replace("-", "−")


def _set(text: str) -> str:
    """A formula as it is set: letters slanted, but for the word "a"; what follows ``_`` lowered, ``^`` raised.

    >>> _set("2^(L + 1) − 2c_in")
    '2<sup><i>L</i> + 1</sup> − 2<i>c</i><sub>in</sub>'
    """
    marked = re.sub(r"\^(?:\(([^)]*)\)|(\w))", lambda m: f"\0{m[1] or m[2]}\1", escape(text))
    marked = re.sub(r"(?<![^\W\d])(?<!;)([B-Zb-zα-ω]′?)(?:_(\w+))?(?![^\Wᵀ])", _letter, marked)
    return marked.replace("\0", "<sup>").replace("\1", "</sup>")


def _letter(found: re.Match) -> str:
    return f"<i>{found[1]}</i>" + (f"<sub>{found[2]}</sub>" if found[2] else "")


_LINE = "the formulas, each with one worked number"
_OURS = ".convlib-formulas" * 3  # more than a front end says of what stands in any output
_RULES = (
    "{max-width:60em;font-size:14px;line-height:1.5;color:inherit}",
    "p{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}",
    ">p{margin:.2em 0 .6em}",
    ">div{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24em),1fr));gap:0 2em}",
    ">div>div{border-top:1px solid rgba(128,128,128,.35);padding:.5em 0 .6em;break-inside:avoid;min-width:0}",
    "div>p:first-child{font-size:12.5px;opacity:.8}",
    "p+p{font:17px/1.6 Cambria,'Times New Roman','DejaVu Serif',serif}",
    "p+p+p{font:inherit}",
    ":is(sub,sup){font-size:72%;line-height:0}",
)
STYLE = "".join(_OURS + (rule if rule[0] in "{>" else f" {rule}") for rule in _RULES)
PAGE = (
    "body{margin:1.2em;font-family:system-ui,'DejaVu Sans',sans-serif}h1{font-size:1.4em;margin:0}"
    "@page{size:A4;margin:14mm}@media print{:root{color-scheme:light}body{margin:0}}"
)
