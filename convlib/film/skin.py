"""What a film wears in a page: the player's scripts and style, as small as they can be and still be read.

Stored notebooks and figures hold films with their skin. It is marked, so that the content is compared strictly and
the skin once: ``<style data-skin="…">`` and ``<script data-skin="film">`` in a page, ``<style>`` in a picture.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from convlib.film.style import page_css

IN_PAGE = re.compile(r'<(style|script) data-skin="([a-z]+)">.*?</\1>', re.DOTALL)
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
    return small("".join(asset(f"{name}.js") for name in ("keys", "cursor", "controls", "links", "player")))


@cache
def film_css() -> str:
    return page_css(asset("player.css"))


def style(name: str, css: str) -> str:
    """A style in a page, marked as skin."""
    return f'<style data-skin="{name}">{css}</style>'


@cache
def film_skin() -> str:
    """All that a film needs to play by itself."""
    code = f"{player()}\n{small(asset('boot.js'))}\nconvlibBoot()"
    return f'{style("film", film_css())}<script data-skin="film">{code}</script>'
