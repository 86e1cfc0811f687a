"""The transposed convolution explorer: four ways to the same numbers, and which size it goes back to."""

from __future__ import annotations

import math

from convlib.animate.example import example_input, example_weight
from convlib.animate.transposed import WAYS, transposed as film_of
from convlib.explore.calls import in_both, keywords
from convlib.explore.explorer import Explorer
from convlib.explore.rows import by_axis, size_with_numbers, told
from convlib.explore.topic import Control, Topic, View
from convlib.film.words import number
from convlib.ops.arguments import Call
from convlib.ops.transposed import conv_transpose2d, transposed_window
from convlib.relation import Axis, Window

CONTROLS = (
    Control("size", 1, 7),
    Control("kernel_size", 1, 5),
    Control("stride", 1, 4),
    Control("padding", 0, 3),
    Control("output_padding", 0, 3),
    Control("dilation", 1, 3),
    Control("way", options=(*WAYS, "all")),
)
FORMULA = "output = (size − 1)·stride − 2·padding + dilation·(kernel_size − 1) + output_padding + 1"
LARGEST = 15  # cells a side of an output that can still be read
SPREAD = 19  # cells a side of an input with its zeros
ROWS = {"matrix": 49, "all": 36}  # of a matrix, alone and on a sheet with the other ways


def transposed(
    size=3,
    kernel_size=3,
    stride=2,
    padding=1,
    output_padding=0,
    dilation=1,
    way="scatter",
    *,
    seed=0,
    edits=None,
    frame=None,
) -> Explorer:
    """Move the parameters of a transposed convolution, and see the same numbers made in four ways.

    >>> explorer = transposed(size=(2, 3))
    >>> explorer.set(output_padding=1, way="zeros")
    >>> explorer.film
    Film('2×3 input, 3×3 kernel, stride 2, padding 1, output padding 1: 4×6 output, zeros', 24 frames)
    >>> explorer.answer["notes"][1]
    'w: a convolution with stride 2 takes 5 and 6 to 3; output_padding 0 goes back to 5, 1 to 6.'

    Every number may be one for both axes or ``(h, w)``; ``way`` is one of :func:`convlib.animate.transposed`. Click a
    cell of the input or the kernel to change it. Raises ``ValueError`` or ``TypeError`` for a start that cannot be
    shown. Source: lectures cpen455-5, layer-types, msu-7.
    """
    return Explorer(TOPIC, **locals())


def _there(values: dict) -> Window:
    """The window of the convolution that goes the other way: its size is the output's."""
    return transposed_window(Call("conv_transpose2d", **values), values["size"], values["kernel_size"])


def _check(values: dict) -> str | None:
    window, way = _there(values), values["way"]
    for name, axis in window.named:
        if axis.size > LARGEST:
            return f"{name}: an output of {axis.size} cells is too large to read: at most {LARGEST}"
    for name, axis in window.inserted(values["size"]).named:
        spread = axis.size + sum(max(p, 0) for p in axis.padding)
        if way in ("zeros", "all") and spread > SPREAD:
            return f"{name}: the input with its zeros has {spread} cells, too many to read: at most {SPREAD}"
    rows, columns = math.prod(window.size), math.prod(values["size"])
    if max(rows, columns) > ROWS.get(way, math.inf):
        return f"a matrix of {rows}×{columns} is too large to read: at most {ROWS[way]} rows and columns"
    return None


def _arrays(values: dict, seed: int) -> dict:
    x, weight = example_input(1, values["size"], seed), example_weight(1, 1, values["kernel_size"], seed)
    return {"x": x + 1, "w": weight}  # a 0 would stamp nothing


def _view(values: dict, arrays: dict) -> View:
    options = {name: values[name] for name in ("stride", "padding", "output_padding", "dilation")}
    film = film_of(arrays["x"][0], arrays["w"][0, 0], **options, way=values["way"])
    size, window, extra = values["size"], _there(values), values["output_padding"]
    there = by_axis("output", map(_size, size, window.axes, extra))
    back = by_axis("back", map(size_with_numbers, window.axes))
    notes = (*told(map(_shared, size, window.axes, extra)), *told(map(_ordinary, size, window.axes, extra)))
    given = f"conv_transpose2d(x, weight{keywords(conv_transpose2d, options)}"
    method = f', method="{values["way"]}"' if values["way"] in WAYS[1:] else ""  # PyTorch has one way of its own
    calls = in_both(f"cl.{given}{method})", {"x": arrays["x"], "weight": arrays["w"]}, torch=f"F.{given})")
    return View(film, (FORMULA, *there, *back), calls, notes)


def _size(size: int, there: Axis, extra: int) -> str:
    spans = f"({size} − 1)·{there.stride} − 2·{there.padding[0]} + {there.dilation}·({there.kernel_size} − 1)"
    return f"{spans} + {extra} + 1 = {there.size}"


def _shared(size: int, there: Axis, extra: int) -> str:
    """The sizes that the convolution takes to this one, and the output padding that goes back to each."""
    back = {e: n for e, n in enumerate(there.input_sizes(size)) if n > 0}
    takes = f"a convolution with stride {there.stride} takes"
    beyond = f"; output_padding {extra} goes past that, to {there.size}, which it takes to {there.output_size}"
    beyond = beyond if extra not in back else ""
    if not back:
        return f"{takes} no size to {size}{beyond}."
    if there.stride == 1:
        return f"{takes} only {back[0]} to {size}, so output_padding has nothing to choose{beyond}."
    first, *others = [f"{e} {'goes back ' * (n == 0)}to {one}" for n, (e, one) in enumerate(back.items())]
    listed = ", ".join([f"output_padding {first}", *others])
    return f"{takes} {_and(back.values())} to {size}; {listed}{beyond}."


def _and(numbers) -> str:
    """``7, 8 and 9``"""
    *some, last = map(str, numbers)
    return f"{', '.join(some)} and {last}" if some else last


def _ordinary(size: int, there: Axis, extra: int) -> str:
    """The convolution that does the same, after zeros have been inserted."""
    before, after = there.inserted(size).padding
    p = f"p′ = {there.dilation}·({there.kernel_size} − 1) − {there.padding[0]} = {number(before)}"
    crop = " (below 0: it crops)" if before < 0 else ""
    more = f" ({after - before} more after)" if extra else ""
    zeros = f"{there.stride - 1 or 'no'} zero{'s' * (there.stride != 2)} between inputs"
    return f"the same as a convolution with {zeros}, {p}{crop}{more} and the kernel flipped."


PLAIN = {"size": 3, "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 0, "dilation": 1, "way": "scatter"}
PRESETS = {
    "cpen455-5: 2×2 to 4×4": PLAIN | {"size": 2, "stride": 1, "padding": 0},
    "cpen455-5: 3×3 back to 5×5": PLAIN,
    "cpen455-5: 3×3 back to 6×6": PLAIN | {"output_padding": 1},
    "zeros between the inputs": PLAIN | {"size": 2, "way": "zeros"},
    "stamps that overlap unevenly: kernel 3, stride 2": PLAIN | {"padding": 0},
    "stamps that overlap evenly: kernel 4, stride 2": PLAIN | {"kernel_size": 4},
}
TOPIC = Topic("transposed", CONTROLS, _check, _arrays, _view, PRESETS)
