"""Pooling: the largest or the average number of every window, channel by channel; there is nothing to learn."""

from __future__ import annotations

import numpy as np

from convlib.ops.arguments import Call, as_given
from convlib.ops.reduction import Cells, averages, by_tap, cells_of, counts_of, largest, maxima
from convlib.relation import Window


def maps(call: Call, dimensions: int) -> tuple[np.ndarray, bool]:
    """The input with a batch axis, and whether it came with one; maps without a channel are refused."""
    x, batched = call.batch("input", dimensions)
    if not x.shape[1]:
        call.fail("input has no channels")
    return x, batched


def maxima_and_places(call: Call, x: np.ndarray, cells: list[Cells], batched: bool, window: Window | None = None):
    """The maxima, and with ``return_indices`` where they are."""
    return_indices = call.flag("return_indices")
    y = as_given(maxima(x, cells, window), batched)
    return (y, as_given(largest(x, cells), batched)) if return_indices else y


def pool_window(call: Call, size: tuple[int, ...]) -> Window:
    """The window of a call, with PyTorch's limit on padding; every place of it reads a cell of the input."""
    kernel_size = call.per_axis("kernel_size", len(size), 1)
    window = call.window(size, kernel_size, kernel_size if call.arguments["stride"] is None else None)
    for name, axis in window.named:
        half = axis.kernel_size // 2
        if max(axis.padding) > half and not isinstance(call.arguments["padding"], str):
            call.fail(f"{name}: padding must be at most {half}, half of kernel_size={axis.kernel_size}")
    for name, axis in window.named:
        if (o := axis.padding_only) is not None:
            call.fail(f"{name}: window {o} would hold padding only, no cell of the input")
    return window


def _cells(window: Window, counted: Window | None = None) -> list[Cells]:
    """For each axis the cells that every place of ``window`` reads, of those that ``counted`` counts as input."""
    return [cells_of(c, axis.output_size) for axis, c in zip(window.axes, (counted or window).axes, strict=True)]


def _max_pool(
    dimensions: int, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    given = {k: v for k, v in locals().items() if k != "dimensions"}
    call = Call(f"max_pool{dimensions}d", **given)
    x, batched = maps(call, dimensions)
    window = pool_window(call, x.shape[2:])
    return maxima_and_places(call, x, _cells(window), batched, window)


def _avg_pool(
    dimensions: int, input, kernel_size, stride, padding, ceil_mode, count_include_pad, dilation, divisor_override=None
) -> np.ndarray:
    given = {k: v for k, v in locals().items() if k != "dimensions"}
    call = Call(f"avg_pool{dimensions}d", **given)
    x, batched = maps(call, dimensions)
    window = pool_window(call, x.shape[2:])
    counted = window.padded() if call.flag("count_include_pad") else window  # what hangs over both never counts
    counts = counts_of(_cells(window, counted)) if divisor_override is None else call.integer("divisor_override", 1)
    return as_given(averages(x, lambda x: by_tap(x, window, np.add, 0), counts), batched)


def max_pool1d(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """The largest number of every window of a sequence; ``torch.nn.functional.max_pool1d`` with more ways to pad.

    >>> max_pool1d([[1, 3, 2, 9, 4, 4]], 2, return_indices=True)       # of two fours, the first
    (array([[3, 9, 4]]), array([[1, 3, 4]]))

    Shapes: input ``(c, w)`` or ``(n, c, w)``; output ``(c, o)`` or ``(n, c, o)``. The arguments, the errors and
    the types are those of :func:`max_pool2d`. Source: lectures cpen455-5, ops-notes.
    """
    return _max_pool(1, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool2d(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """The largest number of every window of an image; ``torch.nn.functional.max_pool2d`` with more ways to pad.

    >>> x = np.array([[[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]])      # one channel, 4×4
    >>> max_pool2d(x, 2)
    array([[[6, 8],
            [3, 4]]])
    >>> max_pool2d(x, 2, return_indices=True)[1]         # cell 5 of the 4×4 is the 6
    array([[[ 5,  7],
            [ 8, 15]]])

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``; output ``(c, oh, ow)`` or ``(n, c, oh, ow)``, sizes as in
    :func:`convlib.conv2d`. With ``return_indices`` a pair: the maxima and, ``int64``, where each is, counted row by
    row over one map of the input. Among equals the first one wins; a NaN wins always, and of those the last.

    ``stride`` is ``kernel_size`` unless given. ``padding``: as in ``conv2d``; a padding cell holds nothing and never
    wins. As numbers it is at most half of ``kernel_size``, and no window may hold padding only. ``dilation`` spreads
    the window. ``ceil_mode``: a last window may hang over the end, if it starts before it.

    Every type stays what it is. Raises ``ValueError`` or ``TypeError``, restating the call, before any work.
    Source: lectures cpen455-5 (a 4×4 example, shift invariance), ops-notes.
    """
    return _max_pool(2, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def max_pool3d(
    input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """The largest number of every window of a volume; ``torch.nn.functional.max_pool3d`` with more ways to pad.

    >>> max_pool3d(np.arange(24).reshape(1, 2, 3, 4), (2, 3, 2))
    array([[[[21, 23]]]])

    Shapes: input ``(c, d, h, w)`` or ``(n, c, d, h, w)``; output with ``(od, oh, ow)`` at the end. The arguments,
    the errors and the types are those of :func:`max_pool2d`. Source: lectures layer-types (volumes), cpen455-5.
    """
    return _max_pool(3, input, kernel_size, stride, padding, dilation, ceil_mode, return_indices)


def avg_pool1d(
    input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, *, dilation=1
) -> np.ndarray:
    """The average of every window of a sequence; ``torch.nn.functional.avg_pool1d`` with more ways to pad.

    >>> avg_pool1d([[1, 3, 2, 9, 4, 4]], 3, stride=1)    # a moving average
    array([[2.        , 4.66666667, 5.        , 5.66666667]])

    Shapes: input ``(c, w)`` or ``(n, c, w)``; output ``(c, o)`` or ``(n, c, o)``. The arguments, the errors and
    the types are those of :func:`avg_pool2d`. Source: lectures ops-notes, cpen455-5.
    """
    return _avg_pool(1, input, kernel_size, stride, padding, ceil_mode, count_include_pad, dilation)


def avg_pool2d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
    *,
    dilation=1,
) -> np.ndarray:
    """The average of every window of an image; ``torch.nn.functional.avg_pool2d`` with more ways to pad.

    >>> x = np.array([[[1, 3, 2], [5, 7, 4]]])           # one channel, 2×3
    >>> avg_pool2d(x, 2, stride=1)
    array([[[4., 4.]]])
    >>> avg_pool2d(x, 2, padding=1)                      # zeros around; each sum divided by 4
    array([[[0.25, 1.25],
            [1.25, 2.75]]])
    >>> avg_pool2d(x, 2, padding=1, count_include_pad=False)
    array([[[1. , 2.5],
            [5. , 5.5]]])

    Shapes and padding: as in :func:`max_pool2d`. A padding cell is a 0 that counts, unless ``count_include_pad`` is
    False; what hangs over the padding with ``ceil_mode`` never counts. ``divisor_override``, from 1 on, is what every
    sum is divided by instead. PyTorch has no ``dilation`` here.

    An average of integers is no integer: they give ``float64``. Floats keep their type. Raises ``ValueError`` or
    ``TypeError``, restating the call, before any work. Source: lectures ops-notes (averaging over a window),
    cpen455-5 (a 4×4 example).
    """
    return _avg_pool(2, input, kernel_size, stride, padding, ceil_mode, count_include_pad, dilation, divisor_override)


def avg_pool3d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
    *,
    dilation=1,
) -> np.ndarray:
    """The average of every window of a volume; ``torch.nn.functional.avg_pool3d`` with more ways to pad.

    >>> avg_pool3d(np.arange(24).reshape(1, 2, 3, 4), (2, 3, 2))
    array([[[[10.5, 12.5]]]])

    Shapes: input ``(c, d, h, w)`` or ``(n, c, d, h, w)``; output with ``(od, oh, ow)`` at the end. The arguments,
    the errors and the types are those of :func:`avg_pool2d`. Source: lectures layer-types (volumes), ops-notes.
    """
    return _avg_pool(3, input, kernel_size, stride, padding, ceil_mode, count_include_pad, dilation, divisor_override)
