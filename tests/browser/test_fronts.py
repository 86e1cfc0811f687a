"""Films and explorers in front ends that run Python: live, saved, reopened, offline, untrusted."""

from __future__ import annotations

import nbformat
import pytest
from films import plays
from front_table import KEEPS, MOVES, PLAYS, QUIET, SERVED, STILL, where
from fronts import (
    Front,
    Marimo,
    answers,
    box_of,
    film,
    looks_still,
    move_and_keep,
    plays_and_moves,
    view_of,
    without_state,
    works,
)
from nbformat.sign import NotebookNotary
from playwright.sync_api import expect
from stage import Stage

from convlib import explore


def in_front(state: str, seen: str, fixture: str = "ran"):
    return pytest.mark.parametrize(fixture, where(state, seen, SERVED), indirect=True)


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


@in_front("live", MOVES)
def test_a_card_answers(ran):
    answers(ran.page)


@in_front("offline", QUIET)
def test_nothing_is_asked_of_another_machine(ran):
    assert [said for said in ran.said() if said.startswith("request")] == []


@in_front("saved", KEEPS)
def test_the_file_holds_the_last_picture_and_no_widget(ran):
    kept = move_and_keep(ran, f"{ran.name} ran.ipynb")
    (output,) = kept.cells[1].outputs
    assert output.data.keys() == {"text/html", "text/plain"}
    plays(output.data["text/html"], explore.convolution(size=6, padding=1, stride=3).film)


@in_front("live", MOVES)
def test_in_a_box_of_widgets_each_explorer_moves_by_itself(ran):
    one, other = box_of(ran)
    one.slider("stride").fill("2")
    one.shows(explore.convolution(size=5, stride=2))
    other.shows(explore.dilation())
    widths = [view.root.bounding_box()["width"] for view in (one, other)]
    assert min(widths) > 300 and widths[0] == pytest.approx(widths[1], abs=1)
    assert ran.said() == []


def trusted(lab, name: str, made) -> str:
    with NotebookNotary(data_dir=str(lab.data)) as notary:
        notary.sign(made)
    lab.add(name, made)
    return name


@pytest.mark.parametrize("state", [False, True], ids=["plain", "with widget state"])
@pytest.mark.parametrize("name", where("reopened", PLAYS, SERVED))
def test_reopened_the_last_picture_plays_and_moves_a_little(name, state, kept, lab, context):
    front = Front(name, lab, context)
    made = nbformat.from_dict(kept if state else without_state(kept))
    if not state:
        del made.cells[2]  # what a box of widgets shows without its kernel is not ours to say
    front.open(trusted(lab, f"{name} again.ipynb", made), run=False)
    plays_and_moves(front.page)
    answers(front.page)
    assert front.said() == []
    front.close()


@pytest.mark.parametrize("name", where("untrusted", STILL, SERVED))
def test_untrusted_it_is_a_picture_and_a_line(name, kept, lab, context):
    made = without_state(kept)
    del made.cells[2]
    made.cells[0].source += f"  # {name}"  # so that nobody has signed it
    lab.add(f"{name} untrusted.ipynb", made)
    front = Front(name, lab, context)
    front.open(f"{name} untrusted.ipynb", run=False)
    expect(front.page.locator("img[src^='data:image/svg']")).to_have_count(3)
    looks_still(front.page)
    assert front.said() == []
    front.close()
