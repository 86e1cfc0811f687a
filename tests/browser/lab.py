"""JupyterLab with settings of its own, and Chromium to look at it; for the browser tests and the benchmarks."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
from chromium import chromium
from playwright.sync_api import Page, TimeoutError, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# JavaScript: some cell is running or has run.
STARTED = """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
  .some((prompt) => !["", "[ ]:"].includes(prompt.textContent.trim()))"""
READY = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'


@contextmanager
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


def notebook(*sources: str):
    """A notebook of code cells, with a kernel named in it."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return made


def _setting(folder: Path, plugin: str, value: dict) -> None:
    path = folder / (plugin + ".jupyterlab-settings")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))


class Lab:
    """A running server on a folder of its own."""

    def __init__(self, folder: Path, *, dark: bool = False) -> None:
        self.root = folder / "notebooks"
        settings, spaces = folder / "settings", folder / "workspaces"
        for made in (self.root, settings, spaces):
            made.mkdir(parents=True, exist_ok=True)
        quiet = {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True}
        _setting(settings, "@jupyterlab/apputils-extension/notification", quiet)
        if dark:
            _setting(settings, "@jupyterlab/apputils-extension/themes", {"theme": "JupyterLab Dark"})
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
        options = {
            "ServerApp.port": self.port,
            "ServerApp.port_retries": 0,
            "ServerApp.root_dir": self.root,
            "LabApp.expose_app_in_browser": True,
            "JupyterNotebookApp.expose_app_in_browser": True,
            "IdentityProvider.token": "",
            "ServerApp.password": "",
            "LabApp.user_settings_dir": settings,
            "LabApp.workspaces_dir": spaces,
            "ServerApp.contents_manager_class": "convlib.course.lab.Contents",  # as `make lab` has them
            "ServerApp.kernel_websocket_connection_class": "convlib.course.lab.Connection",
        }
        self.data = folder / "data"  # where Jupyter notes what is trusted
        environment = os.environ | {"JUPYTER_CONFIG_DIR": str(folder / "config"), "JUPYTER_DATA_DIR": str(self.data)}
        with open(folder / "server.log", "wb") as log:
            self.process = subprocess.Popen(
                command + [f"--{k}={v}" for k, v in options.items()],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
            )
        self.log = folder / "server.log"
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api", timeout=2):
                    return
            except OSError:
                time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()[-2000:]}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def add(self, name: str, content) -> None:
        nbformat.write(content, self.root / name)

    def open(self, page: Page, name: str, *, run: bool = True) -> Page:
        """Open a notebook; with ``run``, run all its cells, and wait until they have started."""
        page.goto(f"http://127.0.0.1:{self.port}/lab/tree/{name}?reset")
        page.wait_for_selector(READY, timeout=60_000, state="attached")  # narrow toolbars hide it
        for _ in range(4 if run else 0):  # the menu can be there before the notebook listens to it
            page.locator(".jp-NotebookPanel .jp-Notebook").first.click(position={"x": 5, "y": 5})
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            try:
                page.wait_for_function(STARTED, timeout=6_000)
                return page
            except TimeoutError:
                dialog = page.locator(".jp-Dialog .jp-mod-accept")  # "Select Kernel", before the kernels are known
                if dialog.count():
                    dialog.first.click()
        if run:
            raise RuntimeError(f"{name} did not start to run")
        return page


def watch(page: Page) -> list[str]:
    """What must not happen: console errors, page errors, requests to anywhere but this machine."""
    found: list[str] = []
    page.on("console", lambda m: found.append(f"console: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda error: found.append(f"page: {error}"))

    def request(asked) -> None:
        if not asked.url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "file:", "data:", "blob:", "about:")):
            found.append(f"request: {asked.url}")

    page.on("request", request)
    return found
