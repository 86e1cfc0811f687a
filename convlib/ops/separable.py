"""Convolution in two cheaper steps: columns then rows (spatially separable), or maps then channels (depthwise)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from convlib.ops.arguments import Call, as_given, result_type
from convlib.ops.channels import depthwise_conv2d, depthwise_kernels, mixing_matrix, pointwise_conv2d
from convlib.ops.padding import pad_axes
from convlib.relation import Axis, Window


@dataclass(frozen=True, slots=True, eq=False)
class Separated:
    """The column times row nearest to a kernel, and how near: see :func:`separate`."""

    column: np.ndarray
    row: np.ndarray
    error: float
    rank: int
    singular_values: np.ndarray


def separate(kernel) -> Separated:
    """Write a kernel as a column times a row, as well as that can be done: exactly if its rank is one.

    >>> kernel = np.outer([3, 4, 5], [1, 2, 3])
    >>> parts = separate(kernel)
    >>> parts.rank, parts.error
    (1, 0.0)
    >>> np.outer(parts.column, parts.row).round(9)
    array([[ 3.,  6.,  9.],
           [ 4.,  8., 12.],
           [ 5., 10., 15.]])
    >>> plus = separate([[0, 1, 0], [1, 1, 1], [0, 1, 0]])                # a plus sign: no column times row
    >>> plus.rank, round(plus.error, 3)
    (2, 0.447)

    The factors are the first singular vectors, of equal length, with the largest entry of ``column`` positive; no
    other column times row is nearer. ``error`` is how far it is from the kernel, as a share of the kernel: root of
    the sum of squares over all taps (the Frobenius norm). Where the largest singular value comes twice, other
    factors are as near. A kernel of zeros has rank 0 and error 0.

    Shapes: kernel ``(kh, kw)``; column ``(kh,)``, row ``(kw,)``, singular values, largest first, ``(min(kh, kw),)``.
    Floats keep their type, integers give ``float64``. Raises ``ValueError`` or ``TypeError``, restating the call.
    Source: lecture cpen455-5 ([3 4 5]ᵀ·[1 2 3]; "rank one only"); the best choice is Eckart and Young, 1936.
    """
    call = Call("separate", **locals())
    kernel = call.array("kernel", (2,), "(h, w)")
    if not kernel.size:
        call.fail("kernel is empty")
    call.real_array("kernel", kernel)
    dtype = kernel.dtype if kernel.dtype.kind == "f" else np.dtype(np.float64)
    columns, sizes, rows = np.linalg.svd(kernel.astype(np.float64), full_matrices=False)
    shares = sizes / (sizes[0] or 1)
    rank = int((shares > max(kernel.shape) * np.finfo(dtype).eps).sum())
    error = np.linalg.norm(shares[1:rank]) / (np.linalg.norm(shares) or 1)
    column, row = columns[:, 0] * sizes[0] ** 0.5, rows[0] * sizes[0] ** 0.5
    largest = np.argmax(np.abs(column) > 0.999 * np.abs(column).max())  # the first, if rounding parts equal ones
    sign = -1 if column[largest] < 0 else 1
    column, row, sizes = ((a + 0.0).astype(dtype) for a in (sign * column, sign * row, sizes))
    return Separated(column, row, float(error), rank, sizes)


def separable_conv2d(input, column, row, stride=1, padding=0, dilation=1, *, padding_mode="zeros") -> np.ndarray:
    """Convolve each channel with a column, then with a row: kh + kw products a cell in place of kh·kw.

    >>> x = np.arange(12).reshape(1, 3, 4) ** 2
    >>> separable_conv2d(x, [1, 2, 1], [-1, 0, 1])                 # Sobel: smooth down, differences across
    array([[[80, 96]]])
    >>> depthwise_conv2d(x, np.outer([1, 2, 1], [-1, 0, 1])[None, None])
    array([[[80, 96]]])

    It is the depthwise convolution with ``outer(column, row)`` for a kernel; the two steps may change places.

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``; column ``(kh,)``, the same for every channel, or ``(c, kh)``;
    row ``(kw,)`` or ``(c, kw)``; output ``(c, oh, ow)`` or ``(n, c, oh, ow)``. The other arguments, the types and
    the errors are those of :func:`convlib.conv2d`. Source: lecture cpen455-5 (spatially separable).
    """
    call = Call("separable_conv2d", **locals())
    x, batched = call.batch("input", 2)
    column, row = (_lines(call, name, x.shape[1]) for name in ("column", "row"))
    down, across = call.window(x.shape[2:], (column.shape[1], row.shape[1])).axes
    dtype = result_type(x, column, row)
    y = _along(x.astype(dtype, copy=False), 0, down, column.astype(dtype), padding_mode)
    y = _along(y, 1, across, row.astype(dtype), padding_mode)
    return as_given(y, batched)


def _along(x: np.ndarray, place: int, axis: Axis, lines: np.ndarray, padding_mode: str) -> np.ndarray:
    """Convolve every channel down (place 0) or across (1), a tap of all windows at a time."""
    axes = [Axis(size, kernel_size=1) for size in x.shape[2:]]
    axes[place] = axis
    window = Window(tuple(axes))
    view = window.padded().view(pad_axes(x, window.padding, padding_mode))
    by_tap = view.reshape(*view.shape[:4], axis.kernel_size)  # (n, c, oh, ow, k), still a view
    return sum(by_tap[..., k] * lines[:, k, None, None] for k in range(axis.kernel_size))


def depthwise_separable_conv2d(
    input, depthwise_weight, pointwise_weight, bias=None, stride=1, padding=0, dilation=1, *, padding_mode="zeros"
) -> np.ndarray:
    """Convolve each channel alone, then mix the channels at every place: MobileNet's convolution.

    >>> x = np.array([[[1, 2, 3]], [[0, 1, 0]]])                   # two channels, 1×3
    >>> depthwise = np.array([[[[1, 1]]], [[[1, -1]]]])            # one kernel for each, 1×2
    >>> depthwise_separable_conv2d(x, depthwise, [[1, 0], [1, 1], [1, -1]])
    array([[[3, 5]],
           [[2, 6]],
           [[4, 4]]])

    It is :func:`depthwise_conv2d`, which strides, pads and dilates, then :func:`pointwise_conv2d`, which has the
    bias. Against an ordinary convolution it takes 1/c_out + 1/(kh·kw) of the products.

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``, depthwise_weight ``(c·m, 1, kh, kw)``, pointwise_weight
    ``(c_out, c·m)`` or ``(c_out, c·m, 1, 1)``, bias ``(c_out,)``; output ``(c_out, oh, ow)`` or
    ``(n, c_out, oh, ow)``. The other arguments, the types and the errors are those of :func:`convlib.conv2d`.
    Source: lectures layer-types, deep-conv, cpen455-5; Howard et al., MobileNets, 2017.
    """
    call = Call("depthwise_separable_conv2d", **locals())
    x, _ = call.batch("input", 2)
    kernels = depthwise_kernels(call, "depthwise_weight", x.shape[1])
    matrix = mixing_matrix(call, "pointwise_weight", len(kernels))
    bias = call.bias(len(matrix))
    call.window(x.shape[2:], kernels.shape[2:])
    maps = depthwise_conv2d(
        call.arguments["input"], kernels, None, stride, padding, dilation, padding_mode=padding_mode
    )
    return pointwise_conv2d(maps, matrix, bias)


def _lines(call: Call, name: str, channels: int) -> np.ndarray:
    """The argument ``name`` as one line of taps for each channel, ``(c, k)``."""
    lines = call.array(name, (1, 2), "(k,) or (c, k)")
    if not lines.size:
        call.fail(f"{name} is empty")
    if not channels:
        call.fail("input has no channels")
    if lines.ndim == 2 and len(lines) != channels:
        call.fail(f"{name} has taps for {len(lines)} channels, input has {channels}")
    return np.broadcast_to(lines, (channels, lines.shape[-1]))
