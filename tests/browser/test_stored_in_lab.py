"""The notebooks as they are stored, opened in JupyterLab as `make lab` opens them: trusted, and nothing is run."""

import shutil

import pytest
from lab import watch
from nbformat import read
from nbformat.sign import NotebookNotary
from playwright.sync_api import expect

from convlib.course import notebooks

# JavaScript: open it, wait for its kernel to say what it is, and for the page to take that in.
OPEN = """async (path) => {
  const app = window.jupyterapp, panel = await app.commands.execute("docmanager:open", { path });
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await new Promise((done) => setTimeout(done, 200));
  window.panel = panel;
  return panel.context.model.dirty;
}"""
CLOSE = """async () => {
  const session = window.panel.sessionContext;
  await window.jupyterapp.commands.execute("application:close");
  await new Promise((done) => setTimeout(done, 100));
  const closed = window.panel.isDisposed;
  if (closed) await session.shutdown().catch(() => undefined);
  return closed;
}"""
PATHS = notebooks.stored()


@pytest.fixture(scope="module")
def desk(lab, context):
    """JupyterLab on a copy of the course, every notebook trusted."""
    shutil.copytree(notebooks.FOLDER, lab.root / "course", ignore=shutil.ignore_patterns(".*"))
    with NotebookNotary(data_dir=str(lab.data)) as notary:
        for path in PATHS:
            notary.sign(read(path, 4))
    page = context.new_page()
    found = watch(page)
    page.found = lambda: [said for said in found if "debugger" not in said]  # JupyterLab asks a kernel that is gone
    lab.open(page, "course/00_start_here.ipynb", run=False)
    yield page
    page.close()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_stored_notebook_is_opened_and_closed_without_a_word_about_saving(desk, path):
    dirty = desk.evaluate(OPEN, f"course/{path.relative_to(notebooks.FOLDER).as_posix()}")
    assert not dirty
    expect(desk.locator(".jp-mod-dirty")).to_have_count(0)
    closed = desk.evaluate(CLOSE)
    assert closed and desk.locator(".jp-Dialog").count() == 0
    assert desk.found() == []


def test_the_first_stored_film_plays_though_nothing_has_run(desk):
    desk.evaluate(OPEN, "course/00_start_here.ipynb")
    stage = desk.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .convlib-stage").first
    expect(stage).to_have_attribute("data-frame", "0")
    stage.locator("button.next").click()
    expect(stage).to_have_attribute("data-frame", "1")
    assert desk.evaluate(CLOSE)  # and playing is no change either
    assert desk.found() == []
