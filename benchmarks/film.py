"""A film of a convolution as a page: ``animate.convolution(...).to_html()`` against ``FuncAnimation.to_jshtml()``.

The peer draws the same three grids with the same numbers, cells of the same size on the screen, makes its
artists once and only changes them from frame to frame.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.measure import Row, middle, seconds, size, timed
from convlib import animate
from convlib.film.words import times

CELL = 0.36  # inches, at 100 dots per inch the film's 36 pixels
KERNEL = 3
REPEATS = 21
FASTER, SMALLER = 300, 60
ASKED_FOR = 12
SIDES, GROWTH = (7, 12, 20, 32), 1.5
TRANSPOSED = dict(stride=2, padding=1, output_padding=1, way="zeros")
GROWING = {
    "convolution": lambda side: animate.convolution(size=side),
    **{
        f"transposed convolution ({way})": lambda side, way=way: animate.transposed(size=side // 2, stride=2, way=way)
        for way in ("scatter", "zeros", "gradient")
    },
}


def peer(x: np.ndarray, weight: np.ndarray, y: np.ndarray) -> str:
    """The page that matplotlib makes of the same film."""
    import matplotlib.pyplot as plt
    from matplotlib.animation import FuncAnimation
    from matplotlib.patches import Rectangle

    grids = {"input": x, "kernel": weight, "output": y}
    widths = [grid.shape[1] for grid in grids.values()]
    fig, axes = plt.subplots(1, 3, figsize=(CELL * (sum(widths) + 4), CELL * (len(x) + 3)), width_ratios=widths)
    numbers = {}
    for ax, (name, grid) in zip(axes, grids.items(), strict=True):
        ax.imshow(np.zeros(grid.shape), cmap="Greys", vmin=0, vmax=1)
        ax.set_title(f"{name} {grid.shape[0]}×{grid.shape[1]}")
        ax.set_xticks([])
        ax.set_yticks([])
        ax.hlines(np.arange(grid.shape[0]) - 0.5, -0.5, grid.shape[1] - 0.5, colors="lightgrey")
        ax.vlines(np.arange(grid.shape[1]) - 0.5, -0.5, grid.shape[0] - 0.5, colors="lightgrey")
        for (r, c), value in np.ndenumerate(grid):
            text = ax.text(c, r, str(value), ha="center", va="center", visible=name != "output")
            numbers[name, r, c] = text
    window = axes[0].add_patch(Rectangle((-0.5, -0.5), *weight.shape[::-1], color="tab:blue", alpha=0.3))
    ring = axes[2].add_patch(Rectangle((-0.5, -0.5), 1, 1, fill=False, edgecolor="tab:orange", linewidth=3))
    sentence = fig.suptitle("y[0,0] = 0")
    fig.tight_layout()

    def update(frame: int):
        r, c = divmod(frame, y.shape[1])
        if frame == 0:
            for place in np.ndindex(y.shape):
                numbers["output", *place].set_visible(False)
        numbers["output", r, c].set_visible(True)
        for patch in (window, ring):
            patch.set_xy((c - 0.5, r - 0.5))
        sentence.set_text(f"y[{r},{c}] = {y[r, c]}")
        return window, ring, sentence, numbers["output", r, c]

    page = FuncAnimation(fig, update, frames=y.size).to_jshtml()
    plt.close(fig)
    return page


def rows() -> Iterator[Row]:
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["animation.embed_limit"] = 200  # MB: all frames are kept
    peer(*_arrays(animate.convolution(size=4, kernel_size=KERNEL)))  # fonts found and read before the clock runs
    for side in (7, ASKED_FOR):
        film = animate.convolution(size=side, kernel_size=KERNEL)
        x, weight, y = _arrays(film)
        ours, our_page = middle(lambda x=x, w=weight: animate.convolution(x, w).to_html(), REPEATS)
        theirs, their_page = timed(lambda x=x, w=weight, y=y: peer(x, w, y))
        frames = their_page.count("data:image/png;base64")
        if not frames == len(film) == y.size:
            raise AssertionError(f"{len(film)} frames here, {frames} there, {y.size} outputs")
        what = f"film of {side}×{side}, {KERNEL}×{KERNEL} kernel ({frames} frames): "
        yield _row(what + "build, median", seconds, ours, theirs, "faster", FASTER if side == ASKED_FOR else None)
        ours, theirs = (len(page.encode()) for page in (our_page, their_page))
        yield _row(what + "page", size, ours, theirs, "smaller", SMALLER if side == ASKED_FOR else None)
    yield from _transposed()
    for kind, make in GROWING.items():
        yield from _growth(kind, make)


def _transposed() -> Iterator[Row]:
    """The zeros way of a transposed convolution; the peer draws it as the ordinary convolution that it is."""
    film = animate.transposed(size=6, kernel_size=KERNEL, **TRANSPOSED)
    x, weight, y = _arrays(film)
    z = np.zeros((2 * len(x) - 1 + 3, 2 * len(x) - 1 + 3), dtype=int)
    z[1:-2:2, 1:-2:2] = x
    ours, our_page = middle(lambda: animate.transposed(x, weight, **TRANSPOSED).to_html(), REPEATS)
    theirs, their_page = timed(lambda: peer(z, weight[::-1, ::-1], y))
    what = f"film of a transposed convolution, {times(x.shape)} to {times(y.shape)} ({len(film)} frames): "
    yield _row(what + "build, median", seconds, ours, theirs, "faster", None)
    yield _row(what + "page", size, len(our_page.encode()), len(their_page.encode()), "smaller", None)


def _growth(kind: str, make) -> Iterator[Row]:
    """Time and bytes of a frame, as the input grows: they should stay."""
    time, bytes_ = {}, {}
    for side in SIDES:
        frames = len(make(side))
        took, page = middle(lambda side=side: make(side).to_html(), 5)
        time[side], bytes_[side] = took / frames, len(page.encode()) / frames
    for name, each, show in (("time", time, seconds), ("bytes", bytes_, size)):
        shown = ", ".join(f"{side}: {show(value)}" for side, value in each.items())
        ratio = each[SIDES[-1]] / each[ASKED_FOR]
        asked = f"≤ {GROWTH} × from {ASKED_FOR} to {SIDES[-1]}"
        yield Row(f"film of a {kind}: {name} of a frame, by side", shown, "–", f"{ratio:.2f} ×", asked, ratio <= GROWTH)


def _arrays(film) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    values = film.values
    return values["x"][0], values["weight"][0, 0], values["y"][0]


def _row(what: str, show, ours, theirs, word: str, least: int | None) -> Row:
    ratio = theirs / ours
    asked = ("", None) if least is None else (f"≥ {least} × {word}", ratio >= least)
    return Row(what, show(ours), show(theirs), f"{ratio:.0f} × {word}", *asked)
