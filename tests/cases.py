"""What the property tests share: how many random cases each takes, small random arrays, and when two results agree."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

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
