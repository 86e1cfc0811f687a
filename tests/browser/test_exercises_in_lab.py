"""A learner's notebook in JupyterLab: wrong answers are typed in and told, a right one passes, progress stays."""

from __future__ import annotations

import re

import nbformat
import numpy as np
import pytest
from lab import watch
from playwright.sync_api import expect
from stage import Stage

from convlib import animate
from convlib.course.release import EXERCISES
from convlib.exercises import registry
from convlib.film.style import PALETTE

FLIPPED = """\
def conv2d(x, weight, stride, padding):
    x = np.pad(x, padding)
    kh, kw = weight.shape
    out = np.zeros(((x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1), dtype=x.dtype)
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            out[r, c] = np.sum(x[r * stride : r * stride + kh, c * stride : c * stride + kw] * weight[::-1, ::-1])
    return out"""
RIGHT = FLIPPED.replace("[::-1, ::-1]", "")
UNPADDED = """\
def conv2d(x, weight, stride, padding):
    (h, w), (kh, kw) = x.shape, weight.shape
    out = np.zeros(((h + 2 * padding - kh) // stride + 1, (w + 2 * padding - kw) // stride + 1), dtype=x.dtype)
    for r, c in np.ndindex(out.shape):
        for u, v in np.ndindex(kh, kw):
            out[r, c] += x[r * stride + u, c * stride + v] * weight[u, v]
    return out"""
CUT_OFF = """panels => {
  const cut = [];
  for (const svg of panels.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll("text")) {
      const box = text.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
          || box.bottom > frame.bottom + 1) cut.push(text.textContent);
    }
  }
  return cut;
}"""


class Desk:
    """A learners' notebook that has been run, and the exercises in it."""

    def __init__(self, page, cells) -> None:
        self.page, self.sources = page, [cell.source for cell in cells]

    def cell(self, start: str):
        number = next(n for n, source in enumerate(self.sources) if source.startswith(start))
        return self.page.locator(".jp-Notebook .jp-Cell").nth(number)

    def run(self, start: str) -> None:
        cell = self.cell(start)
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.text_content().strip("[]: ")
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+Enter")
        expect(prompt).to_have_text(re.compile(rf"\[(?!{before}\])\d+\]:"))  # a star while it runs

    def answer(self, name: str, code: str):
        """Type the code in place of the stub, run it and its check; gives what the check shows."""
        self.cell(f"def {name}(").locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)
        self.run(f"def {name}(")
        self.run(f"check.{name}(")
        return self.cell(f"check.{name}(").locator(".jp-Cell-outputWrapper")


@pytest.fixture(scope="module")
def page(context):
    """Not the page of the explorers, which stays where it is."""
    made = context.new_page()
    made.found = watch(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(lab, page, tmp_path_factory):
    made = nbformat.read(EXERCISES / "02_size_padding_stride.ipynb", as_version=4)
    kept = tmp_path_factory.mktemp("kept") / "progress.json"
    start = nbformat.v4.new_code_cell(f"%env CONVLIB_PROGRESS={kept}")
    done = nbformat.v4.new_code_cell("from convlib.exercises import progress\n\nprogress()")
    asked = nbformat.v4.new_code_cell("hint.conv2d()")
    made.cells = [start, *made.cells, asked, done]
    lab.add("exercises.ipynb", made)
    lab.open(page, "exercises.ipynb")
    opened = Desk(page, made.cells)
    expect(opened.cell("from convlib.exercises import progress").locator(".jp-OutputArea-output")).to_contain_text(
        f"0 of {len(registry())} done", timeout=60_000
    )
    return opened


def film_of(source: str, number: int):
    """The film that the page should be showing: of the function in the source, on one case."""
    scope = {"np": np}
    exec(source, scope)
    exercise = registry()["conv2d"]
    case = list(exercise.cases())[number - 1]
    return animate.of(scope["conv2d"], case.pop("x"), expected=exercise.solution, **case)


def test_an_unsolved_notebook_says_not_attempted_and_runs_to_its_end(desk):
    for name in ("output_size", "same_padding", "conv2d", "lost_cells"):
        expect(desk.cell(f"check.{name}(").locator(".jp-OutputArea-output")).to_have_text(
            f"not attempted yet: write {name} in the cell above, run it, then run this one again."
        )
    expect(desk.cell("hint.conv2d").locator(".jp-OutputArea-output")).to_contain_text("Hint 1 of 4: Three steps")


def test_a_wrong_answer_gets_a_sentence_a_picture_and_its_own_film(desk):
    shown = desk.answer("conv2d", FLIPPED)
    report, film = shown.locator(".convlib-check"), film_of(FLIPPED, 2)
    expect(report).to_contain_text("Case 2 of 15: conv2d gets 4 of 4 values wrong. The case before it is right.")
    expect(report).to_contain_text("Yours behaves as if the kernel were flipped.")
    panels = report.locator(".panels svg")
    expect(panels.locator("title")).to_have_text(["x 2×3", "weight 1×2", "expected 2×2", "yours 2×2"])
    assert [panels.locator(f".{mark}").count() for mark in ("tap", "first", "bad", "sign")] == [4, 1, 4, 4]
    stage = Stage(shown.locator(".convlib-film .convlib-stage"))
    stage.shows(film, 0)
    assert "(expected 2)" in stage.sum
    stage.press("ArrowRight", "ArrowRight")
    stage.shows(film, 2)
    stage.press("Home")
    stage.cell("y_0_1_0").hover()
    assert stage.classes("pointed") == {"y_0_1_0"}
    assert stage.sum == film.sentence(2)
    error = shown.locator(".jp-OutputArea-output").last
    expect(error).to_contain_text("CheckFailed: Case 2 of 15")
    assert "Traceback" not in shown.text_content()


def test_nothing_of_a_report_is_cut_off(desk):
    page, shown = desk.page, desk.answer("conv2d", FLIPPED)
    try:
        for theme, name in enumerate(("JupyterLab Light", "JupyterLab Dark")):
            page.evaluate("name => jupyterapp.commands.execute('apputils:change-theme', { theme: name })", name)
            expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(not theme).lower())
            for width in (1400, 800):
                page.set_viewport_size({"width": width, "height": 1100})
                is_readable(shown, theme)
    finally:
        page.set_viewport_size({"width": 1400, "height": 1100})
        page.evaluate("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")


def is_readable(shown, theme: int) -> None:
    report = shown.locator(".convlib-check")
    assert report.locator(".panels").evaluate(CUT_OFF) == []
    assert report.evaluate("root => root.scrollWidth <= root.clientWidth")
    sizes = report.locator(".panels .label").evaluate_all("all => all.map(t => t.getScreenCTM().a)")
    assert sizes == pytest.approx([1] * 4, abs=0.01)  # neither shrunk nor blown up by the film's style
    seen = report.evaluate("root => getComputedStyle(root).backgroundColor")
    assert seen == "rgb({}, {}, {})".format(*bytes.fromhex(PALETTE["paper"][theme][1:]))
    Stage(shown.locator(".convlib-film .convlib-stage")).is_legible()


def test_an_error_half_way_names_the_line_and_films_what_was_written(desk):
    shown = desk.answer("conv2d", UNPADDED)
    expect(shown.locator(".convlib-check b")).to_contain_text("conv2d stops with ")
    expect(shown.locator(".convlib-check b")).to_contain_text("in line 6: out[r, c] += x[r * stride")


def test_a_number_that_is_wrong_is_a_small_table(desk):
    shown = desk.answer(
        "output_size",
        """\
def output_size(size, kernel_size, stride, padding, dilation):
    return round((size + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1)""",
    )
    report = shown.locator(".convlib-check")
    expect(report.locator("tr")).to_have_text(["expected3", "yours4 ✗"])
    expect(report).to_contain_text("Yours behaves as if the size were rounded to the nearest whole number")
    expect(report.locator(".panels")).to_have_count(0)


def test_a_right_answer_passes_and_stays_done_after_a_restart(desk):
    shown = desk.answer("conv2d", RIGHT)
    expect(shown).to_contain_text("conv2d is right in all 15 cases, the same as the course's own. Well done.")
    expect(shown.locator(".convlib-check, .convlib-stage")).to_have_count(0)
    desk.page.evaluate("void jupyterapp.commands.execute('kernelmenu:restart-and-clear')")
    desk.page.locator(".jp-Dialog .jp-mod-accept").click()
    expect(desk.cell("%env").locator(".jp-InputPrompt")).to_have_text("[ ]:")
    desk.run("%env")
    desk.run("from convlib.exercises import progress")
    told = desk.cell("from convlib.exercises import progress").locator(".jp-OutputArea-output")
    expect(told).to_contain_text(f"1 of {len(registry())} done")
    expect(told).to_contain_text("✓ conv2d (1 hint)")
