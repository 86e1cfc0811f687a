"""Arrays of traced numbers: they take part in NumPy's sums and products, and remember whom a maximum met."""

from __future__ import annotations

import numpy as np

from convlib.trace.numbers import Cell, Traced, TraceError, max_of
from convlib.trace.recorder import running


class TracedArray(np.ndarray):
    """An object array of traced numbers that sees ``max`` and what is written into it."""

    def __setitem__(self, index, value) -> None:
        super().__setitem__(index, _settled(value))

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
        arrays = [x.view(np.ndarray) if isinstance(x, TracedArray) else x for x in inputs]
        if ufunc is np.maximum and method == "reduce":
            return _as_traced(_reduce_max(*arrays, out=out, **kwargs))
        if out is not None:
            kwargs["out"] = tuple(o.view(np.ndarray) if isinstance(o, TracedArray) else o for o in out)
        return _as_traced(getattr(_PAIR_MAX if ufunc is np.maximum else ufunc, method)(*arrays, **kwargs))


def _settled(value):
    """What is written: one that won the comparisons since the last write remembers whom it met."""
    recorder = running()
    if recorder is None:
        return value
    compared, recorder.compared = recorder.compared, []
    if isinstance(value, Traced) and value.made != "max" and any(c is value for c in compared):
        members = {id(c): c for c in compared}
        return Traced(value.value, "max", value, tuple(members.values()))
    return int(value) if isinstance(value, np.integer) else value  # np.pad's zero: no int64 among float32


def _as_traced(result):
    return result.view(TracedArray) if isinstance(result, np.ndarray) and result.dtype == object else result


_PAIR_MAX = np.frompyfunc(lambda a, b: max_of([a, b], nan_wins=True), 2, 1)
_LONE_MAX = np.frompyfunc(lambda n: n if isinstance(n, Traced) and n.made == "max" else max_of([n]), 1, 1)


def _reduce_max(array: np.ndarray, axis=0, dtype=None, keepdims=False, initial=None, where=True, out=None):
    if where is not True:
        raise TraceError("trace cannot follow max with where=: take the cells by a slice or a loop")
    axes = range(array.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    axes = sorted(a % array.ndim for a in axes)
    for a in reversed(axes):
        with np.errstate(invalid="ignore"):  # a NaN may be compared
            array = _PAIR_MAX.reduce(array, axis=a)
    array = _LONE_MAX(array) if initial is None else _PAIR_MAX(array, initial)
    array = np.expand_dims(array, tuple(axes)) if keepdims else array
    if out is not None:
        out[0][...] = array
    return array if out is None else out[0]


def traced_array(name: str, array: np.ndarray, common: np.dtype | None = None) -> TracedArray:
    """``array`` as traced numbers, each cell named after its place.

    ``common`` is the type that the array meets others in: a float32 that meets float64 is computed in float64.
    """
    if array.dtype.kind not in "iuf":
        raise TraceError(f"trace: {name} must hold integers or floats, not {array.dtype}")
    as_python = array.dtype.kind in "iu" or (common or array.dtype) == np.float64  # else it would be too exact
    values = array.ravel().tolist() if as_python else array.flat
    numbers = np.empty(array.size, dtype=object)
    numbers[:] = [Traced(v, "cell", Cell(name, i)) for v, i in zip(values, np.ndindex(array.shape), strict=True)]
    return numbers.reshape(array.shape).view(TracedArray)
