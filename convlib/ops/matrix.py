"""Convolution as a matrix, and windows as columns: the linear algebra of the relation."""

from __future__ import annotations

import math

import numpy as np

from convlib.ops.arguments import Call, result_type
from convlib.ops.padding import pad_axes
from convlib.relation import Index, Window

MAX_BYTES = 2**28


def toeplitz(weight: np.ndarray, window: Window, groups: int, outputs: tuple[int, ...] | None = None) -> np.ndarray:
    """``(c_out · outputs, c · inputs)``: in the row of output o and the column of input i stands the weight of the
    tap k that ties them, else 0. Taps on padding have no column. Of all outputs, or the first ``outputs``."""
    c_out, c_in = weight.shape[:2]
    outputs = outputs or window.output_size
    rows, columns = math.prod(outputs), math.prod(window.size)
    w = np.zeros((groups, c_out // groups, rows, groups, c_in, columns), dtype=weight.dtype)
    by_group = weight.reshape(groups, c_out // groups, c_in, *weight.shape[2:])
    for k in window.taps():
        row, column = _entries(k, window, outputs)
        for g in range(groups):  # the channels of a group read those of the same group
            w[g, :, row, g, :, column] = by_group[(g, slice(None), slice(None), *k)]
    return w.reshape(c_out * rows, groups * c_in * columns)


def _entries(k: Index, window: Window, outputs: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Where tap ``k`` stands in the matrix of one map and one channel: its rows, and the column in each."""
    o, i = window.slices(k, outputs)
    return tuple(np.arange(math.prod(n)).reshape(n)[cells].ravel() for n, cells in ((outputs, o), (window.size, i)))


def product(w: np.ndarray, x: np.ndarray) -> np.ndarray:
    """``w @ x``; of traced numbers, only over the entries of w that hold a weight."""
    if not w.dtype.hasobject:
        return w @ x
    y = np.zeros((len(x), len(w), 1), dtype=object)
    for n, row in np.ndindex(y.shape[:2]):
        columns = [c for c, entry in enumerate(w[row]) if type(entry) is not int]
        y[n, row] = w[row, columns] @ x[n, columns] if columns else 0
    return y


def conv_matrix(
    weight, input_size, stride=1, padding=0, dilation=1, groups=1, *, max_bytes: int = MAX_BYTES
) -> np.ndarray:
    """The matrix W of a convolution, ``conv(x).ravel() == W @ x.ravel()``: Toeplitz, in 2-D doubly block Toeplitz.

    >>> conv_matrix([[[1, 2, 3]]], 5)
    array([[1, 2, 3, 0, 0],
           [0, 1, 2, 3, 0],
           [0, 0, 1, 2, 3]])
    >>> conv_matrix([[[[1, 2], [3, 4]]]], (2, 3))
    array([[1, 2, 0, 3, 4, 0],
           [0, 1, 2, 0, 3, 4]])

    ``weight``: ``(c_out, c / groups, *k)`` for one to three axes; ``input_size``: a number, or one per axis. Result:
    ``(c_out · outputs, c · inputs)``, zero padding has no columns. Its transpose is the transposed convolution.
    Raises ``ValueError``, with the size it would have, for a matrix above ``max_bytes`` (256 MiB).
    Source: lecture cpen455-5 (matrix multiplication views).
    """
    call = Call("conv_matrix", **locals())
    weight = call.weight("weight", 1, 2, 3)
    size = call.per_axis("input_size", weight.ndim - 2, 1)
    groups = call.integer("groups", 1)
    groups = call.groups(weight.shape[1] * groups, len(weight))
    window = call.window(size, weight.shape[2:])
    max_bytes = call.integer("max_bytes", 1, most=2**63)
    if problem := size_problem(len(weight), weight.shape[1] * groups, window, weight.dtype, max_bytes):
        call.fail(problem)
    return toeplitz(weight, window, groups)


def size_problem(
    c_out: int, c_in: int, window: Window, dtype: np.dtype, most: int = MAX_BYTES, outputs=None
) -> str | None:
    """How large the matrix would be, in words, when it is above ``most`` bytes."""
    rows, columns = c_out * math.prod(outputs or window.output_size), c_in * math.prod(window.size)
    if (needed := rows * columns * dtype.itemsize) <= most:
        return None
    return f"the matrix would be {rows}×{columns} {dtype}, {needed:,} bytes; the limit is {most:,}"


def unfold(input, kernel_size, dilation=1, padding=0, stride=1) -> np.ndarray:
    """Every window of an image as a column (im2col); ``torch.nn.functional.unfold`` with more ways to pad.

    >>> unfold([[[1, 2, 3], [4, 5, 6]]], kernel_size=2)          # two windows, four cells each
    array([[1, 2],
           [2, 3],
           [4, 5],
           [5, 6]])

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``; output ``(c · kh · kw, windows)``, with ``n`` in front when the
    input has it. Raises ``ValueError`` or ``TypeError``, restating the call. Source: lecture cpen455-5 (im2patch).
    """
    call = Call("unfold", **locals())
    x, batched = call.batch("input", 2)
    window = call.window(x.shape[2:], call.per_axis("kernel_size", 2, 1))
    padded = pad_axes(x, window.padding, "zeros")
    columns = np.moveaxis(window.padded().view(padded), (2, 3), (4, 5))
    y = columns.reshape(len(x), x.shape[1] * math.prod(window.kernel_size), math.prod(window.output_size))
    return np.array(y if batched else y[0], order="C", subok=False)


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1) -> np.ndarray:
    """Columns back to an image, cells of several windows added up: the transpose of :func:`unfold`.

    >>> fold(np.ones((4, 2), int), output_size=(2, 3), kernel_size=2)       # the middle lies in both windows
    array([[[1, 2, 1],
            [1, 2, 1]]])

    Shapes: input ``(c · kh · kw, windows)``, output ``(c, *output_size)``; ``n`` in front of both when there is a
    batch. As ``torch.nn.functional.fold``. Raises ``ValueError`` or ``TypeError``, restating the call.
    Source: lecture cpen455-5 (transposed convolution as ``Wᵀy``).
    """
    call = Call("fold", **locals())
    x = call.array("input", (2, 3), "(c · kh · kw, windows) or (n, c · kh · kw, windows)")
    kernel_size = call.per_axis("kernel_size", 2, 1)
    window = call.window(call.per_axis("output_size", 2, 1), kernel_size)
    taps, places = math.prod(kernel_size), math.prod(window.output_size)
    if x.shape[-2] % taps or not x.shape[-2]:
        call.fail(f"input has {x.shape[-2]} rows, which is no multiple of the {taps} taps of the kernel")
    if x.shape[-1] != places:
        call.fail(f"input has {x.shape[-1]} columns, but {places} windows {window.output_size} fit the output")
    columns = x.reshape(*x.shape[:-2], x.shape[-2] // taps, *kernel_size, *window.output_size)
    return stamped(lambda k: columns[(..., *k, *(slice(None),) * 2)], window, columns.shape[:-4], result_type(x))


def stamped(tap, window: Window, lead: tuple[int, ...], dtype: np.dtype, outputs=None) -> np.ndarray:
    """Add up what each tap k writes: the cell of output o of ``tap(k)`` lands on the input that o reads there."""
    y = np.zeros(lead + window.size, dtype=dtype)
    for k in window.taps():
        o, i = window.slices(k, window.output_size if outputs is None else outputs)
        y[(..., *i)] += tap(k)[(..., *o)]
    return y
