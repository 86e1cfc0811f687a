"""Pooling that is told the size of its output, and max pooling undone."""

from __future__ import annotations

import math

import numpy as np

from convlib.ops.arguments import Call, as_given, is_sequence
from convlib.ops.pooling import maps, maxima_and_places
from convlib.ops.reduction import Cells, averages, by_window, counts_of
from convlib.relation import Window, adaptive_range
from convlib.trace.numbers import value_of


def _sides(call: Call, allowed: tuple[int, ...]) -> int:
    """How many numbers ``output_size`` holds; as in PyTorch, a single one is no sequence."""
    value = call.arguments["output_size"]
    if not is_sequence(value) or len(value) not in allowed:
        call.fail(f"output_size must hold {' or '.join(map(str, allowed))} numbers, not {value!r}")
    return len(value)


def _adaptive(call: Call) -> tuple[np.ndarray, bool, list[Cells]]:
    """The input, whether it came as a batch, and for each axis the cells of every window."""
    x, batched = maps(call, 2)
    size, value = x.shape[2:], call.arguments["output_size"]
    if value is None:
        call.fail("output_size must be one number or two; None in a pair keeps that side", TypeError)
    if is_sequence(value):
        _sides(call, (2,))
    output_size = call.per_axis("output_size", 2, 0, kept=size)
    if not all(size):
        call.fail("input has no cells: h and w must be at least 1")
    call.room(output_size)
    sides = zip(size, output_size, strict=True)
    return x, batched, [[list(adaptive_range(o, n, count)) for o in range(count)] for n, count in sides]


def adaptive_avg_pool2d(input, output_size) -> np.ndarray:
    """Averages over windows chosen so that the output has ``output_size``, whatever the size of the input.

    >>> x = np.array([[[1, 2, 3, 4], [5, 6, 7, 8]], [[0, 0, 0, 8], [0, 0, 0, 0]]])      # two channels, 2×4
    >>> adaptive_avg_pool2d(x, 1)                        # global average pooling: one number for each map
    array([[[4.5]],
           [[1. ]]])
    >>> adaptive_avg_pool2d(x, (None, 3))                # None keeps the height; windows 0–1, 1–2, 2–3
    array([[[1.5, 2.5, 3.5],
            [5.5, 6.5, 7.5]],
           [[0. , 0. , 4. ],
            [0. , 0. , 0. ]]])

    Global average pooling (GAP) is ``output_size`` 1: H×W×C becomes 1×1×C, and a classifier after it takes images of
    any size. Output ``o`` of an axis averages inputs from floor(o·size / output_size) up to
    ceil((o + 1)·size / output_size): see :func:`convlib.relation.adaptive_range`.

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``; output ``(c, oh, ow)`` or ``(n, c, oh, ow)``. ``output_size``: a
    number, or one for each axis, of which ``None`` keeps the size. Integers give ``float64``; floats keep their type.
    Raises ``ValueError`` or ``TypeError``, restating the call, before any work.
    Source: lectures ops-notes (GAP against flatten and FC), cpen455-5; ``torch.nn.functional.adaptive_avg_pool2d``.
    """
    x, batched, cells = _adaptive(Call("adaptive_avg_pool2d", **locals()))
    return as_given(averages(x, lambda x: by_window(x, cells, np.sum), counts_of(cells)), batched)


def adaptive_max_pool2d(input, output_size, return_indices=False) -> np.ndarray | tuple[np.ndarray, np.ndarray]:
    """Maxima over windows chosen so that the output has ``output_size``, whatever the size of the input.

    >>> x = np.array([[[1, 2, 3, 4], [5, 6, 7, 8]]])     # one channel, 2×4
    >>> adaptive_max_pool2d(x, (1, 3))
    array([[[6, 7, 8]]])
    >>> adaptive_max_pool2d(x, 1, return_indices=True)   # global max pooling, and where it is
    (array([[[8]]]), array([[[7]]]))

    Windows, shapes and errors: as in :func:`adaptive_avg_pool2d`. Types and ``return_indices``: as in
    :func:`convlib.max_pool2d`. Source: lectures ops-notes, cpen455-5; ``torch.nn.functional.adaptive_max_pool2d``.
    """
    call = Call("adaptive_max_pool2d", **locals())
    x, batched, cells = _adaptive(call)
    return maxima_and_places(call, x, cells, batched)


def _places(call: Call, x: np.ndarray) -> np.ndarray:
    """The positions in ``indices``, as plain ``int64``; a traced number says where, it is not summed."""
    indices = call.array("indices", (3, 4), "the indices of max_pool2d")
    values = [value_of(v) for v in indices.flat] if indices.dtype == object else indices.ravel()
    places = np.array(values, None if len(values) else np.int64)
    if places.dtype.kind not in "iu":
        call.fail(f"indices must be integers, not {places.dtype}", TypeError)
    if indices.shape != x.shape:
        call.fail(f"indices must have the shape of input, {x.shape}, not {indices.shape}")
    return places.astype(np.int64)


def _unpooled_size(call: Call, window: Window) -> tuple[int, ...]:
    """The size before pooling: ``output_size``, or the smallest that ``window`` takes to the size of the input."""
    smallest = tuple(axis.input_sizes(axis.size)[0] for axis in window.axes)
    size = smallest
    if call.arguments["output_size"] is not None:
        size = call.per_axis("output_size", _sides(call, (2, 4)), 0)[-2:]
        if any(abs(n - least) >= axis.stride for n, least, axis in zip(size, smallest, window.axes, strict=True)):
            call.fail(f"output_size must differ from {smallest} by less than the stride {window.stride} on each axis")
    if min(size) < 1:
        call.fail(f"the output would be {size}, without a cell")
    call.room(size)
    return size


def max_unpool2d(input, indices, kernel_size, stride=None, padding=0, output_size=None) -> np.ndarray:
    """Put maxima back where they came from, and zeros elsewhere; ``torch.nn.functional.max_unpool2d``.

    >>> x = np.array([[[1, 2, 3, 4], [5, 6, 7, 8]]])     # one channel, 2×4
    >>> from convlib import max_pool2d
    >>> y, indices = max_pool2d(x, 2, return_indices=True)
    >>> max_unpool2d(y, indices, 2)
    array([[[0, 0, 0, 0],
            [0, 6, 0, 8]]])

    ``kernel_size``, ``stride``, ``padding``: those of the pooling; padding as numbers or ``(before, after)`` pairs.
    They tell the size: ``(size − 1)·stride + kernel_size − padding before and after`` on each axis. Pooling takes
    several sizes to one, so ``output_size`` may give another, nearer to this than one stride: ``(oh, ow)``, or the
    whole shape of a batch. Where two maxima have the same place, the last one stays.

    Shapes: input and indices ``(c, h, w)`` or ``(n, c, h, w)``; output ``(c, oh, ow)`` or ``(n, c, oh, ow)``. Every
    type stays what it is. Raises ``ValueError`` or ``TypeError``, restating the call, before any work.
    Source: lectures ops-notes (upsampling), cpen455-5 (max pooling); Zeiler and Fergus 2014, arXiv:1311.2901.
    """
    call = Call("max_unpool2d", **locals())
    x, batched = maps(call, 2)
    places = _places(call, call.arguments["input"])
    kernel_size = call.per_axis("kernel_size", 2, 1)
    stride = kernel_size if stride is None else call.per_axis("stride", 2, 1)
    if isinstance(padding, str):
        call.fail(f"padding must be the numbers that {padding!r} gave: they depend on the size before pooling")
    pairs = call.paddings(x.shape[2:], kernel_size, stride, (1, 1))
    if not all(x.shape[2:]):
        call.fail("input has no cells: h and w must be at least 1")
    size = _unpooled_size(call, Window.of(x.shape[2:], kernel_size, stride=stride, padding=pairs))
    if places.size and not (places.min() >= 0 and places.max() < math.prod(size)):
        wrong = places[(places < 0) | (places >= math.prod(size))][0]
        call.fail(f"indices hold {wrong}, the cells of a {size[0]}×{size[1]} output go from 0 to {math.prod(size) - 1}")
    lead, cells = x.shape[:2], math.prod(x.shape[2:])
    y = np.full_like(x, 0, shape=(*lead, math.prod(size)))
    np.put_along_axis(y, places.reshape(*lead, cells), x.reshape(*lead, cells), axis=2)
    return as_given(y.reshape(*lead, *size), batched)
