"""axe-core finds nothing wrong, light or dark: a film's page, the card of a failed check, every explorer."""

from __future__ import annotations

import pytest
from explorers import FACTORIES
from films import made
from heard import violations
from lab import watch
from playwright.sync_api import expect
from test_exercises_shown import reported

from convlib.exercises import registry

SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def plain(chrome):
    """A page with no network."""
    context = chrome.new_context(offline=True, viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.found = watch(page)
    yield page
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["asymmetric", "zeros", "matrix", "stack", "max pooling", "own function"])
def test_a_films_page_has_no_violation(plain, tmp_path, name, scheme):
    plain.emulate_media(color_scheme=scheme)
    made(name).save(tmp_path / "film.html")
    plain.goto((tmp_path / "film.html").as_uri())
    page = plain.locator("html")
    assert violations(page) == []
    plain.locator(".convlib-stage").focus()
    for key in ("p", "ArrowRight", "Tab"):
        plain.keyboard.press(key)
    assert violations(page) == []
    assert plain.found == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["conv2d", "output_size"])
def test_the_card_of_a_failed_check_has_no_violation(plain, monkeypatch, name, scheme):
    exercise = registry()[name]
    card = reported(exercise, next(iter(exercise.misconceptions.values())), monkeypatch)
    plain.emulate_media(color_scheme=scheme)
    plain.goto("about:blank")
    plain.set_content(f"<!doctype html><html lang=en><title>A check</title><main><h1>A check</h1>{card}</main></html>")
    expect(plain.locator(".convlib-check")).to_be_visible()
    assert violations(plain.locator("html")) == []
    assert plain.found == []


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_no_explorer_has_a_violation(shown, page, theme):
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme.endswith("Light")).lower())
    try:
        assert {name: found for name in FACTORIES if (found := violations(shown[name].root))} == {}
    finally:
        page.evaluate("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "true")
