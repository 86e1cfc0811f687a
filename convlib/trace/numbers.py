"""Numbers that remember where they came from: a value, and how it was made of cells."""

from __future__ import annotations

import operator
from numbers import Number
from typing import NamedTuple

import numpy as np

from convlib.trace.recorder import running


class Cell(NamedTuple):
    """One cell of a traced array."""

    array: str
    index: tuple[int, ...]


class Term(NamedTuple):
    """One product in a sum: ``value = factor · the values of cells``."""

    value: object
    cells: tuple[Cell, ...]
    factor: object = 1


class Reads(NamedTuple):
    """What an output was made of: ``items`` that were summed, or that met in a maximum; each is a sum of terms."""

    how: str  # "sum" or "max"
    items: tuple[tuple[Term, ...], ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for item in self.items for term in item)

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(cell for term in self.terms for cell in term.cells)


class TraceError(TypeError):
    """The function did something with a traced number that a trace cannot follow."""


def _leaves(what: str):
    def leave(self, *_):
        error = TraceError(
            f"trace cannot follow {what}: the number leaves Python there. Use +, −, ·, /, sums, max, slices, "
            f"einsum, tensordot or @ on the arrays as they are"
        )
        if recorder := running():
            recorder.refused = error  # NumPy makes an IndexError of it
        raise error

    return leave


_UNTRACED = (int, float, np.generic, Number)  # what else a traced number may meet


def _binary(name: str, compute):
    def forward(self, other):
        if isinstance(other, Traced):
            return Traced(compute(self.value, other.value), name, self, other)
        if not isinstance(other, _UNTRACED):
            return NotImplemented
        return Traced(compute(self.value, other), name, self, other)

    def backward(self, other):
        if not isinstance(other, _UNTRACED):
            return NotImplemented
        return Traced(compute(other, self.value), name, other, self)

    return forward, backward


def _comparison(compute):
    def compare(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        if recorder := running():
            recorder.compared += (self, other)
        return bool(compute(self.value, value_of(other)))

    return compare


class Traced:
    """A number that remembers how it was made: ``made`` is ``"cell"``, an arithmetic sign or ``"max"``."""

    __slots__ = ("left", "made", "right", "value")

    def __init__(self, value, made: str, left=None, right=None) -> None:
        self.value, self.made, self.left, self.right = value, made, left, right

    __add__, __radd__ = _binary("+", operator.add)
    __sub__, __rsub__ = _binary("-", operator.sub)
    __mul__, __rmul__ = _binary("*", operator.mul)
    __truediv__, __rtruediv__ = _binary("/", operator.truediv)
    __lt__, __le__ = _comparison(operator.lt), _comparison(operator.le)
    __gt__, __ge__ = _comparison(operator.gt), _comparison(operator.ge)
    __eq__, __ne__ = _comparison(operator.eq), _comparison(operator.ne)
    __hash__ = object.__hash__

    def __neg__(self):
        return self * -1

    def __pos__(self):
        return self

    def __bool__(self) -> bool:
        return bool(self.value)

    def __repr__(self) -> str:
        return repr(self.value)

    __float__ = _leaves("a conversion to a plain float (float(), astype, an array of a fixed type)")
    __int__ = __index__ = _leaves("a conversion to a plain integer (int(), range(), an index)")
    __complex__ = _leaves("a conversion to a complex number")
    __pow__ = __rpow__ = _leaves("a power")
    __floordiv__ = __mod__ = __rfloordiv__ = __rmod__ = _leaves("a floor division or remainder")


def value_of(number):
    """The plain value of a traced or plain number."""
    return number.value if isinstance(number, Traced) else number


def max_of(numbers, nan_wins: bool = False) -> Traced:
    """The largest, which remembers all it met, also those that an earlier maximum among them met.

    Python's ``max`` compares, so that a NaN wins only where it comes first; in NumPy's the last NaN wins.
    """
    met = [member for number in numbers for member in members_of(number)]
    winner = met[0]
    for number in met[1:]:
        value = value_of(number)
        if value > value_of(winner) or (nan_wins and value != value):
            winner = number
    return Traced(value_of(winner), "max", winner, tuple(met))


def members_of(number) -> tuple:
    return number.right if isinstance(number, Traced) and number.made == "max" else (number,)


def terms_of(number) -> list[Term]:
    """A traced number as a sum of products of cells; zeros added to a sum are left out."""
    found, waiting = [], [(number, 1)]
    while waiting:
        node, sign = waiting.pop()
        if not isinstance(node, Traced):
            if node != 0:
                found.append(Term(sign * node, (), sign * node))
        elif node.made == "cell":
            found.append(Term(sign * node.value, (node.left,), sign))
        elif node.made == "max":
            waiting.append((node.left, sign))
        elif node.made in "+-":
            waiting += [(node.right, sign if node.made == "+" else -sign), (node.left, sign)]
        else:
            found += _products(node, sign)
    return found


def _products(node: Traced, sign) -> list[Term]:
    left, right = (factors(side) for side in (node.left, node.right))
    if node.made == "/":
        if isinstance(node.right, Traced):
            raise TraceError("trace cannot follow a division by a traced number: it is no sum of products")
        by = node.right
        return [Term(sign * t.value / by, t.cells, sign * t.factor / by) for t in left]
    return [Term(sign * a.value * b.value, a.cells + b.cells, sign * a.factor * b.factor) for a in left for b in right]


def factors(side) -> list[Term]:
    if not isinstance(side, Traced):
        return [Term(side, (), side)]
    return [Term(side.value, (side.left,), 1)] if side.made == "cell" else terms_of(side)
