"""What an explorer is made of: a table of controls, what they may not be set to, and the picture of the rest."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from convlib.explore.calls import Snippet
from convlib.film.drawing import cell_id
from convlib.film.film import Film


@dataclass(frozen=True)
class Control:
    """A parameter to move: a slider from ``low`` to ``high`` for each of ``axes``, or a choice from ``options``.

    With ``grows``, there may be fewer numbers than ``axes``; the word says what is counted. The arrays that begin
    ``anew`` when it is moved forget the numbers that were changed by hand.
    """

    name: str
    low: int = 0
    high: int = 0
    options: tuple[str, ...] | tuple[bool, ...] = ()
    axes: tuple[str, ...] = ("h", "w")
    grows: str = ""
    anew: tuple[str, ...] = ()

    def data(self) -> dict:
        """What a page is told of it."""
        return {name: told for name, told in vars(self).items() if told or name != "anew"}

    def checked(self, value):
        """The numbers as a tuple, a choice as it is; anything else is an error that names the control."""
        return self._choice(value) if self.options else self._numbers(value)

    def _choice(self, value):
        if type(value) is not type(self.options[0]) or value not in self.options:
            raise ValueError(f"{self.name} must be one of {', '.join(map(repr, self.options))}, not {value!r}")
        return value

    def _numbers(self, value) -> tuple[int, ...]:
        most = len(self.axes)
        each = value if isinstance(value, (tuple, list)) else [value] * (1 if self.grows else most)
        try:
            each = tuple(operator.index(v) for v in each)
        except TypeError:
            several = " or one for each of " + " and ".join(self.axes) if most > 1 else ""
            wanted = f"1 to {most} integers" if self.grows else f"an integer{several}"
            raise TypeError(f"{self.name} must be {wanted}, not {value!r}") from None
        if not (1 if self.grows else most) <= len(each) <= most or not all(v in self.span for v in each):
            count = f", for 1 to {most} {self.grows}" if self.grows else ""
            raise ValueError(f"{self.name} goes from {self.low} to {self.high} here{count}, not {value!r}")
        return each

    @property
    def span(self) -> range:
        """All that a slider can be moved to."""
        return range(self.low, self.high + 1)

    def steps(self, value) -> Iterator[tuple[int, object]]:
        """All that the control can be set to from ``value``, each with the steps that lead there."""
        if self.options:
            yield from ((option != value, option) for option in self.options)
            return
        yield 0, value
        for v in self.span:
            if self.grows:
                yield from ((abs(v - now), (*value[:n], v, *value[n + 1 :])) for n, now in enumerate(value) if v != now)
            elif v != value[0] and all(v - value[0] + now in self.span for now in value):
                yield abs(v - value[0]), tuple(v - value[0] + now for now in value)  # together, as far apart as before

    def shown(self, value):
        """The value as a person would give it."""
        one = not (self.options or self.grows) and len(set(value)) == 1
        return value[0] if one else value


@dataclass(frozen=True)
class View:
    """What an explorer shows for one choice of values."""

    film: Film
    formula: tuple[str, ...]  # with names, then with the numbers in
    calls: tuple[Snippet, ...]
    notes: tuple[str, ...] = ()  # what else the numbers say, in sentences


@dataclass(frozen=True)
class Topic:
    """A kind of explorer. Its functions get the values of the controls by name, numbers as tuples.

    ``check`` lets the operator refuse them; words that it gives say what could not be read on a screen. ``arrays`` are
    the numbers that can be changed, by what their cells' ids begin with; ``view`` shows them. ``presets`` are settings
    with a name, the worked examples of the lectures among them; what they leave out is as it was at the start.
    """

    name: str
    controls: tuple[Control, ...]
    check: Callable[[dict], object]
    arrays: Callable[[dict, int], dict[str, np.ndarray]]  # of values and seed
    view: Callable[[dict, dict[str, np.ndarray]], View]
    presets: dict[str, dict] = field(default_factory=dict)

    def problem(self, values: dict) -> str | None:
        """Why there is no picture, in words: the operator's own complaint, or what could not be read."""
        try:
            found = self.check(values)
        except (TypeError, ValueError) as error:
            if not hasattr(error, "complaint"):
                raise
            return error.complaint
        return found if isinstance(found, str) else None

    def valid(self, values: dict) -> dict[str, list[list[int]]]:
        """For each number of each slider all that it could be moved to, all else as it is."""
        sliders = [control for control in self.controls if not control.options]
        joined = all(c.grows or len(set(values[c.name])) == 1 for c in sliders)  # then the axes move as one
        rows = {}
        for control in sliders:
            now = values[control.name]
            if joined and not control.grows:
                rows[control.name] = [self._possible(values, control, range(len(now)))] * len(now)
            else:
                rows[control.name] = [self._possible(values, control, [n]) for n in range(len(now))]
        return rows

    def _possible(self, values: dict, control: Control, places) -> list[int]:
        """What the numbers of a control at ``places`` could be moved to together."""
        possible = []
        for v in control.span:
            moved = tuple(v if n in places else now for n, now in enumerate(values[control.name]))
            if not self.problem({**values, control.name: moved}):
                possible.append(v)
        return possible

    def shown(self, values: dict, seed: int, edits: dict[str, int]) -> View:
        """The view of valid values, with the numbers of some cells changed."""
        arrays = self.arrays(values, seed)
        return self.view(values, {prefix: edited(array, prefix, edits) for prefix, array in arrays.items()})


def edited(array: np.ndarray, prefix: str, edits: dict[str, int]) -> np.ndarray:
    """A copy in which the cells that ``edits`` names by their element ids have other numbers.

    >>> edited(np.array([[1, 2]]), "x", {"x_0_1": 7, "x_5_5": 9})     # a cell outside waits until it is back
    array([[1, 7]])
    """
    array = array.copy()
    for cell, number in edits.items():
        index = tuple(map(int, re.findall(r"\d+", cell)))
        if cell == cell_id(prefix, index) and _within(index, array.shape):
            array[index] = number
    return array


def _within(index: tuple[int, ...], shape: tuple[int, ...]) -> bool:
    return len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))
