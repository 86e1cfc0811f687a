"""The ways to compute a convolution. All agree; each is short enough to read in class.

Each takes a padded x ``(n, c, *padded)``, weight ``(c_out, c / groups, *k)``, the window over the padded input,
and groups; it gives y ``(n, c_out, *o)``.
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from convlib.ops.matrix import product, size_problem, toeplitz
from convlib.relation import Window

BLOCK = 1 << 18  # numbers that are copied out of the windows at a time: they stay in the cache


def loops(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """The lecture's formula, one product at a time."""
    c_out, c_in = weight.shape[:2]
    y = np.empty((len(x), c_out, *window.output_size), dtype=x.dtype)
    for n, channel, o in itertools.product(range(len(x)), range(c_out), window.outputs()):
        first = channel // (c_out // groups) * c_in
        total = 0
        for c in range(c_in):
            for k, i in window.terms(o):
                total = total + x[(n, first + c, *i)] * weight[(channel, c, *k)]
        y[(n, channel, *o)] = total
    return y


def im2col(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """Each window a column, each kernel a row: convolution as one matrix product for each group."""
    rows = weight.reshape(groups, len(weight) // groups, weight[0].size)
    columns = _by_tap(x, window, groups).reshape(len(x), groups, weight[0].size, math.prod(window.output_size))
    return (rows @ columns).reshape(len(x), len(weight), *window.output_size)


def windows(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """im2col a few output rows at a time, so that the copied windows stay in the cache."""
    n, c_out, first = len(x), len(weight), window.output_size[0]
    rows = weight.reshape(groups, c_out // groups, weight[0].size)
    view = _by_tap(x, window, groups)
    y = np.empty((n, groups, c_out // groups, math.prod(window.output_size)), dtype=x.dtype)
    line = y.shape[3] // first
    step = max(1, BLOCK * first // max(1, math.prod(view.shape[1:])))
    for image, start in itertools.product(range(n), range(0, first, step)):
        o = (slice(None),) * len(window.axes) + (slice(start, start + step),)
        columns = view[(image, slice(None), slice(None), *o)].reshape(*rows.shape[::2], -1)
        np.matmul(rows, columns, out=y[image, :, :, start * line : (start + step) * line])
    return y.reshape(n, c_out, *window.output_size)


def _by_tap(x: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """All windows, a view ``(n, groups, c / groups, *k, *o)``: the taps before the outputs."""
    d = len(window.axes)
    view = window.view(x.reshape(len(x), groups, x.shape[1] // groups, *x.shape[2:]))
    return np.moveaxis(view, range(3, 3 + d), range(-d, 0))


def matrix(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """The whole convolution as one Toeplitz matrix: ``y = W x``."""
    w = toeplitz(weight, window, groups)
    return product(w, x.reshape(len(x), w.shape[1], 1)).reshape(len(x), len(weight), *window.output_size)


def fft(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """Multiply spectra: every shift at once, of which each ``stride``-th is kept."""
    maps = x.reshape(len(x), groups, 1, x.shape[1] // groups, *x.shape[2:])
    kernels = _dilated(weight, window)
    kernels = kernels.reshape(groups, len(weight) // groups, weight.shape[1], *window.extent)
    products = _spectrum(maps, window) * _spectrum(kernels, window).conj()  # (n, groups, c_out / groups, c, ...)
    shifts = np.fft.irfftn(products.sum(axis=3), window.size, _last_axes(window))
    kept = tuple(inputs for _, inputs in (axis.slices(0) for axis in window.axes))  # the first taps' cells
    y = shifts[(..., *kept)].reshape(len(x), len(weight), *window.output_size)
    return np.rint(y).astype(np.int64) if x.dtype.kind == "i" else y


def _dilated(weight: np.ndarray, window: Window) -> np.ndarray:
    """Kernels ``(..., *extent)``: the taps ``dilation`` cells apart, zeros between them."""
    dilated = np.zeros(weight.shape[:2] + window.extent, dtype=weight.dtype)
    dilated[(..., *(slice(None, None, axis.dilation) for axis in window.axes))] = weight
    return dilated


def _spectrum(a: np.ndarray, window: Window) -> np.ndarray:
    """The spectrum over the whole input, in double precision where the type has no spectrum of its own."""
    wide = a.astype(np.float64) if a.dtype.kind == "i" or a.dtype == np.float16 else a
    return np.fft.rfftn(wide, window.size, _last_axes(window))


def _last_axes(window: Window) -> tuple[int, ...]:
    return tuple(range(-len(window.axes), 0))


def problem(method: str, x: np.ndarray, weight: np.ndarray, window: Window) -> str | None:
    """Why ``method`` cannot compute this one, in words."""
    if method == "matrix":
        return size_problem(len(weight), x.shape[1], window.padded(), x.dtype)
    if method == "fft" and x.dtype == object:
        return "method 'fft' rounds, so it takes plain integers and floats only; a trace cannot follow it"
    if method == "fft" and x.dtype.kind == "i":
        largest = weight[0].size * _largest(x) * _largest(weight)
        return "method 'fft' is exact only for sums below 2**40; use another one" if largest >= 2**40 else None
    return None


def _largest(x: np.ndarray) -> float:
    """The largest magnitude; the least ``int64`` has none of its own type."""
    return np.abs(x, dtype=np.float64).max(initial=0)


METHODS = {"loops": loops, "windows": windows, "im2col": im2col, "matrix": matrix, "fft": fft}
