"""Films of functions that differ from what was expected: where, and how it is marked."""

from __future__ import annotations

import re

import numpy as np
import pytest
from films import close, is_legible, pictures, read, shows_the_states_of
from own_functions import (
    W,
    X,
    by_loops,
    flipped,
    forgets_a_corner,
    half_written,
    insert_zeros,
    insert_zeros_before,
    name,
    one_row_too_few,
    outputs_shown,
    right,
    stopped,
    stride_ignored_down,
)

import convlib as cl
from convlib import animate
from convlib.trace import Traced

SIGNS = {"missing": "+", "extra": "×", "other": "≠"}


DIFFERENT = {
    "right": (by_loops, right, X, W, {}),
    "flipped": (flipped, right, X, W, {}),
    "flipped, stride": (flipped, right, X, W, {"stride": 2}),
    "stride ignored": (stride_ignored_down, right, X, W, {"stride": 2}),
    "half written": (half_written, right, X, W, {}),
    "stopped": (stopped, right, X, W, {}),
    "one row too few": (one_row_too_few, right, X, W, {}),
    "a corner forgotten": (forgets_a_corner, right, X, W, {}),
    "too large": (lambda x, weight: np.pad(right(x, weight), 1), right, X, W, {}),
    "another dimension": (lambda x, weight: right(x, weight)[None], right, X, W, {}),
    "zeros inserted": (insert_zeros, insert_zeros, X, None, {}),
    "zeros inserted before": (insert_zeros_before, insert_zeros, X, None, {}),
    "floats": (flipped, right, X / 7, W / 3, {}),
}
DIFFERENT_FILMS = {
    key: animate.of(mine, x, w, expected=other, **options) for key, (mine, other, x, w, options) in DIFFERENT.items()
}
different = pytest.mark.parametrize("key", DIFFERENT)


def meetings(function, x, weight, options) -> tuple[tuple, dict]:
    """The output's shape, and for each output traced its input cells with the set of kernel cells that each meets."""
    given = {"x": x} if weight is None else {"x": x, "weight": weight}
    run = cl.trace(function, _unfinished=True, **given, **options)
    found = {}
    for o in np.ndindex(run.numbers.shape):
        met = {}
        for term in run.terms(o) if isinstance(run.numbers[o], Traced) else ():
            index = {c.array: c.index for c in term.cells}
            met.setdefault(index["x"], set()).add(index.get("weight"))
        if isinstance(run.numbers[o], Traced):
            found[o] = (met, run.numbers[o].value)
        elif run.numbers[o] is not None:
            found[o] = (None, run.numbers[o])
    return run.numbers.shape, found


@different
def test_marks_are_on_exactly_the_cells_that_differ(key):
    mine, other, x, weight, options = DIFFERENT[key]
    film = DIFFERENT_FILMS[key]
    _, own = meetings(mine, x, weight, options)
    shape, wanted = meetings(other, x, weight, options)
    own = {o: value for o, value in own.items() if value[0] is not None}
    assert [f.writes for f in film.frames] == [name("y", o) for o in own]
    for (o, (met, _)), picture in zip(own.items(), pictures(film), strict=True):
        theirs = (wanted[o][0] or {}) if o in wanted and len(o) == len(shape) else met
        kinds = {
            i: "extra" if i not in theirs else "missing" if i not in met else "other" if met[i] != theirs[i] else ""
            for i in met | theirs
        }
        seen = {}
        for e in picture.visible("mark"):
            ((place, corner),) = picture.taps[e]
            kind = " ".join(picture.kind[e].split()[1:])
            assert picture.signs.get(e) == SIGNS.get(kind)
            seen[place] = (kind, corner)
        assert {place: kind for place, (kind, _) in seen.items()} == {
            picture.place[name("x", i)]: kind for i, kind in kinds.items()
        }
        for i in kinds:  # the weight of one's own, or of a missing cell the one that should be there
            weights = [weight[k] for k in (met.get(i) or theirs[i]) if k is not None]
            corner = seen[picture.place[name("x", i)]][1]
            assert (corner is None) == (not weights)
            assert all(close(read(n), w) for n, w in zip((corner or "").split(","), weights, strict=False))


@different
def test_wrong_outputs_are_crossed_from_their_frame_on_and_the_right_value_is_told(key):
    mine, other, x, weight, options = DIFFERENT[key]
    film = DIFFERENT_FILMS[key]
    own_shape, own = meetings(mine, x, weight, options)
    shape, wanted = meetings(other, x, weight, options)
    own = {o: value for o, (met, value) in own.items() if met is not None}
    wrong = []
    for now, ((o, value), picture) in enumerate(zip(own.items(), pictures(film), strict=True)):
        exists = len(o) == len(shape) and all(i < n for i, n in zip(o, shape, strict=True))
        agrees = exists and bool(np.isclose(value, wanted[o][1]))
        if not agrees:
            wrong.append(o)
        assert picture.visible("wrong") == {name("wrong", i) for i in wrong}
        for i in wrong:
            (cross,) = [starts for e, _, starts in picture.strokes if e == name("wrong", i)]
            left, top = picture.place[name("y", i)]
            assert all(left < at[0] < left + 36 and top < at[1] < top + 36 for at in cross)
        shown, _, remark = film.frames[now].caption.value.partition(" (")
        assert close(read(shown), value)
        if agrees:
            assert remark == ""
        elif exists:
            assert close(read(re.fullmatch(r"expected (\S+)\)", remark)[1]), wanted[o][1])
        else:
            assert remark == "there is no such output)"
    assert (f"{len(wrong)} wrong" in film.title) == bool(wrong)
    assert ("expected" in film.title) == (own_shape != shape)


def test_the_films_of_mistakes_show_the_mistakes():
    """What a learner should see, said once by hand."""
    marks = {
        key: [{k for e in p.visible("mark") for k in p.kind[e].split()[1:]} for p in pictures(film)]
        for key, film in DIFFERENT_FILMS.items()
    }
    assert set().union(*marks["right"]) == set() == set().union(*marks["half written"])
    assert all(kinds == {"other"} for kinds in marks["flipped"])
    assert marks["stride ignored"] == [set()] * 3 + [{"extra", "missing", "other"}] * 3
    assert all(kinds == {"missing"} for kinds in marks["a corner forgotten"])
    assert set().union(*marks["zeros inserted"]) == set()
    titles = {key: film.title.partition("output")[2] for key, film in DIFFERENT_FILMS.items()}
    assert titles["right"] == "" and titles["half written"] == ", 5 not written"
    assert titles["one row too few"] == ", expected 3×5"
    assert titles["flipped"].endswith(" wrong")
    assert titles["zeros inserted"] == ""


def test_zeros_that_belong_there_are_shown_and_are_not_missing():
    film = DIFFERENT_FILMS["zeros inserted"]
    shown = outputs_shown(film, len(film) - 1)
    assert shown.keys() == {name("y", o) for o in np.ndindex(7, 11)}
    first = outputs_shown(film, 0)
    assert {first[name("y", o)] for o in np.ndindex(7, 11) if o[0] % 2 or o[1] % 2} == {"0"}
    empty = animate.of(insert_zeros, X)
    assert "53 not written" in empty.title and len(outputs_shown(empty, -1)) == 24


@different
def test_a_film_with_marks_is_legible_and_its_state_is_what_the_still_picture_shows(key):
    film = DIFFERENT_FILMS[key]
    is_legible(pictures(film))
    shows_the_states_of(film, pictures(film))
    drawn = pictures(film)[0].kind.keys()
    assert {e for frame in film.frames for pair in frame.reads for e in pair} <= drawn


def test_the_film_opens_on_the_first_wrong_output_or_at_the_start():
    def right(x, weight):
        return np.array([[x[h, w] * weight[0, 0] for w in range(3)] for h in range(2)])

    def wrong(x, weight):
        return np.array([[x[h, w if h == 0 else 0] * weight[0, 0] for w in range(3)] for h in range(2)])

    x, weight = np.arange(1, 7).reshape(2, 3), np.array([[2]])
    film = animate.of(wrong, x, weight, expected=right)
    assert film.start == film.cover == film.data()["start"] == 4
    assert "(expected 10)" in film.sentence(film.start) and "expected" not in film.sentence(3)
    assert animate.of(right, x, weight, expected=right).start == animate.convolution(x, weight).start == 0
