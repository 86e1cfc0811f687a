"""Parameters and multiply-adds against torch's modules, its FLOP counter, products really made, and the lectures."""

import itertools
import re
from fractions import Fraction
from math import prod

import numpy as np
import pytest
import torch
from cases import cases, slides
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

import convlib as cl
from convlib import counting
from convlib.ops.transposed import conv_transpose2d

CONVS = {1: torch.nn.Conv1d, 2: torch.nn.Conv2d, 3: torch.nn.Conv3d}
TRANSPOSED = {1: torch.nn.ConvTranspose1d, 2: torch.nn.ConvTranspose2d, 3: torch.nn.ConvTranspose3d}


def by_torch(module, *shape):
    """Output shape, weights, biases and multiply-adds of a module; nothing is computed."""
    numbers = {name: p.numel() for name, p in module.named_parameters()}
    with FlopCounterMode(display=False) as counter:
        y = module(torch.empty(1, *shape, device="meta"))
    biases = sum(n for name, n in numbers.items() if name.endswith("bias"))
    return counting.Cost(tuple(y.shape[1:]), sum(numbers.values()) - biases, biases, counter.get_total_flops() // 2)


@st.composite
def convs(draw, d=None, groups=True):
    d = d or draw(st.integers(1, 3))
    size, kernel_size, options, pairs = draw(slides(d))
    g = draw(st.integers(1, 3)) if groups else 1
    c_in, c_out = g * draw(st.integers(1, 3)), g * draw(st.integers(1, 3))
    given = dict(input_shape=(c_in, *size), c_out=c_out, kernel_size=kernel_size, bias=draw(st.booleans()))
    given |= {name: options[name] for name in ("stride", "padding", "dilation")}
    return given | ({"groups": g} if groups else {}), pairs


@cases(350, convs())
def test_a_convolution_costs_what_torch_counts(call):
    given, pairs = call
    c_in, *size = given["input_shape"]
    whole = [n + sum(pair) for n, pair in zip(size, pairs, strict=True)]
    names = ("kernel_size", "stride", "dilation", "groups", "bias")
    module = CONVS[len(size)](c_in, given["c_out"], **{n: given[n] for n in names}, device="meta")
    assert counting.conv(**given) == by_torch(module, c_in, *whole)


@st.composite
def transposed(draw):
    d = draw(st.integers(1, 3))
    ints = st.integers(1, 3)
    stride, dilation, kernel = ([draw(ints) for _ in range(d)] for _ in range(3))
    extra = [draw(st.integers(0, max(s, g) - 1)) for s, g in zip(stride, dilation, strict=True)]
    padding = [draw(st.integers(0, (k - 1) * g // 2)) for k, g in zip(kernel, dilation, strict=True)]
    groups = draw(ints)
    return dict(
        input_shape=(groups * draw(ints), *(draw(st.integers(1, 5)) for _ in range(d))),
        c_out=groups * draw(ints),
        kernel_size=tuple(kernel),
        stride=tuple(stride),
        padding=tuple(padding),
        output_padding=tuple(extra),
        dilation=tuple(dilation),
        groups=groups,
        bias=draw(st.booleans()),
    )


@cases(250, transposed())
def test_a_transposed_convolution_costs_what_torch_counts(given):
    shape, c_out = given["input_shape"], given["c_out"]
    rest = {name: value for name, value in given.items() if name not in ("input_shape", "c_out")}
    module = TRANSPOSED[len(shape) - 1](shape[0], c_out, **rest, device="meta")
    assert counting.conv_transpose(**given) == by_torch(module, *shape)


def test_a_transposed_convolution_may_be_padded_on_one_side_only():
    cost = counting.conv_transpose((2, 3, 4), 5, 3, stride=2, padding=((0, 1), (1, 1)))
    assert cost == counting.Cost((5, 6, 7), 90, 5, 90 * 12)
    assert (
        cost.output_shape
        == conv_transpose2d(np.ones((2, 3, 4)), np.ones((2, 5, 3, 3)), stride=2, padding=((0, 1), (1, 1))).shape
    )


@cases(200, convs(groups=False))
def test_a_depthwise_separable_convolution_costs_what_torch_counts_for_its_two_layers(call):
    given, pairs = call
    c_in, *size = given["input_shape"]
    whole = [n + sum(pair) for n, pair in zip(size, pairs, strict=True)]
    first = {n: given[n] for n in ("kernel_size", "stride", "dilation")}
    module = torch.nn.Sequential(
        CONVS[len(size)](c_in, c_in, **first, groups=c_in, bias=False, device="meta"),
        CONVS[len(size)](c_in, given["c_out"], 1, bias=given["bias"], device="meta"),
    )
    cost = counting.depthwise_separable(**given)
    assert cost == by_torch(module, c_in, *whole)
    depthwise = counting.conv(**{**given, "c_out": c_in, "bias": False}, groups=c_in)
    assert cost == depthwise + counting.conv(depthwise.output_shape, given["c_out"], 1, bias=given["bias"])


@cases(100, st.integers(1, 99), st.integers(1, 99), st.booleans())
def test_a_fully_connected_layer_costs_what_torch_counts(in_features, out_features, bias):
    module = torch.nn.Linear(in_features, out_features, bias, device="meta")
    assert counting.fully_connected(in_features, out_features, bias) == by_torch(module, in_features)


class Tally:
    """A number that counts how often one like it is multiplied."""

    made = 0

    def __mul__(self, other):
        Tally.made += 1
        return self

    def __add__(self, other):
        return self

    __rmul__, __radd__ = __mul__, __add__


def tallies(*shape):
    return np.array([Tally() for _ in range(prod(shape))], dtype=object).reshape(shape)


def products(function, *shapes, **options):
    """How many products a function makes of arrays of these shapes, and the shape of its result."""
    Tally.made = 0
    y = function(*(tallies(*shape) for shape in shapes), **options)
    return Tally.made, y.shape


@cases(120, convs(d=2))
def test_a_convolution_makes_as_many_products_as_are_counted_those_on_padding_too(call):
    given, _ = call
    cost, groups = counting.conv(**given), given["groups"]
    (c_in, *size), options = given["input_shape"], {n: given[n] for n in ("stride", "padding", "dilation", "groups")}
    weight = (given["c_out"], c_in // groups, *given["kernel_size"])
    made = products(cl.conv2d, (c_in, *size), weight, method="loops", **options)
    assert made == (cost.multiply_adds, cost.output_shape) and prod(weight) == cost.weights


@cases(120, convs(d=2, groups=False))
def test_a_locally_connected_layer_makes_as_many_products_as_are_counted_each_with_a_weight_of_its_own(call):
    given, _ = call
    cost = counting.locally_connected(**given)
    c_in, *size = given["input_shape"]
    c_out, *places = cost.output_shape
    weight = (*places, c_out, c_in, *given["kernel_size"])
    options = {n: given[n] for n in ("stride", "padding", "dilation")}
    assert products(cl.locally_connected2d, (c_in, *size), weight, **options) == (cost.multiply_adds, cost.output_shape)
    assert cost.weights == prod(weight) == cost.multiply_adds
    assert cost.biases == prod(cost.output_shape) * given["bias"] == cost.parameters - cost.weights


@cases(80, convs(d=2, groups=False))
def test_a_depthwise_separable_convolution_makes_as_many_products_as_are_counted(call):
    given, _ = call
    cost = counting.depthwise_separable(**given)
    c_in, *size = given["input_shape"]
    shapes = (c_in, *size), (c_in, 1, *given["kernel_size"]), (given["c_out"], c_in)
    options = {n: given[n] for n in ("stride", "padding", "dilation")}
    assert products(cl.depthwise_separable_conv2d, *shapes, **options) == (cost.multiply_adds, cost.output_shape)


@cases(40, st.integers(1, 12), st.integers(1, 12))
def test_a_fully_connected_layer_makes_as_many_products_as_are_counted(in_features, out_features):
    cost = counting.fully_connected(in_features, out_features)
    made = products(cl.fully_connected, (in_features,), (out_features, in_features))
    assert made == (cost.multiply_adds, cost.output_shape)


@cases(150, convs(d=2, groups=False))
def test_the_ratios_of_weight_sharing_are_those_of_the_lecture(call):
    given, _ = call
    given["bias"] = False
    (d1, h1, w1), (h, w) = given["input_shape"], given["kernel_size"]
    shared, partial, separable = (
        f(**given) for f in (counting.conv, counting.locally_connected, counting.depthwise_separable)
    )
    d2, h2, w2 = shared.output_shape
    full = counting.fully_connected(d1 * h1 * w1, d2 * h2 * w2, bias=False)
    assert shared.weights == d1 * w * h * d2
    assert partial.weights == d1 * w * h * d2 * w2 * h2
    assert full.weights == d1 * w1 * h1 * d2 * w2 * h2
    assert counting.ratio(partial, shared).weights == w2 * h2
    assert counting.ratio(partial, shared).multiply_adds == 1
    assert counting.ratio(full, shared).parameters == Fraction(w1 * h1 * w2 * h2, w * h)
    assert counting.ratio(separable, shared).multiply_adds == Fraction(1, d2) + Fraction(1, w * h)
    assert counting.ratio(separable, shared).weights == Fraction(1, d2) + Fraction(1, w * h)


@cases(80, convs())
def test_groups_divide_the_cost(call):
    given, _ = call
    ratio = counting.ratio(counting.conv(**{**given, "groups": 1}), counting.conv(**given))
    assert ratio.weights == ratio.multiply_adds == given["groups"]


def test_layer_types_counts_1_228_800_products_and_with_depthwise_separable_53_952():
    ordinary = counting.conv((3, 12, 12), 256, 5)
    separable = counting.depthwise_separable((3, 12, 12), 256, 5)
    assert ordinary.output_shape == separable.output_shape == (256, 8, 8)
    assert ordinary.multiply_adds == 1_228_800
    assert separable.multiply_adds == 75 * 64 + 256 * 3 * 64 == 53_952
    assert round(float(counting.ratio(ordinary, separable).multiply_adds), 1) == 22.8


def test_deep_conv_counts_parameters_whatever_the_size_of_the_image():
    for c_out, (h, w) in itertools.product((1, 16), ((5, 5), (480, 640))):
        assert counting.conv((3, h, w), c_out, 5, bias=False).parameters == 75 * c_out
        assert counting.conv((3, h, w), c_out, 5).parameters == 76 * c_out
    assert counting.conv((10, 9, 7), 5, 1, bias=False).parameters == 1 * 1 * 10 * 5
    assert counting.conv((512, 17, 17), 1024, 3).weights == 4_718_592


def test_deep_conv_maps_17_17_512_to_7_7_1024_in_four_ways():
    dense = counting.fully_connected(512 * 17 * 17, 1024 * 7 * 7)
    assert (512 * 17 * 17, 1024 * 7 * 7, dense.weights) == (147_968, 50_176, 7_424_442_368)
    for kernel_size, options in ((5, {"stride": 2}), (3, {"stride": 2, "dilation": 2})):
        assert counting.conv((512, 17, 17), 1024, kernel_size, **options).output_shape == (1024, 7, 7)
    assert counting.conv((512, 17, 17), 1024, 3).output_shape[1:] == (15, 15)
    assert counting.conv((512, 17, 17), 1024, 3, stride=2).output_shape[1:] == (8, 8)
    separable = counting.depthwise_separable((512, 17, 17), 1024, 3)
    assert separable.weights == 4_608 + 524_288 == 528_896


def test_msu_7_counts_m_p_q_plus_one_times_k():
    for m, p, q, k in ((1, 3, 3, 1), (3, 5, 4, 8), (64, 1, 1, 32)):
        assert counting.conv((m, 9, 9), k, (p, q)).parameters == (m * p * q + 1) * k


def test_costs_add_up_and_the_last_shape_is_kept():
    first, then = counting.conv((3, 8, 9), 4, 3), counting.conv((4, 6, 7), 2, 3, bias=False)
    both = first + then
    assert both.output_shape == (2, 4, 5)
    assert both.parameters == first.parameters + then.parameters == 112 + 72
    assert both.multiply_adds == 4 * 27 * 42 + 2 * 36 * 20
    with pytest.raises(TypeError):
        first + 1


def test_large_counts_and_numpy_integers_are_exact():
    cost = counting.fully_connected(np.int32(2**20), np.int32(2**20))
    assert cost.weights == 2**40 and type(cost.weights) is int and type(cost.biases) is int
    cost = counting.conv((np.int8(100), 50, 60), np.int8(100), np.int8(5), padding="same")
    assert cost == counting.Cost((100, 50, 60), 250_000, 100, 750_000_000)
    for name in EVERY:
        cost = getattr(counting, name)((np.int8(100), 50, 60), np.int8(100), np.int8(5), stride=np.int8(2))
        assert all(type(n) is int for n in (*cost.output_shape, cost.weights, cost.biases, cost.multiply_adds))


CONV = {"input_shape": (4, 5, 6), "c_out": 6, "kernel_size": (3, 2)}
EVERY = ("conv", "conv_transpose", "depthwise_separable", "locally_connected")
REFUSED = [
    (EVERY, {"input_shape": (5,)}, ValueError, "input_shape must be (c, w), (c, h, w) or (c, d, h, w), not (5,)"),
    (EVERY, {"input_shape": 5}, ValueError, "input_shape must be (c, w), (c, h, w) or (c, d, h, w), not 5"),
    (EVERY, {"input_shape": (4, 0, 6)}, ValueError, "input_shape must be at least 1, not 0"),
    (EVERY, {"input_shape": (4, 5.0, 6)}, TypeError, "input_shape must be made of integers, not 5.0"),
    (EVERY, {"c_out": 0}, ValueError, "c_out must be at least 1, not 0"),
    (EVERY, {"c_out": 1.5}, TypeError, "c_out must be made of integers, not 1.5"),
    (EVERY, {"kernel_size": (3, 2, 1)}, ValueError, "kernel_size must be one number or 2, one for each axis, not 3"),
    (EVERY, {"kernel_size": 0}, ValueError, "kernel_size must be at least 1, not 0"),
    (EVERY, {"stride": 0}, ValueError, "stride must be at least 1, not 0"),
    (EVERY, {"padding": -1}, ValueError, "padding must not be negative, not -1"),
    (EVERY, {"dilation": "2"}, TypeError, "dilation must be made of integers, not '2'"),
    (EVERY, {"bias": 1}, TypeError, "bias must be True or False, not 1"),
    (EVERY[::2], {"padding": "SAME"}, ValueError, "padding must be one of 'valid', 'same', 'same_lower', 'full'"),
    (EVERY[::2], {"dilation": 3}, ValueError, "axis h: the kernel spans 7 cells (3 taps, dilation 3), the padded"),
    (EVERY[:2], {"groups": 3}, ValueError, "groups=3 must divide the 4 channels of input and the 6 of the output"),
    (EVERY[1:2], {"output_padding": 1}, ValueError, "output_padding must be from 0 to stride − 1 = 0, not 1"),
    (EVERY[1:2], {"padding": 9}, ValueError, "the padding is too large"),
]


@pytest.mark.parametrize(("names", "wrong", "error", "said"), REFUSED)
def test_a_wrong_call_is_restated(names, wrong, error, said):
    for name in names:
        with pytest.raises((ValueError, TypeError), match=re.escape(said)) as caught:
            getattr(counting, name)(**{**CONV, **wrong})
        assert caught.type is error and str(caught.value).startswith(f"counting.{name}(input_shape=")


def test_wrong_features_and_what_is_no_cost_are_refused():
    with pytest.raises(
        ValueError, match=re.escape("counting.fully_connected(in_features=0, out_features=2, bias=True): ")
    ):
        counting.fully_connected(0, 2)
    with pytest.raises(TypeError, match=re.escape("out_features must be made of integers, not (3, 4)")):
        counting.fully_connected(2, (3, 4))
    with pytest.raises(TypeError, match=re.escape("to must be a Cost, not 5")):
        counting.ratio(counting.fully_connected(2, 3), 5)
    with pytest.raises(ValueError, match="to costs nothing: there is no ratio to it"):
        counting.ratio(counting.fully_connected(2, 3), counting.Cost((3,), 0, 0, 0))
