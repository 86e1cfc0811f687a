"""What a learner's result is against the right one: the kind of the first thing that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from convlib.exercises.exercise import Exercise
from convlib.exercises.run import Outcome, TimeUp, attempt

_NAMES = {"b": "True and False", "i": "whole numbers", "u": "whole numbers", "f": "floats"}
MINOR = ("changed",)  # told only when every value is right


def numbers(value) -> np.ndarray | None:
    """A number, or nested lists of them, as an array; ``None`` for anything else."""
    if not isinstance(value, (bool, int, float, np.generic, np.ndarray, list, tuple)):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return array if array.dtype.kind in "biuf" else None


def detached(value):
    """What a function returned; an array, also of another library, as NumPy's, and copied: it may be written again."""
    return np.array(value) if hasattr(type(value), "__array__") else value


def problem(expected, got) -> str | None:
    """The kind of what is wrong: nothing, type, shape, nan or value; ``None`` where all is right.

    Equal values are right: in a list, as NumPy's kind of a number, and as floats where integers would do.

    >>> problem(3, np.int64(3)), problem(3, 3.0), problem(3, None), problem(np.array([1, 2]), [1, 2])
    (None, None, 'nothing', None)
    """
    if got is None and expected is not None:
        return "nothing"
    right, yours = numbers(expected), numbers(got)
    if right is None and type(got) is not type(expected):
        return "type"
    if right is None:
        return None if got == expected else "value"
    if yours is None or (yours.ndim == 0) != (right.ndim == 0):
        return "type"
    if yours.shape != right.shape:
        return "shape"
    if wrong_cells(right, yours).any():
        return "nan" if (np.isnan(yours) & ~np.isnan(right)).any() else "value"
    return None


def other_numbers(expected, got) -> str:
    """What equal values are instead of what they might be: ``floats`` for whole numbers; empty where it is the same.

    >>> other_numbers(3, 3.0), other_numbers(np.array([1.5]), [1.5]), other_numbers(True, 1)
    ('floats', '', 'whole numbers')
    """
    right, yours = numbers(expected), numbers(got)
    if right is None or yours is None or not yours.size:
        return ""
    wanted, given = (_NAMES[array.dtype.kind] for array in (right, yours))
    return given if wanted not in (given, _NAMES["f"]) else ""


def wrong_cells(right: np.ndarray, yours: np.ndarray) -> np.ndarray:
    """True where two arrays of one shape differ, by more than rounding where there are floats."""
    if right.dtype.kind != "f" and yours.dtype.kind != "f":
        return right != yours
    finite = np.abs(right[np.isfinite(right)])
    return ~np.isclose(yours, right, rtol=0, atol=1e-5 * max(1, finite.max(initial=0)), equal_nan=True)


def behaves_alike(one: Outcome, other: Outcome) -> bool:
    """Whether two calls did the same: both raised, or gave equal values and changed the same arguments."""
    if one.error is None and other.error is None:
        return one.changed == other.changed and problem(one.value, other.value) is None
    both = one.error is not None and other.error is not None
    return both and not isinstance(other.error, TimeUp)


def recognised(exercise: Exercise, cases: list[dict], yours: list[Outcome]) -> str | None:
    """The misconception that does what the learner's function does in every case."""

    def alike(function: Callable) -> bool:
        pairs = zip(cases, yours, strict=True)
        return all(behaves_alike(attempt(function, case), outcome) for case, outcome in pairs)

    if len(yours) < len(cases) or all(outcome.error is not None for outcome in yours):
        return None
    return next((name for name, function in exercise.misconceptions.items() if alike(function)), None)


def kind_of(expected, outcome: Outcome) -> str | None:
    """The kind of what is wrong with one call; ``None`` where all is right."""
    if outcome.error is not None:
        return "raised"
    return problem(expected, outcome.value) or ("changed" if outcome.changed else None)


def first_of(kinds: Iterable[str | None]) -> int | None:
    """The first case that fails; one that only changes its arguments counts only when no case is worse.

    >>> first_of([None, "changed", "value", "shape"]), first_of([None, "changed"]), first_of([None])
    (2, 1, None)
    """
    failed = [(kind in MINOR, case) for case, kind in enumerate(kinds) if kind]
    return min(failed)[1] if failed else None
