"""What a film wears in a page: the player's scripts and style, as small as they can be and still be read.

Stored notebooks and figures hold films with their skin. It is marked, so that the content is compared strictly and
the skin once: ``<style class="convlib-…">`` and ``<script class="convlib-skin">`` in a page, ``<style>`` in a picture.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from convlib.film.style import page_css

IN_PAGE = re.compile(r'<(style|script) class="(convlib-[a-z]+)">.*?</\1>', re.DOTALL)
IN_PICTURE = re.compile(r"<style>.*?</style>", re.DOTALL)


@cache
def asset(name: str, package: str = "convlib.film") -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")


def small(script: str) -> str:
    """A script without indentation and comments; what is left are whole lines, so that an error names one.

    >>> small("// adds\\nfunction f(a) {\\n  return a + 1; // one more\\n}\\n")
    'function f(a) {\\nreturn a + 1;\\n}'
    """
    lines = (re.sub(r"(^|\s)//\s.*", "", line).strip() for line in script.splitlines())
    return "\n".join(filter(None, lines))


@cache
def player() -> str:
    """The player's scripts, one text."""
    return small(asset("links.js") + asset("player.js"))


@cache
def film_css() -> str:
    return page_css(asset("player.css"))


def style(name: str, css: str) -> str:
    """A style in a page, marked as skin: ``name`` begins with ``convlib-``."""
    return f'<style class="{name}">{css}</style>'


def script(code: str) -> str:
    return f'<script class="convlib-skin">{code}</script>'


@cache
def film_skin() -> str:
    """All that a film needs to play by itself."""
    return style("convlib-film", film_css()) + script(f"{player()}\n{small(asset('boot.js'))}\nconvlibBoot()")
