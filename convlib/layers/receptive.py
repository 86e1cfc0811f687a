"""Receptive fields, exact: one output's set of cells, walked back through a stack, one axis at a time.

A *step* is what one layer does to an axis: for an output it names the cells that it reads. Each is periodic: ``a``
outputs further it reads ``b`` cells further, and ``b / a`` is its *pace* (the stride, or 1 / scale factor). All else
follows: the cells behind an output of a whole stack, their hull, how far it moves. Lectures: ops-notes, msu-7.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

from convlib.relation import Axis


@dataclass(frozen=True)
class Slide:
    """A convolution or a pooling: the relation, read from output to input.

    >>> sorted(Slide(Axis(7, kernel_size=3, stride=2, dilation=2)).reads(1))
    [2, 4, 6]
    """

    axis: Axis

    @property
    def size(self) -> int:
        return self.axis.size

    @property
    def outputs(self) -> int:
        return self.axis.output_size

    @property
    def pace(self) -> Fraction:
        return Fraction(self.axis.stride)

    def reads(self, o: int) -> set[int]:
        return {i for _, i in self.axis.taps(o)}


@dataclass(frozen=True)
class Scatter:
    """A transposed convolution of ``size`` cells: ``axis`` is the convolution that it runs backwards.

    An output reads the cells that the convolution would feed it to; with a small kernel, some read none.

    >>> step = Scatter(Axis(7, kernel_size=3, stride=2), size=3)
    >>> [sorted(step.reads(o)) for o in range(4)]             # −1: past the border
    [[-1, 0], [0], [0, 1], [1]]
    """

    axis: Axis
    size: int

    @property
    def outputs(self) -> int:
        return self.axis.size

    @property
    def pace(self) -> Fraction:
        return Fraction(1, self.axis.stride)

    def reads(self, o: int) -> set[int]:
        return {i for i, _ in self.axis.readers(o, beyond=True)}


@dataclass(frozen=True)
class Stretch:
    """Upsampling by a whole factor: the nearest cell, or the two that a linear interpolation mixes.

    >>> [sorted(Stretch(5, 2).reads(o)) for o in (2, 3)], [sorted(Stretch(5, 2, True).reads(o)) for o in (2, 3)]
    ([[1], [1]], [[0, 1], [1, 2]])
    """

    size: int
    factor: int
    linear: bool = False

    @property
    def outputs(self) -> int:
        return self.size * self.factor

    @property
    def pace(self) -> Fraction:
        return Fraction(1, self.factor)

    def reads(self, o: int) -> set[int]:
        if not self.linear:
            return {o // self.factor}
        i, rest = divmod(2 * o + 1 - self.factor, 2 * self.factor)  # (o + ½) / factor − ½, as a fraction
        return {i, i + 1} if rest else {i}  # exactly on a cell: its neighbour has no weight


@dataclass(frozen=True)
class Whole:
    """Everything there is: global pooling, or a fully connected layer."""

    size: int
    outputs: int = 1
    pace: Fraction = Fraction(0)

    def reads(self, o: int) -> range:
        return range(self.size)


@dataclass(frozen=True)
class Fork:
    """Branches that are summed or concatenated: what any of them reads."""

    branches: tuple[tuple[Step, ...], ...]


Step = Slide | Scatter | Stretch | Whole | Fork


def behind(steps: Iterable[Step], cells: set[int], bounded: bool) -> set[int]:
    """The input cells behind ``cells`` of the output of these steps.

    ``bounded``: cells of the maps between that are padding end there, as they do when the stack is computed.
    Without it every map goes on past its border, as it seems to an output far from all borders.
    """
    for step in reversed(steps):
        if isinstance(step, Fork):
            cells = set().union(*(behind(branch, cells, bounded) for branch in step.branches))
            continue
        cells = set().union(*map(step.reads, cells))
        if bounded:
            cells = {i for i in cells if 0 <= i < step.size}
    return cells


@dataclass(frozen=True)
class Field:
    """What ``outputs`` places read, after ``steps``, along one axis of an input.

    ``jump`` is how far the field moves from one output to the next, on average over a ``period`` of outputs: after
    ``period`` more, the same cells are read ``period·jump`` further. It is 0 when all outputs read the same, and
    ``None`` when branches of different jumps meet: then the field does not move evenly.

    >>> two = Field(9).then(Slide(Axis(9, 3, padding=(1, 1)))).then(Slide(Axis(9, 3, stride=2)))
    >>> two.size, two.jump, two.centre, two.cells(0)        # two 3×3: 5×5
    (5, 2, 1, (0, 1, 2, 3))
    """

    outputs: int
    steps: tuple[Step, ...] = ()
    jump: int | Fraction | None = 1
    period: int = 1

    def then(self, step: Step) -> Field:
        """The field after one more step."""
        jump = None if self.jump is None else _integer_if_whole(self.jump * step.pace)
        again = self.period // gcd(self.period, step.pace.numerator)  # until the cells it reads repeat too
        return Field(step.outputs, (*self.steps, step), jump, step.pace.denominator * again)

    def join(self, fields: Iterable[Field]) -> Field:
        """The field where branches meet that all start at this one."""
        fields = list(fields)
        if len({f.outputs for f in fields}) > 1:  # flattened: no place in one is a place in the other
            fields = [f.then(Whole(f.outputs)) for f in fields]
        branches = tuple(f.steps[len(self.steps) :] for f in fields)
        jump = fields[0].jump if len({f.jump for f in fields}) == 1 else None
        return Field(fields[0].outputs, (*self.steps, Fork(branches)), jump, lcm(*(f.period for f in fields)))

    def cells(self, o: int) -> tuple[int, ...]:
        """The input cells that output ``o`` really reads, gaps left out, border and padding minded."""
        return tuple(sorted(behind(self.steps, {o}, bounded=True)))

    def hull(self, o: int) -> tuple[int, int] | None:
        """First and last cell, as if the input had no border; ``None`` when output ``o`` reads nothing.

        A field that does not move evenly has no interior: there it is the cells that are really read.
        """
        cells = behind(self.steps, {o}, bounded=not self.jump)
        return (min(cells), max(cells)) if cells else None

    @cached_property
    def size(self) -> int:
        """The field's cells from first to last, gaps counted; the widest, where outputs differ."""
        hulls = map(self.hull, range(self.period if self.jump else self.outputs))
        return max(hull[1] - hull[0] + 1 if hull else 0 for hull in hulls)

    @cached_property
    def centre(self) -> int | Fraction | None:
        """The middle of output 0's hull in input cells; ``None`` when it reads nothing."""
        hull = self.hull(0)
        return _integer_if_whole(Fraction(sum(hull), 2)) if hull else None


def _integer_if_whole(number: Fraction) -> int | Fraction:
    return int(number) if number == int(number) else number


def stacked_field(kernel_size: int, rates: Iterable[int]) -> int:
    """The field of a stack of convolutions: the same kernel at each of these dilations, stride 1, gaps counted.

    >>> stacked_field(3, rates=(1, 2, 4))
    15
    """
    return 1 + sum(Axis(1, kernel_size, dilation=rate).extent - 1 for rate in rates)
