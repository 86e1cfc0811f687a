"""What a stage in a page shows, to compare with the film that it should be showing."""

from __future__ import annotations

import itertools
import re
from contextlib import suppress

import explorers
from films import Picture
from playwright.sync_api import Locator, Page, TimeoutError, expect

from convlib import explore
from convlib.explore import Explorer
from convlib.explore.calls import Snippet
from convlib.film.film import Film
from convlib.film.motion import SECONDS

START = {"size": (6, 5), "kernel_size": (2, 3), "stride": 1, "padding": 1, "dilation": 1}

READ = """root => {
  const cells = {}, moved = {};
  for (const g of root.querySelectorAll("[data-id]")) {
    const id = g.dataset.id;
    if (g.matches(".cell")) cells[id] = [g.querySelector("text").textContent, g.getAttribute("class")];
    else if (!id.startsWith("panel")) moved[id] = [g.style.transform, g.getAttribute("class")];
  }
  return { cells, moved, revision: Number(root.dataset.revision), frame: Number(root.dataset.frame),
    sum: root.querySelector(".sum").textContent, title: root.getAttribute("aria-label"),
    count: root.querySelector(".count").textContent };
}"""

SHOWS = f"""([root, cells]) => {{
  const seen = ({READ})(root).cells, names = Object.keys(seen);
  return names.length === Object.keys(cells).length && names.every(n => String(seen[n]) === String(cells[n]));
}}"""

READ_VIEW = """root => {
  const values = {}, texts = (selector) => [...root.querySelectorAll(selector)].map((node) => node.textContent);
  for (const node of root.querySelectorAll(".controls [name]")) {
    if (node.matches("select")) values[node.name] = node.value;
    else if (!node.disabled) (values[node.name] ??= []).push(Number(node.value));
  }
  return { values, formula: texts(".formula code"), notes: texts(".notes p"), lines: texts(".call code"),
    calls: [...root.querySelectorAll(".call")].map((call) => call.dataset.copy), message: texts(".message")[0] };
}"""

# Whether what is read is what is wanted; a page is asked at every frame it paints, which is sooner than `expect` asks.
IS = "([root, wanted]) => JSON.stringify(({})(root)) === JSON.stringify(wanted)"
TITLE = "root => root.getAttribute('aria-label')"

TEXTS = """async root => {
  await Promise.all(root.getAnimations({ subtree: true }).map(slide => slide.finished));
  const svg = root.querySelector("svg.drawing"), frame = svg.getBoundingClientRect(), found = [];
  for (const text of svg.querySelectorAll("text")) {
    if (getComputedStyle(text).visibility === "hidden") continue;
    const box = text.getBoundingClientRect(), to = text.getScreenCTM();
    const size = parseFloat(getComputedStyle(text).fontSize) * to.d;
    const bottom = to.f + to.d * Number(text.getAttribute("y"));
    found.push([text.textContent, box.left, bottom - 0.75 * size, box.right, bottom]);
  }
  return { frame: [frame.left, frame.top, frame.right, frame.bottom], found };
}"""


LOOKS = """at => {
  const svg = document.querySelector("svg"), said = ["fill", "fillOpacity", "stroke", "strokeWidth", "strokeDasharray",
    "visibility", "fontWeight", "fontSize", "opacity"];
  if (at !== null) for (const animation of document.getAnimations()) { animation.pause(); animation.currentTime = at; }
  return [...svg.querySelectorAll("rect, path, text")].map((node) => {
    const style = getComputedStyle(node), { a, d, e, f } = node.getCTM();
    if (style.visibility === "hidden" || !node.getClientRects().length) return node.matches(".caption") ? "" : "hidden";
    return [node.textContent, ...said.map((name) => style[name]), ...[a, d, e, f].map((n) => n.toFixed(2))].join();
  }).filter(Boolean);
}"""


def plays_by_itself(page: Page, film: Film, frames) -> None:
    """An animated SVG that is open in a page looks, at the time of each frame, as the still picture of it does."""
    seen = {frame: page.evaluate(LOOKS, (frame + 0.9) * SECONDS * 1000) for frame in frames}
    page.goto("about:blank")
    for frame in frames:
        page.set_content(film.to_svg(frame))
        assert seen[frame] == page.evaluate(LOOKS, None)


def settles(root: Locator, read: str, wanted) -> None:
    """What is read of an element comes to be what is wanted."""
    with suppress(TimeoutError):  # then the comparison says what differs
        root.page.wait_for_function(IS.format(read), arg=[root.element_handle(), wanted], timeout=10_000)
    assert root.evaluate(read) == wanted


class Stage:
    def __init__(self, root: Locator) -> None:
        self.root, self.page = root, root.page

    def read(self) -> dict:
        return self.root.evaluate(READ)

    def cell(self, identifier: str) -> Locator:
        return self.root.locator(f'[data-id="{identifier}"]')

    def classes(self, kind: str) -> set[str]:
        """The ids of what carries a class."""
        return set(self.root.locator(f".{kind}[data-id]").evaluate_all("all => all.map(n => n.dataset.id)"))

    @property
    def sum(self) -> str:
        return self.root.locator(".sum").text_content()

    def at(self, frame: int) -> None:
        expect(self.root).to_have_attribute("data-frame", str(frame))

    def press(self, *keys: str) -> None:
        self.root.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def await_frame_after(self, frame: int) -> None:
        self.page.wait_for_function(
            "([root, frame]) => Number(root.dataset.frame) > frame", arg=[self.root.element_handle(), frame]
        )

    def await_revision_after(self, revision: int) -> None:
        self.page.wait_for_function(
            "([root, seen]) => Number(root.dataset.revision) > seen", arg=[self.root.element_handle(), revision]
        )

    def shows(self, film: Film, frame: int | None = None) -> None:
        """Every cell, its mark, the window and the words are those of a frame of the film."""
        settles(self.root, TITLE, film.title)
        expect(self.root).to_have_attribute("data-frame", re.compile(r"\d+" if frame is None else f"^{frame}$"))
        frame = self.read()["frame"]
        picture = Picture(film.to_svg(frame))
        cells = {e: [picture.text[e] or "", kind] for e, kind in picture.kind.items() if kind.startswith("cell")}
        with suppress(TimeoutError):  # then the comparison below says what differs
            self.page.wait_for_function(SHOWS, arg=[self.root.element_handle(), cells], timeout=5000)
        seen = self.read()
        assert seen["cells"] == cells
        for element, attribute, value in film.state(frame):
            if attribute == "translate":
                assert seen["moved"][element][0] == "translate({}px, {}px)".format(*value.split())
        assert (seen["frame"], seen["sum"]) == (frame, film.sentence(frame))
        assert seen["count"] == f"{frame + 1} / {len(film)}"

    def is_legible(self) -> None:
        """No visible text of the drawing is cut off, none lies on another."""
        seen = self.root.evaluate(TEXTS)
        left, top, right, bottom = (seen["frame"][i] + (0.5 if i > 1 else -0.5) for i in range(4))
        texts = seen["found"]
        assert texts
        assert [t for t in texts if t[1] < left or t[2] < top or t[3] > right or t[4] > bottom] == []
        texts.sort(key=lambda text: text[1])
        covered = []
        for n, (word, _, top, right, bottom) in enumerate(texts):
            near = itertools.takewhile(lambda text, right=right: text[1] < right - 0.5, texts[n + 1 :])
            covered += [(word, t[0]) for t in near if t[3] - t[1] > 0.5 and min(bottom, t[4]) - max(top, t[2]) > 0.5]
        assert covered == []


class View:
    """One view of an explorer."""

    def __init__(self, root) -> None:
        self.root, self.page = root, root.page
        self.stage = Stage(root.locator(".convlib-stage"))
        self.message = root.locator(".message")
        self.switch = root.get_by_label("separate height and width")

    def slider(self, name: str, axis: int = 0):
        return self.root.locator(f'input[type=range][name="{name}"]').nth(axis)

    def move(self, name: str, axis: int, key: str) -> None:
        self.slider(name, axis).focus()
        self.page.keyboard.press(key)

    def choose(self, name: str, option) -> None:
        self.root.locator(f"select[name={name}]").select_option(label=str(option))

    def edit(self, cell: str, text: str, key: str = "Enter") -> None:
        self.stage.cell(cell).click()
        box = self.root.locator("input.edit")
        expect(box).to_be_focused()
        box.fill(text)
        box.press(key)
        expect(box).to_have_count(0)

    def leave(self) -> None:
        """The pointer points at nothing."""
        self.page.mouse.move(0, 0)

    def reset(self) -> None:
        """Back to how it was when the notebook had been run."""
        self.root.locator(".reset").click()
        self.leave()
        self.stage.press("Home")

    def shows(self, wanted: Explorer) -> None:
        """Picture, sliders, formula, notes, calls and message are those of an explorer made in this process."""
        self.stage.shows(wanted.film)
        values = {n: list(v) if isinstance(v, tuple) else str(v) for n, v in wanted.values.items()}
        line = wanted.answer["line"]
        calls = [*wanted.answer["calls"], Snippet("this view", line, line)]
        words = {"formula": wanted.answer["formula"], "notes": wanted.answer["notes"]}
        words |= {"lines": [c.line for c in calls], "calls": [c.whole for c in calls], "message": wanted.message}
        settles(self.root, READ_VIEW, {"values": values, **words})


class Twins:
    """An explorer in the page and one in this process, moved alike."""

    def __init__(self, view: View, here: Explorer) -> None:
        self.view, self.here = view, here
        view.reset()
        self.agree()

    def move(self, control: str, place: int, key: str) -> None:
        self.view.move(control, place, key)
        explorers.move(self.here, control, place, key)

    def choose(self, control: str, option) -> None:
        self.view.choose(control, option)
        self.here.set(**{control: option})

    def put(self, **values) -> None:
        """Move sliders straight to where they should be."""
        for control, value in values.items():
            now = self.here.values[control]
            for place, v in enumerate(value if isinstance(value, tuple) else (value,) * len(now)):
                self.view.slider(control, place).fill(str(v))
        self.here.set(**values)
        self.agree()

    def edit(self, cell: str, number: int, before: str = "") -> None:
        """Type a number into a cell; on a sheet its name stands ``before`` the cell's."""
        self.view.edit(before + cell, str(number))
        self.view.leave()
        explorers.ask(self.here, self.here.edits | {cell: number})

    def agree(self) -> None:
        self.view.shows(self.here)


def wanted(**changes) -> Explorer:
    """The convolution explorer of which the page has two views."""
    made = explore.convolution(**START)
    made.set(**changes)
    return made
