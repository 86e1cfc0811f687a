"""Deformable convolution: every tap of every output has an offset of its own, and reads between the cells."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from convlib.ops.arguments import Call, as_given
from convlib.ops.bilinear import common_type, gradient, position_grad, positions, sample
from convlib.relation import Window


class _Deformed(NamedTuple):
    """A deformable convolution, its arguments checked: each offset group is an image of the batch of its own."""

    maps: np.ndarray  # (n · offset groups, c / offset groups, h, w)
    y: np.ndarray  # (n · offset groups, kh, kw, oh, ow), and x
    x: np.ndarray
    mask: np.ndarray  # (n · offset groups, 1, kh, kw, oh, ow), or a single 1
    rows: np.ndarray  # the kernels, (groups, c_out / groups, c / groups · kh · kw)
    output_shape: tuple[int, ...]  # (n, c_out, oh, ow)
    batched: bool

    def of_common_type(self, other: np.ndarray | None) -> _Deformed:
        dtype = common_type([self.maps, self.mask, self.rows, other], self.y)
        return self._replace(
            **{name: getattr(self, name).astype(dtype, copy=False) for name in ("maps", "mask", "rows")}
        )


def _deformed(call: Call) -> _Deformed:
    maps, batched = call.batch("input", 2)
    weight = call.weight("weight", 2)
    (n, c, h, w), (c_out, c_in, *kernel_size) = maps.shape, weight.shape
    groups = _groups(call, c, weight)
    window = call.window((h, w), tuple(kernel_size))
    places, taps = window.output_size, window.kernel_size
    offset = _offset(call, maps, window, batched)
    offset_groups = offset.shape[1]
    parts = n * offset_groups
    y, x = _moved(window, offset.reshape(parts, *taps, 2, *places))
    return _Deformed(
        maps=maps.reshape(parts, c // offset_groups, h, w),
        y=y,
        x=x,
        mask=_mask(call, n, offset_groups, window, batched),
        rows=weight.reshape(groups, c_out // groups, c_in * math.prod(taps)),
        output_shape=(n, c_out, *places),
        batched=batched,
    )


def _groups(call: Call, c: int, weight: np.ndarray) -> int:
    """How many groups the weight's channels say there are."""
    c_out, c_in = weight.shape[:2]
    groups = c // c_in
    if not groups or c % c_in or c_out % groups:
        call.fail(
            f"weight takes {c_in} channels in each group: they must divide the {c} of input, and the number "
            f"of groups must divide the {c_out} channels of the output"
        )
    return groups


def _offset(call: Call, maps: np.ndarray, window: Window, batched: bool) -> np.ndarray:
    """``offset`` as ``(n, offset groups, 2·kh·kw, oh, ow)``."""
    offset = positions(call, "offset", (3 + batched,), "(2 · offset_groups · kh · kw, oh, ow), batched as input is")
    (n, c), places, taps = maps.shape[:2], window.output_size, math.prod(window.kernel_size)
    shape = offset.shape if batched else (1, *offset.shape)
    offset_groups = shape[1] // (2 * taps)
    if shape != (n, 2 * taps * offset_groups, *places) or not offset_groups or c % offset_groups:
        batch = f"{n}, " * batched
        call.fail(
            f"offset must be ({batch}{2 * taps} · offset_groups, {places[0]}, {places[1]}): a row and a column for "
            f"each of {taps} taps; offset_groups must divide the {c} channels of input"
        )
    return offset.reshape(n, offset_groups, 2 * taps, *places)


def _mask(call: Call, n: int, offset_groups: int, window: Window, batched: bool) -> np.ndarray:
    """``mask`` as ``(n · offset groups, 1, kh, kw, oh, ow)``; a single 1 when it is not given."""
    places, taps = window.output_size, math.prod(window.kernel_size)
    if call.arguments["mask"] is None:
        return np.array(1, dtype=call.arguments["weight"].dtype)
    mask = call.array("mask", (3 + batched,), "(offset_groups · kh · kw, oh, ow), batched as input is")
    expected = (n, offset_groups * taps, *places)[1 - batched :]
    if mask.shape != expected:
        call.fail(f"mask must be {expected}: a number for each tap of {offset_groups} offset groups")
    return mask.reshape(n * offset_groups, 1, *window.kernel_size, *places)


def _moved(window: Window, offset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the taps read: the relation, moved by offsets ``(parts, kh, kw, 2, oh, ow)``."""
    ky, kx, oy, ox = np.ogrid[tuple(map(slice, (*window.kernel_size, *window.output_size)))]
    y, x = window.input_index((oy, ox), (ky, kx))
    return y + offset[:, :, :, 0], x + offset[:, :, :, 1]


def deform_conv2d(input, offset, weight, bias=None, stride=1, padding=0, dilation=1, mask=None) -> np.ndarray:
    """A convolution whose taps are moved by offsets, each output's by its own; ``torchvision.ops.deform_conv2d``.

    Tap k of output o reads at ``o·stride + k·dilation − padding + offset``, between the cells if need be.

    >>> x = np.arange(9.0).reshape(1, 3, 3)              # one channel, 3×3
    >>> offset = np.zeros((2, 3, 3))                     # one tap: a row and a column for each output
    >>> offset[1] = 0.5                                  # half a cell to the right
    >>> deform_conv2d(x, offset, weight=[[[[1]]]])
    array([[[0.5, 1.5, 1. ],
            [3.5, 4.5, 2.5],
            [6.5, 7.5, 4. ]]])

    Shapes: input ``(c, h, w)`` or ``(n, c, h, w)``; weight ``(c_out, c / groups, kh, kw)``, from which the groups
    follow; bias ``(c_out,)``; offset ``(2 · offset_groups · kh · kw, oh, ow)`` and mask ``(offset_groups · kh · kw, oh,
    ow)``, batched as input is; output ``(c_out, oh, ow)``, or batched. Channels 2·k and 2·k + 1 of an offset group
    move the row and the column of tap k. ``mask`` weighs each tap (the second version of the paper).
    ``stride``, ``padding`` and ``dilation`` are those of :func:`conv2d`. Outside there are zeros.

    Floats keep their type; integers give ``float64``, or exact ``int64`` with offsets of an integer type.
    Raises ``ValueError`` or ``TypeError``, restating the call, before any work. A trace needs plain offsets: give them
    as a list, or ``trace(lambda input, weight: deform_conv2d(input, offset, weight), input=x, weight=weight)``.
    Source: lectures deep-conv, msu-7; Dai et al. 2017, "Deformable Convolutional Networks"; Zhu et al. 2018 (mask).
    """
    call = Call("deform_conv2d", **locals())
    parts = _deformed(call)
    bias = call.bias(parts.output_shape[1])
    maps, y, x, mask, rows, (n, _, *places), batched = parts.of_common_type(bias)
    columns = (sample(maps, y, x) * mask).reshape(n, *rows.shape[::2], math.prod(places))
    result = (rows @ columns).reshape(parts.output_shape)
    if bias is not None:
        result = result + bias.astype(maps.dtype, copy=False).reshape(-1, 1, 1)
    return as_given(result, batched)


def deform_conv2d_offset_grad(
    input, offset, weight, grad_output, stride=1, padding=0, dilation=1, mask=None
) -> np.ndarray:
    """The gradient of :func:`deform_conv2d` with respect to the offsets: this is how they are learned.

    >>> x = np.array([[[0.0, 1, 4, 9]]])                 # one row
    >>> offset = np.zeros((2, 1, 4))
    >>> grad = deform_conv2d_offset_grad(x, offset, weight=[[[[1]]]], grad_output=np.ones((1, 1, 4)))
    >>> grad[1]                                          # along the row: the next cell less this one
    array([[ 1.,  3.,  5., -9.]])

    Shapes: grad_output that of the output; the result that of offset. The other arguments, the errors and the types
    are those of :func:`deform_conv2d`. Source: Dai et al. 2017, appendix A.
    """
    call = Call("deform_conv2d_offset_grad", **locals())
    parts = _deformed(call)
    grad = gradient(call, parts.output_shape, parts.batched)
    maps, y, x, mask, rows, (n, _, *places), _ = parts.of_common_type(grad)
    grad = grad.astype(maps.dtype, copy=False).reshape(n, *rows.shape[:2], math.prod(places))
    grad_columns = (rows.swapaxes(1, 2) @ grad).reshape(*maps.shape[:2], *y.shape[1:])
    grads = position_grad(maps, y, x, grad_columns * mask)
    return np.stack(grads, axis=3).reshape(call.arguments["offset"].shape)
