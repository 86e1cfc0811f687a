"""The transposed explorer in JupyterLab: switching the way keeps the place, and a typed number is the same in all."""

from __future__ import annotations

import pytest
from explorers import made
from playwright.sync_api import expect
from stage import Twins

from convlib import explore
from convlib.animate.transposed import WAYS

STEP = {"size": 4, "kernel_size": 2, "stride": 1}  # stamps that finish no output, and outputs fewer than stamps
EDITS = {"x_0_1_1": -17, "w_0_0_1_0": 6}


@pytest.fixture
def twins(shown) -> Twins:
    return Twins(shown["transposed"], made("transposed"))


@pytest.fixture
def square(twins):
    values = explore.transposed(**STEP).values
    twins.put(**{name: value for name, value in values.items() if name != "way"})
    twins.view.stage.press("Home")
    return twins.view


def films(**more) -> dict:
    return {way: explore.transposed(**STEP, **more, way=way) for way in (*WAYS, "all")}


@pytest.mark.parametrize("way", [*WAYS, "all"])
def test_a_clicked_cell_takes_a_typed_number_in_every_way(twins, way):
    twins.choose("way", way)
    twins.agree()
    for cell, number in EDITS.items():
        twins.edit(cell, number, before="zeros." * (way == "all"))
    twins.agree()


def test_an_impossible_output_padding_is_explained_in_place(twins):
    twins.move("output_padding", 0, "End")
    twins.agree()
    expect(twins.view.message).to_contain_text("axis h: output_padding must be from 0 to stride − 1 = ")
    twins.move("stride", 0, "End")
    twins.agree()
    expect(twins.view.message).to_be_empty()


def written(view, films: dict, way: str) -> set[str]:
    """The outputs that the frame in view writes, without a sheet's prefixes."""
    film = films[way].film
    frame = film.frames[view.stage.read()["frame"]]
    names = (name.split(".")[-1] for name in (frame.writes, *frame.also))
    return {name for name in names if name.startswith("y_")}


@pytest.mark.parametrize("frame", [0, 1, 3, 6, 15])
def test_the_way_is_switched_without_losing_the_place(square, frame):
    all_ways = films()
    square.stage.root.locator(".scrub").fill(str(frame))
    stamped = all_ways["scatter"].film.frames[frame].reads[0][0]
    places = set()
    for way in ("zeros", "matrix", "all", "gradient"):
        square.choose("way", way)
        square.shows(all_ways[way])
        places.add(frozenset(written(square, all_ways, way)))
    (place,) = places  # the same output in every way
    (output,) = place
    sums = {s.writes: {x for x, _ in s.reads} for s in all_ways["scatter"].film.sums}
    assert stamped in sums[output]  # and one that the stamp added to
    square.choose("way", "scatter")
    square.shows(all_ways["scatter"])
    square.stage.at(frame)  # nobody moved: back to the stamp


@pytest.mark.parametrize("frame", [0, 3, 7, 12, 24])
def test_an_output_is_found_again_where_scattering_finishes_it(square, frame):
    all_ways = films(padding=0)
    for axis in (0, 1):
        square.move("padding", axis, "ArrowLeft")
    square.choose("way", "zeros")
    square.shows(all_ways["zeros"])
    square.stage.root.locator(".scrub").fill(str(frame))
    (output,) = written(square, all_ways, "zeros")
    square.choose("way", "scatter")
    square.shows(all_ways["scatter"])
    assert output in written(square, all_ways, "scatter")
    square.choose("way", "zeros")
    square.shows(all_ways["zeros"])
    square.stage.at(frame)


def test_the_place_is_the_new_one_after_a_move(square):
    all_ways = films()
    square.stage.root.locator(".scrub").fill("4")
    square.choose("way", "zeros")
    square.shows(all_ways["zeros"])
    square.stage.press("End")
    square.choose("way", "scatter")
    square.shows(all_ways["scatter"])
    square.stage.at(15)
