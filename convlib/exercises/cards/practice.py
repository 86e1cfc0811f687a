"""Question after question: numbers from easy to mean, none twice in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np

from convlib.exercises import record
from convlib.exercises.cards.question import Asked, asked
from convlib.exercises.exercise import Exercise
from convlib.exercises.run import attempt

COUNT = 16  # questions of a deck
LARGEST = 12  # cells of an array that is typed or read by hand
TRIES = 400


def deck(exercises: Sequence[Exercise], seed: int) -> list[Asked]:
    """Questions on some exercises by turns, each harder than the last on the same; from the cases of their checks.

    A question is kept when it can be done by hand and a mistake would show.
    """
    chance = Random(seed)
    supply = {exercise.name: _harder_and_harder(exercise, chance) for exercise in exercises}
    found: list[Asked] = []
    while supply and len(found) < COUNT:
        for name in list(supply):
            question = next(supply[name], None)
            if question is None:
                del supply[name]
            elif len(found) < COUNT:
                found.append(question)
    return found


def order(exercises: Sequence[Exercise]) -> list[Exercise]:
    """All that can be asked, those first that were missed most often."""
    missed = record.missed()
    return sorted((e for e in exercises if e.asks), key=lambda exercise: -missed.get(exercise.name, 0))


def _harder_and_harder(exercise: Exercise, chance: Random) -> Iterator[Asked]:
    """Questions near to each case in turn, as often as is needed."""
    cases = [case for case in exercise.cases() if _by_hand(case)]
    last = ""
    for number in range(TRIES):
        case = cases[min(number * len(cases) // COUNT, len(cases) - 1)] if cases else None
        if case is None:
            return
        near = _near(case, chance)
        if not _by_hand(near) or attempt(exercise.solution, near).error is not None:
            continue
        try:
            question = asked(exercise, near)
        except (ValueError, KeyError):
            continue
        if _is_good(question) and question.text != last:
            last = question.text
            yield question


def _near(case: dict, chance: Random) -> dict:
    """The same kind of arguments with some numbers changed."""
    return {name: _moved(value, chance) for name, value in case.items()}


def _moved(value, chance: Random):
    if isinstance(value, bool):
        return chance.random() < 0.5
    if isinstance(value, int):
        return max(0 if value == 0 else 1, value + chance.choice((-1, 0, 0, 1)))
    if isinstance(value, tuple):
        return tuple(_moved(each, chance) for each in value)
    if isinstance(value, np.ndarray):
        return np.array([chance.randint(-3, 5) for _ in range(value.size)]).reshape(value.shape)
    return value


def _by_hand(case: dict) -> bool:
    sizes = [value.size if isinstance(value, np.ndarray) else 0 for value in case.values()]
    numbers = [value for value in case.values() if isinstance(value, int)]
    return max(sizes, default=0) <= LARGEST and max(numbers, default=0) <= 64


def _is_good(question: Asked) -> bool:
    """A mistake would show, and the answer is no sea of numbers."""
    key = question.right
    return (
        len(question.replies) > 1 and key not in ("0", "") and not key.startswith("-") and len(key.split()) <= LARGEST
    )
