"""Deformable convolution against the paper's formula, ``grid_sample`` and its gradients."""

import itertools

import numpy as np
import torch
import torch.nn.functional as F
from cases import agree, cases, numbers
from deform_cases import by_grid_sample, deformations, with_a_batch
from hypothesis import strategies as st

import convlib as cl


def by_the_papers_formula(given):
    """y(p₀) = Σ_k w(p_k) · x(p₀ + p_k + Δp_k) · Δm_k, and x(p) = Σ_q G(q, p) · x(q): loops, nothing shared."""
    x, offset, weight, mask, window = with_a_batch(given)
    (n, c, h, w), (c_out, c_in, kh, kw) = x.shape, weight.shape
    groups, offset_groups = c // c_in, offset.shape[1] // (2 * kh * kw)
    y = np.zeros((n, c_out, *window.output_size))
    for image, out, oy, ox in np.ndindex(y.shape):
        for c_group, ky, kx in np.ndindex(c_in, kh, kw):
            channel = out // (c_out // groups) * c_in + c_group
            tap = (channel // (c // offset_groups) * kh + ky) * kw + kx
            a, b = window.input_index((oy, ox), (ky, kx))
            a, b = a + offset[image, 2 * tap, oy, ox], b + offset[image, 2 * tap + 1, oy, ox]
            value = 0
            for s, t in itertools.product(range(h), range(w)):
                value += max(0, 1 - abs(a - s)) * max(0, 1 - abs(b - t)) * x[image, channel, s, t]
            share = 1 if mask is None else mask[image, tap, oy, ox]
            y[image, out, oy, ox] += weight[out, c_group, ky, kx] * value * share
    y = y if given["bias"] is None else y + given["bias"][:, None, None]
    return y if given["input"].ndim == 4 else y[0]


def by_torch(given, **tensors):
    """Each tap and offset group sampled by ``grid_sample``, then a grouped 1×1 convolution over channels and taps."""
    *arrays, window = with_a_batch(given)
    x, offset, weight, mask = (None if a is None else torch.from_numpy(a).double() for a in arrays)
    offset = tensors.get("offset", offset)
    (n, c), (c_out, c_in, kh, kw), out = x.shape[:2], weight.shape, window.output_size
    groups = offset.shape[1] // (2 * kh * kw)
    moved = offset.reshape(n * groups, kh * kw, 2, *out)
    reads = [window.input_index(o, k) for k in np.ndindex(kh, kw) for o in np.ndindex(out)]
    base = torch.tensor(reads, dtype=torch.float64).reshape(kh * kw, *out, 2)
    y, x_ = base[..., 0] + moved[:, :, 0], base[..., 1] + moved[:, :, 1]
    sampled = by_grid_sample(x.reshape(n * groups, c // groups, *x.shape[2:]), y, x_)
    if mask is not None:
        sampled = sampled * mask.reshape(n * groups, 1, kh * kw, *out)
    columns = sampled.reshape(n, c * kh * kw, *out)
    return F.conv2d(columns, weight.reshape(c_out, c_in * kh * kw, 1, 1), groups=c // c_in)


@cases(200, deformations())
def test_deform_conv2d_is_the_papers_formula(given):
    y, expected = cl.deform_conv2d(**given), by_the_papers_formula(given)
    assert y.dtype == given["input"].dtype and y.shape == expected.shape
    np.testing.assert_allclose(y, expected, rtol=1e-4 if y.dtype == np.float32 else 1e-9, atol=1e-3)


@cases(400, deformations())
def test_deform_conv2d_gives_what_grid_sample_and_a_convolution_give(given):
    y = cl.deform_conv2d(**given)
    assert y.flags.writeable and y.flags.c_contiguous and type(y) is np.ndarray
    if y.size:
        expected = by_torch(given).numpy() + (0 if given["bias"] is None else given["bias"][:, None, None])
        expected = expected if y.ndim == 4 else expected[0]
        np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-3 if y.dtype == np.float32 else 1e-9)


@cases(250, deformations(st.just("float64")))
def test_the_gradient_of_the_offsets_is_torchs(given):
    whole = np.round(given["offset"]) == given["offset"]
    given["offset"] = given["offset"] + 0.3 * whole  # torch's grid may miss a whole position
    grad = numbers(1, "float64", *cl.deform_conv2d(**given).shape)
    found = cl.deform_conv2d_offset_grad(grad_output=grad, **{k: v for k, v in given.items() if k != "bias"})
    assert found.shape == given["offset"].shape and found.dtype == np.float64 and found.flags.c_contiguous
    if found.size:
        offset = torch.from_numpy(with_a_batch(given)[1]).requires_grad_()
        y = by_torch(given, offset=offset)
        y.backward(torch.from_numpy(grad.reshape(y.shape)))
        np.testing.assert_allclose(found, offset.grad.numpy().reshape(found.shape), rtol=1e-9, atol=1e-8)


@cases(250, deformations(st.sampled_from(["float32", "float64", "int64"])), st.booleans())
def test_without_offsets_it_is_conv2d_exactly_for_integers(given, masked):
    given["offset"] = np.zeros_like(given["offset"])
    given["mask"] = None if given["mask"] is None or not masked else np.ones_like(given["mask"])
    y = cl.deform_conv2d(**given)
    groups = given["input"].shape[-3] // given["weight"].shape[1]
    plain = {k: v for k, v in given.items() if k not in ("offset", "mask")}
    expected = cl.conv2d(**plain, groups=groups)
    assert y.dtype == expected.dtype
    agree(y, expected, relative=1e-4 if y.dtype == np.float32 else 0)


@cases(100, deformations(st.just("int64")))
def test_whole_offsets_move_taps_exactly(given):
    assert given["offset"].dtype == np.int64
    y = cl.deform_conv2d(**given)
    assert y.dtype == np.int64 and np.array_equal(y, by_the_papers_formula(given))
    given["offset"] = given["offset"].astype("float64")
    assert cl.deform_conv2d(**given).dtype == np.float64


def test_inputs_are_not_changed_and_results_are_fresh():
    arrays = [numbers(s, "float64", 2, 2, 4, 5) for s in range(4)]
    x, y, x_, grad = arrays[0], *(np.abs(a) for a in arrays[1:])
    given = {"input": x, "offset": numbers(9, "float64", 2, 2, 4, 5), "weight": numbers(8, "float64", 2, 2, 1, 1)}
    kept = [a.copy() for a in (x, y, x_, grad, *given.values())]
    results = [
        cl.bilinear_sample(x, y, x_),
        *cl.bilinear_sample_grad(x, y[:, 0], x_[:, 0], grad),
        cl.deform_conv2d(**given),
        cl.deform_conv2d_offset_grad(**given, grad_output=grad),
    ]
    for result in results:
        assert result.flags.writeable and result.flags.c_contiguous and type(result) is np.ndarray
        result[...] = 99
    assert all(np.array_equal(a, b) for a, b in zip((x, y, x_, grad, *given.values()), kept, strict=True))


def test_float16_stays_float16():
    x, offset = numbers(0, "float16", 2, 4, 5), numbers(1, "float16", 2, 4, 5)
    assert cl.deform_conv2d(x, offset, numbers(2, "float16", 3, 2, 1, 1)).dtype == np.float16
    assert cl.bilinear_sample(x, offset[0], offset[1]).dtype == np.float16
