"""Films of a maximum as learners write it: what was compared, and which cell won."""

from __future__ import annotations

import numpy as np
import pytest
from films import Picture, comes_to, is_legible, parts, pictures, read
from own_functions import name

import convlib as cl
from convlib import animate

X = np.array([[3, -7, 1, 12, -4, 0], [5, 4, -8, 6, -2, -9], [-3, -1, 20, 2, 9, 11], [-6, -5, 13, 17, 10, 8]])


def right(x):
    return cl.max_pool2d(x[None], 2)[0]


def builtin_of_a_list(x):
    return [
        [max([x[h, w], x[h, w + 1], x[h + 1, w], x[h + 1, w + 1]]) for w in range(0, x.shape[1], 2)]
        for h in range(0, x.shape[0], 2)
    ]


def method_of_a_window(x):
    y = np.zeros((x.shape[0] // 2, x.shape[1] // 2))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].max()
    return y


def numpy_of_a_window(x):
    y = np.zeros((x.shape[0] // 2, x.shape[1] // 2))
    for i, j in np.ndindex(y.shape):
        window = x[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
        y[i, j] = np.max(window)
    return y


def best_so_far(x):
    y = np.zeros((x.shape[0] // 2, x.shape[1] // 2))
    for i, j in np.ndindex(y.shape):
        best = x[2 * i, 2 * j]
        for a in range(2):
            for b in range(2):
                v = x[2 * i + a, 2 * j + b]
                if v > best:
                    best = v
        y[i, j] = best
    return y


def strided_slices(x):
    upper = np.maximum(x[::2, ::2], x[::2, 1::2])
    lower = np.maximum(x[1::2, ::2], x[1::2, 1::2])
    return np.maximum(upper, lower)


WAYS = [builtin_of_a_list, method_of_a_window, numpy_of_a_window, best_so_far, strided_slices]


@pytest.mark.parametrize("function", WAYS)
def test_a_maximum_of_a_learner_shows_every_cell_that_was_compared(function):
    film = animate.of(function, X, expected=right)
    outputs = list(np.ndindex(2, 3))
    assert film.title == f"{function.__name__}: 4×6 input, 2×3 output"
    for (h, w), frame, picture in zip(outputs, film.frames, pictures(film), strict=True):
        window = [(2 * h + a, 2 * w + b) for a in range(2) for b in range(2)]
        cells = [name("x", i) for i in window]
        assert frame.writes == name("y", (h, w))
        assert sorted(frame.reads) == [(e, e) for e in cells]
        marks = picture.visible("mark")
        assert {picture.kind[e] for e in marks} == {"mark"}
        assert sorted(tap[0] for e in marks for tap in picture.taps[e]) == sorted(picture.place[e] for e in cells)
        left, terms, value = parts(frame.caption)
        numbers = [X[i] for i in window]
        assert left == f"y[{h},{w}]" and terms == f"max({', '.join(map(str, numbers))})".replace("-", "−")
        assert comes_to(terms) == read(value) == max(numbers)
        assert picture.visible("winner") == {"winner_0"}
        across, down = picture.place[cells[int(np.argmax(numbers))]]
        assert picture.place["winner_0"] == (across + 1, down + 1)  # its first ring is drawn inside the cell
    is_legible(pictures(film))


def test_maxima_of_maxima_and_of_constants_are_filmed_as_they_are():
    twice = animate.of(lambda x: [max(max(0, x[0, 0]) + 0, x[0, 1])], np.array([[-2, -5]]))
    assert twice.sentence(0) in ("y[0] = max(0, −5) = 0", "y[0] = max(0, −2, −5) = 0")
    with pytest.raises(ValueError, match="made no output from x"):
        animate.of(lambda x: [[np.pad(x, 1)[0, :2].max()]], np.array([[3, 1]]))


def test_numbers_that_are_none_are_right_where_both_are():
    film = animate.of(lambda x: x * 1, np.array([1, np.nan]), expected=lambda x: x * 1)
    assert "wrong" not in film.title


def test_the_cover_is_the_first_wrong_output_also_when_that_is_the_first():
    film = animate.of(lambda x: x * 2, np.array([3, 1, 2]), expected=lambda x: x * 1)
    assert film.start == film.cover == 0


def test_a_remark_that_is_longer_than_the_drawing_has_room():
    film = animate.of(lambda x: x[0] * 2, np.array([3, 1]), expected=lambda x: x * 1)
    picture = Picture(film.to_svg(0))
    (caption,) = [text for text in picture.texts if text.kind == "caption"]
    assert caption.box()[2] <= picture.width
