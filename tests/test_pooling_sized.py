"""Pooling that is told the size of its output, and unpooling, against torch."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import cases, numbers, seeds
from hypothesis import strategies as st
from pooling_cases import batches, close, dtypes, flags, sides, tensor, windows

import convlib as cl

outputs = st.one_of(st.integers(0, 7), st.tuples(*[st.one_of(st.none(), st.integers(0, 11))] * 2))


@cases(600, sides, outputs, batches, dtypes, seeds)
def test_adaptive_pooling_gives_what_torch_gives(size, output_size, batch, dtype, seed):
    x = numbers(seed, dtype, *batch, 2, *size)
    average = cl.adaptive_avg_pool2d(x, output_size)
    close(average, F.adaptive_avg_pool2d(tensor(x), output_size))
    assert average.dtype == (dtype if "float" in dtype else "float64")
    y, indices = cl.adaptive_max_pool2d(x, output_size, return_indices=True)
    expected, where = F.adaptive_max_pool2d(tensor(x), output_size, return_indices=True)
    assert np.array_equal(y, expected) and np.array_equal(indices, where)
    assert y.dtype == x.dtype and indices.dtype == np.int64
    assert np.array_equal(y, cl.adaptive_max_pool2d(x, output_size))


@cases(150, sides, st.tuples(*[st.integers(1, 6)] * 2), seeds)
def test_adaptive_maxima_of_equals_and_nans_are_those_of_torch(size, output_size, seed):
    x = np.array([-np.inf, 0.0, 1.0, np.nan])[numbers(seed, "int64", 2, *size) % 4]
    y, indices = cl.adaptive_max_pool2d(x, output_size, return_indices=True)
    expected, where = F.adaptive_max_pool2d(tensor(x), output_size, return_indices=True)
    assert np.array_equal(y, expected, equal_nan=True) and np.array_equal(indices, where)


@cases(400, windows(d=2, dilated=False), batches, st.sampled_from(["float32", "float64", "int64"]), seeds, flags)
def test_unpooling_gives_what_torch_gives(window, batch, dtype, seed, whole):
    size, kernel_size, options, _ = window
    x = numbers(seed, dtype, *batch, 2, *size)
    y, indices = cl.max_pool2d(x, kernel_size, return_indices=True, **options)
    how = {"stride": options["stride"], "padding": options["padding"]}
    output_size = (2, 2, *size) if whole else size
    try:
        expected = F.max_unpool2d(tensor(y), torch.from_numpy(indices), kernel_size, **how, output_size=output_size)
    except ValueError:  # a size that the last window hung over by a whole stride
        with pytest.raises(ValueError, match="output_size must differ from"):
            cl.max_unpool2d(y, indices, kernel_size, **how, output_size=output_size)
        return
    back = cl.max_unpool2d(y, indices, kernel_size, **how, output_size=output_size)
    assert back.dtype == x.dtype and np.array_equal(back, expected)
    assert np.array_equal(back[back != 0], x[back != 0])
    again = cl.max_pool2d(back.clip(0), kernel_size, **options)
    assert np.array_equal(again, y.clip(0))


@cases(200, seeds, batches, sides, st.tuples(*[st.integers(1, 3)] * 4))
def test_unpooling_with_the_usual_size_and_places_met_twice_is_as_in_torch(seed, batch, size, window):
    kernel_size, stride = window[:2], window[2:]
    usual = [(n - 1) * s + k for n, k, s in zip(size, kernel_size, stride, strict=True)]
    x = numbers(seed, "float64", *batch, 2, *size)
    indices = np.random.default_rng(seed).integers(0, np.prod(usual), x.shape)
    expected = F.max_unpool2d(tensor(x), torch.from_numpy(indices), kernel_size, stride)
    assert np.array_equal(cl.max_unpool2d(x, indices, kernel_size, stride), expected)


def test_unpooling_takes_the_pairs_that_the_pooling_took():
    x = numbers(1, "int64", 1, 5, 8)
    how = {"kernel_size": (2, 3), "stride": (2, 3), "padding": ((1, 0), (0, 1))}
    y, indices = cl.max_pool2d(x, **how, return_indices=True)
    assert cl.max_unpool2d(y, indices, **how).shape == x.shape
