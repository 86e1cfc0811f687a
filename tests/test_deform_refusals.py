"""Deformable convolutions that are refused, and traced ones."""

import re

import numpy as np
import pytest
from cases import cases
from deform_cases import W, X, deformations, with_a_batch
from hypothesis import strategies as st

import convlib as cl
from convlib.ops import deform
from convlib.relation.sampling import bilinear_taps


@cases(60, deformations(st.sampled_from(["float32", "float64", "int64"])), st.booleans())
def test_a_trace_reads_where_the_relation_and_the_offset_say(given, as_list):
    x, weight, offset = given["input"], given["weight"], given["offset"]
    rest = {**given, "mask": None, "bias": None}
    del rest["input"], rest["weight"], rest["offset"]
    if as_list and offset.size:
        run = cl.trace(cl.deform_conv2d, input=x, weight=weight, offset=offset.tolist(), **rest)
    else:
        run = cl.trace(lambda input, weight: cl.deform_conv2d(input, offset, weight, **rest), input=x, weight=weight)
    plain = cl.deform_conv2d(x, offset, weight, **rest)
    np.testing.assert_allclose(run.output, plain, rtol=1e-4, atol=1e-4)
    if not plain.size:
        return
    channels, window = offset.shape[-3], with_a_batch(given)[-1]
    (c_out, c_in, kh, kw), c = weight.shape, x.shape[-3]
    groups, offset_groups = c // c_in, channels // (2 * kh * kw)
    o = tuple(n - 1 for n in plain.shape)
    out, lead = o[-3], o[:-3]
    expected = {}
    for c_group, ky, kx in np.ndindex(c_in, kh, kw):
        channel = out // (c_out // groups) * c_in + c_group
        tap = (channel // (c // offset_groups) * kh + ky) * kw + kx
        moved = offset[(*lead, slice(2 * tap, 2 * tap + 2), *o[-2:])]
        position = np.add(window.input_index(o[-2:], (ky, kx)), moved)
        for i, share in bilinear_taps(position, x.shape[-2:]):
            expected[((*lead, channel, *i), (out, c_group, ky, kx))] = share
    found = {}
    for term in run.terms(o):
        if term.factor:
            cell, tap = sorted(term.cells)
            assert (cell.array, tap.array) == ("input", "weight")
            found[(cell.index, tap.index)] = term.factor
    assert found == pytest.approx(expected, rel=1e-5)


def test_an_offset_of_traced_numbers_is_refused_with_a_way_out():
    x, weight, offset = np.ones((1, 3, 4)), np.ones((1, 1, 1, 1)), np.zeros((2, 3, 4))
    with pytest.raises(TypeError, match="offset says where to read, so its numbers must be plain; for a trace, give"):
        cl.trace(cl.deform_conv2d, input=x, weight=weight, offset=offset)
    own = cl.trace(lambda input, weight: cl.deform_conv2d(input, np.zeros((2, 3, 4)), weight), input=x, weight=weight)
    assert own.output.tolist() == x.tolist()


OFFSET, MASK, NAN = np.zeros((2, 24, 3, 5)), np.ones((2, 12, 3, 5)), np.full((2, 24, 3, 5), np.nan)


REFUSED = [
    ({"input": X[0, 0]}, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
    ({"input": "x"}, "input must hold integers or floats"),
    ({"input": X[:, :3]}, "weight takes 2 channels in each group: they must divide the 3 of input"),
    ({"input": X[:, :0]}, "weight takes 2 channels in each group: they must divide the 0 of input"),
    ({"input": X[0]}, "offset must be (2 · offset_groups · kh · kw, oh, ow), batched as input is, not 4-dimensional"),
    ({"input": X[:, :, :2]}, "axis h: the kernel spans 3 cells, the padded input has 2"),
    ({"weight": W[0]}, "weight must be (c_out, c / groups, h, w), not 3-dimensional"),
    ({"weight": W[:0]}, "weight is empty"),
    ({"weight": W[:5]}, "the number of groups must divide the 5 channels of the output"),
    ({"offset": OFFSET[:, :23]}, "offset must be (2, 12 · offset_groups, 3, 5): a row and a column for each of 6 taps"),
    ({"offset": OFFSET[:1]}, "offset must be (2, 12 · offset_groups, 3, 5)"),
    ({"offset": OFFSET[:, :0]}, "offset must be (2, 12 · offset_groups, 3, 5)"),
    ({"offset": OFFSET[:, :, :2]}, "offset must be (2, 12 · offset_groups, 3, 5)"),
    ({"offset": np.zeros((2, 36, 3, 5))}, "offset_groups must divide the 4 channels of input"),
    ({"offset": NAN}, "offset must be finite, it holds nan"),
    ({"offset": np.inf + OFFSET}, "offset must be finite, it holds inf"),
    ({"mask": MASK[:, :6]}, "mask must be (2, 12, 3, 5): a number for each tap of 2 offset groups"),
    ({"mask": MASK[0]}, "mask must be (offset_groups · kh · kw, oh, ow), batched as input is, not 3-dimensional"),
    ({"stride": 0}, "stride must be at least 1, not 0"),
    ({"stride": 1.5}, "stride must be made of integers, not 1.5"),
    ({"dilation": 0}, "dilation must be at least 1, not 0"),
    ({"padding": -1}, "padding must not be negative, not -1"),
    ({"padding": "SAME"}, "padding must be one of 'valid', 'same', 'same_lower', 'full', not 'SAME'"),
    ({"padding": 1}, "offset must be (2, 12 · offset_groups, 5, 7)"),
]


@pytest.mark.parametrize(("wrong", "said"), REFUSED)
@pytest.mark.parametrize("gradient", [False, True])
def test_a_wrong_deformable_convolution_is_restated_before_any_work(wrong, said, gradient, monkeypatch):
    for name in ("sample", "position_grad"):
        monkeypatch.setattr(deform, name, lambda *_: pytest.fail("worked"))
    call = {"input": X, "offset": OFFSET, "weight": W, "mask": MASK, **wrong}
    name = "deform_conv2d_offset_grad" if gradient else "deform_conv2d"
    call |= {"grad_output": np.ones((2, 6, 3, 5))} if gradient else {}
    with pytest.raises((ValueError, TypeError), match=re.escape(said)) as caught:
        getattr(cl, name)(**call)
    assert str(caught.value).startswith(f"{name}(input")
    for argument in wrong.keys() - {"input", "offset", "weight", "mask"}:
        assert f"{argument}={wrong[argument]!r}" in str(caught.value)


def test_a_wrong_bias_or_grad_output_is_refused():
    with pytest.raises(ValueError, match="bias must hold one number for each of the 6 output channels"):
        cl.deform_conv2d(X, OFFSET, W, np.ones(5))
    said = re.escape("grad_output must be shaped as the output, (2, 6, 3, 5)")
    for shape in [(2, 6, 3, 4), (6, 3, 5)]:
        with pytest.raises(ValueError, match=said):
            cl.deform_conv2d_offset_grad(X, OFFSET, W, np.ones(shape))
