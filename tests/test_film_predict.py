"""A film that asks: nothing that it shows tells the value before it is asked for."""

from __future__ import annotations

import re

import numpy as np
import pytest
from films import SCENES, made

from convlib import animate
from convlib.film.export import STANDS_STILL, fragment


@pytest.mark.parametrize("name", SCENES)
def test_the_still_picture_and_the_line_hide_what_the_frame_writes(name):
    film = made(name)
    asks = film.predict()
    frame = film.frames[asks.cover]
    assert asks.cover == film.start and asks.sentence(asks.cover).endswith("= ?")
    kinds = {element: value for element, attribute, value in asks.state(asks.cover) if attribute == "class"}
    for element in (frame.writes, *frame.also):
        assert "empty" in kinds[element].split() or kinds[element] == "off", element
    assert all("empty" in kinds[element] or kinds[element] == "off" for element in frame.hides if element in kinds)
    line = re.search(rf"<div>([^<]*) <i>{STANDS_STILL}", fragment(asks))[1]
    assert line.endswith("= ?") and asks.data()["asks"] is True


@pytest.mark.parametrize("name", SCENES)
def test_any_other_film_is_as_it_was(name):
    film = made(name)
    again = film.predict()
    assert "asks" not in film.data() and film.asks is False and film.sentence(0)[-1] != "?"
    assert again.frames == film.frames and again.drawing is film.drawing and len(again) == len(film)


@pytest.mark.parametrize("scene", [name for name in animate.__all__ if name not in ("Film", "of")])
def test_each_scene_can_ask(scene):
    make, given = getattr(animate, scene), {"filters": (np.eye(6) * 255, np.eye(3))}.get(scene, ())
    assert make(*given, predict=True).asks is True and make(*given).asks is False


def test_a_learners_own_function_can_ask():
    film = animate.of(lambda x: x * 2, np.array([3, 4]), predict=True)
    assert film.asks is True and film.sentence(0) == "y[0] = 3·2 = ?"
