"""Films where there is little room, on slides, on paper, and as pictures in a page."""

from __future__ import annotations

import pytest
from films import SCENES, made
from lab import FLAGS, chromium, watch
from stage import Stage

from convlib import animate
from convlib.film.export import fragment
from convlib.film.motion import SECONDS
from convlib.film.style import PALETTE

MANY = {
    "ways": lambda: animate.transposed(size=(2, 3), kernel_size=3, stride=2, way="all"),
    "channels": lambda: animate.convolution(size=4, kernel_size=2, in_channels=3, out_channels=2),
}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SEEN = """root => {
  const svg = root.querySelector("svg.drawing"), picture = root.querySelector(".picture");
  const size = (text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
  return { digits: Math.min(...[...svg.querySelectorAll(".cell text, .corner")].filter((t) => t.textContent).map(size)),
    viewBox: svg.getAttribute("viewBox"), bottom: root.querySelector(".bar").getBoundingClientRect().bottom,
    across: picture.scrollWidth - picture.clientWidth, down: picture.scrollHeight - picture.clientHeight,
    page: document.documentElement.scrollWidth - innerWidth };
}"""


@pytest.fixture
def show(chrome, tmp_path):
    """Open a page in a new window; nothing may go wrong there."""
    contexts = []

    def opened(html: str, **options):
        contexts.append(chrome.new_context(offline=True, **options))
        page = contexts[-1].new_page()
        page.found = watch(page)
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        page.goto((tmp_path / "page.html").as_uri())
        return page

    yield opened
    assert [complaint for context in contexts for page in context.pages for complaint in page.found] == []
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", MANY)
def test_on_a_phone_numbers_can_be_read_and_what_has_no_room_is_scrolled_to(show, name):
    film = MANY[name]()
    page = show(film.to_html(), **PHONE)
    stage = Stage(page.locator(".convlib-stage"))
    seen = stage.root.evaluate(SEEN)
    assert seen["digits"] >= 10.99
    assert seen["down"] > 0 and seen["page"] == 0 and seen["bottom"] <= 844
    stage.is_legible()
    stage.root.locator("button.last").tap()
    stage.shows(film, len(film) - 1)


@pytest.mark.parametrize("name", SCENES)
def test_on_a_phone_every_number_in_a_cell_can_be_read_with_the_buttons_in_view(show, name):
    page = show(made(name).to_html(), **PHONE)
    seen = page.locator(".convlib-stage").evaluate(SEEN.replace(", .corner", ""))
    assert seen["digits"] >= 10.99 and seen["page"] == 0 and seen["bottom"] <= 844


def test_a_film_is_laid_out_for_its_column_and_not_for_the_window(show):
    film = MANY["ways"]()
    narrow, wide = (f"<div style='width:{width}px'>{fragment(film)}</div>" for width in (420, 1200))
    page = show(f"<!doctype html><meta charset='utf-8'>{narrow}{wide}", viewport={"width": 1400, "height": 900})
    column, whole = (page.locator(".convlib-stage").nth(n).evaluate(SEEN) for n in (0, 1))
    layouts = film.drawing.layouts()
    for seen, kind in ((column, "narrow"), (whole, "wide")):
        assert seen["viewBox"] == f"0 0 {layouts[kind]['width']:g} {layouts[kind]['height']:g}"
    assert column["digits"] >= 10.99 and (whole["across"], whole["down"]) == (0, 0)


@pytest.mark.parametrize("window", [(1280, 900), (1024, 768)])
@pytest.mark.parametrize("above", [90, 340])
@pytest.mark.parametrize("name", MANY)
def test_a_film_and_its_buttons_fit_the_slide_below_what_stands_above_them(show, name, above, window):
    """A slide of reveal.js is 960 by 700 pixels, which are scaled to the window."""
    scale = min(0.96 * window[0] / 960, 0.96 * window[1] / 700)
    slides = f"width:960px;height:700px;transform:scale({scale});transform-origin:0 0"
    slide = f"<section><div style='height:{above}px'></div>{fragment(MANY[name]())}</section>"
    page = show(
        f"<!doctype html><meta charset='utf-8'><div class='reveal'><div class='slides' style='{slides}'>{slide}",
        viewport={"width": window[0], "height": window[1]},
    )
    bottom = page.locator(".slides").evaluate("slides => slides.getBoundingClientRect().bottom")
    seen = page.locator(".convlib-stage").evaluate(SEEN)
    assert seen["bottom"] <= bottom and (seen["across"], seen["down"]) == (0, 0)
    assert page.locator("svg.drawing").bounding_box()["height"] > (700 - above - 200) * scale


def test_a_film_is_printed_light_at_its_cover_without_its_buttons(show):
    film = made("asymmetric")
    page = show(film.to_html().replace("<body>", '<body data-jp-theme-light="false">'), color_scheme="dark")
    stage = Stage(page.locator(".convlib-stage"))
    stage.press("ArrowRight")
    page.evaluate("() => { window.printed = []; }")
    for when in ("beforeprint", "afterprint"):
        page.evaluate(f"addEventListener('{when}', () => printed.push(document.querySelector('.sum').textContent))")
    page.pdf()
    assert page.evaluate("printed") == [film.sentence(film.cover), film.sentence(1)]
    page.emulate_media(media="print", color_scheme="dark")
    paper = tuple(int(PALETTE["paper"][0][i : i + 2], 16) for i in (1, 3, 5))
    assert stage.root.evaluate("root => getComputedStyle(root).backgroundColor") == f"rgb{paper}"
    assert not stage.root.locator(".bar").is_visible()
    stage.shows(film, 1)


@pytest.mark.parametrize("flags", [[], ["--force-prefers-reduced-motion"]])
def test_an_image_of_a_film_plays_unless_less_motion_is_asked_for(chrome, tmp_path, flags):
    """As a README shows it. What Playwright emulates does not reach images: the browser itself is told."""
    film = made("asymmetric")
    film.save(tmp_path / "film.svg")
    film.save(tmp_path / "cover.svg", frame=film.cover)
    running = chrome.browser_type.launch(executable_path=chromium(), args=[*FLAGS, *flags])
    page = running.new_page(reduced_motion="null")

    def shown(name: str) -> bytes:
        if page.url != (tmp_path / f"{name}.html").as_uri():
            (tmp_path / f"{name}.html").write_text(f"<img src='{name}.svg'>")
            page.goto((tmp_path / f"{name}.html").as_uri())
        return page.locator("img").screenshot()

    cover, first = shown("cover"), shown("film")
    page.wait_for_timeout(1000 * SECONDS)
    assert (cover == first == shown("film")) if flags else (cover != first != shown("film"))
    running.close()
