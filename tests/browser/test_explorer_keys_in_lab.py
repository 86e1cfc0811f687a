"""Keys in JupyterLab while an explorer has the focus; cells edited with the keyboard alone."""

from __future__ import annotations

import pytest
from explorers import ask
from heard import violations
from playwright.sync_api import expect
from stage import wanted

PLACES = {
    "a slider": "input[type=range][name=stride]",
    "a choice": ".controls select",
    "the reset": ".reset",
    "the film": ".convlib-stage",
    "a cell": ".cell[tabindex='0']",
}
ACTIVE = "() => document.querySelector('.jp-Notebook .jp-Cell.jp-mod-active .jp-InputPrompt').textContent"


@pytest.mark.parametrize("place", PLACES)
def test_the_notebook_is_saved_from_an_explorer(view, place):
    view.root.locator(PLACES[place]).first.focus()
    with view.page.expect_response(lambda got: got.request.method == "PUT" and "explorers.ipynb" in got.url):
        view.page.keyboard.press("Control+s")


@pytest.mark.parametrize("key", ["ArrowRight", "ArrowUp", "ArrowDown", "PageDown", "Home", "End"])
def test_keys_that_move_a_slider_leave_the_notebook_alone(view, key):
    before = view.page.evaluate(ACTIVE)
    view.move("stride", 0, key)
    assert view.page.evaluate(ACTIVE) == before
    assert view.slider("stride").evaluate("slider => document.activeElement === slider")


def test_a_cell_is_edited_with_the_keyboard_alone(view):
    page, stage = view.page, view.stage
    stage.press("Tab")
    for key in ("ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    cell = page.evaluate("document.activeElement.dataset.id")
    assert cell.startswith("w_0_0_")
    page.keyboard.press("Enter")
    box = view.root.locator("input.edit")
    expect(box).to_be_focused()
    page.keyboard.type("-17")
    page.keyboard.press("Enter")
    expect(stage.cell(cell).locator("text")).to_have_text("−17")
    expect(stage.cell(cell)).to_be_focused()
    expect(stage.cell(cell)).to_have_attribute("aria-label", f"weight[0,{cell[-1]}]: −17")
    page.keyboard.press("Enter")
    expect(box).to_be_focused()
    assert violations(view.root) == []
    page.keyboard.press("Escape")
    expect(stage.cell(cell)).to_be_focused()
    page.keyboard.press("Escape")
    expect(stage.root).to_be_focused()
    edited = wanted()
    ask(edited, {cell: -17})
    view.shows(edited)
