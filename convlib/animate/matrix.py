"""The film of a convolution as one matrix: each output is a row, lit together with its window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from convlib.animate import scene, tracks
from convlib.animate.example import input_and_kernel
from convlib.animate.scene import w_id, x_id, y_id
from convlib.animate.tracks import Marks, Tracks
from convlib.film.drawing import Drawing, Part, beside, cell_id, grid, labelled, number, scaled, stacked
from convlib.film.film import Film, Frame
from convlib.film.words import Caption, options_of, times
from convlib.ops.arguments import Call
from convlib.ops.convolution import conv2d
from convlib.relation import Index
from convlib.trace import Reads

MOST = 64  # rows or columns of a matrix that can still be read
SCALE = 0.6


@scene.can_ask
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
    arrays = {"input": x, "weight": weight}
    run, window = scene.traced(
        call, conv2d, lambda call: call.window(x.shape[1:], weight.shape[2:]), **arrays, **options, method="matrix"
    )
    outputs, rows, captions = list(window.outputs()), [], []
    for o in outputs:
        terms = [t for t in run.terms((0, *o)) if {c.array for c in t.cells} == arrays.keys()]
        cells = [{c.array: c.index for c in t.cells} for t in terms]
        rows.append({c["input"][1:]: c["weight"][2:] for c in cells})
        found = Reads("sum", tuple((t,) for t in terms))
        captions.append(scene.caption(scene.named("y", o), found, arrays, run.output[(0, *o)]))
    product = Product("W", x[0], weight[0, 0], run.output[0], rows)
    given = dict(stride=window.stride, padding=window.padding, dilation=window.dilation)
    title = scene.title(window, gives=f"matrix {run.output.size}×{x.size}", **given)
    labels, values = scene.labels(x=1, w=2, y=1, m=0), {"x": x, "weight": weight, "y": run.output}
    return Film(title, labels=labels, values=values, **played(call, product, captions, options_of(**given)))


class Product(NamedTuple):
    """``y = Wx``: for each output, a row, the kernel cell that meets each input, a column."""

    name: str
    x: np.ndarray  # (h, w)
    weight: np.ndarray  # (kh, kw)
    y: np.ndarray  # (oh, ow)
    rows: list[dict[Index, Index]]

    @property
    def inputs(self) -> list[Index]:
        return list(np.ndindex(self.x.shape))

    @property
    def outputs(self) -> list[Index]:
        return list(np.ndindex(self.y.shape))

    def filled(self) -> list[tuple[int, int, Index]]:
        """Row, column and kernel cell of every entry that is not a zero."""
        columns = {i: c for c, i in enumerate(self.inputs)}
        return [(r, columns[i], k) for r, row in enumerate(self.rows) for i, k in row.items()]


def _m(r: int, c: int) -> str:
    return cell_id("m", (r, c))


def _v(c: int) -> str:
    return cell_id("v", (c,))


def _u(r: int) -> str:
    return cell_id("u", (r,))


def played(call: Call, product: Product, captions: Sequence[Caption], notes: Sequence[str]) -> dict:
    """The drawing, frames, tracks and copies of a product's film; ``captions`` are the outputs' sums, in order."""
    rows, columns = product.y.size, product.x.size
    if max(rows, columns) > MOST:
        call.fail(f"a matrix of {rows}×{columns} is too large to read: at most {MOST} rows and columns")
    marks = Marks("mark", rows)
    for i in product.inputs:
        for r, row in enumerate(product.rows):
            if i in row:
                marks.add(r, i, number(product.weight[row[i]].item()))
    return {
        "drawing": Drawing(_panels(product, marks, notes)),
        "frames": _frames(product, captions),
        "tracks": _lit(product) | _written(product) | marks.tracks(),
        "copies": _copies(product),
    }


def _panels(product: Product, marks: Marks, notes: Sequence[str]) -> dict[str, Part]:
    shown = labelled(grid("x", (0,), numbers=product.x, over=marks.svg()), f"input {times(product.x.shape)}")
    kernel = scene.kernel_panel(product.weight, f"kernel {times(product.weight.shape)}", notes)
    size = f"{product.name} {product.y.size}×{product.x.size}"
    return {
        "input": stacked([shown, kernel], 22),
        "matrix": labelled(_matrix(product), size, ["below it the input"]),
        "output": scene.output_panel(product.y[None]),
    }


def _matrix(product: Product) -> Part:
    """The matrix, the input under its columns, the output beside its rows."""
    rows, columns = range(product.y.size), range(product.x.size)
    weights = {(r, c): number(product.weight[k].item()) for r, c, k in product.filled()}

    def kind(*place: int) -> str:
        return "cell" if place in weights else "cell faint"

    w = grid("m", (), rows, columns, lambda *place: weights.get(place, "0"), kind=kind)
    below = grid("v", (), numbers=product.x.reshape(1, -1), name=lambda _, c: _v(c))
    side = grid("u", (), numbers=product.y.reshape(-1, 1), name=lambda r, _: _u(r))
    return scaled(beside([stacked([w, below], 10), side], 10), SCALE)


def _frames(product: Product, captions: Sequence[Caption]) -> tuple[Frame, ...]:
    reads: list[list[tuple[str, str]]] = [[] for _ in captions]
    for r, c, _ in product.filled():
        reads[r].append((x_id(product.inputs[c]), _m(r, c)))
    moments = zip(product.outputs, reads, captions, strict=True)
    return tuple(Frame(y_id(o), tuple(pairs), said, also=(_u(r),)) for r, (o, pairs, said) in enumerate(moments))


def _lit(product: Product) -> Tracks:
    """A row's entries, and the inputs they meet, stand out while it is computed."""
    count, changes = len(product.rows), {}
    for c, i in enumerate(product.inputs):
        reading = [r for r, row in enumerate(product.rows) if i in row]
        changes[_v(c), "class"] = tracks.spans("cell", "cell lit", reading, count)
    for r, c, _ in product.filled():
        changes[_m(r, c), "class"] = tracks.spans("cell", "cell lit", [r], count)
    return changes


def _written(product: Product) -> Tracks:
    count, changes = len(product.rows), tracks.moved("ring_0", product.outputs)
    for r, o in enumerate(product.outputs):
        changes |= tracks.written(y_id(o), r, count) | tracks.written(_u(r), r, count)
    return changes


def _copies(product: Product) -> dict[str, str]:
    """Entries copy kernel cells, the row below the matrix the input, the column beside it the output."""
    copies = {_v(c): x_id(i) for c, i in enumerate(product.inputs)}
    copies |= {_m(r, c): w_id(k) for r, c, k in product.filled()}
    return copies | {_u(r): y_id(o) for r, o in enumerate(product.outputs)}
