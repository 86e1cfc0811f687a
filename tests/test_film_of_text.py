"""Whatever a function is called and whatever its error says, its film is a picture and a page."""

from __future__ import annotations

import dataclasses
import html
import re
import urllib.parse
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from films import plays
from own_functions import W, X, right

from convlib import animate
from convlib.film import export


def outside_scripts(page: str) -> str:
    """The page without the data and the code that are carried in attributes."""
    return re.sub(r"data-(film|code)='[^']*'", "", page)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("<b>bold</b>\x1b[31m\x00 and\nmore"), "stopped by ValueError: <b>bold</b> [31m and more"),
        (KeyError(), "stopped by KeyError"),
        (RuntimeError("z" * 5000), "stopped by RuntimeError: " + "z" * 120),
        (NotImplementedError(), "stopped by NotImplementedError"),
    ],
)
def test_whatever_an_error_says_the_picture_stays_a_picture(error, said):
    def mine(x, weight):
        y = np.zeros((2, 2))
        y[0, 0] = x[0, 0] * weight[0, 0]
        raise error

    film = animate.of(mine, X, W)
    assert film.title.endswith(said)
    assert ET.fromstring(film.to_svg()).find("{*}title").text == film.title
    assert ET.fromstring(film.to_svg(0)).find("{*}title").text == film.title
    assert "<b>" not in outside_scripts(film.to_html())


@pytest.mark.parametrize("called", ["<lambda>", "a & b", "</script><img src=x>", "<!--<script>", "'\"", "x" * 90])
def test_a_function_of_any_name_is_filmed_and_its_name_stays_text(called):
    def mine(x, weight):
        return right(x, weight)

    mine.__name__ = called
    film = animate.of(mine, X, W, expected=right)
    assert film.title.startswith(f"{called}: ")
    for svg in (film.to_svg(), film.to_svg(1)):
        assert ET.fromstring(svg).find("{*}title").text == film.title
    page = film.to_html()
    plays(page, film)
    assert "<!--" not in page and "</script" not in page
    outside = outside_scripts(page)
    assert "<img src=x" not in outside and "<script" not in outside
    (words,) = re.findall(r"/><div>(.*?)</div>", page)
    assert html.unescape(words).startswith(film.title)
    (source,) = re.findall(r'<img src="(data:[^"]*)"', page)
    picture = urllib.parse.unquote(html.unescape(source).partition(",")[2])
    assert ET.fromstring(picture).find("{*}title").text == film.title
    assert export.png(film, 0).startswith(b"\x89PNG")
    assert dataclasses.replace(film, title="").to_svg(0) != film.to_svg(0)
