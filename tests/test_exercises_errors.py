"""The error model: what one or two slips make of a solution is found by what it does, and said in words."""

from __future__ import annotations

import contextlib
import random
import statistics
import time

import pytest
from exercising import known
from unlisted import ANSWERS

from convlib.exercises import CheckFailed, registry
from convlib.exercises.checking import checked
from convlib.exercises.errors import store
from convlib.exercises.errors.explain import explained, variant_of
from convlib.exercises.errors.signatures import of_outcomes, results, signature
from convlib.exercises.errors.variants import Code, Variants
from convlib.exercises.run import attempt

each_answer = pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.name)


def outcomes(answer) -> list:
    cases = registry()[answer.exercise].tried()
    return [attempt(lambda **case: answer.function(*case.values()), case) for case in cases]


def test_there_are_sixty_unlisted_answers_over_all_exercises_that_were_there_half_with_two_slips():
    assert [sum(answer.slips == n for answer in ANSWERS) for n in (1, 2)] == [30, 30]
    assert len({answer.name for answer in ANSWERS}) == 60
    assert len({answer.exercise for answer in ANSWERS}) == 16


@each_answer
def test_an_unlisted_answer_is_rejected_and_is_no_misconception(answer, capsys):
    with pytest.raises(CheckFailed) as caught:
        checked(registry()[answer.exercise], answer.function)
    assert caught.value.misconception is None


@pytest.mark.parametrize("slips", [1, 2])
def test_nine_of_ten_unlisted_answers_are_explained(slips):
    answers = [answer for answer in ANSWERS if answer.slips == slips]
    words = [explained(registry()[answer.exercise], outcomes(answer)) for answer in answers]
    assert sum(map(bool, words)) >= 0.9 * len(answers)
    assert {len(said) for said in words} <= {0, 1, 2}


@each_answer
def test_no_answer_is_explained_wrongly(answer):
    exercise, draw = registry()[answer.exercise], random.Random(7).randint
    found = variant_of(exercise, outcomes(answer))
    if found:
        variants, code = found
        cases = [known("DRAWN", exercise)(draw) for _ in range(150)]
        yours = results(lambda **case: answer.function(*case.values()), cases)
        assert yours == results(variants.function(code), cases) != results(exercise.solution, cases)


def test_an_unlisted_answer_gets_its_words_at_once(capsys):
    took = []
    for answer in ANSWERS:
        began = time.perf_counter()
        with contextlib.suppress(CheckFailed):
            checked(registry()[answer.exercise], answer.function)
        took.append(time.perf_counter() - began)
    assert statistics.median(took) < 0.3 and max(took) < 2


SAID = {
    "bracket_forgotten": ["a bracket were forgotten in `stamped`: `size * stride - 1` for `(size - 1) * stride`"],
    "one_kernel_each_and_no_bias": [
        "there were never a bias",
        "an output map had one kernel for all input maps",
    ],
    "window_as_large_as_the_stride": ["`kernel_size` were `stride` in the index of `x`, in every place"],
    "rate_moves_the_cell": ["the factor `rate` stood with the wrong number"],
    "turned_and_padded_after": ["the kernel were flipped", "padding were added at the bottom and on the right only"],
    "loop_ends_early": ["the loop over `u` ended one early"],
}


@pytest.mark.parametrize("name", SAID)
def test_the_slip_and_its_place_are_said_and_both_halves_of_a_pair(name, capsys):
    answer = next(answer for answer in ANSWERS if answer.function.__name__ == name)
    with pytest.raises(CheckFailed) as caught:
        checked(registry()[answer.exercise], answer.function)
    said = str(caught.value)
    assert "Yours behaves as if " + ", and as if ".join(SAID[name]) in said
    assert said.replace("\n", " ").split("Yours")[1] in capsys.readouterr().out.replace("\n", " ")


def test_names_that_only_the_course_s_function_has_are_called_so(capsys):
    with pytest.raises(CheckFailed, match=r"over `u` ended one early \(`u` as in the course's own function\)"):
        checked(registry()["flip"], next(a.function for a in ANSWERS if a.function.__name__ == "loop_ends_early"))


def test_a_function_that_mostly_stops_is_not_explained():
    pool = registry()["max_pool2d"]
    variants = Variants(pool)
    stops = {True: 0, False: 0}
    for code in list(variants.singles())[:150]:
        outcomes = [attempt(variants.function(code), case) for case in pool.tried()]
        mostly = 2 * sum(outcome.error is not None for outcome in outcomes) > len(outcomes)
        stops[mostly] += store.found("max_pool2d", signature(of_outcomes(outcomes))) is not None
        assert not (mostly and explained(pool, outcomes))
    assert min(stops.values()) > 5


def test_what_is_looked_up_is_tried_before_it_is_said(monkeypatch):
    flip = registry()["flip"]
    upside_down = [attempt(lambda weight: weight[::-1], case) for case in flip.tried()]
    assert explained(flip, upside_down) == (flip.wrong["upside_down"].as_if,)
    monkeypatch.setattr(store, "found", lambda name, mark: Code(3))
    assert explained(flip, upside_down) == ()
