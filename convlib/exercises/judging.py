"""What a learner's result is against the right one: the first thing that is wrong with it, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from convlib.exercises.exercise import Exercise
from convlib.exercises.run import SECONDS, Outcome, TimeUp, attempt
from convlib.film.words import times

MINOR = ("dtype", "changed")  # told only when every value is right
_NAMES = {"b": "True or False", "i": "whole numbers", "u": "whole numbers", "f": "floats"}


def numbers(value) -> np.ndarray | None:
    """A number, or nested lists of them, as an array; ``None`` for anything else."""
    if not isinstance(value, (bool, int, float, np.generic, np.ndarray, list, tuple)):
        return None
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return array if array.dtype.kind in "biuf" else None


def plain(value):
    """What a function returned; an array, also of another library, as NumPy's, and copied: it may be written again."""
    return np.array(value) if hasattr(type(value), "__array__") else value


def problem(expected, got) -> str | None:
    """The kind of what is wrong: nothing, type, shape, nan, value or dtype; ``None`` where all is right.

    A list with the right numbers is right, and so is NumPy's kind of a number.

    >>> problem(3, np.int64(3)), problem(3, 3.0), problem(3, None), problem(np.array([1, 2]), [1, 2])
    (None, 'dtype', 'nothing', None)
    """
    if got is None and expected is not None:
        return "nothing"
    right, yours = numbers(expected), numbers(got)
    if right is None:
        return "type" if type(got) is not type(expected) else None if got == expected else "value"
    if yours is None or (yours.ndim == 0) != (right.ndim == 0):
        return "type"
    if yours.shape != right.shape:
        return "shape"
    if wrong_cells(right, yours).any():
        return "nan" if (np.isnan(yours) & ~np.isnan(right)).any() else "value"
    groups = [{"u": "i"}.get(a.dtype.kind, a.dtype.kind) for a in (right, yours)]
    exact = groups[0] != "f" and groups[0] != groups[1] and yours.size
    return "dtype" if exact else None


def wrong_cells(right: np.ndarray, yours: np.ndarray) -> np.ndarray:
    """True where two arrays of one shape differ, by more than rounding where there are floats."""
    if right.dtype.kind != "f" and yours.dtype.kind != "f":
        return right != yours
    finite = np.abs(right[np.isfinite(right)])
    return ~np.isclose(yours, right, rtol=0, atol=1e-5 * max(1, finite.max(initial=0)), equal_nan=True)


def behaves_alike(one: Outcome, other: Outcome) -> bool:
    """Whether two calls did the same: both raised, or gave equal values and changed the same arguments."""
    if one.error or other.error:
        return bool(one.error and other.error) and not isinstance(other.error, TimeUp)
    return one.changed == other.changed and problem(one.value, other.value) in (None, "dtype")


def recognised(exercise: Exercise, cases: list[dict], yours: list[Outcome]) -> str | None:
    """The misconception that does what the learner's function does in every case."""

    def alike(function: Callable) -> bool:
        pairs = zip(cases, yours, strict=True)
        return all(behaves_alike(attempt(function, case), outcome) for case, outcome in pairs)

    if len(yours) < len(cases) or all(outcome.error for outcome in yours):
        return None
    return next((name for name, function in exercise.misconceptions.items() if alike(function)), None)


def kind_of(expected, outcome: Outcome) -> str | None:
    """The kind of what is wrong with one call; ``None`` where all is right."""
    if outcome.error is not None:
        return "raised"
    return problem(expected, outcome.value) or ("changed" if outcome.changed else None)


def sentence(kind: str, expected, outcome: Outcome) -> str:
    """Goes on after the function's name: ``returns nothing: is there a `return`?``"""
    right, yours = numbers(expected), numbers(outcome.value)
    if kind == "raised":
        return _ended(outcome)
    if kind == "nothing":
        return "returns nothing (None): is there a `return`?"
    if kind == "type":
        return f"returns {described(outcome.value)}; expected is {described(expected)}"
    if kind == "shape" and right.ndim != yours.ndim:
        return f"returns {described(outcome.value)}; expected is {described(expected)}"
    if kind == "shape":
        sizes = [f"shape {times(a.shape)}" if a.ndim > 1 else counted(len(a), "number") for a in (yours, right)]
        return f"returns {sizes[0]}; expected is {sizes[1]}"
    if kind == "nan":
        return "returns nan, which is no number: was 0 divided by 0, or an empty array averaged?"
    if kind == "dtype":
        return f"has the right values, but returns {_NAMES[yours.dtype.kind]}; {_wanted(right)}"
    if kind == "changed":
        names = " and ".join(f"`{name}`" for name in outcome.changed)
        return f"has the right values, but changes its argument {names}: write into a new array, or into a copy"
    if right is None or right.ndim == 0:
        return f"gives {short(outcome.value)}; expected is {short(expected)}"
    wrong = int(wrong_cells(right, yours).sum())
    return f"gets {wrong} of {right.size} values wrong" if right.size > 1 else "gets its only value wrong"


def _wanted(right: np.ndarray) -> str:
    wanted = _NAMES[right.dtype.kind]
    if right.dtype.kind == "b":
        return f"expected is {wanted}"
    advice = "an array made with `dtype=int` keeps them" if right.ndim else "`//` and `int()` give them, `/` does not"
    return f"expected are {wanted}: {advice}"


def _ended(outcome: Outcome) -> str:
    error = outcome.error
    where = ", in line {}: `{}`".format(*outcome.line) if outcome.line else ""
    if isinstance(error, TimeUp):
        return f"still runs after {SECONDS:g} s{where}. Does every loop come to an end?"
    if isinstance(error, RecursionError):
        return f"calls itself again and again, without an end{where}"
    if isinstance(error, SystemExit):
        return f"ends the whole program instead of returning a result{where}"
    try:
        said = str(error)
    except Exception:
        said = "(an error that cannot be read)"
    return f"stops with {type(error).__name__}{': ' * bool(said)}{clipped(said, 160)}{where}"


def described(value) -> str:
    """What kind of thing a result is.

    >>> described(np.zeros((3, 4))), described([1, 2]), described([]), described("abc")
    ('an array of 3×4', 'a list of 2 numbers', 'an empty list', "'abc', of type str")
    """
    array = numbers(value)
    if array is not None and array.ndim == 0:
        return f"the number {short(value)}" if array.dtype.kind != "b" else short(value)
    if isinstance(value, (np.ndarray, list, tuple)):
        what = {list: "a list", tuple: "a tuple"}.get(type(value), "an array")
        if array is not None and not array.size:
            return f"an empty {what.split()[-1]}"
        if array is None or array.ndim == 1:
            return f"{what} of {counted(len(value), 'thing' if array is None else 'number')}"
        return f"{what} of {times(array.shape)}"
    kind = type(value).__name__
    return short(value) if value is None or short(value) == f"a {kind}" else f"{short(value)}, of type {kind}"


def counted(count: int, what: str) -> str:
    """``1 case``, ``2 cases``"""
    return f"{count} {what}{'s' * (count != 1)}"


def short(value) -> str:
    """A value in one line; what it cannot say of itself is left out, and so is an address."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, (np.ndarray, list, tuple)) and numbers(value) is not None:
        return clipped(str(np.asarray(value).tolist()), 60)
    try:
        text = clipped(repr(value), 60)
    except Exception:
        text = " at 0x"
    return f"a {type(value).__name__}" if callable(value) or " at 0x" in text else text


def clipped(text: str, most: int) -> str:
    """One line of at most ``most`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def first_of(kinds: Iterable[str | None]) -> int | None:
    """The first case that fails; a right value of the wrong type counts only when no case is worse."""
    kinds = list(kinds)
    grave = [i for i, kind in enumerate(kinds) if kind and kind not in MINOR]
    minor = [i for i, kind in enumerate(kinds) if kind]
    return next(iter(grave or minor), None)
