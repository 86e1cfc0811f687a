"""The stage in JupyterLab: keys, predicting, full screen, themes, reduced motion, the calls to copy."""

from __future__ import annotations

import pytest
from films import parts
from playwright.sync_api import expect
from stage import wanted

from convlib.film.style import PALETTE

LAST = len(wanted().film) - 1
SAID = """button => {
  button.said = [];
  new MutationObserver(() => button.said.push(button.textContent)).observe(button, { childList: true });
}"""


def colour(name: str, theme: int) -> str:
    code = PALETTE[name][theme]
    return "rgb({}, {}, {})".format(*(int(code[i : i + 2], 16) for i in (1, 3, 5)))


def test_arrows_home_and_end_go_through_the_frames(view):
    film, stage = wanted().film, view.stage
    for keys, frame in (
        (["ArrowRight"], 1),
        (["ArrowRight", "ArrowRight"], 3),
        (["ArrowLeft"], 2),
        (["End"], LAST),
        (["ArrowRight"], LAST),
        (["Home"], 0),
        (["ArrowLeft"], 0),
    ):
        stage.press(*keys)
        stage.at(frame)
        stage.shows(film, frame)


def test_buttons_and_the_scrubber_go_through_the_frames(view):
    film, stage = wanted().film, view.stage
    for button, frame in (("next", 1), ("last", LAST), ("back", LAST - 1), ("first", 0)):
        stage.root.locator(f"button.{button}").click()
        stage.shows(film, frame)
    stage.root.locator(".scrub").fill("7")
    stage.shows(film, 7)
    stage.cell(film.frames[4].writes).click()
    view.page.mouse.move(0, 0)
    stage.shows(film, 4)


def test_space_plays_and_pauses(view):
    stage, play = view.stage, view.stage.root.locator("button.play")
    still = play.inner_html()
    stage.root.locator("select.speed").select_option("4")
    stage.press("Space")
    assert play.inner_html() != still
    stage.await_frame_after(2)
    stage.press("Space")
    assert play.inner_html() == still
    frame = stage.read()["frame"]
    assert 2 < frame < LAST
    # No frame comes for longer than one takes: there is no condition to wait for.
    stage.page.evaluate("() => new Promise(done => setTimeout(done, 500))")
    stage.shows(wanted().film, frame)


def test_playing_stops_at_the_last_frame_and_starts_over(view):
    stage, play = view.stage, view.stage.root.locator("button.play")
    still = play.inner_html()
    stage.root.locator("select.speed").select_option("4")
    stage.press("End", "ArrowLeft", "Space")
    stage.at(LAST)
    stage.shows(wanted().film, LAST)
    assert play.inner_html() == still
    stage.press("Space")
    stage.at(0)
    stage.await_frame_after(0)
    stage.press("Space")


def test_predict_hides_the_value_until_it_is_asked_for(view):
    film, stage = wanted().film, view.stage
    stage.press("ArrowRight", "p")
    now = stage.cell(film.frames[1].writes)
    reveal = stage.root.get_by_role("button", name="Show the value")
    left, terms, value = parts(film.frames[1].caption)
    assert stage.sum == f"{left} = {terms} = ?"
    expect(now.locator("text").first).to_be_hidden()
    expect(now.locator("text.ask")).to_have_text("?")
    stage.cell(film.frames[5].writes).hover()
    assert stage.sum.endswith(" = ?")
    stage.cell(film.frames[0].writes).hover()
    assert stage.sum == film.sentence(0)
    view.page.mouse.move(0, 0)
    stage.press("Enter")
    assert stage.sum == f"{left} = {terms} = {value}"
    expect(now.locator("text")).to_have_text([value])
    expect(now.locator("text")).to_be_visible()
    stage.press("ArrowRight")
    assert stage.sum.endswith(" = ?")
    reveal.click()
    assert stage.sum == film.sentence(2)
    stage.press("ArrowRight", "p")
    expect(reveal).to_be_hidden()
    stage.shows(film, 3)


def test_f_fills_the_screen_and_leaves_it(view):
    full = "() => document.fullscreenElement?.className ?? null"
    view.stage.press("f")
    view.page.wait_for_function("() => document.fullscreenElement")
    assert "convlib-explorer" in view.page.evaluate(full)
    view.stage.is_legible()
    view.move("stride", 0, "ArrowRight")
    view.shows(wanted(stride=(2, 1)))
    view.stage.press("f")
    view.page.wait_for_function("() => !document.fullscreenElement")


def test_the_film_moves_only_where_motion_is_welcome(view):
    view.stage.press("ArrowRight")  # a film that has just come stands still
    moving = view.stage.cell("window_0_0")
    assert "0.28s" in moving.evaluate("n => getComputedStyle(n).transition")
    view.page.emulate_media(reduced_motion="reduce")
    try:
        assert moving.evaluate("n => getComputedStyle(n).transitionDuration") == "0s"
        view.stage.press("ArrowRight")
        assert view.stage.root.evaluate("n => n.getAnimations({ subtree: true }).length") == 0
    finally:
        view.page.emulate_media(reduced_motion="no-preference")


@pytest.mark.parametrize("library", ["convlib", "PyTorch"])
@pytest.mark.parametrize("allowed", [True, False])
def test_the_call_is_copied_whole(view, library, allowed):
    view.page.evaluate("navigator.clipboard.writeText('before')")
    if not allowed:  # where the clipboard is closed to pages, the copying is done the old way
        view.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); }")
    call = view.root.locator(".call").filter(has=view.page.get_by_text(library, exact=True))
    button = call.get_by_role("button")
    button.evaluate(SAID)  # the word stays for a second, which may pass before anyone looks
    button.click()
    view.page.wait_for_function("button => button.said.includes('Copied')", arg=button.element_handle())
    whole = next(c[2] for c in wanted().answer["calls"] if c[0] == library)
    assert view.page.evaluate("navigator.clipboard.readText()") == whole
    view.page.evaluate("delete navigator.clipboard.writeText")


@pytest.mark.parametrize("width", [1400, 800])
def test_both_themes_colour_the_picture_and_nothing_is_cut_off_or_covered(view, width):
    page = view.page
    page.set_viewport_size({"width": width, "height": 1000})
    for theme, name in enumerate(("JupyterLab Light", "JupyterLab Dark")):
        page.evaluate("name => jupyterapp.commands.execute('apputils:change-theme', { theme: name })", name)
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false" if theme else "true")
        expect(view.stage.root).to_have_css("background-color", colour("paper", theme))
        expect(view.stage.cell("x_0_0_0").locator("text")).to_have_css("fill", colour("ink", theme))
        expect(view.stage.root.locator(".tap").first).to_have_css("fill", colour("read", theme))
        for key in ("Home", "End"):
            view.stage.press(key)
            view.stage.is_legible()
        assert view.root.evaluate("n => n.scrollWidth <= n.clientWidth + 1")
    page.evaluate("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "true")
    page.set_viewport_size({"width": 1400, "height": 1100})
