"""The front ends that a notebook is opened in: how each opens one, runs it and saves it, and what it says by itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from lab import Lab, watch
from playwright.sync_api import BrowserContext

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
CLASSIC = """() => window.Jupyter?.notebook?.kernel?.is_connected()
  && Jupyter.notebook.kernel.comm_manager.targets["jupyter.widget"]"""
CLASSIC_RUN = "() => Jupyter.notebook.execute_all_cells()"
CLASSIC_SAVE = "() => Jupyter.notebook.save_notebook()"

# What a front end complains of by itself, with nothing of ours in it.
OWN = {
    "JupyterLab": ("403 (Forbidden)",),  # a font of its own, now and then
    "Notebook 7": ("403 (Forbidden)", "reading 'schema'", "'filebrowser:open-path' not registered"),
    "nbclassic": ("404 (Not Found)", "Refused to execute script", "nbextensions/voila/extension"),
    "Voilà": ("fontawesome", "ERR_NAME_NOT_RESOLVED", "RUNTIME-012"),
    "marimo": (),
}


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
