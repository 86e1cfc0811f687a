"""Reading maps between their cells, and the gradients of doing so."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from convlib.ops.arguments import Call, as_given, result_type
from convlib.ops.padding import pad_axes
from convlib.relation.sampling import neighbours


class _Corner(NamedTuple):
    """One of the four cells around each position: where it lies in the flat maps, and how much it counts."""

    index: np.ndarray
    weight: np.ndarray
    y_slope: np.ndarray  # how the weight changes as y grows, and as x grows
    x_slope: np.ndarray


def _corners(maps: np.ndarray, y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, Iterator[_Corner]]:
    """Maps ``(n, c, h, w)`` as one row of channels per cell, and the four corners of positions ``(n, ...)``.

    One row and one column of zeros are put behind the cells: all positions outside read there.
    """
    n, c, h, w = maps.shape
    cells = np.moveaxis(pad_axes(maps, ((0, 1), (0, 1)), "zeros"), 1, -1)
    image = np.arange(n).reshape(-1, *(1,) * (y.ndim - 1))
    pairs = itertools.product(neighbours(y, h), neighbours(x, w))
    corners = (
        _Corner(np.ravel_multi_index((image, i, j), cells.shape[:3]), a * b, slope_a * b, a * slope_b)
        for (i, a, slope_a), (j, b, slope_b) in pairs
    )
    return cells.reshape(n * (h + 1) * (w + 1), c), corners


def sample(maps: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Maps ``(n, c, h, w)`` at positions ``(n, ...)``: ``(n, c, ...)``."""
    cells, corners = _corners(maps, y, x)
    total = sum(cells.take(corner.index, axis=0) * corner.weight.astype(maps.dtype)[..., None] for corner in corners)
    return np.moveaxis(total, -1, 1)


def map_grad(maps: np.ndarray, y: np.ndarray, x: np.ndarray, grad_output: np.ndarray) -> np.ndarray:
    """The gradient of :func:`sample` with respect to the maps: each share goes back to the cell it came from."""
    n, c, h, w = maps.shape
    cells, corners = _corners(maps, y, x)
    grad, grad_cells = np.moveaxis(grad_output, 1, -1), np.zeros_like(cells)
    for corner in corners:
        np.add.at(grad_cells, corner.index, grad * corner.weight.astype(maps.dtype)[..., None])
    inside = grad_cells.reshape(n, h + 1, w + 1, c)[:, :h, :w]
    return np.moveaxis(inside, -1, 1)


def position_grad(maps: np.ndarray, y: np.ndarray, x: np.ndarray, grad_output: np.ndarray) -> list[np.ndarray]:
    """The gradients of :func:`sample` with respect to ``y`` and ``x``, added up over the channels."""
    cells, corners = _corners(maps, y, x)
    grad, totals = np.moveaxis(grad_output, 1, -1), [0, 0]
    for corner in corners:
        along = (grad * cells.take(corner.index, axis=0)).sum(axis=-1)
        slopes = (corner.y_slope, corner.x_slope)
        totals = [total + along * slope.astype(maps.dtype) for total, slope in zip(totals, slopes, strict=True)]
    return totals


def positions(call: Call, name: str, ranks: tuple[int, ...], shape: str) -> np.ndarray:
    """An array that says where to read: plain, finite numbers."""
    array = call.array(name, ranks, shape)
    if array.dtype == object:
        array = np.array(array.tolist()).reshape(array.shape)
    if array.dtype.kind not in "iuf":
        call.fail(f"{name} says where to read, so its numbers must be plain; for a trace, give a list", TypeError)
    call.real_array(name, array)
    return array


def common_type(values: list[np.ndarray | None], *places: np.ndarray) -> np.dtype:
    """The type of the values; integers stay integers only where the positions are integers too."""
    dtype = result_type(*values)
    between = dtype.kind == "i" and any(p.dtype.kind == "f" for p in places)
    return np.dtype(np.float64) if between else dtype


def gradient(call: Call, shape: tuple[int, ...], batched: bool) -> np.ndarray:
    """``grad_output``, which must have the shape of the output; with a batch axis."""
    expected = shape if batched else shape[1:]
    grad = call.array("grad_output", (len(expected),), f"shaped as the output, {expected}")
    if grad.shape != expected:
        call.fail(f"grad_output must be shaped as the output, {expected}")
    return grad.reshape(shape)


def _sampled(call: Call) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
    """Input, y and x of a call, with a batch axis, and whether they came with one."""
    maps, batched = call.batch("input", 2)
    if not all(maps.shape[2:]):
        call.fail("input must have at least one cell on each axis")
    ranks = tuple(range(int(batched), 9))
    y, x = (positions(call, name, ranks, "(n, ...) as input has a batch axis") for name in ("y", "x"))
    if y.shape != x.shape:
        call.fail("y and x must have the same shape")
    if batched and len(y) != len(maps):
        call.fail(f"y and x must hold positions for each of the {len(maps)} inputs, they do for {len(y)}")
    return (maps, y, x, True) if batched else (maps, y[None], x[None], False)


def bilinear_sample(input, y, x) -> np.ndarray:
    """Read maps at real positions: row ``y``, column ``x``, in cells; outside there are zeros.

    The four cells around a position count with ``G = max(0, 1 − |y − s|)·max(0, 1 − |x − t|)``.

    >>> maps = np.array([[[1, 2], [3, 5]]])              # one channel, 2×2
    >>> bilinear_sample(maps, y=[0, 0.5, 0, -0.5], x=[1, 0.5, 0.25, 0])
    array([[2.  , 2.75, 1.25, 0.5 ]])

    Shapes: input ``(c, h, w)``, y and x ``(...)`` alike; output ``(c, ...)``. Or with a batch axis in front of each.
    Floats keep their type; integers give ``float64``, or ``int64`` at positions of an integer type.
    Raises ``ValueError`` or ``TypeError``, restating the call, before any work; NaN and infinity are no positions.
    Source: lecture msu-7 (deformable convolution); Dai et al. 2017, "Deformable Convolutional Networks", eq. 3.
    """
    maps, y, x, batched = _sampled(Call("bilinear_sample", **locals()))
    sampled = sample(maps.astype(common_type([maps], y, x), copy=False), y, x)
    return as_given(sampled, batched)


def bilinear_sample_grad(input, y, x, grad_output) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of :func:`bilinear_sample`: ``(grad_input, grad_y, grad_x)``.

    Positions have gradients too, which is how offsets are learned: along y the sample changes by the cells below
    less the cells above. At a whole position, where the slope jumps, it is the slope after it, as in PyTorch.

    >>> maps = np.array([[[1, 2], [3, 5]]])
    >>> grad_input, grad_y, grad_x = bilinear_sample_grad(maps, y=[0.5], x=[0.25], grad_output=[[1]])
    >>> grad_y, grad_x                                   # 0.75·(3 − 1) + 0.25·(5 − 2), 0.5·(2 − 1) + 0.5·(5 − 3)
    (array([2.25]), array([1.5]))
    >>> grad_input
    array([[[0.375, 0.125],
            [0.375, 0.125]]])

    Shapes: those of :func:`bilinear_sample`, with grad_output shaped as its output; each gradient is shaped as what it
    belongs to. Errors and types too. Source: Dai et al. 2017, appendix A.
    """
    call = Call("bilinear_sample_grad", **locals())
    maps, y, x, batched = _sampled(call)
    grad = gradient(call, (*maps.shape[:2], *y.shape[1:]), batched)
    dtype = common_type([maps, grad], y, x)
    maps, grad = maps.astype(dtype, copy=False), grad.astype(dtype, copy=False)
    grads = (map_grad(maps, y, x, grad), *position_grad(maps, y, x, grad))
    return tuple(np.asarray(g if batched else g[0], order="C") for g in grads)  # a single y has no axes
