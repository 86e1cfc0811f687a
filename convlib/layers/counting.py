"""What a layer costs: parameters and multiply-adds, counted from shapes alone, nothing computed.

One convention throughout: a **multiply-add** is one product and its addition to a sum; biases are not counted, taps
that fall on padding are. FLOPs are twice the multiply-adds. So a weight costs one multiply-add at every place it is
used at: all the counts below say how many weights there are, and at how many places each is used.
Lectures: layer-types, deep-conv, msu-7, cpen455-5.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import prod

from convlib.ops.arguments import Call
from convlib.ops.transposed import transposed_window
from convlib.relation import Window


@dataclass(frozen=True, slots=True)
class Cost:
    """What one layer, or several, takes for one input: ``output_shape`` is ``(c, *spatial)``, without a batch axis.

    Costs add up: ``first + second`` is the cost of ``second`` after ``first``.
    """

    output_shape: tuple[int, ...]
    weights: int
    biases: int
    multiply_adds: int

    @property
    def parameters(self) -> int:
        """Everything that is learned: weights and biases."""
        return self.weights + self.biases

    def __add__(self, then: Cost) -> Cost:
        if not isinstance(then, Cost):
            return NotImplemented
        sums = (getattr(self, name) + getattr(then, name) for name in ("weights", "biases", "multiply_adds"))
        return Cost(then.output_shape, *sums)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times the weights, the parameters and the multiply-adds of one layer go into another's; exact."""

    weights: Fraction
    parameters: Fraction
    multiply_adds: Fraction


def ratio(cost: Cost, to: Cost) -> Ratio:
    """How much dearer ``cost`` is than ``to``; the lectures' ratios are those of the weights.

    >>> shared = conv((3, 6, 7), 8, (3, 2))                # 8 maps of 4×6
    >>> ratio(locally_connected((3, 6, 7), 8, (3, 2)), shared).weights                # 4·6
    Fraction(24, 1)
    >>> ratio(fully_connected(3 * 6 * 7, 8 * 4 * 6), shared).weights                  # 6·7·4·6 / (3·2)
    Fraction(168, 1)

    With maps of ``w1·h1`` going to maps of ``w2·h2`` by a filter of ``w·h``, locally connected against convolution
    is ``w2·h2``, fully connected against convolution ``w1·h1·w2·h2 / (w·h)``, depthwise separable against
    convolution ``1/c_out + 1/(w·h)``. Source: lectures msu-7, layer-types; Howard et al., MobileNets, 2017.
    """
    call = Call("counting.ratio", cost=cost, to=to)
    for name, value in call.arguments.items():
        if not isinstance(value, Cost):
            call.fail(f"{name} must be a Cost, not {value!r}", TypeError)
    if not to.weights * to.multiply_adds:
        call.fail("to costs nothing: there is no ratio to it")
    return Ratio(*(Fraction(getattr(cost, n), getattr(to, n)) for n in ("weights", "parameters", "multiply_adds")))


def _shape(call: Call) -> tuple[int, ...]:
    """``input_shape`` as integers, channels first."""
    value = call.arguments["input_shape"]
    if not isinstance(value, (tuple, list)) or len(value) not in (2, 3, 4):
        call.fail(f"input_shape must be (c, w), (c, h, w) or (c, d, h, w), not {value!r}")
    return call.per_axis("input_shape", len(value), 1)


def _window(call: Call, size: list[int]) -> Window:
    """The window that slides over maps of this ``size``."""
    return call.window(tuple(size), call.per_axis("kernel_size", len(size), 1))


def _channels(call: Call, c_in: int) -> tuple[int, int]:
    """``c_out``, and how many input maps each output map is made from."""
    c_out = call.integer("c_out", 1)
    return c_out, c_in // call.groups(c_in, c_out)


def conv(input_shape, c_out, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True) -> Cost:
    """Cost of a convolution: one kernel for every two maps of a group, used at every place of the output.

    >>> conv((3, 12, 12), 256, 5).multiply_adds                        # layer-types
    1228800
    >>> conv((512, 17, 17), 1024, 3, bias=False).parameters            # deep-conv
    4718592
    >>> conv((3, 640, 480), 16, 3, stride=2, padding=1)
    Cost(output_shape=(16, 320, 240), weights=432, biases=16, multiply_adds=33177600)

    ``input_shape`` is ``(c, w)``, ``(c, h, w)`` or ``(c, d, h, w)``; the other arguments are those of
    ``torch.nn.Conv1d`` to ``Conv3d``, ``padding`` in every form of :func:`convlib.conv2d`. With ``groups`` = c it
    is the depthwise convolution. Raises ``ValueError`` or ``TypeError``, restating the call.
    Source: lectures msu-7 ((M·p·q + 1)·K parameters), deep-conv, layer-types.
    """
    call = Call("counting.conv", **locals())
    c_in, *size = _shape(call)
    (c_out, read), window = _channels(call, c_in), _window(call, size)
    weights = c_out * read * prod(window.kernel_size)
    return Cost((c_out, *window.output_size), weights, c_out * call.flag("bias"), weights * prod(window.output_size))


def conv_transpose(
    input_shape, c_out, kernel_size, stride=1, padding=0, output_padding=0, dilation=1, groups=1, bias=True
) -> Cost:
    """Cost of a transposed convolution: its kernels are used at every place of the **input**, each cell scattered.

    >>> conv_transpose((16, 3, 3), 8, 3, stride=2, padding=1, output_padding=1)
    Cost(output_shape=(8, 6, 6), weights=1152, biases=8, multiply_adds=10368)

    Products that land outside the output, where ``padding`` cuts it, are counted: they are the taps on padding of
    the convolution that is read backwards. The arguments are those of ``torch.nn.ConvTranspose1d`` to
    ``ConvTranspose3d``; ``padding`` may be ``(before, after)`` for each axis. Raises ``ValueError`` or
    ``TypeError``, restating the call. Source: lectures layer-types, cpen455-5.
    """
    call = Call("counting.conv_transpose", **locals())
    c_in, *size = _shape(call)
    c_out, read = _channels(call, c_in)
    window = transposed_window(call, tuple(size), call.per_axis("kernel_size", len(size), 1))
    weights = c_out * read * prod(window.kernel_size)
    return Cost((c_out, *window.size), weights, c_out * call.flag("bias"), weights * prod(size))


def depthwise_separable(input_shape, c_out, kernel_size, stride=1, padding=0, dilation=1, bias=True) -> Cost:
    """Cost of a depthwise convolution, one kernel for each map, then a 1×1 convolution to ``c_out`` maps.

    >>> depthwise_separable((3, 12, 12), 256, 5).multiply_adds         # layer-types has 52 952, a slip
    53952
    >>> depthwise_separable((512, 17, 17), 1024, 3, bias=False).parameters                # deep-conv
    528896
    >>> ratio(depthwise_separable((3, 12, 12), 256, 5), conv((3, 12, 12), 256, 5)).multiply_adds     # 1/256 + 1/25
    Fraction(281, 6400)

    The bias, if any, is that of the 1×1 convolution. The other arguments and the errors are those of :func:`conv`.
    Source: lectures layer-types, deep-conv, cpen455-5; Howard et al., MobileNets, 2017.
    """
    call = Call("counting.depthwise_separable", **locals())
    c_in, *size = _shape(call)
    window = _window(call, size)
    c_out = call.integer("c_out", 1)
    weights, biases = c_in * prod(window.kernel_size) + c_in * c_out, c_out * call.flag("bias")
    return Cost((c_out, *window.output_size), weights, biases, weights * prod(window.output_size))


def locally_connected(input_shape, c_out, kernel_size, stride=1, padding=0, dilation=1, bias=True) -> Cost:
    """Cost of a convolution that shares no weights: at every place of the output it has kernels of its own.

    >>> locally_connected((3, 12, 12), 256, 5)
    Cost(output_shape=(256, 8, 8), weights=1228800, biases=16384, multiply_adds=1228800)

    Each weight is used once, so there are as many weights as multiply-adds, and as many as a convolution has
    multiply-adds; there is a bias for every output cell. The other arguments and the errors are those of
    :func:`conv`. Source: lecture msu-7 (d1·w·h·d2·w2·h2 weights).
    """
    call = Call("counting.locally_connected", **locals())
    c_in, *size = _shape(call)
    window = _window(call, size)
    c_out, places = call.integer("c_out", 1), prod(window.output_size)
    weights = c_in * c_out * prod(window.kernel_size) * places
    return Cost((c_out, *window.output_size), weights, c_out * places * call.flag("bias"), weights)


def fully_connected(in_features, out_features, bias=True) -> Cost:
    """Cost of a fully connected layer: a weight for every input and output, used once.

    >>> fully_connected(512 * 17 * 17, 1024 * 7 * 7, bias=False).parameters               # deep-conv
    7424442368

    ``in_features`` and ``out_features`` are numbers of cells: maps are flattened. Raises ``ValueError`` or
    ``TypeError``, restating the call. Source: lectures deep-conv, msu-7 (d1·w1·h1·d2·w2·h2 weights), ops-notes.
    """
    call = Call("counting.fully_connected", **locals())
    in_features, out_features = call.integer("in_features", 1), call.integer("out_features", 1)
    weights = in_features * out_features
    return Cost((out_features,), weights, out_features * call.flag("bias"), weights)
