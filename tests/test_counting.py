"""Parameters and multiply-adds against torch's modules and its FLOP counter."""

import re

import numpy as np
import pytest
import torch
from cases import cases
from counting_cases import convs
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

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
