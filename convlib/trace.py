"""Numbers that remember where they came from, and the trace of a function that ran on them.

:func:`trace` calls a function, the library's or one typed a minute ago, with arrays of :class:`Traced`
numbers. Each carries its value and how it was made, so that every output can tell its terms.
"""

from __future__ import annotations

import builtins
import operator
import threading
from contextlib import contextmanager
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


class TraceError(TypeError):
    """The function did something with a traced number that a trace cannot follow."""


_recorder: _Recorder | None = None


def _leaves(what: str):
    def leave(self, *_):
        raise TraceError(
            f"trace cannot follow {what}: the number leaves Python there. Use +, −, ·, /, sums, max, slices, "
            f"einsum, tensordot or @ on the arrays as they are"
        )

    return leave


def _binary(name: str, compute):
    def forward(self, other):
        if isinstance(other, Traced):
            return Traced(compute(self.value, other.value), name, self, other)
        if isinstance(other, np.ndarray):
            return NotImplemented
        return Traced(compute(self.value, other), name, self, other)

    def backward(self, other):
        return Traced(compute(other, self.value), name, other, self)

    return forward, backward


def _comparison(compute):
    def compare(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        if _recorder is not None:
            _recorder.compared += (self, other)
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
    __int__ = __index__ = _leaves("a conversion to a plain integer")
    __complex__ = _leaves("a conversion to a complex number")
    __pow__ = __rpow__ = _leaves("a power")
    __floordiv__ = __mod__ = __rfloordiv__ = __rmod__ = _leaves("a floor division or remainder")


def value_of(number):
    """The plain value of a traced or plain number."""
    return number.value if isinstance(number, Traced) else number


def _max(numbers) -> Traced:
    winner = numbers[0]
    for number in numbers[1:]:
        winner = number if value_of(number) > value_of(winner) else winner
    return Traced(value_of(winner), "max", winner, tuple(numbers))


def _terms(number) -> list[Term]:
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
    left, right = (_factors(side) for side in (node.left, node.right))
    if node.made == "/":
        if isinstance(node.right, Traced):
            raise TraceError("trace cannot follow a division by a traced number: it is no sum of products")
        by = node.right
        return [Term(sign * t.value / by, t.cells, sign * t.factor / by) for t in left]
    return [
        Term(sign * a.value * b.value, a.cells + b.cells, sign * a.factor * b.factor)
        for a in left
        for b in right
    ]


def _factors(side) -> list[Term]:
    return _terms(side) if isinstance(side, Traced) else [Term(side, (), side)]


class TracedArray(np.ndarray):
    """An object array of traced numbers that sees ``max`` and what is written into it."""

    def __setitem__(self, index, value) -> None:
        if _recorder is not None:
            value = _recorder.settle(value)
        super().__setitem__(index, value)

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        plain = [np.asarray(x, dtype=object) if isinstance(x, TracedArray) else x for x in inputs]
        if ufunc is np.maximum:
            ufunc = _PAIR_MAX
            kwargs.pop("initial", None)
        if out is not None:
            kwargs["out"] = tuple(o.view(np.ndarray) if isinstance(o, TracedArray) else o for o in out)
        result = getattr(ufunc, method)(*plain, **kwargs)
        return result.view(TracedArray) if isinstance(result, np.ndarray) and result.dtype == object else result


def _pair_max(a, b):
    members = [n for side in (a, b) for n in (side.right if isinstance(side, Traced) and side.made == "max" else (side,))]
    return _max(members)


_PAIR_MAX = np.frompyfunc(_pair_max, 2, 1)


class _Recorder:
    """What one run compares, and the stand-ins for what would turn traced numbers into plain ones."""

    def __init__(self) -> None:
        self.compared: list = []
        self.thread = threading.get_ident()

    def settle(self, value):
        """A written value that won the comparisons since the last write remembers whom it met."""
        compared, self.compared = self.compared, []
        if isinstance(value, Traced) and value.made != "max" and any(c is value for c in compared):
            members = {id(c): c for c in compared}
            return Traced(value.value, "max", value, tuple(members.values()))
        return value

    def stand_ins(self):
        def object_array(original):
            def make(*args, **kwargs):
                if threading.get_ident() != self.thread:
                    return original(*args, **kwargs)
                kwargs.pop("dtype", None)
                keep = 2 if original is np_full else 1
                made = original(*args[:keep], dtype=object, **kwargs)
                if original is not np_full:
                    made[...] = 1 if original is np_ones else 0
                return made.view(TracedArray)

            return make

        def either_max(*args, **kwargs):
            numbers = list(args[0]) if len(args) == 1 else list(args)
            if not kwargs and any(isinstance(n, Traced) for n in numbers):
                return _max(numbers)
            return plain_max(numbers, **kwargs)

        np_full, np_ones, plain_max = np.full, np.ones, builtins.max
        arrays = {f: object_array(f) for f in (np.zeros, np.empty, np.ones, np.full)}
        return arrays, either_max

    @contextmanager
    def running(self, function):
        """Put the stand-ins where the function looks: in NumPy, in its own module, and for ``max``."""
        arrays, either_max = self.stand_ins()
        places = [vars(np)] + [getattr(function, "__globals__", {})] * (not _is_library(function))
        kept = [(p, n, v) for p in places for n, v in p.items() if callable(v) and _known(v, arrays)]
        own = getattr(function, "__globals__", {})
        patch_max = not _is_library(function) and "max" not in own
        global _recorder
        outer, _recorder = _recorder, self
        try:
            if not _is_library(function):
                for place, name, value in kept:
                    place[name] = arrays[value]
                if patch_max:
                    own["max"] = either_max
            yield
        finally:
            _recorder = outer
            for place, name, value in kept:
                place[name] = value
            if patch_max:
                own.pop("max", None)


def _known(value, arrays) -> bool:
    try:
        return value in arrays
    except TypeError:
        return False


def _is_library(function) -> bool:
    return (getattr(function, "__module__", None) or "").startswith("convlib.")


class Trace:
    """What a traced run gave: ``output`` (plain values) and, for each output, where it came from.

    >>> def two_taps(x, weight):
    ...     return [x[o] * weight[0] + x[o + 1] * weight[1] for o in range(len(x) - 1)]
    >>> run = trace(two_taps, x=np.array([1, 2, 4]), weight=np.array([-1, 1]))
    >>> run.output
    array([1, 2])
    >>> run.terms((1,))[0]
    Term(value=-2, cells=(Cell(array='x', index=(1,)), Cell(array='weight', index=(0,))), factor=1)
    >>> sorted(c.index for c in run.cells((1,), "x"))
    [(1,), (2,)]
    """

    def __init__(self, numbers: np.ndarray) -> None:
        self.numbers = numbers
        values = [value_of(n) for n in numbers.flat]
        self.output = np.array(values).reshape(numbers.shape) if values else np.zeros(numbers.shape)

    def terms(self, o: tuple[int, ...]) -> list[Term]:
        """The products that were summed for output ``o``, in the order they were added."""
        return _terms(self.numbers[o])

    def cells(self, o: tuple[int, ...], array: str) -> set[Cell]:
        """The cells of one array that output ``o`` was made from."""
        return {c for term in self.terms(o) for c in term.cells if c.array == array}

    def compared(self, o: tuple[int, ...]) -> list[Cell]:
        """The cells that met in the ``max`` which gave output ``o``; none when there was no ``max``."""
        node = self.numbers[o]
        members = node.right if isinstance(node, Traced) and node.made == "max" else ()
        return [c for m in members for t in _factors(m) for c in t.cells]


def _plain(array: np.ndarray) -> list:
    exact = array.dtype.kind in "iu" or array.dtype == np.float64
    return array.ravel().tolist() if exact else list(array.flat)


def traced_array(name: str, array: np.ndarray) -> TracedArray:
    """``array`` as traced numbers, each cell named after its place."""
    if array.dtype.kind not in "iuf":
        raise TraceError(f"trace: {name} must hold integers or floats, not {array.dtype}")
    numbers = np.empty(array.size, dtype=object)
    numbers[:] = [Traced(v, "cell", Cell(name, i)) for v, i in zip(_plain(array), np.ndindex(array.shape), strict=True)]
    return numbers.reshape(array.shape).view(TracedArray)


def trace(function, /, **arguments) -> Trace:
    """Run ``function(**arguments)`` with every array made of traced numbers.

    Follows loops, slices, ``sum``, ``tensordot``, ``einsum``, ``@`` and ``max``; arguments that are no arrays go
    through as they are. Raises :class:`TraceError` where a number would leave Python (``float(x)``, a
    fixed-type array, ``math`` and ``torch`` functions).

    >>> from convlib import conv1d
    >>> trace(conv1d, input=np.array([[1, 2, 4]]), weight=np.array([[[-1, 1]]]), method="loops").output
    array([[1, 2]])
    """
    given = {
        name: traced_array(name, value) if isinstance(value, np.ndarray) else value
        for name, value in arguments.items()
    }
    try:
        with _Recorder().running(function):
            result = function(**given)
    except TraceError:
        raise
    except (TypeError, AttributeError) as error:
        if "Traced" in str(error) or "numpy.object_" in str(error) or "dtype('O')" in str(error):
            name = getattr(function, "__name__", "the function")
            raise TraceError(f"trace cannot follow {name}: it calls compiled code with a traced number ({error})") from error
        raise
    return Trace(np.array(result, dtype=object, subok=False))
