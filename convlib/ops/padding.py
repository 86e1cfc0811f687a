"""Cells around an input: zeros, or copies of the cells inside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convlib.ops.arguments import Call
from convlib.relation import padding_problem, source_index

MODES = {"constant": "zeros", "reflect": "reflect", "replicate": "replicate", "circular": "circular"}


def pad(input, pad: Sequence[int], mode: str = "constant", value=0) -> np.ndarray:
    """Pad the last axes of an array; the same as ``torch.nn.functional.pad``, for any number of axes.

    ``pad`` goes from the last axis backwards: ``(left, right, top, bottom, ...)``, each at least 0.
    ``mode`` is ``"constant"`` (filled with ``value``), ``"reflect"``, ``"replicate"`` or ``"circular"``:

    >>> pad([1, 2, 3, 4], (2, 2))
    array([0, 0, 1, 2, 3, 4, 0, 0])
    >>> pad([1, 2, 3, 4], (2, 2), mode="reflect")       # a mirror in the border cell
    array([3, 2, 1, 2, 3, 4, 3, 2])
    >>> pad([1, 2, 3, 4], (2, 2), mode="replicate")     # the border cell again and again
    array([1, 1, 1, 2, 3, 4, 4, 4])
    >>> pad([1, 2, 3, 4], (2, 2), mode="circular")      # the other end
    array([3, 4, 1, 2, 3, 4, 1, 2])

    The type stays; ``value`` must fit it. Raises ``ValueError`` or ``TypeError``, restating the call, before any work.
    Source: lecture msu-7 (a frame of zeros or a mirror image); layer-types.
    """
    call = Call("pad", input=input, pad=pad, mode=mode, value=value)
    x = call.array("input", tuple(range(1, 9)), "an array with at least one axis")
    call.choice("mode", MODES)
    if not isinstance(pad, (tuple, list)) or len(pad) % 2 or len(pad) > 2 * x.ndim:
        call.fail(f"pad must hold (before, after) for up to {x.ndim} axes, the last axis first")
    numbers = call.per_axis("pad", len(pad), 0) if pad else ()
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))[::-1]
    for size, pair in zip(x.shape[x.ndim - len(pairs) :], pairs, strict=True):
        if problem := padding_problem(size, pair, MODES[mode]):
            call.fail(problem)
    call.room([n + sum(pair) for n, pair in zip(x.shape[x.ndim - len(pairs) :], pairs, strict=True)])
    value = 0 if value is None else value
    if isinstance(value, bool) or not isinstance(value, (int, float, np.integer, np.floating)):
        call.fail(f"value must be one number, not {value!r}", TypeError)
    if mode != "constant" and value != 0:
        call.fail(f"mode {mode!r} copies cells of the input, it takes no value")
    if not _fits(value, x.dtype):
        call.fail(f"value {value} does not fit {x.dtype}; convert the input to another type", TypeError)
    padded = pad_axes(x, pairs, MODES[mode], value)
    return padded.copy() if padded is x else padded


def _fits(value, dtype: np.dtype) -> bool:
    """Whether a number of this type can be ``value``, up to rounding; an infinity or NaN is a float's."""
    if dtype.kind == "O":
        return True
    if dtype.kind == "f":
        return not float(np.finfo(dtype).max) < abs(value) < float("inf")
    return np.iinfo(dtype).min <= value <= np.iinfo(dtype).max and value == int(value)


def pad_axes(x: np.ndarray, pairs: Sequence[tuple[int, int]], padding_mode: str, value=0) -> np.ndarray:
    """Pad the last ``len(pairs)`` axes, first axis first; arguments are valid already."""
    lead = x.ndim - len(pairs)
    if not any(map(any, pairs)):
        return x
    if padding_mode == "zeros":
        shape = tuple(n + sum(pair) for n, pair in zip(x.shape[lead:], pairs, strict=True))
        padded = np.full(x.shape[:lead] + shape, value, dtype=x.dtype)
        inner = tuple(slice(b, b + n) for n, (b, _) in zip(x.shape[lead:], pairs, strict=True))
        padded[(..., *inner)] = x
        return padded
    for axis, (before, after) in enumerate(pairs, start=lead):
        size = x.shape[axis]
        x = x.take([source_index(i, size, padding_mode) for i in range(-before, size + after)], axis=axis)
    return x
