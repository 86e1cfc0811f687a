"""All that one or two slips make of a solution: as functions, and in words."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np

from convlib.exercises.catalogue import registry
from convlib.exercises.errors.edits import Edit, made
from convlib.exercises.errors.rules import edits
from convlib.exercises.errors.scene import NEUTRAL, Scene
from convlib.exercises.exercise import Exercise
from convlib.exercises.variants import changed

MOST_ROUNDS, MOST_CELLS = 10_000, 100_000  # what a variant may loop and hold
NONE = 0xFFFF  # no edit


class Code(NamedTuple):
    """A variant: the source it starts from, and up to two edits in it, by number."""

    base: int
    one: int = NONE
    two: int = NONE


class Base(NamedTuple):
    """A source to start from: the solution, or one or two of its misconceptions."""

    words: tuple[str, ...]
    source: str


def neighbours(exercise: Exercise) -> Iterator[Base]:
    """The functions of other exercises that can be called with what this one is called with."""
    own = inspect.signature(exercise.solution).parameters
    for other in registry():
        asked = inspect.signature(other.solution).parameters
        if other.name != exercise.name and asked.keys() <= own.keys() | NEUTRAL.keys() and asked.keys() & own.keys():
            passed = ", ".join(f"{name}={name if name in own else NEUTRAL[name]}" for name in asked)
            inner = textwrap.indent(inspect.getsource(other.solution), "    ")
            source = f"def {exercise.name}({', '.join(own)}):\n{inner}\n    return {other.name}({passed})\n"
            yield Base((f"it were `{other.name}` that is asked for",), source)


class Variants:
    """The wrong functions of an exercise, by their codes, the plainest first."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.case = list(exercise.cases())[-1]
        self.result = exercise.solution(**self.case)
        self._scenes: dict[int, tuple[Scene, list[Edit]]] = {}

    @cached_property
    def bases(self) -> list[Base]:
        """The solution, each misconception, each neighbour, and each two misconceptions that can meet in one source."""
        solution, wrong = self.exercise.solution, self.exercise.wrong.values()
        found = [Base((), inspect.getsource(solution))]
        found += [Base((m.as_if,), inspect.getsource(m.function)) for m in wrong]
        found += neighbours(self.exercise)
        for one, other in combinations([m for m in wrong if m.edits], 2):
            for first, second in ((one, other), (other, one)):
                try:
                    function = changed(solution, "both", first.edits + second.edits)
                except ValueError:
                    continue
                found.append(Base((first.as_if, second.as_if), inspect.getsource(function)))
                break
        return found

    @property
    def _listed(self) -> int:
        return len(self.exercise.wrong)

    def edits(self, base: int) -> list[Edit]:
        return self._prepared(base)[1]

    def _prepared(self, base: int) -> tuple[Scene, list[Edit]]:
        if base not in self._scenes:
            scene = Scene(self.bases[base].source, self.case, self.result)
            self._scenes[base] = scene, edits(scene)
        return self._scenes[base]

    def singles(self) -> Iterator[Code]:
        """One slip each: those that are listed, those that a rule makes, and last those that are rare."""
        yield from (Code(base) for base in range(1, 1 + self._listed))
        for rare in (False, True):
            yield from (Code(0, n) for n, edit in enumerate(self.edits(0)) if edit.rare == rare)
        yield from (Code(base) for base, (words, _) in enumerate(self.bases) if base > self._listed and len(words) == 1)

    def pairs(self, different: list[int]) -> Iterator[Code]:
        """Two slips each, from those edits of the solution that are ``different`` from each other."""
        yield from (Code(base) for base, (words, _) in enumerate(self.bases) if len(words) == 2)
        for rare in (False, True):
            for base in range(1, 1 + self._listed):
                yield from (Code(base, n) for n, edit in enumerate(self.edits(base)) if edit.rare == rare)
        made_here = self.edits(0)
        for one, two in combinations(sorted(different), 2):
            if made_here[one].meets(made_here[two]):
                yield Code(0, one, two)

    def function(self, code: Code) -> Callable:
        """The variant, ready to be called; what it builds and loops over is limited."""
        scene, found = self._prepared(code.base)
        with made(*(found[n] for n in code[1:] if n != NONE)):
            module = ast.fix_missing_locations(ast.Module([scene.tree], []))
            compiled = compile(module, "<variant>", "exec")
        names = dict(_SCOPE)
        exec(compiled, names)
        return names[scene.tree.name]

    def words(self, code: Code) -> tuple[str, ...]:
        """Each slip as the end of a sentence that begins "Yours behaves as if"."""
        found = self.edits(code.base)
        return self.bases[code.base].words + tuple(found[n].words for n in code[1:] if n != NONE)


class TooLarge(Exception):
    """A variant would loop or hold more than any answer does."""


def _range(*limits) -> range:
    counted = range(*limits)
    if len(counted) > MOST_ROUNDS:
        raise TooLarge
    return counted


class _Arrays:
    """NumPy, but for arrays that are too large; and made with the type of a map they hold fractions as well."""

    def __getattr__(self, name: str):
        return getattr(np, name)

    @staticmethod
    def zeros(shape, dtype=float) -> np.ndarray:
        if np.prod(np.maximum(shape, 0), dtype=float) > MOST_CELLS:
            raise TooLarge
        return np.zeros(shape, int if dtype is int else float)

    @staticmethod
    def pad(array, width, *args, **kwargs) -> np.ndarray:
        if np.max(width) > MOST_ROUNDS // 10:
            raise TooLarge
        return np.pad(array, width, *args, **kwargs)


_SCOPE = {"np": _Arrays(), "range": _range}
