"""Where the rules of a check change over: just inside each limit, and just outside."""

from __future__ import annotations

import numpy as np
import pytest
from exercising import HALF, SLIDE, failure, slide

from convlib.exercises.judging import behaves_alike, detached, first_of, problem, recognised, wrong_cells
from convlib.exercises.run import Outcome, TimeUp
from convlib.exercises.wording import clipped, counted, described, sentence, short

# which case is told


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ([], None),
        ([None, None], None),
        (["value"], 0),
        (["changed", "value"], 1),
        (["changed", None, "raised", "value"], 2),
        ([None, "changed", "changed"], 1),
        (["nothing", "changed"], 0),
    ],
)
def test_a_wrong_value_is_told_before_a_changed_argument_and_the_first_of_each(kinds, told):
    assert first_of(kinds) == told


def test_cases_before_are_called_right_only_if_all_are(capsys):
    said = failure(HALF, lambda n: n // 2 + (n > 3), capsys)[1].splitlines()[0]
    assert said.endswith("expected is 4. The 3 cases before it are right.")
    assert "The 2 cases before it are right." in failure(HALF, lambda n: n // 2 + (n > 2), capsys)[1]
    said = failure(SLIDE, wrong_at_9, capsys)[1].splitlines()[0]
    assert said == "Case 5 of 5: slide gets 4 of 4 values wrong."  # in the cases before it an argument changes


def wrong_at_9(x, weight, stride):
    y = slide(x, weight, stride) + (len(x) == 9)
    x[:] = 0
    return y


# when two results are equal


@pytest.mark.parametrize(
    ("right", "yours", "equal"),
    [
        (1.0, 1.0 + 0.9e-5, True),
        (1.0, 1.0 + 1.1e-5, False),
        (0.0, 0.9e-5, True),
        (1000.0, 1000.0 + 0.9e-2, True),
        (1000.0, 1000.0 + 1.1e-2, False),
        (-1000.0, -1000.0 + 0.9e-2, True),
        (3, 3.000001, True),
        (3.000001, 3, True),
        (10**9, 10**9 + 1, False),
        (np.inf, np.inf, True),
        (np.inf, 5.0, False),
        (np.nan, 0.0, False),
    ],
)
def test_floats_may_round_and_whole_numbers_may_not(right, yours, equal):
    assert wrong_cells(np.array([right]), np.array([yours])).tolist() == [not equal]


def test_the_room_for_rounding_grows_with_the_largest_number_that_is_finite():
    right = np.array([0.0, 1000.0, np.inf])
    assert wrong_cells(right, np.array([0.9e-2, 1000.0, np.inf])).tolist() == [False, False, False]
    assert wrong_cells(right, np.array([1.1e-2, 1000.0, np.inf])).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("expected", "got", "kind"),
    [
        (3, [3], "type"),
        ([3], 3, "type"),
        ([3], None, "nothing"),
        (None, 0, "type"),
        ({1}, {2}, "value"),
        ("a", "a", None),
        ([1, 2], [1.0, np.nan], "nan"),
        ([np.nan, 2.0], [np.nan, 3.0], "value"),
        ([1], np.array([1], dtype=np.uint8), None),
        ([1], [1.0], None),
        ([1], [1.5], "value"),
        ([1.0], [1], None),
        ([1.0], [True], None),
        ([True], [1], None),
        ([True], [0], "value"),
        (np.zeros(0, dtype=int), np.zeros(0), None),
        ([1], [[1], [2, 3]], "type"),
        ([1], ["1"], "type"),
        ([1], [1j], "type"),
    ],
)
def test_what_is_wrong_is_of_one_kind(expected, got, kind):
    assert problem(expected, got) == kind


FAILED, STOPPED = Outcome(error=ValueError()), Outcome(error=TimeUp())


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (Outcome(3), Outcome(3.0), True),
        (Outcome(3), Outcome(4), False),
        (Outcome(3), Outcome(3, changed=("x",)), False),
        (Outcome(3, changed=("x",)), Outcome(3, changed=("x",)), True),
        (FAILED, Outcome(error=IndexError()), True),
        (FAILED, Outcome(3), False),
        (Outcome(None), FAILED, False),
        (FAILED, STOPPED, False),
    ],
)
def test_two_calls_are_alike_when_both_fail_or_give_the_same(one, other, alike):
    assert behaves_alike(one, other) == alike


def test_a_function_that_was_stopped_is_recognised_as_nothing():
    cases = list(HALF.cases())
    yours = [Outcome(HALF.misconceptions["rounded_up"](**case)) for case in cases]
    assert recognised(HALF, cases, yours) == "rounded_up"
    assert recognised(HALF, cases, yours[:-1]) is None


def test_an_array_is_detached_and_a_list_stays_what_it_is():
    x, rows = np.arange(3), [1, 2]
    assert detached(x) is not x and np.array_equal(detached(x), x)
    assert detached(rows) is rows and detached(3) == 3
    assert not isinstance(detached(np.ma.array([1, 2])), np.ma.MaskedArray)


# words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "the number 3"),
        (np.float64(0.5), "the number 0.5"),
        (np.array(3), "the number 3"),
        (True, "True"),
        (None, "None"),
        ((1, 2), "a tuple of 2 numbers"),
        ([1], "a list of 1 number"),
        ([1, "a"], "a list of 2 things"),
        ([[1, 2], [3]], "a list of 2 things"),
        (np.array(["a"]), "an array of 1 thing"),
        (np.zeros((0, 3)), "an empty array"),
        ((), "an empty tuple"),
        (np.ones((2, 1, 3)), "an array of 2×1×3"),
        (np.array({1}, dtype=object), "{1}, of type set"),
        (len, "a builtin_function_or_method"),
        (object(), "a object"),
        ("a" * 58, f"{'a' * 58!r}, of type str"),
    ],
)
def test_what_a_result_is_is_said_in_words(value, words):
    assert described(value) == words


def test_long_texts_are_cut_to_their_limit_and_no_shorter_ones():
    assert clipped("a" * 5, 5) == "aaaaa" and clipped("a" * 6, 5) == "aaaa…"
    assert clipped("a \n b", 5) == "a b"
    assert (short("a" * 58), short("a" * 59)) == (repr("a" * 58), "'" + "a" * 58 + "…")
    assert short(list(range(30))) == str(list(range(30)))[:59] + "…"
    assert [counted(n, "case") for n in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]


class Unspeakable(Exception):
    def __repr__(self):
        raise ValueError

    __str__ = __repr__


def test_what_cannot_be_said_is_left_out():
    assert short(Unspeakable()) == "a Unspeakable"
    words = sentence("raised", 1, Outcome(error=Unspeakable()))
    assert words == "stops with Unspeakable: (an error that cannot be read)"
    assert sentence("raised", 1, Outcome(error=ValueError())) == "stops with ValueError"
    longest = sentence("raised", 1, Outcome(error=ValueError("a" * 161)))
    assert longest == f"stops with ValueError: {'a' * 159}…"


@pytest.mark.parametrize(
    ("expected", "got", "words"),
    [
        (np.zeros((2, 3)), np.zeros((2, 2)), "returns shape 2×2; expected is shape 2×3"),
        (np.zeros(1), np.zeros(2), "returns 2 numbers; expected is 1 number"),
        (np.zeros(2), np.zeros((1, 2)), "returns an array of 1×2; expected is an array of 2 numbers"),
    ],
)
def test_a_wrong_shape_is_said_with_both_shapes(expected, got, words):
    assert sentence("shape", expected, Outcome(got)) == words


@pytest.mark.parametrize(
    ("expected", "got", "words"),
    [
        (3, 4, "gives 4; expected is 3"),
        ({1}, {2}, "gives {2}; expected is {1}"),
        (np.array([1]), [2], "gets its only value wrong"),
        (np.array([1, 2]), [1, 3], "gets 1 of 2 values wrong"),
        ((1, 2), (1, 3), "gives (1, 3); expected is (1, 2)"),
        ((1, 2), [1, np.int64(3)], "gives [1, 3]; expected is (1, 2)"),
    ],
)
def test_a_wrong_value_is_said_or_counted(expected, got, words):
    assert sentence("value", expected, Outcome(got)) == words
