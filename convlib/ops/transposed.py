"""Transposed convolution, computed in four ways that agree: the relation of a convolution, read backwards."""

from __future__ import annotations

import itertools
import math

import numpy as np

from convlib.ops.arguments import Call, result_type
from convlib.ops.matrix import product, size_problem, stamped, toeplitz
from convlib.ops.methods import windows
from convlib.ops.padding import pad_axes
from convlib.relation import Window

# Each way takes x (n, c, *o), weight (c, c_out / groups, *k), the window of the convolution that goes the other way,
# and groups; it gives y (n, c_out, *size of the window).


def scatter(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """Each input cell stamps its multiple of the kernel on the output, ``stride`` cells after the last stamp."""
    rows = np.swapaxes(weight.reshape(groups, -1, weight[0, 0].size * weight.shape[1]), 1, 2)
    columns = rows @ x.reshape(len(x), groups, rows.shape[2], math.prod(x.shape[2:]))
    stamps = columns.reshape(len(x), groups * weight.shape[1], *weight.shape[2:], *x.shape[2:])
    return stamped(lambda k: stamps[(slice(None), slice(None), *k)], window, stamps.shape[:2], x.dtype, x.shape[2:])


def zeros(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """Insert ``stride − 1`` zeros between cells, pad by p′ = dilation·(k − 1) − p, convolve with the flipped kernel."""
    ordinary = window.inserted(x.shape[2:])
    z = np.zeros(x.shape[:2] + ordinary.size, dtype=x.dtype)
    z[(..., *(slice(None, None, axis.stride) for axis in window.axes))] = x
    z = pad_axes(z, [tuple(max(p, 0) for p in pair) for pair in ordinary.padding], "zeros")
    z = z[(..., *(axis.kept for axis in ordinary.axes))]
    flipped = np.flip(weight, tuple(range(2, weight.ndim))).reshape(groups, -1, *weight.shape[1:])
    swapped = np.swapaxes(flipped, 1, 2).reshape(-1, flipped.shape[1], *weight.shape[2:])
    return windows(z, swapped, ordinary.padded(), groups)


def matrix(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """``y = Wᵀ x`` with the matrix W of the convolution that goes the other way."""
    w = toeplitz(weight, window, groups, x.shape[2:])
    return product(w.T, x.reshape(len(x), len(w), 1)).reshape(len(x), groups * weight.shape[1], *window.size)


def gradient(x: np.ndarray, weight: np.ndarray, window: Window, groups: int) -> np.ndarray:
    """The chain rule: a cell's gradient sums, over all outputs that read it, their gradient times the weight."""
    c_out = weight.shape[1]
    y = np.empty((len(x), groups * c_out, *window.size), dtype=x.dtype)
    for n, channel, i in itertools.product(range(len(x)), range(groups * c_out), np.ndindex(window.size)):
        group, within = divmod(channel, c_out)
        total = 0
        for c in range(group * len(weight) // groups, (group + 1) * len(weight) // groups):
            for o, k in window.readers(i):
                if all(oo < count for oo, count in zip(o, x.shape[2:], strict=True)):
                    total = total + x[(n, c, *o)] * weight[(c, within, *k)]
        y[(n, channel, *i)] = total
    return y


TRANSPOSED_METHODS = {"scatter": scatter, "zeros": zeros, "matrix": matrix, "gradient": gradient}


def _conv_transpose(
    dimensions: int, input, weight, bias, stride, padding, output_padding, groups, dilation, method
) -> np.ndarray:
    given = {k: v for k, v in locals().items() if k != "dimensions"}
    call = Call(f"conv_transpose{dimensions}d", **given)
    x, batched = call.batch("input", dimensions)
    weight = call.weight("weight", dimensions, lead="c, c_out / groups")
    groups = call.integer("groups", 1)
    c_out = weight.shape[1] * groups
    bias = call.bias(c_out)
    method = call.choice("method", TRANSPOSED_METHODS)
    if len(weight) != x.shape[1]:
        call.fail(f"weight takes {len(weight)} channels; input has {x.shape[1]}")
    call.groups(x.shape[1], c_out)
    window = transposed_window(call, x.shape[2:], weight.shape[2:])
    dtype = result_type(x, weight, bias)
    if method == "matrix" and (problem := size_problem(x.shape[1], c_out, window, dtype, outputs=x.shape[2:])):
        call.fail(problem)
    y = TRANSPOSED_METHODS[method](x.astype(dtype, copy=False), weight.astype(dtype, copy=False), window, groups)
    if bias is not None:
        y = y + bias.astype(dtype, copy=False).reshape(-1, *(1,) * dimensions)
    return np.array(y if batched else y[0], dtype, order="C", copy=None, subok=False)


def transposed_window(call: Call, size, kernel_size) -> Window:
    """The window of the convolution that goes the other way, from the arguments of a transposed one."""
    dimensions = len(size)
    stride, dilation = (call.per_axis(name, dimensions, 1) for name in ("stride", "dilation"))
    extra = call.per_axis("output_padding", dimensions, 0)
    if isinstance(call.arguments["padding"], str):
        call.fail("padding must be numbers here: a name does not say which output size is meant", TypeError)
    pairs = call.paddings(size, kernel_size, stride, dilation)
    if not all(size):
        call.fail(f"input has no cells: {size}")
    try:
        window = Window.of(size, kernel_size, stride=stride, padding=pairs, dilation=dilation).transposed(extra)
    except ValueError as problem:
        call.fail(str(problem))
    call.room(window.padded_size)
    return window


def conv_transpose1d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, method="scatter"
) -> np.ndarray:
    """Stamp kernels along a sequence; ``torch.nn.functional.conv_transpose1d``, with padding at either end.

    >>> conv_transpose1d([[1, 10]], [[[1, 2, 3]]], stride=2)         # two stamps, which overlap in one cell
    array([[ 1,  2, 13, 20, 30]])

    Shapes: input ``(c, w)`` or ``(n, c, w)``, weight ``(c, c_out / groups, k)``. The other arguments, the errors
    and the types are those of :func:`conv_transpose2d`. Source: lectures layer-types, cpen455-5.
    """
    return _conv_transpose(1, input, weight, bias, stride, padding, output_padding, groups, dilation, method)


def conv_transpose2d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, method="scatter"
) -> np.ndarray:
    """From the shape of a convolution's output back to the shape of its input; not to its values.

    >>> x, weight = np.array([[[1, 2], [3, 4]]]), np.ones((1, 1, 3, 3), int)
    >>> conv_transpose2d(x, weight, stride=2, padding=1)             # 2×2 to 3×3
    array([[[ 1,  3,  2],
            [ 4, 10,  6],
            [ 3,  7,  4]]])
    >>> conv_transpose2d(x, weight, stride=2, padding=1, output_padding=1).shape
    (1, 4, 4)

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``, weight ``(c, c_out / groups, kh, kw)``, bias ``(c_out,)``; output
    ``(c_out, oh, ow)`` or ``(n, c_out, oh, ow)``, on each axis
    ``(i − 1)·stride − padding before and after + dilation·(k − 1) + output_padding + 1``.

    ``stride``, ``padding`` and ``dilation`` are those of the convolution that goes the other way: ``padding`` (a
    number, one for each axis, or ``(before, after)`` for each) takes cells *away* here. Several of its input sizes
    give one output size; ``output_padding`` (below the stride or the dilation) says which one to go back to.
    ``method``: ``"scatter"`` (fast), ``"zeros"`` (zeros inserted, an ordinary convolution), ``"matrix"`` (``Wᵀx``),
    ``"gradient"`` (the chain rule, cell by cell); all agree, for finite numbers.

    Integers give ``int64``, exact as far as it reaches; floats keep their type. Raises ``ValueError`` or
    ``TypeError``, restating the call, before any work.
    Source: lectures cpen455-5, layer-types (four steps), msu-7.
    """
    return _conv_transpose(2, input, weight, bias, stride, padding, output_padding, groups, dilation, method)


def conv_transpose3d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1, *, method="scatter"
) -> np.ndarray:
    """Stamp kernels into a volume; ``torch.nn.functional.conv_transpose3d``, with padding at either end.

    >>> conv_transpose3d(np.ones((1, 2, 3, 4), int), np.ones((1, 2, 2, 2, 2), int), stride=2).shape
    (2, 4, 6, 8)

    Shapes: input ``(c, d, h, w)`` or ``(n, c, d, h, w)``, weight ``(c, c_out / groups, kd, kh, kw)``. The other
    arguments, the errors and the types are those of :func:`conv_transpose2d`. Source: lecture layer-types.
    """
    return _conv_transpose(3, input, weight, bias, stride, padding, output_padding, groups, dilation, method)
