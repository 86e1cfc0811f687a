"""What the trace of a pooling says was read, against the relation."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, numbers, seeds
from hypothesis import strategies as st
from pooling_cases import AVG, MAX, flags, sides, windows

import convlib as cl
from convlib.relation import Window
from convlib.trace import Cell, trace


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


def test_a_learners_function_that_pools_can_be_traced():
    def shrink(x):
        return cl.max_pool2d(x, 2) + cl.avg_pool2d(x, 2)

    x = numbers(5, "float64", 1, 4, 6)
    run = trace(shrink, x=x)
    agree(run.output, shrink(x))
    assert run.cells((0, 1, 2), "x") == {Cell("x", (0, i, j)) for i in (2, 3) for j in (4, 5)}
