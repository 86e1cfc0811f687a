"""What every layer of :mod:`convlib.layers` has: a value, a print, and what it does to a shape."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, dataclass, fields

from convlib.layers.counting import Cost
from convlib.layers.receptive import Step
from convlib.ops.arguments import Call

Shape = tuple[int, ...]
Plan = tuple[Cost, tuple[Step, ...]]  # what it costs, with its output shape; its step on each axis, () for none


class Layer:
    """What all layers share: they compare by value, print as they are written and know what they do to a shape."""

    reads_all = False  # whether every output is made from every place of the input

    def __repr__(self) -> str:
        """The call that makes the layer; arguments that have their default are left out."""
        given = [(f, getattr(self, f.name)) for f in fields(self)]
        spoken = [(f, repr(v)) for f, v in given if repr(v) != repr(f.default)]
        shown = [v if f.default is MISSING else f"{f.name}={v}" for f, v in spoken]
        return f"{type(self).__name__}({', '.join(shown)})"

    @property
    def title(self) -> str:
        """Its name in a table."""
        return repr(self)

    def plan(self, shape: Shape) -> Plan:
        """The output shape and the cost for an input of this shape, ``(c, *spatial)``; the step on each axis."""
        raise NotImplementedError  # each layer has its own

    def _call(self) -> Call:
        return Call(type(self).__name__, **{f.name: getattr(self, f.name) for f in fields(self)})

    def _maps(self, shape: Shape) -> Call:
        """The call, if the input is maps and not a flat list of features."""
        if len(shape) < 2:
            self._call().fail(f"the input must be maps, (c, *spatial); it is flat, {shape}")
        return self._call()


def free(shape: Shape, learned: tuple[int, int] = (0, 0)) -> Cost:
    """The cost of a layer whose products are not counted."""
    return Cost(tuple(shape), *learned, 0)


@dataclass(frozen=True, repr=False, init=False)
class Branching(Layer):
    """Branches that start at the same maps and meet again; each is a list of layers, or one layer."""

    branches: tuple[tuple[Layer, ...], ...]

    def __init__(self, *branches) -> None:
        lists = (b if isinstance(b, (tuple, list)) else (b,) for b in branches)
        object.__setattr__(self, "branches", tuple(map(tuple, lists)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(map(repr, self.branches))})"

    @property
    def title(self) -> str:
        return f"{type(self).__name__} of {len(self.branches)} branches"

    def plan(self, shape: Shape) -> Plan:
        self._call().fail("at least one branch is needed")  # with branches it is asked for joined()

    def joined(self, shapes: Sequence[Shape]) -> Shape:
        """The shape that branches of these shapes give together."""
        raise NotImplementedError  # Sum and Concat have their own

    def _equal(self, parts: Iterable[Shape], shapes: Sequence[Shape], wanted: str) -> None:
        if len(set(parts)) > 1:
            self._call().fail(f"the branches give {' and '.join(map(str, shapes))}: {wanted}")
