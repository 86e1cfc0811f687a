"""Films as animated pictures and as pages: well formed, complete, self-contained."""

from __future__ import annotations

import dataclasses
import html
import itertools
import re
import urllib.parse
import xml.etree.ElementTree as ET

import bleach
import pytest
from films import SCENES, Picture, made, played, plays
from nbconvert.filters import clean_html
from scenes.convolution import CASES

from convlib.film.export import STANDS_STILL

every_name = pytest.mark.parametrize("name", SCENES)


@every_name
def test_an_animated_svg_is_well_formed_and_has_no_script(name):
    film = made(name)
    root = ET.fromstring(film.to_svg())
    tags = [e.tag.rpartition("}")[2] for e in root.iter()]
    assert "script" not in tags and "foreignObject" not in tags
    assert not [a for e in root.iter() for a in e.attrib if a.startswith("on") or a.endswith("}href")]
    assert all(e.get("href", "data:image/png;").startswith("data:image/png;") for e in root.iter())
    identifiers = [e.get("id") for e in root.iter() if "id" in e.attrib]
    assert len(identifiers) == len(set(identifiers))
    assert not {"animate", "animateTransform", "set"} & set(tags)


@every_name
def test_an_animated_svg_is_the_cover_until_it_moves(name):
    film = made(name)
    moving, still = Picture(film.to_svg()), Picture(film.to_svg(film.cover))
    assert (moving.kind, moving.place, moving.texts) == (still.kind, still.place, still.texts)
    captions = [e for e in ET.fromstring(film.to_svg()).iter() if "caption" in e.get("class", "").split()]
    assert [caption.text.partition(" ")[0] for caption in captions] == [f.caption.left for f in film.frames]


@every_name
def test_only_a_reader_who_welcomes_motion_sees_any(name):
    """All of it is in one block, which asks; the rest of the file has no colour that is not written out."""
    svg = made(name).to_svg()
    (motion,) = re.findall(r'<style class="motion">@media \(prefers-reduced-motion:no-preference\)(.*)</style>', svg)
    depth = list(itertools.accumulate({"{": 1, "}": -1}.get(sign, 0) for sign in motion))
    assert depth[0] == 1 and depth.index(0) == len(depth) - 1
    rest = svg.replace(motion, "")
    assert "@keyframes" not in rest and "animation:" not in rest and "var(" not in rest
    assert set(re.findall(r"var\(--(\w+)\)", motion)) == set(re.findall(r"--(\w+):", rest))


@every_name
def test_keyframes_are_in_order_and_each_is_used(name):
    svg = made(name).to_svg()
    found = re.findall(r"@keyframes (m\d+)\{((?:[\w.%]+\{[^}]*\})+)\}", svg)
    used = re.findall(r"m\d+", " ".join(re.findall(r"animation-name:([^;}]+)", svg)))
    assert {name for name, _ in found} == set(used) and len(set(found)) == len(found)
    for _, stops in found:
        times = [100 if when == "to" else float(when[:-1]) for when in re.findall(r"([\w.%]+)\{", stops)]
        assert times[0] == 0 and times == sorted(times) and times[-1] <= 100


@every_name
def test_a_page_is_complete_and_asks_for_nothing(name):
    film = made(name)
    page = film.to_html()
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>")
    plays(page, film)
    addresses = set(re.findall(r"""https?:[^\s"'<>)]+""", urllib.parse.unquote(page)))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert not re.search(r"""@import|url\(|<link|\bsrc="(?!data:)|import\(|fetch\(""", page)


def test_nothing_inside_a_page_closes_a_script_or_a_picture_early():
    film = CASES["plain"].film()
    title = """</script><img src=x> 1 < 2 & 'so' "on" #5 100%"""
    changed = dataclasses.replace(film, title=title)
    page = changed.to_html()
    assert "</script><img" not in page
    assert played(page)["title"] == title
    (source,) = re.findall(r'<img src="(data:[^"]*)"', page)
    picture = urllib.parse.unquote(html.unescape(source).partition(",")[2])
    assert ET.fromstring(picture).find("{*}title").text == title


@every_name
def test_where_scripts_are_not_allowed_a_picture_and_a_sentence_stay(name):
    film = made(name)
    bundle = film._repr_mimebundle_()
    assert bundle["text/plain"] == repr(film)
    (source,) = re.findall(r'<img src="(data:[^"]*)"', bundle["text/html"])
    picture = Picture(urllib.parse.unquote(html.unescape(source).partition(",")[2]))
    assert picture.kind == Picture(film.to_svg(film.cover)).kind
    (words,) = re.findall(r"/><div>(.*?)</div>", bundle["text/html"])
    assert html.unescape(words) == f"{film.title}. {film.sentence(film.cover)} <i>{STANDS_STILL}</i>"


@every_name
def test_a_page_that_takes_scripts_away_shows_no_code(name):
    given = made(name)._repr_mimebundle_()["text/html"]
    tags = ("div", "i", "img")
    shown = bleach.clean(given, tags=tags, attributes={"img": ["src", "alt", "width"]}, protocols=["data"])
    assert re.fullmatch(r'<div><img [^<>]*src="data:image/svg[^"]*"[^<>]*><div>[^<>]*<i>[^<>]*</i></div></div>', shown)
    assert "function" not in shown
    default = clean_html(given)  # nbconvert --sanitize-html: no pictures either
    words = html.unescape(re.sub(r'src="[^"]*"', "", html.unescape(default)))
    assert "function" not in words and len(words) < 2 * len(given.rpartition("/>")[2]) + 400
