"""Convolution in one, two and three dimensions, computed in several ways that agree.

As everywhere in neural networks, "convolution" is cross-correlation: the kernel is not flipped.
To flip it is a step of its own, ``weight[..., ::-1, ::-1]``.
"""

from __future__ import annotations

import numpy as np

from convlib.ops.arguments import Call, result_type
from convlib.ops.methods import METHODS, problem
from convlib.ops.padding import pad_axes


def _conv(dimensions: int, input, weight, bias, stride, padding, dilation, groups, padding_mode, method) -> np.ndarray:
    given = {k: v for k, v in locals().items() if k != "dimensions"}
    call = Call(f"conv{dimensions}d", **given)
    x, batched = call.batch("input", dimensions)
    weight = call.weight("weight", dimensions)
    bias = call.bias(len(weight))
    groups = call.groups(x.shape[1], len(weight))
    method = call.choice("method", METHODS)
    call.channels(x.shape[1], weight, groups)
    window = call.window(x.shape[2:], weight.shape[2:])
    dtype = result_type(x, weight, bias)
    x, weight = x.astype(dtype, copy=False), weight.astype(dtype, copy=False)
    if complaint := problem(method, x, weight, window):
        call.fail(complaint, TypeError if dtype.hasobject else ValueError)
    y = METHODS[method](pad_axes(x, window.padding, padding_mode), weight, window.padded(), groups)
    if bias is not None:
        y = y + bias.astype(dtype, copy=False).reshape(-1, *(1,) * dimensions)
    return np.array(y if batched else y[0], dtype, order="C", copy=None, subok=False)


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
    as written), ``"im2col"`` (a matrix product), ``"matrix"`` (one Toeplitz matrix), ``"fft"``; all agree, for
    finite numbers.

    Integers give ``int64``, exact as far as it reaches; floats keep their type. Raises ``ValueError`` or
    ``TypeError``, restating the call, before any work.
    Source: lectures msu-7 (full formula), layer-types, ops-notes.
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
