"""Functions of a learner that cannot be filmed, and why."""

from __future__ import annotations

import numpy as np
import pytest
from own_functions import W, X, right

from convlib import animate
from convlib.trace import TraceError


def one_argument(x):
    return x


def any_arguments(*arrays):
    return right(*arrays)


def only_by_place(x, weight, /):
    return right(x, weight)


@pytest.mark.parametrize(
    ("function", "given", "error", "message"),
    [
        (lambda x, w: np.zeros((2, 2)), {}, ValueError, r"of\(x \(4, 6\) int64, .*made no output from x"),
        (lambda x, w: None, {}, ValueError, "<lambda> made no output from x, so there is nothing to film"),
        (lambda x, w: x[:0], {}, ValueError, "made no output from x"),
        (3, {}, TypeError, r"of\(x \(4, 6\) int64, weight \(2, 2\) int64\): what is filmed must be a function, not 3"),
        (right, {"expected": 3}, TypeError, "must be a function, not 3"),
        (one_argument, {}, TypeError, r"of\(.*\): one_argument cannot be called so: too many positional arguments"),
        (right, {"weight": None}, TypeError, "right cannot be called so: missing a required argument: 'weight'"),
        (right, {"nope": 1}, TypeError, "right cannot be called so: .*'nope'"),
        (right, {"expected": one_argument}, TypeError, "one_argument cannot be called so"),
        (max, {}, TypeError, "max cannot be called so|max must give its arguments names"),
        (any_arguments, {}, TypeError, "any_arguments must give its arguments names, such as x and weight"),
        (only_by_place, {}, TypeError, "only_by_place must give its arguments names"),
        (lambda x, w: [[float(x[0, 0])]], {}, TraceError, "conversion to a plain float"),
        (lambda x, w: x[0] / w[0, 0], {}, TraceError, "division by a traced number"),
        (right, {"expected": lambda x, weight: np.array(x, dtype=float)}, TraceError, "trace cannot follow"),
        (right, {"x": np.ones((2, 2, 3, 4))}, ValueError, "x must be an array of one to three axes"),
        (right, {"x": 3}, ValueError, "x must be an array of one to three axes"),
        (right, {"weight": np.ones((1,) * 5)}, ValueError, "weight must be an array of one to four axes"),
        (right, {"x": X * 1j}, (ValueError, TypeError), "x must hold integers or floats"),
        (lambda x, w: x, {"x": np.ones((20, 21))}, ValueError, "three axes of 400 cells in all"),
        (lambda x, w: [[[[x[0, 0]]]]], {}, ValueError, "<lambda> gives 1×1×1×1; a film shows up to three axes"),
    ],
)
def test_a_film_that_cannot_be_made_is_explained(function, given, error, message):
    arguments = {"x": X, "weight": W} | given
    with pytest.raises(error, match=message):
        animate.of(function, **arguments)
