"""What pooling is made of: the cells of every window combined into one number, and which of them is the largest."""

from __future__ import annotations

from functools import reduce

import numpy as np

from convlib.relation import Axis, Window
from convlib.trace.arrays import TracedArray
from convlib.trace.numbers import Traced

Cells = list[list[int]]  # on one axis: for every output, the inputs it reads


def cells_of(axis: Axis, outputs: int) -> Cells:
    """The inputs that each of the first ``outputs`` windows reads; padding is no input.

    >>> cells_of(Axis(size=5, kernel_size=3, stride=2, padding=(1, 1)), 3)
    [[0, 1], [1, 2, 3], [3, 4]]
    """
    return [[i for _, i in axis.taps(o) if axis.inside(i)] for o in range(outputs)]


def counts_of(cells: list[Cells]) -> np.ndarray:
    """How many cells each window holds, all axes together."""
    return reduce(np.multiply.outer, [np.array([len(window) for window in windows], int) for windows in cells])


# Arrays below are (n, c, *size): maps with a batch axis. Each function goes along one axis after the other, the last
# one first: the largest of a square is the largest of its rows' largest, and a sum is the sum of its rows' sums.


def by_tap(x: np.ndarray, window: Window, combine: np.ufunc, start) -> np.ndarray:
    """All windows at once, a tap at a time. A tap takes part only in the windows in which it falls inside: padding
    is never read, so it can never win."""
    for place, axis in reversed(list(enumerate(window.axes, start=2))):
        before, shape = (slice(None),) * place, list(x.shape)
        shape[place] = axis.output_size
        y = np.full_like(x, start, shape=shape)
        for k in range(axis.kernel_size):
            o, i = axis.slices(k)
            combine(y[(*before, o)], x[(*before, i)], out=y[(*before, o)])
        x = y
    return x


def by_window(x: np.ndarray, cells: list[Cells], combine) -> np.ndarray:
    """A window at a time, for windows that differ in length, and for traced numbers."""
    for place, windows in reversed(list(enumerate(cells, start=2))):
        before, shape = (slice(None),) * place, list(x.shape)
        shape[place] = len(windows)
        y = np.full_like(x, 0, shape=shape)
        for o, window in enumerate(windows):
            y[(*before, o)] = combine(x.take(window, place), axis=place)
        x = y
    return x


def largest(x: np.ndarray, cells: list[Cells]) -> np.ndarray:
    """The flat position of every window's maximum: of the first one, as in PyTorch, but of the last NaN."""
    position = np.arange(np.prod(x.shape[2:], dtype=int)).reshape(1, 1, *x.shape[2:])
    for place, windows in reversed(list(enumerate(cells, start=2))):
        first = np.array([window[0] for window in windows], int)
        best = x.take(first, place)
        at = np.broadcast_to(position.take(first, place), best.shape).copy()
        for t in range(1, max(map(len, windows), default=0)):
            cell = [window[min(t, len(window) - 1)] for window in windows]  # a short window's last one again
            value = x.take(cell, place)
            better = (value > best) | (value != value)
            np.maximum(best, value, out=best)
            np.copyto(at, position.take(cell, place), where=better)
        x, position = best, at
    return position


def averages(x: np.ndarray, total, counts) -> np.ndarray:
    """``total(x) / counts``; float16 is summed in float32, integers give float64."""
    dtype = x.dtype if x.dtype.kind in "fO" else np.dtype(np.float64)
    wide = np.dtype(np.float32) if dtype == np.float16 else dtype
    return (total(x.astype(wide, copy=False)) / np.asarray(counts).astype(wide)).astype(dtype, copy=False)


def maxima(x: np.ndarray, cells: list[Cells], window: Window | None = None) -> np.ndarray:
    """The largest number of every window; of a NaN, NaN."""
    if x.dtype == object and any(isinstance(number, Traced) for number in x.flat):
        x = x.view(TracedArray)  # it remembers whom the winner met
    if window is None or x.dtype == object:
        return by_window(x, cells, np.max)
    return by_tap(x, window, np.maximum, -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min)
