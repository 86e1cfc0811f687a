"""Resizing maps: every output lies somewhere between the cells of the input, and is made of the nearest ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convlib.ops.arguments import Call, as_given, is_sequence
from convlib.relation.sampling import Resampling, resamplings

# mode: how each axis is read, and how many axes there are
MODES = {
    "nearest": ("nearest", None),
    "linear": ("linear", 1),
    "bilinear": ("linear", 2),
    "trilinear": ("linear", 3),
    "bicubic": ("cubic", 2),
}


def interpolate(input, size=None, scale_factor=None, mode="nearest", align_corners=None) -> np.ndarray:
    """Resize maps up or down; ``torch.nn.functional.interpolate``.

    >>> x = np.array([[[[1, 2], [3, 4]]]])               # one map, 2×2
    >>> interpolate(x, scale_factor=2)[0, 0]             # nearest: each cell four times
    array([[1, 1, 2, 2],
           [1, 1, 2, 2],
           [3, 3, 4, 4],
           [3, 3, 4, 4]])
    >>> interpolate(x, size=(2, 3), mode="bilinear")[0, 0]
    array([[1. , 1.5, 2. ],
           [3. , 3.5, 4. ]])
    >>> interpolate([[0.0, 8.0]], size=5, mode="linear", align_corners=True)
    array([[0., 2., 4., 6., 8.]])

    Give ``size``, or ``scale_factor`` (the output has ``floor(i · scale_factor)`` cells): a number, or one for each
    axis. ``mode``: ``"nearest"`` copies the nearest cell; ``"linear"``, ``"bilinear"`` and ``"trilinear"`` (one, two
    and three axes) weigh the two nearest cells on each axis; ``"bicubic"`` (two axes) weighs four, and may overshoot.
    ``align_corners``, for all but nearest: the centres of the corner cells stay where they are; otherwise the
    outer edges do.

    Shapes: ``(c, w)``, ``(c, h, w)`` or ``(c, d, h, w)`` as the mode says, with or without a batch axis in front. For
    nearest the batch axis is needed, as in PyTorch: without it ``(c, h, w)`` would look like ``(n, c, w)``.
    Types: floats keep theirs; integers too with nearest, otherwise they give ``float64``.
    Raises ``ValueError`` or ``TypeError``, restating the call, before any work.
    Source: lecture ops-notes (upsampling); cubic weights: Keys 1981.
    """
    call = Call("interpolate", **locals())
    kind, dimensions = MODES[call.choice("mode", MODES)]
    if dimensions:
        x, batched = call.batch("input", dimensions)
    else:
        x, batched = call.array("input", (3, 4, 5), "(n, c, w), (n, c, h, w) or (n, c, d, h, w)"), True
    if not all(x.shape[1:]):
        call.fail("input must have at least one channel, and one cell on each axis")
    if align_corners is not None and kind == "nearest":
        call.fail(f"align_corners goes with {', '.join(m for m in MODES if m != mode)}; nearest has no use for it")
    aligned = align_corners is not None and call.flag("align_corners")
    targets = _targets(call, x.shape[2:])
    axes = resamplings(x.shape[2:], *targets, kind, aligned, double=x.dtype == np.float64)
    dtype = np.dtype(np.float64) if x.dtype.kind in "iu" and kind != "nearest" else x.dtype
    y = x.astype(np.float32 if dtype == np.float16 else dtype, copy=False)
    for axis in reversed(range(2, x.ndim)):  # the last axis while the map is small, the others by whole rows
        y = _along(y, axis, axes[axis - 2])
    y = y.astype(dtype, copy=False)
    return as_given(y, batched)


def _targets(call: Call, sizes: tuple[int, ...]) -> tuple[Sequence[int], list[float | None]]:
    """The output size of each axis, and its scale factor or ``None``."""
    given = [name for name in ("size", "scale_factor") if call.arguments[name] is not None]
    if len(given) != 1:
        call.fail(f"give either size or scale_factor, not {'both' if given else 'neither'}")
    value, axes = call.arguments[given[0]], len(sizes)
    if is_sequence(value) and len(value) != axes:
        call.fail(f"{given[0]} must be one number or {axes}, one for each axis, not {len(value)}")
    if given == ["size"]:
        outputs, scales = call.per_axis("size", axes, 1), [None] * axes
    else:
        scales = [call.positive("scale_factor", v) for v in call.each("scale_factor", value, axes)]
        outputs = [int(n * scale) for n, scale in zip(sizes, scales, strict=True)]
    if not all(outputs):
        call.fail(f"scale_factor is too small: floor(i · scale_factor) is {outputs} cells")
    call.room(outputs)
    return outputs, scales


def _along(x: np.ndarray, axis: int, resampling: Resampling) -> np.ndarray:
    """Resize one axis: for each tap, gather the cells of all outputs, weigh them, and add."""
    cells, weights = resampling.table()
    if len(cells) == 1:  # nearest
        return x.take(cells[0], axis=axis)
    weights = weights.astype(x.dtype).reshape(len(cells), -1, *(1,) * (x.ndim - 1 - axis))
    y = x.take(cells[0], axis=axis)
    y *= weights[0]
    for cell, weight in zip(cells[1:], weights[1:], strict=True):
        part = x.take(cell, axis=axis)
        part *= weight
        y += part
    return y
