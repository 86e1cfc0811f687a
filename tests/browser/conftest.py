"""One browser, one JupyterLab, and one notebook with every explorer, for all browser tests."""

from __future__ import annotations

import os

import pytest
from chromium import chromium, missing
from explorers import FACTORIES, made
from lab import Lab, browser, notebook, watch
from playwright.sync_api import expect

pytest.register_assert_rewrite("stage", "fronts")
from fronts import STATE, Front, move_and_keep, works  # noqa: E402
from stage import View, wanted  # noqa: E402

expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chrome():
    if not chromium():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{missing()}\nWith CI=true nothing is skipped.")
        pytest.skip(missing())
    with browser() as running:
        yield running


@pytest.fixture(scope="session")
def lab(chrome, tmp_path_factory):
    server = Lab(tmp_path_factory.mktemp("lab"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def context(chrome):
    made = chrome.new_context(viewport={"width": 1400, "height": 1100})
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture(scope="session")
def page(context):
    """A page whose console errors and outside requests fail the test in which they happen."""
    made = context.new_page()
    made.found = watch(made)
    return made


@pytest.fixture(autouse=True)
def nothing_wrong_on_the_page(request):
    yield
    if "page" in request.fixturenames:
        found = request.getfixturevalue("page").found
        complaints = list(found)
        found.clear()
        assert complaints == []


@pytest.fixture(scope="session")
def shown(lab, page, context):
    """Views in a notebook that has just been run: two of one explorer, then each explorer by its name."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    source = f"from convlib import explore\n\nfirst = {wanted()!r}\ndisplay(first, first)\n"
    lab.add("explorers.ipynb", notebook(source + "\n".join(f"display({made(name)!r})" for name in FACTORIES)))
    lab.open(page, "explorers.ipynb")
    expect(page.locator(".convlib-stage")).to_have_count(2 + len(FACTORIES), timeout=60_000)  # a kernel starts first
    roots = page.locator(".convlib-explorer").all()
    return {name: View(root) for name, root in zip(("first", "second", *FACTORIES), roots, strict=True)}


@pytest.fixture
def view(shown):
    """The first of the two views, as it was at the start."""
    shown["first"].reset()
    shown["first"].shows(wanted())
    return shown["first"]


@pytest.fixture(scope="session")
def kept(lab, context):
    """A notebook that was run, moved and saved in JupyterLab, with the state of its widgets."""
    front = works(Front("JupyterLab", lab, context), "kept.ipynb")
    front.page.evaluate(STATE)
    made = move_and_keep(front, "kept.ipynb")
    front.page.evaluate(STATE)
    front.close()
    assert made.metadata.widgets
    return made
