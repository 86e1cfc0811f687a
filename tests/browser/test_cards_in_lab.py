"""Cards in JupyterLab: what is answered is kept, a film that asks hides its value, and no key goes astray."""

from __future__ import annotations

import json

import pytest
from lab import notebook, watch
from playwright.sync_api import expect

SETUP = """\
import os
os.environ["CONVLIB_PROGRESS"] = "progress.json"
from convlib import animate, practice, predict"""
CELLS = (
    SETUP,
    "predict.output_size(size=7, kernel_size=3, stride=2, padding=1, dilation=1)",
    "film = animate.convolution(size=4, kernel_size=3, predict=True)\nfilm",
    "predict.value(film, (0, 0))",
    "practice.flip()",
)


@pytest.fixture(scope="module")
def desk(lab, context):
    page = context.new_page()
    page.found = watch(page)
    lab.add("cards.ipynb", notebook(*CELLS))
    lab.open(page, "cards.ipynb")
    expect(page.locator(".convlib-card form")).to_have_count(3, timeout=60_000)
    page.wait_for_function("() => window.convlibCardModels?.size === 3")
    yield page
    assert page.found == []
    page.close()


def test_what_is_answered_is_kept(desk, lab):
    card = desk.locator(".convlib-card").first
    for typed in ("3", "4"):
        card.locator("input").fill(typed)
        card.locator("input").press("Enter")
    expect(card.locator("[role=status]")).to_contain_text("Yes, 4.")
    kept = lab.root / "progress.json"
    for _ in range(50):
        if kept.exists() and json.loads(kept.read_text())["predicted"] == {"output_size": [0, 1, 1]}:
            break
        desk.wait_for_timeout(100)
    assert json.loads(kept.read_text())["predicted"] == {"output_size": [0, 1, 1]}


def test_the_notebooks_keys_are_letters_in_a_card(desk):
    card = desk.locator(".convlib-card").nth(1)
    cells = desk.locator(".jp-Cell").count()
    card.locator("input").click()
    desk.keyboard.type("dd ax b 14")  # in command mode: delete a cell, insert others
    assert desk.locator(".jp-Cell").count() == cells and card.locator("input").input_value() == "dd ax b 14"
    desk.keyboard.press("Enter")
    expect(card.locator("[role=status]")).to_contain_text("One number is asked for")


def test_a_film_that_follows_a_question_hides_its_value_until_asked(desk):
    stage = desk.locator(".convlib-stage")
    expect(stage.locator(".sum")).to_contain_text("= ?")
    assert stage.locator("[aria-pressed=true]").inner_text() == "Predict"
    stage.focus()
    stage.press("Enter")
    shown = stage.locator(".sum .result").inner_text()
    assert shown != "?"
    stage.press("ArrowRight")
    expect(stage.locator(".sum")).to_contain_text("= ?")
    card = desk.locator(".convlib-card").nth(1)
    card.locator("input").fill(shown)
    card.locator("button").click()
    expect(card.locator("[role=status]")).to_contain_text(f"= {shown}.")


def test_without_its_kernel_a_card_goes_on(desk):
    desk.evaluate("() => convlibCardModels.forEach((model) => { model.send = () => { throw new Error('gone'); }; })")
    card = desk.locator(".convlib-card").first
    card.locator("input").fill("3")
    card.locator("input").press("Enter")
    expect(card.locator("[role=status]")).to_contain_text("3 is what you would get if padding")


def test_a_stored_notebook_that_was_not_run_answers(lab, context):
    import nbformat
    from nbclient import NotebookClient

    stored = notebook(*CELLS[:2])
    NotebookClient(stored, kernel_name="python3").execute()
    nbformat.write(stored, lab.root / "stored cards.ipynb")
    page = context.new_page()
    lab.open(page, "stored cards.ipynb", run=False)
    page.evaluate("() => { jupyterapp.commands.execute('notebook:trust'); }")  # it waits for the dialog
    page.locator(".jp-Dialog .jp-mod-accept").click()
    card = page.locator(".convlib-card")
    card.locator("input").fill("4")
    card.locator("input").press("Enter")
    expect(card.locator("[role=status]")).to_contain_text("Yes, 4.")
    page.close()
