"""Reading between the cells: the real-valued counterpart of :mod:`convlib.relation`.

Resizing and deformable convolution read at real positions. A position is turned into cells and weights here,
and nowhere else: the weights say how much each cell near the position counts.
Lectures: ops-notes (nearest, bilinear, bicubic), msu-7 (bilinear sampling of deformable convolution).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from convlib.relation.window import Index

A = -0.75  # the free parameter of cubic convolution (Keys 1981); PyTorch takes this value


def hat(distance):
    """The linear weight of a cell at this distance: max(0, 1 − |distance|)."""
    return np.maximum(0, 1 - abs(distance))


def cubic(distance):
    """The cubic weight of a cell at this distance: 1 at 0, a little below 0 from 1 to 2, then 0.

    >>> cubic(np.array([0, 0.5, 1, 1.5, 2]))
    array([ 1.     ,  0.59375,  0.     , -0.09375,  0.     ])
    """
    t = abs(distance)
    near = ((A + 2) * t - (A + 3)) * t * t + 1
    far = ((A * t - 5 * A) * t + 8 * A) * t - 4 * A
    return np.where(t <= 1, near, np.where(t < 2, far, 0))


# kind: the cells it reads, counted from the cell at or before the position, and how it weighs a distance
_KINDS = {"nearest": ((0,), None), "linear": ((0, 1), hat), "cubic": ((-1, 0, 1, 2), cubic)}


@dataclass(frozen=True, slots=True)
class Resampling:
    """One axis of a resized map: which cells make an output, and how much each counts.

    Without ``align_corners`` the cells are tiles, and the outer edges of both maps meet; with it the cells are
    points, and the first and last points meet. A ``scale_factor`` is used as given, though the output size is rounded.

    >>> axis = Resampling(size=3, output_size=6)
    >>> axis.source(0), axis.source(1), axis.source(2)
    (-0.25, 0.25, 0.75)
    >>> axis.taps(2)                # (i, weight)
    [(0, 0.25), (1, 0.75)]
    >>> axis.taps(0)                # past the edge the border cell counts alone
    [(0, 1.0)]
    >>> Resampling(size=3, output_size=5, align_corners=True).taps(2)
    [(1, 1.0)]
    """

    size: int
    output_size: int
    kind: str = "linear"  # or "nearest", "cubic"
    align_corners: bool = False
    scale_factor: float | None = None
    double: bool = False  # nearest alone: the position in double precision, as PyTorch takes it for float64

    @property
    def step(self) -> float:
        """How many input cells one output moves on."""
        if self.align_corners:
            return (self.size - 1) / (self.output_size - 1) if self.output_size > 1 else 0.0
        return 1 / self.scale_factor if self.scale_factor else self.size / self.output_size

    def source(self, o):
        """The position of output ``o``, in input cells; a whole number is the centre of a cell.

        ``nearest`` takes where the output's tile starts. Tiles may start where cells do, up to rounding (26 cells made
        22), so it rounds as PyTorch does, to single precision.
        """
        if self.kind == "nearest":
            real = np.float64 if self.double else np.float32
            return np.float32(real(o) * real(self.step))
        return o * self.step if self.align_corners else (o + 0.5) * self.step - 0.5

    def table(self) -> tuple[np.ndarray, np.ndarray]:
        """The cells and the weights of all outputs, both ``(taps, output_size)``; a border cell may come twice."""
        reach, weigh = _KINDS[self.kind]
        position = self.source(np.arange(self.output_size))
        cells = np.floor(position).astype(np.int64) + np.array(reach)[:, None]
        weights = weigh(position - cells) if weigh else np.ones(cells.shape, dtype=np.int64)
        return np.clip(cells, 0, self.size - 1), weights

    def taps(self, o: int) -> list[tuple[int, float]]:
        """Every ``(i, weight)`` of output ``o``; a cell that does not count is left out."""
        shares: dict[int, float] = {}
        for cells, weights in zip(*self.table(), strict=True):
            i = int(cells[o])
            shares[i] = shares.get(i, 0) + weights[o].item()
        return [(i, weight) for i, weight in shares.items() if weight]


def resamplings(sizes, outputs, scale_factors, kind, align_corners=False, double=False) -> list[Resampling]:
    """The axes of a resized map. Where rounding decides, as PyTorch rounds on a CPU.

    Whatever ``scale_factor`` led there, ``linear`` copies an axis whose size stays; ``nearest``, in images of up to 128
    rows and columns together, copies it or repeats each cell twice. Elsewhere ``nearest`` takes the map's precision.

    >>> [axis.taps(2) for axis in resamplings((3, 3), (3, 6), (1.3, 2.3), "nearest")]
    [[(2, 1)], [(1, 1)]]
    """
    small = kind == "nearest" and len(sizes) == 2 and sum(outputs) <= 128
    by_ratio = {"linear": (1,), "nearest": (1, 2) if small else (), "cubic": ()}[kind]
    double = kind == "nearest" and double and not small
    return [
        Resampling(n, to, kind, align_corners, None if to in [n * r for r in by_ratio] else scale, double)
        for n, to, scale in zip(sizes, outputs, scale_factors, strict=True)
    ]


def neighbours(position, size: int) -> list[tuple[np.ndarray, np.ndarray, int]]:
    """The cells before and after each real position on one axis: ``(cell, weight, slope)``, twice.

    ``weight`` is ``max(0, 1 − |position − cell|)``, ``slope`` how it changes as the position grows. Outside there are
    zeros: index ``size`` stands for every cell outside. Whole positions of an integer type give integer weights.

    >>> neighbours(np.array([0.25, -0.5]), size=3)
    [(array([0, 3]), array([0.75, 0.5 ]), -1), (array([1, 0]), array([0.25, 0.5 ]), 1)]
    """
    position = np.asarray(position)
    position = position.astype(np.result_type(position, np.int64))
    position = np.clip(position, -2, size)  # farther out there is nothing but zeros
    before = np.floor(position).astype(np.int64)
    pairs = [(before, -1), (before + 1, 1)]
    return [(np.where((i >= 0) & (i < size), i, size), hat(position - i), slope) for i, slope in pairs]


def bilinear_taps(position, size) -> list[tuple[Index, float]]:
    """Every ``(i, weight)`` that a real position reads, with the weights of all axes multiplied.

    In two dimensions this is the lecture's ``G = max(0, 1 − |a − s|)·max(0, 1 − |b − t|)``. Cells outside, and
    cells that do not count, are left out.

    >>> bilinear_taps((0.5, 1.25), (4, 5))
    [((0, 1), 0.375), ((0, 2), 0.125), ((1, 1), 0.375), ((1, 2), 0.125)]
    >>> bilinear_taps((-0.5, 4), (4, 5))
    [((0, 4), 0.5)]
    """
    found = []
    for corner in itertools.product(*(neighbours(p, n) for p, n in zip(position, size, strict=True))):
        i, weight = tuple(int(cell) for cell, _, _ in corner), np.prod([w for _, w, _ in corner]).item()
        if weight and all(cell < n for cell, n in zip(i, size, strict=True)):
            found.append((i, weight))
    return found
