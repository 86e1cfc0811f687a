"""The misconceptions as data, and cases that let no slip through."""

import ast
import inspect
import sys

import numpy as np
import pytest
from exercising import ALL, every, known, same

from convlib.exercises.run import attempt
from convlib.exercises.topics import size
from convlib.exercises.variants import variants


def outcomes(function, exercise):
    """What each case gives; ``None`` where it ends in an error."""
    return [attempt(function, case).value for case in exercise.cases()]


@every
def test_there_are_enough_misconceptions_and_each_ends_a_sentence(exercise):
    assert len(exercise.wrong) >= 5
    words = [misconception.as_if for misconception in exercise.wrong.values()]
    assert len(set(words)) == len(words)
    for said in words:
        assert said[0].islower() or said[0] == "`"
        assert not said.endswith((".", "!")) and len(said) <= 90
    assert list(exercise.misconceptions) == list(exercise.wrong)
    assert all(function.__name__ == name for name, function in exercise.misconceptions.items())


@every
def test_no_misconception_can_be_taken_for_another_nor_for_the_solution(exercise):
    results = {name: outcomes(f, exercise) for name, f in exercise.misconceptions.items()}
    results["right"] = outcomes(exercise.solution, exercise)
    names = list(results)
    for n, one in enumerate(names):
        for other in names[:n]:
            pairs = zip(results[one], results[other], strict=True)
            assert any(not np.array_equal(a, b) for a, b in pairs), f"{one} is {other}"


@every
def test_a_misconception_s_source_can_be_read_and_differs_from_the_solution_s(exercise):
    right = inspect.getsource(exercise.solution).splitlines()[1:]
    for function in exercise.misconceptions.values():
        assert inspect.getsource(function).splitlines()[1:] != right


def test_a_change_that_is_not_in_the_source_is_refused():
    with pytest.raises(ValueError, match="typo: same_padding has no 'kernle' to change"):
        variants(size.same_padding, typo=("never", "kernle → kernel"))


# one operator or one number changed

SWAPS = {
    ast.Add: [ast.Sub, ast.Mult],
    ast.Sub: [ast.Add, ast.Mult],
    ast.Mult: [ast.Add, ast.FloorDiv],
    ast.FloorDiv: [ast.Mult, ast.Div],
    ast.Eq: [ast.NotEq, ast.LtE, ast.GtE],
}

STEPS = 100_000


def mutants(function):
    """``(name, function)``: each with one operator or one number of the source changed."""
    source = inspect.getsource(function)
    for number, node in enumerate(ast.walk(ast.parse(source))):
        operator = node.ops[0] if isinstance(node, ast.Compare) else getattr(node, "op", None)
        changes = [swap() for swap in SWAPS.get(type(operator), [])]
        if isinstance(node, ast.Constant) and type(node.value) is int:
            changes = [node.value + 1, node.value - 1]
        for change in changes:
            tree = ast.parse(source)
            changed = list(ast.walk(tree))[number]
            if isinstance(node, ast.Constant):
                changed.value = change
            elif isinstance(node, ast.Compare):
                changed.ops = [change]
            else:
                changed.op = change
            scope = {"np": np}
            exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), scope)
            was, now = ast.unparse(tree).splitlines(), ast.unparse(ast.parse(source)).splitlines()
            name = next(line.strip() for line, old in zip(was, now, strict=True) if line != old)
            yield name, scope[function.__name__]


def limited(function, case):
    """What the call gives, or what it raises; stopped after some thousand lines."""
    left = STEPS

    def step(frame, event, argument):
        nonlocal left
        left -= 1
        if left < 0:
            raise TimeoutError
        return step if frame.f_code.co_filename == "<mutant>" else None

    outer = sys.gettrace()
    sys.settrace(step)
    try:
        return function(**case)
    except Exception as error:
        return error
    finally:
        sys.settrace(outer)


def test_a_mutant_that_does_not_end_is_stopped():
    scope = {}
    exec(compile("def forever():\n    while True:\n        pass", "<mutant>", "exec"), scope)
    assert isinstance(limited(scope["forever"], {}), TimeoutError)


def test_the_cases_reject_every_solution_with_one_thing_changed():
    count, survivors = 0, set()
    for exercise in ALL:
        right = [(case, exercise.solution(**case)) for case in exercise.cases()]
        for name, mutant in mutants(exercise.solution):
            count += 1
            if all(same(limited(mutant, case), y) for case, y in right):
                survivors.add((exercise.name, name))
    assert count > 8 * len(ALL)
    assert survivors == {(exercise.name, name) for exercise in ALL for name in known("EQUAL", exercise) or {}}
    assert len(survivors) <= 0.02 * count
