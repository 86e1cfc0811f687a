"""An explorer's place in a page: its film as a picture, and what takes the picture's place where scripts may run."""

from __future__ import annotations

import json
import re
from functools import cache

from convlib.explore.packs import packed
from convlib.film.export import fragment
from convlib.film.film import Film
from convlib.film.skin import asset, player, small, worn
from convlib.film.style import page_css

SCRIPTS = ("tools.js", "link.js", "controls.js", "pad.js", "explorer.js", "places.js")
LIVE = re.compile(r" data-live='[0-9a-f]*'")


@cache
def explorer_css() -> str:
    return page_css(asset("player.css") + asset("explorer.css", "convlib.explore"))


@cache
def _scripts() -> str:
    ours = (asset(name, "convlib.explore") for name in SCRIPTS)
    style = f"const convlibExplorerStyle={json.dumps(explorer_css(), ensure_ascii=False)};"
    return f"{player()}\n{small(asset('boot.js') + asset('inflate.js') + ''.join(ours))}\n{style}"


@cache
def explorer_code() -> str:
    """The module of the widget."""
    return f"{_scripts()}\nexport default {{ initialize: convlibInitialize, render: convlibRender }};"


@cache
def explorer_skin() -> str:
    """What a place wears to show an explorer by itself."""
    return worn("explorer", f"{_scripts()}convlibExplorerBoot(picture)")


def place_of(film: Film, name: str, about: dict, answers: list[dict]) -> str:
    """A place called ``name`` for the first of ``answers``, which shows ``film``, and the others to move to.

    ``about`` is what holds for all of them.
    """
    now, *near = answers
    words = {key: value for key, value in now.items() if key != "film"}  # the film is in the picture
    text, digest = packed([about, words, *near])
    more = f"data-live='{name}' data-of='{digest}' data-pack='{text}'"
    return fragment(film, skin=explorer_skin(), more=more)
