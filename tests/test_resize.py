"""``interpolate`` against ``torch.nn.functional.interpolate``: every mode, up and down; its trace; what it refuses."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, numbers, seeds
from hypothesis import strategies as st

import convlib as cl
from convlib.ops import resize
from convlib.relation.sampling import resamplings

AXES = {"linear": 1, "bilinear": 2, "trilinear": 3, "bicubic": 2}
KIND = {"nearest": "nearest", "bicubic": "cubic"}
FACTORS = st.one_of(st.sampled_from([1, 2, 3, 0.5, 1.5, 1 / 3, 1.2]), st.floats(0.3, 3.2))


@st.composite
def resizings(draw, dtypes=("float32", "float64", "int64", "float16", "uint8"), most=6):
    """``(arguments, batched)`` of a valid call: sides drawn apart, so that few are square."""
    mode = draw(st.sampled_from(["nearest", *AXES]))
    axes = AXES.get(mode) or draw(st.integers(1, 3))
    sizes = [draw(st.integers(1, most)) for _ in range(axes)]
    one_for_all = draw(st.booleans())
    given = {"mode": mode}
    if draw(st.booleans()):
        to = [draw(st.integers(1, 2 * most)) for _ in range(axes)]
        given["size"] = to[0] if one_for_all else draw(st.sampled_from([tuple, list]))(to)
    else:
        by = [draw(FACTORS) for _ in range(axes)]
        by = [max(f, 1.001 / n) for f, n in zip(by, sizes, strict=True)]
        given["scale_factor"] = max(by) if one_for_all else tuple(by)
    if mode != "nearest":
        given["align_corners"] = draw(st.sampled_from([None, False, True]))
    batch = draw(st.sampled_from([(1,), (2,), (0,)] + [()] * (mode != "nearest")))
    x = numbers(draw(seeds), draw(st.sampled_from(dtypes)), *batch, draw(st.integers(1, 2)), *sizes)
    return {"input": x, **given}, bool(batch)


def by_torch(given, batched):
    """torch's answer; small integers and float16 in a type that holds them exactly."""
    x = torch.from_numpy(given["input"])
    if x.dtype not in (torch.float32, torch.float64):
        x = x.float() if given["mode"] == "nearest" else x.double()
    y = F.interpolate(x if batched else x[None], **{k: v for k, v in given.items() if k != "input"})
    return (y if batched else y[0]).numpy()


@cases(2500, resizings())
def test_interpolate_gives_what_torch_gives(call):
    given, _ = call
    x = given["input"]
    kept = x.copy()
    y = cl.interpolate(**given)
    copies = given["mode"] == "nearest" or x.dtype.kind == "f"
    assert y.dtype == (x.dtype if copies else np.float64)
    expected = by_torch(*call)
    if x.dtype in (np.uint8, np.float16):
        assert y.shape == expected.shape
        np.testing.assert_allclose(y, expected, rtol=0, atol=2e-2 if x.dtype == np.float16 else 1e-9)
    else:
        agree(y, expected)
    assert y.flags.writeable and y.flags.c_contiguous and type(y) is np.ndarray
    y[...] = 99
    assert np.array_equal(x, kept)


@cases(700, seeds, st.sampled_from([1, 2, 3]), st.sampled_from(["float32", "float64"]), st.booleans())
def test_nearest_chooses_the_same_cell_as_torch_however_the_division_rounds(seed, axes, dtype, by_factor):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, (200, 50, 12)[axes - 1], axes)
    given = {"size": rng.integers(1, (500, 130, 40)[axes - 1], axes).tolist()}
    if by_factor:
        factors = np.where(
            rng.random(axes) < 0.5, rng.choice([1.1, 1.2, 2.1, 2.3, 1 / 3], axes), rng.uniform(0, 4, axes)
        )
        given = {"scale_factor": np.maximum(factors, 1.001 / sizes).tolist()}
    x = np.arange(sizes.prod(), dtype=dtype).reshape(1, 1, *sizes)
    assert np.array_equal(cl.interpolate(x, **given), F.interpolate(torch.from_numpy(x), **given).numpy())


@pytest.mark.parametrize("mode", ["nearest", "linear"])
def test_every_ratio_of_small_sizes_reads_the_cells_that_torch_reads(mode):
    for size in range(1, 40):
        x = np.arange(size, dtype=np.float32).reshape(1, 1, -1)
        for to in range(1, 60):
            agree(cl.interpolate(x, to, mode=mode), F.interpolate(torch.from_numpy(x), to, mode=mode))


def test_a_small_image_whose_size_stays_or_doubles_is_copied_or_doubled_whatever_the_factor():
    x = np.arange(3.0).reshape(1, 1, 1, 3)
    assert cl.interpolate(x, scale_factor=1.3).tolist() == x.tolist()
    assert cl.interpolate(x, scale_factor=(1, 2.3)).tolist() == [[[[0, 0, 1, 1, 2, 2]]]]
    assert cl.interpolate(x, scale_factor=1.3, mode="bilinear").tolist() == x.tolist()


def test_float16_is_summed_in_single_precision():
    x = numbers(0, "float16", 1, 2, 5, 7)
    for mode in ("bilinear", "bicubic"):
        y = cl.interpolate(x, scale_factor=1.7, mode=mode)
        exact = cl.interpolate(x.astype("float64"), scale_factor=1.7, mode=mode)
        assert y.dtype == np.float16
        np.testing.assert_allclose(y, exact, rtol=2**-10, atol=1e-6)


def test_large_integers_are_copied_exactly():
    odd = 2**62 + 1
    assert cl.interpolate(np.array([[[odd, -odd]]]), scale_factor=2).tolist() == [[[odd, odd, -odd, -odd]]]


def test_bicubic_overshoots_and_bilinear_does_not():
    step = np.array([[[0.0, 0, 0, 9, 9, 9]]])
    assert cl.interpolate(step, (1, 24), mode="bicubic").max() > 9
    assert cl.interpolate(step, (1, 24), mode="bilinear").max() == 9


def test_a_view_of_another_layout_gives_the_same():
    x = numbers(3, "float32", 2, 3, 5, 6)
    other = np.asfortranarray(np.stack([x, x], axis=-1))[..., 1]
    for mode in ("nearest", "bilinear", "bicubic"):
        assert np.array_equal(cl.interpolate(other, (7, 4), mode=mode), cl.interpolate(x, (7, 4), mode=mode))


@cases(120, resizings(dtypes=("float32", "float64", "int64"), most=4))
def test_a_trace_reads_the_cells_of_the_sampling_with_their_weights(call):
    given, batched = call
    if not given["input"].size:
        return
    run, y = cl.trace(cl.interpolate, **given), cl.interpolate(**given)
    np.testing.assert_allclose(run.output, y, rtol=1e-5, atol=1e-5)
    lead = 1 + batched
    sizes, factors = given["input"].shape[lead:], given.get("scale_factor")
    factors = factors if isinstance(factors, tuple) else (factors,) * len(sizes)
    how = KIND.get(given["mode"], "linear"), bool(given.get("align_corners"))
    axes = resamplings(sizes, y.shape[lead:], factors, *how)
    places = list(np.ndindex(y.shape))
    for o in {places[0], places[-1], places[len(places) // 2], places[len(places) // 3]}:
        expected = {o[:lead]: 1}
        for axis, at in zip(axes, o[lead:], strict=True):
            expected = {(*i, j): w * v for i, w in expected.items() for j, v in axis.taps(at)}
        found = {}
        for term in run.terms(o):
            (cell,) = term.cells
            assert cell.array == "input"
            found[cell.index] = found.get(cell.index, 0) + term.factor
        found = {i: weight for i, weight in found.items() if abs(weight) > 1e-12}
        assert found == pytest.approx({i: w for i, w in expected.items() if abs(w) > 1e-12})


def test_a_trace_follows_interpolate_inside_a_function_of_ones_own():
    x = np.array([[[[1, 2], [3, 4]]]])
    run = cl.trace(lambda x: cl.interpolate(x, scale_factor=2, mode="bilinear") * 4, x=x)
    assert run.output.tolist() == (4 * cl.interpolate(x, scale_factor=2, mode="bilinear")).tolist()


X = np.ones((2, 3, 4, 5))
REFUSED = [
    ({}, ValueError, "give either size or scale_factor, not neither"),
    ({"size": 2, "scale_factor": 2}, ValueError, "give either size or scale_factor, not both"),
    ({"size": 0}, ValueError, "size must be at least 1, not 0"),
    ({"size": (2, 0)}, ValueError, "size must be at least 1, not 0"),
    ({"size": 2.0}, TypeError, "size must be made of integers, not 2.0"),
    ({"size": (2,)}, ValueError, "size must be one number or 2, one for each axis, not 1"),
    ({"size": (2, 2, 2)}, ValueError, "size must be one number or 2, one for each axis, not 3"),
    ({"scale_factor": (2, 2, 2)}, ValueError, "scale_factor must be one number or 2, one for each axis, not 3"),
    ({"scale_factor": (2,)}, ValueError, "scale_factor must be one number or 2, one for each axis, not 1"),
    ({"scale_factor": 0}, ValueError, "scale_factor must be finite and above 0, not 0"),
    ({"scale_factor": -2.0}, ValueError, "scale_factor must be finite and above 0, not -2.0"),
    ({"scale_factor": float("nan")}, ValueError, "scale_factor must be finite and above 0, not nan"),
    ({"scale_factor": float("inf")}, ValueError, "scale_factor must be finite and above 0, not inf"),
    ({"scale_factor": "2"}, TypeError, "scale_factor must be made of numbers, not '2'"),
    ({"scale_factor": 0.2}, ValueError, "scale_factor is too small: floor(i · scale_factor) is [0, 1] cells"),
    ({"size": 2, "mode": "cubic"}, ValueError, "mode must be one of 'nearest', 'linear', 'bilinear', 'trilinear', "),
    ({"size": 2, "mode": None}, ValueError, "mode must be one of"),
    ({"size": 2, "align_corners": False}, ValueError, "align_corners goes with linear, bilinear, trilinear, bicubic"),
    ({"size": 2, "mode": "bilinear", "align_corners": 1}, TypeError, "align_corners must be True or False, not 1"),
    ({"size": 2, "mode": "linear"}, ValueError, "input must be (c, w) or (n, c, w), not 4-dimensional"),
    ({"size": 2, "input": X[0, 0]}, ValueError, "input must be (n, c, w), (n, c, h, w) or (n, c, d, h, w), not 2-d"),
    ({"size": 2, "input": X[:, :0]}, ValueError, "input must have at least one channel, and one cell on each axis"),
    ({"size": 2, "input": X[:, :, :, :0]}, ValueError, "input must have at least one channel"),
    ({"size": 2, "input": X * 1j}, TypeError, "input must hold integers or floats, not complex128"),
    ({"size": 2, "input": "a"}, TypeError, "input must hold integers or floats"),
]


@pytest.mark.parametrize(("wrong", "error", "said"), REFUSED)
def test_a_wrong_call_is_restated_before_any_work(wrong, error, said, monkeypatch):
    monkeypatch.setattr(resize, "_along", lambda *_: pytest.fail("resized"))
    with pytest.raises((ValueError, TypeError), match=re.escape(said)) as caught:
        cl.interpolate(**{"input": X, **wrong})
    assert caught.type is error and str(caught.value).startswith("interpolate(input ")
    for name in wrong.keys() - {"input"}:
        assert wrong[name] is None or f"{name}={wrong[name]!r}" in str(caught.value)


def test_convlib_refuses_what_torch_refuses():
    tried = 0
    for shape in [(2, 3), (2, 3, 4), (2, 3, 4, 5), (1, 2, 3, 4, 5), (2, 0, 4, 5), (0, 1, 3, 4), (1, 1, 0, 4)]:
        for mode in ["nearest", *AXES, "cubic"]:
            for size in (None, 0, 2, (2,), (2, 3), (2, 3, 4), 2.5, -1):
                for factor in (None, 2, 0.1, (1.5,), (2, 0.5), (2, 1, 1.5), -1, 0):
                    for aligned in (None, True):
                        given = {"size": size, "scale_factor": factor, "mode": mode, "align_corners": aligned}
                        x, tried = np.ones(shape), tried + 1
                        try:
                            expected = F.interpolate(torch.from_numpy(x), **given).shape
                        except Exception:
                            expected = None
                        try:
                            found = cl.interpolate(x, **given).shape
                        except (TypeError, ValueError):
                            found = None
                        unbatched = len(shape) == AXES.get(mode, 0) + 1  # ours alone
                        assert found == expected or (unbatched and expected is None), (shape, given)
    assert tried > 5000
