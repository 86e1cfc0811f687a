"""The trace of a function that ran on numbers which remember where they came from.

:func:`trace` calls a function, the library's or one typed a minute ago, with arrays of
:class:`~convlib.trace.numbers.Traced` numbers, and tells for every output the terms that made it.
"""

from __future__ import annotations

import threading

import numpy as np

from convlib.trace.arrays import traced_array
from convlib.trace.numbers import Cell, Reads, Term, Traced, TraceError, factors, terms_of, value_of
from convlib.trace.recorder import recording
from convlib.trace.stand_ins import stand_ins

_ONE_AT_A_TIME = threading.RLock()  # two threads that trace would put back each other's stand-ins
_NOT_FOLLOWED = ("Traced", "numpy.object_", "dtype('O')", "could not be safely coerced")


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
    with _ONE_AT_A_TIME, recording() as recorder, stand_ins(function) as made:
        try:
            result, error = function(**given), None
        except TraceError:
            raise
        except Exception as raised:
            result, error = _last_written(made) if _unfinished else None, raised
    if error is not None and result is None:
        _explain(error, recorder.refused, function)
        raise error
    return Trace(np.array(result, dtype=object, subok=False), error)


def _last_written(made: list[np.ndarray]) -> np.ndarray | None:
    """The last of the arrays that the function made and wrote into."""
    written = (a for a in reversed(made) if any(isinstance(n, Traced) for n in a.flat))
    return next(written, None)


def _explain(error: Exception, refused: TraceError | None, function) -> None:
    """Raise the :class:`TraceError` behind an error that a traced number caused, if it is one."""
    if isinstance(error, IndexError) and refused is not None:
        raise refused from error
    caused = isinstance(error, (TypeError, AttributeError, RuntimeError))
    if caused and any(word in str(error) for word in _NOT_FOLLOWED):
        name = getattr(function, "__name__", "the function")
        complaint = f"trace cannot follow {name}: it calls compiled code with a traced number ({error})"
        raise TraceError(complaint) from error
