"""A page to hand out, opened from a file: nothing is fetched, films play, formulas show, on a phone and on paper."""

import nbformat
import pytest
from lab import watch
from playwright.sync_api import expect

from convlib.course import notebooks
from convlib.course.page import page as made

FITS = "() => document.documentElement.scrollWidth <= innerWidth"
SIZES = "(nodes) => nodes.map((node) => Math.min(node.getBoundingClientRect().width, node.clientHeight || 99))"


@pytest.fixture(scope="module", params=notebooks.lessons(), ids=lambda path: path.stem)
def handout(request, chrome, tmp_path_factory):
    """A page at the size of a phone, in the dark, without a network."""
    notebook = nbformat.read(request.param, 4)
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(made(request.param), "utf-8")
    context = chrome.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark", offline=True)
    opened = context.new_page()
    opened.found = watch(opened)
    opened.goto(file.as_uri())
    opened.words = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    yield opened
    context.close()
    assert opened.found == []


def test_every_film_plays(handout):
    films = handout.locator(".convlib-film")
    assert films.count() > 0
    for film in films.all():
        stage = film.locator(".convlib-stage")
        before = stage.get_attribute("data-frame")
        stage.locator("button.last").click()
        expect(stage).not_to_have_attribute("data-frame", before)


def test_every_formula_is_shown(handout):
    formulas = handout.locator("math")
    pairs = handout.words.replace("$$", "$").count("$") / 2
    assert formulas.count() == pairs
    assert all(size > 4 for size in formulas.evaluate_all(SIZES))
    assert not any("$" in text for text in handout.locator(".words").all_inner_texts())


def test_nothing_is_wider_than_the_phone(handout):
    assert handout.evaluate(FITS)


def test_it_is_dark_in_the_dark_and_light_on_paper(handout):
    colour = "() => getComputedStyle(document.body).backgroundColor"
    assert handout.evaluate(colour) == "rgb(21, 24, 28)"
    handout.emulate_media(media="print")
    assert handout.evaluate(colour) == "rgb(255, 255, 255)"
    handout.emulate_media(media="screen")
