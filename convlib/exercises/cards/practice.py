"""Question after question: numbers from easy to mean, none twice in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

import numpy as np

from convlib.exercises import record
from convlib.exercises.cards.question import Asked, asked
from convlib.exercises.exercise import Exercise

COUNT = 16  # questions of a deck
LARGEST = 12  # cells of an array that is typed or read by hand


def deck(exercises: Sequence[Exercise], seed: int) -> list[Asked]:
    """Questions on some exercises by turns, each harder than the last on the same; from the cases of their checks.

    A question is kept when it can be done by hand and a mistake would show. Another ``seed`` takes others.
    """
    chance = Random(seed)
    supply = {exercise.name: _harder_and_harder(exercise, chance) for exercise in exercises}
    found: list[Asked] = []
    while supply and len(found) < COUNT:
        for name in [exercise.name for exercise in exercises if exercise.name in supply]:
            question = next(supply.get(name, iter(())), None)
            if question is None:
                supply.pop(name, None)
            elif len(found) < COUNT:
                found.append(question)
    return found


def order(exercises: Sequence[Exercise]) -> list[Exercise]:
    """Whose turn it is: what was missed comes first, and again after every two others."""
    missed = record.missed()
    asked_for = [exercise for exercise in exercises if exercise.asks]
    again = sorted((e for e in asked_for if e.name in missed), key=lambda exercise: -missed[exercise.name])
    others = [exercise for exercise in asked_for if exercise.name not in missed]
    turns = list(again)
    for place, exercise in enumerate(others):
        turns += [exercise] + ([again[place // 2 % len(again)]] if again and place % 2 else [])
    return turns


def _harder_and_harder(exercise: Exercise, chance: Random) -> Iterator[Asked]:
    """The cases of its check, small ones first, with other numbers in their arrays; never the same twice in a row."""
    cases = [case for case in exercise.cases() if _by_hand(case)]
    kept = sorted(chance.sample(range(len(cases)), min(COUNT, len(cases))))
    last = ""
    for case in (cases[n] for n in kept):
        question = asked(exercise, {name: _drawn(value, chance) for name, value in case.items()})
        if len(question.replies) > 1 and question.text != last and len(question.right.split()) <= LARGEST:
            last = question.text
            yield question


def _drawn(value, chance: Random):
    """Other numbers in an array of the same shape; anything else as it is, so that the operator takes it."""
    if not isinstance(value, np.ndarray):
        return value
    return np.array([chance.randint(-3, 5) for _ in range(value.size)]).reshape(value.shape)


def _by_hand(case: dict) -> bool:
    sizes = [value.size if isinstance(value, np.ndarray) else 0 for value in case.values()]
    numbers = [value for value in case.values() if isinstance(value, int)]
    return max(sizes, default=0) <= LARGEST and max(numbers, default=0) <= 64
