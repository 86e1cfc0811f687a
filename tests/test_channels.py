"""Depthwise, pointwise and the three shuffles against torch, and what they refuse."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, leaves_its_arguments_alone, numbers, padded, seeds, slides
from hypothesis import strategies as st

import convlib as cl
from convlib.ops import METHODS, convolution
from convlib.relation import Window

DTYPES = ("float32", "float64", "int64")
batches = st.sampled_from([(), (0,), (1,), (2,)])


def tensor(a):
    """The array for torch; ints in float64, which is exact for such small numbers."""
    return None if a is None else torch.from_numpy(a if a.dtype.kind == "f" else a.astype(np.float64))


def window(size, kernel_size, pairs, options):
    return Window.of(size, kernel_size, stride=options["stride"], padding=pairs, dilation=options["dilation"])


@st.composite
def depthwise(draw, dtypes=DTYPES):
    size, kernel_size, options, pairs = draw(slides())
    c, m, dtype, batch = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.sampled_from(dtypes)), draw(batches)
    arrays = (numbers(draw(seeds), dtype, *s) for s in ((*batch, c, *size), (c * m, 1, *kernel_size), (c * m,)))
    return dict(zip(("input", "weight", "bias"), arrays, strict=True)), options, pairs


@cases(400, depthwise(), st.booleans())
def test_depthwise_gives_what_torch_gives(call, with_bias):
    given, options, pairs = call
    given["bias"] = given["bias"] if with_bias else None
    y = cl.depthwise_conv2d(**given, **options)
    x = tensor(padded(given["input"], pairs, options["padding_mode"]))
    how = {"stride": options["stride"], "dilation": options["dilation"], "groups": x.shape[-3]}
    agree(y, F.conv2d(x, tensor(given["weight"]), tensor(given["bias"]), **how))
    assert y.dtype == given["input"].dtype


@cases(120, depthwise())
def test_each_map_of_a_depthwise_convolution_comes_from_one_channel(call):
    given, options, _ = call
    x, weight, bias = given.values()
    y = cl.depthwise_conv2d(x, weight, bias, **options)
    m = len(weight) // x.shape[-3]
    for i in range(len(weight)):
        alone = x[..., i // m : i // m + 1, :, :]
        agree(y[..., i : i + 1, :, :], cl.conv2d(alone, weight[i : i + 1], bias[i : i + 1], **options))


@cases(80, depthwise(), st.sampled_from(sorted(METHODS)))
def test_every_method_gives_the_same_depthwise_convolution(call, method):
    given, options, _ = call
    y = cl.depthwise_conv2d(**given, **options, method=method)
    expected = cl.depthwise_conv2d(**given, **options)
    agree(y, expected)
    assert y.dtype == expected.dtype


@cases(300, seeds, st.sampled_from(DTYPES), batches, st.lists(st.integers(1, 6), min_size=4, max_size=4), st.booleans())
def test_pointwise_gives_what_torch_gives_with_either_weight(seed, dtype, batch, sides, with_bias):
    c, c_out, h, w = sides
    x, weight, bias = (numbers(seed + i, dtype, *s) for i, s in enumerate([(*batch, c, h, w), (c_out, c), (c_out,)]))
    bias = bias if with_bias else None
    four = weight[:, :, None, None]
    y = cl.pointwise_conv2d(x, weight, bias)
    agree(y, F.conv2d(tensor(x), tensor(four), tensor(bias)))
    assert y.dtype == dtype
    assert np.array_equal(y, cl.pointwise_conv2d(x, four, bias))
    agree(y, cl.conv2d(x, four, bias))


moved = st.sampled_from(["float16", "float32", "float64", "int64", "uint8"])
lengths = st.integers(1, 4)


@cases(200, seeds, moved, st.integers(0, 2), lengths, lengths, st.lists(lengths, min_size=1, max_size=3))
def test_channel_shuffle_gives_what_torch_gives(seed, dtype, n, groups, each, rest):
    x = np.abs(numbers(seed, "int64", n, groups * each, *rest)).astype(dtype)
    y = cl.channel_shuffle(x, groups)
    assert np.array_equal(y, F.channel_shuffle(torch.from_numpy(x), groups).numpy()) and y.dtype == dtype
    assert np.array_equal(cl.channel_shuffle(y, each), x)  # dealt out the other way round: back again


@cases(250, seeds, moved, st.lists(st.integers(0, 3), max_size=3), lengths, lengths, lengths, lengths)
def test_pixel_shuffle_and_unshuffle_give_what_torch_gives_and_undo_each_other(seed, dtype, lead, r, c, h, w):
    x = np.abs(numbers(seed, "int64", *lead, c * r * r, h, w)).astype(dtype)
    y = cl.pixel_shuffle(x, r)
    assert y.dtype == dtype and y.shape == (*lead, c, h * r, w * r)
    assert np.array_equal(y, F.pixel_shuffle(torch.from_numpy(x), r).numpy())
    back = cl.pixel_unshuffle(y, r)
    assert back.dtype == dtype and np.array_equal(back, x)
    if y.size:  # torch gives an empty array back in its old shape
        assert np.array_equal(back, F.pixel_unshuffle(torch.from_numpy(y), r).numpy())


@cases(
    250,
    st.sampled_from(["channel_shuffle", "pixel_shuffle", "pixel_unshuffle"]),
    st.lists(st.integers(0, 9), min_size=1, max_size=5),
    st.sampled_from([-1, 0, 1, 2, 3, 1.0, "2", None, (2,)]),
)
def test_the_shuffles_refuse_what_torch_refuses_and_nothing_else(name, shape, factor):
    x = np.ones(shape, np.float32)
    try:
        expected = getattr(F, name)(torch.from_numpy(x), factor)
    except (RuntimeError, TypeError, ValueError):
        expected = None
    try:
        y = getattr(cl, name)(x, factor)
    except (ValueError, TypeError) as error:
        y = None
        assert str(error).startswith(f"{name}(input {x.shape} float32")
    assert (y is None) == (expected is None)
    if x.size or name != "pixel_unshuffle":  # torch gives an empty array back in its old shape
        assert y is None or np.array_equal(y, expected.numpy())


@cases(60, depthwise(), st.integers(1, 3))
def test_arguments_stay_and_results_are_fresh(call, r):
    given, options, _ = call
    leaves_its_arguments_alone(lambda **arrays: cl.depthwise_conv2d(**arrays, **options), **given)
    c = given["input"].shape[-3]
    leaves_its_arguments_alone(cl.pointwise_conv2d, input=given["input"], weight=np.eye(c, dtype="float32"))
    leaves_its_arguments_alone(cl.channel_shuffle, input=np.ones((2, c, 3)), groups=c)
    leaves_its_arguments_alone(cl.pixel_shuffle, input=np.ones((r * r, 2, 3)), upscale_factor=r)
    leaves_its_arguments_alone(cl.pixel_unshuffle, input=np.ones((1, r, 2 * r)), downscale_factor=r)


@cases(60, depthwise(dtypes=("int64", "float32")))
def test_a_traced_depthwise_convolution_reads_what_the_relation_says(call):
    given, options, pairs = call
    x, weight, _ = given.values()
    if x.ndim == 4 or options["padding_mode"] != "zeros":
        return
    run = cl.trace(cl.depthwise_conv2d, input=x, weight=weight, **options)
    agree(run.output, cl.depthwise_conv2d(x, weight, **options))
    slide, m = window(x.shape[1:], weight.shape[2:], pairs, options), len(weight) // len(x)
    for o in np.ndindex(run.output.shape):
        read = {((o[0] // m, *i), (o[0], 0, *k)) for k, i in slide.terms(o[1:]) if slide.inside(i)}
        met = [{c.array: c.index for c in term.cells} for term in run.terms(o)]
        assert {(cells["input"], cells["weight"]) for cells in met if "input" in cells} == read


def test_the_other_operators_can_be_traced():
    x, weight = numbers(1, "int64", 8, 2, 3), numbers(2, "int64", 3, 8)
    run = cl.trace(cl.pointwise_conv2d, input=x, weight=weight, bias=np.array([1, 2, 3]))
    agree(run.output, cl.pointwise_conv2d(x, weight, [1, 2, 3]))
    assert run.cells((2, 1, 0), "input") == {("input", (c, 1, 0)) for c in range(8)}
    assert run.cells((2, 1, 0), "weight") == {("weight", (2, c)) for c in range(8)}
    for name, option in (("pixel_shuffle", "upscale_factor"), ("channel_shuffle", "groups")):
        given = x[None] if name == "channel_shuffle" else x
        run = cl.trace(getattr(cl, name), input=given, **{option: 2})
        assert np.array_equal(run.output, getattr(cl, name)(given, 2))
        assert all(len(run.terms(o)) == 1 for o in np.ndindex(run.output.shape))
    run = cl.trace(cl.pixel_unshuffle, input=numbers(3, "int64", 1, 4, 6), downscale_factor=2)
    assert run.cells((3, 1, 2), "input") == {("input", (0, 3, 5))}  # the last cell of the last tile


def test_types_are_those_of_conv2d():
    photo, kernels = np.full((2, 3, 4), 255, np.uint8), np.full((2, 1, 3, 3), 200, np.uint8)
    assert cl.depthwise_conv2d(photo, kernels).tolist() == [[[459000] * 2]] * 2
    assert cl.pointwise_conv2d(photo, np.array([[200, 200]], np.uint8)).max() == 102000
    for dtype in ("float16", "float32", "float64"):
        assert cl.depthwise_conv2d(photo.astype(dtype), np.ones((2, 1, 1, 1), dtype)).dtype == dtype
        assert cl.pointwise_conv2d(photo.astype(dtype), np.ones((3, 2), dtype)).dtype == dtype


X, W, P = np.ones((2, 4, 5, 6)), np.ones((8, 1, 3, 2)), np.ones((3, 4))
REFUSED = [
    ({"input": np.ones((5, 6))}, ValueError, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
    ({"input": "photo"}, TypeError, "input must hold integers or floats, not <U5"),
    ({"input": X[:, :3]}, ValueError, "weight has 8 kernels, no multiple of the 3 channels of input"),
    ({"input": X[:, :0]}, ValueError, "weight has 8 kernels, no multiple of the 0 channels of input"),
    ({"input": X[:, :, :2]}, ValueError, "axis h: the kernel spans 3 cells, the padded input has 2"),
    ({"weight": W[0]}, ValueError, "weight must be (c·m, 1, h, w), not 3-dimensional"),
    ({"weight": np.ones((4, 2, 3, 3))}, ValueError, "weight must be (c·m, 1, h, w): a kernel reads one channel, not 2"),
    ({"weight": W[:0]}, ValueError, "weight is empty"),
    ({"bias": np.ones(4)}, ValueError, "bias must hold one number for each of the 8 output channels"),
    ({"bias": 1.0}, ValueError, "bias must be (c_out,), not 0-dimensional"),
    ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
    ({"stride": (1, 2, 3)}, ValueError, "stride must be one number or 2, one for each axis, not 3"),
    ({"padding": -1}, ValueError, "padding must not be negative, not -1"),
    ({"padding": "SAME"}, ValueError, "padding must be one of 'valid', 'same', 'same_lower', 'full', not 'SAME'"),
    ({"dilation": 3}, ValueError, "axis h: the kernel spans 7 cells (3 taps, dilation 3), the padded input has 5"),
    ({"padding_mode": "mirror"}, ValueError, "must be one of 'zeros', 'reflect', 'replicate', 'circular'"),
    ({"padding": 5, "padding_mode": "reflect"}, ValueError, "'reflect' can fill at most 4 cells a side here"),
    ({"method": "fast"}, ValueError, "method must be one of "),
    ({"input": np.zeros((4, 400, 400), "uint8"), "method": "matrix"}, ValueError, "method='matrix'"),
]


@pytest.mark.parametrize(("wrong", "error", "said"), REFUSED)
def test_a_wrong_depthwise_call_is_restated_before_any_work(wrong, error, said, monkeypatch):
    monkeypatch.setattr(convolution, "pad_axes", lambda *_: pytest.fail("padded"))
    with pytest.raises((ValueError, TypeError), match=re.escape(said)) as caught:
        cl.depthwise_conv2d(**{"input": X, "weight": W, **wrong})
    assert caught.type is error and str(caught.value).startswith("depthwise_conv2d(input")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"input": X[0, 0]}, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
        ({"input": X[..., :0]}, "input has no cells: h and w must be at least 1"),
        ({"weight": np.ones(4)}, "weight must be (c_out, c) or (c_out, c, 1, 1), not 1-dimensional"),
        ({"weight": np.ones((3, 4, 1, 2))}, "weight must be (c_out, c) or (c_out, c, 1, 1), not (3, 4, 1, 2)"),
        ({"weight": P[:0]}, "weight is empty"),
        ({"weight": P[:, :3]}, "weight takes 3 channels, it gets 4"),
        ({"bias": np.ones(4)}, "bias must hold one number for each of the 3 output channels"),
    ],
)
def test_a_wrong_pointwise_call_is_restated(wrong, said):
    with pytest.raises(ValueError, match=re.escape(said)) as caught:
        cl.pointwise_conv2d(**{"input": X, "weight": P, **wrong})
    assert str(caught.value).startswith("pointwise_conv2d(input")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: cl.channel_shuffle(X, 3),
            "channel_shuffle(input (2, 4, 5, 6) float64, groups=3): groups=3 must divide",
        ),
        (lambda: cl.channel_shuffle(X, 0), "groups must be at least 1, not 0"),
        (lambda: cl.channel_shuffle(X[0, 0], 1), "input must be (n, c, ...) with at least one axis after the channels"),
        (lambda: cl.pixel_shuffle(X, 3), "upscale_factor² = 9 must divide the 4 channels of input"),
        (lambda: cl.pixel_shuffle(X[0, 0], 1), "input must be (..., c·r², h, w), not 2-dimensional"),
        (lambda: cl.pixel_unshuffle(X, 2), "downscale_factor=2 must divide the height 5 and the width 6 of input"),
    ],
)
def test_a_wrong_shuffle_says_what_does_not_divide(call, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        call()
