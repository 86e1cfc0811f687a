"""``pad`` against ``torch.nn.functional.pad``: every mode, one to three axes; what it refuses, and how."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings, strategies as st

from convlib import pad

MODES = ("constant", "reflect", "replicate", "circular")
DTYPES = ("float32", "float64", "int64")


@st.composite
def padded_calls(draw):
    """An array of a batch and channels, how many of its last axes to pad, cells and mode."""
    mode = draw(st.sampled_from(MODES))
    axes = draw(st.integers(1, 3))
    shape = draw(st.lists(st.integers(1, 6), min_size=axes, max_size=axes))
    most = {"reflect": -1, "circular": 0}
    cells = []
    for size in reversed(shape):
        cells += [draw(st.integers(0, size + most[mode] if mode in most else 7)) for _ in "ab"]
    lead = draw(st.sampled_from([(2, 3), (3,), (0, 2)]))
    dtype = draw(st.sampled_from(DTYPES))
    return np.random.default_rng(0).integers(-9, 9, (*lead, *shape)).astype(dtype), tuple(cells), mode


@settings(max_examples=500)
@given(padded_calls(), st.integers(-3, 3))
def test_pad_gives_what_torch_gives(call, value):
    x, cells, mode = call
    value = value if mode == "constant" else 0
    before = x.copy()
    y = pad(x, cells, mode, value)
    as_float = torch.from_numpy(x).double()
    assert y.dtype == x.dtype
    if x.size:  # torch refuses an empty batch in some modes
        assert np.array_equal(y, F.pad(as_float, cells, mode, value).numpy())
    assert y.shape == F.pad(as_float, cells, "constant").shape
    assert not np.shares_memory(x, y) and y.flags.writeable
    assert np.array_equal(x, before)


def test_pad_goes_from_the_last_axis_backwards():
    x = np.arange(6).reshape(2, 3)
    assert pad(x, (1, 0)).shape == (2, 4)
    assert pad(x, (0, 0, 2, 1)).shape == (5, 3)
    assert pad(x, (1, 2, 3, 4), value=7)[3:5, 1:4].tolist() == x.tolist()
    assert pad(x, ()).tolist() == x.tolist()


def test_pad_without_any_cells_gives_a_fresh_array():
    x = np.arange(6.0).reshape(2, 3)
    for mode in MODES:
        y = pad(x, (0, 0), mode)
        y[:] = -1
    assert x.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_the_value_none_means_zero_as_in_torch():
    assert pad([[1, 2]], (0, 1), value=None).tolist() == [[1, 2, 0]]


def test_infinity_fills_a_float_array():
    assert pad([0.5], (1, 0), value=-np.inf).tolist() == [-np.inf, 0.5]


X = np.zeros((2, 3))


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"pad": (1,)}, ValueError, "pad must hold (before, after) for up to 2 axes, the last axis first"),
        ({"pad": (1,) * 6}, ValueError, "pad must hold (before, after) for up to 2 axes"),
        ({"pad": 1}, ValueError, "pad must hold (before, after) for up to 2 axes"),
        ({"pad": (1, -1)}, ValueError, "pad must not be negative, not -1"),
        ({"pad": (1, 1.0)}, TypeError, "pad must be made of integers, not 1.0"),
        ({"pad": (1, True)}, TypeError, "pad must be made of integers, not True"),
        ({"pad": (1, "1")}, TypeError, "pad must be made of integers, not '1'"),
        ({"mode": "mirror"}, ValueError, "mode must be one of 'constant', 'reflect', 'replicate', 'circular'"),
        ({"mode": None}, ValueError, "not None"),
        ({"mode": "reflect", "pad": (3, 0)}, ValueError, "'reflect' can fill at most 2 cells a side here"),
        ({"mode": "circular", "pad": (0, 0, 0, 3)}, ValueError, "'circular' can fill at most 2 cells a side"),
        ({"mode": "replicate", "value": 1}, ValueError, "mode 'replicate' copies cells of the input"),
        ({"input": np.zeros((2, 0)), "mode": "replicate"}, ValueError, "no border cell to repeat"),
        ({"value": "0"}, TypeError, "value must be one number"),
        ({"value": [1, 2]}, TypeError, "value must be one number"),
        ({"value": 1j}, TypeError, "value must be one number"),
        ({"input": np.zeros((2, 3), int), "value": 0.5}, TypeError, "value 0.5 does not fit int64"),
        ({"input": np.zeros((2, 3), int), "value": np.nan}, TypeError, "value nan does not fit int64"),
        ({"input": np.zeros((2, 3), int), "value": np.inf}, TypeError, "value inf does not fit int64"),
        ({"input": np.zeros((2, 3), "uint8"), "value": 256}, TypeError, "value 256 does not fit uint8"),
        ({"input": "text"}, TypeError, "input must hold integers or floats"),
        ({"input": None}, TypeError, "input must be an array of numbers"),
        ({"input": [[1, 2], [3]]}, TypeError, "its rows are of different lengths"),
        ({"input": 3}, ValueError, "input must be an array with at least one axis, not 0-dimensional"),
    ],
)
def test_pad_refuses_and_restates_the_call(arguments, error, said):
    call = {"input": X, "pad": (1, 1), **arguments}
    with pytest.raises((TypeError, ValueError), match=re.escape(said)) as caught:
        pad(**call)
    assert caught.type is error
    assert str(caught.value).startswith("pad(input")
    for name in arguments.keys() & {"pad", "mode", "value"}:
        assert arguments[name] is None or f"{name}={arguments[name]!r}" in str(caught.value)


@settings(max_examples=300)
@given(
    st.sampled_from(MODES),
    st.lists(st.integers(0, 4), min_size=1, max_size=3),
    st.lists(st.integers(0, 5), min_size=2, max_size=6),
)
def test_pad_refuses_what_torch_refuses(mode, shape, cells):
    """Beyond torch, pad takes any number of axes in every mode; it leaves cropping (negative cells) to slices."""
    axes = len(cells) // 2
    x = np.ones((2, 3, *shape))
    try:
        expected = F.pad(torch.from_numpy(x), cells, mode).numpy()
    except (RuntimeError, ValueError, NotImplementedError):
        expected = None
    try:
        y = pad(x, cells, mode)
    except (TypeError, ValueError):
        y = None
    if expected is not None:
        assert y is not None and np.array_equal(y, expected)
    elif y is not None:
        assert x.size == 0 or (mode != "constant" and axes != len(shape))


@pytest.mark.parametrize("dtype, value", [("float16", 1e6), ("float32", 1e39), ("float64", 10**400)])
def test_a_value_beyond_the_type_is_refused_and_an_infinity_is_not(dtype, value):
    with pytest.raises(TypeError, match=rf"^pad\(.*does not fit {dtype}"):
        pad(np.zeros(2, dtype), (1, 1), value=value)
    assert pad(np.zeros(2, dtype), (1, 0), value=-np.inf)[0] == -np.inf


@pytest.mark.parametrize("value", [True, {}, object(), slice(2), (1, (2,)), np.array(None)])
def test_a_value_that_is_no_number_is_refused_in_our_words(value):
    with pytest.raises(TypeError, match=r"^pad\(.*value must be one number"):
        pad([[1, 2]], (1, 1), value=value)
