"""``check.NAME(function)``: run the cases, judge the results, say what was found."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable

from convlib.exercises import record
from convlib.exercises.errors.explain import explained
from convlib.exercises.exercise import Exercise
from convlib.exercises.judging import behaves_alike, detached, first_of, kind_of, recognised
from convlib.exercises.report import Finding, printed, show
from convlib.exercises.run import Clock, Outcome, TimeUp, attempt, is_empty, rubbish, same_code
from convlib.exercises.wording import counted, remark, sentence

RUBBISH = 77_777  # no answer of a case


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
    if _not_attempted(exercise, function, outcomes[0]):
        todo = "mend" if exercise.given else "write"
        print(f"not attempted yet: {todo} {exercise.name} in the cell above, run it, then run this one again.")
        return
    expected = [attempt(exercise.solution, case).value for case in cases]
    kinds = [kind_of(right, outcome) for right, outcome in zip(expected, outcomes, strict=False)]
    failed = first_of(kinds)
    if failed is None:
        _praise(exercise, expected, outcomes)
        return
    case, outcome, kind = cases[failed], outcomes[failed], kinds[failed]
    name, as_if = _recognised(exercise, called, case, outcomes)
    finding = Finding(
        exercise=exercise,
        function=called,
        kind=kind,
        words=sentence(kind, expected[failed], outcome),
        place=f"Case {failed + 1} of {len(cases)}",
        case=case,
        expected=expected[failed],
        outcome=outcome,
        as_if=as_if,
        before=0 if any(kinds[:failed]) else failed,
    )
    show(finding)
    got = outcome.value if outcome.error is None else outcome.error
    raise CheckFailed(finding.message, case, expected[failed], got, name) from None


def _outcomes(function: Callable, cases: list[dict]) -> list[Outcome]:
    """What each case gives, all within one second; none after a case that was stopped."""
    clock, outcomes = Clock(), []
    with rubbish(RUBBISH):
        for case in cases:
            outcomes.append(attempt(function, case, clock, then=detached))
            if isinstance(outcomes[-1].error, TimeUp):
                break
    return outcomes


def _recognised(
    exercise: Exercise, function: Callable, case: dict, outcomes: list[Outcome]
) -> tuple[str | None, tuple[str, ...]]:
    """The name of a misconception, if it is one, and what the function does, as ends of "behaves as if"."""
    cases = list(exercise.cases())
    if len(outcomes) < len(cases):
        return None, ()
    if _reads_rubbish(function, case):
        return None, (
            "it read what `np.empty` left there: a cell holds anything until it is written, `np.zeros` holds 0",
        )
    name = recognised(exercise, cases, outcomes)
    if name:
        return name, (exercise.wrong[name].as_if,)
    return None, explained(exercise, [*outcomes, *_outcomes(function, list(exercise.further()))])


def _reads_rubbish(function: Callable, case: dict) -> bool:
    """Whether the result depends on what ``np.empty`` happens to hold."""
    results = []
    for fill in (RUBBISH, RUBBISH, -RUBBISH):
        with rubbish(fill):
            results.append(attempt(function, case, Clock(), then=detached))
    one, again, other = results
    return behaves_alike(one, again) and not behaves_alike(one, other)


def _praise(exercise: Exercise, expected: list, outcomes: list[Outcome]) -> None:
    count = counted(len(outcomes), "case")
    print(f"{exercise.name} is right in all {count}, the same as the course's own. Well done.")
    remarks = (remark(right, outcome.value) for right, outcome in zip(expected, outcomes, strict=True))
    for said in (next(filter(None, remarks), ""), printed(outcomes[0].printed), record.done(exercise.name)):
        if said:
            print(said)


def _not_attempted(exercise: Exercise, function: Callable, outcome: Outcome) -> bool:
    empty = outcome.error is None and outcome.value is None and is_empty(function)
    unchanged = exercise.given is not None and same_code(function, exercise.given)
    return empty or unchanged or isinstance(outcome.error, NotImplementedError)


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

    meant = inspect.signature(exercise.solution)

    @functools.wraps(function, updated=())
    def renamed(*arguments, **named):
        return function(*meant.bind(*arguments, **named).arguments.values())

    renamed.__signature__ = meant
    return renamed


def _fits(signature: inspect.Signature, *args, **kwargs) -> bool:
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return False
    return True
