"""The films of a transposed convolution: the same numbers, computed in four ways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convlib.animate import inserted, scene, stamps, tracks
from convlib.animate.backwards import Backwards
from convlib.animate.example import input_and_kernel
from convlib.animate.matrix import Product, played
from convlib.animate.tracks import Marks
from convlib.film.drawing import Drawing, cell_id, number
from convlib.film.film import Film
from convlib.film.sheet import sheet
from convlib.film.words import counted, options_of, times
from convlib.ops.arguments import Call
from convlib.ops.transposed import conv_transpose2d, transposed_window


@scene.can_ask
def transposed(
    x=None,
    weight=None,
    *,
    size=3,
    kernel_size=3,
    stride=1,
    padding=0,
    output_padding=0,
    dilation=1,
    way="scatter",
    seed=0,
) -> Film:
    """Film ``conv_transpose2d`` on given numbers, or on an example of a given ``size`` and ``kernel_size``.

    >>> transposed(size=(2, 3), kernel_size=3, stride=2, padding=1)
    Film('2×3 input, 3×3 kernel, stride 2, padding 1: 3×5 output, scatter', 6 frames)
    >>> transposed(np.eye(2, dtype=int), np.ones((3, 2), dtype=int), stride=2, way="zeros")
    Film('2×2 input, 3×2 kernel, stride 2: 5×4 output, zeros', 20 frames)

    ``x``: ``(h, w)``, ``weight``: ``(kh, kw)``, one channel and one map. ``way``: ``"scatter"`` (each input stamps the
    kernel), ``"zeros"`` (zeros between the inputs, an ordinary convolution), ``"matrix"`` (``Wᵀx``), ``"gradient"``
    (each output asks who read it), or ``"all"`` on one sheet. The other arguments and the errors are those of
    :func:`convlib.conv_transpose2d`. Source: lectures cpen455-5, layer-types, msu-7.
    """
    call = Call("transposed", way=way)
    call.choice("way", (*WAYS, "all"))
    x, weight = input_and_kernel("transposed", x, weight, size, kernel_size, seed, least=1)
    options = dict(stride=stride, padding=padding, output_padding=output_padding, dilation=dilation)
    call = Call("transposed", x=x[0], weight=weight[0, 0], **options)
    films = {name: _film(call, x, weight, options, name) for name in (WAYS if way == "all" else (way,))}
    return sheet(films, HEADINGS) if way == "all" else films[way]


@scene.can_ask
def overlap(size=4, kernel_size=3, *, stride=2, padding=0, output_padding=0, dilation=1) -> Film:
    """How many inputs reach each output of a transposed convolution: the count that makes checkerboards.

    >>> overlap(size=(2, 3), kernel_size=3, stride=2)
    Film('2×3 input, 3×3 kernel, stride 2: 5×7 output, each cell written 1 to 4 times', 6 frames)

    Ones are stamped with ones. ``size`` and ``kernel_size``: a number, or one for each axis; the other arguments and
    the errors are those of :func:`convlib.conv_transpose2d`. Source: lecture cpen455-5; Odena et al. 2016.
    """
    call = Call("overlap", size=size, kernel_size=kernel_size)
    ones = [np.ones(call.per_axis(name, 2, 1), dtype=int) for name in ("size", "kernel_size")]
    options = dict(stride=stride, padding=padding, output_padding=output_padding, dilation=dilation)
    film = transposed(*ones, **options, way="scatter")
    fewest, most = (int(pick(film.values["y"])) for pick in (np.min, np.max))
    times_each = f"{fewest} to {most} times" if fewest < most else counted(most, "time")
    return replace(film, title=f"{film.title.rpartition(',')[0]}, each cell written {times_each}")


def _film(call: Call, x: np.ndarray, weight: np.ndarray, options: dict, way: str) -> Film:
    """The film of one way, from the trace of that way."""
    arrays = {"input": x, "weight": weight}
    run, window = scene.traced(
        call,
        conv_transpose2d,
        lambda call: transposed_window(call, x.shape[1:], weight.shape[2:]),
        **dict(**arrays, **options, method=way),
    )
    extra = tuple(call.per_axis("output_padding", 2, 0))
    backwards = Backwards(call, x[0], weight[0, 0], run, window, extra)
    given = dict(stride=window.stride, padding=window.padding, dilation=window.dilation, output_padding=extra)
    sizes = [f"{times(x.shape[1:])} input", f"{times(window.kernel_size)} kernel", *options_of(**given)]
    title = f"{', '.join(sizes)}: {times(window.size)} output, {way}"
    values = {"x": x, "weight": weight, "y": run.output}
    labels = scene.labels(x=1, w=2, y=1, p=1, z=1, m=0)
    return Film(title, labels=labels, values=values, **FILMED[way](backwards))


def _matrix(backwards: Backwards) -> dict:
    """``Wᵀx``: the matrix of the convolution that goes the other way, turned over."""
    b, rows = backwards, [dict(pairs) for pairs in backwards.made_of.values()]
    product = Product("Wᵀ", b.x, b.weight, b.y, rows)
    captions = [b.frame(i).caption for i in b.outputs]
    return played(b.call, product, captions, options_of(stride=b.window.stride, dilation=b.window.dilation))


def _gradient(backwards: Backwards) -> dict:
    """Each output sums over the inputs that reach it: the gradient of the convolution that goes the other way."""
    b, count = backwards, len(backwards.outputs)
    marks, lit = Marks("mark", count), {k: [] for k in np.ndindex(b.weight.shape)}
    for f, pairs in enumerate(b.made_of.values()):
        for o, k in pairs:
            marks.add(f, o, number(b.weight[k].item()))
            lit[k].append(f)
    changes = b.written() | marks.tracks()
    for k, frames in lit.items():
        changes[cell_id("w", (0, 0, *k)), "class"] = tracks.spans("cell", "cell active", frames, count)
    panels = {
        "input": b.input_panel(marks.svg(), "x, gradient of the output"),
        "kernel": b.kernel_panel(),
        "output": scene.output_panel(b.y[None], "y, gradient of the input"),
    }
    return {"drawing": Drawing(panels), "frames": tuple(map(b.frame, b.outputs)), "tracks": changes}


FILMED = {"scatter": stamps.scatter, "zeros": inserted.zeros, "matrix": _matrix, "gradient": _gradient}
WAYS = tuple(FILMED)
HEADINGS = {
    "scatter": "each input stamps the kernel",
    "zeros": "inserted, then a convolution with the flipped kernel",
    "matrix": "Wᵀx",
    "gradient": "each output sums over its readers",
}
