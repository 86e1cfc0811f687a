"""Reading between cells, and its gradients, against ``grid_sample``."""

import re

import numpy as np
import pytest
import torch
from cases import cases, numbers, seeds
from deform_cases import BATCHES, FLOATS, X, by_grid_sample, places
from hypothesis import strategies as st

import convlib as cl
from convlib.ops import bilinear
from convlib.relation.sampling import bilinear_taps

shapes = st.sampled_from([(), (4,), (2, 3), (0,), (1, 2, 3)])


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
