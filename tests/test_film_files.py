"""Films as files: the same every time, whole or absent, explained when they cannot be saved."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import numpy as np
import pytest
from films import SCENES, made
from PIL import Image
from scenes.convolution import CASES

from convlib import animate
from convlib.film import export

every_name = pytest.mark.parametrize("name", SCENES)


@every_name
def test_the_same_call_makes_the_same_bytes(name):
    first, second = SCENES[name](), SCENES[name]()
    for make in (
        lambda film: film.to_svg(),
        lambda film: film.to_svg(0),
        lambda film: film.to_html(),
        lambda film: export.png(film, 0),
        lambda film: film._repr_mimebundle_(),
        repr,
    ):
        assert make(first) == make(second)


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
