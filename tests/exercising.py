"""What the tests of the exercises share: two small exercises, a check that fails, what is known of each topic."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from convlib.exercises import CheckFailed, Exercise, Misconception, registry
from convlib.exercises.catalogue import topics
from convlib.exercises.checking import checked

ALL = list(registry())
TOPIC_OF = {exercise.name: name for name, topic in topics().items() for exercise in topic.exercises}

every = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)


def known(what: str, exercise: Exercise):
    """``RIGHT``, ``DRAWN`` or ``EQUAL`` of an exercise, from the file of its topic in ``tests/exercises/``."""
    return getattr(import_module(f"exercises.{TOPIC_OF[exercise.name]}"), what).get(exercise.name)


def same(one, other) -> bool:
    """Equal in type, shape, kind of number and value."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype.kind == other.dtype.kind and np.array_equal(one, other)
    return type(one) is type(other) and bool(one == other)


def slide(x, weight, stride):
    """Sums along a row: one output for each window."""
    count = (len(x) - len(weight)) // stride + 1
    y = np.zeros(count, dtype=x.dtype)
    for o in range(count):
        for k in range(len(weight)):
            y[o] += x[o * stride + k] * weight[k]
    return y


def slide_flipped(x, weight, stride):
    return slide(x, weight[::-1], stride)


def slide_everywhere(x, weight, stride):
    return slide(x, weight, 1)


def slide_cases():
    for size, k, stride in [(1, 1, 1), (3, 2, 1), (5, 2, 2), (6, 3, 1), (9, 3, 2)]:
        yield {"x": np.arange(size) ** 2 + 1, "weight": np.arange(k) + 2, "stride": stride}


def half(n):
    """Half of n, rounded down."""
    return n // 2


SLIDE = Exercise(
    title="Sums along a row",
    prompt="Slide.",
    hints=("Count the windows.", "Two loops."),
    solution=slide,
    cases=slide_cases,
    wrong={
        "flipped": Misconception(slide_flipped, "the kernel were flipped"),
        "no_stride": Misconception(slide_everywhere, "`stride` were ignored"),
    },
)

HALF = Exercise(
    title="Halves",
    prompt="Halve.",
    hints=("Round down.",),
    solution=half,
    cases=lambda: ({"n": n} for n in (0, 2, 3, 8, 9)),
    wrong={"rounded_up": Misconception(lambda n: -(-n // 2), "it were rounded up")},
)


def failure(exercise, function, capsys) -> tuple[CheckFailed, str]:
    with pytest.raises(CheckFailed) as caught:
        checked(exercise, function)
    return caught.value, capsys.readouterr().out
