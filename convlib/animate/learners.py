"""A learner's own function, run on traced numbers: what it made and what it read."""

from __future__ import annotations

import inspect

import numpy as np

from convlib.ops.arguments import Call
from convlib.trace import Trace, Traced, trace, value_of


class Run:
    """A traced run, with the function's own names for its arguments turned into ``x`` and ``w``."""

    def __init__(self, call: Call, function, x, weight, options: dict, unfinished: bool = False) -> None:
        if not callable(function):
            call.fail(f"what is filmed must be a function, not {function!r}", TypeError)
        self.name = getattr(function, "__name__", type(function).__name__)
        arrays = [x] if weight is None else [x, weight]
        try:
            signature = inspect.signature(function)
            signature.bind(*arrays, **options)
        except (TypeError, ValueError) as error:
            call.fail(f"{self.name} cannot be called so: {error}", TypeError)
        named = list(signature.parameters.values())[: len(arrays)]
        if any(p.kind is not p.POSITIONAL_OR_KEYWORD for p in named):
            call.fail(f"{self.name} must give its arguments names, such as x and weight", TypeError)
        self.arrays = {p.name: array for p, array in zip(named, arrays, strict=True)}  # x first, then the kernel
        self.trace: Trace = trace(function, _unfinished=unfinished, **self.arrays, **options)
        self.shape = self.trace.numbers.shape
        numbers = self.trace.numbers
        traced = [o for o in np.ndindex(self.shape) if isinstance(numbers[o], Traced)]
        self.order = [o for o in traced if self.trace.reads(o).cells]  # the others came from no input
        self.made = set(self.order)

    def holds(self, o: tuple[int, ...]) -> bool:
        return len(o) == len(self.shape) and all(i < n for i, n in zip(o, self.shape, strict=True))

    def is_constant(self, o: tuple[int, ...]) -> bool:
        """Whether an output is a number that comes from no input, such as an inserted zero."""
        return self.holds(o) and o not in self.made

    def value(self, o: tuple[int, ...]):
        return value_of(self.trace.numbers[o])

    def reads(self, o: tuple[int, ...]) -> list[tuple]:
        """Pairs of an input cell and the kernel cell that it meets, or ``None``; all that met in a maximum too."""
        pairs = []
        for term in self.trace.reads(o).terms:
            x, *weight = [[c.index for c in term.cells if c.array == name] for name in self.arrays]
            pairs += [(i, k) for i in x for k in (weight[0] if weight else []) or [None]]
        return pairs

    def winner(self, o: tuple[int, ...]) -> tuple[int, ...] | None:
        """The input cell that won a maximum; ``None`` where there was none, or where a sum won it."""
        if self.trace.reads(o).how != "max":
            return None
        cells = [c.index for term in self.trace.terms(o) for c in term.cells if c.array == next(iter(self.arrays))]
        return cells[0] if len(cells) == 1 else None
