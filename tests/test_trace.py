"""What a trace says an output was made of, against the relation; learners' functions of many styles."""

import builtins
import functools
import itertools
import math
import random
import re
import threading

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view

import convlib as cl
from convlib.ops import METHODS
from convlib.relation import PADDING_MODES, Window, source_index
from convlib.trace import Cell, TraceError, trace

OURS = {1: cl.conv1d, 2: cl.conv2d, 3: cl.conv3d}
PLAIN = {name: getattr(np, name) for name in ("zeros", "empty", "ones", "full")}


@pytest.fixture(autouse=True)
def stand_ins_are_put_back():
    yield
    assert all(getattr(np, name) is f for name, f in PLAIN.items())
    assert "max" not in globals() and builtins.max(1, 2) == 2


def random_calls(count, seed=0):
    draw, made = random.Random(seed), []
    for n in range(count):
        d, mode, groups = n % 3 + 1, PADDING_MODES[n % 4], draw.choice([1, 1, 2])
        kernel, stride, dilation = ([draw.randint(1, m) for _ in range(d)] for m in (3 if d < 3 else 2, 3, 2))
        size = [(k - 1) * g + 1 + draw.randint(0, 4 - d) for k, g in zip(kernel, dilation, strict=True)]
        most = [{"reflect": n - 1, "circular": n}.get(mode, 2) for n in size]
        padding = [(draw.randint(0, min(m, 2)), draw.randint(0, min(m, 2))) for m in most]
        shape = [draw.randint(1, 2), draw.choice([1, 2]) * groups, *size][draw.randint(0, 1) :]
        weight = [groups * draw.randint(1, 2), shape[-d - 1] // groups, *kernel]
        window = Window.of(size, kernel, stride=stride, padding=padding, dilation=dilation)
        made.append((d, shape, weight, window, groups, mode))
    return made


@pytest.mark.parametrize("method", sorted(METHODS.keys() - {"fft"}))
@pytest.mark.parametrize(("d", "shape", "kernels", "window", "groups", "mode"), random_calls(36))
def test_the_trace_of_each_method_is_the_relation(d, shape, kernels, window, groups, mode, method):
    rng = np.random.default_rng(0)
    x, weight, bias = rng.integers(1, 9, shape), rng.integers(1, 9, kernels), rng.integers(1, 9, kernels[0])
    options = {"stride": window.stride, "padding": window.padding, "dilation": window.dilation}
    options |= {"groups": groups, "padding_mode": mode, "method": method}
    run = trace(OURS[d], input=x, weight=weight, bias=bias, **options)
    assert np.array_equal(run.output, OURS[d](x, weight, bias, **options))
    for index in np.ndindex(run.output.shape):
        *n, channel = index[:-d]
        first = channel // (kernels[0] // groups) * kernels[1]
        expected = [[Cell("bias", (channel,))]]
        for c, (k, i) in itertools.product(range(kernels[1]), window.terms(index[-d:])):
            cells = [source_index(ii, size, mode) for ii, size in zip(i, window.size, strict=True)]
            read = [] if None in cells else [Cell("input", (*n, first + c, *cells))]
            expected.append([*read, Cell("weight", (channel, c, *k))])
        terms = run.terms(index)
        assert sorted(sorted(t.cells) for t in terms) == sorted(expected)
        assert sum(t.value for t in terms) == run.output[index]
        assert run.cells(index, "input") == {c for cells in expected for c in cells if c.array == "input"}


@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
def test_the_trace_of_pad_names_the_cell_that_each_cell_copies(mode):
    run = trace(cl.pad, input=np.arange(1.0, 7.0, dtype="float32").reshape(2, 3), pad=(2, 1), mode=mode)
    assert run.output.dtype == np.float32
    for row, column in np.ndindex(run.output.shape):
        source = source_index(column - 2, 3, mode)
        assert run.cells((row, column), "input") == ({Cell("input", (row, source))} - {Cell("input", (row, None))})


def explicit_loops(x, w, stride=1):
    (kh, kw), oh, ow = w.shape, (x.shape[0] - w.shape[0]) // stride + 1, (x.shape[1] - w.shape[1]) // stride + 1
    y = np.zeros((oh, ow), dtype=float)
    for i, j, a, b in itertools.product(range(oh), range(ow), range(kh), range(kw)):
        y[i, j] += x[i * stride + a, j * stride + b] * w[a, b]
    return y


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


def test_a_trace_inside_a_traced_function_leaves_the_outer_one_working():
    def outer(x):
        inner = trace(explicit_loops, x=np.array([[1, 2, 3]]), w=np.array([[1, 1]]))
        y = np.full((2,), 3)
        y[:] = [max(x[0], x[1]), x[2] * inner.output[0, 1]]
        return y

    run = trace(outer, x=np.array([5, 7, 4]))
    assert run.output.tolist() == [7, 20] and run.compared((0,)) == [Cell("x", (0,)), Cell("x", (1,))]


def test_other_threads_get_plain_arrays_and_can_trace_at_the_same_time():
    seen, inside, done = [], threading.Event(), threading.Event()

    def slow(x):
        inside.set()
        done.wait(10)
        return np.zeros(1) + x[0]

    def other():
        inside.wait(10)
        seen.extend([np.zeros(2).dtype, np.ones(2, np.int8).dtype, np.full(2, 1.5).tolist(), type(np.empty(1))])
        done.set()

    threads = [threading.Thread(target=f) for f in (other, *[lambda: trace(slow, x=np.ones(2))] * 3)]
    for step in (threading.Thread.start, threading.Thread.join):
        for thread in threads:
            step(thread)
    assert seen == [np.float64, np.int8, [1.5, 1.5], np.ndarray]


def test_mixed_types_are_computed_as_the_operator_computes_them():
    x, weight = np.array([[0.1, 0.2, 0.7]], "float32"), np.array([[[3, -1]]])
    run = trace(cl.conv1d, input=x, weight=weight)
    assert run.output.dtype == np.float64 and np.array_equal(run.output, cl.conv1d(x, weight))
