"""A card in a page: the question as text, and what lets it be answered where scripts may run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from html import escape

import numpy as np

from convlib.exercises.cards.question import Asked
from convlib.film.export import data_uri
from convlib.film.skin import START, asset, deflated, small, worn
from convlib.film.style import PALETTE, page_css
from convlib.film.words import marked_up, number

STANDS_STILL = "Run this cell to answer here."
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">'
    f'<circle cx="12" cy="12" r="11" fill="{PALETTE["accent"][0]}"/>'
    '<path d="M8.6 9.4a3.5 3.5 0 1 1 5 3.1c-1.1.6-1.6 1.1-1.6 2.3" fill="none" stroke="#fff" stroke-width="2.2"/>'
    '<circle cx="12" cy="18" r="1.4" fill="#fff"/></svg>'
)


@cache
def _scripts() -> str:
    style = json.dumps(page_css(asset("card.css", "convlib.exercises.cards")), ensure_ascii=False)
    scripts = small(asset("keys.js") + asset("inflate.js") + asset("card.js", "convlib.exercises.cards"))
    return f"{scripts}\nconst convlibCardStyle={style};"


@cache
def card_code() -> str:
    """The module of the widget."""
    return f"{_scripts()}\nexport default {{ initialize: convlibCardInitialize, render: convlibCardRender }};"


@cache
def card_skin() -> str:
    """What a card wears to answer by itself."""
    return worn("card", f"{_scripts()}convlibCardBoot(picture)")


def packed(deck: Sequence[Asked]) -> tuple[str, str]:
    """What a page needs to ask and to reply, made small, and the digest of it."""
    questions = [{"html": question_html(asked), **asked.data()} for asked in deck]
    text = json.dumps(questions, ensure_ascii=False, separators=(",", ":"))
    return deflated(text), hashlib.sha256(text.encode()).hexdigest()[:16]


def place_of(deck: Sequence[Asked], name: str) -> str:
    """A place called ``name`` for one question, or for one after the other."""
    pack, digest = packed(deck)
    picture = data_uri(_ICON).replace("&", "&amp;")
    return (
        f"<div class=\"convlib-card\" data-live='{name}' data-of='{digest}' data-pack='{pack}' {card_skin()}>"
        f'<div class="question">{question_html(deck[0])}</div>'
        f'<img src="{picture}" width="16" alt="A question to answer" {START}/> <i>{STANDS_STILL}</i></div>'
    )


def question_html(asked: Asked) -> str:
    """The question with its arrays and its options, as a page shows it with and without scripts."""
    arrays = "".join(_grid(name, array) for name, array in asked.arrays.items())
    given = (
        f'<div class="given" style="display:flex;flex-wrap:wrap;align-items:flex-start;gap:6px 28px">{arrays}</div>'
        if arrays
        else ""
    )
    items = "".join(f"<li>{marked_up(option)}</li>" for option in asked.options)
    options = f'<ol type="a" class="options" style="list-style:lower-alpha">{items}</ol>' if items else ""
    return f"<p>{marked_up(asked.words)}</p>{given}{options}"


def _grid(name: str, array: np.ndarray) -> str:
    """An array as a table; one of more axes as several."""
    if array.ndim > 2:
        return "".join(_grid(f"{name}[{n}]", part) for n, part in enumerate(array))
    rows = array.reshape(-1, array.shape[-1]) if array.ndim else array.reshape(1, 1)
    cells = "".join(f"<tr>{''.join(f'<td>{number(v.item())}</td>' for v in row)}</tr>" for row in rows)
    return f"<table><caption>{escape(name)}</caption><tbody>{cells}</tbody></table>"
