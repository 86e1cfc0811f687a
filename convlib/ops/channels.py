"""Channels: convolve each alone, mix them at a place, reorder them, and trade them for space."""

from __future__ import annotations

import numpy as np

from convlib.ops.arguments import Call, as_given, result_type
from convlib.ops.convolution import conv2d

_RANKS = tuple(range(3, 65))  # three axes or more


def depthwise_conv2d(
    input, weight, bias=None, stride=1, padding=0, dilation=1, *, padding_mode="zeros", method="windows"
) -> np.ndarray:
    """Convolve each channel alone, with m kernels of its own: no channel meets another.

    >>> x = np.array([[[1, 2, 3], [4, 5, 6]], [[0, 1, 0], [1, 0, 1]]])      # two channels, 2×3
    >>> weight = np.array([[[[1, 1]]], [[[1, -1]]]])                        # one kernel for each, 1×2
    >>> depthwise_conv2d(x, weight)
    array([[[ 3,  5],
            [ 9, 11]],
           [[-1,  1],
            [ 1, -1]]])

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``, weight ``(c·m, 1, kh, kw)``, bias ``(c·m,)``; output
    ``(c·m, oh, ow)`` or ``(n, c·m, oh, ow)``, where channel ``c·m`` holds the m maps of channel 0, then those of
    channel 1. It is ``conv2d`` with ``groups=c``. m, the channel multiplier, follows from the shapes.

    The other arguments, the types and the errors are those of :func:`convlib.conv2d`.
    Source: lectures ops-notes, deep-conv, msu-7 (M = K = g, here m = 1).
    """
    call = Call("depthwise_conv2d", **locals())
    x, _ = call.batch("input", 2)
    weight = depthwise_kernels(call, "weight", x.shape[1])
    rest = {"padding_mode": padding_mode, "method": method}
    try:
        return conv2d(call.arguments["input"], weight, bias, stride, padding, dilation, x.shape[1], **rest)
    except (ValueError, TypeError) as error:
        if not hasattr(error, "complaint"):
            raise
        call.fail(error.complaint, type(error))


def pointwise_conv2d(input, weight, bias=None) -> np.ndarray:
    """Mix the channels at every place, without looking left or right: a 1×1 convolution.

    >>> x = np.array([[[1, 2, 3]], [[10, 20, 30]]])      # two channels, 1×3
    >>> pointwise_conv2d(x, [[1, 1], [2, 0], [0, -1]])   # to three
    array([[[ 11,  22,  33]],
           [[  2,   4,   6]],
           [[-10, -20, -30]]])

    It is one matrix, ``(c_out, c)``, applied to the channels of every cell.

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``, weight ``(c_out, c)`` or ``(c_out, c, 1, 1)``, bias
    ``(c_out,)``; output ``(c_out, h, w)`` or ``(n, c_out, h, w)``. Types and errors as in :func:`convlib.conv2d`.
    Source: lectures deep-conv (C → C' with C' larger, smaller or equal), ops-notes.
    """
    call = Call("pointwise_conv2d", **locals())
    x, batched = call.batch("input", 2)
    weight = mixing_matrix(call, "weight", x.shape[1])
    bias = call.bias(len(weight))
    if 0 in x.shape[2:]:
        call.fail("input has no cells: h and w must be at least 1")
    dtype = result_type(x, weight, bias)
    cells = x.astype(dtype, copy=False).reshape(*x.shape[:2], x.shape[2] * x.shape[3])
    y = (weight.astype(dtype, copy=False) @ cells).reshape(len(x), len(weight), *x.shape[2:])
    if bias is not None:
        y = y + bias.astype(dtype, copy=False)[:, None, None]
    return as_given(y, batched)


def channel_shuffle(input, groups) -> np.ndarray:
    """Deal the channels out again: the first of every group, then the second of every group, and so on.

    >>> x = np.arange(6).reshape(1, 6, 1)                # one sequence of one cell, 6 channels in 2 groups
    >>> channel_shuffle(x, 2).ravel()
    array([0, 3, 1, 4, 2, 5])

    Between two grouped convolutions it lets what one group found reach the others. It moves numbers and computes
    none: the type stays. The same as ``torch.nn.functional.channel_shuffle``.

    Shapes: input and output ``(n, c, ...)`` with at least one axis after the channels. Here, as in PyTorch, the
    second axis is always the channels: maps ``(c, h, w)`` without a batch axis need one, ``x[None]``.
    ``groups`` must divide c. Raises ``ValueError`` or ``TypeError``, restating the call.
    Source: lecture layer-types; Zhang et al., ShuffleNet, 2018.
    """
    call = Call("channel_shuffle", **locals())
    x = call.array("input", _RANKS, "(n, c, ...) with at least one axis after the channels")
    groups, (n, c) = call.integer("groups", 1), x.shape[:2]
    if c % groups:
        call.fail(f"groups={groups} must divide the {c} channels of input")
    dealt = x.reshape(n, groups, c // groups, *x.shape[2:]).swapaxes(1, 2)
    return np.array(dealt, order="C").reshape(x.shape)


def pixel_shuffle(input, upscale_factor) -> np.ndarray:
    """Trade channels for space: r·r channels become one map r times as high and wide (sub-pixel convolution).

    >>> pixel_shuffle(np.array([[[1, 5]], [[2, 6]], [[3, 7]], [[4, 8]]]), 2)       # 4 channels, 1×2
    array([[[1, 2, 5, 6],
            [3, 4, 7, 8]]])

    Cell (a, b) of every r×r tile comes from channel ``a·r + b``. It moves numbers and computes none: the type
    stays. The same as ``torch.nn.functional.pixel_shuffle``.

    Shapes: input ``(..., c·r², h, w)``, output ``(..., c, h·r, w·r)``, with any number of axes in front.
    Raises ``ValueError`` or ``TypeError``, restating the call.
    Source: lecture ops-notes (upsampling); Shi et al., Real-time super-resolution (ESPCN), 2016.
    """
    call = Call("pixel_shuffle", **locals())
    x = call.array("input", _RANKS, "(..., c·r², h, w)")
    r, (*lead, channels, h, w) = call.integer("upscale_factor", 1), x.shape
    if channels % r**2:
        call.fail(f"upscale_factor² = {r**2} must divide the {channels} channels of input")
    tiles = x.reshape(*lead, channels // r**2, r, r, h, w)
    spread = np.moveaxis(tiles, (-4, -3), (-3, -1))  # (..., c, h, r, w, r)
    return np.array(spread, order="C").reshape(*lead, channels // r**2, h * r, w * r)


def pixel_unshuffle(input, downscale_factor) -> np.ndarray:
    """Trade space for channels: every r×r tile becomes r·r channels; takes :func:`pixel_shuffle` back.

    >>> pixel_unshuffle(np.array([[[1, 2, 5, 6], [3, 4, 7, 8]]]), 2).tolist()
    [[[1, 5]], [[2, 6]], [[3, 7]], [[4, 8]]]

    It moves numbers and computes none: the type stays. The same as ``torch.nn.functional.pixel_unshuffle``.

    Shapes: input ``(..., c, h·r, w·r)``, output ``(..., c·r², h, w)``, with any number of axes in front.
    Raises ``ValueError`` or ``TypeError``, restating the call. Source: Shi et al., ESPCN, 2016 (its inverse).
    """
    call = Call("pixel_unshuffle", **locals())
    x = call.array("input", _RANKS, "(..., c, h·r, w·r)")
    r, (*lead, c, height, width) = call.integer("downscale_factor", 1), x.shape
    if height % r or width % r:
        call.fail(f"downscale_factor={r} must divide the height {height} and the width {width} of input")
    tiles = x.reshape(*lead, c, height // r, r, width // r, r)
    gathered = np.moveaxis(tiles, (-3, -1), (-4, -3))  # (..., c, r, r, h, w)
    return np.array(gathered, order="C").reshape(*lead, c * r**2, height // r, width // r)


def depthwise_kernels(call: Call, name: str, channels: int) -> np.ndarray:
    """The argument ``name`` as kernels of a depthwise convolution: the same number for each channel."""
    weight = call.weight(name, 2, lead="c·m, 1")
    if weight.shape[1] != 1:
        call.fail(f"{name} must be (c·m, 1, h, w): a kernel reads one channel, not {weight.shape[1]}")
    if not channels or len(weight) % channels:
        call.fail(f"{name} has {len(weight)} kernels, no multiple of the {channels} channels of input")
    return weight


def mixing_matrix(call: Call, name: str, channels: int) -> np.ndarray:
    """The argument ``name`` as the matrix ``(c_out, c)`` of a 1×1 convolution."""
    weight = call.array(name, (2, 4), "(c_out, c) or (c_out, c, 1, 1)")
    if weight.shape[2:] not in ((), (1, 1)):
        call.fail(f"{name} must be (c_out, c) or (c_out, c, 1, 1), not {weight.shape}")
    if not weight.size:
        call.fail(f"{name} is empty")
    if weight.shape[1] != channels:
        call.fail(f"{name} takes {weight.shape[1]} channels, it gets {channels}")
    return weight.reshape(weight.shape[:2])
