"""Key press to painted picture in JupyterLab: each explorer against ``interact`` + matplotlib.

All stand in notebooks of one JupyterLab, in one headless Chromium, and take turns. A reading starts in a
capture-phase ``keydown`` listener of the page (for a select: just before its ``change`` event) and ends after the
paint that shows the new picture, by one rule for all: the page's first task after the animation frame in which the
picture was in place.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from math import inf
from pathlib import Path
from statistics import median

from benchmarks.explorer_topics import Move, Topic, jumps, topics
from benchmarks.measure import Row, Unavailable, p95, seconds

ROUNDS, WARM_UP = 6, 4
FASTER, SLOWEST, JUMP = 6, 0.060, 0.033  # times the peer; seconds: the p95, and the median of any jump
LATE = 0.300  # seconds after the last of many moves

# bench.arm(): a promise's two ends; the first key pressed after it starts the clock, bench.done is its reading.
PAGE = """
window.bench = (() => {
  let start = null, finish = null;
  addEventListener("keydown", () => { if (finish && start === null) start = performance.now(); }, true);
  function painted() {
    if (!finish || start === null) return;
    const [end, from] = [finish, start];
    finish = null;
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => end(performance.now() - from);
      channel.port2.postMessage(0);
    });
  }
  function arm() {
    start = null;
    bench.done = new Promise((resolve, reject) => {
      finish = resolve;
      setTimeout(() => reject(new Error("no new picture within 20 s")), 20000);
    });
  }
  function change(control, value) {
    start = performance.now();
    control.value = value;
    control.dispatchEvent(new Event(control.localName === "select" ? "change" : "input", { bubbles: true }));
  }
  return { arm, painted, change };
})();
"""
OURS_SEEN = """
(() => {
  const stage = document.querySelector(".convlib-stage");
  let shown = Number(stage.dataset.revision);
  new MutationObserver(() => {
    const revision = Number(stage.dataset.revision);
    if (revision > shown) { shown = revision; bench.painted(); }
  }).observe(stage, { attributes: true, attributeFilter: ["data-revision"] });
})();
"""
PEER_SEEN = """
(() => {
  const area = document.querySelector(".widget-interact .jp-OutputArea, .widget-output .jp-OutputArea");
  let shown = area.querySelector("img");
  new MutationObserver(async () => {
    const image = area.querySelector("img");
    if (!image || image === shown) return;
    shown = image;
    await image.decode();
    bench.painted();
  }).observe(area, { childList: true, subtree: true });
})();
"""


class Notebook:
    """A notebook in a page of its own; the two kinds differ in how they show what is chosen."""

    picture: str
    seen: str

    def __init__(self, lab, running, name: str) -> None:
        self.name = name
        self.page = running.new_page(viewport={"width": 1400, "height": 1000})
        lab.open(self.page, name)
        self.page.wait_for_selector(self.picture, timeout=30_000)
        self.page.evaluate(PAGE)
        self.page.evaluate(self.seen)

    def handle(self, move: Move):
        """What takes the keys."""
        raise NotImplementedError

    def shown(self, move: Move) -> str:
        """The value that the page shows."""
        raise NotImplementedError

    def press(self, key: str) -> float:
        """Seconds from the key press to the painted picture."""
        self.page.evaluate("bench.arm()")
        self.page.keyboard.press(key)
        return self.page.evaluate("bench.done") / 1000

    def change(self, control, value: int | str) -> float:
        """Seconds from a change of the control, without keys, to the painted picture."""
        self.page.evaluate("bench.arm()")
        control.evaluate("(control, value) => bench.change(control, value)", value)
        return self.page.evaluate("bench.done") / 1000

    def turn(self, move: Move) -> list[float]:
        """Every value once there and back; every picture is the one that was asked for."""
        self.page.bring_to_front()
        self.handle(move).evaluate("handle => handle.focus()")
        readings = []
        for key, value in move.steps():
            readings.append(self.press(key) if move.keys else self.change(self.handle(move), value))
            if (shown := self.shown(move)) != value:
                raise AssertionError(f"{self.name} shows {move.label} {shown}, not {value}")
        return readings


class Ours(Notebook):
    picture = '.convlib-stage [data-id^="y_"]'
    seen = OURS_SEEN

    def control(self, label: str):
        return self.page.locator(f'.convlib-explorer [aria-label="{label}"]').first

    def handle(self, move: Move):
        return self.control(move.label)

    def shown(self, move: Move) -> str:
        found = re.search(move.title, self.page.locator(".convlib-stage").get_attribute("aria-label"))
        return found[1] if found else move.other

    def jump(self, label: str, value: int | str) -> float:
        """Seconds from a jump of a control to the painted picture."""
        self.page.wait_for_timeout(300)  # a hand on its way to another control
        return self.change(self.control(label), value)


class Peer(Notebook):
    picture = ".widget-interact .jp-OutputArea img"
    seen = PEER_SEEN

    def handle(self, move: Move):
        return self.page.locator(move.handle).first

    def shown(self, move: Move) -> str:
        return self.page.locator(move.readout).first.evaluate("node => node.value ?? node.textContent")


def rows() -> Iterator[Row]:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "browser"))
    from lab import Lab, browser, chromium, notebook

    if not chromium():
        raise Unavailable("There is no Chromium: install it, or name its path in CONVLIB_CHROMIUM.")
    asked = topics()
    with tempfile.TemporaryDirectory(prefix="convlib-bench-") as folder:
        lab = Lab(Path(folder))
        try:
            for topic in asked:
                ours, peer = topic.notebooks
                lab.add(ours, notebook(f"from convlib import explore\n{topic.explorer!r}"))
                program = lab.root / f"{topic.name}.py"  # in a file: the cell is short, and the picture in view
                program.write_text(topic.peer)
                lab.add(peer, notebook(f'%matplotlib inline\n%run "{program.name}"'))
            with browser() as running:
                measured = list(measure(lab, running, asked))
                late = list(bursts(lab, running, asked[0]))
        finally:
            lab.stop()
    for topic, readings, jumped in measured:
        for move, (ours, peer) in zip(topic.moves, readings, strict=True):
            yield from table(topic, move, ours, peer)
        peers = list(chain(*(peer for _, peer in readings)))
        yield from rows_of(f"{topic.name}, any control to any value ({len(jumped)} jumps): ", jumped, peers, JUMP)
    what = f"{asked[0].name}, 200 ms of round trip, last of 41 moves to its picture ({len(late)} times): median"
    yield Row(what, seconds(median(late)), "–", "–", f"≤ {seconds(LATE)}", median(late) <= LATE)


def bursts(lab, running, topic: Topic) -> Iterator[float]:
    """Seconds from the last of many moves to its picture, over a slow line."""
    from slow_line import BURST, LAG, SLOW

    page = running.new_page(viewport={"width": 1400, "height": 1000})
    page.add_init_script(SLOW)
    for choice in ((3, 10), (5, 11), (2, 12), (4, 10)):
        lab.open(page, topic.notebooks[0])
        page.wait_for_function("() => window.convlibModels?.size")
        page.evaluate(f"() => {{ window.lag = {LAG}; }}")
        root = page.locator(".convlib-explorer").first
        yield root.evaluate(BURST, list(choice)) / 1000


def measure(lab, running, asked: list[Topic]) -> Iterator[tuple[Topic, list, list[float]]]:
    """Of each topic the readings for each move, ours and the peer's, and those of the jumps."""
    pages = [(Ours(lab, running, ours), Peer(lab, running, peer)) for ours, peer in (t.notebooks for t in asked)]
    readings = [[([], []) for _ in topic.moves] for topic in asked]
    for number in range(WARM_UP + ROUNDS):
        for topic, both, kept in zip(asked, pages, readings, strict=True):
            for move, lists in zip(topic.moves, kept, strict=True):
                for page, those in zip(both, lists, strict=True):
                    taken = page.turn(move)
                    those += taken if number >= WARM_UP else []
    for topic, (ours, _), kept in zip(asked, pages, readings, strict=True):
        ours.page.bring_to_front()
        yield topic, kept, [ours.jump(*jump) for jump in jumps(topic)]


def table(topic: Topic, move: Move, ours: list[float], peer: list[float]) -> Iterator[Row]:
    start, times = ("key press", "presses") if move.keys else ("change", "changes")
    what = f"{topic.name} {move.what} in JupyterLab, {start} to painted picture ({len(ours)} {times}): "
    yield from rows_of(what, ours, peer)


def rows_of(what: str, ours: list[float], peer: list[float], most: float = inf) -> Iterator[Row]:
    middle, ratio = median(ours), median(peer) / median(ours)
    bound = f"≥ {FASTER} × faster" + f", ≤ {seconds(most)}" * (most < inf)
    middles = seconds(middle), seconds(median(peer))
    yield Row(what + "median", *middles, f"{ratio:.1f} × faster", bound, ratio >= FASTER and middle <= most)
    tails = p95(ours), p95(peer)
    faster = f"{tails[1] / tails[0]:.1f} × faster"
    yield Row(what + "p95", *map(seconds, tails), faster, f"< {seconds(SLOWEST)}", tails[0] < SLOWEST)
