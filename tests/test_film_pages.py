"""Films as animated pictures and as pages: well formed, complete, self-contained."""

from __future__ import annotations

import dataclasses
import html
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
ANIMATIONS = ("animate", "animateTransform")


@every_name
def test_an_animated_svg_is_well_formed_and_has_no_script(name):
    film = made(name)
    root = ET.fromstring(film.to_svg())
    tags = [e.tag.rpartition("}")[2] for e in root.iter()]
    assert "script" not in tags and "foreignObject" not in tags
    assert not [a for e in root.iter() for a in e.attrib if a.startswith("on") or "href" in a]
    identifiers = [e.get("id") for e in root.iter() if "id" in e.attrib]
    assert len(identifiers) == len(set(identifiers))
    for element in root.iter():
        if element.tag.rpartition("}")[2] in ANIMATIONS:
            times = list(map(float, element.get("keyTimes").split(";")))
            assert times[0] == 0 and times == sorted(times) and times[-1] <= 1
            assert len(times) == len(element.get("values").split(";"))
            linear = element.get("calcMode") != "discrete"
            assert not linear or times[-1] == 1


@every_name
def test_an_animated_svg_moves_through_the_states_of_the_film(name):
    film = made(name)
    root = ET.fromstring(film.to_svg())
    animations = {
        (e.get("id"), child.get("attributeName")): child
        for e in root.iter()
        for child in e
        if child.tag.rpartition("}")[2] in ANIMATIONS and "id" in e.attrib
    }
    for frame in range(len(film)):
        now = (frame + 0.9) / len(film)  # when the window has stopped
        for element, attribute, value in film.state(frame):
            child = animations[element, attribute.replace("translate", "transform")]
            times = list(map(float, child.get("keyTimes").split(";")))
            last = max(n for n, t in enumerate(times) if t <= now)
            assert child.get("values").split(";")[last] == value


@every_name
def test_an_animated_svg_shows_one_caption_at_a_time(name):
    film = made(name)
    captions = [e for e in ET.fromstring(film.to_svg()).iter() if "caption" in e.get("class", "").split()]
    assert len(captions) == len(film)
    for frame in range(len(film)):
        now, seen = (frame + 0.5) / len(film), []
        for n, caption in enumerate(captions):
            times, kinds = caption[0].get("keyTimes").split(";"), caption[0].get("values").split(";")
            if [k for t, k in zip(times, kinds, strict=True) if float(t) <= now][-1] == "caption":
                seen.append(n)
        assert seen == [frame]
        assert captions[frame].text.startswith(film.frames[frame].caption.left)
        assert captions[frame].text.endswith(f"= {film.frames[frame].caption.value}")


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
