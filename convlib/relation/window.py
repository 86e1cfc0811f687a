"""The relation on several axes at once: an :class:`~convlib.relation.Axis` for each spatial dimension."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from convlib.relation.axis import Axis

Index = tuple[int, ...]

SPATIAL = ("d", "h", "w")  # names of the last axes: three in a volume, two in an image, one in a sequence

_PER_AXIS = (
    *("size", "kernel_size", "stride", "padding", "dilation"),
    *("extent", "padded_size", "output_size", "unread"),
)


@dataclass(frozen=True, slots=True)
class Window:
    """One :class:`Axis` per spatial dimension, ``(h, w)`` in two; every index is a tuple.

    >>> window = Window.of((5, 6), (3, 3), stride=(2, 1))
    >>> window.output_size
    (2, 4)
    >>> list(window.terms((1, 0)))[:2]     # (k, i)
    [((0, 0), (2, 0)), ((0, 1), (2, 1))]
    """

    axes: tuple[Axis, ...]

    @classmethod
    def of(cls, size: Sequence[int], kernel_size: Sequence[int], **each) -> Window:
        """Axes from a number per axis; an argument not given per axis holds for all."""
        columns = {"size": tuple(size), "kernel_size": tuple(kernel_size)}
        for name, value in each.items():
            columns[name] = tuple(value) if isinstance(value, (tuple, list)) else (value,) * len(columns["size"])
        if "padding" in columns:
            columns["padding"] = tuple((p, p) if isinstance(p, int) else tuple(p) for p in columns["padding"])
        rows = zip(*columns.values(), strict=True)
        return cls(tuple(Axis(**dict(zip(columns, row, strict=True))) for row in rows))

    def __getattr__(self, name: str) -> tuple:
        if name in _PER_AXIS:
            return tuple(getattr(axis, name) for axis in self.axes)
        raise AttributeError(name)

    @property
    def named(self) -> list[tuple[str, Axis]]:
        """Each axis with its name, such as ``"axis h"``."""
        return [(f"axis {name}", axis) for name, axis in zip(SPATIAL[-len(self.axes) :], self.axes, strict=True)]

    @property
    def problem(self) -> str | None:
        """The first axis's problem, with the axis named."""
        return next((f"{name}: {axis.problem}" for name, axis in self.named if axis.problem), None)

    def outputs(self) -> Iterator[Index]:
        """Every output index, last axis fastest."""
        return itertools.product(*map(range, self.output_size))

    def input_index(self, o: Index, k: Index) -> Index:
        return tuple(axis.input_index(oo, kk) for axis, oo, kk in zip(self.axes, o, k, strict=True))

    def inside(self, i: Index) -> bool:
        return all(axis.inside(ii) for axis, ii in zip(self.axes, i, strict=True))

    def holds(self, i: Index) -> bool:
        """Whether ``i`` is a cell of the input or of its padding."""
        return all(axis.holds(ii) for axis, ii in zip(self.axes, i, strict=True))

    def terms(self, o: Index) -> Iterator[tuple[Index, Index]]:
        """Every ``(k, i)`` of output ``o``, those on padding included."""
        return self._pairs(axis.taps(oo) for axis, oo in zip(self.axes, o, strict=True))

    def readers(self, i: Index) -> Iterator[tuple[Index, Index]]:
        """Every ``(o, k)`` that reads input ``i``."""
        return self._pairs(axis.readers(ii) for axis, ii in zip(self.axes, i, strict=True))

    @staticmethod
    def _pairs(each_axis) -> Iterator[tuple[Index, Index]]:
        return (tuple(zip(*pairs, strict=True)) for pairs in itertools.product(*each_axis))

    def taps(self) -> Iterator[Index]:
        """Every tap of the kernel, last axis fastest."""
        return itertools.product(*map(range, self.kernel_size))

    def slices(self, k: Index, outputs: Index) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
        """Of the first ``outputs``, those whose tap ``k`` falls inside, and the inputs it falls on."""
        pairs = [axis.slices(kk, count) for axis, kk, count in zip(self.axes, k, outputs, strict=True)]
        return tuple(o for o, _ in pairs), tuple(i for _, i in pairs)

    def under(self, outputs: Sequence[range]) -> tuple[range, ...]:
        return tuple(axis.under(some) for axis, some in zip(self.axes, outputs, strict=True))

    def part(self, outputs: Sequence[range]) -> Window:
        """The window that makes only these outputs, from the inputs :meth:`under` them.

        >>> Window.of((6, 9), (3, 3), padding=1).part((range(2), range(3, 5))).padding
        ((1, 0), (0, 0))
        """
        return Window(tuple(axis.part(some) for axis, some in zip(self.axes, outputs, strict=True)))

    def transposed(self, output_padding: Index) -> Window:
        """The forward window that a transposed convolution over maps of this size runs backwards.

        >>> Window.of((3, 4), (3, 3), stride=2).transposed((0, 2))
        Traceback (most recent call last):
            ...
        ValueError: axis w: output_padding must be from 0 to stride − 1 = 1, not 2: ... takes to 4 are [9, 10]
        """
        axes = []
        for (name, axis), extra in zip(self.named, output_padding, strict=True):
            try:
                axes.append(axis.transposed(extra))
            except ValueError as problem:
                raise ValueError(f"{name}: {problem}") from None
        return Window(tuple(axes))

    def spread(self, o: Index) -> Index:
        return tuple(axis.spread(oo) for axis, oo in zip(self.axes, o, strict=True))

    def inserted(self, outputs: Index) -> Window:
        return Window(tuple(axis.inserted(count) for axis, count in zip(self.axes, outputs, strict=True)))

    def padded(self) -> Window:
        return Window(tuple(axis.padded() for axis in self.axes))

    def view(self, padded: np.ndarray) -> np.ndarray:
        """All windows of a padded array, without a copy: ``(..., *padded) → (..., *output_size, *kernel_size)``.

        A step of ``o`` moves by ``stride`` cells, a step of ``k`` by ``dilation``: the relation as memory strides.
        """
        lead = padded.ndim - len(self.axes)
        overhang = any(a.ceil_mode and (a.padded_size - a.extent) % a.stride for a in self.axes)
        if padded.shape[lead:] != self.padded_size or overhang:
            raise ValueError(f"windows would leave the array: {padded.shape[lead:]}, {self} wants {self.padded_size}")
        steps = list(zip(padded.strides[lead:], self.axes, strict=True))
        by_output = tuple(step * axis.stride for step, axis in steps)
        by_tap = tuple(step * axis.dilation for step, axis in steps)
        shape = padded.shape[:lead] + self.output_size + self.kernel_size
        strides = padded.strides[:lead] + by_output + by_tap
        return np.lib.stride_tricks.as_strided(padded, shape, strides, writeable=False)
