"""An exercise as plain data: what is asked, the right function, and the wrong ones that people write."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Misconception:
    """The right function with one thing changed, and one kind sentence: "the kernel were flipped"."""

    function: Callable
    as_if: str  # ends the sentence "Yours behaves as if ..."
    edits: tuple[str, ...] = ()  # "old → new" in the source of the solution, where it was made so


@dataclass(frozen=True)
class Exercise:
    """One thing to write; its name and its arguments are those of ``solution``.

    ``cases()`` gives the arguments of each call, small ones first; ``hints`` go from a nudge to almost all of it.
    ``given`` is a wrong function to mend: the cell begins with it, and not with an empty one.
    """

    title: str
    prompt: str
    hints: tuple[str, ...]
    solution: Callable
    cases: Callable[[], Iterator[dict]]
    wrong: dict[str, Misconception]
    further: Callable[[], Iterator[dict]] = tuple  # calls that tell slips apart where the cases cannot
    given: Callable | None = None
    notebook: str = ""  # stem: 02_size_padding_stride; its topic says which
    asks: str = ""  # what a card asks, with the arguments in braces
    usual: dict = field(default_factory=dict)  # the arguments of the card in the notebook

    @property
    def name(self) -> str:
        return self.solution.__name__

    @property
    def call(self) -> str:
        """``conv2d(x, weight, stride, padding)``"""
        return f"{self.name}{inspect.signature(self.solution)}"

    def tried(self) -> list[dict]:
        """All calls that a wrong answer is recognised by."""
        return [*self.cases(), *self.further()]

    @property
    def misconceptions(self) -> dict[str, Callable]:
        """The wrong functions by name."""
        return {name: misconception.function for name, misconception in self.wrong.items()}


@dataclass(frozen=True)
class Topic:
    """The exercises of one notebook, in order; each of them learns from its topic where it belongs."""

    notebook: str  # stem of the lesson
    title: str  # of the notebooks with its exercises
    exercises: tuple[Exercise, ...]

    def __post_init__(self) -> None:
        placed = tuple(replace(exercise, notebook=self.notebook) for exercise in self.exercises)
        object.__setattr__(self, "exercises", placed)
