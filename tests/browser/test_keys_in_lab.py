"""Keys in JupyterLab while a film has the focus: its own are the film's, every other does what it does elsewhere."""

from __future__ import annotations

import re

import pytest
from lab import notebook, watch
from playwright.sync_api import expect
from stage import Stage

from convlib import animate

FILM = animate.convolution(size=(3, 4), kernel_size=(2, 3))
SOURCE = "from convlib import animate\n\nanimate.convolution(size=(3, 4), kernel_size=(2, 3))"
PLACES = {
    "the stage": ".convlib-stage",
    "a button": ".convlib-stage .predict",
    "the scrubber": ".convlib-stage .scrub",
    "the speed": ".convlib-stage .speed",
    "a cell": ".convlib-stage .cell[tabindex='0']",
}
everywhere = pytest.mark.parametrize("place", PLACES)


class Desk:
    """A notebook with a film in its first cell, open in JupyterLab."""

    def __init__(self, page) -> None:
        self.page, self.cells = page, page.locator(".jp-Notebook .jp-Cell")
        self.prompt = self.cells.first.locator(".jp-InputPrompt")
        self.stage = Stage(page.locator(".convlib-stage"))

    def focus(self, place: str) -> None:
        found = self.page.locator(PLACES[place])
        found.focus()
        expect(found).to_be_focused()

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    @property
    def active(self) -> int:
        """The number of the cell that JupyterLab has as the active one."""
        return self.cells.evaluate_all("all => all.findIndex(n => n.matches('.jp-mod-active'))")


@pytest.fixture(scope="module")
def page(context):
    """Not the page of the explorers, which stays where it is."""
    made = context.new_page()
    made.found = watch(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def opened(lab, page):
    lab.add("keys.ipynb", notebook(SOURCE, "1 + 1", "2 + 2"))
    lab.open(page, "keys.ipynb")
    page.wait_for_selector(".convlib-stage")
    return Desk(page)


@pytest.fixture
def desk(opened):
    """As it was when it had been run: three cells, and the film at its first frame."""
    expect(opened.prompt).to_have_text(re.compile(r"\[\d+\]:"))
    opened.stage.press("Home")
    opened.stage.shows(FILM, 0)
    yield opened
    expect(opened.cells).to_have_count(3)


@everywhere
@pytest.mark.parametrize("key", ["Shift+Enter", "Control+Enter"])
def test_the_cell_runs_again(desk, place, key):
    desk.stage.root.evaluate("root => { root.dataset.old = true; }")
    desk.focus(place)
    desk.press(key)
    expect(desk.page.locator(".convlib-stage:not([data-old])")).to_have_count(1)
    expect(desk.stage.root).to_have_count(1)
    assert desk.active == (key == "Shift+Enter")
    desk.stage.shows(FILM, 0)


@everywhere
def test_the_notebook_is_saved(desk, place):
    desk.focus(place)
    with desk.page.expect_response(lambda got: got.request.method == "PUT" and "keys.ipynb" in got.url):
        desk.press("Control+s")
    assert desk.page.evaluate("document.activeElement.closest('.convlib-stage') !== null")


@everywhere
def test_escape_ends_what_jupyterlab_has_begun(desk, place):
    bar = desk.page.locator(".jp-DocumentSearch-overlay")
    desk.focus(place)
    desk.press("Control+f")
    expect(bar).to_be_visible()
    desk.focus(place)
    desk.press("Escape")
    if place == "a cell":  # there it leaves the cells first
        expect(desk.stage.root).to_be_focused()
        desk.press("Escape")
    expect(bar).to_be_hidden()


@pytest.mark.parametrize("place", [place for place in PLACES if place != "the speed"])  # letters choose there
def test_a_letter_that_is_not_the_films_is_the_notebooks(desk, place):
    desk.focus(place)
    desk.press("j")
    assert desk.active == 1


@everywhere
def test_the_films_own_keys_leave_the_notebook_alone(desk, place):
    before, down = desk.prompt.text_content(), ["ArrowDown"] * (place in ("the scrubber", "a cell"))
    for key in ("ArrowRight", *down, "End", "p", "p", "Enter", "Space", "Home"):
        desk.focus(place)
        desk.press(key)
        assert desk.active == 0, key
    desk.press("Escape")  # an open list of speeds
    assert desk.prompt.text_content() == before


@pytest.mark.parametrize("place", ["the stage", "a button", "the scrubber"])
def test_arrows_step_the_film_and_not_the_notebook(desk, place):
    for frame, key in enumerate(("ArrowRight", "ArrowRight", "ArrowLeft")):
        desk.focus(place)
        desk.press(key)
        desk.stage.at((1, 2, 1)[frame])
        assert desk.active == 0
