"""The filters explorer: a kernel on a photograph, its answer all over it, and the sums under a frame that is moved."""

from __future__ import annotations

from functools import cache

import numpy as np

from convlib import data
from convlib.animate.example import example_weight
from convlib.animate.filters import COLOURS, filters as film_of, is_signed, leaves
from convlib.explore.calls import Snippet, in_both
from convlib.explore.explorer import Explorer
from convlib.explore.topic import Control, Topic, View
from convlib.film.words import bracket, number
from convlib.ops.arguments import Call

SIZE = (40, 60)  # of a photograph
MOST_IN_COLOUR = 4  # outputs a side; with three grids more could not be read

FILTERS = {
    "vertical edges": ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "horizontal edges": ((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "blur": ((1, 1, 1), (1, 1, 1), (1, 1, 1)),
    "sharpen": ((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "emboss": ((-2, -1, 0), (-1, 0, 1), (0, 1, 2)),
    "outline": ((0, 1, 0), (1, -4, 1), (0, 1, 0)),
    "identity": ((0, 0, 0), (0, 1, 0), (0, 0, 0)),
    "random": None,
}
CONTROLS = (
    Control("filter", options=tuple(FILTERS), anew=("w",)),
    Control("photo", options=data.PHOTOS, anew=("x",)),
    Control("channels", options=("gray", "colour"), anew=("w", "x")),
    Control("row", 0, SIZE[0] - 1, axes=("",)),
    Control("column", 0, SIZE[1] - 1, axes=("",)),
    Control("size", 1, 6, axes=("",)),
)
FORMULA = "answer = sum of weight · pixel, over the window and the channels"


def filters(
    filter="vertical edges",
    photo="china",
    channels="gray",
    row=12,
    column=28,
    size=4,
    *,
    seed=0,
    edits=None,
    frame=None,
) -> Explorer:
    """Move a frame over a photograph, choose a filter, and see its answer, as a picture and sum by sum.

    >>> explorer = filters("blur", row=4)
    >>> explorer.set(photo="flower", filter="emboss")
    >>> explorer.film
    Film('40×60 photograph, 3×3 kernel: 4×4 of the answer, from row 4, column 28', 16 frames)
    >>> explorer.answer["formula"][1]
    'weights = (−2) + (−1) + 0 + (−1) + 0 + 1 + 0 + 1 + 2 = 0'

    ``filter`` is a kernel to start with: click a weight to change it, or a pixel. ``channels`` is ``"gray"``, or
    ``"colour"``: red, green and blue, a kernel for each. ``row`` and ``column`` are those of the first of ``size`` by
    ``size`` outputs; the frame on the photograph moves them, too. ``seed`` is that of the weights of ``"random"``.
    Raises ``ValueError`` or ``TypeError`` for a start that cannot be shown.
    """
    return Explorer(TOPIC, **locals())


def _check(values: dict) -> str | None:
    at, ((size,), channels) = _at(values), (values["size"], values["channels"])
    if channels == "colour" and size > MOST_IN_COLOUR:
        return f"in colour, {size}×{size} outputs are too many to read: at most {MOST_IN_COLOUR}×{MOST_IN_COLOUR}"
    return leaves(_window(), at, (size, size))


@cache
def _window():
    """All filters here have the same size."""
    return Call("filters", stride=1, padding="same", dilation=1).window(SIZE, np.shape(FILTERS["blur"]))


def _at(values: dict) -> tuple[int, int]:
    return values["row"][0], values["column"][0]


@cache
def _photo(name: str, channels: str) -> np.ndarray:
    """``(c, h, w)``"""
    colours = data.photo(name, size=SIZE).astype(np.int64)
    return colours if channels == "colour" else data.gray(colours)[None].astype(np.int64)


def _arrays(values: dict, seed: int) -> dict:
    x, kernel = _photo(values["photo"], values["channels"]), FILTERS[values["filter"]]
    if kernel is None:
        return {"w": example_weight(1, len(x), _window().kernel_size, seed), "x": x}
    return {"w": np.array([[kernel] * len(x)]), "x": x}


def _view(values: dict, arrays: dict) -> View:
    x, weight, (size,) = arrays["x"], arrays["w"], values["size"]
    film = film_of(x, weight, at=_at(values), size=size)
    return View(film, (FORMULA, *_sums(weight[0])), _calls(values, arrays), _notes(weight))


def _sums(kernels: np.ndarray) -> list[str]:
    """The weights of each channel added up; those of all in one row when they are alike."""
    rows = [f"{' + '.join(map(bracket, k.ravel().tolist()))} = {number(k.sum().item())}" for k in kernels]
    if len(set(rows)) == 1:
        return [f"weights{'_of_each' * (len(rows) > 1)} = {rows[0]}"]
    return [f"{colour} = {row}" for colour, row in zip(COLOURS, rows, strict=True)]


def _notes(weight: np.ndarray) -> tuple[str, ...]:
    """What an even area answers, and so how the answer is shown."""
    total = weight.sum().item()
    if total == 0:
        return ("The weights add up to 0: where all pixels are alike the answer is 0, and only what changes is seen.",)
    times = "with its brightness" if total == 1 else f"{number(total)} times its brightness"
    shown = "" if is_signed(weight) or total == 1 else f", so the picture shows the answer divided by {number(total)}"
    return (f"The weights add up to {number(total)}: an even area answers {times}{shown}.",)


def _calls(values: dict, arrays: dict) -> tuple[Snippet, ...]:
    """The photograph by its name, then the pixels that were changed."""
    (row, column), (size,), x = _at(values), values["size"], arrays["x"]
    source = f'cl.data.photo("{values["photo"]}", size={SIZE})'
    source = f"{source}.astype(int)" if values["channels"] == "colour" else f"cl.data.gray({source})[None].astype(int)"
    changed = np.argwhere(x != _photo(values["photo"], values["channels"])).tolist()
    line = f'cl.conv2d(x, weight, padding="same")[:, {row}:{row + size}, {column}:{column + size}]'
    program = [*(f"x[{', '.join(map(str, i))}] = {x[tuple(i)]}" for i in changed), f"y = {line}"]
    return in_both(line, {"x": source, "weight": arrays["w"]}, program="\n".join(program))


PLAIN = {"photo": "china", "channels": "gray", "row": 12, "column": 28, "size": 4}
PRESETS = {
    "edges of the columns": PLAIN | {"filter": "vertical edges"},
    "edges of the roofs": PLAIN | {"filter": "horizontal edges"},
    "blur: the mean of nine pixels": PLAIN | {"filter": "blur"},
    "sharpen: 5 − 4 = 1": PLAIN | {"filter": "sharpen"},
    "emboss: light from the upper left": PLAIN | {"filter": "emboss"},
    "what each colour answers": PLAIN | {"filter": "outline", "photo": "flower", "channels": "colour"},
    "random weights, as a network starts": PLAIN | {"filter": "random"},
    "in the corner: zeros around the photograph": PLAIN | {"filter": "blur", "row": 0, "column": 0},
}
TOPIC = Topic("filters", CONTROLS, _check, _arrays, _view, PRESETS)
