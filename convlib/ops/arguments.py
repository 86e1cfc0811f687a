"""The rules for arguments, the same for every operator: each complaint restates the whole call."""

from __future__ import annotations

import math
import operator
import re

import numpy as np

from convlib.relation import PADDING_MODES, PADDING_NAMES, SPATIAL, Window, named_padding, padding_problem

MOST = 2**28  # of any number, and of the cells of a map: more is a slip, which would end without memory
_DEFAULTS = {
    **{"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "output_padding": 0},
    **{"padding_mode": "zeros", "method": ("windows", "scatter"), "mode": "nearest"},
    **{"ceil_mode": False, "return_indices": False, "count_include_pad": True},
}


def _is_default(name: str, value) -> bool:
    default = _DEFAULTS.get(name)
    choices = default if isinstance(default, tuple) else (default,)
    return any(type(value) is type(choice) and value == choice for choice in choices)


def _shown(value) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.shape} {value.dtype}"
    return f"={value!r}"


def _is_number(value) -> bool:
    """Whether an element of an object array can be multiplied and added: traced, a fraction, a long integer."""
    number = hasattr(value, "__mul__") and not hasattr(value, "__len__")
    return number and not isinstance(value, (bool, np.bool_, complex, np.complexfloating))


def is_sequence(value) -> bool:
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
        """The call as it was made; a default and a ``None`` are left out unless the complaint speaks of them."""
        words = set(re.findall(r"\w+", complaint))
        given = [(n, v) for n, v in self.arguments.items() if n in words or not (v is None or _is_default(n, v))]
        return f"{self.name}({', '.join(n + ' ' * isinstance(v, np.ndarray) + _shown(v) for n, v in given)})"

    def fail(self, complaint: str, error: type[Exception] = ValueError):
        failure = error(f"{self.restated(complaint)}: {complaint}")
        failure.complaint = complaint  # for a caller that has its own name for the call
        raise failure from None

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

    def batch(self, name: str, dimensions: int, channels: str = "c") -> tuple[np.ndarray, bool]:
        """An array of maps, with a batch axis in front, and whether it came with one."""
        axes = f"{channels}, {', '.join(SPATIAL[-dimensions:])}" if dimensions else channels
        array = self.array(name, (dimensions + 1, dimensions + 2), f"({axes}) or (n, {axes})")
        batched = array.ndim == dimensions + 2
        return (array if batched else array[None]), batched

    def real_array(self, name: str, array: np.ndarray) -> None:
        """Refuse an array that holds NaN or infinity: positions and shares must be finite."""
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            self.fail(f"{name} must be finite, it holds {array[~np.isfinite(array)].flat[0]}")

    def flag(self, name: str) -> bool:
        value = self.arguments[name]
        if not isinstance(value, (bool, np.bool_)):
            self.fail(f"{name} must be True or False, not {value!r}", TypeError)
        return bool(value)

    def integer(self, name: str, least: int, most: int = MOST) -> int:
        return self._integer(name, self.arguments[name], least, most)

    def positive(self, name: str, value) -> float:
        """A finite number above 0, such as a scale."""
        if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
            self.fail(f"{name} must be made of numbers, not {value!r}", TypeError)
        if not 0 < value < math.inf:
            self.fail(f"{name} must be finite and above 0, not {value!r}")
        if value > MOST:
            self.fail(f"{name} must be at most {MOST}, not {value!r}")
        return float(value)

    def _integer(self, name: str, value, least: int, most: int = MOST) -> int:
        try:
            number = operator.index(value)
        except TypeError:
            number = None
        if number is None or isinstance(value, (bool, np.bool_)):
            self.fail(f"{name} must be made of integers, not {value!r}", TypeError)
        if number < least:
            negative = least == 0
            self.fail(f"{name} must {'not be negative' if negative else f'be at least {least}'}, not {number}")
        if number > most:
            self.fail(f"{name} must be at most {most}, not {number}")
        return number

    def per_axis(self, name: str, axes: int, least: int, kept: tuple[int, ...] = ()) -> tuple[int, ...]:
        """An integer for all axes, or one for each; a ``None`` stands for the number in ``kept``, if that is given."""
        values = self.each(name, self.arguments[name], axes)
        if kept:
            values = [number if value is None else value for value, number in zip(values, kept, strict=True)]
        return tuple(self._integer(name, value, least) for value in values)

    def each(self, name: str, value, axes: int) -> tuple:
        """One value for each axis; a single one holds for all."""
        if not is_sequence(value):
            return (value,) * axes
        if len(value) not in (1, axes):
            self.fail(f"{name} must be one number or {axes}, one for each axis, not {len(value)}")
        return tuple(value) * (axes if len(value) == 1 else 1)

    def room(self, size) -> None:
        """Refuse maps of more cells than there is room for."""
        if math.prod(size) > MOST:
            self.fail(f"maps of {'×'.join(map(str, size))} cells are too large, {MOST} are the limit")

    def choice(self, name: str, choices) -> str:
        value = self.arguments[name]
        if not isinstance(value, str) or value not in choices:
            self.fail(f"{name} must be one of {', '.join(map(repr, choices))}, not {value!r}")
        return value

    def paddings(self, size, kernel_size, stride, dilation) -> tuple[tuple[int, int], ...]:
        """``padding`` in any of its forms as ``(before, after)`` per axis, fit for the ``padding_mode``, if any."""
        value, axes = self.arguments["padding"], len(size)
        if isinstance(value, str):
            self.choice("padding", PADDING_NAMES)
            pairs = [named_padding(value, *row) for row in zip(size, kernel_size, stride, dilation, strict=True)]
        else:
            pairs = [self._pair(p) for p in self.each("padding", value, axes)]
        mode = self.choice("padding_mode", PADDING_MODES) if "padding_mode" in self.arguments else "zeros"
        for length, pair in zip(size, pairs, strict=True):
            if problem := padding_problem(length, pair, mode):
                self.fail(problem)
        return tuple(pairs)

    def window(
        self, size: tuple[int, ...], kernel_size: tuple[int, ...], stride: tuple[int, ...] | None = None
    ) -> Window:
        """The window that ``stride`` (of this call, if not given), ``padding`` and ``dilation`` slide over ``size``."""
        stride = stride or self.per_axis("stride", len(size), 1)
        dilation = self.per_axis("dilation", len(size), 1)
        pairs = self.paddings(size, kernel_size, stride, dilation)
        ceil_mode = "ceil_mode" in self.arguments and self.flag("ceil_mode")
        window = Window.of(size, kernel_size, stride=stride, padding=pairs, dilation=dilation, ceil_mode=ceil_mode)
        if window.problem:
            self.fail(window.problem)
        self.room(window.padded_size)
        return window

    def bias(self, c_out: int) -> np.ndarray | None:
        """One number for each output channel, or ``None``."""
        if self.arguments["bias"] is None:
            return None
        bias = self.array("bias", (1,), "(c_out,)")
        if len(bias) != c_out:
            self.fail(f"bias must hold one number for each of the {c_out} output channels")
        return bias

    def weight(self, name: str, *dimensions: int, lead: str = "c_out, c / groups") -> np.ndarray:
        """Kernels: two axes of channels, then the taps of one of ``dimensions`` axes. No axis is empty."""
        shape = " or ".join(f"({lead}, {', '.join(SPATIAL[-d:])})" for d in dimensions)
        array = self.array(name, tuple(d + 2 for d in dimensions), shape)
        if not array.size:
            self.fail(f"{name} is empty")
        return array

    def channels(self, channels: int, weight: np.ndarray, groups: int) -> None:
        """Refuse a ``weight (c_out, c / groups, ...)`` that takes another number of channels than the input has."""
        each = weight.shape[1]
        if channels != each * groups:
            takes = f"weight takes {each} channels in each of {groups} groups, {each * groups} in all"
            self.fail(f"{takes}; input has {channels}")

    def groups(self, channels: int, c_out: int) -> int:
        """``groups``, which must divide both numbers of channels."""
        groups = self.integer("groups", 1)
        if channels % groups or c_out % groups:
            self.fail(f"groups={groups} must divide the {channels} channels of input and the {c_out} of the output")
        return groups

    def _pair(self, value) -> tuple[int, int]:
        if not is_sequence(value):
            value = (value, value)
        if len(value) != 2:
            self.fail(f"padding of an axis is one number or (before, after), not {value!r}")
        return tuple(self._integer("padding", v, 0) for v in value)


def as_given(y: np.ndarray, batched: bool) -> np.ndarray:
    """A result with a batch axis, as an array of its own: without that axis, if the input came without one."""
    return np.ascontiguousarray(y if batched else y[0])


def result_type(*arrays: np.ndarray | None) -> np.dtype:
    """NumPy's promotion, with every integer type summed in ``int64``: a ``uint8`` photo must not wrap around."""
    dtype = np.result_type(*(a for a in arrays if a is not None))
    return np.dtype(np.int64) if dtype.kind in "iu" else dtype
