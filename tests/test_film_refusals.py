"""Films that cannot be made: the reason, and the call that asked for them."""

from __future__ import annotations

import numpy as np
import pytest

from convlib import animate

X, W = np.arange(12).reshape(3, 4), np.ones((2, 3), dtype=int)


@pytest.mark.parametrize(
    ("positional", "named", "message"),
    [
        ((np.ones((4, 3, 5)), np.ones((1, 4, 2, 2))), {}, "film shows at most 3 channels and 3 maps"),
        ((X, np.ones((4, 1, 2, 2))), {}, r"convolution\(x \(3, 4\) .*film shows at most 3 channels and 3 maps"),
        ((), {"in_channels": 4}, "film shows at most 3 channels"),
        ((), {"out_channels": 4}, "film shows at most 3 channels"),
        ((), {"in_channels": 0}, "in_channels must be at least 1, not 0"),
        ((), {"out_channels": 0}, "out_channels must be at least 1, not 0"),
        ((), {"out_channels": 9}, "at most"),
        ((), {"size": 0}, "size must be at least 1, not 0"),
        ((), {"size": 99}, "at most"),
        ((), {"size": (3, 4, 5)}, "one number or 2"),
        ((), {"size": 2.5}, "integers, not 2.5"),
        ((), {"kernel_size": 0}, "kernel_size must be at least 1"),
        ((), {"kernel_size": 8}, "8"),
        ((), {"groups": 0}, "groups must be at least 1"),
        ((), {"in_channels": 3, "groups": 2}, "groups"),
        ((), {"seed": "one"}, "seed"),
        ((), {"seed": -1}, "seed"),
        ((X, W), {"stride": 0}, "stride must be at least 1, not 0"),
        ((X, W), {"dilation": 0}, "dilation must be at least 1, not 0"),
        ((X, W), {"dilation": 3}, "kernel spans 4 cells"),
        ((X, W), {"padding": -1}, "padding must not be negative"),
        ((X, W), {"padding": "some"}, "padding must be one of"),
        ((X, W), {"padding_mode": "mirror"}, "padding_mode must be one of"),
        ((X, W), {"padding": 4, "padding_mode": "reflect"}, "can fill at most 2 cells"),
        ((X, W, [1, 2]), {}, "bias"),
        ((X, W, "a"), {}, "bias"),
        ((X[0], W), {}, r"x must be \(h, w\) or \(c, h, w\), not 1-dimensional"),
        ((X, W[0]), {}, "weight must be"),
        ((X, W[None]), {}, "weight must be"),
        ((X, 3), {}, "weight must be"),
        ((X, [[1, 2], [3]]), {}, "weight must be"),
        (([[1, 2], [3]], W), {}, "x must be"),
        ((X, "a"), {}, "weight must hold"),
        (("a", W), {}, "x must"),
        ((X * 1j, W), {}, "x must hold integers or floats"),
        ((X, W * 1j), {}, "weight must hold integers or floats"),
        ((X[:, :0], W), {}, "size must be at least 1|has 0|must be"),
    ],
)
def test_a_film_that_cannot_be_made_is_explained(positional, named, message):
    with pytest.raises((ValueError, TypeError), match=message):
        animate.convolution(*positional, **named)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: animate.convolution(size=4, kernel_size=5),
            "convolution(x (1, 4, 4) int64, weight (1, 1, 5, 5) int64): axis h",
        ),
        (
            lambda: animate.convolution(size=4, groups=2),
            "convolution(x (1, 4, 4) int64, weight (1, 1, 3, 3) int64, groups=2): ",
        ),
        (
            lambda: animate.transposed(size=3, stride=0),
            "transposed(x (3, 3) int64, weight (3, 3) int64, stride=0): stride must",
        ),
        (
            lambda: animate.matrix(size=(2, 3)),
            "matrix(x (2, 3) int64, weight (3, 3) int64): axis h: the kernel spans 3",
        ),
    ],
)
def test_an_impossible_film_restates_its_own_call(call, said):
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value).startswith(said)
