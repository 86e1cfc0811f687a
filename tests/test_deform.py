"""Reading between cells and deformable convolution: against the paper's formula, ``grid_sample`` and its gradients."""

import itertools
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, numbers, seeds
from hypothesis import strategies as st

import convlib as cl
from convlib.ops import bilinear, deform
from convlib.relation import Window, named_padding
from convlib.relation.sampling import bilinear_taps

FLOATS = st.sampled_from(["float32", "float64"])
shapes = st.sampled_from([(), (4,), (2, 3), (0,), (1, 2, 3)])
BATCHES = st.sampled_from([None, 1, 2, 0])


def places(seed, dtype, *shape, spread=8.0):
    """Real positions around the origin, a third of them whole."""
    rng = np.random.default_rng(seed)
    drawn = rng.uniform(-spread / 3, spread, shape)
    return np.where(rng.random(shape) < 1 / 3, np.round(drawn), drawn).astype(dtype)


def by_grid_sample(maps, y, x):
    """torch's sampling; a ring of zeros around the maps leaves no side too short for its grid."""
    maps = F.pad(maps, (1, 1, 1, 1))
    h, w = maps.shape[2:]
    grid = torch.stack([2 * (x + 1) / (w - 1) - 1, 2 * (y + 1) / (h - 1) - 1], dim=-1)
    flat = grid.reshape(len(maps), 1, -1, 2)
    found = F.grid_sample(maps, flat, padding_mode="zeros", align_corners=True)
    return found.reshape(*maps.shape[:2], *y.shape[1:])


@st.composite
def samplings(draw, dtypes=FLOATS):
    batch, shape, dtype = draw(BATCHES), draw(shapes), draw(dtypes)
    lead = () if batch is None else (batch,)
    c, h, w = (draw(st.integers(1, most)) for most in (3, 5, 6))
    maps = numbers(draw(seeds), dtype, *lead, c, h, w)
    y, x = (places(draw(seeds), dtype if "float" in dtype else "float64", *lead, *shape) for _ in "yx")
    return maps, y, x


@cases(400, samplings(st.sampled_from(["float32", "float64", "int64"])))
def test_bilinear_sample_gives_what_grid_sample_gives(call):
    maps, y, x = call
    found = cl.bilinear_sample(maps, y, x)
    assert found.dtype == (maps.dtype if maps.dtype.kind == "f" else np.float64)
    tensors = [torch.from_numpy(a if maps.ndim == 4 else a[None]).double() for a in call]
    assert found.shape == (*maps.shape[:-2], *y.shape[maps.ndim - 3 :])
    if found.size:
        expected = by_grid_sample(*tensors).numpy().reshape(found.shape)
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4 if found.dtype == np.float32 else 1e-9)


@cases(250, samplings())
def test_bilinear_sample_grad_gives_what_torchs_gradients_give(call):
    maps, y, x = (a.astype("float64") for a in call)
    whole = [np.round(p) == p for p in (y, x)]
    y, x = (p + 0.3 * w for p, w in zip((y, x), whole, strict=True))  # torch's grid may miss a whole position
    grad = numbers(1, "float64", *cl.bilinear_sample(maps, y, x).shape)
    tensors = [torch.from_numpy(a if maps.ndim == 4 else a[None]).requires_grad_() for a in (maps, y, x)]
    grads = cl.bilinear_sample_grad(maps, y, x, grad)
    if not grad.size:
        return
    by_grid_sample(*tensors).backward(torch.from_numpy(grad if maps.ndim == 4 else grad[None]))
    for ours, tensor, given in zip(grads, tensors, (maps, y, x), strict=True):
        assert ours.shape == given.shape and ours.dtype == np.float64 and ours.flags.c_contiguous
        np.testing.assert_allclose(ours, tensor.grad.numpy().reshape(ours.shape), rtol=0, atol=1e-9)


def test_at_and_beyond_the_cells_outside_there_is_nothing_and_in_between_a_share():
    maps = np.array([[[8.0]]])
    y = np.array([-1, -0.75, -0.25, 0, 0.25, 1, 2, -2, -1e300, 1e300])
    assert cl.bilinear_sample(maps, y, 0 * y).tolist() == [[0, 2, 6, 8, 6, 0, 0, 0, 0, 0]]
    assert cl.bilinear_sample(maps, 0 * y, y).tolist() == [[0, 2, 6, 8, 6, 0, 0, 0, 0, 0]]
    _, grad_y, _ = cl.bilinear_sample_grad(maps, y, 0 * y, np.ones((1, 10)))
    assert grad_y.tolist() == [8, 8, 8, -8, -8, 0, 0, 0, 0, 0]  # at a whole position the slope after it


# ------------------------------------------------------------------ deformable convolution


@st.composite
def deformations(draw, dtypes=FLOATS, forms=("int", "each", "pairs", "name")):
    """The arguments of a valid call, as floats; offsets reach outside."""

    def ints(least, most):
        return draw(st.integers(least, most))

    groups, offset_groups, batch = ints(1, 2), ints(1, 2), draw(BATCHES)
    lead = () if batch is None else (batch,)
    c = groups * offset_groups * ints(1, 2)
    kernel, stride, dilation = ([ints(1, 2 + (a < 2)) for _ in "yx"] for a in (0, 2, 2))
    size = [(k - 1) * d + 1 + ints(0, 3) for k, d in zip(kernel, dilation, strict=True)]
    pairs = [(ints(0, 2), ints(0, 2)) for _ in "yx"]
    form = draw(st.sampled_from(forms))
    padding = {"int": pairs[0][0], "each": tuple(p for p, _ in pairs), "pairs": tuple(pairs)}.get(form)
    if form == "name":
        padding = draw(st.sampled_from(["valid", "same", "same_lower", "full"]))
    out = window_of(size, kernel, stride, padding, dilation).output_size
    taps, c_out, dtype = kernel[0] * kernel[1], groups * ints(1, 2), draw(dtypes)
    return {
        "input": numbers(draw(seeds), dtype, *lead, c, *size),
        "offset": places(draw(seeds), dtype, *lead, 2 * taps * offset_groups, *out, spread=3.0),
        "weight": numbers(draw(seeds), dtype, c_out, c // groups, *kernel),
        "bias": numbers(draw(seeds), dtype, c_out) if draw(st.booleans()) else None,
        "stride": tuple(stride),
        "padding": padding,
        "dilation": tuple(dilation),
        "mask": numbers(draw(seeds), dtype, *lead, taps * offset_groups, *out) if draw(st.booleans()) else None,
    }


def window_of(size, kernel, stride, padding, dilation):
    if isinstance(padding, str):
        padding = [named_padding(padding, *row) for row in zip(size, kernel, stride, dilation, strict=True)]
    return Window.of(tuple(size), tuple(kernel), stride=stride, padding=padding, dilation=dilation)


def with_a_batch(given):
    """The four arrays, a batch axis in front, and the window."""
    arrays = [given["input"], given["offset"], given["weight"], given["mask"]]
    if given["input"].ndim == 3:
        arrays = [a if a is None or name == 2 else a[None] for name, a in enumerate(arrays)]
    size, kernel = arrays[0].shape[2:], arrays[2].shape[2:]
    return *arrays, window_of(size, kernel, given["stride"], given["padding"], given["dilation"])


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


# ------------------------------------------------------------------ tracing


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


def test_samples_and_gradients_can_be_traced():
    x, places_ = np.array([[[1.0, 2], [3, 5]]]), {"y": [0.5, -0.5], "x": [0.25, 1]}
    run = cl.trace(cl.bilinear_sample, input=x, **places_)
    for o, position in enumerate([(0.5, 0.25), (-0.5, 1)]):
        found = {t.cells[0].index[1:]: t.factor for t in run.terms((0, o)) if t.factor}
        assert found == dict(bilinear_taps(position, (2, 2)))
    grad = np.array([[1.0, 2]])
    for k, expected in enumerate(cl.bilinear_sample_grad(x, **places_, grad_output=grad)):

        def one(input, grad, k=k):
            return cl.bilinear_sample_grad(input, **places_, grad_output=grad)[k]

        assert cl.trace(one, input=x, grad=grad).output.tolist() == expected.tolist()


def test_an_offset_of_traced_numbers_is_refused_with_a_way_out():
    x, weight, offset = np.ones((1, 3, 4)), np.ones((1, 1, 1, 1)), np.zeros((2, 3, 4))
    with pytest.raises(TypeError, match="offset says where to read, so its numbers must be plain; for a trace, give"):
        cl.trace(cl.deform_conv2d, input=x, weight=weight, offset=offset)
    own = cl.trace(lambda input, weight: cl.deform_conv2d(input, np.zeros((2, 3, 4)), weight), input=x, weight=weight)
    assert own.output.tolist() == x.tolist()


# ------------------------------------------------------------------ what is refused

X, W = np.ones((2, 4, 5, 6)), np.ones((6, 2, 3, 2))
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


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"input": X[0, 0]}, "input must be (c, h, w) or (n, c, h, w), not 2-dimensional"),
        ({"input": X[:, :, :0]}, "input must have at least one cell on each axis"),
        ({"y": np.ones((2, 4))}, "y and x must have the same shape"),
        ({"y": np.ones((3, 3)), "x": np.ones((3, 3))}, "positions for each of the 2 inputs, they do for 3"),
        ({"y": 1.0, "x": 1.0}, "y must be (n, ...) as input has a batch axis, not 0-dimensional"),
        ({"y": np.full((2, 3), np.nan)}, "y must be finite, it holds nan"),
        ({"x": np.full((2, 3), -np.inf)}, "x must be finite, it holds -inf"),
        ({"x": [["a"] * 3] * 2}, "x must hold integers or floats"),
    ],
)
def test_a_wrong_sampling_is_restated_before_any_work(wrong, said, monkeypatch):
    for name in ("sample", "position_grad", "map_grad"):
        monkeypatch.setattr(bilinear, name, lambda *_: pytest.fail("worked"))
    call = {"input": X, "y": np.ones((2, 3)), "x": np.ones((2, 3)), **wrong}
    with pytest.raises((ValueError, TypeError), match=r"^bilinear_sample\(input.*" + re.escape(said)):
        cl.bilinear_sample(**call)
    with pytest.raises((ValueError, TypeError), match=r"^bilinear_sample_grad\(input.*" + re.escape(said)):
        cl.bilinear_sample_grad(**call, grad_output=np.ones((2, 4, 3)))


def test_a_wrong_gradient_of_a_sample_is_refused():
    with pytest.raises(ValueError, match=re.escape("grad_output must be shaped as the output, (2, 4, 3)")):
        cl.bilinear_sample_grad(X, np.ones((2, 3)), np.ones((2, 3)), np.ones((2, 3)))


def test_maps_without_channels_have_samples_without_channels():
    assert cl.bilinear_sample(np.ones((0, 4, 6)), [1.0, 2.5], [2.0, 0.5]).shape == (0, 2)
