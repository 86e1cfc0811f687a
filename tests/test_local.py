"""Locally connected layers against loops and torch, fully connected ones against torch, and what they refuse."""

import itertools
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, leaves_its_arguments_alone, numbers, padded, seeds, slides
from hypothesis import strategies as st

import convlib as cl
from convlib.ops import local
from convlib.relation import Window

DTYPES = ("float32", "float64", "int64")
batches = st.sampled_from([(), (0,), (1,), (2,)])


def slide(size, kernel_size, options, pairs):
    return Window.of(size, kernel_size, stride=options["stride"], padding=pairs, dilation=options["dilation"])


@st.composite
def layers(draw, dtypes=DTYPES):
    size, kernel_size, options, pairs = draw(slides())
    places = slide(size, kernel_size, options, pairs).output_size
    c, c_out, dtype = draw(st.integers(1, 3)), draw(st.integers(1, 3)), draw(st.sampled_from(dtypes))
    seed, batch = draw(seeds), draw(batches)
    shapes = {"input": (*batch, c, *size), "weight": (*places, c_out, c, *kernel_size), "bias": (c_out, *places)}
    return {n: numbers(seed + i, dtype, *s) for i, (n, s) in enumerate(shapes.items())}, options, pairs


def by_loops(x, weight, bias, options, pairs):
    """One product at a time, for one image; padded by NumPy."""
    x = padded(x, pairs, options["padding_mode"])
    (stride_h, stride_w), (skip_h, skip_w) = options["stride"], options["dilation"]
    rows, columns, c_out, c_in, kh, kw = weight.shape
    y = bias.copy()
    for p, q, out, c, a, b in itertools.product(*map(range, (rows, columns, c_out, c_in, kh, kw))):
        y[out, p, q] += x[c, p * stride_h + a * skip_h, q * stride_w + b * skip_w] * weight[p, q, out, c, a, b]
    return y


@cases(120, layers())
def test_a_locally_connected_layer_is_the_formula_with_a_kernel_for_each_place(call):
    given, options, pairs = call
    y = cl.locally_connected2d(**given, **options)
    images = given["input"] if given["input"].ndim == 4 else given["input"][None]
    expected = [by_loops(x, given["weight"], given["bias"], options, pairs) for x in images]
    agree(y if y.ndim == 4 else y[None], np.array(expected).reshape(len(images), *y.shape[-3:]))
    assert y.dtype == given["input"].dtype


@cases(300, layers(), st.booleans())
def test_a_locally_connected_layer_is_what_torch_unfolds_and_sums(call, with_bias):
    given, options, pairs = call
    given["bias"] = given["bias"] if with_bias else None
    y = cl.locally_connected2d(**given, **options)
    x, weight, bias = (None if a is None else torch.from_numpy(a.astype(np.float64)) for a in given.values())
    rows, columns, c_out, c_in, kh, kw = weight.shape
    x = torch.from_numpy(padded(x.numpy(), pairs, options["padding_mode"])).reshape(-1, c_in, *_sides(x, pairs))
    if len(x):
        taps = F.unfold(x, (kh, kw), options["dilation"], 0, options["stride"])
        taps = taps.reshape(len(x), c_in, kh, kw, rows, columns)
        expected = torch.einsum("ncklpq,pqockl->nopq", taps, weight)
    else:  # torch does not unfold an empty batch
        expected = torch.zeros(0, c_out, rows, columns)
    expected = expected if bias is None else expected + bias
    agree(y, expected.reshape(y.shape))


def _sides(x, pairs):
    return tuple(n + sum(pair) for n, pair in zip(x.shape[-2:], pairs, strict=True))


@cases(200, layers(), seeds)
def test_with_the_same_kernel_at_every_place_it_is_the_convolution(call, seed):
    given, options, _ = call
    x, weight, bias = given.values()
    kernel, shift = numbers(seed, x.dtype.name, *weight.shape[2:]), bias[:, 0, 0]
    same = np.broadcast_to(kernel, weight.shape)
    y = cl.locally_connected2d(x, same, np.broadcast_to(shift[:, None, None], bias.shape), **options)
    agree(y, cl.conv2d(x, kernel, shift, **options))


@cases(60, layers())
def test_a_kernel_acts_at_its_own_place_only(call):
    given, options, _ = call
    given["input"] = np.ones_like(given["input"])
    before = cl.locally_connected2d(**given, **options)
    changed = given["weight"].copy()
    changed[-1, 0] += 1
    differs = cl.locally_connected2d(**{**given, "weight": changed}, **options) != before
    differs[..., -1, 0] = False
    assert not differs.any()


@cases(250, seeds, st.sampled_from(DTYPES), st.lists(st.integers(0, 3), max_size=3), *[st.integers(1, 6)] * 2)
def test_fully_connected_gives_what_torch_gives(seed, dtype, lead, in_features, out_features):
    x, weight = numbers(seed, dtype, *lead, in_features), numbers(seed + 1, dtype, out_features, in_features)
    bias = numbers(seed + 2, dtype, out_features) if seed % 2 else None
    tensors = (None if a is None else torch.from_numpy(a.astype(np.float64)) for a in (x, weight, bias))
    y = cl.fully_connected(x, weight, bias)
    agree(y, F.linear(*tensors))
    assert y.dtype == dtype


@cases(60, seeds, *[st.integers(1, 4)] * 4)
def test_a_convolution_as_large_as_the_map_is_a_fully_connected_layer(seed, c, h, w, c_out):
    x, weight = numbers(seed, "int64", 2, c, h, w), numbers(seed + 1, "int64", c_out, c, h, w)
    y = cl.fully_connected(x.reshape(2, -1), weight.reshape(c_out, -1))
    agree(y, cl.conv2d(x, weight).reshape(2, c_out))
    agree(y, cl.locally_connected2d(x, weight[None, None]).reshape(2, c_out))


@cases(60, layers())
def test_arguments_stay_and_results_are_fresh(call):
    given, options, _ = call
    leaves_its_arguments_alone(lambda **arrays: cl.locally_connected2d(**arrays, **options), **given)
    dense = {"input": numbers(1, "float64", 3, 4), "weight": numbers(2, "float64", 2, 4)}
    leaves_its_arguments_alone(cl.fully_connected, **dense)
    leaves_its_arguments_alone(cl.fully_connected, **dense, bias=numbers(3, "float64", 2))


@cases(60, layers(dtypes=("int64", "float32")))
def test_a_traced_locally_connected_layer_reads_what_the_relation_says(call):
    given, options, pairs = call
    if given["input"].ndim == 4 or options["padding_mode"] != "zeros":
        return
    run = cl.trace(cl.locally_connected2d, **given, **options)
    agree(run.output, cl.locally_connected2d(**given, **options))
    window = slide(given["input"].shape[1:], given["weight"].shape[4:], options, pairs)
    for o in np.ndindex(run.output.shape):
        read = {
            ((c, *i), (*o[1:], o[0], c, *k))
            for c, (k, i) in itertools.product(range(len(given["input"])), window.terms(o[1:]))
            if window.inside(i)
        }
        met = [{c.array: c.index for c in term.cells} for term in run.terms(o)]
        assert {(cells["input"], cells["weight"]) for cells in met if "input" in cells} == read
        assert run.cells(o, "bias") == {("bias", o)}


def test_a_fully_connected_layer_can_be_traced():
    x, weight, bias = numbers(1, "int64", 2, 3), numbers(2, "int64", 4, 3), numbers(3, "int64", 4)
    for given in (x, x[0]):
        run = cl.trace(cl.fully_connected, input=given, weight=weight, bias=bias)
        agree(run.output, cl.fully_connected(given, weight, bias))
    assert run.cells((3,), "weight") == {("weight", (3, i)) for i in range(3)}
    assert run.cells((3,), "input") == {("input", (i,)) for i in range(3)}


def test_integers_are_summed_in_int64_and_floats_keep_their_type():
    photo = np.full((1, 2, 2), 255, np.uint8)
    assert cl.locally_connected2d(photo, np.full((1, 1, 1, 1, 2, 2), 200, np.uint8)).tolist() == [[[204000]]]
    assert cl.fully_connected(photo.reshape(-1), np.full((1, 4), 200, np.uint8)).tolist() == [204000]
    odd = 2**53 + 1  # a float64 would round it
    assert cl.fully_connected([odd, 1], [[1, 0], [0, 1]], [1, 0]).tolist() == [odd + 1, 1]
    for dtype in ("float16", "float32", "float64"):
        assert cl.locally_connected2d(photo.astype(dtype), np.ones((1, 1, 1, 1, 2, 2), dtype)).dtype == dtype
        assert cl.fully_connected(np.ones(3, dtype), np.ones((1, 3), dtype)).dtype == dtype


X, W = np.ones((2, 4, 5, 6)), np.ones((3, 5, 2, 4, 3, 2))
REFUSED = [
    ({"input": X[0, 0]}, ValueError, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
    ({"input": X[:, :3]}, ValueError, "weight takes 4 channels, input has 3"),
    ({"input": X[:, :, :2]}, ValueError, "axis h: the kernel spans 3 cells, the padded input has 2"),
    ({"input": "photo"}, TypeError, "input must hold integers or floats, not <U5"),
    ({"weight": W[0]}, ValueError, "weight must be (oh, ow, c_out, c, h, w), not 5-dimensional"),
    ({"weight": W[:2]}, ValueError, "weight has kernels for (2, 5) places, the output has (3, 5)"),
    ({"weight": W[:, :, :0]}, ValueError, "weight is empty"),
    ({"bias": np.ones(2)}, ValueError, "bias must be (c_out, oh, ow), not 1-dimensional"),
    ({"bias": np.ones((2, 5, 3))}, ValueError, "bias must hold one number for each cell of the output (2, 3, 5)"),
    ({"stride": 2}, ValueError, "weight has kernels for (3, 5) places, the output has (2, 3)"),
    ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
    ({"padding": -1}, ValueError, "padding must not be negative, not -1"),
    ({"padding": "SAME"}, ValueError, "padding must be one of 'valid', 'same', 'same_lower', 'full', not 'SAME'"),
    ({"dilation": True}, TypeError, "dilation must be made of integers, not True"),
    ({"padding_mode": "mirror"}, ValueError, "must be one of 'zeros', 'reflect', 'replicate', 'circular'"),
    ({"padding": 5, "padding_mode": "reflect"}, ValueError, "'reflect' can fill at most 4 cells a side here"),
]


@pytest.mark.parametrize(("wrong", "error", "said"), REFUSED)
def test_a_wrong_locally_connected_call_is_restated_before_any_work(wrong, error, said, monkeypatch):
    monkeypatch.setattr(local, "pad_axes", lambda *_: pytest.fail("padded"))
    with pytest.raises((ValueError, TypeError), match=re.escape(said)) as caught:
        cl.locally_connected2d(**{"input": X, "weight": W, **wrong})
    assert caught.type is error and str(caught.value).startswith("locally_connected2d(input")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"input": 1.0}, "input must be (..., in_features), not 0-dimensional"),
        ({"input": np.ones(5)}, "weight takes 6 features, the last axis of input has 5"),
        ({"input": np.ones((1, 2, 3))}, "has 3; flatten the maps first: input.reshape(-1), or input.reshape(n, -1)"),
        ({"weight": np.ones(6)}, "weight must be (out_features, in_features), not 1-dimensional"),
        ({"weight": np.ones((0, 6))}, "weight is empty"),
        ({"bias": np.ones(3)}, "bias must hold one number for each of the 2 output channels"),
    ],
)
def test_a_wrong_fully_connected_call_is_restated(wrong, said):
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        cl.fully_connected(**{"input": np.ones((4, 6)), "weight": np.ones((2, 6)), **wrong})
    assert str(caught.value).startswith("fully_connected(input")
