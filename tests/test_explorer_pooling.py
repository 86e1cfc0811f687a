"""The pooling explorer without a browser: what it refuses, both kinds, the last window of ceil_mode."""

from __future__ import annotations

import numpy as np
import pytest
from cases import cases
from hypothesis import strategies as st

import convlib as cl
from convlib import explore

SPANS = {"size": (1, 10), "kernel_size": (1, 5), "stride": (1, 5), "padding": (0, 2)}
EACH = {name: st.tuples(*[st.integers(*ends)] * 2) for name, ends in SPANS.items()}
POOLS = {"max": cl.max_pool2d, "average": cl.avg_pool2d}


@cases(100, st.fixed_dictionaries(EACH), st.sampled_from(sorted(POOLS)), st.booleans())
def test_a_choice_is_shown_or_the_operator_refuses_it(values, kind, ceil_mode):
    explorer = explore.pooling()
    explorer.set(**values, kind=kind, ceil_mode=ceil_mode)
    options = {name: values[name] for name in ("kernel_size", "stride", "padding")} | {"ceil_mode": ceil_mode}
    try:
        POOLS[kind](np.ones((1, *values["size"])), **options)
    except ValueError as error:
        assert explorer.message and str(error).endswith(f": {explorer.message}")
        return
    assert explorer.message == ""
    film = explorer.film.values
    assert film["x"].shape[1:] == values["size"]
    np.testing.assert_array_equal(film["y"], POOLS[kind](film["x"], **options))


def test_what_is_said_of_padding_that_is_too_large():
    with pytest.raises(ValueError, match="axis w: padding must be at most 1, half of kernel_size=2"):
        explore.pooling(padding=(0, 2))


def test_rounding_up_takes_a_window_more_unless_it_would_start_past_the_input():
    down, up = (explore.pooling(size=5, stride=2, ceil_mode=mode).answer["formula"] for mode in (False, True))
    assert down[1] == "output = ⌊(5 + 2·0 − 2) / 2⌋ + 1 = 2" and up[1] == "output = ⌈(5 + 2·0 − 2) / 2⌉ + 1 = 3"
    assert down[0].startswith("output = ⌊(size + 2·padding − kernel_size) / stride⌋ + 1")
    past = explore.pooling(size=(2, 5), stride=(4, 2), padding=1, ceil_mode=True).answer["formula"]
    assert past[1:] == ["output_h = ⌈(2 + 2·1 − 2) / 4⌉ + 1 − 1 = 1", "output_w = ⌈(5 + 2·1 − 2) / 2⌉ + 1 − 1 = 3"]
    assert past[0].endswith(", less 1 if the last window would start past the input")


def test_the_calls_name_what_is_not_the_default():
    calls = explore.pooling(stride=(1, 2), kind="average", ceil_mode=True).answer["calls"]
    assert [call.line for call in calls] == [
        f"{library}.avg_pool2d(x, kernel_size=2, stride=(1, 2), ceil_mode=True)" for library in ("cl", "F")
    ]
