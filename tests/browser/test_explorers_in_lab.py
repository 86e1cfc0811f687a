"""The transposed and the dilation explorer in JupyterLab: every control moved, and the picture read back."""

from __future__ import annotations

import pytest
from lab import notebook, watch
from playwright.sync_api import expect
from stage import View

from convlib import explore
from convlib.animate.transposed import WAYS

SMALL = {"size": (2, 3), "kernel_size": (3, 2), "stride": (2, 3)}
STEP = {"size": 4, "kernel_size": 2, "stride": 1}  # stamps that finish no output, and outputs fewer than stamps
SOURCES = (f"explore.transposed(**{SMALL})", "explore.dilation()", f"explore.transposed(**{STEP})")


@pytest.fixture(scope="module")
def page(context):
    """Not the page of the convolution explorer, which stays where it is."""
    made = context.new_page()
    made.found = watch(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def each(lab, page):
    lab.add("explorers.ipynb", notebook("from convlib import explore", *SOURCES))
    lab.open(page, "explorers.ipynb")
    expect(page.locator(".convlib-stage")).to_have_count(len(SOURCES), timeout=60_000)
    return [View(root) for root in page.locator(".convlib-explorer").all()]


def fresh(view: View, wanted) -> View:
    view.root.locator(".reset").click()
    view.page.mouse.move(0, 0)
    view.stage.press("Home")
    view.shows(wanted)
    return view


@pytest.fixture
def transposed(each):
    return fresh(each[0], small())


@pytest.fixture
def dilation(each):
    return fresh(each[1], cone())


@pytest.fixture
def square(each):
    return fresh(each[2], explore.transposed(**STEP))


def small(edits=None, **changes):
    made = explore.transposed(**SMALL)
    made.asked = {"request": "", "values": made.values, "edits": edits or {}}
    made.set(**changes)
    return made


def cone(**changes):
    made = explore.dilation()
    made.set(**changes)
    return made


def choose(view: View, way: str) -> None:
    view.root.locator("select[name=way]").select_option(way)


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("name", ["size", "kernel_size", "stride", "padding", "output_padding", "dilation"])
def test_a_slider_moved_by_keyboard_changes_the_picture(transposed, name, axis):
    value = list(small().values[name])
    for key, step in (("ArrowRight", 1), ("ArrowLeft", -1)):
        transposed.move(name, axis, key)
        value[axis] += step
        transposed.shows(small(**{name: value}))


@pytest.mark.parametrize("way", [*WAYS[1:], "all"])
def test_the_way_changes_the_picture(transposed, way):
    choose(transposed, way)
    transposed.shows(small(way=way))


def test_an_impossible_output_padding_is_explained_in_place(transposed):
    transposed.move("output_padding", 0, "End")
    expect(transposed.message).to_have_text(small(output_padding=(3, 0)).message)
    assert "output_padding must be from 0 to stride − 1 = 1, not 3" in transposed.message.text_content()
    transposed.stage.shows(small().film)
    transposed.move("stride", 0, "End")
    transposed.shows(small(output_padding=(3, 0), stride=(4, 3)))


@pytest.mark.parametrize("way", [*WAYS, "all"])
def test_a_clicked_cell_takes_a_typed_number_in_every_way(transposed, way):
    edits = {"x_0_1_2": -17, "w_0_0_1_0": 6}
    choose(transposed, way)
    transposed.shows(small(way=way))
    before = "zeros." * (way == "all")
    for cell, number in edits.items():
        transposed.edit(before + cell, str(number))
        expect(transposed.stage.cell(before + cell).locator("text").first).to_have_text(str(number).replace("-", "−"))
    transposed.page.mouse.move(0, 0)
    transposed.shows(small(edits, way=way))


def written(view: View, films: dict, way: str) -> set[str]:
    """The outputs that the frame in view writes, without a sheet's prefixes."""
    film = films[way].film
    frame = film.frames[view.stage.read()["frame"]]
    names = (name.split(".")[-1] for name in (frame.writes, *frame.also))
    return {name for name in names if name.startswith("y_")}


@pytest.mark.parametrize("frame", [0, 1, 3, 6, 15])
def test_the_way_is_switched_without_losing_the_place(square, frame):
    films = {way: explore.transposed(**STEP, way=way) for way in (*WAYS, "all")}
    square.stage.root.locator(".scrub").fill(str(frame))
    stamped = films["scatter"].film.frames[frame].reads[0][0]
    places = set()
    for way in ("zeros", "matrix", "all", "gradient"):
        choose(square, way)
        square.shows(films[way])
        places.add(frozenset(written(square, films, way)))
    (place,) = places  # the same output in every way
    (output,) = place
    sums = {s.writes: {x for x, _ in s.reads} for s in films["scatter"].film.sums}
    assert stamped in sums[output]  # and one that the stamp added to
    choose(square, "scatter")
    square.shows(films["scatter"])
    square.stage.at(frame)  # nobody moved: back to the stamp


@pytest.mark.parametrize("frame", [0, 3, 7, 12, 24])
def test_an_output_is_found_again_where_scattering_finishes_it(square, frame):
    films = {way: explore.transposed(**STEP, way=way, padding=0) for way in ("scatter", "zeros")}
    square.move("padding", 0, "ArrowLeft")
    choose(square, "zeros")
    square.shows(films["zeros"])
    square.stage.root.locator(".scrub").fill(str(frame))
    (output,) = written(square, films, "zeros")
    choose(square, "scatter")
    square.shows(films["scatter"])
    assert output in written(square, films, "scatter")
    choose(square, "zeros")
    square.shows(films["zeros"])
    square.stage.at(frame)


def test_the_place_is_the_new_one_after_a_move(square):
    square.stage.root.locator(".scrub").fill("4")
    choose(square, "zeros")
    square.shows(explore.transposed(**STEP, way="zeros"))
    square.stage.press("End")
    choose(square, "scatter")
    square.shows(explore.transposed(**STEP))
    square.stage.at(15)


@pytest.mark.parametrize("name", ["kernel_size", "outputs"])
def test_a_slider_for_one_number_changes_the_picture(dilation, name):
    value = cone().values[name][0]
    for key, step in (("ArrowRight", 1), ("ArrowLeft", -1), ("ArrowLeft", -1)):
        dilation.move(name, 0, key)
        value += step
        dilation.shows(cone(**{name: value}))
    expect(dilation.slider(name, 1)).to_have_count(0)
    expect(dilation.root.get_by_label("separate height and width")).to_have_count(0)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_the_rate_of_each_layer_changes_the_picture(dilation, layer):
    rates = list(cone().values["rates"])
    for key, step in (("ArrowRight", 1), ("ArrowRight", 1), ("ArrowLeft", -1)):
        dilation.move("rates", layer, key)
        rates[layer] += step
        dilation.shows(cone(rates=rates))


def test_layers_come_and_go_and_keep_their_rates(dilation):
    layers = dilation.root.get_by_label("layers", exact=True)
    expect(layers).to_have_value("3")
    for count, rates in ((1, [1]), (2, [1, 2]), (4, [1, 2, 4, 4])):
        layers.select_option(str(count))
        dilation.shows(cone(rates=rates))
        for n in range(4):
            slider = dilation.root.get_by_label(f"rates layer {n + 1}", exact=True)
            (expect(slider).to_be_visible if n < count else expect(slider).to_be_hidden)()
    dilation.move("rates", 3, "ArrowRight")
    dilation.shows(cone(rates=[1, 2, 4, 5]))
    dilation.root.locator(".reset").click()
    expect(layers).to_have_value("3")
    dilation.shows(cone())


def test_a_field_too_wide_is_explained_in_place(dilation):
    dilation.root.get_by_label("layers", exact=True).select_option("4")
    dilation.move("rates", 2, "End")
    dilation.shows(cone(rates=[1, 2, 8, 4]))
    dilation.move("rates", 3, "End")
    expect(dilation.message).to_have_text(cone(rates=[1, 2, 8, 8]).message)
    expect(dilation.message).to_have_text("a field of 39 cells needs 41 inputs for 3 outputs: at most 40 can be read")
    dilation.stage.shows(cone(rates=[1, 2, 8, 4]).film)
    dilation.move("outputs", 0, "ArrowLeft")
    dilation.shows(cone(rates=[1, 2, 8, 8], outputs=2))


def test_an_input_of_the_sequence_can_be_changed(dilation):
    wanted = cone()
    wanted.asked = {"request": "", "values": wanted.values, "edits": {"x_3": 25}}
    dilation.edit("x_3", "25")
    dilation.page.mouse.move(0, 0)
    dilation.shows(wanted)


@pytest.mark.parametrize("width", [1400, 800])
def test_nothing_is_cut_off_or_covered_in_either_theme(each, width, transposed, dilation):
    page = transposed.page
    page.set_viewport_size({"width": width, "height": 1000})
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        page.evaluate("name => jupyterapp.commands.execute('apputils:change-theme', { theme: name })", theme)
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme.endswith("Light")).lower())
        for way in (*WAYS, "all"):
            choose(transposed, way)
            transposed.shows(small(way=way))
            for key in ("Home", "End"):
                transposed.stage.press(key)
                transposed.stage.is_legible()
        dilation.stage.is_legible()
        for view in each:
            assert view.root.evaluate("n => n.scrollWidth <= n.clientWidth + 1")
    page.set_viewport_size({"width": 1400, "height": 1100})
