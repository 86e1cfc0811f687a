"""Cells of a drawing reached from the keyboard and by finger: where the cursor goes, what it says, what Enter does."""

from __future__ import annotations

import pytest
from films import SCENES, made
from lab import watch
from playwright.sync_api import expect
from stage import Stage

from convlib import animate
from convlib.film.skin import player

FILM = animate.convolution(size=(3, 4), kernel_size=(2, 3), padding=(0, 1))
FOCUSED = "document.activeElement.dataset.id ?? document.activeElement.className"
# Every cell that arrows can come to from the first one, and all that can be seen.
REACHED = """drawing => {
  const seen = new Set([drawing.querySelector(".cell[tabindex]")]), ways = [[1, 0], [-1, 0], [0, 1], [0, -1]];
  for (const cell of seen) for (const way of ways) seen.add(convlibNear(drawing, cell, way) ?? cell);
  const ids = (all) => [...all].map((cell) => cell.dataset.id).sort();
  return [ids(seen), ids(drawing.querySelectorAll(".cell[data-id]:not(.off,.partial)"))];
}"""
# Going there and back along a row and along a column.
RETURNS = """drawing => {
  const lost = [], near = (cell, x, y) => convlibNear(drawing, cell, [x, y]);
  const line = (cell, x) => cell.querySelector("rect").getAttribute(x ? "y" : "x");
  for (const cell of drawing.querySelectorAll(".cell[data-id]:not(.off,.partial)"))
    for (const [x, y] of [[1, 0], [0, 1]]) {
      const next = near(cell, x, y);
      const straight = next?.parentNode === cell.parentNode && line(next, x) === line(cell, x);
      if (straight && near(next, -x, -y) !== cell) lost.push(cell.dataset.id);
    }
  return lost;
}"""

# The arrow that leads from the cursor to a cell, the longer way first.
WAY = """(root, id) => {
  const middle = (cell) => {
    const { x, y, width, height } = cell.querySelector("rect").getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const [x, y] = middle(document.activeElement), [p, q] = middle(root.querySelector(`[data-id="${id}"]`));
  if (document.activeElement.dataset.id === id) return null;
  return Math.abs(p - x) > Math.abs(q - y) ? (p > x ? "ArrowRight" : "ArrowLeft") : q > y ? "ArrowDown" : "ArrowUp";
}"""


@pytest.fixture(scope="module")
def offline(chrome):
    context = chrome.new_context(offline=True, viewport={"width": 1400, "height": 1000}, has_touch=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.found = watch(page)
    yield page
    context.close()


@pytest.fixture
def show(offline, tmp_path):
    """Open a film in a page; nothing may go wrong there."""

    def opened(film, width=1400) -> Stage:
        offline.set_viewport_size({"width": width, "height": 1000})
        film.save(tmp_path / "film.html")
        offline.goto((tmp_path / "film.html").as_uri())
        offline.add_script_tag(content=player())  # a film keeps its own to itself
        return Stage(offline.locator(".convlib-stage"))

    yield opened
    assert offline.found == []


@pytest.fixture
def plain(show):
    return show(FILM)


def enter(stage: Stage) -> None:
    """From the film to the cell where the cursor is."""
    stage.press("Tab")


def press(stage: Stage, *keys: str) -> str:
    """Keys for whatever has the focus; gives what has it then."""
    for key in keys:
        stage.page.keyboard.press(key)
    return stage.page.evaluate(FOCUSED)


def walk(stage: Stage, cell: str) -> None:
    """Arrows until the cursor is on a cell: first into its panel's column, then along it."""
    enter(stage)
    for _ in range(60):
        way = stage.root.evaluate(WAY, cell)
        if not way:
            return
        press(stage, way)
    raise AssertionError(f"no way to {cell}")


@pytest.mark.parametrize("width", [1400, 500])
@pytest.mark.parametrize("name", SCENES)
def test_arrows_reach_every_cell_and_come_back(show, name, width):
    drawing = show(made(name), width).root.locator("svg.drawing")
    reached, seen = drawing.evaluate(REACHED)
    assert reached == seen
    assert drawing.evaluate(RETURNS) == []


def test_tab_comes_to_the_cell_that_is_written_and_escape_leaves(plain):
    enter(plain)
    assert press(plain) == FILM.frames[0].writes
    assert press(plain, "Escape") == "convlib-stage"
    plain.press("ArrowRight", "ArrowRight")
    plain.at(2)
    enter(plain)
    assert press(plain) == FILM.frames[2].writes
    assert press(plain, "Tab") == "first"
    assert press(plain, "Shift+Tab") == FILM.frames[2].writes


def test_arrows_go_over_a_grid_and_on_to_the_next_one(plain):
    enter(plain)
    assert press(plain, "ArrowRight", "ArrowDown") == "y_0_1_1"
    assert press(plain, "ArrowUp", "ArrowLeft", "ArrowLeft").startswith("w_0_0_")
    walked = [press(plain, "ArrowLeft") for _ in range(4)]
    assert [cell.partition("_")[0] for cell in walked] == ["w", "w", "p", "x"]
    plain.at(0)


def test_a_cell_under_the_cursor_says_what_it_says_under_a_mouse(plain):
    for cell in ("x_0_1_1", "w_0_0_0_1", FILM.frames[3].writes):
        plain.cell(cell).hover()
        words, marks = plain.sum, (plain.classes("pointed"), plain.classes("fed"))
        plain.root.locator(".count").hover()
        walk(plain, cell)
        assert (plain.sum, (plain.classes("pointed"), plain.classes("fed"))) == (words, marks)
        press(plain, "Escape")
        plain.shows(FILM, 0)
        assert plain.classes("pointed") == set()


def test_enter_on_an_output_goes_to_the_frame_that_writes_it(plain):
    walk(plain, FILM.frames[3].writes)
    press(plain, "Enter")
    plain.shows(FILM, 3)
    assert press(plain) == FILM.frames[3].writes
    press(plain, "End")
    plain.at(len(FILM) - 1)


def test_a_click_gives_the_arrows_back_to_the_film(plain):
    enter(plain)
    plain.cell(FILM.frames[0].writes).click()
    assert press(plain, "ArrowRight") == "convlib-stage"
    plain.at(1)


def test_playing_goes_on_under_the_cursor_and_an_arrow_stops_it(plain):
    enter(plain)
    press(plain, "Space")
    plain.await_frame_after(0)
    press(plain, "ArrowLeft")
    frame = plain.read()["frame"]
    expect(plain.root.locator(".play")).to_have_attribute("title", "Play (space)")
    plain.at(frame)


def test_enter_edits_a_cell_and_the_focus_comes_back_to_it_in_the_new_picture(plain):
    plain.root.evaluate(
        """(root, data) => {
          const box = document.createElement("input"), stage = ConvlibPlayer.mount(root.parentNode, {
            onCell: (cell) => { box.dataset.cell = cell.dataset.id; box.focus(); },
          });
          stage.load(data, 1);
          stage.root.after(box);
          box.addEventListener("keydown", () => { stage.focus(); stage.load(data, 2); });
        }""",
        FILM.data(),
    )
    walk(plain, "x_0_1_2")
    press(plain, "Enter")
    expect(plain.page.locator("input[data-cell=x_0_1_2]")).to_be_focused()
    assert press(plain, "7") == "x_0_1_2"
    assert plain.classes("pointed") == {"x_0_1_2"} and plain.sum.startswith("x[1,2] feeds ")
    plain.cell("w_0_0_0_0").click()
    expect(plain.page.locator("input[data-cell=w_0_0_0_0]")).to_be_focused()
    assert press(plain, "7") == "convlib-stage"  # a mouse goes back to the film


def test_a_touch_shows_what_a_cell_says_until_the_next_one(plain):
    touch, first = plain.page.touchscreen.tap, FILM.frames[5].writes

    def tap(place) -> None:
        box = place.bounding_box()
        touch(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    tap(plain.cell("x_0_1_1"))
    assert plain.classes("pointed") == {"x_0_1_1"} and plain.sum.startswith("x[1,1] feeds ")
    tap(plain.root.locator(".sum"))
    plain.cell("x_0_2_2").dispatch_event("pointerover", {"pointerType": "touch"})  # a finger that scrolls the page
    plain.root.locator("svg.drawing").dispatch_event("pointerleave", {"pointerType": "touch"})
    assert plain.sum.startswith("x[1,1] feeds ")
    tap(plain.cell(first))
    assert plain.classes("pointed") == {first} and plain.sum == FILM.sentence(5)
    plain.at(0)
    tap(plain.cell(first))
    plain.shows(FILM, 5)
    tap(plain.cell("x_0_1_1"))
    tap(plain.root.locator(".panel text.label").first)
    plain.shows(FILM, 5)
