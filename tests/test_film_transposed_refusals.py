"""Films of a transposed convolution that cannot be made, and why."""

from __future__ import annotations

import numpy as np
import pytest

from convlib import animate

X, W = np.arange(1, 7).reshape(2, 3), np.ones((2, 3), dtype=int)


@pytest.mark.parametrize(
    ("positional", "named", "message"),
    [
        (
            (),
            {"way": "both"},
            r"transposed\(way='both'\): way must be one of 'scatter', 'zeros', 'matrix', 'gradient', 'all'",
        ),
        ((), {"size": 0}, r"transposed\(size=0.*size must be at least 1, not 0"),
        ((), {"size": (2, 3, 4)}, "one number or 2"),
        ((), {"size": 99}, "at most"),
        ((), {"kernel_size": -1}, "kernel_size must be at least 1"),
        ((), {"seed": -1}, "seed"),
        ((X, W), {"stride": 0}, "stride must be at least 1, not 0"),
        ((X, W), {"dilation": 0}, "dilation must be at least 1, not 0"),
        ((X, W), {"output_padding": 1}, "output_padding must be from 0 to stride − 1 = 0, not 1"),
        ((X, W), {"padding": -1}, "padding must not be negative"),
        ((X, W), {"padding": 9}, "the padding is too large"),
        ((X, W), {"padding": "same"}, "padding must be numbers"),
        ((X[0], W), {}, r"transposed\(x \(3,\).*x must be \(h, w\)"),
        ((X, W[0]), {}, r"weight must be \(kh, kw\)"),
        ((X[:, :0], W), {}, "must not be empty"),
        ((X, W * 1j), {}, "weight must hold integers or floats"),
        (("a", W), {}, "x must"),
        ((np.ones((9, 9)), W), {"way": "matrix"}, r"transposed\(.*matrix of 110×81 is too large to read: at most 64"),
        ((np.ones((2, 9)), W), {"way": "all", "stride": 3}, r"transposed\(.*matrix of 135×18 is too large to read"),
    ],
)
def test_a_film_that_cannot_be_made_is_explained(positional, named, message):
    with pytest.raises((ValueError, TypeError), match=message):
        animate.transposed(*positional, **named)
