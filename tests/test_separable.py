"""Kernels taken apart, and convolution in two steps against the same in one, by torch."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, leaves_its_arguments_alone, numbers, padded, seeds, slides
from hypothesis import strategies as st

import convlib as cl
from convlib.ops import separable
from convlib.relation import Window

DTYPES = ("float32", "float64", "int64")
batches = st.sampled_from([(), (0,), (1,), (2,)])
sides = st.integers(1, 5)


def convolved(x, weight, bias, options, pairs, groups):
    """By torch, padded by NumPy; ints in float64, which is exact for such small numbers."""
    x, weight, bias = (
        a if a is None else torch.from_numpy(a if a.dtype.kind == "f" else a.astype(np.float64))
        for a in (padded(x, pairs, options["padding_mode"]), weight, bias)
    )
    return F.conv2d(x, weight, bias, options["stride"], 0, options["dilation"], groups).numpy()


@cases(250, seeds, st.sampled_from(["float32", "float64", "int64"]), sides, sides, st.integers(0, 3))
def test_no_column_times_row_is_nearer_to_a_kernel(seed, dtype, h, w, rank):
    """Eckart and Young: the best one misses the root of the sum of all squared singular values but the first."""
    kernel = sum(np.outer(numbers(seed + i, dtype, h), numbers(seed + 9 + i, dtype, w)) for i in range(rank))
    kernel = np.zeros((h, w), dtype) + kernel
    parts = cl.separate(kernel)
    exact = np.asarray(kernel, np.float64)
    sizes = np.linalg.svd(exact, compute_uv=False)
    assert parts.rank == np.linalg.matrix_rank(exact)
    np.testing.assert_allclose(parts.singular_values, sizes, rtol=0, atol=1e-4 if dtype == "float32" else 1e-10)
    missed = np.linalg.norm(exact - np.outer(parts.column.astype(float), parts.row.astype(float)))
    np.testing.assert_allclose(missed, np.linalg.norm(sizes[1:]), rtol=0, atol=1e-4 if dtype == "float32" else 1e-10)
    np.testing.assert_allclose(parts.error * np.linalg.norm(exact), missed, rtol=0, atol=1e-4)
    assert (parts.error == 0) == (parts.rank < 2)
    assert parts.column.dtype == parts.row.dtype == (dtype if dtype != "int64" else "float64")


@cases(150, st.lists(st.integers(-9, 9), min_size=1, max_size=6), st.lists(st.integers(-9, 9), min_size=1, max_size=6))
def test_an_integer_kernel_of_rank_one_is_separated_without_error_and_always_with_the_same_signs(column, row):
    kernel = np.outer(column, row)
    parts = cl.separate(kernel)
    assert parts.error == 0 and parts.rank == kernel.any()
    np.testing.assert_allclose(np.outer(parts.column, parts.row), kernel, rtol=0, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(parts.column), np.linalg.norm(parts.row), atol=1e-12)
    if kernel.any():
        largest = np.argmax(np.abs(column))  # the first of those of the largest size
        assert parts.column[largest] > 0
        np.testing.assert_allclose(np.sign(parts.column.round(9)), np.sign(column) * np.sign(column[largest]))


def test_the_kernels_of_the_lectures_are_separable():
    parts = cl.separate([[3, 6, 9], [4, 8, 12], [5, 10, 15]])
    assert (parts.rank, parts.error) == (1, 0)
    np.testing.assert_allclose(parts.column / parts.column[0], [1, 4 / 3, 5 / 3])
    np.testing.assert_allclose(parts.row / parts.row[0], [1, 2, 3])
    sobel = cl.separate([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    assert (sobel.rank, sobel.error) == (1, 0)
    np.testing.assert_allclose(sobel.column / sobel.column[0], [1, 2, 1])
    assert sobel.row[0] < 0 < sobel.row[2] and abs(sobel.row[1]) < 1e-12


def test_a_kernel_of_full_rank_is_not_and_zeros_are_rank_zero():
    identity = cl.separate(np.eye(3))
    assert identity.rank == 3 and np.isclose(identity.error, (2 / 3) ** 0.5)
    nothing = cl.separate(np.zeros((2, 3), int))
    assert (nothing.rank, nothing.error) == (0, 0)
    assert not nothing.column.any() and not nothing.row.any() and not nothing.singular_values.any()
    assert nothing.column.shape == (2,) and nothing.row.shape == (3,) and nothing.singular_values.shape == (2,)


def test_the_scale_of_a_kernel_does_not_change_its_rank_or_error():
    kernel = np.array([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])
    parts = [cl.separate(kernel * scale) for scale in (1e-200, 1.0, 1e200)]
    assert {p.rank for p in parts} == {2} and len({round(p.error, 12) for p in parts}) == 1


@pytest.mark.parametrize(
    ("kernel", "error", "said"),
    [
        (np.ones(3), ValueError, "separate(kernel (3,) float64): kernel must be (h, w), not 1-dimensional"),
        (np.ones((1, 1, 3)), ValueError, "kernel must be (h, w), not 3-dimensional"),
        (np.ones((0, 3)), ValueError, "kernel is empty"),
        ([[1, np.nan]], ValueError, "kernel must be finite, it holds nan"),
        ("Sobel", TypeError, "kernel must hold integers or floats, not <U5"),
    ],
)
def test_what_is_no_kernel_is_refused(kernel, error, said):
    with pytest.raises(error, match=re.escape(said)):
        cl.separate(kernel)


@st.composite
def separables(draw, dtypes=DTYPES):
    """Arguments of a separable convolution; each factor for all channels, or one for each."""
    size, (kh, kw), options, pairs = draw(slides())
    c, dtype, batch = draw(st.integers(1, 3)), draw(st.sampled_from(dtypes)), draw(batches)
    lead = [draw(st.sampled_from([(), (c,)])) for _ in range(2)]
    shapes = ((*batch, c, *size), (*lead[0], kh), (*lead[1], kw))
    arrays = (numbers(draw(seeds), dtype, *shape) for shape in shapes)
    return dict(zip(("input", "column", "row"), arrays, strict=True)), options, pairs


def outer(given, channels):
    column, row = (np.broadcast_to(given[n], (channels, given[n].shape[-1])) for n in ("column", "row"))
    return column[:, None, :, None] * row[:, None, None, :]


@cases(350, separables())
def test_column_then_row_is_the_depthwise_convolution_with_their_product(call):
    given, options, pairs = call
    y, x = cl.separable_conv2d(**given, **options), given["input"]
    weight = outer(given, x.shape[-3])
    agree(y, convolved(x, weight, None, options, pairs, len(weight)), relative=1e-4 if y.dtype == "float32" else 1e-12)
    assert y.dtype == x.dtype
    if y.dtype == "int64":
        assert np.array_equal(y, cl.depthwise_conv2d(x, weight, **options))


@cases(60, seeds, st.integers(3, 6), st.integers(3, 7))
def test_a_separated_kernel_does_what_the_kernel_did(seed, h, w):
    x, kernel = (
        numbers(seed, "float64", 2, h, w),
        np.outer(numbers(seed, "float64", 3), numbers(seed + 1, "float64", 2)),
    )
    parts = cl.separate(kernel)
    agree(cl.separable_conv2d(x, parts.column, parts.row), cl.depthwise_conv2d(x, np.stack([kernel] * 2)[:, None]))


@st.composite
def two_steps(draw, dtypes=DTYPES):
    size, kernel_size, options, pairs = draw(slides())
    c, m, c_out = (draw(st.integers(1, most)) for most in (3, 2, 4))
    dtype, batch, seed = draw(st.sampled_from(dtypes)), draw(batches), draw(seeds)
    shapes = ((*batch, c, *size), (c * m, 1, *kernel_size), (c_out, c * m, *draw(st.sampled_from([(), (1, 1)]))))
    names = ("input", "depthwise_weight", "pointwise_weight")
    given = {n: numbers(seed + i, dtype, *s) for i, (n, s) in enumerate(zip(names, shapes, strict=True))}
    given["bias"] = draw(st.sampled_from([None, numbers(seed, dtype, c_out)]))
    return given, options, pairs


@cases(300, two_steps())
def test_depthwise_separable_gives_what_two_convolutions_of_torch_give(call):
    given, options, pairs = call
    y = cl.depthwise_separable_conv2d(**given, **options)
    x, depthwise, pointwise, bias = given.values()
    maps = convolved(x, depthwise, None, options, pairs, x.shape[-3])
    still = {"stride": 1, "dilation": 1, "padding_mode": "zeros"}
    dense = pointwise.reshape(*pointwise.shape[:2], 1, 1).astype(maps.dtype)
    bias = None if bias is None else bias.astype(maps.dtype)
    agree(y, convolved(maps, dense, bias, still, (), 1), relative=1e-4 if y.dtype == "float32" else 1e-12)
    assert y.dtype == x.dtype


@cases(60, separables(), two_steps())
def test_arguments_stay_and_results_are_fresh(one, two):
    for function, (given, options, _) in ((cl.separable_conv2d, one), (cl.depthwise_separable_conv2d, two)):
        arrays = {name: a for name, a in given.items() if a is not None}
        leaves_its_arguments_alone(lambda function=function, options=options, **a: function(**a, **options), **arrays)
    kernel = numbers(1, "float64", 3, 2)
    kept = kernel.copy()
    cl.separate(kernel).column[...] = 99
    assert np.array_equal(kernel, kept)


@cases(60, separables(dtypes=("int64", "float64")))
def test_a_traced_separable_convolution_reads_what_the_relation_says(call):
    given, options, pairs = call
    if given["input"].ndim == 4 or options["padding_mode"] != "zeros":
        return
    run = cl.trace(cl.separable_conv2d, **given, **options)
    agree(run.output, cl.separable_conv2d(**given, **options))
    sides = given["input"].shape[1:], (given["column"].shape[-1], given["row"].shape[-1])
    window = Window.of(*sides, stride=options["stride"], padding=pairs, dilation=options["dilation"])
    for o in np.ndindex(run.output.shape):
        read = {((o[0], *i), *k) for k, i in window.terms(o[1:]) if window.inside(i)}
        met = [{c.array: c.index for c in term.cells} for term in run.terms(o)]
        assert {(m["input"], m["column"][-1], m["row"][-1]) for m in met if "input" in m} == read


@cases(30, two_steps(dtypes=("int64",)))
def test_a_depthwise_separable_convolution_can_be_traced(call):
    given, options, _ = call
    if given["input"].ndim == 3:
        run = cl.trace(cl.depthwise_separable_conv2d, **given, **options)
        agree(run.output, cl.depthwise_separable_conv2d(**given, **options))
        assert all(sum(t.value for t in run.terms(o)) == y for o, y in np.ndenumerate(run.output))


def test_integers_are_summed_in_int64_and_floats_keep_their_type():
    photo, taps = np.full((2, 3, 4), 255, np.uint8), np.array([200, 200, 200], np.uint8)
    assert cl.separable_conv2d(photo, taps, taps).tolist() == [[[91800000] * 2]] * 2
    assert cl.depthwise_separable_conv2d(photo, np.full((2, 1, 1, 1), 200, np.uint8), [[200, 0]]).max() == 10200000
    for dtype in ("float16", "float32", "float64"):
        assert cl.separable_conv2d(photo.astype(dtype), np.ones(2, dtype), np.ones(1, dtype)).dtype == dtype
    assert cl.separable_conv2d(photo, [1], np.ones(1, "float32")).dtype == "float64"


X = np.ones((2, 4, 5, 6))
SPATIAL = [
    ({"input": X[0, 0]}, ValueError, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
    ({"input": X[:, :0]}, ValueError, "input has no channels"),
    ({"column": 1.0}, ValueError, "column must be (k,) or (c, k), not 0-dimensional"),
    ({"column": []}, ValueError, "column is empty"),
    ({"row": np.ones((3, 2))}, ValueError, "row has taps for 3 channels, input has 4"),
    ({"row": [1j]}, TypeError, "row must hold integers or floats, not complex128"),
    ({"row": np.ones(7)}, ValueError, "axis w: the kernel spans 7 cells, the padded input has 6"),
    ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
    ({"padding": (1, -1)}, ValueError, "padding must not be negative, not -1"),
    ({"dilation": 1.5}, TypeError, "dilation must be made of integers, not 1.5"),
    ({"padding_mode": "mirror"}, ValueError, "must be one of 'zeros', 'reflect', 'replicate', 'circular'"),
]
TWO_STEPS = [
    ({"input": X[:, :3]}, ValueError, "depthwise_weight has 8 kernels, no multiple of the 3 channels of input"),
    ({"depthwise_weight": np.ones((4, 3, 3))}, ValueError, "depthwise_weight must be (c·m, 1, h, w), not 3-dim"),
    ({"depthwise_weight": np.ones((4, 2, 3, 3))}, ValueError, "a kernel reads one channel, not 2"),
    ({"pointwise_weight": np.ones((3, 4))}, ValueError, "pointwise_weight takes 4 channels, it gets 8"),
    ({"pointwise_weight": np.ones((3, 8, 3, 3))}, ValueError, "must be (c_out, c) or (c_out, c, 1, 1), not (3, 8"),
    ({"bias": np.ones(8)}, ValueError, "bias must hold one number for each of the 3 output channels"),
    ({"stride": "2"}, TypeError, "stride must be made of integers, not '2'"),
    ({"padding": "SAME"}, ValueError, "padding must be one of 'valid', 'same', 'same_lower', 'full', not 'SAME'"),
    ({"dilation": 3}, ValueError, "axis h: the kernel spans 7 cells (3 taps, dilation 3), the padded input has 5"),
    ({"padding": 5, "padding_mode": "reflect"}, ValueError, "'reflect' can fill at most 4 cells a side here"),
]


@pytest.mark.parametrize(("wrong", "error", "said"), SPATIAL)
def test_a_wrong_separable_call_is_restated_before_any_work(wrong, error, said, monkeypatch):
    monkeypatch.setattr(separable, "_along", lambda *_: pytest.fail("computed"))
    with pytest.raises((ValueError, TypeError), match=re.escape(said)) as caught:
        cl.separable_conv2d(**{"input": X, "column": [1, 2, 1], "row": np.ones((4, 2)), **wrong})
    assert caught.type is error and str(caught.value).startswith("separable_conv2d(input")


@pytest.mark.parametrize(("wrong", "error", "said"), TWO_STEPS)
def test_a_wrong_depthwise_separable_call_is_restated_before_any_work(wrong, error, said, monkeypatch):
    monkeypatch.setattr(separable, "depthwise_conv2d", lambda *_, **__: pytest.fail("computed"))
    call = {"input": X, "depthwise_weight": np.ones((8, 1, 3, 2)), "pointwise_weight": np.ones((3, 8)), **wrong}
    with pytest.raises((ValueError, TypeError), match=re.escape(said)) as caught:
        cl.depthwise_separable_conv2d(**call)
    assert caught.type is error and str(caught.value).startswith("depthwise_separable_conv2d(input")
