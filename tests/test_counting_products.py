"""Multiply-adds against the products that are really made."""

from math import prod

import numpy as np
from cases import cases
from counting_cases import convs
from hypothesis import strategies as st

import convlib as cl
from convlib import counting


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
