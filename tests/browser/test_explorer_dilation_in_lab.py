"""The dilation explorer in JupyterLab: layers come and go and keep their rates."""

from __future__ import annotations

import pytest
from explorers import made
from playwright.sync_api import expect
from stage import Twins


@pytest.fixture
def twins(shown) -> Twins:
    return Twins(shown["dilation"], made("dilation"))


def test_layers_come_and_go_and_keep_their_rates(twins):
    root = twins.view.root
    layers = root.get_by_label("layers", exact=True)
    expect(layers).to_have_value("3")
    for count, rates in ((1, [1]), (2, [1, 2]), (4, [1, 2, 4, 4])):
        layers.select_option(str(count))
        twins.here.set(rates=rates)
        twins.agree()
        for n in range(4):
            slider = root.get_by_label(f"rates layer {n + 1}", exact=True)
            (expect(slider).to_be_visible if n < count else expect(slider).to_be_hidden)()
    twins.move("rates", 3, "ArrowRight")
    twins.agree()
    root.locator(".reset").click()
    expect(layers).to_have_value("3")
    twins.view.shows(made("dilation"))


def test_a_field_too_wide_is_explained_in_place(twins):
    twins.view.root.get_by_label("layers", exact=True).select_option("4")
    twins.here.set(rates=(1, 2, 4, 4))
    for layer in (2, 3):
        twins.agree()
        twins.move("rates", layer, "End")
    twins.agree()
    expect(twins.view.message).to_have_text("a field of 39 cells needs 41 inputs for 3 outputs: at most 40 can be read")
    twins.move("outputs", 0, "ArrowLeft")
    twins.agree()
    expect(twins.view.message).to_be_empty()
