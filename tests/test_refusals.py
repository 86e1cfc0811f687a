"""Random nonsense as an argument of every operator: what is refused is refused in our words, by the one rule."""

import inspect
import warnings

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import cases
from hypothesis import strategies as st
from test_cases import CALLS, OPERATORS, W, X

import convlib as cl
from convlib import ops
from convlib.layers import AvgPool, MaxPool, TransposedConv
from convlib.ops.arguments import MOST

OFFSET = np.zeros((12, 2, 5))
SAMPLE = {"input": X, "y": np.array([0.5, 1]), "x": np.array([1, 2.5])}
GRAD = {"function": lambda x: x**2, "x": np.ones((2, 3))}
VALID = CALLS | {
    "bilinear_sample": SAMPLE,
    "bilinear_sample_grad": SAMPLE | {"grad_output": np.ones((2, 2))},
    "check_grad": GRAD | {"grad": 2 * np.ones((2, 3))},
    "deform_conv2d": {"input": X, "offset": OFFSET, "weight": W},
    "deform_conv2d_offset_grad": {"input": X, "offset": OFFSET, "weight": W, "grad_output": np.ones((2, 2, 5))},
    "max_unpool2d": {"input": X[:, :2, :2], "indices": np.array([[[0, 3], [9, 11]]] * 2), "kernel_size": 2},
    "numeric_grad": GRAD,
    "separate": {"kernel": W[0, 0]},
}
ARRAYS = {"input", "weight", "bias", "grad_output", "indices", "offset", "mask", "y", "x", "kernel", "column", "row"}
ARRAYS |= {"depthwise_weight", "pointwise_weight", "grad"}
TORCHS = {name: getattr(F, name) for name in OPERATORS if hasattr(F, name)} | {"fully_connected": F.linear}

NUMBERS = [
    None,
    True,
    False,
    1.5,
    2.0,
    "2",
    "abc",
    "",
    -1,
    0,
    1,
    2,
    3,
    MOST + 1,
    2**62,
    10**30,
    -(10**30),
    1e300,
    1e-300,
]
NUMBERS += [
    float("nan"),
    float("inf"),
    1j,
    b"2",
    {},
    {1, 2},
    object(),
    slice(2),
    (),
    (1, 2),
    (2, 1),
    (1, 2, 3),
    (1,) * 7,
]
NUMBERS += [(None, 2), (1.5, 2), (-1, 1), (10**30, 1), ("1", "2"), (True, True), (float("nan"), 1), [1, [2]]]
# What PyTorch does not know, and we may take: numbers of NumPy's, a sequence of one number.
OURS = [
    np.int64(2),
    np.uint8(2),
    np.int8(-1),
    np.float64(2),
    np.bool_(True),
    np.array(2),
    np.array([1, 2]),
    np.array(None),
]
OURS += [
    np.array([1.5, 2]),
    np.array([]),
    np.array("2"),
    np.datetime64("2020-01-01"),
    (1,),
    [2],
    ((0, 1), (1, 0)),
    "same",
]
NO_ARRAYS = [None, "abc", [], [[1, 2], [3]], 1, 10**400, [10**400], {}, object(), len, np.ones((2, 4, 6), complex)]
NO_ARRAYS += [np.ones((2, 4, 6), kind) for kind in ("bool", "U1", "uint64", "M8[s]")]
NO_ARRAYS += [np.full((2, 4, 6), what, object) for what in (None, "a", True, 1 + 2j)]
SHAPES = [(0, 2, 4, 6), (2, 0, 4, 6), (2, 2, 0, 6), (0, 4, 6), (2, 3), (2,), (0,), (1, 1, 1), (1,) * 7, (1,) * 40]


def nonsense(argument: str):
    if argument in ARRAYS:
        return st.sampled_from(NO_ARRAYS) | st.sampled_from(SHAPES).map(np.ones)
    return st.sampled_from(NUMBERS) | st.sampled_from(OURS)


def tensor(name: str, array: np.ndarray) -> torch.Tensor:
    return torch.as_tensor(array if name == "indices" else array.astype(float))


def same(a, b) -> bool:
    return not isinstance(a, np.ndarray) or np.array_equal(a, b)


def test_every_operator_has_a_valid_call_here():
    assert VALID.keys() == set(OPERATORS) == {n for n in ops.__all__ if inspect.isfunction(getattr(ops, n))}


@cases(1500, st.sampled_from(OPERATORS), st.data())
def test_nonsense_is_computed_or_refused_in_our_words(name, data):
    function, given = getattr(cl, name), dict(VALID[name])
    argument = data.draw(st.sampled_from(list(inspect.signature(function).parameters)))
    given[argument] = data.draw(nonsense(argument))
    kept = {key: np.copy(value) if isinstance(value, np.ndarray) else value for key, value in given.items()}
    refused = None
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            function(**given)
        except (ValueError, TypeError) as error:
            refused = error
    assert all(same(value, kept[key]) for key, value in given.items())
    if refused is not None:
        assert type(refused) in (ValueError, TypeError)
        assert str(refused).startswith(f"{name}("), refused
    elif name in TORCHS and any(given[argument] is number for number in NUMBERS):
        torchs = {k: tensor(k, v) if isinstance(v, np.ndarray) else v for k, v in given.items()}
        known = argument not in ("padding_mode", "method") and (name[:3], argument) != ("avg", "dilation")
        assert not known or TORCHS[name](**torchs) is not None  # what PyTorch refuses, we do


def raised(function, *arguments, **options) -> str:
    with pytest.raises((ValueError, TypeError)) as caught:
        function(*arguments, **options)
    return str(caught.value)


def test_none_is_shown_when_the_complaint_is_about_it():
    assert "return_indices=None): return_indices must be True" in raised(cl.max_pool2d, X, 2, return_indices=None)
    assert "stride=None): stride must be made of integers" in raised(cl.conv2d, X, W, stride=None)
    assert "size=None, scale_factor=None): give either" in raised(cl.interpolate, X[None])
    assert "None" not in raised(cl.conv2d, X, W, None, 0)


@pytest.mark.parametrize("number", [MOST + 1, 2**62, 10**30])
def test_a_number_no_map_can_have_is_refused_before_anything_is_made(number):
    for given in (
        *({"name": "conv2d", name: number} for name in ("stride", "padding", "dilation", "groups")),
        *({"name": "unfold", name: number} for name in ("kernel_size", "stride", "padding")),
        *({"name": "conv_transpose1d", name: number} for name in ("stride", "dilation", "output_padding")),
        {"name": "adaptive_avg_pool2d", "output_size": number},
        {"name": "max_unpool2d", "kernel_size": number},
        {"name": "interpolate", "size": number, "scale_factor": None},
        {"name": "interpolate", "scale_factor": float(number)},
        {"name": "pad", "pad": (number, 0)},
    ):
        name = given.pop("name")
        assert "must be at most" in raised(getattr(cl, name), **VALID[name] | given)


def test_maps_that_are_too_large_are_refused_before_anything_is_made():
    for name, given in (
        ("conv2d", {"padding": 20_000}),
        ("conv_transpose2d", {"stride": 20_000}),
        ("adaptive_max_pool2d", {"output_size": 20_000}),
        ("max_unpool2d", {"kernel_size": 20_000}),
        ("interpolate", {"scale_factor": 20_000}),
        ("pad", {"pad": (20_000,) * 4}),
    ):
        said = raised(getattr(cl, name), **VALID[name] | given)
        assert said.startswith(f"{name}(") and f"cells are too large, {MOST} are the limit" in said


def test_a_limit_of_bytes_may_be_larger_than_a_number_of_cells():
    assert cl.conv_matrix([[[1, 2]]], 3, max_bytes=2**40).tolist() == [[1, 2, 0], [0, 1, 2]]


def test_numbers_of_yes_and_no_are_no_numbers_in_an_object_array_either():
    assert "must be an array of numbers" in raised(cl.conv2d, np.full((2, 4, 6), True, object), W)


def test_layers_pad_as_the_operators_do():
    assert cl.summary([MaxPool(3, 1, "full")], (2, 4, 6)).output_shape == cl.max_pool2d(X, 3, 1, "full").shape
    assert cl.summary([AvgPool(3, 1, "full")], (2, 4, 6)).output_shape == cl.avg_pool2d(X, 3, 1, "full").shape
    pairs = ((1, 0), (0, 2))
    shape = cl.conv_transpose2d(X, W, None, 2, pairs).shape
    assert cl.summary([TransposedConv(2, (3, 2), 2, pairs)], (2, 4, 6)).output_shape == shape
