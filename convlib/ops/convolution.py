"""Convolution in one, two and three dimensions, computed in several ways that agree.

As everywhere in neural networks, "convolution" is cross-correlation: the kernel is not flipped.
To flip it is a step of its own, ``weight[..., ::-1, ::-1]``.
"""

from __future__ import annotations

import itertools

import numpy as np

from convlib.ops.arguments import Call, result_type
from convlib.ops.padding import pad_axes
from convlib.window import Window

# Each method takes a padded x (n, c, *padded), weight (c_out, c / groups, *k), the window over the
# padded input, and groups; it gives y (n, c_out, *o).


def _loops(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
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


def _windows(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """Every window at once, as a view; one ``tensordot`` over channels and taps for each group."""
    d = len(window.axes)
    taps = range(2, 2 + d)
    parts = [
        np.tensordot(window.view(x_g), w_g, axes=([1, *range(2 + d, 2 + 2 * d)], [1, *taps]))
        for x_g, w_g in zip(np.split(x, groups, axis=1), np.split(weight, groups), strict=True)
    ]
    return np.moveaxis(np.concatenate(parts, axis=-1), -1, 1)


def _im2col(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """Each window a column, each kernel a row: convolution as one matrix product for each group."""
    n, d, places = len(x), len(window.axes), int(np.prod(window.output_size))
    view = np.moveaxis(window.view(x), range(2, 2 + d), range(-d, 0))  # (n, c, *k, *o)
    columns = view.reshape(n, groups, weight[0].size, places)
    rows = weight.reshape(groups, len(weight) // groups, weight[0].size)
    return (rows @ columns).reshape(n, len(weight), *window.output_size)


METHODS = {"loops": _loops, "windows": _windows, "im2col": _im2col}


def _conv(dimensions: int, input, weight, bias, stride, padding, dilation, groups, padding_mode, method) -> np.ndarray:
    given = {k: v for k, v in locals().items() if k != "dimensions"}
    call = Call(f"conv{dimensions}d", **given)
    spatial = ("d, h, w", "h, w", "w")[3 - dimensions]
    ranks = (dimensions + 1, dimensions + 2)
    x = call.array("input", ranks, f"(c, {spatial}) or (n, c, {spatial})")
    weight = call.array("weight", ranks[1:], f"(c_out, c / groups, {spatial})")
    if bias is not None:
        bias = call.array("bias", (1,), "(c_out,)")
    stride, dilation = call.per_axis("stride", dimensions, 1), call.per_axis("dilation", dimensions, 1)
    groups = call.integer("groups", 1)
    method = METHODS[call.choice("method", METHODS)]
    batched = x.ndim == ranks[1]
    x = x if batched else x[None]
    channels, (c_out, c_in), kernel_size = x.shape[1], weight.shape[:2], weight.shape[2:]
    if not weight.size:
        call.fail("weight is empty")
    if channels % groups or c_out % groups:
        call.fail(f"groups={groups} must divide the {channels} channels of input and the {c_out} of the output")
    if channels != c_in * groups:
        call.fail(
            f"weight takes {c_in} channels in each of {groups} groups, {c_in * groups} in all; input has {channels}"
        )
    if bias is not None and bias.shape != (c_out,):
        call.fail(f"bias must hold one number for each of the {c_out} output channels")
    pairs = call.paddings(x.shape[2:], kernel_size, stride, dilation)
    window = Window.of(x.shape[2:], kernel_size, stride=stride, padding=pairs, dilation=dilation)
    if window.problem:
        call.fail(window.problem)
    dtype = result_type(x, weight, bias)
    x, weight = x.astype(dtype, copy=False), weight.astype(dtype, copy=False)
    y = method(pad_axes(x, pairs, padding_mode), weight, window.padded(), groups)
    if bias is not None:
        y = y + bias.astype(dtype, copy=False).reshape(-1, *(1,) * dimensions)
    return np.ascontiguousarray(y if batched else y[0])


def conv1d(
    input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, padding_mode="zeros", method="windows"
) -> np.ndarray:
    """Slide kernels along a sequence; ``torch.nn.functional.conv1d`` with more ways to pad.

    >>> conv1d([[1, 2, 4, 8, 16]], [[[-1, 1]]])          # differences of neighbours
    array([[1, 2, 4, 8]])

    Shapes: input ``(c, w)`` or ``(n, c, w)``, weight ``(c_out, c / groups, k)``, bias ``(c_out,)``;
    output ``(c_out, o)`` or ``(n, c_out, o)``. The other arguments, the errors and the types are those
    of :func:`conv2d`. Source: lectures layer-types, cpen455-5.
    """
    return _conv(1, input, weight, bias, stride, padding, dilation, groups, padding_mode, method)


def conv2d(
    input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, padding_mode="zeros", method="windows"
) -> np.ndarray:
    """Slide kernels over an image; ``torch.nn.functional.conv2d`` with more ways to pad.

    >>> x = np.arange(16).reshape(1, 4, 4)               # one channel, 4×4
    >>> weight = np.array([[[[0, 1], [1, 0]]]])          # one map from one channel, 2×2
    >>> conv2d(x, weight, stride=2)
    array([[[ 5,  9],
            [21, 25]]])
    >>> conv2d(x, weight, padding="same", padding_mode="reflect").shape
    (1, 4, 4)

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``, weight ``(c_out, c / groups, kh, kw)``, bias
    ``(c_out,)``; output ``(c_out, oh, ow)`` or ``(n, c_out, oh, ow)``, on each axis
    ``floor((i + padding before and after − dilation·(k − 1) − 1) / stride) + 1``.

    ``stride``, ``dilation``: an integer, or one for each axis. ``padding``: the same, or ``(before, after)``
    for each axis, or ``"valid"``, ``"same"`` (``ceil(i / stride)`` outputs, an odd cell after),
    ``"same_lower"`` (an odd cell before), ``"full"`` (every overlap counts). ``padding_mode``: ``"zeros"``,
    ``"reflect"``, ``"replicate"``, ``"circular"``. ``method``: ``"windows"`` (fast), ``"loops"`` (the formula
    as written), ``"im2col"`` (a matrix product); all agree.

    Integers give exact ``int64``; floats keep their type. Raises ``ValueError`` or ``TypeError``, restating
    the call, before any work. Source: lectures msu-7 (full formula), layer-types, ops-notes.
    """
    return _conv(2, input, weight, bias, stride, padding, dilation, groups, padding_mode, method)


def conv3d(
    input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, padding_mode="zeros", method="windows"
) -> np.ndarray:
    """Slide kernels through a volume; ``torch.nn.functional.conv3d`` with more ways to pad.

    >>> conv3d(np.ones((1, 3, 4, 5), int), np.ones((2, 1, 2, 2, 2), int)).shape
    (2, 2, 3, 4)

    Shapes: input ``(c, d, h, w)`` or ``(n, c, d, h, w)``, weight ``(c_out, c / groups, kd, kh, kw)``, bias
    ``(c_out,)``. The other arguments, the errors and the types are those of :func:`conv2d`.
    Source: lecture layer-types.
    """
    return _conv(3, input, weight, bias, stride, padding, dilation, groups, padding_mode, method)
