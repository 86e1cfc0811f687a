"""The transposed convolution explorer: four ways to the same numbers, and which size it goes back to."""

from __future__ import annotations

import math

from convlib.animate.transposed import WAYS
from convlib.animate.transposed import transposed as film_of
from convlib.explore.calls import Call, by_axis, edited, keywords, size_with_numbers, to_copy, window_of
from convlib.explore.explorer import Control, Explorer, Topic, View
from convlib.film.drawing import number
from convlib.relation import Axis

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
    size=3, kernel_size=3, stride=2, padding=1, output_padding=0, dilation=1, way="scatter", *, seed=0
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
    topic = Topic("transposed", CONTROLS, _problem, lambda values: _view(values, seed), editable=("x", "w"))
    return Explorer(
        topic,
        size=size,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        dilation=dilation,
        way=way,
    )


def _axes(values: dict) -> list[tuple[str, Axis, int]]:
    """For each axis its name, the axis with the size of what is stamped, and its output padding."""
    return list(zip("hw", window_of(values).axes, values["output_padding"], strict=True))


def _problem(values: dict) -> str | None:
    way, outputs = values["way"], []
    for name, axis, extra in _axes(values):
        try:
            forward = axis.transposed(extra)
        except ValueError as problem:
            return f"axis {name}: {problem}"
        outputs.append(forward.size)
        if forward.size > LARGEST:
            return f"axis {name}: an output of {forward.size} cells is too large to read: at most {LARGEST}"
        ordinary = forward.inserted(axis.size)
        spread = ordinary.size + sum(max(p, 0) for p in ordinary.padding)
        if way in ("zeros", "all") and spread > SPREAD:
            return f"axis {name}: the input with its zeros has {spread} cells, too many to read: at most {SPREAD}"
    rows, columns = math.prod(outputs), math.prod(values["size"])
    if max(rows, columns) > ROWS.get(way, math.inf):
        return f"a matrix of {rows}×{columns} is too large to read: at most {ROWS[way]} rows and columns"
    return None


def _view(values: dict, seed: int) -> View:
    options = {name: tuple(values[name]) for name in ("stride", "padding", "output_padding", "dilation")}
    sizes = {name: tuple(values[name]) for name in ("size", "kernel_size")}
    film = film_of(**sizes, **options, way=values["way"], seed=seed)
    if values["edits"]:
        x, weight = (edited(film.values[name], name[0], values["edits"]) for name in ("x", "weight"))
        film = film_of(x[0], weight[0, 0], **options, way=values["way"])
    axes = _axes(values)
    there = by_axis("output", [_size(axis, extra) for _, axis, extra in axes])
    back = by_axis("back", [size_with_numbers(axis.transposed(extra)) for _, axis, extra in axes])
    notes = [*_by_axis(axes, _shared), *_by_axis(axes, _ordinary)]
    return View(film, (FORMULA, *there, *back), _calls(film, options, values["way"]), tuple(notes))


def _size(axis: Axis, extra: int) -> str:
    spans = f"({axis.size} − 1)·{axis.stride} − 2·{axis.padding[0]} + {axis.dilation}·({axis.kernel_size} − 1)"
    return f"{spans} + {extra} + 1 = {axis.transposed_size(extra)}"


def _by_axis(axes: list[tuple[str, Axis, int]], sentence) -> list[str]:
    """A sentence that both axes share once, else one for each, with its name before it."""
    said = [sentence(axis, extra) for _, axis, extra in axes]
    each = [f"{name}: {text}" for (name, _, _), text in zip(axes, said, strict=True)]
    return each if len(set(said)) > 1 else [said[0][0].upper() + said[0][1:]]


def _shared(axis: Axis, extra: int) -> str:
    """The sizes that the convolution takes to this one, and the output padding that goes back to each."""
    back = {e: size for e, size in enumerate(axis.input_sizes(axis.size)) if size > 0}
    takes = f"a convolution with stride {axis.stride} takes"
    past = axis.transposed(extra)
    beyond = f"; output_padding {extra} goes past that, to {past.size}, which it takes to {past.output_size}"
    beyond = beyond if extra not in back else ""
    if not back:
        return f"{takes} no size to {axis.size}{beyond}."
    if axis.stride == 1:
        return f"{takes} only {back[0]} to {axis.size}, so output_padding has nothing to choose{beyond}."
    first, *others = [f"{e} {'goes back ' * (n == 0)}to {size}" for n, (e, size) in enumerate(back.items())]
    listed = ", ".join([f"output_padding {first}", *others])
    return f"{takes} {_and(back.values())} to {axis.size}; {listed}{beyond}."


def _and(numbers) -> str:
    """``7, 8 and 9``"""
    *some, last = map(str, numbers)
    return f"{', '.join(some)} and {last}" if some else last


def _ordinary(axis: Axis, extra: int) -> str:
    """The convolution that does the same, after zeros have been inserted."""
    before, after = axis.transposed(extra).inserted(axis.size).padding
    p = f"p′ = {axis.dilation}·({axis.kernel_size} − 1) − {axis.padding[0]} = {number(before)}"
    crop = " (below 0: it crops)" if before < 0 else ""
    more = f" ({after - before} more after)" if extra else ""
    zeros = f"{axis.stride - 1 or 'no'} zero{'s' * (axis.stride != 2)} between inputs"
    return f"the same as a convolution with {zeros}, {p}{crop}{more} and the kernel flipped."


def _calls(film, options: dict, way: str) -> tuple[Call, ...]:
    given = f"conv_transpose2d(x, weight{keywords(options)}"
    method = f', method="{way}"' if way in WAYS[1:] else ""  # PyTorch has one way of its own
    arrays = {name: film.values[name] for name in ("x", "weight")}
    return to_copy("convlib", f"cl.{given}{method})", arrays), to_copy("PyTorch", f"F.{given})", arrays)
