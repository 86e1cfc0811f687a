"""What is right in any form is right; a stub is not attempted; a misconception is recognised by what it does."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest
from exercising import HALF, SLIDE, failure, slide

from convlib.course.release import stub as stub_of
from convlib.exercises import CheckFailed, Misconception, check, hint, registry, solution
from convlib.exercises.checking import checked
from convlib.exercises.judging import problem
from convlib.exercises.run import attempt


def is_even(n):
    """Whether n is even."""
    return n % 2 == 0


IS_EVEN = replace(HALF, solution=is_even, wrong={})


def test_the_right_function_gets_one_line(capsys):
    checked(SLIDE, slide)
    assert capsys.readouterr().out == "slide is right in all 5 cases, the same as the course's own. Well done.\n"


@pytest.mark.parametrize(
    "accepted",
    [
        lambda n: np.int32(n // 2),
        lambda n: np.array(n // 2),
        lambda m: m // 2,
        lambda *args, **kwargs: [*args, *kwargs.values()][0] // 2,
        functools.partial(lambda by, n: n // by, 2),
        type("Halver", (), {"__call__": lambda self, n: n // 2})(),
    ],
    ids=["numpy scalar", "0-d array", "another name", "any arguments", "partial", "object"],
)
def test_what_is_right_in_another_form_is_right(accepted, capsys):
    checked(HALF, accepted)
    assert capsys.readouterr().out.startswith("half is right in all 5 cases")


def test_a_list_with_the_right_numbers_is_right(capsys):
    checked(SLIDE, lambda x, weight, stride: slide(x, weight, stride).tolist())
    assert "right in all 5 cases" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("exercise", "function", "remark"),
    [
        (HALF, lambda n: n // 2 + 0.0, "Yours returns floats, and whole numbers would do: `//` and `int()` give them."),
        (SLIDE, lambda **case: slide(**case) + 0.0, "Yours returns floats, and whole numbers would do: an array made"),
        (IS_EVEN, lambda n: 1 - n % 2, "Yours returns whole numbers; `True` and `False` say it more plainly."),
        (HALF, lambda n: n // 2, ""),
    ],
)
def test_equal_values_are_right_with_a_remark_on_their_kind(exercise, function, remark, capsys):
    checked(exercise, function)
    first, *others = capsys.readouterr().out.splitlines()
    assert "is right in all 5 cases" in first and len(others) == bool(remark)
    assert "".join(others).startswith(remark)


def test_an_array_that_holds_whole_numbers_only_fails_where_there_are_fractions(capsys):
    def stamps(x, stride):
        z = np.zeros([(n - 1) * stride + 1 for n in x.shape], dtype=int)
        z[::stride, ::stride] = x
        return z

    error, _ = failure(registry()["insert_zeros"], stamps, capsys)
    assert "as if the output could hold whole numbers only" in str(error)
    assert error.case["x"].dtype.kind == "f"


def test_an_array_written_again_at_the_next_call_is_judged_as_it_was_returned(capsys):
    buffer = np.zeros(9, dtype=int)

    def again(x, weight, stride):
        y = slide(x, weight, stride)
        buffer[: len(y)] = y
        return buffer[: len(y)]

    checked(SLIDE, again)
    assert "right in all" in capsys.readouterr().out


def stub(n):
    """Half of n."""
    raise NotImplementedError


def only_words(n):
    """Half of n."""


def dots(n): ...


def passes(n):
    pass


@pytest.mark.parametrize("empty", [stub, only_words, dots, passes])
def test_a_stub_is_not_attempted_and_fails_nothing(empty, capsys, kept):
    checked(HALF, empty)
    assert capsys.readouterr().out.startswith("not attempted yet: write half in the cell above")
    assert not kept.exists()


@pytest.mark.parametrize(
    ("expected", "got", "kind"),
    [
        (np.ones((2, 3)), np.ones((2, 3), dtype=np.float32), None),
        (np.array([1.0]), np.array([1]), None),
        (np.array([0.1 + 0.2]), [0.3], None),
        (np.array([np.inf, np.nan]), [np.inf, np.nan], None),
        (np.array([1, 2]), [[1, 2]], "shape"),
        (np.array([1, 2]), [1, "b"], "type"),
        ((1, 2), [1, 2], None),
        ((1, 2), [1, 2, 3], "shape"),
        (True, 1, None),
        (1, True, None),
        (3, 3.0, None),
        (3, 3.5, "value"),
        ([], np.zeros(0), None),
        ({1, 2}, {2, 1}, None),
        ({1, 2}, [1, 2], "type"),
        (None, None, None),
        (3, 3 + 0j, "type"),
        (2**70, 2**70, None),
        (np.array([100_000_000]), np.array([100_000_001]), "value"),
    ],
)
def test_results_are_compared_kindly_and_exactly(expected, got, kind):
    assert problem(expected, got) == kind


def given_function():
    scope = {"np": np}
    exec(stub_of(registry()["dilated_row"]), scope)
    return scope["dilated_row"]


def test_a_function_to_mend_is_not_attempted_until_it_is_changed(capsys):
    row = registry()["dilated_row"]
    checked(row, given_function())
    assert capsys.readouterr().out.startswith("not attempted yet: mend dilated_row in the cell above")

    def half_mended(x, weight, dilation):
        count = len(x) - dilation * (len(weight) - 1)
        return np.array([sum(x[dilation * o + k] * w for k, w in enumerate(weight)) for o in range(count)])

    error, _ = failure(row, half_mended, capsys)
    assert error.misconception == "dilation_with_the_output"


def test_a_function_to_mend_is_right_as_long_as_dilation_is_1(capsys):
    row, given = registry()["dilated_row"], given_function()
    kinds = {case["dilation"] == 1: None for case in row.cases()}
    for case in row.cases():
        outcome = attempt(given, case)
        right = outcome.error is None and problem(row.solution(**case), outcome.value) is None
        kinds[case["dilation"] == 1] = right
        assert right or case["dilation"] > 1
    assert kinds == {True: True, False: False}


# misuse


@pytest.mark.parametrize("given", [(), (3,), (None,), ("half",)])
def test_what_is_no_function_is_answered_with_how_to_ask(given):
    with pytest.raises(CheckFailed, match=r"wants the function itself: check.output_size\(output_size\)"):
        check.output_size(*given)


def test_a_function_of_other_arguments_is_told_the_expected_ones():
    words = r"^slide is called as slide\(x, weight, stride\); yours takes \(x, weight\)$"
    with pytest.raises(CheckFailed, match=words):
        checked(SLIDE, lambda x, weight: x)


def test_a_name_that_is_nearly_one_is_answered_with_those_that_are():
    for face in (check, hint, solution):
        with pytest.raises(AttributeError, match=r"there is no exercise 'ouput_size'; near it is output_size"):
            _ = face.ouput_size
        assert dir(face) == sorted(exercise.name for exercise in registry())
        assert not hasattr(face, "_repr_html_")
    assert check.output_size.__doc__ == registry()["output_size"].prompt


# misconceptions


def test_a_misconception_is_recognised_by_what_it_does(capsys):
    def backwards(image, kernel, step):
        last = len(kernel) - 1
        return [
            sum(image[o * step + k] * kernel[last - k] for k in range(last + 1))
            for o in range((len(image) - last - 1) // step + 1)
        ]

    error, said = failure(SLIDE, backwards, capsys)
    assert error.misconception == "flipped" and "Yours behaves as if the kernel were flipped." in said
    assert str(error) == ("Case 2 of 5: slide gets 2 of 2 values wrong. Yours behaves as if the kernel were flipped.")


def test_one_case_that_differs_and_no_name_is_given(capsys):
    def nearly(x, weight, stride):
        return slide(x, weight[::-1], stride) + (len(x) == 9)

    assert failure(SLIDE, nearly, capsys)[0].misconception is None


def test_a_function_that_always_stops_is_no_misconception(capsys):
    def stops(x, weight, stride):
        raise ValueError("no")

    always = {"stops": Misconception(stops, "it stopped")}
    assert failure(replace(SLIDE, wrong=always), stops, capsys)[0].misconception is None
