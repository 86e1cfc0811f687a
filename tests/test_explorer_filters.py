"""The filters explorer without a browser: the answers, what is too far, what changed numbers become."""

from __future__ import annotations

import json

import numpy as np
import pytest
from explorers import ask, says
from films import evaluate

import convlib as cl
from convlib import data, explore
from convlib.explore.filters import FILTERS, SIZE

STARTS = (
    {},
    {"filter": "emboss", "row": 0, "column": 0, "size": 6},
    {"filter": "random", "photo": "flower", "row": SIZE[0] - 1, "column": SIZE[1] - 1, "size": 1},
    {"filter": "blur", "channels": "colour", "photo": "flower", "row": SIZE[0] - 4},
)


def photo(explorer) -> np.ndarray:
    colours = data.photo(explorer.photo, size=SIZE)
    return (colours if explorer.channels == "colour" else data.gray(colours)[None]).astype(int)


@pytest.mark.parametrize("start", STARTS)
def test_the_numbers_are_those_of_the_photograph(start):
    explorer = explore.filters(**start)
    row, column, size = explorer.row, explorer.column, explorer.size
    film, x = explorer.film.values, photo(explorer)
    whole = cl.conv2d(x, film["weight"], padding="same")
    np.testing.assert_array_equal(film["y"], whole[:, row : row + size, column : column + size])
    top, left = max(row - 1, 0), max(column - 1, 0)
    np.testing.assert_array_equal(film["x"], x[:, top : row + size + 1, left : column + size + 1])
    if kernel := FILTERS[explorer.filter]:
        assert all(each.tolist() == [*map(list, kernel)] for each in film["weight"][0])


def test_edges_are_silent_where_nothing_changes_and_the_others_keep_or_scale_brightness():
    sums = {name: np.sum(kernel) for name, kernel in FILTERS.items() if kernel}
    silent = {name for name, total in sums.items() if total == 0}
    assert silent == {"vertical edges", "horizontal edges", "outline", "emboss"}
    assert {name: total for name, total in sums.items() if total} == {
        "blur": 9, "sharpen": 1, "identity": 1,
    }  # fmt: skip
    for name, total in sums.items():
        (note,) = explore.filters(name).answer["notes"]
        assert note.startswith(f"The weights add up to {total}: ")
        assert ("divided by" in note) == (total > 1) and ("answer is 0" in note) == (total == 0)


def test_a_kernel_whose_weights_add_up_to_less_than_0_is_told_so():
    explorer = explore.filters("outline", edits={"w_0_0_1_1": -9})
    assert explorer.answer["notes"] == ["The weights add up to −5: an even area answers −5 times its brightness."]


@pytest.mark.parametrize(
    ("control", "size", "last"), [("row", 1, 39), ("row", 6, 34), ("column", 1, 59), ("column", 4, 56)]
)
def test_the_frame_goes_to_the_edge_and_not_beyond(control, size, last):
    explorer = explore.filters(size=size, **{control: last})
    assert explorer.message == "" and explorer.answer["valid"][control] == [[*range(last + 1)]]
    if size > 1:
        explorer.set(**{control: last + 1})
        end = last + size
        assert (
            explorer.message == f"{size} from {control} {last + 1} on end at {control} {end}; the last one is {end - 1}"
        )


def test_in_colour_four_outputs_a_side_can_be_read_and_not_one_more():
    explorer = explore.filters(channels="colour", size=4)
    explorer.set(size=5)
    assert explorer.message == "in colour, 5×5 outputs are too many to read: at most 4×4"
    explorer.set(channels="gray")
    assert explorer.message == ""


def test_each_colour_has_a_kernel_and_its_weights_a_row():
    explorer = explore.filters("sharpen", channels="colour")
    assert explorer.answer["formula"][1:] == ["weights_of_each = 0 + (−1) + 0 + (−1) + 5 + (−1) + 0 + (−1) + 0 = 1"]
    ask(explorer, {"w_0_1_1_1": 4})
    rows = explorer.answer["formula"][1:]
    assert [row.partition(" = ")[0] for row in rows] == ["red", "green", "blue"]
    assert [sum(evaluate(row.split(" = ")[1])) for row in rows] == [1, 0, 1]
    assert explorer.film.values["weight"][0, :, 1, 1].tolist() == [5, 4, 5]


def test_another_filter_forgets_changed_weights_and_another_photograph_changed_pixels():
    weight, pixel = {"w_0_0_1_1": 7}, {"x_0_12_28": 255}
    explorer = explore.filters(edits=weight | pixel)
    explorer.row = 11
    assert explorer.edits == weight | pixel and explorer.film.values["weight"][0, 0, 1, 1] == 7
    explorer.filter = "blur"
    assert explorer.edits == pixel and (explorer.film.values["weight"] == 1).all()
    explorer.set(photo="flower")
    assert explorer.edits == {}
    explorer.edits = weight | pixel
    explorer.set(channels="colour", row=0)
    assert explorer.edits == {}


def test_what_is_near_has_forgotten_them_too():
    explorer = explore.filters(edits={"w_0_0_1_1": 7, "x_0_12_28": 255})
    for values, edits in explorer._near():
        same = {array: values[name] == getattr(explorer, name) for array, name in (("w", "filter"), ("x", "photo"))}
        wanted = {array for array in same if same[array] and values["channels"] == explorer.channels}
        assert {cell[0] for cell in edits} == wanted


def test_a_page_that_asks_says_itself_which_numbers_stay():
    explorer = explore.filters(edits={"w_0_0_1_1": 7})
    values = json.loads(json.dumps({**explorer.values, "filter": "blur"}))
    says(explorer, ask={"request": "page-1", "values": values, "edits": {"w_0_0_0_0": 2}})
    assert explorer.edits == {"w_0_0_0_0": 2} and explorer.film.values["weight"].sum() == 10


def test_a_changed_pixel_is_seen_all_over_the_window_and_in_the_copied_call():
    explorer = explore.filters("identity", row=10, column=10, size=3)
    before = explorer.film.values["y"].copy()
    ask(explorer, {"x_0_11_11": 0, "w_0_0_0_0": 1})
    y = explorer.film.values["y"] - before
    assert y[0, 1, 1] == -photo(explorer)[0, 11, 11] + photo(explorer)[0, 10, 10]
    assert (
        '\nx[0, 11, 11] = 0\ny = cl.conv2d(x, weight, padding="same")[:, 10:13, 10:13]\n'
        in explorer.answer["calls"][0].whole
    )


def test_a_page_without_python_stays_small():
    assert len(explore.filters().html()) < 120_000
    assert len(explore.filters(channels="colour").html()) < 220_000
