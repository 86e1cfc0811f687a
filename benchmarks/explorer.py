"""Key press to painted picture in JupyterLab: the explorer against ``interact`` + matplotlib.

Both stand in notebooks of one JupyterLab, in one headless Chromium, and take turns. A reading starts in a
capture-phase ``keydown`` listener of the page and ends after the paint that shows the new picture, by one rule
for both: the page's first task after the animation frame in which the picture was in place.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.measure import Row, Unavailable, p95, seconds

SIDE, KERNEL = 7, 3
ROUNDS, WARM_UP = 6, 4
PRESSES = ["ArrowRight"] * 4 + ["ArrowLeft"] * 4  # stride 1 to 5 and back
FASTER, SLOWEST = 6, 0.060

OURS = f"""\
from convlib import explore
explore.convolution(size={SIDE}, kernel_size={KERNEL})"""

PEER = """\
%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact

x = np.array({x})
weight = np.array({weight})
k = len(weight)

def draw(ax, grid, title):
    ax.imshow(grid, cmap="Blues", alpha=0.5)
    for (r, c), value in np.ndenumerate(grid):
        ax.text(c, r, value, ha="center", va="center")
    ax.set_title(title)
    ax.set_xticks([])
    ax.set_yticks([])

@interact(stride=(1, 5))
def show(stride=1):
    starts = range(0, len(x) - k + 1, stride)
    y = np.array([[(x[r:r + k, c:c + k] * weight).sum() for c in starts] for r in starts])
    fig, axes = plt.subplots(1, 3, figsize=(9, 3))
    draw(axes[0], x, "input")
    draw(axes[1], weight, "kernel")
    draw(axes[2], y, "output")
    plt.show()
"""

# bench.arm(): a promise's two ends; the first key pressed after it starts the clock, bench.done is its reading.
# Another slider each time: the explorer asks ahead for the values of the slider in use only.
JUMPS = [
    step
    for padding, sizes in ((2, (9, 11)), (4, (8, 10)), (1, (9, 12)), (3, (8, 11)), (2, (7, 10)))
    for step in (
        *(("padding", padding), ("size", sizes[0]), ("kernel_size", 5)),
        *(("dilation", 2), ("size", sizes[1]), ("kernel_size", 3), ("dilation", 1)),
    )
]
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
  function jump(slider, value) {
    start = performance.now();
    slider.value = value;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return { arm, painted, jump };
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


@dataclass
class Bench:
    """A notebook with a slider ``stride``, and the readings taken on it."""

    name: str
    source: str
    slider: str
    picture: str
    seen: str
    strides: str  # JavaScript: the stride that the page shows
    readings: list[float] = field(default_factory=list)

    def open(self, lab, page) -> None:
        self.page = page
        lab.open(page, self.name)
        page.wait_for_selector(self.picture, timeout=30_000)
        page.evaluate(PAGE)
        page.evaluate(self.seen)
        self.focus()

    def focus(self) -> None:
        self.page.bring_to_front()
        self.page.locator(self.slider).first.evaluate("slider => slider.focus()")

    def press(self, key: str) -> float:
        """Seconds from the key press to the painted picture."""
        self.page.evaluate("bench.arm()")
        self.page.keyboard.press(key)
        return self.page.evaluate("bench.done") / 1000

    def jump(self, name: str, value: int) -> float:
        """Seconds from a jump of a slider to the painted picture, for an answer the page cannot have yet."""
        self.page.wait_for_timeout(300)  # a hand on its way to another slider
        slider = self.page.locator(f".convlib-explorer input[name={name}]").first.element_handle()
        self.page.evaluate("bench.arm()")
        self.page.evaluate("([slider, value]) => bench.jump(slider, value)", [slider, value])
        return self.page.evaluate("bench.done") / 1000

    def turn(self, counted: bool) -> None:
        """One stride to five and back; every picture is the one that was asked for."""
        self.focus()
        stride = 1
        for key in PRESSES:
            took = self.press(key)
            stride += 1 if key == "ArrowRight" else -1
            if (shown := int(self.page.evaluate(self.strides))) != stride:
                raise AssertionError(f"{self.name} shows stride {shown}, not {stride}")
            if counted:
                self.readings.append(took)


def benches() -> tuple[Bench, Bench]:
    from convlib.animate.example import example_input, example_weight

    x = example_input(1, (SIDE, SIDE))[0].tolist()
    weight = example_weight(1, 1, (KERNEL, KERNEL))[0, 0].tolist()
    ours = Bench(
        "explorer.ipynb",
        OURS,
        ".convlib-explorer input[name=stride]",
        '.convlib-stage [data-id="y_0_0_0"]',
        OURS_SEEN,
        "/stride (\\d)/.exec(document.querySelector('.convlib-stage').ariaLabel)?.[1] ?? 1",
    )
    peer = Bench(
        "interact.ipynb",
        PEER.format(x=x, weight=weight),
        ".widget-hslider .noUi-handle",
        ".widget-interact .jp-OutputArea img",
        PEER_SEEN,
        "document.querySelector('.widget-hslider .widget-readout').textContent",
    )
    return ours, peer


def rows() -> Iterator[Row]:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "browser"))
    from lab import Lab, browser, chromium, notebook

    if not chromium():
        raise Unavailable("There is no Chromium: install it, or name its path in CONVLIB_CHROMIUM.")
    ours, peer = benches()
    with tempfile.TemporaryDirectory(prefix="convlib-bench-") as folder:
        lab = Lab(Path(folder))
        try:
            with browser() as running:
                for bench in (ours, peer):
                    lab.add(bench.name, notebook(bench.source))
                    bench.open(lab, running.new_page(viewport={"width": 1400, "height": 1000}))
                for number in range(WARM_UP + ROUNDS):
                    for bench in (ours, peer):
                        bench.turn(counted=number >= WARM_UP)
                cold = [ours.jump(name, value) for name, value in JUMPS]
        finally:
            lab.stop()
    yield from table(ours.readings, peer.readings)
    what = f"explorer, a jump that was not asked for ahead ({len(cold)} jumps): median"
    ratio = f"{median(peer.readings) / median(cold):.1f} × faster"
    yield Row(what, seconds(median(cold)), seconds(median(peer.readings)), ratio, "", None)


def table(ours: list[float], peer: list[float]) -> Iterator[Row]:
    what = f"explorer {SIDE}×{SIDE} in JupyterLab, key press to painted picture ({len(ours)} presses): "
    ratio = median(peer) / median(ours)
    middles = seconds(median(ours)), seconds(median(peer))
    yield Row(what + "median", *middles, f"{ratio:.1f} × faster", f"≥ {FASTER} × faster", ratio >= FASTER)
    tails = p95(ours), p95(peer)
    yield Row(
        what + "p95",
        *map(seconds, tails),
        f"{tails[1] / tails[0]:.1f} × faster",
        f"< {seconds(SLOWEST)}",
        tails[0] < SLOWEST,
    )
