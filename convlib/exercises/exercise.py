"""An exercise as plain data: what is asked, the right function, and the wrong ones that people write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """The right function with one thing changed, and one kind sentence: "the kernel were flipped"."""

    function: Callable
    as_if: str  # ends the sentence "Yours behaves as if ..."


@dataclass(frozen=True)
class Exercise:
    """One thing to write.

    ``cases()`` gives the arguments of each call, small ones first; ``hints`` go from a nudge to almost all of it.
    """

    name: str
    notebook: str  # stem: 02_size_padding_stride
    prompt: str
    hints: tuple[str, ...]
    solution: Callable
    cases: Callable[[], Iterator[dict]]
    wrong: dict[str, Misconception]

    @property
    def misconceptions(self) -> dict[str, Callable]:
        """The wrong functions by name."""
        return {name: misconception.function for name, misconception in self.wrong.items()}
