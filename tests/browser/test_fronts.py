"""Front end × state: what is to be seen in each, in a real browser; or why it is not tested here.

What was only read, and where, stands in CONTRIBUTING.md, "Front ends".
"""

from __future__ import annotations

import re

import nbformat
import pytest
from films import plays
from fronts import Front, Marimo
from lab import notebook, watch
from nbconvert import HTMLExporter, SlidesExporter
from nbformat.sign import NotebookNotary
from playwright.sync_api import expect
from stage import Stage, View

from convlib import animate, explore
from convlib.course.page import Page

MOVES = "a slider moves the picture"
KEEPS = "the file holds the last picture, and no widget"
PLAYS = "the last picture plays, moves to those near it, and says how to go further"
QUIET = "nothing is asked of another machine"
STILL = "a picture and a line: no script runs, no code is shown"
ANEW, FILE, WHOLE = "it runs all anew", "it is a file: there is no kernel", "it is made to run: nothing is taken out"
TABLE = {  # front end: live, saved, reopened, offline, untrusted
    "JupyterLab": (MOVES, KEEPS, PLAYS, QUIET, STILL),
    "Notebook 7": (MOVES, KEEPS, PLAYS, QUIET, STILL),
    "nbclassic": (MOVES, KEEPS, PLAYS, QUIET, STILL),
    "Voilà": (MOVES, ANEW, ANEW, QUIET, WHOLE),
    "marimo": (MOVES, ANEW, ANEW, QUIET, WHOLE),
    "nbconvert": (FILE, FILE, PLAYS, PLAYS, STILL),
    "nbconvert, widget state": (FILE, FILE, PLAYS, PLAYS, STILL),
    "nbconvert, slides": (FILE, FILE, PLAYS, PLAYS, STILL),
    "page to hand out": (FILE, FILE, PLAYS, PLAYS, WHOLE),
    "film.to_html()": (FILE, FILE, PLAYS, PLAYS, WHOLE),
}
STATES = ("live", "saved", "reopened", "offline", "untrusted")
STATE = "() => jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
SERVED = ("JupyterLab", "Notebook 7", "nbclassic", "Voilà", "marimo")
BOXES = ("JupyterLab", "Notebook 7", "nbclassic", "Voilà")  # marimo has boxes of its own
WRONG = ("Error displaying widget", "model not found", "Error rendering", "Loading widget")

FILM = "animate.convolution(size=(3, 4), kernel_size=2)"
EXPLORER = "explore.convolution(size=6, padding=1)"
BOX = "HBox([explore.convolution(size=5), explore.dilation()])"
MARIMO = f"""import marimo

app = marimo.App()


@app.cell
def _():
    from convlib import animate, explore

    {FILM}
    return (explore,)


@app.cell
def _(explore):
    {EXPLORER}
    return
"""
film = animate.convolution(size=(3, 4), kernel_size=2)
tested = set()


def where(state: str, seen: str, among=tuple(TABLE)):
    """Parametrize with the front ends where this is to be seen in this state."""
    found = [front for front in among if TABLE[front][STATES.index(state)] == seen]
    tested.update((front, state) for front in found)
    return found


def in_front(state: str, seen: str, fixture: str = "ran"):
    return pytest.mark.parametrize(fixture, where(state, seen, SERVED), indirect=True)


def works(front: Front, name: str) -> Front:
    """A front end that has run a film, an explorer and, where it is a notebook's, a box of two more."""
    if front.name == "marimo":
        front.open(MARIMO, run=True)
    else:
        cells = [f"from convlib import animate, explore\n\n{FILM}", EXPLORER, f"from ipywidgets import HBox\n\n{BOX}"]
        front.lab.add(name, notebook(*cells))
        front.open(name, run=True)
    expect(front.page.locator(".convlib-explorer")).to_have_count(1 + 2 * (front.name != "marimo"), timeout=60_000)
    front.page.wait_for_function("() => window.convlibModels?.size")
    return front


def view_of(page) -> View:
    return View(page.locator(".convlib-explorer").first)


def move_and_keep(front: Front, name: str) -> nbformat.NotebookNode:
    """Move the explorer, wait until its output is that picture's, and save."""
    place = front.page.locator(".convlib-film[data-of]").first
    before = place.get_attribute("data-of")
    view_of(front.page).slider("stride").fill("3")
    expect(place).not_to_have_attribute("data-of", before)
    front.save()
    return nbformat.read(front.lab.root / name, 4)


@pytest.fixture(scope="module")
def ran(request, lab, context, tmp_path_factory):
    if request.param == "marimo":
        front = Marimo(tmp_path_factory.mktemp("marimo"), context)
    else:
        front = Front(request.param, lab, context)
    yield works(front, f"{front.name} ran.ipynb")
    front.close()


@in_front("live", MOVES)
def test_a_slider_moves_the_picture(ran):
    view = view_of(ran.page)
    for values in ({"size": 6, "padding": 2}, {"size": 12, "padding": 2}, {"size": 6, "padding": 1}):
        for name, value in values.items():
            view.slider(name).fill(str(value))
        view.shows(explore.convolution(**values))
    film_in = ran.page.frame_locator("iframe") if ran.name == "marimo" else ran.page
    stage = Stage(film_in.locator(".convlib-stage").first)
    stage.root.locator("button.next").click()
    expect(stage.root.locator(".sum")).to_have_text(film.sentence(1))
    assert ran.said() == []


@in_front("offline", QUIET)
def test_nothing_is_asked_of_another_machine(ran):
    assert [said for said in ran.said() if said.startswith("request")] == []


@in_front("saved", KEEPS)
def test_the_file_holds_the_last_picture_and_no_widget(ran):
    kept = move_and_keep(ran, f"{ran.name} ran.ipynb")
    (output,) = kept.cells[1].outputs
    assert output.data.keys() == {"text/html", "text/plain"}
    plays(output.data["text/html"], explore.convolution(size=6, padding=1, stride=3).film)


@pytest.mark.parametrize("ran", BOXES, indirect=True)
def test_in_a_box_of_widgets_each_explorer_moves_by_itself(ran):
    one, other = (View(root) for root in ran.page.locator(".convlib-explorer").all()[1:])
    one.slider("stride").fill("2")
    one.shows(explore.convolution(size=5, stride=2))
    other.shows(explore.dilation())
    assert ran.said() == []


@pytest.fixture(scope="module")
def kept(lab, context):
    """A notebook that was run, moved and saved in JupyterLab, with the state of its widgets."""
    front = works(Front("JupyterLab", lab, context), "kept.ipynb")
    front.page.evaluate(STATE)
    made = move_and_keep(front, "kept.ipynb")
    front.page.evaluate(STATE)
    front.close()
    assert made.metadata.widgets
    return made


def without_state(kept):
    made = nbformat.from_dict(kept)
    del made.metadata["widgets"]
    return made


def trusted(lab, name: str, made) -> str:
    with NotebookNotary(data_dir=str(lab.data)) as notary:
        notary.sign(made)
    lab.add(name, made)
    return name


def plays_and_moves(page) -> None:
    """The film plays; the explorer shows its last picture and what is near to it, and says how to go further."""
    stage = Stage(page.locator(".convlib-stage").first)
    expect(stage.root.locator(".sum")).to_have_text(film.sentence(0))
    stage.root.locator("button.next").click()
    expect(stage.root.locator(".sum")).to_have_text(film.sentence(1))
    explorer = page.locator(".convlib-explorer")
    if explorer.count():
        view, start = view_of(page), {"size": 6, "padding": 1}
        view.shows(explore.convolution(**start, stride=3))
        view.slider("stride").fill("2")
        view.shows(explore.convolution(**start, stride=2))
        view.slider("size").fill("12")
        expect(view.message).to_contain_text(re.compile("run this cell", re.IGNORECASE))
        view.stage.shows(explore.convolution(**start, stride=2).film)
        assert view.slider("size").input_value() == "6"
    seen = page.locator("body").inner_text()
    assert not [words for words in WRONG if words in seen]


@pytest.mark.parametrize("state", [False, True], ids=["plain", "with widget state"])
@pytest.mark.parametrize("name", where("reopened", PLAYS, SERVED))
def test_reopened_the_last_picture_plays_and_moves_a_little(name, state, kept, lab, context):
    front = Front(name, lab, context)
    made = nbformat.from_dict(kept if state else without_state(kept))
    if not state:
        del made.cells[2]  # what a box of widgets shows without its kernel is not ours to say
    front.open(trusted(lab, f"{name} again.ipynb", made), run=False)
    plays_and_moves(front.page)
    assert front.said() == []
    front.close()


def looks_still(page) -> None:
    """Pictures and lines, nothing that plays, no code, no error; and no script has run."""
    for picture in page.locator(".convlib-film img, img[alt$='output']").all():
        expect(picture).to_be_visible()
        assert picture.evaluate("async (img) => { await img.decode(); return img.naturalWidth; }") > 100
    assert page.locator(".convlib-stage").count() == 0 and page.evaluate("() => window.convlibModels") is None
    seen = page.locator("body").inner_text()
    assert seen.count("run this cell to play it") == 2 and film.sentence(film.cover) in seen
    assert not [words for words in (*WRONG, "ConvlibPlayer", "data-film") if words in seen]


@pytest.mark.parametrize("name", where("untrusted", STILL, SERVED))
def test_untrusted_it_is_a_picture_and_a_line(name, kept, lab, context):
    made = without_state(kept)
    del made.cells[2]
    made.cells[0].source += f"  # {name}"  # so that nobody has signed it
    lab.add(f"{name} untrusted.ipynb", made)
    front = Front(name, lab, context)
    front.open(f"{name} untrusted.ipynb", run=False)
    expect(front.page.locator("img[src^='data:image/svg']")).to_have_count(2)
    looks_still(front.page)
    assert front.said() == []
    front.close()


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
    if not name.startswith("nbconvert"):  # whose pages ask for MathJax and more, and can do without
        assert page.found == []


@pytest.mark.parametrize("name", where("untrusted", STILL, PAGES))
def test_a_page_without_its_scripts_is_a_picture_and_a_line(name, kept, offline):
    looks_still(offline(page_of(name, kept, sanitize_html=True)))


def test_every_cell_of_the_table_is_tested_or_says_why_not():
    seen = {MOVES, KEEPS, PLAYS, QUIET, STILL}
    wanted = {(f, state) for f, row in TABLE.items() for state, cell in zip(STATES, row, strict=True) if cell in seen}
    assert tested == wanted
