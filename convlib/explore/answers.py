"""What a topic answers to a choice, made once; and the choices that are near to one."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

from convlib.explore.topic import Control, Topic
from convlib.film.film import Film

KEPT = 32  # answers of one explorer
FAR = 2  # steps, all controls together: what is further away is not near
LARGEST_EDIT = 999


class Answers:
    """The answers of one explorer, plain data for a page; the last ones are kept."""

    def __init__(self, topic: Topic, seed: int) -> None:
        self.topic, self.seed = topic, seed
        self._kept: dict[str, tuple[dict, Film | None]] = {}

    def look(self, values: dict, edits: dict) -> tuple[dict, Film | None]:
        """What there is to show for some values; only the words of the problem when they are not valid."""
        key = json.dumps([values, edits])
        self._kept[key] = found = self._kept.pop(key, None) or self._made(values, edits)
        if len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return found

    def _made(self, values: dict, edits: dict) -> tuple[dict, Film | None]:
        problem = self.topic.problem(values)
        answer = {"values": values, "edits": edits, "message": problem or "", "valid": self.topic.valid(values)}
        if problem:
            return answer, None
        view = self.topic.shown(values, self.seed, edits)
        words = {"formula": list(view.formula), "notes": list(view.notes), "calls": list(view.calls)}
        return {**answer, "film": view.film.data(), **words, "line": self.line(values, edits)}, view.film

    def line(self, values: dict, edits: dict) -> str:
        """The call that makes an explorer with these values, and with these numbers in its cells."""
        given = {name: self.control(name).shown(value) for name, value in values.items()}
        given |= {name: value for name, value in (("seed", self.seed), ("edits", edits)) if value}
        return f"explore.{self.topic.name}({', '.join(f'{name}={value!r}' for name, value in given.items())})"

    def control(self, name: str) -> Control:
        return next(control for control in self.topic.controls if control.name == name)

    def checked(self, values: dict) -> dict:
        """Values as tuples; ``ValueError`` or ``TypeError`` for one that its control does not have."""
        return {name: self.control(name).checked(value) for name, value in values.items()}

    def kept(self, before: dict, after: dict, edits: dict) -> dict:
        """The numbers changed by hand that stay when values change: a control may begin arrays anew."""
        gone = {array for c in self.topic.controls if before[c.name] != after[c.name] for array in c.anew}
        return {cell: number for cell, number in edits.items() if cell.split("_")[0] not in gone}

    def near(self, values: dict, count: int) -> list[dict]:
        """Other valid values, those first that the fewest steps of sliders and choices lead to."""
        found = (moved for _, moved in sorted(self._around(values), key=lambda each: each[0]))
        return list(itertools.islice((moved for moved in found if not self.topic.problem(moved)), count))

    def _around(self, values: dict) -> Iterator[tuple[int, dict]]:
        """Values up to :data:`FAR` steps away, each with its number of steps."""
        each = [
            [(steps, control.name, value) for steps, value in control.steps(values[control.name]) if steps <= FAR]
            for control in self.topic.controls
        ]
        for moves in itertools.product(*each):
            if 0 < (steps := sum(move[0] for move in moves)) <= FAR:
                yield steps, {name: value for _, name, value in moves}


def text_of(answer: dict) -> str:
    """An answer on its way to a page: one string, which nobody on the way takes apart or compares piece by piece."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def edited(edits: dict, arrays: list[str]) -> dict[str, int]:
    """Numbers for cells of some arrays, by the cells' ids; an error for what no cell could be or hold.

    >>> edited({"x_0_1": 2.5}, ["x", "w"])
    Traceback (most recent call last):
    ValueError: edits gives cells whole numbers from −999 to 999, as {'x_0_1': 5}, with x or w before; not 'x_0_1': 2.5
    """
    for cell, number in edits.items():
        whole = type(number) is int and abs(number) <= LARGEST_EDIT
        if not whole or not isinstance(cell, str) or cell.split("_")[0] not in arrays:
            raise ValueError(
                f"edits gives cells whole numbers from −{LARGEST_EDIT} to {LARGEST_EDIT}, as {{'{arrays[0]}_0_1': 5}}, "
                f"with {' or '.join(arrays)} before; not {cell!r}: {number!r}"
            )
    return dict(edits)
