"""The film of a convolution as one matrix: each output is a row, lit together with its window."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convlib.animate import scene
from convlib.animate.example import input_and_kernel
from convlib.film.drawing import (
    Drawing,
    Part,
    beside,
    cell_id,
    grid,
    labelled,
    number,
    scaled,
    stacked,
)
from convlib.film.film import Film, Frame
from convlib.film.words import name_of, options_of, times
from convlib.ops.arguments import Call
from convlib.ops.convolution import conv2d

MOST = 64  # rows or columns of a matrix that can still be read
SCALE = 0.6


def matrix(x=None, weight=None, *, size=(4, 5), kernel_size=3, stride=1, padding=0, dilation=1, seed=0) -> Film:
    """Film the matrix of a convolution, on given numbers or on an example of a given ``size`` and ``kernel_size``.

    >>> matrix(size=(3, 4), kernel_size=2)
    Film('3×4 input, 2×2 kernel: matrix 6×12', 6 frames)

    ``x``: ``(h, w)``, ``weight``: ``(kh, kw)``. The other arguments and the errors are those of
    :func:`convlib.conv2d`; a matrix of more than 64 rows or columns is refused. Source: lecture cpen455-5.
    """
    x, weight = input_and_kernel("matrix", x, weight, size, kernel_size, seed)
    options = dict(stride=stride, padding=padding, dilation=dilation)
    call = Call("matrix", x=x[0], weight=weight[0, 0], **options)
    run = scene.traced(call, conv2d, input=x, weight=weight, **options, method="matrix")
    frames = []
    for i in np.ndindex(run.output.shape[1:]):
        terms = [t for t in run.terms((0, *i)) if {c.array for c in t.cells} == {"input", "weight"}]
        cells = [{c.array: c.index for c in t.cells} for t in terms]
        reads = tuple((cell_id("x", c["input"]), cell_id("w", c["weight"])) for c in cells)
        sums = " + ".join(scene.product_of(t, x, weight, None) for t in terms)
        frames.append(
            Frame(cell_id("y", (0, *i)), reads, (name_of("y", i), sums or "0", number(run.output[(0, *i)].item())))
        )
    window = call.window(x.shape[1:], weight.shape[2:])
    notes = options_of(stride=window.stride, padding=window.padding, dilation=window.dilation)
    parts, frames, tracks, more = panels(call, x, weight, run.output[0], frames, transposed=False, notes=notes)
    given = ", ".join([f"{times(x.shape[1:])} input", f"{times(weight.shape[2:])} kernel", *notes])
    title = f"{given}: matrix {run.output.size}×{x.size}"
    labels = {"x": ("x", 1), "w": ("weight", 2), "y": ("y", 1), "m": ("matrix", 0)}
    values = {"x": x, "weight": weight, "y": run.output}
    return Film(title, Drawing(parts), tuple(frames), tracks, labels, values=values, **more)


def panels(
    call: Call, x: np.ndarray, weight: np.ndarray, y: np.ndarray, frames: Sequence[Frame], transposed: bool, notes
) -> tuple:
    """Panels, frames, tracks and copies; ``frames`` are the outputs in order, with what each reads."""
    count, inputs = len(frames), [cell_id("x", i) for i in np.ndindex(x.shape)]
    name = "Wᵀ" if transposed else "W"
    if max(count, len(inputs)) > MOST:
        call.fail(f"a matrix of {count}×{len(inputs)} is too large to read: at most {MOST} rows and columns")
    entries = {(r, inputs.index(x_id)): w_id for r, frame in enumerate(frames) for x_id, w_id in frame.reads}
    values = {cell_id("w", k): number(weight[k].item()) for k in np.ndindex(weight.shape)}
    marks, tracks, copies = scene.Marks("mark", count), {}, {}
    for c, x_id in enumerate(inputs):
        copies[cell_id("v", (c,))] = x_id
        rows = [r for r in range(count) if (r, c) in entries]
        tracks[cell_id("v", (c,)), "class"] = scene.spans("cell", "cell lit", rows, count)
        for r in rows:
            marks.add(r, _place(x_id), values[entries[r, c]])
    for (r, c), w_id in entries.items():
        copies[cell_id("m", (r, c))] = w_id
        tracks[cell_id("m", (r, c)), "class"] = scene.spans("cell", "cell lit", [r], count)
    for f, frame in enumerate(frames):
        copies[cell_id("u", (f,))] = frame.writes
        tracks |= scene.written(frame.writes, f, count) | scene.written(cell_id("u", (f,)), f, count)
    tracks |= marks.tracks() | scene.moved("ring_0", [_place(f.writes) for f in frames])
    product = _product(name, x, y, entries, values)
    h, w = x.shape[1:]
    shown = grid("x", (0,), range(h), range(w), lambda h, w: number(x[0, h, w].item()), over=marks.svg())
    kernel = scene.kernel(weight[0, 0], f"kernel {times(weight.shape[2:])}", notes)
    parts = {
        "input": stacked([labelled(shown, f"input {times((h, w))}"), kernel], 22),
        "matrix": labelled(product, f"{name} {count}×{len(inputs)}", ["below it the input"]),
        "output": scene.output(y),
    }
    pairs = [
        tuple((x_id, cell_id("m", (r, inputs.index(x_id)))) for x_id, _ in frame.reads)
        for r, frame in enumerate(frames)
    ]
    frames = [
        frame._replace(reads=own, also=(cell_id("u", (r,)),))
        for r, (frame, own) in enumerate(zip(frames, pairs, strict=True))
    ]
    return parts, frames, tracks, {"copies": copies}


def _product(name: str, x: np.ndarray, y: np.ndarray, entries: dict, values: dict) -> Part:
    """The matrix, the input under its columns, the output beside its rows."""
    rows, columns = range(y.size), range(x.size)
    text = lambda r, c: values[entries[r, c]] if (r, c) in entries else "0"  # noqa: E731
    w = grid("m", (), rows, columns, text, kind=lambda r, c: "cell" if (r, c) in entries else "cell faint")
    below = grid("v", (), [0], columns, lambda _, c: number(x.flat[c].item()), name=lambda _, c: cell_id("v", (c,)))
    side = grid("u", (), rows, [0], lambda r, _: number(y.flat[r].item()), name=lambda r, _: cell_id("u", (r,)))
    return scaled(beside([stacked([w, below], 10), side], 10), SCALE)


def _place(element: str) -> tuple[int, ...]:
    return tuple(map(int, element.split("_")[-2:]))
