"""Numbers that remember where they came from: a value, and how it was made of cells."""

from __future__ import annotations

import numbers
import operator
from typing import NamedTuple

import numpy as np


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


recorder = None  # what watches comparisons and writes while a trace runs; set by trace.py


def _leaves(what: str):
    def leave(self, *_):
        error = TraceError(
            f"trace cannot follow {what}: the number leaves Python there. Use +, −, ·, /, sums, max, slices, "
            f"einsum, tensordot or @ on the arrays as they are"
        )
        if recorder is not None:
            recorder.refused = error  # NumPy makes an IndexError of it
        raise error

    return leave


_PLAIN = (int, float, np.generic, numbers.Number)


def _binary(name: str, compute):
    def forward(self, other):
        if isinstance(other, Traced):
            return Traced(compute(self.value, other.value), name, self, other)
        if not isinstance(other, _PLAIN):
            return NotImplemented
        return Traced(compute(self.value, other), name, self, other)

    def backward(self, other):
        if not isinstance(other, _PLAIN):
            return NotImplemented
        return Traced(compute(other, self.value), name, other, self)

    return forward, backward


def _comparison(compute):
    def compare(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        if recorder is not None:
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


def max_of(numbers) -> Traced:
    """The largest, which remembers all it met, also those that an earlier maximum among them met."""
    met = [member for number in numbers for member in _members(number)]
    winner = met[0]
    for number in met[1:]:
        winner = number if value_of(number) > value_of(winner) else winner
    return Traced(value_of(winner), "max", winner, tuple(met))


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
    return terms_of(side) if isinstance(side, Traced) else [Term(side, (), side)]


class TracedArray(np.ndarray):
    """An object array of traced numbers that sees ``max`` and what is written into it."""

    def __setitem__(self, index, value) -> None:
        if recorder is not None:
            value = recorder.settle(value)
        super().__setitem__(index, value)

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        plain = [x.view(np.ndarray) if isinstance(x, TracedArray) else x for x in inputs]
        if ufunc is np.maximum and method == "reduce":
            return _as_traced(_reduce_max(*plain, out=out, **kwargs))
        if out is not None:
            kwargs["out"] = tuple(o.view(np.ndarray) if isinstance(o, TracedArray) else o for o in out)
        return _as_traced(getattr(_PAIR_MAX if ufunc is np.maximum else ufunc, method)(*plain, **kwargs))


def _as_traced(result):
    return result.view(TracedArray) if isinstance(result, np.ndarray) and result.dtype == object else result


def _pair_max(a, b):
    return max_of([a, b])


def _members(side) -> tuple:
    return side.right if isinstance(side, Traced) and side.made == "max" else (side,)


_PAIR_MAX = np.frompyfunc(_pair_max, 2, 1)
_LONE_MAX = np.frompyfunc(lambda n: n if isinstance(n, Traced) and n.made == "max" else max_of([n]), 1, 1)


def _reduce_max(array: np.ndarray, axis=0, dtype=None, keepdims=False, initial=None, where=True, out=None):
    if where is not True:
        raise TraceError("trace cannot follow max with where=: take the cells by a slice or a loop")
    axes = range(array.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    axes = sorted(a % array.ndim for a in axes)
    for a in reversed(axes):
        array = _PAIR_MAX.reduce(array, axis=a)
    array = _LONE_MAX(array) if initial is None else _PAIR_MAX(array, initial)
    array = np.expand_dims(array, tuple(axes)) if keepdims else array
    if out is not None:
        out[0][...] = array
    return array if out is None else out[0]


def _plain(array: np.ndarray, common: np.dtype) -> list:
    exact = array.dtype.kind in "iu" or common == np.float64
    return array.ravel().tolist() if exact else list(array.flat)


def traced_array(name: str, array: np.ndarray, common: np.dtype | None = None) -> TracedArray:
    """``array`` as traced numbers, each cell named after its place.

    ``common`` is the type that the array meets others in: a float32 that meets float64 is computed in float64.
    """
    if array.dtype.kind not in "iuf":
        raise TraceError(f"trace: {name} must hold integers or floats, not {array.dtype}")
    numbers = np.empty(array.size, dtype=object)
    numbers[:] = [
        Traced(v, "cell", Cell(name, i))
        for v, i in zip(_plain(array, common or array.dtype), np.ndindex(array.shape), strict=True)
    ]
    return numbers.reshape(array.shape).view(TracedArray)
