"""Limits: the last number that is allowed, and the first one that is not."""

import re

import numpy as np
import pytest

import convlib as cl
from convlib.layers import AvgPool, ChannelShuffle, Linear, MaxPool, PixelShuffle, Upsample
from convlib.layers.receptive import Field
from convlib.ops.arguments import MOST, Call
from convlib.ops.pooling import pool_window
from convlib.relation import Window


def refuses(said, function, *args, **given):
    with pytest.raises((ValueError, TypeError), match=re.escape(said)):
        function(*args, **given)


def test_numbers_go_up_to_the_most_that_a_map_can_have():
    assert Call("f", n=MOST).integer("n", 1) == MOST and Call("f").positive("n", MOST) == MOST
    assert Call("f", n=3).integer("n", 3, 3) == 3
    refuses(f"n must be at most {MOST}, not {MOST + 1}", Call("f", n=MOST + 1).integer, "n", 1)
    refuses(f"n must be at most {MOST}, not {MOST + 1}", Call("f").positive, "n", MOST + 1)
    refuses("n must be finite and above 0, not 0", Call("f").positive, "n", 0)
    refuses("n must be finite and above 0, not inf", Call("f").positive, "n", float("inf"))
    refuses("n must be made of numbers, not True", Call("f").positive, "n", True)
    refuses("n must be made of integers, not np.True_", Call("f", n=np.True_).integer, "n", 0)


def test_maps_have_room_for_as_many_cells_as_a_number_can_count():
    assert Call("f").room((2**14, 2**14)) is None
    refuses("maps of 16384×16385 cells are too large", Call("f").room, (2**14, 2**14 + 1))


def test_a_matrix_may_have_exactly_the_bytes_that_are_allowed():
    assert cl.conv_matrix([[[1, 2]]], 3, max_bytes=2 * 3 * 8).shape == (2, 3)
    refuses("48 bytes; the limit is 47", cl.conv_matrix, [[[1, 2]]], 3, max_bytes=47)


def test_fft_is_exact_below_two_to_the_fortieth():
    x, weight = np.array([[2**20 - 1, -(2**20) + 1]]), np.array([[[2**20]]])
    assert cl.conv1d(x, weight, method="fft").tolist() == (x * 2**20).tolist()
    refuses("exact only for sums below 2**40", cl.conv1d, x - 1, weight, method="fft")
    both = np.array([[[2**19, 2**19]]])
    refuses("exact only for sums below 2**40", cl.conv1d, x - 1, both, method="fft")


def test_a_pooling_may_be_padded_by_half_of_its_window():
    x = np.arange(12.0).reshape(1, 3, 4)
    assert cl.max_pool2d(x, (2, 3), 1, padding=1).shape == (1, 4, 4)
    refuses("axis w: padding must be at most 1, half of kernel_size=3", cl.max_pool2d, x, 3, padding=(1, 2))
    refuses("axis h: padding must be at most 0, half of kernel_size=1", cl.avg_pool2d, x, 1, padding=(1, 0))
    assert cl.max_pool2d(x, 3, 1, padding="full").shape == (1, 5, 6)  # a name may ask for more


def test_a_window_of_padding_only_is_refused_by_operator_layer_and_window_alike():
    wide = {"kernel_size": 2, "stride": 1, "padding": 1, "dilation": 2}
    assert pool_window(Call("f", **wide), (2,)) == Window.of((2,), (2,), padding=1, dilation=2)
    said = "axis w: window 0 would hold padding only, no cell of the input"
    refuses(said, pool_window, Call("f", **wide), (1,))
    refuses(said, cl.max_pool1d, np.ones((1, 1)), **wide)
    refuses(f"layer 1, MaxPool(2, stride=1, padding=1, dilation=2): {said}", cl.summary, [MaxPool(**wide)], (1, 1))
    late = {"kernel_size": (1, 3), "stride": (1, 2), "padding": "full", "dilation": (1, 2)}
    refuses("axis w: window 1 would hold padding only", pool_window, Call("f", **{**late, "stride": 1}), (3, 1))
    assert pool_window(Call("f", **late), (3, 1)).output_size == (3, 3)


def test_shapes_of_layers_have_one_to_four_numbers():
    assert [cl.summary([], (2,) * n).output_shape for n in (1, 4)] == [(2,), (2,) * 4]
    for shape in ((), (2,) * 5):
        refuses("input_shape must be (features,), (c, w), (c, h, w) or (c, d, h, w)", cl.summary, [], shape)
    for shape in ((2,), (2,) * 5):
        refuses("input_shape must be (c, w), (c, h, w) or (c, d, h, w)", cl.counting.conv, shape, 2, 1)
    assert [cl.counting.conv((2,) * n, 2, 1).weights for n in (2, 4)] == [4, 4]


def test_layers_that_need_maps_take_no_flat_features_and_the_other_way_round():
    for layer in (MaxPool(1), AvgPool(1), Upsample(2), PixelShuffle(1), ChannelShuffle(1)):
        refuses("the input must be maps, (c, *spatial); it is flat, (4,)", cl.summary, [layer], (4,))
    assert cl.summary([Linear(3)], (4,)).output_shape == (3,)
    refuses("the input must be flat: put Flatten() before it, the maps are (4, 1)", cl.summary, [Linear(3)], (4, 1))


def test_sub_pixel_layers_need_images_and_a_multiple_of_the_factor_squared():
    assert cl.summary([PixelShuffle(2)], (8, 3, 5)).output_shape == (2, 6, 10)
    for shape in ((4, 9), (4, 2, 3, 5), (6, 3, 5)):
        refuses(f"the input must be (c·4, h, w), not {shape}", cl.summary, [PixelShuffle(2)], shape)
    assert cl.summary([ChannelShuffle(4)], (4, 3)).output_shape == (4, 3)
    refuses("groups=3 must divide the 4 channels of the input", cl.summary, [ChannelShuffle(3)], (4, 3))


def test_a_place_is_asked_for_from_0_to_the_last_one():
    assert cl.receptive_field([MaxPool(2)], (1, 4, 6), (1, 2)) == ((2, 3), (4, 5))
    assert cl.receptive_field([MaxPool(2)], (1, 4, 6), (0, 0)) == ((0, 1), (0, 1))
    assert cl.receptive_field([MaxPool(2)], (1, 4, 6)) == ((2, 3), (2, 3))
    for wrong in ((2, 0), (0, 3)):
        refuses(
            "output must be below (2, 3), the size of the last map", cl.receptive_field, [MaxPool(2)], (1, 4, 6), wrong
        )
    assert Field(3).cells(2) == (2,)
