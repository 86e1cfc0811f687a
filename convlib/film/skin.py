"""What a film wears in a page: the player's scripts and style, as small as they can be and still be read.

Stored notebooks and figures hold films with their skin. It is marked, so that the content is compared strictly and
the skin once: ``<style data-skin="…">`` and ``data-skin="film" data-code='…'`` in a page, ``<style>`` in a picture.
Code and data stand in attributes: a page that takes scripts away takes them whole, and shows no wall of text. The code
is deflated; two builds of zlib may do that otherwise, so it is compared as it was before.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from functools import cache
from importlib.resources import files

from convlib.film.style import page_css

IN_PAGE = re.compile(r"""<style data-skin="([a-z]+)">.*?</style>|data-skin="([a-z]+)" data-code='[^']*'""", re.DOTALL)
IN_PICTURE = re.compile(r"<style>.*?</style>", re.DOTALL)
MOVES = re.compile(r'<style class="motion">.*?</style>', re.DOTALL)
PICTURE = re.compile(r'<img src="(data:image/svg\+xml;utf8,[^"]*)"')


def bare(svg: str) -> str:
    """A picture without its style, and without the style of what moves."""
    return MOVES.sub("", IN_PICTURE.sub("", svg))


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
    return small("".join(asset(f"{name}.js") for name in ("keys", "cursor", "bar", "links", "room", "player")))


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


def deflated(text: str) -> str:
    """Text made small, in letters that any attribute can hold."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def inflated(text: str) -> str:
    """What was made small.

    >>> inflated(deflated("a b a b ·"))
    'a b a b ·'
    """
    return zlib.decompress(base64.b64decode(text)).decode()


def worn(name: str, code: str) -> str:
    """What a place in a page wears: the code that gets its ``picture`` when that is there; see :data:`START`."""
    return f"data-skin=\"{name}\" data-code='{deflated(code)}'"


# Of the picture in such a place: it runs the code, unless the place is gone by then.
START = (
    "onload='(async p=>{const t=p.parentElement?.dataset.code;if(!t)return;"
    "const b=Uint8Array.from(atob(t),c=>c.charCodeAt(0)),"
    's=new Blob([b]).stream().pipeThrough(new DecompressionStream("deflate"));'
    'new Function("picture",await new Response(s).text())(p)})(this)\''
)


@cache
def film_code() -> str:
    """All that a page of films needs; ``convlibBoot(picture)`` then makes a picture play."""
    return f"{player()}\n{small(asset('boot.js'))}\nconst convlibStyle={json.dumps(film_css(), ensure_ascii=False)};"


@cache
def film_skin() -> str:
    """What a film wears to play by itself."""
    return worn("film", f"{film_code()}convlibBoot(picture)")
