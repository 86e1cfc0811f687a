"""Every kind of wrong answer gets its sentence, nothing hangs, nothing leaks."""

from __future__ import annotations

import builtins
import sys
import time

import numpy as np
import pytest
from exercising import HALF, SLIDE, failure, half, slide

from convlib.exercises.checking import checked
from convlib.exercises.run import Clock, TimeUp


def endless(n):
    while True:
        n += 1


def endless_on_one_line(n):
    return [0 for _ in iter(int, 1)]


def endless_and_deaf(n):
    while True:
        try:
            n += 1
        except:  # noqa: E722
            n -= 1


def deep(n):
    return deep(n + 1)


def asks(n):
    return int(input("n? "))


def leaves(n):
    sys.exit(3)


def divides(n):
    rest = n - n
    return n // rest


KINDS = {
    "returns nothing (None): is there a `return`?": lambda n: print(end=""),
    "gives 1; expected is 0": lambda n: n // 2 + 1,
    "returns 'a lot', of type str; expected is the number 0": lambda n: "a lot",
    "returns an array of 3 numbers; expected is the number 0": lambda n: np.zeros(3),
    "returns a generator; expected is": lambda n: (i for i in range(n)),
    "returns nan, which is no number": lambda n: float("nan"),
    "still runs after 1 s, in line": endless,
    "still runs after 1 s, in line ": endless_on_one_line,
    "still runs after 1 s": endless_and_deaf,
    "calls itself again and again, without an end, in line": deep,
    "stops with RuntimeError: nobody answers while a function is checked": asks,
    "ends the whole program instead of returning a result": leaves,
    "stops with ZeroDivisionError: ": divides,
}


@pytest.mark.parametrize("words", KINDS)
def test_each_kind_of_wrong_has_its_sentence(words, capsys):
    began, before = time.perf_counter(), (sys.gettrace(), builtins.input, sys.stdout, np.geterr())
    error, said = failure(HALF, KINDS[words], capsys)
    assert f"Case 1 of 5: half {words.strip()}" in str(error)
    assert str(error).split(" Yours")[0] in said
    assert time.perf_counter() - began < 2
    assert (sys.gettrace(), builtins.input, sys.stdout, np.geterr()) == before


def test_an_error_names_the_learners_own_line(capsys):
    error, _ = failure(HALF, divides, capsys)
    number = divides.__code__.co_firstlineno + 2
    assert f"in line {number}: `return n // rest`" in str(error)
    assert isinstance(error.got, ZeroDivisionError)


def test_an_error_inside_a_library_names_the_line_that_called_it(capsys):
    def reshapes(n):
        return np.zeros(3).reshape(2, 2)

    error, _ = failure(HALF, reshapes, capsys)
    assert "`return np.zeros(3).reshape(2, 2)`" in str(error)


def wrong_shape(x, weight, stride):
    return np.append(slide(x, weight, stride), 0)


def in_place(x, weight, stride):
    y = slide(x, weight, stride)
    x[:] = 0
    return y


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (wrong_shape, "returns 2 numbers; expected is 1 number"),
        (lambda x, weight, stride: [[1]], "returns a list of 1×1; expected is an array of 1 number"),
        (lambda x, weight, stride: [[]], "returns an empty list; expected is an array of 1 number"),
        (lambda x, weight, stride: -slide(x, weight, stride), "gets its only value wrong"),
        (in_place, "has the right values, but changes its argument `x`: write into a new array, or into a copy"),
        (lambda x, weight, stride: 5, "returns the number 5; expected is an array of 1"),
    ],
)
def test_arrays_of_the_wrong_kind(wrong, words, capsys):
    assert words in str(failure(SLIDE, wrong, capsys)[0])


def test_a_wrong_value_is_told_before_a_wrong_type(capsys):
    error, _ = failure(HALF, lambda n: n / 2, capsys)
    assert "Case 3 of 5: half gives 1.5; expected is 1" in str(error)
    assert (error.case, error.expected, error.got, error.misconception) == ({"n": 3}, 1, 1.5, None)


def test_ctrl_c_passes_through_and_everything_is_put_back():
    before = (sys.gettrace(), builtins.input, sys.stdout)

    def interrupted(n):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checked(HALF, interrupted)
    assert (sys.gettrace(), builtins.input, sys.stdout) == before


def deaf_in_another_function(n):
    while True:
        try:
            half(n)
        except:  # noqa: E722
            continue


@pytest.mark.parametrize("function", [endless, endless_on_one_line, endless_and_deaf, deaf_in_another_function])
def test_no_loop_outlives_its_clock(function):
    outer = sys.gettrace()
    for _ in range(5):
        clock = Clock(0.01)
        with pytest.raises(TimeUp):
            clock.run(lambda: function(0))
        assert clock.left < 0 and sys.gettrace() is outer
