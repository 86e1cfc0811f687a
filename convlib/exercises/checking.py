"""``check.NAME(function)``: run the cases, judge the results, say what was found."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

from convlib.exercises import record
from convlib.exercises.exercise import Exercise
from convlib.exercises.judging import detached, first_of, kind_of, recognised
from convlib.exercises.report import Finding, printed, show
from convlib.exercises.run import Clock, Outcome, TimeUp, attempt, is_empty
from convlib.exercises.wording import counted, sentence


class CheckFailed(AssertionError):
    """An answer that is not right yet: ``case``, ``expected``, ``got`` and, if known, ``misconception`` by name."""

    def __init__(self, message: str, case=None, expected=None, got=None, misconception: str | None = None) -> None:
        super().__init__(message)
        self.case, self.expected, self.got, self.misconception = case or {}, expected, got, misconception

    def _render_traceback_(self) -> list[str]:
        """Jupyter shows this in place of a traceback."""
        return [f"{type(self).__name__}: {self}"]


def checked(exercise: Exercise, function: Callable) -> None:
    """Print a line when ``function`` is right or not attempted; else show why not and raise :class:`CheckFailed`."""
    if not callable(function):
        raise CheckFailed(f"check.{exercise.name} wants the function itself: check.{exercise.name}({exercise.name})")
    called, cases = _with_names(exercise, function), list(exercise.cases())
    outcomes = _outcomes(called, cases)
    if _not_attempted(function, outcomes[0]):
        print(f"not attempted yet: write {exercise.name} in the cell above, run it, then run this one again.")
        return
    expected = [attempt(exercise.solution, case).value for case in cases]
    kinds = [kind_of(right, outcome) for right, outcome in zip(expected, outcomes, strict=False)]
    failed = first_of(kinds)
    if failed is None:
        _praise(exercise, outcomes)
        return
    case, outcome, kind = cases[failed], outcomes[failed], kinds[failed]
    name = recognised(exercise, cases, outcomes)
    finding = Finding(
        exercise=exercise,
        function=called,
        kind=kind,
        words=sentence(kind, expected[failed], outcome),
        place=f"Case {failed + 1} of {len(cases)}",
        case=case,
        expected=expected[failed],
        outcome=outcome,
        as_if=exercise.wrong[name].as_if if name else None,
        before=0 if any(kinds[:failed]) else failed,
    )
    show(finding)
    got = outcome.value if outcome.error is None else outcome.error
    raise CheckFailed(finding.message, case, expected[failed], got, name) from None


def _outcomes(function: Callable, cases: list[dict]) -> list[Outcome]:
    """What each case gives, all within one second; none after a case that was stopped."""
    clock, outcomes = Clock(), []
    for case in cases:
        outcomes.append(attempt(function, case, clock, then=detached))
        if isinstance(outcomes[-1].error, TimeUp):
            break
    return outcomes


def _praise(exercise: Exercise, outcomes: list[Outcome]) -> None:
    count = counted(len(outcomes), "case")
    print(f"{exercise.name} is right in all {count}, the same as the course's own. Well done.")
    for said in (printed(outcomes[0].printed), record.done(exercise.name)):
        if said:
            print(said)


def _not_attempted(function: Callable, outcome: Outcome) -> bool:
    empty = outcome.error is None and outcome.value is None and is_empty(function)
    return empty or isinstance(outcome.error, NotImplementedError)


def _with_names(exercise: Exercise, function: Callable) -> Callable:
    """The function, callable with the names of the exercise's arguments, also when the learner chose others."""
    case = next(iter(exercise.cases()))
    try:
        own = inspect.signature(function)
    except (TypeError, ValueError):  # some built-in functions do not tell
        own = None
    if own is not None:
        if _fits(own, **case):
            return function
        if not _fits(own, *case):
            raise CheckFailed(f"{exercise.name} is called as {exercise.call}; yours takes {own}") from None

    @functools.wraps(function, updated=())
    def renamed(**arguments):
        return function(*(arguments[name] for name in case))

    return renamed


def _fits(signature: inspect.Signature, *args, **kwargs) -> bool:
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True
