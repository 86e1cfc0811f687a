"""``check.NAME``, ``hint.NAME``, ``solution.NAME``: one action each, for every exercise by its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from convlib.exercises import record
from convlib.exercises.catalogue import registry
from convlib.exercises.checking import checked
from convlib.exercises.exercise import Exercise

_hints_shown: dict[str, int] = {}  # since the kernel started: a notebook that is run again starts with the first


class Face:
    """An action whose attributes are the exercises, so that Tab completes their names."""

    def __init__(self, name: str, action: Callable) -> None:
        self._name, self._action = name, action

    def __getattr__(self, name: str) -> Callable:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            exercise = registry().find(name)
        except KeyError as error:
            raise AttributeError(f"{self._name}.{name}: {error.args[0]}") from None

        def act(*arguments):
            return self._action(exercise, *arguments)

        act.__name__, act.__qualname__, act.__doc__ = name, f"{self._name}.{name}", exercise.prompt
        act.__signature__ = inspect.signature(self._action).replace(
            parameters=list(inspect.signature(self._action).parameters.values())[1:]
        )
        return act

    def __dir__(self) -> list[str]:
        return [exercise.name for exercise in registry()]

    def __repr__(self) -> str:
        return f"{self._name}.NAME, where NAME is one of {', '.join(dir(self))}"


def _check(exercise: Exercise, function=None) -> None:
    checked(exercise, function)


def _hint(exercise: Exercise) -> None:
    count = len(exercise.hints)
    shown = _hints_shown[exercise.name] = _hints_shown.get(exercise.name, 0) + 1
    if shown > count:
        print(f"There are no more hints. solution.{exercise.name}() shows the whole function.")
        return
    print(f"Hint {shown} of {count}: {exercise.hints[shown - 1]}")
    if trouble := record.hinted(exercise.name, shown):
        print(trouble)


def _solution(exercise: Exercise) -> None:
    print(inspect.getsource(exercise.solution).rstrip())
    print(f"\nIn words: {exercise.hints[-1]}" if exercise.hints else "")


check = Face("check", _check)
hint = Face("hint", _hint)
solution = Face("solution", _solution)


def progress() -> None:
    """Print what is done: how many of all exercises, then each notebook's."""
    print(record.progress_of(registry()))
