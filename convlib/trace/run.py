"""The trace of a function that ran on numbers which remember where they came from.

:func:`trace` calls a function, the library's or one typed a minute ago, with arrays of
:class:`~convlib.trace.numbers.Traced` numbers, and tells for every output the terms that made it.
"""

from __future__ import annotations

import builtins
import os
import threading
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from convlib.trace import numbers as traced
from convlib.trace.numbers import (
    Cell,
    Reads,
    Term,
    Traced,
    TracedArray,
    TraceError,
    factors,
    max_of,
    terms_of,
    traced_array,
    value_of,
)

__all__ = ["Cell", "Reads", "Term", "Trace", "TraceError", "Traced", "trace"]


_ONE_AT_A_TIME = threading.RLock()  # two threads that trace would put back each other's stand-ins
_NOT_FOLLOWED = ("Traced", "numpy.object_", "dtype('O')", "could not be safely coerced")


class _Recorder:
    """What one run compares, and the stand-ins for what would turn traced numbers into plain ones."""

    def __init__(self) -> None:
        self.compared: list = []
        self.thread = threading.get_ident()
        self.refused: TraceError | None = None
        self.arrays: list[np.ndarray] = []  # those that the function made

    def settle(self, value):
        """A written value that won the comparisons since the last write remembers whom it met."""
        compared, self.compared = self.compared, []
        if isinstance(value, Traced) and value.made != "max" and any(c is value for c in compared):
            members = {id(c): c for c in compared}
            return Traced(value.value, "max", value, tuple(members.values()))
        return int(value) if isinstance(value, np.integer) else value  # np.pad's zero: no int64 among float32

    def unfinished(self) -> np.ndarray | None:
        """The last array that the function made and wrote into."""
        written = (a for a in reversed(self.arrays) if any(isinstance(n, Traced) for n in a.flat))
        return next(written, None)

    def stand_ins(self):
        def object_array(original):
            def make(*args, **kwargs):
                if threading.get_ident() != self.thread or kwargs.get("dtype") in (bool, np.bool_):
                    return original(*args, **kwargs)  # another thread's array; a mask of the function's own
                kwargs.pop("dtype", None)
                keep = 2 if original is np_full else 1
                made = original(*args[:keep], dtype=object, **kwargs)
                if original is not np_full:
                    made[...] = 1 if original is np_ones else 0
                self.arrays.append(made.view(TracedArray))
                return self.arrays[-1]

            return make

        def either_max(*args, **kwargs):
            if not args:
                return plain_max(**kwargs)
            numbers = list(args[0]) if len(args) == 1 else list(args)
            if not kwargs and any(isinstance(n, Traced) for n in numbers):
                return max_of(numbers)
            return plain_max(numbers, **kwargs)

        np_full, np_ones, plain_max = np.full, np.ones, builtins.max
        arrays = {f: object_array(f) for f in (np.zeros, np.empty, np.ones, np.full)}
        return arrays, either_max

    @contextmanager
    def running(self, function):
        """Put the stand-ins where the function looks: in NumPy, in its own module, and for ``max``."""
        outer, traced.recorder = traced.recorder, self
        places = [] if _is_library(function) else [vars(np), getattr(function, "__globals__", {})]
        arrays, either_max = self.stand_ins()
        kept = [(p, n, v) for p in places for n, v in list(p.items()) if callable(v) and _known(v, arrays)]
        own = places[-1] if places and "max" not in places[-1] else {}
        try:
            for place, name, value in kept:
                place[name] = arrays[value]
            own["max"] = either_max
            yield
        finally:
            traced.recorder = outer
            for place, name, value in kept:
                place[name] = value
            own.pop("max", None)


def _known(value, arrays) -> bool:
    try:
        return value in arrays
    except TypeError:
        return False


def _is_library(function) -> bool:
    """Whether it is one of our own operators; a solution of an exercise is run as a learner's function is."""
    file, here = getattr(getattr(function, "__code__", None), "co_filename", ""), str(Path(__file__).parents[1])
    return file.startswith(here) and not file.startswith(os.path.join(here, "exercises"))


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

    def __init__(self, numbers: np.ndarray, error: Exception | None = None) -> None:
        self.numbers, self.error = numbers, error
        values = [value_of(n) for n in numbers.flat]
        # A 0 that the function wrote itself takes the type of the numbers around it: float32 stays.
        each = {type(v): v for v in values}
        dtype = np.result_type(*each.values()) if any(isinstance(v, np.generic) for v in each.values()) else None
        self.output = np.array(values, dtype).reshape(numbers.shape) if values else np.zeros(numbers.shape)

    def terms(self, o: tuple[int, ...]) -> list[Term]:
        """The products that were summed for output ``o``, in the order they were added."""
        return terms_of(self.numbers[o])

    def cells(self, o: tuple[int, ...], array: str) -> set[Cell]:
        """The cells of one array that output ``o`` was made from."""
        return {c for term in self.terms(o) for c in term.cells if c.array == array}

    def reads(self, o: tuple[int, ...]) -> Reads:
        """All that output ``o`` was made from: the terms of its sum, or everything that met in its maximum.

        >>> run = trace(lambda x: [max(x[0], x[1]), x[1] + x[2]], x=np.array([1, 4, 2]))
        >>> run.reads((0,)).how, [cell.index for cell in run.reads((0,)).cells]
        ('max', [(0,), (1,)])
        >>> run.reads((1,)).how, [cell.index for cell in run.reads((1,)).cells]
        ('sum', [(1,), (2,)])
        """
        node = self.numbers[o]
        if isinstance(node, Traced) and node.made == "max":
            return Reads("max", tuple(tuple(factors(member)) for member in node.right))
        return Reads("sum", tuple((term,) for term in terms_of(node)))

    def compared(self, o: tuple[int, ...]) -> list[Cell]:
        """The cells that met in the ``max`` which gave output ``o``; none when there was no ``max``."""
        found = self.reads(o)
        return list(found.cells) if found.how == "max" else []


def trace(function, /, *, _unfinished: bool = False, **arguments) -> Trace:
    """Run ``function(**arguments)`` with every array made of traced numbers.

    Follows loops, slices, ``sum``, ``tensordot``, ``einsum``, ``@`` and ``max``; arguments that are no arrays go
    through as they are. Raises :class:`TraceError` where a number would leave Python (``float(x)``, a
    fixed-type array, ``math`` and ``torch`` functions).

    >>> from convlib import conv1d
    >>> trace(conv1d, input=np.array([[1, 2, 4]]), weight=np.array([[[-1, 1]]]), method="loops").output
    array([[1, 2]])
    """
    arrays = [v for v in arguments.values() if isinstance(v, np.ndarray)]
    common = np.result_type(*(a for a in arrays if a.dtype.kind in "iuf"), np.uint8)
    given = {
        name: traced_array(name, value, common) if isinstance(value, np.ndarray) else value
        for name, value in arguments.items()
    }
    recorder = _Recorder()
    try:
        with _ONE_AT_A_TIME, recorder.running(function):
            result, error = function(**given), None
    except TraceError:
        raise
    except Exception as raised:
        result, error = recorder.unfinished() if _unfinished else None, raised
    if error is not None and result is None:
        _explain(error, recorder, function)
        raise error
    return Trace(np.array(result, dtype=object, subok=False), error)


def _explain(error: Exception, recorder: _Recorder, function) -> None:
    """Raise the :class:`TraceError` behind an error that a traced number caused, if it is one."""
    if isinstance(error, IndexError) and recorder.refused is not None:
        raise recorder.refused from error
    caused = isinstance(error, (TypeError, AttributeError, RuntimeError))
    if caused and any(word in str(error) for word in _NOT_FOLLOWED):
        name = getattr(function, "__name__", "the function")
        complaint = f"trace cannot follow {name}: it calls compiled code with a traced number ({error})"
        raise TraceError(complaint) from error
