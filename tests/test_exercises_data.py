"""The exercises as data: solutions that are right, prompts and cases that say what they should."""

import inspect
import operator
import re
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from cases import cases
from exercising import ALL, every, known, same
from hypothesis import strategies as st

import convlib as cl
from convlib.exercises.catalogue import topics
from convlib.trace import trace

KNOWN = Path(__file__).parent / "exercises"
ON_ARRAYS = [e for e in ALL if any(isinstance(value, np.ndarray) for value in next(iter(e.cases())).values())]
OPERATORS = [e for e in ON_ARRAYS if hasattr(cl, e.name)]
by_name = operator.attrgetter("name")


def agrees(exercise, case):
    kept = {name: np.copy(value) for name, value in case.items()}
    y = exercise.solution(**case)
    assert same(y, known("RIGHT", exercise)(**case)), case
    assert all(np.array_equal(case[name], value) for name, value in kept.items())


@every
def test_the_solution_is_right_in_every_case(exercise):
    for case in exercise.cases():
        agrees(exercise, case)


@every
@cases(100, st.data())
def test_the_solution_is_right_in_other_cases_too(exercise, data):
    agrees(exercise, known("DRAWN", exercise)(lambda least, most: data.draw(st.integers(least, most))))


@pytest.mark.parametrize("exercise", ON_ARRAYS, ids=by_name)
def test_a_solution_on_arrays_can_be_traced(exercise):
    for case in exercise.cases():
        run, right = trace(exercise.solution, **case), exercise.solution(**case)
        assert same(run.output, right)


@pytest.mark.parametrize("exercise", OPERATORS, ids=by_name)
def test_a_solution_reads_what_the_course_s_operator_reads(exercise):
    for case in exercise.cases():
        options = {key: value for key, value in case.items() if key not in ("x", "weight")}
        weight = {"weight": case["weight"][None, None]} if "weight" in case else {}
        run = trace(exercise.solution, **case)
        reference = trace(getattr(cl, exercise.name), input=case["x"][None], **weight, **options)
        for o in np.ndindex(run.output.shape):
            ours = {c.index[1:] for c in reference.reads((0, *o)).cells if c.array == "input"}
            assert {c.index for c in run.reads(o).cells if c.array == "x"} == ours


# the data


def test_names_are_different_and_notebooks_in_order():
    assert len({exercise.name for exercise in ALL}) == len(ALL) > 0
    stems = [topic.notebook for topic in topics().values()]
    assert stems == sorted(set(stems))
    assert [e.notebook for e in ALL] == [topic.notebook for topic in topics().values() for _ in topic.exercises]


@pytest.mark.parametrize("topic", topics())
def test_what_the_tests_know_of_a_topic_is_complete(topic):
    assert (KNOWN / f"{topic}.py").is_file(), f"write tests/exercises/{topic}.py with RIGHT, DRAWN and EQUAL"
    names, found = {exercise.name for exercise in topics()[topic].exercises}, import_module(f"exercises.{topic}")
    assert found.RIGHT.keys() == found.DRAWN.keys() == names
    assert found.EQUAL.keys() <= names


def test_the_tests_know_of_no_topic_that_is_gone():
    assert {path.stem for path in KNOWN.glob("*.py")} == {"__init__", *topics()}


@every
def test_the_signature_is_the_agreed_one(exercise):
    assert f"`{exercise.call}`" in exercise.prompt


@every
def test_the_prompt_is_short_and_says_the_size_and_a_card_asks_first(exercise):
    words = exercise.prompt.replace("**", "").split()
    assert len(words) <= 60
    assert re.search(r"About \d+ lines|One line", " ".join(words))
    assert exercise.asks.count("?") <= 1 and set(exercise.usual) == set(inspect.signature(exercise.solution).parameters)
    assert 2 <= len(exercise.hints) <= 4
    assert exercise.solution.__doc__ and "\n" not in exercise.solution.__doc__


@every
def test_the_size_hint_is_about_the_solution_s_length(exercise):
    said = int((re.search(r"About\s(\d+)\slines", exercise.prompt) or "01")[1])
    assert abs(len(inspect.getsource(exercise.solution).splitlines()) - 2 - said) <= 1


@every
def test_cases_are_the_same_each_time_fresh_and_go_from_small_to_large(exercise):
    first, again = list(exercise.cases()), list(exercise.cases())
    assert 8 <= len(first) <= 25
    for one, other in zip(first, again, strict=True):
        assert list(one) == list(inspect.signature(exercise.solution).parameters)
        for name, value in one.items():
            assert np.array_equal(value, other[name])
            assert not isinstance(value, np.ndarray) or value is not other[name]
            assert np.asarray(value).dtype.kind in "ib" or isinstance(value, np.ndarray)
    sizes = [sum(np.sum(v.shape if isinstance(v, np.ndarray) else v) for v in case.values()) for case in first]
    assert sizes == sorted(sizes)


@every
def test_maps_and_kernels_are_not_only_square_and_small_numbers_differ(exercise):
    for name in ("x", "weight"):
        arrays = [case[name] for case in exercise.cases() if name in case and case[name].ndim > 1]
        shapes = {a.shape[-2:] for a in arrays}
        assert not shapes or sum(h != w for h, w in shapes) > len(shapes) / 2
        assert not shapes or {h < w for h, w in shapes if h != w} == {True, False}
        for array in arrays:
            assert 0 not in array and np.abs(array).max() < 100 and len(np.unique(array)) == array.size
