"""What the property tests share: how many random cases each takes, small random arrays, and when two results agree."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings, strategies as st

from convlib.relation import PADDING_MODES

CLOSE = {"float16": 4, "float32": 1e-4, "float64": 1e-10, "int64": 0}
COUNTED: dict[str, int] = {}  # test -> cases; tests/test_cases.py adds them up


def cases(count: int, *strategies):
    """``@given`` with ``count`` random cases, counted in :data:`COUNTED`."""

    def decorate(test):
        COUNTED[f"{test.__module__}.{test.__qualname__}"] = count
        return settings(max_examples=count)(given(*strategies)(test))

    return decorate


def numbers(seed: int, dtype: str, *shape: int) -> np.ndarray:
    """Random integers from −9 to 9, in quarters for floats: exact in every type, so few ties with rounding."""
    drawn = np.random.default_rng(seed).integers(-9, 10, shape)
    return (drawn / (4 if "float" in dtype else 1)).astype(dtype)


seeds = st.integers(0, 9999)


def agree(y: np.ndarray, expected, relative: float = 0) -> None:
    """Same shape, and equal up to the rounding of ``y``'s type."""
    expected = np.asarray(expected)
    assert y.shape == expected.shape
    np.testing.assert_allclose(y, expected, rtol=relative, atol=CLOSE[y.dtype.name])


@st.composite
def slides(draw, d: int = 2):
    """``(size, kernel_size, options, pairs)``: a window that fits, ``padding`` in one of its forms and by hand."""

    def each(least, most):
        return tuple(draw(st.integers(least, most)) for _ in range(d))

    kernel_size, dilation, stride = each(1, (5, 3, 2)[d - 1]), each(1, 2), each(1, 3)
    mode, form = draw(st.sampled_from(PADDING_MODES)), draw(st.sampled_from(["int", "each", "pairs", "same", "full"]))
    reach = [(k - 1) * g for k, g in zip(kernel_size, dilation, strict=True)]
    size = tuple(r + 1 + extra for r, extra in zip(reach, each(0, 5 - d), strict=True))
    most = [min(3, {"reflect": n - 1, "circular": n}.get(mode, 3)) for n in size]
    pairs = tuple((draw(st.integers(0, n)), draw(st.integers(0, n))) for n in most)
    if form in ("same", "full"):
        mode, stride = "zeros", each(1, 1) if form == "same" else stride
        pairs = tuple((r // 2, r - r // 2) if form == "same" else (r, r) for r in reach)
    elif form == "int":
        pairs = ((min(min(pair) for pair in pairs),) * 2,) * d
    elif form == "each":
        pairs = tuple((min(pair),) * 2 for pair in pairs)
    padding = {"int": pairs[0][0], "each": tuple(p for p, _ in pairs), "pairs": pairs}.get(form, form)
    return size, kernel_size, dict(stride=stride, padding=padding, dilation=dilation, padding_mode=mode), pairs


def padded(x: np.ndarray, pairs, padding_mode: str) -> np.ndarray:
    """The last axes padded by NumPy."""
    name = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}[padding_mode]
    return np.pad(x, [(0, 0)] * (x.ndim - len(pairs)) + list(pairs), name)


def leaves_its_arguments_alone(function, **given) -> None:
    """The arrays in ``given`` stay as they are, and the result is a fresh, plain, writeable array."""
    kept = {name: np.copy(value) for name, value in given.items()}
    y = function(**given)
    assert type(y) is np.ndarray and y.flags.writeable and y.flags.c_contiguous
    y[...] = 99
    assert all(np.array_equal(np.asarray(given[name]), value) for name, value in kept.items())
