"""Layers that share fewer weights than a convolution, or none: locally connected and fully connected."""

from __future__ import annotations

from math import prod

import numpy as np

from convlib.ops.arguments import Call, as_given, result_type
from convlib.ops.padding import pad_axes


def locally_connected2d(
    input, weight, bias=None, stride=1, padding=0, dilation=1, *, padding_mode="zeros"
) -> np.ndarray:
    """A convolution without weight sharing: every place of the output has kernels of its own.

    >>> x = np.array([[[1, 2, 3, 4]]])                             # one channel, 1×4
    >>> weight = np.array([[1, 1], [1, -1], [0, 5]]).reshape(1, 3, 1, 1, 1, 2)
    >>> locally_connected2d(x, weight)                             # 1 + 2, 2 − 3, 5·4
    array([[[ 3, -1, 20]]])

    ``weight[i, j]`` is an ordinary ``conv2d`` weight, used at place (i, j) alone; where all are equal, the layer is
    that convolution. A convolution takes inputs of any size, this layer only those that give ``oh·ow`` places.

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``, weight ``(oh, ow, c_out, c, kh, kw)``, bias
    ``(c_out, oh, ow)``, one for every output cell; output ``(c_out, oh, ow)`` or ``(n, c_out, oh, ow)``. The other
    arguments, the types and the errors are those of :func:`convlib.conv2d`.
    Source: lectures msu-7 (partial sharing of weights), deep-conv.
    """
    call = Call("locally_connected2d", **locals())
    x, batched = call.batch("input", 2)
    weight = call.array("weight", (6,), "(oh, ow, c_out, c, h, w)")
    if bias is not None:
        bias = call.array("bias", (3,), "(c_out, oh, ow)")
    if not weight.size:
        call.fail("weight is empty")
    places, (c_out, c_in), kernel_size = weight.shape[:2], weight.shape[2:4], weight.shape[4:]
    if c_in != x.shape[1]:
        call.fail(f"weight takes {c_in} channels, input has {x.shape[1]}")
    window = call.window(x.shape[2:], kernel_size)
    if window.output_size != places:
        call.fail(f"weight has kernels for {places} places, the output has {window.output_size}")
    if bias is not None and bias.shape != (c_out, *places):
        call.fail(f"bias must hold one number for each cell of the output {(c_out, *places)}")
    dtype = result_type(x, weight, bias)
    x, weight = x.astype(dtype, copy=False), weight.astype(dtype, copy=False)
    view = window.padded().view(pad_axes(x, window.padding, padding_mode))  # (n, c, oh, ow, kh, kw)
    taps = np.moveaxis(view, (2, 3), (0, 1)).reshape(*places, len(x), weight[0, 0, 0].size)
    kernels = weight.reshape(*places, c_out, weight[0, 0, 0].size)
    y = np.moveaxis(kernels @ taps.swapaxes(2, 3), (3, 2), (0, 1))  # a matrix product at each place
    if bias is not None:
        y = y + bias.astype(dtype, copy=False)
    return as_given(y, batched)


def fully_connected(input, weight, bias=None) -> np.ndarray:
    """Every output reads every input, each by a weight of its own: ``input @ weight.T + bias``.

    >>> x = np.arange(6).reshape(1, 2, 3)                          # one channel, 2×3
    >>> fully_connected(x.reshape(-1), [[1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1]], [0, 100])
    array([ 15, 105])

    The same as ``torch.nn.functional.linear``: it works on the last axis. Maps are flattened first, as a step of
    its own: ``x.reshape(-1)``, or ``x.reshape(n, -1)`` for a batch.

    Shapes: input ``(in_features,)`` or ``(..., in_features)``, weight ``(out_features, in_features)``, bias
    ``(out_features,)``; output ``(out_features,)`` or ``(..., out_features)``. Integers give exact ``int64``;
    floats keep their type. Raises ``ValueError`` or ``TypeError``, restating the call, before any work.
    Source: lectures deep-conv (the same map as an MLP), msu-7 (no sharing of weights), ops-notes (the FC head).
    """
    call = Call("fully_connected", **locals())
    x = call.array("input", tuple(range(1, 65)), "(..., in_features)")
    weight = call.array("weight", (2,), "(out_features, in_features)")
    if not weight.size:
        call.fail("weight is empty")
    if x.shape[-1] != weight.shape[1]:
        maps = prod(x.shape[-3:]) == weight.shape[1]
        hint = "; flatten the maps first: input.reshape(-1), or input.reshape(n, -1) for a batch" * maps
        call.fail(f"weight takes {weight.shape[1]} features, the last axis of input has {x.shape[-1]}{hint}")
    bias = call.bias(len(weight))
    dtype = result_type(x, weight, bias)
    y = x.astype(dtype, copy=False) @ weight.astype(dtype, copy=False).T
    return np.ascontiguousarray(y if bias is None else y + bias.astype(dtype, copy=False))
