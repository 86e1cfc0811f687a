"""Layers as plain data: what a layer is made of, not what it computes; :func:`convlib.summary` reads a stack of them.

A stack is a list of layers. Whether a layer works along a line, on an image or in a volume follows from the input, so
``Conv(64, 3)`` is all three. Names and arguments are those of ``torch.nn``, without the input channels.
Lectures: ops-notes, layer-types, deep-conv, msu-7, cpen455-5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from convlib.layers import counting
from convlib.layers.base import Branching, Layer, Plan, Shape, free
from convlib.layers.receptive import Scatter, Slide, Stretch
from convlib.ops.pooling import pool_window
from convlib.ops.transposed import transposed_window

_LINEAR = ("linear", "bilinear", "trilinear")  # by the number of axes


@dataclass(frozen=True, repr=False)
class Conv(Layer):
    """A convolution to ``c_out`` maps; ``padding`` in every form of :func:`convlib.conv2d`.

    >>> Conv(64, 3, padding="same")
    Conv(64, 3, padding='same')
    """

    c_out: int
    kernel_size: int | Shape
    stride: int | Shape = 1
    padding: int | str | tuple = 0
    dilation: int | Shape = 1
    groups: int = 1
    bias: bool = True

    def plan(self, shape: Shape) -> Plan:
        call = self._maps(shape)
        cost = counting.conv(shape, **call.arguments)
        window = call.window(shape[1:], call.per_axis("kernel_size", len(shape) - 1, 1))
        return cost, tuple(map(Slide, window.axes))


@dataclass(frozen=True, repr=False)
class Depthwise(Layer):
    """A convolution of each map for itself, to ``multiplier`` maps each."""

    kernel_size: int | Shape
    stride: int | Shape = 1
    padding: int | str | tuple = 0
    dilation: int | Shape = 1
    multiplier: int = 1
    bias: bool = True

    def plan(self, shape: Shape) -> Plan:
        call = self._maps(shape)
        c_out = shape[0] * call.integer("multiplier", 1)
        return Conv(c_out, self.kernel_size, self.stride, self.padding, self.dilation, shape[0], self.bias).plan(shape)


@dataclass(frozen=True, repr=False)
class TransposedConv(Layer):
    """A transposed convolution to ``c_out`` maps: the relation of a convolution, read backwards."""

    c_out: int
    kernel_size: int | Shape
    stride: int | Shape = 1
    padding: int | tuple = 0
    output_padding: int | Shape = 0
    dilation: int | Shape = 1
    groups: int = 1
    bias: bool = True

    def plan(self, shape: Shape) -> Plan:
        call, size = self._maps(shape), shape[1:]
        cost = counting.conv_transpose(shape, **call.arguments)
        forward = transposed_window(call, size, call.per_axis("kernel_size", len(size), 1))
        return cost, tuple(map(Scatter, forward.axes, size))


class _Pool(Layer):
    def plan(self, shape: Shape) -> Plan:
        call = self._maps(shape)
        call.arguments = {"dilation": 1, **call.arguments}  # an average has none
        window = pool_window(call, shape[1:])
        return free((shape[0], *window.output_size)), tuple(map(Slide, window.axes))


@dataclass(frozen=True, repr=False)
class MaxPool(_Pool):
    """The largest of each window; ``stride`` is the window's size if not given."""

    kernel_size: int | Shape
    stride: int | Shape | None = None
    padding: int | str | tuple = 0
    dilation: int | Shape = 1
    ceil_mode: bool = False


@dataclass(frozen=True, repr=False)
class AvgPool(_Pool):
    """The mean of each window; ``stride`` is the window's size if not given."""

    kernel_size: int | Shape
    stride: int | Shape | None = None
    padding: int | str | tuple = 0
    ceil_mode: bool = False


@dataclass(frozen=True, repr=False)
class GlobalAveragePool(Layer):
    """The mean of each map: ``(c, h, w)`` to ``(c, 1, 1)``."""

    reads_all = True

    def plan(self, shape: Shape) -> Plan:
        self._maps(shape)
        return free((shape[0], *(1 for _ in shape[1:]))), ()


@dataclass(frozen=True, repr=False)
class Upsample(Layer):
    """Maps made larger by a whole factor; ``mode`` is ``"nearest"``, or by the axes ``"linear"`` to ``"trilinear"``."""

    scale_factor: int | Shape
    mode: str = "nearest"

    def plan(self, shape: Shape) -> Plan:
        call, size = self._maps(shape), shape[1:]
        linear = call.choice("mode", ("nearest", _LINEAR[len(size) - 1])) != "nearest"
        factors = call.per_axis("scale_factor", len(size), 1)
        steps = tuple(Stretch(n, factor, linear) for n, factor in zip(size, factors, strict=True))
        return free((shape[0], *(step.outputs for step in steps))), steps


@dataclass(frozen=True, repr=False)
class PixelShuffle(Layer):
    """Sub-pixel upsampling: ``(c·r², h, w)`` to ``(c, h·r, w·r)``, every r² maps woven into one."""

    upscale_factor: int

    def plan(self, shape: Shape) -> Plan:
        call = self._maps(shape)
        r = call.integer("upscale_factor", 1)
        if len(shape) != 3 or shape[0] % r**2:
            call.fail(f"the input must be (c·{r**2}, h, w), not {shape}")
        steps = tuple(Stretch(n, r) for n in shape[1:])
        return free((shape[0] // r**2, *(step.outputs for step in steps))), steps


@dataclass(frozen=True, repr=False)
class ChannelShuffle(Layer):
    """The maps of all groups dealt out in turn, so that the next grouped convolution sees every group."""

    groups: int

    def plan(self, shape: Shape) -> Plan:
        call = self._maps(shape)
        if shape[0] % call.integer("groups", 1):
            call.fail(f"groups={self.groups} must divide the {shape[0]} channels of the input")
        return free(shape), ()


@dataclass(frozen=True, repr=False)
class ReLU(Layer):
    """Negative numbers become 0; each cell for itself."""

    def plan(self, shape: Shape) -> Plan:
        return free(shape), ()


@dataclass(frozen=True, repr=False)
class Activation(ReLU):
    """Any other function of each cell for itself: ``Activation("sigmoid")``."""

    name: str


@dataclass(frozen=True, repr=False)
class BatchNorm(Layer):
    """Each map scaled and shifted: 2 parameters a map; its products are not counted."""

    def plan(self, shape: Shape) -> Plan:
        return free(shape, learned=(shape[0], shape[0])), ()


@dataclass(frozen=True, repr=False)
class Flatten(Layer):
    """Maps as one list of features; each feature is still one cell of one map."""

    def plan(self, shape: Shape) -> Plan:
        return free((prod(shape),)), ()


@dataclass(frozen=True, repr=False)
class Linear(Layer):
    """A fully connected layer: a weight for every input and output."""

    reads_all = True
    out_features: int
    bias: bool = True

    def plan(self, shape: Shape) -> Plan:
        call = self._call()
        if len(shape) > 1:
            call.fail(f"the input must be flat: put Flatten() before it, the maps are {shape}")
        return counting.fully_connected(shape[0], **call.arguments), ()


class Sum(Branching):
    """Branches that are added; ``()`` is the branch that changes nothing.

    >>> Sum((Conv(64, 3, padding=1), ReLU(), Conv(64, 3, padding=1)), ())       # a residual block
    Sum((Conv(64, 3, padding=1), ReLU(), Conv(64, 3, padding=1)), ())
    """

    def joined(self, shapes: Sequence[Shape]) -> Shape:
        self._equal(shapes, shapes, "a sum needs equal shapes")
        return shapes[0]


class Concat(Branching):
    """Branches whose channels are put one after the other.

    >>> Concat((), (MaxPool(2), Conv(64, 3, padding=1), Upsample(2)))           # a level of a U-Net
    Concat((), (MaxPool(2), Conv(64, 3, padding=1), Upsample(2)))
    """

    def joined(self, shapes: Sequence[Shape]) -> Shape:
        self._equal((shape[1:] for shape in shapes), shapes, "side by side they need maps of the same size")
        return (sum(shape[0] for shape in shapes), *shapes[0][1:])
