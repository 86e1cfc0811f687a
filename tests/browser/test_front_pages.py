"""Films and explorers in pages made of a notebook, and what every page may do to a place of theirs."""

from __future__ import annotations

import pytest
import test_fronts  # noqa: F401  its cells of the table count as well
from front_table import KEEPS, MOVES, PLAYS, QUIET, STATES, STILL, TABLE, tested, where
from fronts import answers, film, looks_still, plays_and_moves, without_state
from lab import watch
from nbconvert import HTMLExporter, SlidesExporter
from playwright.sync_api import expect

from convlib import explore
from convlib.course.page import Page

PAGES = {
    "nbconvert": HTMLExporter,
    "nbconvert, widget state": HTMLExporter,
    "nbconvert, slides": SlidesExporter,
    "page to hand out": Page,
}


def page_of(name: str, kept, **options) -> str:
    if name == "film.to_html()":
        return film.to_html()
    return PAGES[name](**options).from_notebook_node(kept if "state" in name else without_state(kept))[0]


@pytest.fixture
def offline(chrome, tmp_path):
    """Shows a text as a page, with no network."""
    context = chrome.new_context(offline=True, viewport={"width": 1280, "height": 900})

    def show(text: str):
        (tmp_path / "page.html").write_text(text, "utf-8")
        page = context.new_page()
        page.found = watch(page)
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield show
    context.close()


@pytest.mark.parametrize("name", [name for name in where("reopened", PLAYS) if name in where("offline", PLAYS)])
def test_a_page_plays_without_a_network(name, kept, offline):
    page = offline(page_of(name, kept))
    plays_and_moves(page)
    if name != "film.to_html()":
        answers(page)
    if not name.startswith("nbconvert"):  # whose pages ask for MathJax and more, and can do without
        assert page.found == []


@pytest.mark.parametrize("name", where("untrusted", STILL, PAGES))
def test_a_page_without_its_scripts_is_a_picture_and_a_line(name, kept, offline):
    looks_still(offline(page_of(name, kept, sanitize_html=True)))


def test_every_cell_of_the_table_is_tested_or_says_why_not():
    seen = {MOVES, KEEPS, PLAYS, QUIET, STILL}
    wanted = {(f, state) for f, row in TABLE.items() for state, cell in zip(STATES, row, strict=True) if cell in seen}
    assert tested == wanted


THEMES = {
    '<html style="color-scheme:dark"><body>': True,  # as marimo says it, and most pages
    '<html style="color-scheme:light"><body>': False,
    "<html><body>": False,  # as nbclassic: light, whatever the system prefers
    '<html><body data-jp-theme-light="false">': True,  # JupyterLab and what is made from it
    '<html><body data-jp-theme-light="true">': False,
    '<html><body class="vscode-dark">': True,
    '<html theme="dark"><body>': True,  # Colab
}


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("around", THEMES)
def test_a_film_is_dark_where_the_page_around_it_is(around, system, offline):
    page = offline("<!doctype html>" + around + film._repr_mimebundle_()["text/html"])
    page.emulate_media(color_scheme=system)
    paper = "stage => getComputedStyle(stage.querySelector('.cell rect')).fill"
    seen = page.locator(".convlib-stage").evaluate(paper)
    assert seen == ("rgb(21, 24, 28)" if THEMES[around] else "rgb(255, 255, 255)")
    page.emulate_media(media="print", color_scheme=system)
    assert page.locator(".convlib-stage").evaluate(paper) == "rgb(255, 255, 255)"


def test_a_place_made_before_it_is_shown_becomes_an_explorer_when_it_is(offline):
    page = offline(film.to_html())
    page.evaluate(
        """html => {
          window.made = document.createElement("div");
          made.innerHTML = html;
        }""",
        explore.convolution().html(),
    )
    page.wait_for_timeout(200)
    page.evaluate("() => document.body.prepend(made)")
    expect(page.locator(".convlib-explorer")).to_be_visible()
    assert page.found == []
