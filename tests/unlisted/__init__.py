"""Wrong answers as learners write them, none of them a listed misconception: half hold one slip, half two.

They were written before the rules that explain them, and no rule is made for one; ``ANSWERS`` has all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """A wrong function for an exercise, and how many slips are in it."""

    exercise: str
    function: Callable
    slips: int

    @property
    def name(self) -> str:
        return f"{self.exercise}-{self.function.__name__}"


ANSWERS: list[Answer] = []


def one(exercise: str) -> Callable:
    """Marks an answer with one slip."""
    return lambda function: ANSWERS.append(Answer(exercise, function, 1))


def two(exercise: str) -> Callable:
    """Marks an answer with two slips."""
    return lambda function: ANSWERS.append(Answer(exercise, function, 2))


for _path in sorted(Path(__file__).parent.glob("[!_]*.py")):
    import_module(f"unlisted.{_path.stem}")
