"""The filters explorer in JupyterLab: the frame follows a pointer, changed weights go when a filter begins anew."""

from __future__ import annotations

import pytest
from explorers import made
from playwright.sync_api import expect
from stage import Twins


@pytest.fixture
def twins(shown):
    return Twins(shown["filters"], made("filters"))


def place(twins, row: float, column: float) -> tuple[float, float]:
    """Where a pixel of the photograph stands on the page."""
    box = twins.view.root.locator("[data-across] image").first.bounding_box()
    return box["x"] + column * box["width"] / 60, box["y"] + row * box["height"] / 40


def test_the_frame_goes_where_the_photograph_is_pressed(twins):
    twins.view.page.mouse.click(*place(twins, 10.5, 20.5))
    twins.here.set(row=8, column=18)  # the middle of 4×4, or one less
    before = twins.here.values
    row, column = (int(twins.view.slider(name).input_value()) for name in ("row", "column"))
    assert abs(row - before["row"][0]) <= 1 and abs(column - before["column"][0]) <= 1
    twins.here.set(row=row, column=column)
    twins.agree()


def test_the_frame_is_dragged_and_stops_at_the_edge(twins):
    mouse, values = twins.view.page.mouse, twins.here.values
    row, column = values["row"][0], values["column"][0]
    mouse.move(*place(twins, row + 2, column + 2))
    mouse.down()
    mouse.move(*place(twins, row + 7, column - 3))
    twins.here.set(row=row + 5, column=column - 5)
    twins.agree()
    mouse.move(*place(twins, row + 99, column + 1), steps=3)
    twins.here.set(row=36, column=column - 1)
    twins.agree()
    mouse.up()
    mouse.move(*place(twins, 3, 3))  # let go
    twins.agree()


def test_another_filter_forgets_changed_weights(twins):
    twins.edit("w_0_0_1_1", 7)
    twins.agree()
    twins.choose("filter", "blur")
    assert twins.here.edits == {}
    twins.agree()


def test_pointing_at_an_answer_shows_its_window_on_the_photograph(twins):
    cell = twins.here.film.frames[-1].writes
    twins.view.stage.cell(cell).hover()
    expect(twins.view.root.locator(".sum")).to_have_text(twins.here.film.sentence(-1))
    seen = twins.view.root.locator("[data-id=seen_0]")
    wanted = next(v for e, a, v in twins.here.film.state(15) if (e, a) == ("seen_0", "translate"))
    x, y = wanted.split()
    expect(seen).to_have_attribute("style", f"transform: translate({x}px, {y}px);")
    twins.view.leave()
