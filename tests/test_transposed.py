"""conv_transpose1d/2d/3d against torch, the four ways against each other, their traces, and what is refused."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, leaves_its_arguments_alone, numbers, seeds
from hypothesis import strategies as st

import convlib as cl
from convlib.ops import TRANSPOSED_METHODS
from convlib.relation import Window
from convlib.trace import Cell, trace

OURS = {1: cl.conv_transpose1d, 2: cl.conv_transpose2d, 3: cl.conv_transpose3d}
TORCHS = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}
DTYPES = ("float32", "float64", "int64")


@st.composite
def calls(draw, dtypes=DTYPES, pairs=False):
    """``(d, arguments)`` of a valid transposed convolution; ``pairs``: padding (before, after)."""
    d = draw(st.integers(1, 3))

    def each(least, most):
        return tuple(draw(st.integers(least, most)) for _ in range(d))

    groups, kernel, stride, dilation = draw(st.integers(1, 3)), each(1, (4, 3, 2)[d - 1]), each(1, 3), each(1, 2)
    size = each(1, (6, 4, 3)[d - 1])
    extra = tuple(draw(st.integers(0, max(s, g) - 1)) for s, g in zip(stride, dilation, strict=True))
    full = [
        (n - 1) * s + (k - 1) * g + 1 + e for n, s, k, g, e in zip(size, stride, kernel, dilation, extra, strict=True)
    ]
    most = [min((n - 1) // 2, 3) for n in full]
    padding = tuple(draw(st.integers(0, n)) for n in most)
    if pairs:
        padding = tuple((draw(st.integers(0, n)), draw(st.integers(0, n))) for n in most)
    batch = draw(st.sampled_from([(), (0,), (1,), (2,)]))
    c_in, c_out = groups * draw(st.integers(1, 2)), draw(st.integers(1, 2))
    seed, dtype = draw(seeds), draw(st.sampled_from(dtypes))
    return d, {
        "input": numbers(seed, dtype, *batch, c_in, *size),
        "weight": numbers(seed + 1, dtype, c_in, c_out, *kernel),
        "bias": numbers(seed + 2, dtype, c_out * groups) if draw(st.booleans()) else None,
        **{"stride": stride, "padding": padding, "output_padding": extra, "groups": groups, "dilation": dilation},
    }


def by_torch(d, given, function=None):
    tensors = {k: torch.from_numpy(v) if isinstance(v, np.ndarray) else v for k, v in given.items()}
    tensors = {k: v.double() if getattr(v, "dtype", None) == torch.int64 else v for k, v in tensors.items()}
    return (function or TORCHS[d])(**tensors).numpy()


@cases(2500, calls())
def test_a_transposed_convolution_gives_what_torch_gives(call):
    d, given = call
    y = OURS[d](**given)
    assert y.dtype == given["input"].dtype
    agree(y, by_torch(d, given))


@cases(700, calls(dtypes=(*DTYPES, "uint8", "float16")), st.booleans())
def test_the_four_ways_agree(call, crop):
    d, given = call
    if crop:  # padding that takes away more than the kernel's overlap
        sizes = [n - 2 * p for n, p in zip(OURS[d](**{**given, "padding": 0}).shape[-d:], [0] * d, strict=True)]
        given = {**given, "padding": tuple((0, n - 1) if n % 2 else (n - 1, 0) for n in sizes)}
    scatter = OURS[d](**given)
    for method in TRANSPOSED_METHODS:
        y = OURS[d](**given, method=method)
        assert y.dtype == scatter.dtype
        agree(y, scatter)


@cases(500, calls(pairs=True))
def test_padding_before_and_after_takes_those_cells_away(call):
    d, given = call
    whole, y = OURS[d](**{**given, "padding": 0}), OURS[d](**given)
    kept = tuple(slice(b, n - a) for (b, a), n in zip(given["padding"], whole.shape[-d:], strict=True))
    agree(y, whole[(..., *kept)])


@cases(600, calls(dtypes=("float64",)))
def test_it_is_the_gradient_of_the_convolution_that_goes_the_other_way(call):
    d, given = call
    extra = tuple(min(e, s - 1) for e, s in zip(given["output_padding"], given["stride"], strict=True))
    given = {
        **given,
        "bias": None,
        "output_padding": extra,
        "padding": given["padding"] if extra == given["output_padding"] else 0,
    }
    options = {name: given[name] for name in ("stride", "padding", "dilation", "groups")}
    y = OURS[d](**given)
    x = torch.zeros(y.shape, dtype=torch.float64, requires_grad=True)
    forward = (None, F.conv1d, F.conv2d, F.conv3d)[d](x, torch.from_numpy(given["weight"]), **options)
    assert forward.shape == given["input"].shape
    (forward * torch.from_numpy(given["input"])).sum().backward()
    agree(y, x.grad.numpy())


def test_four_steps_of_the_lecture_zeros_between_and_zeros_around():
    """layer-types: z = s − 1 between, p' = k − p − 1 around, stride 1; the size is (i − 1)s + k − 2p."""
    for i, s, k, p in [(2, 2, 3, 1), (3, 2, 4, 1), (4, 3, 5, 2), (5, 1, 3, 0), (3, 2, 2, 0)]:
        x, weight = numbers(1, "int64", 1, i, i + 1), numbers(2, "int64", 1, 1, k, k)
        z = np.zeros((1, (i - 1) * s + 1, i * s + 1), int)
        z[:, ::s, ::s] = x
        steps = cl.conv2d(z, weight[..., ::-1, ::-1], padding=k - p - 1)
        y = cl.conv_transpose2d(x, weight, stride=s, padding=p)
        assert np.array_equal(y, steps) and y.shape == (1, (i - 1) * s + k - 2 * p, i * s + k - 2 * p)


def test_sizes_of_the_lecture_and_back_but_not_the_values():
    """cpen455-5: 4×4 → 2×2 → 4×4; 5×5 and 6×6 → 3×3 at stride 2, padding 1; output padding tells them apart."""
    weight = numbers(3, "int64", 1, 1, 3, 3)
    for size, options, extra in [(4, {}, 0), (5, {"stride": 2, "padding": 1}, 0), (6, {"stride": 2, "padding": 1}, 1)]:
        x = numbers(4, "int64", 1, size, size)
        y = cl.conv2d(x, weight, **options)
        back = cl.conv_transpose2d(y, weight, **options, output_padding=extra)
        assert y.shape == (1, (size + 1) // 2 if options else 2, (size + 1) // 2 if options else 2)
        assert back.shape == x.shape and not np.array_equal(back, x)


@cases(200, calls(), st.sampled_from(sorted(TRANSPOSED_METHODS)))
def test_arguments_stay_and_the_result_is_fresh(call, method):
    d, given = call
    leaves_its_arguments_alone(OURS[d], **given, method=method)


@pytest.mark.parametrize("method", TRANSPOSED_METHODS)
@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "extra", "dilation", "groups"),
    [
        ((2, 3), (3, 2), (2, 1), ((1, 0), (0, 1)), (1, 0), (1, 1), 1),
        ((3, 2), (3, 3), (2, 2), ((1, 1), (1, 1)), (1, 1), (1, 1), 2),
        ((2, 2), (2, 3), (1, 2), ((0, 0), (0, 0)), (0, 1), (2, 1), 1),
        ((4,), (3,), (2,), ((2, 2),), (0,), (1,), 1),
        ((2, 1, 2), (2, 1, 2), (2, 1, 1), ((0, 0),) * 3, (0, 0, 0), (1, 1, 2), 1),
    ],
)
def test_every_trace_is_the_relation_read_backwards(size, kernel, stride, padding, extra, dilation, groups, method):
    d = len(size)
    x, weight = numbers(5, "int64", 2 * groups, *size) + 20, numbers(6, "int64", 2 * groups, 2, *kernel) + 20
    options = dict(stride=stride, padding=padding, output_padding=extra, dilation=dilation, groups=groups)
    run = trace(OURS[d], input=x, weight=weight, **options, method=method)
    y = OURS[d](x, weight, **options)
    assert np.array_equal(run.output, y)
    window = Window.of(y.shape[1:], kernel, stride=stride, padding=padding, dilation=dilation)
    for channel, *i in np.ndindex(*y.shape):
        group, within = divmod(channel, 2)
        expected = {
            (Cell("input", (c, *o)), Cell("weight", (c, within, *k)))
            for c in range(2 * group, 2 * group + 2)
            for o, k in window.readers(tuple(i))
        }
        terms = [t for t in run.terms((channel, *i)) if any(c.array == "input" for c in t.cells)]
        assert {tuple(sorted(t.cells)) for t in terms} == expected
        assert len(terms) == len(expected) and sum(t.value for t in terms) == y[(channel, *i)]


ODD = {
    "stride": [0, -1, 2, True, 1.0, "2", None, (1,), (2, 1), (1, 1, 1, 1), ()],
    "padding": [-1, 1, 9, True, 0.5, None, "same", (1,), (1, 2), (1, 1, 1, 1), ()],
    "output_padding": [-1, 1, 2, 3, True, 0.5, None, (0,), (0, 1), (1, 1, 1, 1), ()],
    "dilation": [0, -1, 2, True, 1.0, "1", None, (1,), (1, 2), ()],
    "groups": [0, -1, 1, 2, 3, 5, True, 1.0, None, (1,)],
}


@cases(1200, calls(dtypes=("float64",)), st.data())
def test_convlib_refuses_what_torch_refuses(call, data):
    d, given = call
    for name in data.draw(st.lists(st.sampled_from([*ODD, "input", "weight", "bias"]), min_size=1, max_size=2)):
        if name in ODD:
            given[name] = data.draw(st.sampled_from(ODD[name]))
            continue
        shape = [3] if given[name] is None or not given[name].ndim else list(given[name].shape)
        axis = data.draw(st.integers(0, len(shape) - 1))
        change = data.draw(st.sampled_from(["drop", "add", 0, 1, 2, 5]))
        shape[axis : axis + 1] = {"drop": [], "add": [1, shape[axis]]}.get(change, [change])
        given[name] = np.ones(shape)
    try:
        expected = by_torch(d, given)
    except (RuntimeError, TypeError, ValueError, IndexError):
        expected = None
    try:
        y = OURS[d](**given)
    except (TypeError, ValueError) as error:
        assert str(error).startswith(f"conv_transpose{d}d(input ")
        y = None
    assert expected is not None or y is None
    if y is not None:
        agree(y, expected)


X, W = np.ones((2, 4, 5, 6)), np.ones((4, 3, 3, 2))
REFUSED = [
    ({"stride": 0}, ValueError, "stride must be at least 1, not 0"),
    ({"stride": 1.5}, TypeError, "stride must be made of integers, not 1.5"),
    ({"padding": -1}, ValueError, "padding must not be negative, not -1"),
    ({"padding": "same"}, TypeError, "padding must be numbers here: a name does not say which output size is meant"),
    ({"padding": 9}, ValueError, "the padding is too large"),
    ({"output_padding": 2}, ValueError, "output_padding must be from 0 to stride − 1 = 1, not 2"),
    ({"output_padding": -1}, ValueError, "output_padding must not be negative, not -1"),
    ({"dilation": 0}, ValueError, "dilation must be at least 1, not 0"),
    ({"groups": 3}, ValueError, "groups=3 must divide the 4 channels of input"),
    ({"groups": True}, TypeError, "groups must be made of integers, not True"),
    ({"method": "loops"}, ValueError, "method must be one of 'scatter', 'zeros', 'matrix', 'gradient', not 'loops'"),
    ({"input": X[0, 0]}, ValueError, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
    ({"input": X[:, :3]}, ValueError, "weight takes 4 channels; input has 3"),
    ({"input": X[..., :0]}, ValueError, "input has no cells: (5, 0)"),
    ({"weight": W[0]}, ValueError, "weight must be (c, c_out / groups, h, w), not 3-dimensional"),
    ({"weight": W[:, :0]}, ValueError, "weight is empty"),
    ({"bias": np.ones(4)}, ValueError, "bias must hold one number for each of the 3 output channels"),
]


@pytest.mark.parametrize(("wrong", "error", "said"), REFUSED)
def test_a_wrong_call_is_restated(wrong, error, said):
    with pytest.raises(error, match=re.escape(said)) as caught:
        cl.conv_transpose2d(**{"input": X, "weight": W, "stride": 2, **wrong})
    assert str(caught.value).startswith("conv_transpose2d(input (") and caught.value.__cause__ is None


def test_a_matrix_over_the_limit_is_refused_with_its_size():
    with pytest.raises(ValueError, match=r"the matrix would be 20000×20002 float64, 3,200,320,000 bytes; the limit is"):
        cl.conv_transpose1d(np.ones((1, 20000)), np.ones((1, 1, 3)), method="matrix")


def test_a_size_below_zero_has_a_minus_and_no_hyphen():
    with pytest.raises(ValueError, match="the output would have −1 cells"):
        cl.conv_transpose1d(np.ones((1, 1)), np.ones((1, 1, 1)), padding=1)
