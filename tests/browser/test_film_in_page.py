"""Films where people meet them: in JupyterLab, in a saved notebook, in an HTML export, as a file."""

from __future__ import annotations

import nbformat
import pytest
from lab import notebook, watch
from nbconvert import HTMLExporter
from playwright.sync_api import expect
from scenes.convolution import CASES
from stage import Stage, plays_by_itself

from convlib import animate
from convlib.course import notebooks
from convlib.film.export import STANDS_STILL
from convlib.film.style import PALETTE

ARGUMENTS = "size=(3, 4), kernel_size=(2, 3), stride=(1, 2), padding=(0, 1)"
FILM = animate.convolution(size=(3, 4), kernel_size=(2, 3), stride=(1, 2), padding=(0, 1))
LAYOUTS = ("plain", "asymmetric", "reflect", "three to three", "groups", "floats")


@pytest.fixture(scope="module")
def page(context):
    """Not the page of the explorers, which stays where it is."""
    made = context.new_page()
    made.found = watch(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def executed(lab):
    """A notebook with a film and an explorer, run and cleaned as those of the course are."""
    path = lab.root / "saved.ipynb"
    lab.add(
        path.name,
        notebook(
            f"from convlib import animate, explore\n\nanimate.convolution({ARGUMENTS})",
            f"explore.convolution({ARGUMENTS})",
        ),
    )
    notebooks.execute(path)
    return path


@pytest.fixture
def offline(chrome):
    context = chrome.new_context(offline=True, viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(20_000)
    yield context
    context.close()


def plays(stage: Stage) -> None:
    """Space, and frames go by until the last one; going back works too."""
    stage.shows(FILM, 0)
    stage.root.locator("select.speed").select_option("4")
    stage.press("Space")
    stage.await_frame_after(1)
    stage.at(len(FILM) - 1)
    stage.shows(FILM, len(FILM) - 1)
    stage.press("Home")
    stage.shows(FILM, 0)
    stage.root.locator("button.play").click()
    stage.await_frame_after(0)
    stage.root.locator("button.play").click()


def test_a_film_plays_in_a_notebook_that_is_run(lab, page):
    lab.add("film.ipynb", notebook(f"from convlib import animate\n\nanimate.convolution({ARGUMENTS})"))
    lab.open(page, "film.ipynb")
    page.wait_for_selector(".convlib-stage")
    plays(Stage(page.locator(".convlib-stage")))


def test_a_saved_notebook_that_is_not_trusted_shows_a_picture_and_a_sentence(lab, page, executed):
    lab.open(page, executed.name, run=False)
    pictures = page.locator(".jp-OutputArea-output img")
    expect(pictures).to_have_count(2)
    for picture in pictures.all():
        page.wait_for_function("image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
        expect(picture).to_have_attribute("alt", FILM.title)
    sentences = page.locator(".jp-OutputArea-output img + div")
    expect(sentences).to_have_text([f"{FILM.title}. {FILM.sentence(FILM.cover)} {STANDS_STILL}"] * 2)
    expect(page.locator(".convlib-stage")).to_have_count(0)


def test_an_html_export_plays_with_no_kernel_and_no_network(executed, offline, tmp_path):
    exporter = HTMLExporter(mathjax_url="", require_js_url="", jquery_url="", mermaid_js_url="")
    html, _ = exporter.from_notebook_node(nbformat.read(executed, as_version=4))
    path = tmp_path / "export.html"
    path.write_text(html, encoding="utf-8")
    page = offline.new_page()
    found = watch(page)
    page.goto(path.as_uri())
    stages = page.locator(".convlib-stage")
    expect(stages).to_have_count(2)
    for stage in stages.all():
        plays(Stage(stage))
    assert found == []


def test_a_saved_page_plays_with_no_network(offline, tmp_path):
    FILM.save(tmp_path / "film.html")
    page = offline.new_page()
    found = watch(page)
    page.goto((tmp_path / "film.html").as_uri())
    plays(Stage(page.locator(".convlib-stage")))
    assert found == []


def test_an_animated_svg_file_plays_by_itself(offline, tmp_path):
    film = CASES["three to three"].film()
    film.save(tmp_path / "film.svg")
    page = offline.new_page()
    found = watch(page)
    page.goto((tmp_path / "film.svg").as_uri())
    plays_by_itself(page, film, range(len(film)))
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 800])
def test_no_text_of_a_film_is_cut_off_or_covered(offline, tmp_path, width, scheme):
    page = offline.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for name in LAYOUTS:
        film = CASES[name].film()
        film.save(tmp_path / "film.html")
        page.goto((tmp_path / "film.html").as_uri())
        stage = Stage(page.locator(".convlib-stage"))
        for frame in sorted({0, len(film) // 2, len(film) - 1}):
            stage.root.locator(".scrub").fill(str(frame))
            stage.shows(film, frame)
            stage.is_legible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_follows_the_dark_theme_of_the_system(offline, tmp_path):
    FILM.save(tmp_path / "film.html")
    page = offline.new_page()
    page.goto((tmp_path / "film.html").as_uri())
    colours = []
    for theme, scheme in enumerate(("light", "dark")):
        page.emulate_media(color_scheme=scheme)
        seen = page.locator(".convlib-stage").evaluate("n => getComputedStyle(n).backgroundColor")
        paper = PALETTE["paper"][theme]
        assert seen == "rgb({}, {}, {})".format(*(int(paper[i : i + 2], 16) for i in (1, 3, 5)))
        colours.append(seen)
    assert colours[0] != colours[1]
