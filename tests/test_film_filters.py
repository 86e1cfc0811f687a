"""Films of a filter on a photograph: the pictures, the part of them that is shown cell by cell, and what is refused."""

from __future__ import annotations

import base64
import io
import itertools
import re

import numpy as np
import pytest
from films import Picture, evaluate, pictures
from matplotlib import colormaps
from PIL import Image
from scenes.filters import EDGES, FILMS, picture

import convlib as cl
from convlib import animate
from convlib.film.pixels import gray, png, signed

MADE = {name: make() for name, make in FILMS.items()}


def opened(svg: str) -> list[Image.Image]:
    """The pictures in a drawing."""
    found = re.findall(r'<image href="data:image/png;base64,([^"]*)"', svg)
    return [Image.open(io.BytesIO(base64.b64decode(text))) for text in found]


def shown(part) -> np.ndarray:
    (image,) = opened(part.svg)
    return np.asarray(image.convert("RGB"))


def test_a_picture_is_read_again_as_it_was_written():
    levels = np.random.default_rng(0).integers(0, 256, (300, 301)).astype(np.uint8)  # two blocks
    assert (np.asarray(Image.open(io.BytesIO(png(levels)))) == levels).all()
    colours = np.random.default_rng(1).integers(0, 256, (256, 3)).astype(np.uint8)
    in_colour = Image.open(io.BytesIO(png(levels, colours.tobytes()))).convert("RGB")
    assert (np.asarray(in_colour) == colours[levels]).all()


def test_brightness_is_cut_off_and_shown_to_two_levels():
    values = np.array([[-40, 0, 3, 100.4], [128, 252, 255, 700]])
    assert np.abs(shown(gray(values, 2))[..., 0] - np.clip(values, 0, 255)).max() <= 2.5
    assert shown(gray(values, 2))[[0, 1], [0, 3]].tolist() == [[0, 0, 0], [255, 255, 255]]


def test_signed_numbers_are_white_at_zero_and_purple_below():
    purple, white, orange = shown(signed(np.array([[-7, 0, 7]]), 2))[0]
    ends = [colormaps["PuOr_r"](at, bytes=True)[:3] for at in (0.0, 0.5, 1.0)]
    assert [tuple(map(int, c)) for c in (purple, white, orange)] == [tuple(map(int, e)) for e in ends]
    assert purple[2] > purple[1] and orange[0] > orange[2] and white.min() > 240
    assert (shown(signed(np.zeros((2, 2)), 2)) == white).all()


@pytest.mark.parametrize("name", FILMS)
def test_a_part_has_the_numbers_of_the_whole_answer(name):
    film, channels = MADE[name], 3 if "three" in name else 1
    x, weight = picture(channels).astype(int), film.values["weight"]
    whole = cl.conv2d(x, weight, padding="same")[0]
    for frame, still in zip(film.frames, pictures(film), strict=True):
        _, h, w = map(int, frame.writes.split("_")[1:])
        assert still.text[frame.writes] == f"{whole[h, w]:g}".replace("-", "−")
        assert sum(evaluate(frame.caption.terms)) == whole[h, w] == float(frame.caption.value.replace("−", "-"))
        for read, kernel in frame.reads:
            array, *i = read.split("_")
            c, *i = map(int, i)
            _, own, u, v = map(int, kernel.split("_")[1:])
            above, left = ((k - 1) // 2 for k in weight.shape[2:])
            assert own == c and i == [h + u - above, w + v - left]
            inside = 0 <= i[0] < x.shape[1] and 0 <= i[1] < x.shape[2]
            assert array == ("x" if inside else "p")
            assert still.text[read] == (str(x[c, *i]) if inside else "0")


@pytest.mark.parametrize("name", FILMS)
def test_its_pictures_are_the_photograph_and_what_it_answers(name):
    film, channels = MADE[name], 3 if "three" in name else 1
    x, weight = picture(channels).astype(int), film.values["weight"]
    found = [np.asarray(image.convert("RGB")).astype(int) for image in opened(film.drawing.body)]
    assert len(found) == (2 if channels == 1 else 7)
    for photo, channel in zip(found, x, strict=False):
        assert np.abs(photo[..., 0] - channel).max() <= 2.5
    answers = [cl.conv2d(x[[c]], weight[:, [c]], padding="same")[0] for c in range(channels)]
    answers += [sum(answers)] * (channels > 1)
    for image, answer in zip(found[channels:], answers, strict=True):
        if weight.sum() > 0:
            assert np.abs(image[..., 0] - answer / weight.sum()).max() <= 2.5
        else:  # more red than blue is orange
            warm, strong = image[..., 0] - image[..., 2], np.abs(answer) > 0.1 * np.abs(answer).max()
            assert (np.sign(warm[strong]) == np.sign(answer[strong])).all()


@pytest.mark.parametrize("name", FILMS)
def test_frames_in_the_pictures_stand_where_the_window_stands(name):
    film, channels = MADE[name], 3 if "three" in name else 1
    pixel = {1: 300, 3: 180}[channels] / 9
    kh, kw = film.values["weight"].shape[2:]
    state = [{e: v for e, a, v in film.state(f) if a == "translate"} for f in range(len(film))]
    for frame, now in zip(film.frames, state, strict=True):
        _, h, w = map(int, frame.writes.split("_")[1:])
        for element, place in now.items():
            kind = element.partition("_")[0]
            if kind in ("seen", "made"):
                above, left = ((kh - 1) // 2, (kw - 1) // 2) if kind == "seen" else (0, 0)
                assert np.allclose([float(n) for n in place.split()], [(w - left) * pixel, (h - above) * pixel])
    kinds = [element.partition("_")[0] for element in state[0]]
    assert kinds.count("seen") == channels and kinds.count("made") == (1 if channels == 1 else 4)


def test_what_the_colours_mean_is_said():
    said = {name: {text.text for text in Picture(film.to_svg(0)).texts} for name, film in MADE.items()}
    assert "answer / 9: 0 black, 255 white" in said["filter that blurs"]
    assert any(re.fullmatch(r"−(\d+) purple, 0 white, \1 orange", text) for text in said["filter in a corner"])
    assert {"red answers", "green answers", "blue answers", "their sum"} <= said["filter of three colours"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((2, 4, 4)), EDGES), "a photograph has 1 or 3 channels, not 2"),
        ((np.zeros((3, 4, 4)), EDGES), r"weight must be for 1 map from 3 channels, not \(1, 1, 2, 3\)"),
        ((np.zeros((4, 5)), EDGES, (1, 0), 4), "4 from row 1 on end at row 4; the last one is 3"),
        ((np.zeros((4, 5)), EDGES, (0, 2), 4), "4 from column 2 on end at column 5; the last one is 4"),
        ((np.zeros((4, 5)), EDGES, (-1, 0)), "at must not be negative, not -1"),
        ((np.zeros((4, 5)), EDGES, 0, 0), "size must be at least 1, not 0"),
        ((np.zeros(4), EDGES), "x must be"),
    ],
)
def test_what_cannot_be_filmed_is_refused(arguments, message):
    with pytest.raises(ValueError, match=rf"^filters\(.*{message}"):
        animate.filters(*arguments)


def test_the_last_part_that_fits_is_shown():
    film = animate.filters(np.zeros((4, 5)), EDGES, (1, 2), 3)
    assert [frame.writes for frame in film.frames] == [
        f"y_0_{h}_{w}" for h, w in itertools.product((1, 2, 3), (2, 3, 4))
    ]
