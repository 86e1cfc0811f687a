"""Every explorer in JupyterLab: every control moved, and what the page shows read back against one made here."""

from __future__ import annotations

import pytest
from explorers import FACTORIES, cells, is_paired, made, options, sliders, too_far
from playwright.sync_api import expect
from stage import Twins

from convlib import explore

THEMES = ("JupyterLab Dark", "JupyterLab Light")
every_explorer = pytest.mark.parametrize("name", FACTORIES)


def each(found) -> pytest.MarkDecorator:
    """What is found in every explorer, as one case each."""
    return pytest.mark.parametrize(
        ("name", "control", "at"), [(name, *one) for name in FACTORIES for one in found(made(name))]
    )


@pytest.fixture
def twins(shown, name) -> Twins:
    return Twins(shown[name], made(name))


@each(sliders)
def test_a_slider_moved_by_keyboard_changes_the_picture(twins, control, at):
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft"):
        twins.move(control, at, key)
        twins.agree()


@each(options)
def test_an_option_changes_the_picture(twins, control, at):
    twins.choose(control, at)
    twins.agree()


@every_explorer
def test_the_switch_joins_height_and_width_and_parts_them_again(twins):
    view, here = twins.view, twins.here
    pairs = [control["name"] for control in here.controls if is_paired(control)]
    if not pairs:
        expect(view.switch).to_have_count(0)
        return
    expect(view.switch).to_be_checked()
    view.switch.uncheck()
    here.set(**{name: here.values[name][0] for name in pairs})
    view.shows(here)
    for name in pairs:
        expect(view.slider(name, 1)).to_be_hidden()
    view.move(pairs[0], 0, "ArrowRight")
    here.set(**{pairs[0]: here.values[pairs[0]][0] + 1})
    view.shows(here)
    view.switch.check()
    for name in pairs:
        expect(view.slider(name, 1)).to_be_visible()
    twins.move(pairs[0], 1, "ArrowLeft")
    twins.agree()


@every_explorer
def test_a_reset_brings_back_the_start(twins, name):
    twins.move(*sliders(twins.here)[0], "ArrowRight")
    twins.agree()
    for listed in cells(twins.here).values():
        twins.edit(listed[0], -5)
        twins.agree()
    for control, option in options(twins.here)[1:2]:
        twins.choose(control, option)
        twins.agree()
    if any(map(is_paired, twins.here.controls)):
        twins.view.switch.uncheck()
    Twins(twins.view, made(name))


@every_explorer
def test_every_preset_of_the_menu_is_shown_and_named_while_it_is(twins):
    menu = twins.view.root.get_by_label("presets")
    for name, values in twins.here.presets.items():
        menu.select_option(label=name)
        twins.here.set(**values)
        twins.agree()
        expect(menu).to_have_value(name)
    twins.move(*sliders(twins.here)[0], "ArrowRight")
    twins.agree()
    expect(menu).to_have_value("")


@every_explorer
def test_the_copied_line_brings_this_very_picture_back(twins, page, name):
    view = twins.view
    cell = next(iter(cells(twins.here).values()))[0]
    twins.move(*sliders(twins.here)[0], "ArrowRight")
    twins.edit(cell, -3)
    twins.agree()
    view.stage.press("End")
    frame = view.stage.read()["frame"]
    view.root.locator(".call button").last.click()
    again = eval(page.evaluate("navigator.clipboard.readText()"), {"explore": explore})
    assert again.frame == frame == len(again.film) - 1 and again.edits == {cell: -3}
    view.stage.shows(again.film, frame)


@every_explorer
def test_a_clicked_cell_takes_a_typed_number(twins):
    for prefix, listed in cells(twins.here).items():
        twins.edit(listed[-1], -17)
        expect(twins.view.stage.cell(listed[-1]).locator("text").first).to_have_text("−17")
        twins.agree()
        assert prefix in twins.here.editable


@every_explorer
def test_an_invalid_choice_is_explained_while_the_last_good_picture_stays(twins, name):
    view, here = twins.view, twins.here
    *before, last = too_far(name)
    for one in before:
        twins.move(*one)
        twins.agree()
    seen, film = view.stage.read(), here.film
    twins.move(*last)
    assert here.message and here.film is film
    expect(view.message).to_be_visible()
    twins.agree()
    assert view.stage.read() == seen
    expect(view.slider(*last[:2])).to_have_class("outside")
    twins.move(last[0], last[1], "ArrowLeft" if last[2] == "End" else "ArrowRight")
    twins.agree()


@pytest.mark.parametrize("width", [1400, 800])
@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_cut_off_or_covered(shown, page, width, theme):
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 1000})
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme.endswith("Light")).lower())
    try:
        for name in FACTORIES:
            twins = Twins(shown[name], made(name))
            for control, option in [*options(twins.here), *options(twins.here)[:1]] or [(None, None)]:
                if control:
                    twins.choose(control, option)
                    twins.agree()
                for key in ("Home", "End"):
                    twins.view.stage.press(key)
                    twins.view.stage.is_legible()
                assert twins.view.root.evaluate("n => n.scrollWidth <= n.clientWidth + 1")
    finally:
        page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", THEMES[1])
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "true")
        page.set_viewport_size({"width": 1400, "height": 1100})
        page.emulate_media(reduced_motion="no-preference")
