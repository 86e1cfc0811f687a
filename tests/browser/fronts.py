"""The front ends that a notebook is opened in: how each opens one, runs it and saves it, and what it says by itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from lab import watch
from playwright.sync_api import Page, expect

# JavaScript: a notebook is open and its kernel is there; JupyterLab and Notebook 7.
OPENED = """async () => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = app.shell.currentWidget;
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
}"""
RESTORED = "() => Boolean(window.jupyterapp?.shell.currentWidget?.sessionContext)"
RUN = "() => { jupyterapp.commands.execute('notebook:run-all-cells'); }"
SAVE = "() => jupyterapp.commands.execute('docmanager:save')"
CLASSIC = "() => window.Jupyter?.notebook?.kernel?.is_connected() && Jupyter.notebook.kernel.widget_manager !== undefined"

# What a front end complains of by itself, with a notebook that holds nothing of ours.
OWN = {
    "JupyterLab": (),
    "Notebook 7": ("reading 'schema'",),
    "nbclassic": ("404 (Not Found)", "Refused to execute script", "nbextensions/voila/extension"),
    "Voilà": ("fontawesome", "ERR_NAME_NOT_RESOLVED", "RUNTIME-012"),
    "marimo": (),
}
WRONG = ("Error displaying widget", "model not found", "Error rendering", "Loading widget")


class Front:
    """A front end that is served, and a page in it."""

    def __init__(self, name: str, lab, context) -> None:
        self.name, self.lab, self.page = name, lab, context.new_page()
        self.found = watch(self.page)

    def open(self, name: str, *, run: bool) -> Page:
        at = {"JupyterLab": "lab/tree", "Notebook 7": "notebooks", "nbclassic": "nbclassic/notebooks"}
        at |= {"Voilà": "voila/render"}
        self.page.goto(f"http://127.0.0.1:{self.lab.port}/{at[self.name]}/{name}")
        if self.name == "nbclassic":
            self.page.wait_for_function(CLASSIC)
            if run:
                self.page.evaluate("() => Jupyter.notebook.execute_all_cells()")
        elif self.name != "Voilà":
            self.page.wait_for_function(RESTORED)
            self.page.evaluate(OPENED)
            if run:
                self.page.evaluate(RUN)
        return self.page

    def save(self) -> None:
        """Save it, as a person does."""
        self.page.evaluate("() => Jupyter.notebook.save_notebook()" if self.name == "nbclassic" else SAVE)

    def said(self) -> list[str]:
        """What went wrong in the page that is not the front end's own."""
        return [said for said in self.found if not any(own in said for own in OWN[self.name])]
