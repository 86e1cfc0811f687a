"""The convolution explorer in JupyterLab: numbers typed, what cells tell when pointed at, bursts, two views of one."""

from __future__ import annotations

import re

import pytest
from explorers import ask
from playwright.sync_api import expect
from stage import START, wanted

from convlib.relation import Window


def edited(edits: dict, **changes):
    made = wanted(**changes)
    ask(made, edits)
    return made


@pytest.mark.parametrize("cell", ["x_0_1_2", "w_0_0_1_0"])
def test_a_clicked_cell_takes_a_typed_number(view, cell):
    view.edit(cell, "-17")
    expect(view.stage.cell(cell).locator("text")).to_have_text("−17")
    view.leave()
    view.shows(edited({cell: -17}))
    view.edit(cell, "5", "Escape")
    revision = view.stage.read()["revision"]
    view.edit("x_0_0_0", "999")
    view.stage.await_revision_after(revision)
    view.leave()
    view.shows(edited({cell: -17, "x_0_0_0": 999}))
    assert view.stage.read()["revision"] == revision + 1


@pytest.mark.parametrize("text", ["1.5", "5000", "1000", "-1000", "", "many"])
def test_a_number_that_a_cell_cannot_hold_is_explained_in_place(view, text):
    view.stage.cell("x_0_1_2").click()
    box = view.root.locator("input.edit")
    box.fill(text)
    box.press("Enter")
    expect(box).to_be_focused()
    expect(view.message).to_have_text(f"A cell takes a whole number from −999 to 999, not {text or 'nothing'}.")
    box.fill("7")
    box.press("Enter")
    view.leave()
    view.shows(edited({"x_0_1_2": 7}))
    view.stage.cell("x_0_1_2").click()
    box.fill(text)
    box.press("Escape")
    view.leave()
    view.shows(edited({"x_0_1_2": 7}))


def test_hovering_an_output_shows_what_it_reads(view):
    film, window = wanted().film, Window.of(**START)
    for output in ((0, 0), (3, 2), (5, 4)):
        frame = list(window.outputs()).index(output)
        view.stage.cell(film.frames[frame].writes).hover()
        assert view.stage.sum == film.sentence(frame)
        assert view.stage.classes("pointed") == {film.frames[frame].writes}
        place = next(v for e, a, v in film.state(frame) if (e, a) == ("window_0_0", "translate"))
        assert view.stage.read()["moved"]["window_0_0"][0] == "translate({}px, {}px)".format(*place.split())
    view.leave()
    view.shows(wanted())


def test_hovering_an_input_shows_the_outputs_that_it_feeds(view):
    window = Window.of(**START)
    for cell in ((0, 0), (2, 3), (5, 4)):
        readers = list(window.readers(cell))
        view.stage.cell(f"x_0_{cell[0]}_{cell[1]}").hover()
        head, _, listed = view.stage.sum.partition(": ")
        assert head == f"x[{cell[0]},{cell[1]}] feeds {len(readers)} output{'s' * (len(readers) != 1)}"
        through = {f"y[{o[0]},{o[1]}] through weight[{k[0]},{k[1]}]" for o, k in readers}
        assert set(re.findall(r"y\S+ through \S+\]", listed)) == through
        fed = {f"y_0_{o[0]}_{o[1]}" for o, _ in readers} | {f"w_0_0_{k[0]}_{k[1]}" for _, k in readers}
        assert view.stage.classes("fed") == fed
    view.stage.cell("p_0_-1_2").hover()
    readers = list(window.readers((-1, 2)))
    assert view.stage.sum.startswith(f"padding[−1,2] feeds {len(readers)} outputs: ")


def test_hovering_a_kernel_cell_shows_all_that_it_meets(view):
    window = Window.of(**START)
    view.stage.cell("w_0_0_1_2").hover()
    outputs = list(window.outputs())
    assert view.stage.classes("fed") == {f"y_0_{h}_{w}" for h, w in outputs}
    head, _, listed = view.stage.sum.partition(": ")
    assert head == f"weight[1,2] feeds {len(outputs)} outputs"
    names = []
    for o in outputs[:12]:
        i = window.input_index(o, (1, 2))
        shown = f"{'x' if window.inside(i) else 'padding'}[{i[0]},{i[1]}]".replace("-", "−")
        names.append(f"y[{o[0]},{o[1]}] from {shown}")
    assert listed == ", ".join(names) + ", …"


def test_an_input_that_is_never_read_says_so(view):
    view.move("stride", 0, "End")
    unread = wanted(stride=(5, 1))
    view.shows(unread)
    view.stage.cell("x_0_2_3").hover()
    assert view.stage.sum == "x[2,3] feeds no output: no window reads it"


def test_a_burst_of_changes_ends_on_the_last_one(view):
    edits = {"x_0_0_0": -33}  # numbers that the page has not asked for before
    view.edit("x_0_0_0", "-33")
    view.leave()
    view.shows(edited(edits))
    before = view.stage.read()["revision"]
    view.slider("size").evaluate(
        """slider => {
          for (let n = 1; n <= 100; n++) {
            slider.value = 1 + (n * 7) % 12;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
          }
        }"""
    )
    last = 1 + 700 % 12
    view.shows(edited(edits, size=(last, 5)))
    settled = view.stage.read()["revision"]
    assert settled - before <= 20
    view.move("stride", 1, "ArrowRight")  # answered next: nothing was waiting behind the burst
    view.shows(edited(edits, size=(last, 5), stride=(1, 2)))
    assert view.stage.read()["revision"] == settled + 1


def test_two_views_of_one_explorer_stay_together(view, shown):
    both = (view, shown["second"])
    view.move("stride", 0, "ArrowRight")
    for each in both:
        each.shows(wanted(stride=(2, 1)))
    both[1].move("size", 1, "ArrowRight")
    for each in both:
        each.shows(wanted(stride=(2, 1), size=(6, 6)))


def test_two_views_of_one_explorer_stand_at_the_same_frame(view, shown):
    other = shown["second"].stage
    view.stage.press("ArrowRight", "ArrowRight")
    other.at(2)
    other.press("End")
    view.stage.at(len(wanted().film) - 1)
    view.move("stride", 0, "ArrowRight")
    for each in (view, shown["second"]):
        each.shows(wanted(stride=(2, 1)))
    assert view.stage.read()["frame"] == other.read()["frame"]
