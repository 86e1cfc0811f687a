"""Rows of images and of filter answers, with one look for the whole course.

The pictures go straight into the notebook's output; nothing is returned, no setting of matplotlib is
read or changed, and the same numbers give the same bytes.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

import numpy as np
from IPython.display import display
from matplotlib import rc_context, rcParamsDefault
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from convlib.film.pixels import strongest
from convlib.film.style import SIGNED

WIDTH, MOST_WIDE, CELL, DPI = 9.6, 4.0, 0.5, 100  # inches of a row, an image, a cell with its number in it
FEW = 10  # up to so many cells a side, the numbers are written in


def show_images(images, *, columns: int = 4, frame: int = 0) -> None:
    """Draw images in a row: colour ``(3, h, w)`` or grey ``(h, w)``, black at 0 and white at 255.

    ``images`` is one array, a list of them, or ``{title: array}``. Values outside 0 to 255 are cut off.
    ``frame`` draws a dashed line so many pixels inside the edge, to show where padding begins.
    """
    named = _named(images)
    figure, axes = _row(named, columns)
    for ax, pixels in zip(axes, named.values(), strict=True):
        shown = np.clip(pixels, 0, 255).astype(np.uint8)
        if pixels.ndim == 3 and len(pixels) == 3:
            ax.imshow(np.moveaxis(shown, 0, -1), interpolation="nearest")
        else:
            ax.imshow(shown.reshape(shown.shape[-2:]), cmap="gray", vmin=0, vmax=255, interpolation="nearest")
        if frame:
            h, w = shown.shape[-2:]
            inner = (w - 2 * frame, h - 2 * frame)
            for colour, dashes in (("white", "-"), ("black", (0, (4, 3)))):
                line = {"fill": False, "edgecolor": colour, "linestyle": dashes, "linewidth": 1.2}
                ax.add_patch(Rectangle((frame - 0.5, frame - 0.5), *inner, **line))
    _show(figure, f"images: {', '.join(named)}")


def show_maps(maps, *, columns: int = 4, limit: float | None = None) -> None:
    """Draw filter answers in a row on one signed scale: purple below zero, white at zero, orange above.

    ``maps`` is one ``(h, w)`` array, a list of them, or ``{title: array}``. The scale goes from ``-limit`` to
    ``limit``; by default 1 answer in 200 is stronger. Small maps have their numbers written in.
    """
    named = _named(maps)
    strength = np.concatenate([np.abs(m).ravel() for m in named.values()])
    limit = limit or strongest(strength)
    small = max(n for m in named.values() for n in m.shape) <= FEW
    figure, axes = _row(named, columns, bar=0 if small else 0.9)
    for ax, values in zip(axes, named.values(), strict=True):
        values = values.reshape(values.shape[-2:])
        drawn = ax.imshow(values, cmap=SIGNED, norm=Normalize(-limit, limit), interpolation="nearest")
        if small:
            for (y, x), value in np.ndenumerate(values):
                strong = abs(value) > 0.65 * limit
                style = {"color": "white" if strong else "black", "fontsize": 11, "ha": "center", "va": "center"}
                ax.text(x, y, f"{value:g}".replace("-", "−"), **style)
    if not small:
        extend = "both" if strength.max() > limit else "neither"
        bar = figure.colorbar(drawn, ax=axes, pad=0.02, aspect=16, shrink=0.85, extend=extend)
        bar.set_ticks([-limit, 0, limit], labels=[f"−{limit:g}", "0", f"{limit:g}"], fontsize=9)
        bar.outline.set_linewidth(0.5)
    _show(figure, f"maps: {', '.join(named)}")


def _named(images) -> dict[str, np.ndarray]:
    if not isinstance(images, Mapping):
        several = images if isinstance(images, (list, tuple)) else [images]
        images = {"\u200b" * n: image for n, image in enumerate(several)}  # a blank title each
    named = {title: np.asarray(image) for title, image in images.items()}
    for title, image in named.items():
        channels = image.shape[0] if image.ndim == 3 else 1
        if image.ndim not in (2, 3) or channels not in (1, 3):
            raise ValueError(f"{title!r}: an image is (h, w) or (3, h, w), not {image.shape}")
    return named


def _row(named: dict[str, np.ndarray], columns: int, bar: float = 0.0):
    """A figure just large enough for the images, at most ``columns`` a row, titles above."""
    columns = min(columns, len(named))
    rows = -(-len(named) // columns)
    each, tall = _inches(named, (WIDTH - bar) / columns)
    with rc_context(rcParamsDefault):
        figure = Figure((each * columns + bar, rows * (tall + 0.32)), dpi=DPI, layout="compressed")
        FigureCanvasAgg(figure)
        axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for ax, title in zip(axes, named, strict=False):
        ax.set_title(title, fontsize=11)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(linewidth=0.5, color="0.5")
    for ax in axes[len(named) :]:
        ax.axis("off")
    return figure, axes[: len(named)]


def _inches(named: dict[str, np.ndarray], most: float) -> tuple[float, float]:
    """Width and height for each image; small maps get cells of one size, and room for their titles."""
    h, w = (max(image.shape[axis] for image in named.values()) for axis in (-2, -1))
    if max(h, w) <= FEW:
        return max(CELL * w, 0.1 * max(map(len, named)) + 0.1), CELL * h
    wide = min(MOST_WIDE, most)
    return wide, wide * max(i.shape[-2] / i.shape[-1] for i in named.values())


def _show(figure: Figure, words: str) -> None:
    drawn = io.BytesIO()
    with rc_context(rcParamsDefault):
        figure.savefig(drawn, format="png", metadata={"Software": None})
    picture = base64.b64encode(drawn.getvalue()).decode()
    display({"image/png": picture, "text/plain": words}, raw=True)
