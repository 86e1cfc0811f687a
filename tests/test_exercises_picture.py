"""Which arrays are shown, and which mark a cell gets that has several."""

import numpy as np
import pytest

from convlib.exercises.picture import MOST_CELLS, Panel, drawn


@pytest.mark.parametrize(
    ("shape", "shown"),
    [
        *(((1,), True), ((0, 3), False), ((), False), ((10, 15), True), ((151,), False)),
        *(((1, 2, 1, 2), True), ((1, 1, 2, 1, 2), False)),
    ],
)
def test_an_array_is_shown_up_to_150_cells_and_four_axes(shape, shown):
    panel = Panel("x", np.ones(shape, dtype=int), "read")
    assert MOST_CELLS == 150 and panel.shown == shown
    assert panel.text().endswith(("no cells)", "too large to show)")) != shown


def test_what_is_not_shown_says_why():
    assert Panel("x", np.zeros((0, 3))).text() == "x 0×3 (no cells)"
    assert Panel("x", np.zeros(151)).text() == "x, 151 cells (too large to show)"
    assert "no cells" in drawn([Panel("x", np.zeros((0, 3)))]) and "too large" in drawn([Panel("x", np.zeros(151))])


def test_a_wrong_cell_is_crossed_also_where_it_is_read():
    text = Panel("y", np.array([1, 2, 3]), "note", frozenset({(0,), (1,)}), frozenset({(1,), (2,)})).text()
    assert text == "y, 3 cells\n  (1)  2✗  3✗\n(…) note"


def test_maps_of_maps_are_headed_by_their_place():
    words = Panel("w", np.arange(8).reshape(2, 2, 1, 2)).text()
    assert words == "w 2×2×1×2\n  [0,0]\n  0  1\n  [0,1]\n  2  3\n  [1,0]\n  4  5\n  [1,1]\n  6  7"
    assert Panel("x", np.arange(4).reshape(2, 1, 2)).text() == "x 2×1×2\n  [0]\n  0  1\n  [1]\n  2  3"


@pytest.mark.parametrize(("notes", "lines"), [(["", ""], 0), (["read", ""], 1), (["a", "b"], 2)])
def test_notes_stand_below_the_grids_where_any_panel_has_one(notes, lines):
    html = drawn([Panel("x", np.ones((1, 2), dtype=int), note) for note in notes])
    assert html.count("<svg") == 2 and 'id="' not in html
    assert sum(f">{note}<" in html for note in notes if note) == lines
