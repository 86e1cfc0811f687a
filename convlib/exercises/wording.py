"""What is wrong with a result, in plain words; values and counts as a sentence says them."""

from __future__ import annotations

import numpy as np

from convlib.exercises.judging import numbers, other_numbers, wrong_cells
from convlib.exercises.run import SECONDS, Outcome, TimeUp
from convlib.film.words import times

LONGEST_VALUE, LONGEST_ERROR = 60, 160  # characters


def sentence(kind: str, expected, outcome: Outcome) -> str:
    """Goes on after the function's name: ``returns nothing: is there a `return`?``"""
    if kind == "raised":
        return _ended(outcome)
    if kind == "nothing":
        return "returns nothing (None): is there a `return`?"
    if kind == "type":
        return f"returns {described(outcome.value)}; expected is {described(expected)}"
    if kind == "shape":
        return _misshapen(expected, outcome.value)
    if kind == "nan":
        return "returns nan, which is no number: was 0 divided by 0, or an empty array averaged?"
    if kind == "changed":
        names = " and ".join(f"`{name}`" for name in outcome.changed)
        return f"has the right values, but changes its argument {names}: write into a new array, or into a copy"
    return _mistaken(expected, outcome.value)


def _misshapen(expected, got) -> str:
    right, yours = numbers(expected), numbers(got)
    if right.ndim != yours.ndim:
        return f"returns {described(got)}; expected is {described(expected)}"
    if right.ndim == 1:
        return f"returns {counted(len(yours), 'number')}; expected is {counted(len(right), 'number')}"
    return f"returns shape {times(yours.shape)}; expected is shape {times(right.shape)}"


def _mistaken(expected, got) -> str:
    right = numbers(expected)
    if right is None or not isinstance(expected, np.ndarray):
        return f"gives {short(got)}; expected is {short(expected)}"
    wrong = int(wrong_cells(right, numbers(got)).sum())
    return f"gets {wrong} of {right.size} values wrong" if right.size > 1 else "gets its only value wrong"


def remark(expected, got) -> str:
    """On values that are right and of another kind than they could be; empty where there is nothing to say."""
    given, right = other_numbers(expected, got), numbers(expected)
    if not given or right.dtype.kind == "b":
        return f"Yours returns {given}; `True` and `False` say it more plainly." if given else ""
    if right.ndim == 0:
        return f"Yours returns {given}, and whole numbers would do: `//` and `int()` give them."
    return (
        f"Yours returns {given}, and whole numbers would do: an array made with `dtype=x.dtype` holds what `x` holds."
    )


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
    return f"stops with {type(error).__name__}{': ' * bool(said)}{clipped(said, LONGEST_ERROR)}{where}"


def described(value) -> str:
    """What kind of thing a result is.

    >>> described(np.zeros((3, 4))), described([1, 2]), described([]), described("abc")
    ('an array of 3×4', 'a list of 2 numbers', 'an empty list', "'abc', of type str")
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    array = numbers(value)
    if array is not None and array.ndim == 0:
        return f"the number {short(value)}" if array.dtype.kind != "b" else short(value)
    if isinstance(value, (np.ndarray, list, tuple)):
        return _described_many(value, array)
    kind = type(value).__name__
    return short(value) if value is None or short(value) == f"a {kind}" else f"{short(value)}, of type {kind}"


def _described_many(value, array: np.ndarray | None) -> str:
    """An array, a list or a tuple; ``array`` is the same as numbers, ``None`` where it holds other things."""
    name = {list: "list", tuple: "tuple"}.get(type(value), "array")
    one = f"an {name}" if name == "array" else f"a {name}"
    if array is None:
        return f"{one} of {counted(len(value), 'thing')}"
    if not array.size:
        return f"an empty {name}"
    return f"{one} of {counted(len(value), 'number') if array.ndim == 1 else times(array.shape)}"


def counted(count: int, what: str) -> str:
    """``1 case``, ``2 cases``"""
    return f"{count} {what}{'s' * (count != 1)}"


def short(value) -> str:
    """A value in one line, a tuple as a tuple; what it cannot say of itself is left out, and so is an address."""
    try:
        text = clipped(repr(_plain(value)), LONGEST_VALUE)
    except Exception:
        return f"a {type(value).__name__}"
    return f"a {type(value).__name__}" if callable(value) or " at 0x" in text else text


def _plain(value):
    """Without NumPy's names around its numbers."""
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    return type(value)(map(_plain, value)) if type(value) in (list, tuple) else value


def clipped(text: str, most: int) -> str:
    """One line of at most ``most`` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
