"""A sheet to print: questions on the first page, the answers and the usual slips on its back."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from convlib.exercises.cards.page import question_html
from convlib.exercises.cards.question import Asked
from convlib.film.files import write_whole
from convlib.film.words import counted, marked_up

_CSS = """
:root{color-scheme:light}
body{font:15px/1.5 system-ui,sans-serif;color:#1b1f24;max-width:44em;margin:1.5em auto;padding:0 1em}
h1{font-size:1.35em;margin:0 0 .8em}
li.item{break-inside:avoid;margin-bottom:1em}
.line{border-bottom:1px solid #8b949e;height:2em}
table{border-collapse:collapse;margin:4px 0}
td{border:1px solid #8b949e;min-width:1.8em;padding:2px 5px;text-align:center}
caption{text-align:left;font-size:.85em}
p{margin:.3em 0}
.back{break-before:page;margin-top:3em}
.slip{color:#59636e;font-size:.92em}
"""


class Sheet:
    """Questions with room to write, and their answers; ``save("sheet.html")``, then print on both sides."""

    def __init__(self, questions: Sequence[Asked], title: str = "Predict") -> None:
        if not questions:
            raise ValueError("predict.sheet([]): there is no question")
        self.questions, self.title = list(questions), title

    def __repr__(self) -> str:
        return f"Sheet({self.title!r}, {counted(len(self.questions), 'question')})"

    def to_html(self) -> str:
        """A page that prints: the answers begin on a page of their own."""
        fronts = "".join(
            f'<li class="item">{question_html(asked)}<div class="line"></div></li>' for asked in self.questions
        )
        backs = "".join(f'<li class="item">{self._answer(asked)}</li>' for asked in self.questions)
        title = escape(self.title)
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"/><title>{title}</title><style>{_CSS}</style>'
            f'</head><body><main><h1>{title}</h1><ol>{fronts}</ol><section class="back"><h1>{title}: answers</h1>'
            f"<ol>{backs}</ol></section></main></body></html>\n"
        )

    def _answer(self, asked: Asked) -> str:
        lines = "".join(f"<p>{marked_up(line)}</p>" for line in asked.answer)
        slips = [reply.words for reply in asked.replies.values() if reply.right is False]
        return lines + "".join(f'<p class="slip">{marked_up(words)}</p>' for words in slips)

    def save(self, path) -> None:
        """Write ``x.html``, whole or not at all; ``ValueError`` for another ending."""
        if Path(path).suffix.lower() != ".html":
            raise ValueError(f"save({str(path)!r}): the name must end in .html")
        write_whole(Path(path), self.to_html().encode())

    def _repr_html_(self) -> str:
        """In a notebook the questions alone; the answers stand on the back of what is saved."""
        items = "".join(f"<li>{question_html(asked)}</li>" for asked in self.questions)
        return f"<ol>{items}</ol>"
