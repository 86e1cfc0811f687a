"""conv1d/2d/3d against torch, every method against the others, and what is refused, and how."""

import re
import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings, strategies as st

import convlib as cl
from convlib.ops import METHODS, convolution
from convlib.relation import PADDING_MODES

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")  # torch's
OURS = {1: cl.conv1d, 2: cl.conv2d, 3: cl.conv3d}
TORCHS = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
CLOSE = {"float32": 1e-4, "float64": 1e-10, "int64": 0}


@st.composite
def calls(draw, dtypes=tuple(CLOSE), paddings=("int", "each", "pairs", "name")):
    """``(d, arguments)`` of a valid convolution: sides drawn apart, so that few are square."""
    d = draw(st.integers(1, 3))

    def ints(least, most):
        return draw(st.integers(least, most))

    groups = ints(1, 3)
    c_in = draw(st.sampled_from([1, 1, 2, 3]))  # 1: depthwise when there are groups
    c_out = groups * ints(1, 2)
    kernel, dilation, stride = ([ints(1, most) for _ in range(d)] for most in ((4, 3, 2)[d - 1], 2, 3))
    size = [(k - 1) * g + 1 + ints(0, (6, 4, 2)[d - 1]) for k, g in zip(kernel, dilation, strict=True)]
    mode = draw(st.sampled_from(PADDING_MODES))
    most = [{"reflect": n - 1, "circular": n}.get(mode, 3) for n in size]
    form = draw(st.sampled_from(paddings))
    pairs = [(ints(0, min(n, 3)), ints(0, min(n, 3))) for n in most]
    padding = {"int": min(pairs)[0], "each": tuple(p for p, _ in pairs)}.get(form, tuple(pairs))
    if form == "name":
        padding, stride, mode = draw(st.sampled_from(["valid", "same"])), 1, "zeros"
    batch = draw(st.sampled_from([(), (0,), (1,), (2,)]))
    rng, dtype = np.random.default_rng(ints(0, 999)), draw(st.sampled_from(dtypes))

    def number(*shape):
        return (rng.integers(-9, 10, shape) / (4 if "float" in dtype else 1)).astype(dtype)

    return d, {
        "input": number(*batch, c_in * groups, *size),
        "weight": number(c_out, c_in, *kernel),
        "bias": number(c_out) if ints(0, 1) else None,
        "stride": stride,
        "padding": padding,
        "dilation": tuple(dilation),
        "groups": groups,
        "padding_mode": mode,
    }


def by_torch(d, given):
    """The same convolution by torch; ints in float64, which is exact for such small numbers."""
    arrays = (given[name] for name in ("input", "weight", "bias"))
    tensors = (None if a is None else torch.from_numpy(a) for a in arrays)
    x, weight, bias = (t if t is None or t.is_floating_point() else t.double() for t in tensors)
    padding = given["padding"]
    if not isinstance(padding, str):
        each = padding if isinstance(padding, tuple) else (padding,) * d
        cells = [n for p in reversed(each) for n in (p if isinstance(p, tuple) else (p, p))]
        mode = given["padding_mode"].replace("zeros", "constant")
        x = F.pad(x, cells, mode) if x.numel() else F.pad(x, cells)
        padding = 0
    return TORCHS[d](x, weight, bias, given["stride"], padding, given["dilation"], given["groups"]).numpy()


@settings(max_examples=700)
@given(calls())
def test_convolution_gives_what_torch_gives(call):
    d, given = call
    y, expected = OURS[d](**given), by_torch(d, given)
    assert y.shape == expected.shape
    assert y.dtype == given["input"].dtype
    np.testing.assert_allclose(y, expected, rtol=0, atol=CLOSE[y.dtype.name])


@settings(max_examples=120)
@given(calls(dtypes=(*CLOSE, "uint8", "float16")), st.sampled_from(["full", "same_lower", None]))
def test_all_methods_agree(call, name):
    d, given = call
    if name and given["padding_mode"] == "zeros":
        given = {**given, "padding": name}
    loops = OURS[d](**given, method="loops")
    for y in (OURS[d](**given, method=method) for method in METHODS):
        assert (y.shape, y.dtype) == (loops.shape, loops.dtype)
        np.testing.assert_allclose(y, loops, rtol=0, atol={"float16": 4, **CLOSE}[y.dtype.name])


@settings(max_examples=60)
@given(calls(), st.sampled_from(sorted(METHODS)))
def test_inputs_are_not_changed_and_the_result_is_a_fresh_array(call, method):
    d, given = call
    arrays = [a for a in given.values() if isinstance(a, np.ndarray)]
    kept = [a.copy() for a in arrays]
    y = OURS[d](**given, method=method)
    assert y.flags.writeable and y.flags.c_contiguous and type(y) is np.ndarray
    assert not any(np.shares_memory(y, a) for a in arrays)
    y[...] = 99
    assert all(np.array_equal(a, b) for a, b in zip(arrays, kept, strict=True))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("x", "weight", "bias", "result"),
    [
        ("uint8", "uint8", None, "int64"),
        ("int8", "int32", "uint16", "int64"),
        ("float32", "float32", "float32", "float32"),
        ("float16", "float16", None, "float16"),
        ("float32", "float64", None, "float64"),
        ("uint8", "float32", None, "float32"),
        ("int64", "float32", None, "float64"),
        ("float32", "float32", "float64", "float64"),
    ],
)
def test_integers_give_int64_and_floats_are_promoted(x, weight, bias, result, method):
    bias = None if bias is None else np.ones(2, bias)
    y = cl.conv2d(np.ones((1, 2, 3), x), np.ones((2, 1, 2, 2), weight), bias, method=method)
    assert y.dtype == result and y.shape == (2, 1, 2)


@pytest.mark.parametrize("method", sorted(METHODS.keys() - {"fft"}))
def test_uint8_does_not_wrap_and_large_integers_stay_exact(method):
    photo = np.full((1, 3, 4), 255, np.uint8)
    assert cl.conv2d(photo, np.full((1, 1, 3, 3), 200, np.uint8), method=method).tolist() == [[[459000] * 2]]
    assert cl.conv2d(photo, [[[[-1, 2]]]], method=method).min() == 255
    odd = 2**53 + 1  # a float64 would round it
    assert cl.conv1d([[odd, 0, odd]], [[[1, 0, 1]]], method=method).tolist() == [[2 * odd]]


@pytest.mark.parametrize("padding", ["same", "same_lower"])
def test_same_with_a_stride_gives_ceil_of_size_over_stride(padding):
    y = cl.conv2d(np.ones((1, 7, 10)), np.ones((1, 1, 4, 3)), stride=(2, 3), padding=padding)
    assert y.shape == (1, 4, 4)


X, W = np.ones((2, 4, 5, 6)), np.ones((6, 2, 3, 2))
REFUSED = [
    ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
    ({"stride": 1.0}, TypeError, "stride must be made of integers, not 1.0"),
    ({"stride": "2"}, TypeError, "stride must be made of integers, not '2'"),
    ({"stride": True}, TypeError, "stride must be made of integers, not True"),
    ({"stride": (1, 2, 3)}, ValueError, "stride must be one number or 2, one for each axis, not 3"),
    ({"dilation": 3}, ValueError, "axis h: the kernel spans 7 cells (3 taps, dilation 3), the padded input has 5"),
    ({"padding": -1}, ValueError, "padding must not be negative, not -1"),
    ({"padding": ((0, 1), (0, -1))}, ValueError, "padding must not be negative, not -1"),
    ({"padding": ((1, 2, 3), 0)}, ValueError, "padding of an axis is one number or (before, after), not (1"),
    ({"padding": 0.5}, TypeError, "padding must be made of integers, not 0.5"),
    ({"padding": "SAME"}, ValueError, "padding must be one of 'valid', 'same', 'same_lower', 'full', not 'SAME'"),
    ({"padding_mode": "mirror"}, ValueError, "must be one of 'zeros', 'reflect', 'replicate', 'circular'"),
    ({"padding": 5, "padding_mode": "reflect"}, ValueError, "'reflect' can fill at most 4 cells a side here"),
    ({"groups": 0}, ValueError, "groups must be at least 1, not 0"),
    ({"groups": 3}, ValueError, "groups=3 must divide the 4 channels of input and the 6 of the output"),
    ({"groups": 2.0}, TypeError, "groups must be made of integers, not 2.0"),
    ({"groups": 1}, ValueError, "weight takes 2 channels in each of 1 groups, 2 in all; input has 4"),
    ({"method": "fast"}, ValueError, "method must be one of 'loops', 'windows', 'im2col', 'matrix', 'fft', not 'fast'"),
    ({"input": np.ones((5, 6))}, ValueError, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
    ({"input": np.ones((2, 4, 2, 6))}, ValueError, "axis h: the kernel spans 3 cells, the padded input has 2"),
    ({"input": "photo"}, TypeError, "input must hold integers or floats, not <U5"),
    ({"input": X > 0}, TypeError, "input must hold integers or floats, not bool"),
    ({"input": X + 1j}, TypeError, "input must hold integers or floats, not complex128"),
    ({"input": np.full(X.shape, 1j, object)}, TypeError, "input must be an array of numbers"),
    ({"input": X.astype("uint64")}, TypeError, "input: uint64 does not fit the int64 that integers are summed in"),
    ({"input": None}, TypeError, "input must be an array of numbers"),
    ({"input": [[[1, 2], [3]]]}, TypeError, "its rows are of different lengths"),
    ({"input": torch.ones(1, 2, 3, requires_grad=True)}, TypeError, "input must be an array of numbers (Can't"),
    ({"weight": W[0]}, ValueError, "weight must be (c_out, c / groups, h, w), not 3-dimensional"),
    ({"weight": W[:0]}, ValueError, "weight is empty"),
    ({"bias": np.ones(5)}, ValueError, "bias must hold one number for each of the 6 output channels"),
    ({"bias": 1.0}, ValueError, "bias must be (c_out,), not 0-dimensional"),
]


@pytest.mark.parametrize(("wrong", "error", "said"), REFUSED)
def test_a_wrong_call_is_restated_before_any_work(wrong, error, said, monkeypatch):
    monkeypatch.setattr(convolution, "pad_axes", lambda *_: pytest.fail("padded"))
    call = {"input": X, "weight": W, "stride": 1, "padding": 0, "groups": 2, **wrong}
    with pytest.raises((ValueError, TypeError), match=re.escape(said)) as caught:
        cl.conv2d(**call)
    text = str(caught.value)
    assert caught.type is error and text.startswith("conv2d(input") and caught.value.__cause__ is None
    (name,) = wrong.keys() - {"padding" if "padding_mode" in wrong else ""}
    assert f"{name}={wrong[name]!r}" in text or name in ("input", "weight", "bias")
    assert name == "input" or "input (2, 4, 5, 6) float64" in text


ODD = {
    "stride": [0, -1, 2, True, 1.0, 1.5, "2", None, (1,), (2, 1), (1, 1, 1, 1), (), (0, 1)],
    "padding": [-1, 1, True, 0.5, None, "same", "valid", "Same", (1,), (1, 2), (1, 1, 1, 1), (0, -1), ()],
    "dilation": [0, -1, 2, 9, True, 1.0, "1", None, (1,), (1, 2), (1, 1, 1, 1), ()],
    "groups": [0, -1, 1, 2, 3, 5, True, 1.0, None, (1,)],
    "bias": [(), (1,), (2,), (3,), (4,), (6,), (2, 1)],
}


@settings(max_examples=1500)
@given(calls(dtypes=("float64",), paddings=("int", "each")), st.data())
def test_convlib_refuses_what_torch_refuses(call, data):
    """Save for two things that the design adds: "same" with a stride, and mixed types."""
    d, given = call
    given["padding_mode"] = "zeros"
    for name in data.draw(st.lists(st.sampled_from([*ODD, "input", "weight", "dtype"]), min_size=1, max_size=2)):
        if name in ("input", "weight"):
            shape = list(given[name].shape)
            axis = data.draw(st.integers(0, len(shape) - 1))
            change = data.draw(st.sampled_from(["drop", "add", 0, 1, 2, 5]))
            shape[axis : axis + 1] = {"drop": [], "add": [1, shape[axis]]}.get(change, [change])
            given[name] = np.ones(shape)
        elif name == "dtype":
            given["weight"] = given["weight"].astype("float32")
        else:
            value = data.draw(st.sampled_from(ODD[name]))
            given[name] = np.ones(value) if name == "bias" else value
    torchs = {k: torch.from_numpy(v) if isinstance(v, np.ndarray) else v for k, v in given.items()}
    del torchs["padding_mode"]
    try:
        expected, refusal = TORCHS[d](**torchs).numpy(), ""
    except (RuntimeError, TypeError, ValueError, IndexError) as error:
        expected, refusal = None, str(error)
    try:
        y, ours = OURS[d](**given), ""
    except (TypeError, ValueError) as error:
        y, ours = None, str(error)
        assert ours.startswith(f"conv{d}d(input ")
    if expected is None and y is not None:
        assert "expected scalar type" in refusal or "not supported for strided" in refusal, refusal
    elif expected is not None and y is None:  # torch does not look at an empty batch
        assert expected.size == 0 and ours.endswith("must be at least 1, not 0"), ours
    elif y is not None:
        np.testing.assert_allclose(y, expected, rtol=0, atol=1e-10)


def test_import_convlib_loads_neither_torch_nor_matplotlib():
    program = "import sys, convlib; print(sorted({m.partition('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "'convlib'" in loaded and "'numpy'" in loaded
    for heavy in ("torch", "matplotlib", "scipy", "sklearn", "IPython", "ipywidgets", "anywidget"):
        assert f"'{heavy}'" not in loaded
