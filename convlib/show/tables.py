"""Tables of words: plain cells, links and section lines, as HTML for light and dark pages and as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import NamedTuple


class Link(NamedTuple):
    """A cell that leads somewhere."""

    text: str
    to: str

    def __str__(self) -> str:
        return self.text


class Table:
    """``columns``, and ``rows`` with a cell for each; a row that is one piece of text begins a new section.

    A word in backticks is set as code, all else stands as it is. Equal tables print equally. With ``fold`` the table
    is folded away under that line, until a reader opens it.

    >>> Table(("sign", "word"), ["first", ("✓", "holds")])
    sign | word
    first
      ✓ | holds
    """

    def __init__(
        self, columns: Sequence[str], rows: Iterable[str | Sequence], note: str = "", *, fold: str = ""
    ) -> None:
        self.columns, self.rows, self.note, self.fold = tuple(columns), tuple(rows), note, fold

    def __repr__(self) -> str:
        indent = "  " * any(isinstance(row, str) for row in self.rows)
        lines = [row if isinstance(row, str) else indent + " | ".join(map(str, row)) for row in self.rows]
        first = [self.fold] if self.fold else []
        return "\n".join([*first, " | ".join(self.columns), *lines, *filter(None, [self.note])])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        note = f"<p>{_html(self.note)}</p>" if self.note else ""
        body = "".join(map(self._row, self.rows))
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"
        if self.fold:
            table = f"<details><summary>{escape(self.fold)}</summary>{table}</details>"
        return f'<div class="convlib-table"><style data-skin="table">{STYLE}</style>{table}</div>'

    def _row(self, row: str | Sequence) -> str:
        if isinstance(row, str):
            return f'<tr><th colspan="{len(self.columns)}" scope="rowgroup">{_html(row)}</th></tr>'
        return f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>"


def _html(cell) -> str:
    if isinstance(cell, Link):
        return f'<a href="{escape(cell.to)}">{_html(cell.text)}</a>'
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(str(cell)))


def style(scope: str, *rules: str) -> str:
    """What every table of the course looks like, and ``rules`` of its own, inside the class ``scope``.

    Colours are those of the page around it, thinned: the table is light or dark as the page is.
    """
    return "".join(f".{scope} {rule}" for rule in (*_SHARED, *rules))


_SHARED = (
    "{overflow-x:auto}",
    "table{border-collapse:collapse;border:0;margin:0;font-size:13px;color:inherit}",
    "tr:is(tr,:nth-child(even),:hover){background:none}",
    ":is(th,td){padding:.3em .7em;border:0;color:inherit;background:none;font-variant-numeric:tabular-nums}",
    "thead th{font-weight:600;border-bottom:1px solid rgba(128,128,128,.6)}",
    "p{font-size:12px;opacity:.75;line-height:1.5;max-width:70em;margin:.6em 0 0}",
)
_STRONG = "convlib-table" + ".convlib-table" * 3  # more than JupyterLab says of the tables in any output
STYLE = style(
    _STRONG,
    "table{max-width:76em;table-layout:auto}",
    ":is(th,td){text-align:left;vertical-align:top;white-space:normal}",
    "td{border-top:1px solid rgba(128,128,128,.22)}",
    "tbody th{font-weight:600;padding-top:1em}",
    "code{background:none;color:inherit;padding:0;white-space:nowrap}",
    "a{color:inherit;text-decoration:underline}",
    "summary{cursor:pointer;font-size:13px;padding:.3em 0}",
)
