"""Rows of numbers and sentences beside a picture: one when the axes share it, else one for each."""

from __future__ import annotations

from collections.abc import Iterable

from convlib.film.words import number
from convlib.relation import Axis


def by_axis(name: str, each: Iterable[str], sign: str = " = ") -> list[str]:
    """A row of a formula.

    >>> by_axis("output", ["3", "3"]), by_axis("output", ["3", "4"])
    (['output = 3'], ['output_h = 3', 'output_w = 4'])
    """
    each = list(each)
    if len(set(each)) == 1:
        return [f"{name}{sign}{each[0]}"]
    return [f"{name}_{axis}{sign}{row}" for axis, row in zip("hw", each, strict=True)]


def told(each: Iterable[str]) -> list[str]:
    """A sentence, which names its axis or begins with a capital letter.

    >>> told(["it fits.", "it fits."]), told(["it fits.", "it does not."])
    (['It fits.'], ['h: it fits.', 'w: it does not.'])
    """
    each = list(each)
    if len(set(each)) == 1:
        return [each[0][0].upper() + each[0][1:]]
    return [f"{axis}: {sentence}" for axis, sentence in zip("hw", each, strict=True)]


def windows_counted(room: str, axis: Axis) -> str:
    """How many windows fit in some room, written as a sum: rounded down or, with ``ceil_mode``, up.

    >>> windows_counted("7 − 2", Axis(7, kernel_size=2, stride=2, ceil_mode=True))
    '⌈(7 − 2) / 2⌉ + 1 = 4'
    >>> windows_counted("2 + 2·1 − 2", Axis(2, kernel_size=2, stride=3, padding=(1, 1), ceil_mode=True))
    '⌈(2 + 2·1 − 2) / 3⌉ + 1 − 1 = 1'
    """
    down, up = "⌈⌉" if axis.ceil_mode else "⌊⌋"
    beyond = " − 1" * axis.drops_the_last
    return f"{down}({room}) / {axis.stride}{up} + 1{beyond} = {number(axis.output_size)}"


def size_with_numbers(axis: Axis) -> str:
    """The size formula of a convolution, with the numbers in and what they come to.

    >>> size_with_numbers(Axis(7, kernel_size=3, stride=2, padding=(1, 1)))
    '⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 4'
    """
    return windows_counted(f"{axis.size} + 2·{axis.padding[0]} − {axis.dilation}·({axis.kernel_size} − 1) − 1", axis)
