"""Traces of functions as learners write them, in many styles; what a trace cannot follow."""

import builtins
import functools
import math
import re

import numpy as np
import pytest
import torch
from learners import explicit_loops
from numpy.lib.stride_tricks import sliding_window_view

import convlib as cl
from convlib.relation import Window
from convlib.trace import Cell, TraceError, trace

PLAIN = {name: getattr(np, name) for name in ("zeros", "empty", "ones", "full")}


@pytest.fixture(autouse=True)
def stand_ins_are_put_back():
    yield
    assert all(getattr(np, name) is f for name, f in PLAIN.items())
    assert "max" not in globals() and builtins.max(1, 2) == 2


def slices(x, w, stride=1):
    y = np.empty(((x.shape[0] - w.shape[0]) // stride + 1, (x.shape[1] - w.shape[1]) // stride + 1))
    for i, j in np.ndindex(*y.shape):
        y[i, j] = np.sum(x[i * stride : i * stride + len(w), j * stride : j * stride + w.shape[1]] * w)
    return y


def comprehension(x, w, stride=1):
    kh, kw = w.shape
    rows, columns = range(0, len(x) - kh + 1, stride), range(0, len(x[0]) - kw + 1, stride)
    return [[sum(x[i + a, j + b] * w[a, b] for a in range(kh) for b in range(kw)) for j in columns] for i in rows]


def taps(x, w, stride=1):
    oh, ow = (x.shape[0] - w.shape[0]) // stride + 1, (x.shape[1] - w.shape[1]) // stride + 1
    y = np.zeros((oh, ow))
    for a, b in np.ndindex(*w.shape):
        y += w[a, b] * x[a : a + stride * oh : stride, b : b + stride * ow : stride][:oh, :ow]
    return y


def einsum(x, w, stride=1):
    return np.einsum("ijab,ab->ij", sliding_window_view(x, w.shape)[::stride, ::stride], w)


def tensordot(x, w, stride=1):
    return np.tensordot(sliding_window_view(x, w.shape)[::stride, ::stride], w, 2)


def im2col(x, w, stride=1):
    starts = [range(0, n - k + 1, stride) for n, k in zip(x.shape, w.shape, strict=True)]
    rows = [x[i : i + len(w), j : j + w.shape[1]].ravel() for i in starts[0] for j in starts[1]]
    return (np.stack(rows) @ w.ravel()).reshape(len(starts[0]), len(starts[1]))


@pytest.mark.parametrize("style", [explicit_loops, slices, comprehension, taps, einsum, tensordot, im2col])
@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 0), (2, 1)])
@pytest.mark.parametrize("dtype", ["int64", "float32", "float64", "uint8"])
def test_a_learners_convolution_of_any_style_traces(style, stride, padding, dtype):
    def padded(x, w):
        return style(np.pad(x, padding), w, stride)

    x, w = np.arange(1, 21).reshape(4, 5).astype(dtype), np.arange(1, 7).reshape(2, 3).astype(dtype)
    window = Window.of(x.shape, w.shape, stride=stride, padding=padding)
    run = trace(padded, x=x, w=w)
    assert np.array_equal(run.output, cl.conv2d(x[None], w[None, None], stride=stride, padding=padding)[0])
    assert run.output.dtype == (dtype if "float" in dtype else "int64")
    for o in window.outputs():
        read = {frozenset({("x", i), ("w", k)}) for k, i in window.terms(o) if window.inside(i)}
        assert {frozenset(t.cells) for t in run.terms(o) if len(t.cells) == 2} == read


def np_max(x):
    return [[np.max(x[i : i + 2, j : j + 3]) for j in (0, 2)] for i in (0, 1, 2)]


def max_method(x):
    return sliding_window_view(x, (2, 3), subok=True)[:, ::2].max(axis=(-2, -1))


def builtin_max(x):
    return [[max(v for row in x[i : i + 2, j : j + 3] for v in row) for j in (0, 2)] for i in (0, 1, 2)]


def np_maximum(x):
    return functools.reduce(np.maximum, [x[a : a + 3, b : b + 3 : 2] for a in range(2) for b in range(3)])


def best_so_far(x):
    y = np.zeros((3, 2))
    for i, j in np.ndindex(3, 2):
        best = x[i, 2 * j]
        for v in x[i : i + 2, 2 * j : 2 * j + 3].flat:
            best = v if v > best else best
        y[i, j] = best
    return y


@pytest.mark.parametrize("pool", [np_max, max_method, builtin_max, np_maximum, best_so_far])
def test_a_maximum_remembers_the_cells_it_compared(pool):
    x = np.random.default_rng(1).permutation(20).reshape(4, 5)
    run = trace(pool, x=x)
    for o in np.ndindex(3, 2):
        met = [(o[0] + a, 2 * o[1] + b) for a in range(2) for b in range(3)]
        assert set(run.compared(o)) == {Cell("x", i) for i in met}
        assert run.output[o] == builtins.max(x[i] for i in met)
        assert run.cells(o, "x") == {Cell("x", builtins.max(met, key=lambda i: x[i]))}


def test_max_takes_an_initial_value_an_output_array_and_single_cells():
    x = np.array([[3, 9, 4], [5, 1, 2]])
    assert trace(lambda x: np.max(x, axis=0, initial=4), x=x).output.tolist() == [5, 9, 4]
    assert trace(lambda x: np.max(x, axis=1, out=np.zeros(2)), x=x).output.tolist() == [9, 5]
    assert trace(lambda x: x.max(axis=1, keepdims=True), x=x).output.tolist() == [[9], [5]]
    assert trace(lambda x: x[:, :1].max(axis=1), x=x).compared((1,)) == [Cell("x", (1, 0))]
    with pytest.raises(TraceError, match="max with where"):
        trace(lambda x: np.max(x, where=[True, False, True], initial=0), x=x)


UNFOLLOWED = """
float(x[0])          int(x[0])                 x.astype(float)        np.asarray(x, dtype=np.float32)
math.exp(x[0])       np.exp(x)                 np.sqrt(x[0])          np.isnan(x)           np.fft.fft(x)
x[0] ** 2            x**2                      x % 2                  abs(x[0])             round(x[0])
[1, 2, 3][x[0]]      np.arange(9)[x[0]]        range(x[0])            np.arange(3.0).__setitem__(0, x[0])
torch.tensor(x)      torch.tensor([x[0]])      torch.from_numpy(x)    torch.ones(3) * x[0]
"""


@pytest.mark.parametrize("code", re.split(r"\s{2,}|\n", UNFOLLOWED.strip()))
def test_what_a_trace_cannot_follow_is_said(code):
    with pytest.raises(TraceError, match=r"^trace cannot follow .*[a-z]{4}"):
        trace(eval(f"lambda x: {code}", {"math": math, "np": np, "torch": torch}), x=np.array([1, 2, 3]))
    with pytest.raises(TraceError, match="division by a traced number"):
        trace(lambda x: 1 / x, x=np.array([2])).terms((0,))


@pytest.mark.parametrize("error", [ValueError, IndexError, TypeError, RuntimeError, KeyboardInterrupt])
def test_the_learners_own_exception_comes_through_unchanged(error):
    raised = error("mine")

    def fails(x):
        np.zeros(2)[0] = x[0]
        raise raised

    with pytest.raises(error) as caught:
        trace(fails, x=np.ones(3))
    assert caught.value is raised and caught.value.__cause__ is None


def test_arrays_may_be_made_with_their_type_after_the_shape_and_masks_stay_masks():
    def by_place(x):
        y, ones, filled = np.zeros(3, float), np.ones(1, int), np.full(2, 7, int)
        empty, mask = np.empty(1, "f4"), np.zeros(3, dtype=bool)
        assert mask.dtype == bool and empty[0] == 0 and np.full((2,), 3, dtype=np.bool_).dtype == bool
        y[1], filled[0], empty[0] = x[1] * ones[0], x[2], x[0]
        return [*y, *filled, *empty]

    run = trace(by_place, x=np.array([5, 6, 8]))
    assert run.output.tolist() == [0, 6, 0, 8, 7, 5]
    assert [run.cells((o,), "x") for o in (1, 3, 5)] == [{Cell("x", (i,))} for i in (1, 2, 0)]


def test_a_number_that_is_added_is_a_term_with_its_sign():
    run = trace(lambda x: [x[0] - 3 + 2.5, -x[1] / 4 - (2 - x[0]), x[0] * 3 * x[1]], x=np.array([5, 8]))
    first, second = Cell("x", (0,)), Cell("x", (1,))
    assert run.terms((0,)) == [(5, (first,), 1), (-3, (), -3), (2.5, (), 2.5)]
    assert run.terms((1,)) == [(-2, (second,), -0.25), (-2, (), -2), (5, (first,), 1)]
    assert run.terms((2,)) == [(120, (first, second), 3)]
    assert run.output.tolist() == [4.5, 1, 120]


def test_a_number_that_was_not_compared_is_no_maximum():
    def third(x):
        y = np.zeros(2)
        y[0] = x[2] if x[0] < x[1] else x[3]
        y[1] = x[0]
        return y

    run = trace(third, x=np.array([1, 2, 9, 4]))
    assert [run.reads((o,)).how for o in (0, 1)] == ["sum", "sum"] and run.compared((0,)) == []


def test_comparisons_before_the_last_write_are_forgotten():
    def running_maximum(x):
        y = np.zeros(2)
        y[0] = x[0] if x[0] > x[1] else x[1]
        y[1] = x[2] if x[2] > x[3] else x[3]
        return y

    run = trace(running_maximum, x=np.array([1, 2, 9, 4]))
    assert [[c.index[0] for c in run.compared((o,))] for o in (0, 1)] == [[0, 1], [2, 3]]


def test_maximum_reduces_the_first_axis_and_keeps_no_axes_unless_told():
    x = np.array([[[3, 9, 4], [5, 1, 2]]] * 4) + np.arange(4)[:, None, None]
    for function in (
        np.maximum.reduce,
        np.max,
        functools.partial(np.maximum.reduce, axis=-1, keepdims=True),
        functools.partial(np.max, axis=(0, -1)),
        functools.partial(np.max, axis=(2, 1), keepdims=True),
    ):
        run = trace(lambda x, function=function: function(x), x=x)
        assert np.array_equal(run.output, function(x)) and run.output.shape == np.shape(function(x))


def test_pythons_max_keeps_its_other_ways():
    x = np.array([2, -7, 5])
    assert trace(lambda x: [max(x, key=lambda v: v * v), max([], default=3), max(4, 1)], x=x).output.tolist() == [
        -7,
        3,
        4,
    ]
    with pytest.raises(TypeError, match="at least 1 argument"):
        trace(lambda x: max(), x=x)


def test_a_max_of_the_learners_own_module_is_left_alone():
    own = {"max": lambda *_: 42}
    assert trace(eval("lambda x: [max(x[0], x[1])]", own), x=np.array([1, 2])).output.tolist() == [42]
    assert own["max"]() == 42


@pytest.mark.parametrize("array", [np.array([True]), np.array([1j]), np.array(["a"])])
def test_only_integers_and_floats_are_traced(array):
    with pytest.raises(TraceError, match=f"trace: x must hold integers or floats, not {array.dtype}"):
        trace(lambda x: x, x=array)
