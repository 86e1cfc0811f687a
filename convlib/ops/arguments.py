"""The rules for arguments, the same for every operator: each complaint restates the whole call."""

from __future__ import annotations

import operator

import numpy as np

from convlib.relation import PADDING_MODES, PADDING_NAMES, named_padding, padding_problem

_DEFAULTS = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "padding_mode": "zeros", "method": "windows"}


def _is_default(name: str, value) -> bool:
    return isinstance(value, (int, str)) and _DEFAULTS.get(name) == value and not isinstance(value, bool)


def _shown(value) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.shape} {value.dtype}"
    return f"={value!r}"


def _is_number(value) -> bool:
    """Whether an element of an object array can be multiplied and added: traced, a fraction, a long integer."""
    number = hasattr(value, "__mul__") and not hasattr(value, "__len__")
    return number and not isinstance(value, (complex, np.complexfloating))


def _is_sequence(value) -> bool:
    return isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim > 0)


class Call:
    """One call of an operator, as the person wrote it.

    >>> Call("conv2d", input=np.ones((1, 5, 5)), stride=0).integer("stride", 1)
    Traceback (most recent call last):
        ...
    ValueError: conv2d(input (1, 5, 5) float64, stride=0): stride must be at least 1, not 0
    """

    def __init__(self, name: str, **arguments) -> None:
        self.name, self.arguments = name, arguments

    def restated(self, complaint: str) -> str:
        """The call as it was made; a default is left out unless the complaint speaks of it."""
        spoken = [n for n, v in self.arguments.items() if n in complaint or not _is_default(n, v)]
        given = ((n, self.arguments[n]) for n in spoken if self.arguments[n] is not None)
        return f"{self.name}({', '.join(n + ' ' * isinstance(v, np.ndarray) + _shown(v) for n, v in given)})"

    def fail(self, complaint: str, error: type[Exception] = ValueError):
        raise error(f"{self.restated(complaint)}: {complaint}") from None

    def array(self, name: str, ranks: tuple[int, ...], shape: str) -> np.ndarray:
        """An array of numbers with one of ``ranks`` axes, which ``shape`` spells out."""
        value = self.arguments[name]
        try:
            array = np.asarray(value)
        except ValueError:
            self.fail(f"{name} must be an array of numbers, its rows are of different lengths", TypeError)
        except Exception as error:  # an array of another library that does not convert
            self.fail(f"{name} must be an array of numbers ({error})", TypeError)
        self.arguments[name] = array
        if array.dtype.kind not in "iufO":
            self.fail(f"{name} must hold integers or floats, not {array.dtype}", TypeError)
        if array.dtype == np.uint64:
            self.fail(f"{name}: uint64 does not fit the int64 that integers are summed in; convert it", TypeError)
        if array.dtype == object and not all(map(_is_number, array.flat)):
            self.fail(f"{name} must be an array of numbers", TypeError)
        if array.ndim not in ranks:
            self.fail(f"{name} must be {shape}, not {array.ndim}-dimensional")
        return array

    def integer(self, name: str, least: int) -> int:
        return self._integer(name, self.arguments[name], least)

    def _integer(self, name: str, value, least: int) -> int:
        try:
            number = operator.index(value)
        except TypeError:
            number = None
        if number is None or isinstance(value, (bool, np.bool_)):
            self.fail(f"{name} must be made of integers, not {value!r}", TypeError)
        if number < least:
            negative = least == 0
            self.fail(f"{name} must {'not be negative' if negative else f'be at least {least}'}, not {number}")
        return number

    def per_axis(self, name: str, axes: int, least: int) -> tuple[int, ...]:
        """An integer for all axes, or one for each."""
        value = self.arguments[name]
        return tuple(self._integer(name, v, least) for v in self._each(name, value, axes))

    def _each(self, name: str, value, axes: int) -> tuple:
        if not _is_sequence(value):
            return (value,) * axes
        if len(value) not in (1, axes):
            self.fail(f"{name} must be one number or {axes}, one for each axis, not {len(value)}")
        return tuple(value) * (axes if len(value) == 1 else 1)

    def choice(self, name: str, choices) -> str:
        value = self.arguments[name]
        if not isinstance(value, str) or value not in choices:
            self.fail(f"{name} must be one of {', '.join(map(repr, choices))}, not {value!r}")
        return value

    def paddings(self, size, kernel_size, stride, dilation) -> tuple[tuple[int, int], ...]:
        """``padding`` in any of its forms as ``(before, after)`` per axis, fit for ``padding_mode``."""
        value, axes = self.arguments["padding"], len(size)
        if isinstance(value, str):
            self.choice("padding", PADDING_NAMES)
            pairs = [named_padding(value, *row) for row in zip(size, kernel_size, stride, dilation, strict=True)]
        else:
            pairs = [self._pair(p) for p in self._each("padding", value, axes)]
        mode = self.choice("padding_mode", PADDING_MODES)
        for length, pair in zip(size, pairs, strict=True):
            if problem := padding_problem(length, pair, mode):
                self.fail(problem)
        return tuple(pairs)

    def _pair(self, value) -> tuple[int, int]:
        if not _is_sequence(value):
            value = (value, value)
        if len(value) != 2:
            self.fail(f"padding of an axis is one number or (before, after), not {value!r}")
        return tuple(self._integer("padding", v, 0) for v in value)


def result_type(*arrays: np.ndarray | None) -> np.dtype:
    """NumPy's promotion, with every integer type summed in ``int64``: a ``uint8`` photo must not wrap around."""
    dtype = np.result_type(*(a for a in arrays if a is not None))
    return np.dtype(np.int64) if dtype.kind in "iu" else dtype
