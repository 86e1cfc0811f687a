"""Pooling against torch: maxima and where they are, averages; what is exact, and what is left alone."""

from fractions import Fraction

import numpy as np
import torch
from cases import agree, cases, leaves_its_arguments_alone, numbers, seeds
from hypothesis import assume, strategies as st
from pooling_cases import (
    AVG,
    MAX,
    TORCHS_AVG,
    TORCHS_CONV,
    TORCHS_MAX,
    batches,
    close,
    dtypes,
    flags,
    padded,
    real_cells,
    tensor,
    windows,
)

import convlib as cl


@cases(1000, windows(), st.integers(1, 3), batches, dtypes, seeds)
def test_max_pooling_gives_what_torch_gives(window, c, batch, dtype, seed):
    size, kernel_size, options, _ = window
    x, d = numbers(seed, dtype, *(batch or (() if seed % 2 else (1,))), c, *size), len(size)
    expected, where = TORCHS_MAX[d](tensor(x), kernel_size, return_indices=True, **options)
    y, indices = MAX[d](x, kernel_size, return_indices=True, **options)
    assert np.array_equal(y, expected) and np.array_equal(indices, where)
    assert y.dtype == x.dtype and indices.dtype == np.int64
    assert np.array_equal(y, MAX[d](x, kernel_size, **options))


@cases(500, windows(), batches, seeds)
def test_of_equals_the_first_wins_and_of_nans_the_last_as_in_torch(window, batch, seed):
    size, kernel_size, options, _ = window
    few = np.array([-np.inf, 0.0, 1.0, 1.0, np.nan] if seed % 3 else [0.0, 1.0])
    x, d = few[numbers(seed, "int64", *batch, 2, *size) % len(few)], len(size)
    y, indices = MAX[d](x, kernel_size, return_indices=True, **options)
    expected, where = TORCHS_MAX[d](tensor(x), kernel_size, return_indices=True, **options)
    assert np.array_equal(y, expected.numpy(), equal_nan=True)
    assert np.array_equal(indices, where.numpy())
    assert np.array_equal(y, MAX[d](x, kernel_size, **options), equal_nan=True)


@cases(500, windows(named=True), batches, dtypes, seeds)
def test_max_pooling_with_pairs_and_names_is_pooling_of_an_input_padded_with_nothing(window, batch, dtype, seed):
    size, kernel_size, options, pairs = window
    x, d = numbers(seed, dtype, *batch, 2, *size), len(size)
    around = torch.from_numpy(padded(x, pairs, -np.inf))
    how = {"stride": options["stride"], "dilation": options["dilation"]}
    expected, where = TORCHS_MAX[d](around, kernel_size, return_indices=True, **how)
    y, indices = MAX[d](x, kernel_size, return_indices=True, **options)
    assert np.array_equal(y, expected)
    cell = np.unravel_index(where.numpy(), around.shape[-d:])
    inner = [i - before for i, (before, _) in zip(cell, pairs, strict=True)]
    assert np.array_equal(indices, np.ravel_multi_index(inner, size))


@cases(900, windows(dilated=False), batches, dtypes, seeds, flags, st.sampled_from([None, None, 1, 5]))
def test_average_pooling_gives_what_torch_gives(window, batch, dtype, seed, count_include_pad, divisor):
    size, kernel_size, options, _ = window
    x, d = numbers(seed, dtype, *batch, 2, *size), len(size)
    options = {**options, "count_include_pad": count_include_pad}
    del options["dilation"]
    assume(d < 3 or all(n >= k for n, k in zip(size, kernel_size, strict=True)))  # torch in 3-D: padding aside
    if d > 1:
        options["divisor_override"] = divisor
    y = AVG[d](x, kernel_size, **options)
    close(y, TORCHS_AVG[d](tensor(x), kernel_size, **options))
    assert y.dtype == (dtype if "float" in dtype else "float64")


@cases(500, windows(named=True), batches, dtypes, seeds, flags)
def test_an_average_is_a_sum_over_zeros_around_divided_by_the_cells(window, batch, dtype, seed, count_include_pad):
    size, kernel_size, options, pairs = window
    x, d = numbers(seed, dtype, *batch, 2, *size), len(size)
    real = real_cells(*window)
    how = {"stride": options["stride"], "dilation": options["dilation"], "groups": 2}
    sums = TORCHS_CONV[d](
        torch.from_numpy(padded(x, pairs, 0)).double(), torch.ones(2, 1, *kernel_size).double(), **how
    )
    y = AVG[d](x, kernel_size, **options, count_include_pad=count_include_pad)
    close(y, sums.numpy() / (np.prod(kernel_size) if count_include_pad else real))


def test_large_integers_stay_exact_and_the_least_one_can_win():
    odd, least = 2**53 + 1, np.iinfo(np.int64).min
    assert cl.max_pool1d([[odd, 0, least, least]], 2).tolist() == [[odd, least]]
    y, indices = cl.max_pool2d(np.zeros((1, 2, 3), np.uint8), (2, 3), padding=(1, 1), return_indices=True)
    assert y.dtype == np.uint8 and indices.tolist() == [[[0], [3]]]


def test_minus_infinity_is_a_number_that_can_win():
    x = np.full((1, 3, 4), -np.inf)
    y, indices = cl.max_pool2d(x, 2, padding=1, return_indices=True)
    assert np.isneginf(y).all() and indices.tolist() == [[[0, 1, 3], [4, 5, 7]]]


def test_an_average_of_float16_does_not_overflow_on_the_way():
    assert cl.avg_pool1d(np.full((1, 4), 30000, np.float16), 4).tolist() == [[30000]]
    assert cl.adaptive_avg_pool2d(np.full((1, 3, 4), 30000, np.float16), 1).tolist() == [[[30000]]]


def test_the_lectures_4_by_4_example():
    x = np.array([[[1, 1, 2, 4], [2, 5, 3, 1], [7, 2, 5, 9], [1, 4, 6, 4]]])
    assert cl.max_pool2d(x, 2).tolist() == [[[5, 4], [7, 9]]]
    assert cl.avg_pool2d(x, 2).tolist() == [[[2.25, 2.5], [3.5, 6.0]]]


def test_global_average_pooling_is_the_mean_of_each_map():
    x = numbers(0, "float64", 2, 3, 5, 7)
    agree(cl.adaptive_avg_pool2d(x, 1), x.mean((2, 3), keepdims=True))
    agree(cl.avg_pool2d(x, (5, 7)), x.mean((2, 3), keepdims=True))


def test_fractions_are_pooled_exactly():
    x = np.array([[Fraction(1, 3), Fraction(1, 2), Fraction(1, 6)]], object)
    assert cl.avg_pool1d(x, 3).tolist() == [[Fraction(1, 3)]]
    assert cl.adaptive_avg_pool2d(x[None], 1).tolist() == [[[Fraction(1, 3)]]]
    y, indices = cl.max_pool1d(x, 3, padding=1, return_indices=True)
    assert y.tolist() == [[Fraction(1, 2)]] and indices.tolist() == [[1]]


@cases(100, windows(), dtypes, seeds)
def test_inputs_are_not_changed_and_the_result_is_a_fresh_array(window, dtype, seed):
    size, kernel_size, options, _ = window
    x, d = numbers(seed, dtype, 2, *size), len(size)
    leaves_its_arguments_alone(lambda input: MAX[d](input, kernel_size, **options), input=x)
    leaves_its_arguments_alone(lambda input: MAX[d](input, kernel_size, **options, return_indices=True)[1], input=x)
    leaves_its_arguments_alone(lambda input: AVG[d](input, kernel_size, **options), input=x)
    if d == 2:
        leaves_its_arguments_alone(lambda input: cl.adaptive_avg_pool2d(input, (None, 1)), input=x)
        leaves_its_arguments_alone(lambda input: cl.adaptive_max_pool2d(input, size), input=x)
        places = np.zeros(x.shape, int)
        leaves_its_arguments_alone(lambda input, indices: cl.max_unpool2d(input, indices, 1), input=x, indices=places)
