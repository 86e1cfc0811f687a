"""Poolings that are refused: by what words, and wherever torch refuses."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, numbers, seeds
from hypothesis import strategies as st
from pooling_cases import AVG, MAX, TORCHS_AVG, TORCHS_MAX, flags, real_cells, sides, windows

import convlib as cl
from convlib.ops import pooling


@cases(200, windows(empty=True), windows(named=True, empty=True))
def test_a_window_with_no_cell_of_the_input_is_refused_and_no_other(numbered, named):
    for size, kernel_size, options, pairs in (numbered, named):
        if options.get("ceil_mode"):
            continue
        for pool in (MAX[len(size)], AVG[len(size)]):
            try:
                pool(np.ones((1, *size)), kernel_size, **options)
                refused = False
            except ValueError as error:
                refused = True
                assert re.search(r"axis [dhw]: window \d+ would hold padding only, no cell of the input", str(error))
            assert refused == (not real_cells(size, kernel_size, options, pairs).all())


def test_a_gap_between_taps_as_wide_as_the_input_is_refused():
    with pytest.raises(ValueError, match=r"^max_pool1d.*dilation=3\): axis w: window 0 would hold padding only"):
        cl.max_pool1d([[1.0, 2.0]], 2, 1, 1, 3)  # torch gives −∞


X = np.ones((2, 4, 5, 6))


REFUSED = [
    ({"kernel_size": 0}, ValueError, "kernel_size must be at least 1, not 0"),
    ({"kernel_size": 2.0}, TypeError, "kernel_size must be made of integers, not 2.0"),
    ({"kernel_size": (2, 2, 2)}, ValueError, "kernel_size must be one number or 2, one for each axis, not 3"),
    ({"kernel_size": 7}, ValueError, "axis h: the kernel spans 7 cells, the padded input has 5"),
    ({"kernel_size": None}, TypeError, "kernel_size must be made of integers, not None"),
    ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
    ({"stride": (None, 2)}, TypeError, "stride must be made of integers, not None"),
    ({"dilation": 0}, ValueError, "dilation must be at least 1, not 0"),
    ({"dilation": 4}, ValueError, "axis h: the kernel spans 9 cells (3 taps, dilation 4), the padded input has 5"),
    ({"padding": 2}, ValueError, "axis h: padding must be at most 1, half of kernel_size=3"),
    ({"padding": 2, "dilation": 2}, ValueError, "axis h: padding must be at most 1, half of kernel_size=3"),
    ({"padding": (0, 2)}, ValueError, "axis w: padding must be at most 1, half of kernel_size=3"),
    ({"padding": ((0, 0), (0, 2))}, ValueError, "axis w: padding must be at most 1, half of kernel_size=3"),
    ({"padding": -1}, ValueError, "padding must not be negative, not -1"),
    ({"padding": "SAME"}, ValueError, "padding must be one of 'valid', 'same', 'same_lower', 'full', not 'SAME'"),
    ({"ceil_mode": 1}, TypeError, "ceil_mode must be True or False, not 1"),
    ({"input": X[0, 0]}, ValueError, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
    ({"input": X[:, :0]}, ValueError, "input has no channels"),
    ({"input": X[:, :, :0]}, ValueError, "axis h: size must be at least 1, not 0"),
    ({"input": "photo"}, TypeError, "input must hold integers or floats, not <U5"),
    ({"input": X > 0}, TypeError, "input must hold integers or floats, not bool"),
]


ONLY_MAX = [({"return_indices": None}, TypeError, "return_indices must be True or False, not None")]


ONLY_AVG = [
    ({"count_include_pad": 0}, TypeError, "count_include_pad must be True or False, not 0"),
    ({"divisor_override": 0}, ValueError, "divisor_override must be at least 1, not 0"),
    ({"divisor_override": 2.5}, TypeError, "divisor_override must be made of integers, not 2.5"),
    ({"divisor_override": True}, TypeError, "divisor_override must be made of integers, not True"),
]


def is_refused(function, call, wrong, error, said):
    with pytest.raises((ValueError, TypeError), match=re.escape(said)) as caught:
        function(**{**call, **wrong})
    text = str(caught.value)
    assert caught.type is error and text.startswith(f"{function.__name__}(input") and caught.value.__cause__ is None
    for name, value in wrong.items():
        assert value is None or f"{name}={value!r}" in text or name in ("input", "indices")


@pytest.mark.parametrize(
    ("function", "wrong", "error", "said"),
    [(f, *row) for f in (cl.max_pool2d, cl.avg_pool2d) for row in REFUSED]
    + [(cl.max_pool2d, *row) for row in ONLY_MAX]
    + [(cl.avg_pool2d, *row) for row in ONLY_AVG],
)
def test_a_wrong_call_is_restated_before_any_work(function, wrong, error, said, monkeypatch):
    for work in ("by_tap", "maxima", "largest"):
        monkeypatch.setattr(pooling, work, lambda *_: pytest.fail("worked"))
    is_refused(function, {"input": X, "kernel_size": 3}, wrong, error, said)


@pytest.mark.parametrize("function", [cl.adaptive_avg_pool2d, cl.adaptive_max_pool2d])
@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ({"output_size": None}, TypeError, "output_size must be one number or two; None in a pair keeps that side"),
        ({"output_size": (2,)}, ValueError, "output_size must hold 2 numbers, not (2,)"),
        ({"output_size": (2, 2, 2)}, ValueError, "output_size must hold 2 numbers, not (2, 2, 2)"),
        ({"output_size": -1}, ValueError, "output_size must not be negative, not -1"),
        ({"output_size": (None, 2.0)}, TypeError, "output_size must be made of integers, not 2.0"),
        ({"output_size": True}, TypeError, "output_size must be made of integers, not True"),
        ({"input": X[0, 0]}, ValueError, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
        ({"input": X[:, :, :, :0]}, ValueError, "input has no cells: h and w must be at least 1"),
        ({"input": X[:, :0]}, ValueError, "input has no channels"),
    ],
)
def test_a_wrong_adaptive_call_is_restated(function, wrong, error, said):
    is_refused(function, {"input": X, "output_size": 2}, wrong, error, said)


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ({"indices": np.zeros(X.shape)}, TypeError, "indices must be integers, not float64"),
        ({"indices": np.zeros(X.shape, int)[0]}, ValueError, "indices must have the shape of input, (2, 4, 5, 6), not"),
        (
            {"indices": np.full(X.shape, 120)},
            ValueError,
            "indices hold 120, the cells of a 10×12 output go from 0 to 1",
        ),
        ({"indices": np.full(X.shape, -1)}, ValueError, "indices hold -1, the cells of a 10×12 output go from 0 to"),
        ({"kernel_size": 0}, ValueError, "kernel_size must be at least 1, not 0"),
        ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
        ({"padding": -1}, ValueError, "padding must not be negative, not -1"),
        ({"padding": "same"}, ValueError, "padding must be the numbers that 'same' gave: they depend on the size"),
        ({"padding": 5}, ValueError, "the output would be (0, 2), without a cell"),
        ({"output_size": 5}, ValueError, "output_size must hold 2 or 4 numbers, not 5"),
        ({"output_size": (5,)}, ValueError, "output_size must hold 2 or 4 numbers, not (5,)"),
        ({"output_size": [10, 14]}, ValueError, "output_size must differ from (10, 12) by less than the stride (2, 2)"),
        ({"output_size": (7, 7, 12, 9)}, ValueError, "output_size must differ from (10, 12) by less than the stride"),
        ({"output_size": [10.0, 12]}, TypeError, "output_size must be made of integers, not 10.0"),
        ({"input": X[0]}, ValueError, "indices must have the shape of input, (4, 5, 6), not (2, 4, 5, 6)"),
        ({"input": X[:, :, :0]}, ValueError, "indices must have the shape of input"),
    ],
)
def test_a_wrong_unpooling_is_restated(wrong, error, said):
    is_refused(cl.max_unpool2d, {"input": X, "indices": np.zeros(X.shape, int), "kernel_size": 2}, wrong, error, said)


ODD = {
    "kernel_size": [0, -1, 1, 2, 9, True, 2.0, "2", None, (2,), (1, 2), (1, 2, 1), (1, 1, 1, 1)],
    "stride": [0, -1, 2, True, 1.5, "2", None, (1,), (2, 1), (1, 1, 1, 1), (0, 1), (None, 1)],
    "padding": [-1, 1, 2, 3, True, 0.5, None, (1,), (1, 2), (1, 1, 1, 1), (0, -1), (0, 1, 0)],
    "dilation": [0, -1, 2, 9, True, 1.0, None, (1,), (1, 2), (1, 1, 1, 1)],
    "ceil_mode": [True, False, 1, None, "yes"],
    "count_include_pad": [True, False, 1, None],
    "divisor_override": [None, 0, 3, 1.5, True, (1,)],
    "output_size": [0, 3, -1, None, True, 2.0, (3,), (None, 2), (None, None), (2, -1), (1, 2, 3), (1, 2, 3, 4), (6, 7)],
    "indices": [0, 1, -1, 19, 20, 99, 0.0, "drop"],
}


def changed(data, x):
    """The array with one axis dropped, added or of another length."""
    shape, axis = list(x.shape), data.draw(st.integers(0, x.ndim - 1))
    change = data.draw(st.sampled_from(["drop", "add", 0, 1, 2, 3]))
    shape[axis : axis + 1] = {"drop": [], "add": [1, shape[axis]]}.get(change, [change])
    return np.ones(shape)


def compare_refusals(function, torchs, given, stricter, looser=()):
    """What torch refuses, convlib refuses, except for ``looser``; and nothing else, except for ``stricter``."""
    expected, y, ours = None, None, ""
    try:
        expected = torchs(**{k: torch.from_numpy(v) if isinstance(v, np.ndarray) else v for k, v in given.items()})
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        if any(said in str(error) for said in looser):
            return
    try:
        y = function(**given)
    except (TypeError, ValueError) as error:
        ours = str(error)
        assert ours.startswith(f"{function.__name__}(input ")
    if expected is None:
        assert y is None
    elif y is None:
        assert any(said in ours for said in stricter), ours
    else:
        agree(y, expected)


STRICTER = ("would hold padding only", "ceil_mode must be True", "count_include_pad must be True")
LOOSER = ("smaller than kernel size",)  # torch's avg_pool3d leaves the padding aside there


@cases(800, windows(empty=True), flags, seeds, st.data())
def test_pooling_refuses_what_torch_refuses(window, maximum, seed, data):
    size, kernel_size, options, _ = window
    given, d = {"input": numbers(seed, "float64", 2, *size), "kernel_size": kernel_size, **options}, len(size)
    other = ["count_include_pad", "divisor_override"][: 1 + (d > 1)]
    if not maximum:
        del given["dilation"]
    names = ["input", "kernel_size", "stride", "padding", "ceil_mode", *(["dilation"] if maximum else other)]
    for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)):
        given[name] = changed(data, given["input"]) if name == "input" else data.draw(st.sampled_from(ODD[name]))
    pools = (MAX[d], TORCHS_MAX[d]) if maximum else (AVG[d], TORCHS_AVG[d])
    compare_refusals(*pools, given, STRICTER, LOOSER)


@cases(150, flags, sides, st.sampled_from(ODD["output_size"]), flags, seeds, st.data())
def test_adaptive_pooling_refuses_what_torch_refuses(maximum, size, output_size, shape, seed, data):
    x = numbers(seed, "float64", 2, *size)
    pools = (
        (cl.adaptive_max_pool2d, F.adaptive_max_pool2d) if maximum else (cl.adaptive_avg_pool2d, F.adaptive_avg_pool2d)
    )
    given = {"input": changed(data, x) if shape else x, "output_size": output_size}
    compare_refusals(*pools, given, ("input has no channels",))


@cases(300, sides, seeds, st.data())
def test_unpooling_refuses_what_torch_refuses(size, seed, data):
    x = numbers(seed, "float64", 2, *size)
    given = {"input": x, "indices": np.zeros(x.shape, int), "kernel_size": 2, "stride": 2, "padding": 0}
    names = ["input", "indices", "kernel_size", "stride", "padding", "output_size", "output_size"]
    for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)):
        if name == "input":
            given["input"] = changed(data, x)
            given["indices"] = given["indices"] if data.draw(flags) else np.zeros(given["input"].shape, int)
        elif name == "indices":
            value = data.draw(st.sampled_from(ODD["indices"]))
            given["indices"] = given["indices"][0] if value == "drop" else np.full(given["input"].shape, value)
        else:
            given[name] = data.draw(st.sampled_from(ODD[name]))
    stricter = ("kernel_size must", "stride must", "padding must", "without a cell", "input has no channels")
    looser = ("exactly two elements", "index out of range")  # torch wants two numbers here, where pooling takes (2,)
    compare_refusals(cl.max_unpool2d, F.max_unpool2d, given, stricter, looser)
