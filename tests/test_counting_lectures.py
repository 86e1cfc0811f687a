"""What the lectures say about costs: their ratios and their numbers."""

import itertools
from fractions import Fraction

from cases import cases
from counting_cases import convs

from convlib import counting


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
