"""Films of functions that are not finished: what they had written, and why they stopped."""

from __future__ import annotations

import re

import pytest
from films import close, is_legible, pictures, read
from own_functions import W, X, half_written, half_written_in_a_list, name, outputs_shown, right, stopped

from convlib import animate


@pytest.mark.parametrize(
    ("function", "written", "remark"),
    [
        (half_written, [(h, w) for h in range(2) for w in range(5)], "5 not written"),
        (half_written_in_a_list, [(1, 2)], "14 not written"),
        (stopped, [(0, w) for w in range(5)], "13 not written"),
    ],
)
def test_outputs_that_are_not_written_stay_empty(function, written, remark):
    film = animate.of(function, X, W)
    assert [f.writes for f in film.frames] == [name("y", o) for o in written]
    assert outputs_shown(film, len(film) - 1).keys() == {name("y", o) for o in written}
    y = right(X, W)
    assert all(close(read(text), y[tuple(map(int, e.split("_")[2:]))]) for e, text in outputs_shown(film, -1).items())
    assert remark in film.title
    assert remark in [t.text for t in pictures(film)[0].texts if t.kind == "note"]
    is_legible(pictures(film))


def test_a_function_that_stops_shows_what_it_had_written_and_why_it_stopped():
    film = animate.of(stopped, X, W, expected=right)
    assert re.search(r"expected 3×5, stopped by IndexError: index 6 is out of bounds", film.title)
    assert len(film) == 5 and pictures(film)[-1].visible("wrong") == set()


def test_an_error_before_anything_is_written_is_the_learners_own():
    def mine(x, weight):
        raise NotImplementedError("not yet")

    with pytest.raises(NotImplementedError, match="not yet"):
        animate.of(mine, X, W)
