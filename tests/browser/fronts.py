"""The front ends that a notebook is opened in: how each opens one, runs it and saves it, and what it says by itself."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import nbformat
from lab import Lab, notebook, watch
from playwright.sync_api import BrowserContext, expect
from stage import Stage, View

from convlib import animate, explore

AT = {"JupyterLab": "lab/tree", "Notebook 7": "notebooks", "nbclassic": "nbclassic/notebooks", "Voilà": "voila/render"}

# JavaScript, in JupyterLab and Notebook 7: a notebook is open and its kernel is there.
RESTORED = "() => Boolean(window.jupyterapp?.shell.currentWidget?.sessionContext)"
OPENED = """async () => {
  const panel = window.jupyterapp.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
}"""
RUN = "() => { jupyterapp.commands.execute('notebook:run-all-cells'); }"
SAVE = "() => jupyterapp.commands.execute('docmanager:save')"
# And in nbclassic.
CLASSIC = """() => window.Jupyter?.notebook?._fully_loaded && Jupyter.notebook.kernel?.is_connected()
  && Jupyter.notebook.kernel.comm_manager.targets["jupyter.widget"]"""
CLASSIC_RUN = "() => Jupyter.notebook.execute_all_cells()"
CLASSIC_SAVE = "() => Jupyter.notebook.save_notebook()"

# What a front end complains of by itself, with nothing of ours in it.
OWN = {
    "JupyterLab": ("403 (Forbidden)",),  # a font of its own, now and then
    "Notebook 7": ("403 (Forbidden)", "reading 'schema'", "'filebrowser:open-path' not registered"),
    "nbclassic": (
        "Could not add child view to box",
        "404 (Not Found)",
        "Refused to execute script",
        "nbextensions/voila/extension",
    ),
    "Voilà": ("fontawesome", "ERR_NAME_NOT_RESOLVED", "RUNTIME-012"),
    "marimo": (),
}

WRONG = ("Error displaying widget", "model not found", "Error rendering", "Loading widget")
STATE = "() => jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"

FILM = "animate.convolution(size=(3, 4), kernel_size=2)"
EXPLORER = "explore.convolution(size=6, padding=1)"
TWO = "explore.convolution(size=5), explore.dilation()"
CARD = "predict.output_size(size=7, kernel_size=3, stride=2, padding=1, dilation=1)"
MARIMO = f"""import marimo

app = marimo.App()


@app.cell
def _():
    from convlib import animate, explore, predict

    {FILM}
    return explore, predict


@app.cell
def _(explore):
    {EXPLORER}
    return


@app.cell
def _(explore):
    explore.together({TWO})
    return


@app.cell
def _(predict):
    {CARD}
    return
"""
film = animate.convolution(size=(3, 4), kernel_size=2)


class Front:
    """A front end of the shared server, and a page in it."""

    def __init__(self, name: str, lab: Lab, context: BrowserContext) -> None:
        self.name, self.lab, self.page = name, lab, context.new_page()
        self.found = watch(self.page)

    def open(self, name: str, *, run: bool) -> None:
        self.page.goto(f"http://127.0.0.1:{self.lab.port}/{AT[self.name]}/{name}?reset")
        if self.name == "nbclassic":
            self.page.wait_for_function(CLASSIC)
        elif self.name != "Voilà":
            self.page.wait_for_function(RESTORED)
            self.page.evaluate(OPENED)
        if run and self.name != "Voilà":  # which has run it already
            self.page.evaluate(CLASSIC_RUN if self.name == "nbclassic" else RUN)

    def save(self) -> None:
        self.page.evaluate(CLASSIC_SAVE if self.name == "nbclassic" else SAVE)

    def said(self) -> list[str]:
        """What went wrong on the page, or was asked of another machine, and is not the front end's own doing."""
        return [said for said in self.found if not any(own in said for own in OWN[self.name])]

    def close(self) -> None:
        self.page.close()


class Marimo(Front):
    """marimo serves one file, which is a program."""

    def __init__(self, folder: Path, context: BrowserContext) -> None:
        super().__init__("marimo", None, context)
        self.folder = folder

    def open(self, source: str, *, run: bool) -> None:
        (self.folder / "app.py").write_text(source, "utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "marimo", "run", "app.py", "--headless", "--no-token", f"--port={port}"]
        quiet = os.environ | {"HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)}
        with open(self.folder / "server.log", "wb") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, env=quiet, stdout=log, stderr=subprocess.STDOUT)
        end = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2).close()
                break
            except OSError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise RuntimeError((self.folder / "server.log").read_text()) from None
                time.sleep(0.1)
        self.page.goto(f"http://127.0.0.1:{port}/")

    def close(self) -> None:
        super().close()
        self.process.terminate()
        self.process.wait(timeout=20)


def works(front: Front, name: str) -> Front:
    """A front end that has run a film, an explorer, a box of two more, and a card."""
    if front.name == "marimo":
        front.open(MARIMO, run=True)
    else:
        start = "from ipywidgets import HBox\n\nfrom convlib import animate, explore, predict\n\n"
        front.lab.add(name, notebook(start + FILM, EXPLORER, f"HBox([{TWO}])", CARD))
        front.open(name, run=True)
    shown = expect(front.page.locator(".convlib-explorer"))
    try:
        shown.to_have_count(3, timeout=15_000)
    except AssertionError:
        if front.name != "nbclassic":  # which can be too late with its widgets the first time
            raise
        front.found.clear()
        front.open(name, run=True)
        shown.to_have_count(3, timeout=20_000)
    front.page.wait_for_function("() => window.convlibModels?.size")
    return front


def view_of(page) -> View:
    return View(page.locator(".convlib-explorer").first)


def box_of(front: Front) -> list[View]:
    """The two explorers in a box of widgets.

    nbclassic now and then drops the view of a box that it has shown, so there its cell runs again.
    """
    roots = front.page.locator(".convlib-explorer")
    for _ in range(3 if front.name == "nbclassic" else 0):
        front.page.evaluate("() => { Jupyter.notebook.execute_cells([2]); }")
        with suppress(AssertionError):
            expect(roots).to_have_count(3, timeout=8_000)
            break
    expect(roots).to_have_count(3)
    return [View(root) for root in roots.all()[1:]]


def move_and_keep(front: Front, name: str) -> nbformat.NotebookNode:
    """Move the explorer, wait until its output is that picture's, and save."""
    place = front.page.locator(".convlib-film[data-of]").first
    before = place.get_attribute("data-of")
    view_of(front.page).slider("stride").fill("3")
    expect(place).not_to_have_attribute("data-of", before)
    front.save()
    return nbformat.read(front.lab.root / name, 4)


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


def answers(page) -> None:
    """The card replies to a wrong answer and to the right one."""
    card = page.locator(".convlib-card")
    for typed, said in (("3", "3 is what you would get if padding"), ("4.0", "Yes, 4.")):
        card.locator("input").fill(typed)
        card.locator("button").click()
        expect(card.locator("[role=status]")).to_contain_text(said)
    page.mouse.move(0, 0)  # so that it points at no cell for the next test


def looks_still(page) -> None:
    """Pictures and lines, nothing that plays, no code, no error; and no script has run."""
    for picture in page.locator(".convlib-film img, img[alt$='output']").all():
        expect(picture).to_be_visible()
        assert picture.evaluate("async (img) => { await img.decode(); return img.naturalWidth; }") > 100
    assert page.locator(".convlib-stage").count() == 0 and page.evaluate("() => window.convlibModels") is None
    seen = page.locator("body").inner_text()
    assert seen.count("run this cell to play it") == 2 and film.sentence(film.cover) in seen
    assert seen.count("how many windows fit?") >= 1 and seen.count("Run this cell to answer here.") == 1
    assert not [words for words in (*WRONG, "ConvlibPlayer", "data-film") if words in seen]


def without_state(kept):
    made = nbformat.from_dict(kept)
    del made.metadata["widgets"]
    return made
