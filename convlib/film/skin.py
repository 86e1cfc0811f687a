"""What a film wears in a page: the player's scripts and style, as small as they can be and still be read.

Stored notebooks and figures hold films with their skin. It is marked, so that the content is compared strictly and
the skin once: ``<style data-skin="…">`` and ``data-skin="film" data-code='…'`` in a page, ``<style>`` in a picture.
Code and data stand in attributes: a page that takes scripts away takes them whole, and shows no wall of text.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from convlib.film.style import page_css

IN_PAGE = re.compile(r"""<style data-skin="([a-z]+)">.*?</style>|data-skin="([a-z]+)" data-code='[^']*'""", re.DOTALL)
IN_PICTURE = re.compile(r"<style>.*?</style>", re.DOTALL)
PICTURE = re.compile(r'<img src="(data:image/svg\+xml;utf8,[^"]*)"')


@cache
def asset(name: str, package: str = "convlib.film") -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def small(script: str) -> str:
    """A script without comments, indentation and the spaces around signs; what stands in quotes stays as it is.

    >>> small('// adds\\nfunction f(a) {\\n  return a + " + "; // and a sign\\n}\\n')
    'function f(a){\\nreturn a+" + ";}'
    """
    lines = (re.sub(r"(^|\s)//\s.*", "", line).strip() for line in script.splitlines())
    text = "\n".join(filter(None, lines))
    return re.sub(r"""("[^"\n]*"|'[^'\n]*'|`[^`]*`)|\s*([{}()=,;:?<>+*|&!-]+) ?""", lambda m: m[1] or m[2], text)


@cache
def player() -> str:
    """The player's scripts, one text."""
    return small(asset("links.js") + asset("room.js") + asset("player.js"))


@cache
def film_css() -> str:
    return page_css(asset("player.css"))


def style(name: str, css: str) -> str:
    """A style in a page, marked as skin."""
    return f'<style data-skin="{name}">{css}</style>'


def quoted(text: str) -> str:
    """Text for an attribute in single quotes: scripts and data have few of these.

    >>> quoted("a && 'b'")
    'a &amp;&amp; &#39;b&#39;'
    """
    return text.replace("&", "&amp;").replace("'", "&#39;")


def worn(name: str, code: str) -> str:
    """What a place in a page wears: the code that gets its ``picture`` when that is there; see :data:`START`."""
    return f"data-skin=\"{name}\" data-code='{quoted(code)}'"


START = "onload='new Function(\"picture\",this.parentElement?.dataset.code)(this)'"  # of the picture in such a place


@cache
def film_code() -> str:
    """All that a page of films needs; ``convlibBoot(picture)`` then makes a picture play."""
    return f"{player()}\n{small(asset('boot.js'))}\nconst convlibStyle={json.dumps(film_css(), ensure_ascii=False)};"


@cache
def film_skin() -> str:
    """What a film wears to play by itself."""
    return worn("film", f"{film_code()}convlibBoot(picture)")
