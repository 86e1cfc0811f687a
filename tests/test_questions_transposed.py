"""What 09_transposed asks, answered by other means than its questions compute."""

from itertools import product

import numpy as np
import pytest
import torch

import convlib as cl
from convlib import predict
from convlib.relation import Axis


def answer(card):
    return card.question.right


@pytest.mark.parametrize(("size", "layers"), [(4, 4), (7, 1), (3, 3)])
def test_a_generator_of_doubling_layers_makes_the_width_that_is_asked_for(size, layers):
    doubles = [torch.nn.ConvTranspose2d(1, 1, kernel_size=4, stride=2, padding=1) for _ in range(layers)]
    width = torch.nn.Sequential(*doubles)(torch.zeros(1, 1, size, size)).shape[-1]
    assert answer(predict.doubled_width(size=size, layers=layers)) == str(width)


@pytest.mark.parametrize(("k", "s", "p"), [c for c in product((2, 3, 4, 5), (1, 2, 3), (0, 1, 2)) if c[2] < c[0]])
def test_zeros_under_the_first_window_are_those_of_a_map_of_ones(k, s, p):
    wide = np.zeros((1, 6 * s, 6 * s))
    wide[:, ::s, ::s] = 1
    window = cl.pad(wide, (k - p - 1,) * 4)[0, :k, :k]
    card = predict.zeros_under_first_window(kernel_size=k, stride=s, padding=p)
    assert answer(card) == str(int((window == 0).sum()))


@pytest.mark.parametrize(("size", "k"), [(4, 3), (5, 2), (3, 3)])
def test_the_matrix_has_the_shape_that_is_asked_for(size, k):
    rows, columns = cl.conv_matrix(np.ones((1, 1, k, k)), input_size=(size, size)).shape
    assert answer(predict.matrix_shape(size=size, kernel_size=k)) == f"{rows} {columns}"


@pytest.mark.parametrize("size", [2, 5, 16])
def test_the_way_with_zeros_reads_a_whole_window_of_every_map_for_each_output(size):
    stamps = cl.counting.conv_transpose((8, size, size), 3, 4, stride=2, padding=1)
    windows = int(np.prod(stamps.output_shape)) * 8 * 4**2
    card = predict.times_as_many_products(size=size, larger=2 * size, kernel_size=4, c_in=8, c_out=3)
    assert stamps.output_shape[1:] == (2 * size, 2 * size)
    assert answer(card) == str(windows // stamps.multiply_adds)


def chosen(card):
    return card.question.options["abcdefgh".index(answer(card))]


def test_with_a_longer_kernel_only_the_transposed_output_grows():
    there = [Axis(5, k, 2, (1, 1)).output_size for k in (3, 5)]
    back = [Axis(3, k, 2, (1, 1)).transposed_size() for k in (3, 5)]
    assert (there, back) == ([3, 2], [5, 7])
    assert chosen(predict.kernel_grows_in_both()) == "only that of the transposed convolution"


def test_of_full_padding_only_the_pseudo_inverse_brings_the_values_back():
    weight = np.array([[1, 2, 0], [0, 1, -1], [2, 0, 1]])[None, None]
    matrix = cl.conv_matrix(weight, input_size=(4, 4), padding=2)
    assert np.allclose(np.linalg.pinv(matrix) @ matrix, np.eye(16))
    assert (np.diag(matrix.T @ matrix) == 12).all()  # as the reply to "both" says
    assert chosen(predict.matrix_that_brings_back()) == "the pseudo-inverse"


def test_the_last_row_that_output_padding_keeps_is_what_stamps_have_written():
    ones = np.ones((1, 3, 3), int), np.ones((1, 1, 3, 3), int)
    kept = cl.conv_transpose2d(*ones, stride=2, padding=1, output_padding=1)[0, -1]
    assert kept.tolist() == [1, 2, 1, 2, 1, 1]
    assert chosen(predict.sixth_row_and_column()) == "what the stamps have written there"
