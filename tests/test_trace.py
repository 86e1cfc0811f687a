"""What a trace says an output was made of, against the relation; several traces at a time."""

import builtins
import itertools
import random
import threading

import numpy as np
import pytest
from learners import explicit_loops

import convlib as cl
from convlib.ops import METHODS
from convlib.relation import PADDING_MODES, Window, source_index
from convlib.trace import Cell, trace

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
