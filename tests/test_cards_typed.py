"""What a person types into a card is understood, or asked for again; it is never taken for something else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from typed import ALL

from convlib.exercises.cards.typed import KINDS, Unread, key_for, key_of, kind_of


@pytest.mark.parametrize(("kind", "text", "meant"), ALL, ids=lambda value: repr(value))
def test_what_is_typed_is_understood_or_asked_for_again(kind, text, meant):
    if meant is not None:
        assert key_of(kind, text) == meant
    else:
        with pytest.raises(Unread) as error:
            key_of(kind, text)
        assert str(error.value) == KINDS[kind].again


@given(st.integers(-10_000, 10_000) | st.tuples(st.integers(-99, 99), st.integers(-99, 99)) | st.booleans())
def test_a_value_written_in_pythons_way_is_understood(value):
    assert key_of(kind_of(value), str(value)) == key_for(value)


@given(st.lists(st.lists(st.integers(-9, 9), min_size=3, max_size=3), min_size=1, max_size=4))
def test_an_array_written_in_pythons_or_numpys_way_is_understood(rows):
    array = np.array(rows)
    assert key_of("array", str(rows)) == key_of("array", str(array)) == key_for(array)


@given(st.floats(-1000, 1000, allow_nan=False))
def test_a_fraction_counts_to_three_digits(value):
    assert key_of("number", f"{value:.12f}") == key_for(value)


def test_what_cannot_be_typed_has_no_key():
    assert key_for(np.zeros(0)) == key_for(np.nan) == key_for("word") == key_for([np.inf, 1]) == ""
