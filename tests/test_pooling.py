"""Pooling against torch: maxima and where they are, averages, adaptive windows, unpooling; what is refused, and how."""

import re
from fractions import Fraction

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, leaves_its_arguments_alone, numbers, seeds
from hypothesis import assume
from hypothesis import strategies as st

import convlib as cl
from convlib.ops import pooling
from convlib.relation import PADDING_NAMES, Axis, Window
from convlib.trace import Cell, trace

MAX = {1: cl.max_pool1d, 2: cl.max_pool2d, 3: cl.max_pool3d}
AVG = {1: cl.avg_pool1d, 2: cl.avg_pool2d, 3: cl.avg_pool3d}
TORCHS_MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
TORCHS_AVG = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
TORCHS_CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
DTYPES = ("float32", "float64", "int64", "uint8", "float16")
dtypes, dimensions, flags = st.sampled_from(DTYPES), st.integers(1, 3), st.booleans()
batches = st.sampled_from([(), (0,), (1,), (2,)])


def tensor(x):
    """The array for torch; ints and float16 in float64, which is exact for such small numbers."""
    return torch.from_numpy(x if x.dtype in ("float32", "float64") else x.astype(np.float64))


def close(y, expected):
    """As near as the type allows: 11 bits in float16."""
    if y.dtype != "float16":
        return agree(y, expected)
    assert y.shape == expected.shape
    np.testing.assert_allclose(y, expected, rtol=2**-10, atol=1e-6)


def _cells(size, kernel_size, options, pairs):
    """On each axis, the cells of the input in every window."""
    rows = zip(size, kernel_size, options["stride"] or kernel_size, pairs, options["dilation"], strict=True)
    axes = [Axis(*row, options.get("ceil_mode", False)) for row in rows]
    return [[[i for _, i in a.taps(o) if a.inside(i)] for o in range(a.output_size)] for a in axes]


@st.composite
def windows(draw, d=None, named=False, dilated=True, empty=False):
    """``(size, kernel_size, options, pairs)`` of a pooling that torch takes, or with pairs and names for padding."""
    d = d or draw(dimensions)

    def each(least, most):
        return tuple(draw(st.integers(least, most)) for _ in range(d))

    kernel_size, stride, dilation = each(1, (5, 4, 3)[d - 1]), each(1, 3), each(1, 2 if dilated else 1)
    extent = [(k - 1) * g + 1 for k, g in zip(kernel_size, dilation, strict=True)]
    pairs = tuple((draw(st.integers(0, k // 2)), draw(st.integers(0, k // 2))) for k in kernel_size)
    padding = pairs
    if not named:
        padding = tuple(before for before, _ in pairs)
        pairs = tuple((p, p) for p in padding)
    size = tuple(
        max(1, e - sum(p)) + extra for e, p, extra in zip(extent, pairs, each(0, (9, 5, 3)[d - 1]), strict=True)
    )
    if named and draw(flags):
        padding, half = draw(st.sampled_from(PADDING_NAMES)), [e - 1 for e in extent]
        last = [(-(-n // s) - 1) * s + e for n, s, e in zip(size, stride, extent, strict=True)]
        more = [max(0, e - n) for e, n in zip(last, size, strict=True)]
        pairs = {
            "valid": tuple((0, 0) for _ in size),
            "full": tuple((h, h) for h in half),
            "same": tuple((m // 2, m - m // 2) for m in more),
            "same_lower": tuple((m - m // 2, m // 2) for m in more),
        }[padding]
        assume(padding != "valid" or all(n >= e for n, e in zip(size, extent, strict=True)))
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    if not named and draw(flags):
        options |= {"stride": None, "ceil_mode": draw(flags)}
    elif not named:
        options["ceil_mode"] = draw(flags)
    assume(empty or all(map(all, _cells(size, kernel_size, options, pairs))))
    return size, kernel_size, options, pairs


def padded(x, pairs, value):
    """The last axes padded by NumPy, in floats."""
    x = x.astype(np.float64) if x.dtype.kind != "f" else x
    return np.pad(x, [(0, 0)] * (x.ndim - len(pairs)) + list(pairs), constant_values=value)


def real_cells(size, kernel_size, options, pairs):
    """How many cells of the input each window holds: ones convolved with ones, zeros around."""
    d, ones = len(size), torch.from_numpy(padded(np.ones((1, 1, *size)), pairs, 0))
    how = {"stride": options["stride"] or kernel_size, "dilation": options["dilation"]}
    return TORCHS_CONV[d](ones, torch.ones(1, 1, *kernel_size).double(), **how).numpy()[0, 0]


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


sides = st.tuples(*[st.integers(1, 9)] * 2)
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


@cases(120, windows(), seeds, flags)
def test_the_trace_of_pooling_is_the_relation(window, seed, count_include_pad):
    size, kernel_size, options, pairs = window
    d, ceil_mode = len(size), options.get("ceil_mode", False)
    stride = options["stride"] or kernel_size
    relation = Window.of(
        size, kernel_size, stride=stride, padding=pairs, dilation=options["dilation"], ceil_mode=ceil_mode
    )
    read = {o: [i for _, i in relation.terms(o) if relation.inside(i)] for o in relation.outputs()}
    x = numbers(seed, "int64", 1, *size)
    x[x == 0] = 5  # a zero leaves no term in a sum
    run = trace(MAX[d], input=x, kernel_size=kernel_size, **options)
    expected, where = MAX[d](x, kernel_size, **options, return_indices=True)
    assert np.array_equal(run.output, expected)
    for o, cells in read.items():
        assert run.compared((0, *o)) == [Cell("input", (0, *i)) for i in cells]
        winner = tuple(map(int, np.unravel_index(where[(0, *o)], size)))
        assert run.terms((0, *o)) == [(x[(0, *winner)], (Cell("input", (0, *winner)),), 1)]
    options = {**options, "count_include_pad": count_include_pad}
    run = trace(AVG[d], input=x, kernel_size=kernel_size, **options)
    agree(run.output, AVG[d](x, kernel_size, **options))
    within = relation.padded()
    for o, cells in read.items():
        count = sum(within.inside(i) for _, i in within.terms(o)) if count_include_pad else len(cells)
        terms = run.terms((0, *o))
        assert sorted(t.cells for t in terms) == sorted((Cell("input", (0, *i)),) for i in cells)
        assert all(t.factor == pytest.approx(1 / count) for t in terms)


@cases(60, sides, st.tuples(*[st.integers(1, 4)] * 2), seeds)
def test_the_trace_of_adaptive_pooling_holds_the_window_of_each_output(size, output_size, seed):
    x = numbers(seed, "float32", 1, *size)
    run = trace(cl.adaptive_max_pool2d, input=x, output_size=output_size)
    mean = trace(cl.adaptive_avg_pool2d, input=x, output_size=output_size)
    agree(run.output, cl.adaptive_max_pool2d(x, output_size))
    agree(mean.output, cl.adaptive_avg_pool2d(x, output_size))
    assert run.output.dtype == mean.output.dtype == np.float32
    for o in np.ndindex(*output_size):
        marks = np.zeros((1, *size))
        rows, columns = (
            np.flatnonzero(F.adaptive_avg_pool2d(torch.eye(n).reshape(n, 1, n, 1), (m, 1))[:, 0, at, 0] > 0)
            for n, m, at in zip(size, output_size, o, strict=True)
        )
        marks[:, rows[:, None], columns] = 1
        cells = [Cell("input", tuple(map(int, i))) for i in np.argwhere(marks)]
        assert run.compared((0, *o)) == cells
        assert mean.cells((0, *o), "input") == set(cells)


@cases(40, windows(d=2, dilated=False), seeds)
def test_the_trace_of_unpooling_leads_back_to_the_maxima(window, seed):
    size, kernel_size, options, _ = window
    y, indices = cl.max_pool2d(numbers(seed, "int64", 1, *size), kernel_size, return_indices=True, **options)
    how = {"kernel_size": (9, 9), "stride": (1, 1)}
    run = trace(cl.max_unpool2d, input=y, indices=indices % 81, **how)
    assert np.array_equal(run.output, cl.max_unpool2d(y, indices % 81, **how))
    last = {int(place): o for o, place in np.ndenumerate(indices % 81)}
    for o in np.ndindex(run.output.shape):
        place = o[1] * run.output.shape[2] + o[2]
        expected = {Cell("input", tuple(map(int, last[place])))} if place in last else set()
        assert run.cells(o, "input") == expected


def test_indices_of_traced_numbers_are_those_of_plain_ones():
    x = numbers(3, "int64", 2, 5, 6)
    run = trace(cl.max_pool2d, input=x, kernel_size=3, padding=1, return_indices=True)
    assert np.array_equal(run.output, np.stack(cl.max_pool2d(x, 3, padding=1, return_indices=True)))


def test_fractions_are_pooled_exactly():
    x = np.array([[Fraction(1, 3), Fraction(1, 2), Fraction(1, 6)]], object)
    assert cl.avg_pool1d(x, 3).tolist() == [[Fraction(1, 3)]]
    assert cl.adaptive_avg_pool2d(x[None], 1).tolist() == [[[Fraction(1, 3)]]]
    y, indices = cl.max_pool1d(x, 3, padding=1, return_indices=True)
    assert y.tolist() == [[Fraction(1, 2)]] and indices.tolist() == [[1]]


def test_a_learners_function_that_pools_can_be_traced():
    def shrink(x):
        return cl.max_pool2d(x, 2) + cl.avg_pool2d(x, 2)

    x = numbers(5, "float64", 1, 4, 6)
    run = trace(shrink, x=x)
    agree(run.output, shrink(x))
    assert run.cells((0, 1, 2), "x") == {Cell("x", (0, i, j)) for i in (2, 3) for j in (4, 5)}


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
