"""The convolution explorer in JupyterLab: every control moved, and the picture read back against convlib."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from stage import START, wanted

from convlib import explore
from convlib.relation import PADDING_MODES, Window

NAMES = tuple(START)


def edited(edits: dict, **changes):
    made = wanted(**changes)
    made.asked = {"request": "", "values": made.values, "edits": edits}
    return made


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("name", NAMES)
def test_a_slider_moved_by_keyboard_changes_the_picture(view, name, axis):
    value = list(explore.convolution(**START).values[name])
    for keys, step in ((["ArrowRight"] * 2, 2), (["ArrowLeft"], -1)):
        for key in keys:
            view.move(name, axis, key)
        value[axis] += step
        view.shows(wanted(**{name: value}))


@pytest.mark.parametrize("mode", PADDING_MODES[1:])
def test_the_padding_mode_changes_the_picture(view, mode):
    view.root.locator("select[name=padding_mode]").select_option(mode)
    view.shows(wanted(padding_mode=mode))


def test_the_switch_joins_height_and_width_and_parts_them_again(view):
    switch = view.root.get_by_label("separate height and width")
    expect(switch).to_be_checked()
    switch.uncheck()
    view.shows(wanted(size=6, kernel_size=2))
    expect(view.slider("size", 1)).to_be_hidden()
    view.move("size", 0, "ArrowRight")
    view.shows(wanted(size=7, kernel_size=2))
    switch.check()
    expect(view.slider("size", 1)).to_be_visible()
    view.move("size", 1, "ArrowLeft")
    view.shows(wanted(size=(7, 6), kernel_size=2))


@pytest.mark.parametrize("cell", ["x_0_1_2", "w_0_0_1_0"])
def test_a_clicked_cell_takes_a_typed_number(view, cell):
    view.edit(cell, "-17")
    expect(view.stage.cell(cell).locator("text")).to_have_text("−17")
    view.page.mouse.move(0, 0)
    view.shows(edited({cell: -17}))
    for text, key in (("5", "Escape"), ("2.5", "Enter"), ("1000", "Enter"), ("", "Enter")):
        view.edit(cell, text, key)
    revision = view.stage.read()["revision"]
    view.edit("x_0_0_0", "3")
    view.stage.await_revision_after(revision)
    view.page.mouse.move(0, 0)
    view.shows(edited({cell: -17, "x_0_0_0": 3}))
    assert view.stage.read()["revision"] == revision + 1


def test_hovering_an_output_shows_what_it_reads(view):
    film, window = wanted().film, Window.of(**START)
    for output in ((0, 0), (3, 2), (5, 4)):
        frame = list(window.outputs()).index(output)
        view.stage.cell(film.frames[frame].writes).hover()
        assert view.stage.sum == film.sentence(frame)
        assert view.stage.classes("pointed") == {film.frames[frame].writes}
        place = next(v for e, a, v in film.state(frame) if (e, a) == ("window_0_0", "translate"))
        assert view.stage.read()["moved"]["window_0_0"][0] == "translate({}px, {}px)".format(*place.split())
    view.page.mouse.move(0, 0)
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


def test_an_invalid_choice_is_explained_while_the_last_good_picture_stays(view):
    view.move("kernel_size", 1, "End")
    good, wrong = wanted(kernel_size=(2, 7)), wanted(kernel_size=(2, 7), padding=(1, 0))
    view.shows(good)
    before = view.stage.read()
    view.move("padding", 1, "ArrowLeft")
    expect(view.message).to_have_text(wrong.message)
    expect(view.message).to_be_visible()
    assert wrong.message == "axis w: the kernel spans 7 cells, the padded input has 5"
    assert view.controls() == wrong.values
    assert view.stage.read() == before
    assert view.root.locator(".formula code").all_text_contents() == good.answer["formula"]
    view.move("size", 1, "End")
    view.shows(wanted(kernel_size=(2, 7), padding=(1, 0), size=(6, 12)))


def test_a_burst_of_changes_ends_on_the_last_one(view):
    edits = {"x_0_0_0": -33}  # numbers that the page has not asked for before
    view.edit("x_0_0_0", "-33")
    view.page.mouse.move(0, 0)
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


def test_two_views_of_one_explorer_stay_together(view, views):
    other = views[1]
    view.move("stride", 0, "ArrowRight")
    for each in views:
        each.shows(wanted(stride=(2, 1)))
    other.move("size", 1, "ArrowRight")
    for each in views:
        each.shows(wanted(stride=(2, 1), size=(6, 6)))
