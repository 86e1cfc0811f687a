"""What a function does on an exercise's cases, as one number, so that equal functions are found by looking it up."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterable
from contextlib import suppress

import numpy as np

from convlib.exercises.errors.edits import DoesNotFit
from convlib.exercises.errors.variants import Code, Variants
from convlib.exercises.judging import numbers
from convlib.exercises.run import Outcome

DECIMALS = 5
RAISED = b"raised"


def told(value, changed: tuple[str, ...] = ()) -> bytes:
    """A result in bytes: equal for results that a check takes for the same.

    >>> told(3) == told(np.float32(3.0)), told(3) == told([3])
    (True, False)
    """
    array = numbers(value)
    if array is None:
        return repr((value, changed)).encode()
    rounded = np.round(array.astype(float), DECIMALS) + 0.0  # no -0
    return repr((array.shape, changed)).encode() + rounded.tobytes()


def signature(results: Iterable[bytes]) -> int:
    """32 bits of all the results of a function."""
    return int.from_bytes(hashlib.blake2b(b"|".join(results), digest_size=4).digest(), "little")


def of_outcomes(outcomes: Iterable[Outcome]) -> list[bytes]:
    """What a learner's function did."""
    return [RAISED if o.error is not None else told(o.value, o.changed) for o in outcomes]


def results(function: Callable, cases: list[dict]) -> list[bytes]:
    """What one of our own functions does."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [_result(function, case) for case in cases]


def _result(function: Callable, case: dict) -> bytes:
    given = {name: value.copy() if isinstance(value, np.ndarray) else value for name, value in case.items()}
    try:
        value = function(**given)
    except Exception:
        return RAISED
    changed = tuple(n for n, v in case.items() if isinstance(v, np.ndarray) and not np.array_equal(v, given[n]))
    return told(value, changed)


def table(variants: Variants) -> dict[int, Code]:
    """The plainest variant for every behaviour that is neither right nor an error in every case."""
    cases = variants.exercise.tried()
    right = signature(results(variants.exercise.solution, cases))
    stopped = signature([RAISED] * len(cases))
    found: dict[int, Code] = {}

    def mark_of(code: Code) -> int:
        return signature(results(variants.function(code), cases))

    different = []  # edits to be met in pairs: one for each behaviour
    for code in variants.singles():
        mark = mark_of(code)
        new = mark not in (right, stopped) and found.setdefault(mark, code) is code
        if code.base == 0 and (new or mark == stopped):
            different.append(code.one)
    for code in variants.pairs(different):
        with suppress(DoesNotFit):
            mark = mark_of(code)
            if mark not in (right, stopped):
                found.setdefault(mark, code)
    return found
