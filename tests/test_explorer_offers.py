"""What an explorer offers a front end: a page for nearly all; a widget too for Colab and VS Code, which need one."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import IPython.display
import pytest

from convlib import explore
from convlib.explore import cells

WIDGET = "application/vnd.jupyter.widget-view+json"
VSCODE = "vscode-notebook-cell:/course/00.ipynb#W0sZmlsZQ%3D%3D"


@pytest.fixture
def displayed(monkeypatch):
    """What is displayed by a cell with some id, as it was first and as it was made anew."""
    shown = []

    def display(data, **options):
        shown.append((data, options["metadata"]))
        return SimpleNamespace(display_id="here")

    monkeypatch.setattr(IPython.display, "display", display)
    monkeypatch.setattr(IPython.display, "update_display", display)

    def by(cell, thing):
        monkeypatch.setattr(cells, "running", lambda: cell)
        thing._ipython_display_()
        monkeypatch.setattr(cells, "running", lambda: None)  # a message of a page, not a cell
        one = getattr(thing, "one", thing)
        one._keep()
        return [data for data, _ in shown]

    return by


def pair():
    return explore.together(explore.convolution(size=5), explore.dilation(), "x")


@pytest.mark.parametrize("cell", ["3f2a", None])
@pytest.mark.parametrize("make", [explore.convolution, pair])
def test_a_notebook_is_offered_a_page_and_no_widget(displayed, make, cell):
    for data in displayed(cell, make()):
        assert data.keys() == {"text/plain", "text/html"}


@pytest.mark.parametrize("make", [explore.convolution, pair])
def test_vs_code_is_offered_a_widget_that_stays_one_when_it_is_made_anew(displayed, make):
    first, again = displayed(VSCODE, make())
    assert first.keys() == {"text/plain", "text/html", WIDGET}
    assert again[WIDGET] == first[WIDGET]


def test_colab_is_offered_a_widget_and_its_manager(displayed, monkeypatch):
    url = "https://colab.example/manager.js"
    colab = SimpleNamespace(enable_custom_widget_manager=lambda: None, _widgets=SimpleNamespace(_installed_url=url))
    monkeypatch.setitem(sys.modules, "google.colab.output", colab)
    explorer = explore.convolution()
    first, _ = displayed("3f2a", explorer)
    assert WIDGET in first
    assert explorer._repr_mimebundle_()[1] == {WIDGET: {"colab": {"custom_widget_manager": {"url": url}}}}
