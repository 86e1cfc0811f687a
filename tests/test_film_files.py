"""Films as text and files: well formed, complete, self-contained, the same every time, whole or absent."""

from __future__ import annotations

import dataclasses
import html
import io
import os
import re
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from films import CASES, SCENES, Picture, made, played, plays
from PIL import Image

from convlib import animate
from convlib.film import export

NAMES = ("asymmetric", "one frame", "three to three", "groups", "floats", *SCENES)
every_name = pytest.mark.parametrize("name", NAMES)
ANIMATIONS = ("animate", "animateTransform")


@every_name
def test_the_same_call_makes_the_same_bytes(name):
    first, second = made(name), made(name)
    for make in (
        lambda film: film.to_svg(),
        lambda film: film.to_svg(0),
        lambda film: film.to_html(),
        lambda film: export.png(film, 0),
        lambda film: film._repr_mimebundle_(),
        repr,
    ):
        assert make(first) == make(second)


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
    (words,) = re.findall(r"<p>(.*?)</p>", bundle["text/html"])
    assert html.unescape(words) == f"{film.title}. {film.sentence(film.cover)}"


def test_saved_files_hold_what_the_film_makes(tmp_path):
    film = CASES["asymmetric"].film()
    for suffix in ("svg", "html", "png", "gif", "SVG"):
        film.save(tmp_path / f"film.{suffix}")
    film.save(str(tmp_path / "last.svg"), frame=-1)
    film.save(tmp_path / "first.png", frame=0)
    assert (tmp_path / "film.svg").read_text(encoding="utf-8") == film.to_svg()
    assert (tmp_path / "film.SVG").read_bytes() == film.to_svg().encode()
    assert (tmp_path / "last.svg").read_text(encoding="utf-8") == film.to_svg(len(film) - 1)
    assert (tmp_path / "film.html").read_text(encoding="utf-8") == film.to_html()
    cover, first = (tmp_path / "film.png").read_bytes(), (tmp_path / "first.png").read_bytes()
    assert cover.startswith(b"\x89PNG") and cover.endswith(b"IEND\xaeB`\x82")
    assert cover == export.png(film, film.cover) and first == export.png(film, 0) != cover
    assert (tmp_path / "film.gif").read_bytes() == export.gif(film)
    assert len(list(tmp_path.iterdir())) == 7


def pixels(file) -> np.ndarray:
    return np.asarray(Image.open(file).convert("RGB")).astype(int)


@pytest.mark.parametrize("name", ("one frame", "asymmetric"))
def test_a_gif_shows_each_frame_as_it_is_drawn_in_turn_and_holds_the_last(name):
    film = made(name)
    with Image.open(io.BytesIO(export.gif(film))) as gif:
        assert gif.format == "GIF" and gif.n_frames == len(film)
        times = []
        for frame in range(len(film)):
            gif.seek(frame)
            times.append(gif.info["duration"])
            drawn = pixels(io.BytesIO(export.png(film, frame, export.ZOOM)))
            shown = np.asarray(gif.convert("RGB")).astype(int)
            assert shown.shape == drawn.shape
            other = (shown != drawn).any(-1)  # a rare shade becomes the nearest of the palette
            assert other.mean() < 0.01 and np.abs(shown - drawn).max() < 100
        assert times == [900] * (len(film) - 1) + [2700]
        assert gif.info["loop"] == 0
    assert export.gif(film) == export.gif(film)


def test_a_gif_of_25_frames_is_light():
    film = animate.convolution(size=7)
    assert len(film) == 25 and len(export.gif(film)) < 300_000


def test_a_gif_of_very_many_frames_is_refused_and_nothing_is_written(tmp_path, monkeypatch):
    film = animate.convolution(size=15)
    monkeypatch.setattr(export.raster, "png", _fail)
    with pytest.raises(ValueError, match=r"Film\(.*169 frames\) is too long for a GIF: at most 150 frames; save it as"):
        film.save(tmp_path / "film.gif")
    assert not list(tmp_path.iterdir())


def _fail(*_, **__):
    raise OSError("no space left")


@pytest.mark.parametrize("broken", ["os.fdopen", "os.replace", "os.chmod", "still_svg"])
def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, broken):
    film, target = CASES["plain"].film(), tmp_path / "film.svg"
    target.write_text("old")
    owner, _, attribute = broken.rpartition(".")
    monkeypatch.setattr(os if owner else export, attribute, _fail)
    with pytest.raises(OSError, match="no space left"):
        film.save(target, frame=0)
    monkeypatch.undo()
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["film.svg"]


@pytest.mark.parametrize(
    ("name", "frame", "message"),
    [
        ("film.jpg", None, r"save\('.*film\.jpg'\): the name must end in \.svg, \.html, \.png, \.gif"),
        ("film", None, "the name must end in"),
        ("film.html", 0, "a page holds the whole film; leave frame out"),
        ("film.gif", 0, "a GIF holds the whole film; leave frame out"),
        ("film.svg", 15, r"Film\(.*\) has frames 0 to 9, not 15"),
        ("film.png", -16, "has frames 0 to 9, not -16"),
    ],
)
def test_a_file_that_cannot_be_saved_is_explained(tmp_path, name, frame, message):
    with pytest.raises(ValueError, match=message):
        CASES["plain"].film().save(tmp_path / name, frame=frame)
    assert not list(tmp_path.iterdir())


def test_a_frame_that_is_no_whole_number_is_a_type_error():
    for frame in (0.5, "0", [0]):
        with pytest.raises(TypeError):
            CASES["plain"].film().to_svg(frame)


def test_films_load_neither_matplotlib_nor_torch():
    code = (
        "import sys; from convlib import animate; film = animate.convolution(size=(3, 4)); film.to_html();"
        "film.to_svg(); print(sorted({'matplotlib', 'torch', 'resvg_py', 'PIL', 'IPython'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


X, W = np.arange(12).reshape(3, 4), np.ones((2, 3), dtype=int)


@pytest.mark.parametrize(
    ("positional", "named", "message"),
    [
        ((np.ones((4, 3, 5)), np.ones((1, 4, 2, 2))), {}, "film shows at most 3 channels and 3 maps"),
        ((X, np.ones((4, 1, 2, 2))), {}, r"convolution\(x \(3, 4\) .*film shows at most 3 channels and 3 maps"),
        ((), {"in_channels": 4}, "film shows at most 3 channels"),
        ((), {"out_channels": 4}, "film shows at most 3 channels"),
        ((), {"in_channels": 0}, "in_channels must be at least 1, not 0"),
        ((), {"out_channels": 0}, "out_channels must be at least 1, not 0"),
        ((), {"out_channels": 9}, "at most"),
        ((), {"size": 0}, "size must be at least 1, not 0"),
        ((), {"size": 99}, "at most"),
        ((), {"size": (3, 4, 5)}, "one number or 2"),
        ((), {"size": 2.5}, "integers, not 2.5"),
        ((), {"kernel_size": 0}, "kernel_size must be at least 1"),
        ((), {"kernel_size": 8}, "8"),
        ((), {"groups": 0}, "groups must be at least 1"),
        ((), {"in_channels": 3, "groups": 2}, "groups"),
        ((), {"seed": "one"}, "seed"),
        ((), {"seed": -1}, "seed"),
        ((X, W), {"stride": 0}, "stride must be at least 1, not 0"),
        ((X, W), {"dilation": 0}, "dilation must be at least 1, not 0"),
        ((X, W), {"dilation": 3}, "kernel spans 4 cells"),
        ((X, W), {"padding": -1}, "padding must not be negative"),
        ((X, W), {"padding": "some"}, "padding must be one of"),
        ((X, W), {"padding_mode": "mirror"}, "padding_mode must be one of"),
        ((X, W), {"padding": 4, "padding_mode": "reflect"}, "can fill at most 2 cells"),
        ((X, W, [1, 2]), {}, "bias"),
        ((X, W, "a"), {}, "bias"),
        ((X[0], W), {}, r"x must be \(h, w\) or \(c, h, w\), not 1-dimensional"),
        ((X, W[0]), {}, "weight must be"),
        ((X, W[None]), {}, "weight must be"),
        ((X, 3), {}, "weight must be"),
        ((X, [[1, 2], [3]]), {}, "weight must be"),
        (([[1, 2], [3]], W), {}, "x must be"),
        ((X, "a"), {}, "weight must hold"),
        (("a", W), {}, "x must"),
        ((X * 1j, W), {}, "x must hold integers or floats"),
        ((X, W * 1j), {}, "weight must hold integers or floats"),
        ((X[:, :0], W), {}, "size must be at least 1|has 0|must be"),
    ],
)
def test_a_film_that_cannot_be_made_is_explained(positional, named, message):
    with pytest.raises((ValueError, TypeError), match=message):
        animate.convolution(*positional, **named)
