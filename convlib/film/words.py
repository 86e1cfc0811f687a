"""How numbers, sizes and sums are written, the same in every film; captions as data; what a cell says when asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple


@lru_cache(maxsize=4096, typed=True)
def number(value) -> str:
    """A value as it is printed everywhere: integers whole, floats to three digits, a true minus sign.

    >>> number(-3), number(0.125), number(12.0), number(2 / 3), number(1234.5), number(-0.0)
    ('−3', '0.125', '12', '0.667', '1234', '0')
    """
    if isinstance(value, int):
        text = str(value)
    else:
        text = f"{float(value) + 0:{'.0f' if 999.5 <= abs(value) < 99999.5 else '.3g'}}"
    return text.replace("-", "−")


def times(numbers) -> str:
    """``5×6``"""
    return "×".join(map(str, numbers))


def per_axis(numbers: tuple) -> str:
    """One number when all axes share it, else one for each: ``2``, ``2, 1``, ``(0, 1), (1, 2)``."""
    each = [n[0] if isinstance(n, tuple) and n[0] == n[1] else n for n in numbers]
    return str(each[0]) if len(set(each)) == 1 else ", ".join(map(str, each))


def options_of(**options: tuple) -> list[str]:
    """Options with a number for each axis as titles and notes say them, defaults left out.

    >>> options_of(stride=(2, 1), padding=(0, 0), dilation=(1, 1), output_padding=(1, 1))
    ['stride 2, 1', 'output padding 1']
    """
    defaults = {"padding": ({0}, {(0, 0)}), "output_padding": ({0},)}
    shown = {name: v for name, v in options.items() if set(v) not in defaults.get(name, ({1},))}
    return [f"{name.replace('_', ' ')} {per_axis(v)}" for name, v in shown.items()]


def counted(count: int, what: str) -> str:
    """``1 row``, ``2 rows``"""
    return f"{count} {what}{'s' * (count != 1)}"


@lru_cache(maxsize=4096, typed=True)
def bracket(value) -> str:
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def marked_up(text: str) -> str:
    """A sentence as HTML, with what stands in backticks as code.

    >>> marked_up("`a < b`")
    '<code>a &lt; b</code>'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def rows_of(array) -> str:
    """A small array in one line: ``[1 0; 2 −1]``."""
    return "[" + "; ".join(" ".join(number(v.item()) for v in row) for row in array) + "]"


def name_of(array: str, index) -> str:
    """``y[0,2]``; a number that has no index has only its name"""
    return f"{array}[{','.join(map(str, index))}]" if index else array


class Joiner(NamedTuple):
    """What stands between, before and after the items of a caption."""

    between: str = " + "
    before: str = ""
    after: str = ""

    def text(self, items: Sequence[str]) -> str:
        return self.before + self.between.join(items) + self.after


SUM = Joiner()
MAX = Joiner(", ", "max(", ")")


def average(count: int) -> Joiner:
    """The joiner of an average: the items' sum over how many they are."""
    return Joiner(before="(", after=f") / {count}")


class Caption(NamedTuple):
    """What is computed, from which items, and what it comes to.

    >>> caption = Caption("y[0,1]", ("3", "7", "5", "1", "2", "6", "4"), "7", MAX)
    >>> caption.cut(37)
    'y[0,1] = max(3, 7, 5, 1, 2, 6, 4) = 7'
    >>> caption.cut(36)
    'y[0,1] = max(3, 7, 5, …) = 7'
    """

    left: str
    items: tuple[str, ...]
    value: str
    joiner: Joiner = SUM

    def __str__(self) -> str:
        return f"{self.left} = {self.terms} = {self.value}"

    @property
    def terms(self) -> str:
        """The items, joined."""
        return self.joiner.text(self.items)

    def cut(self, room: int) -> str:
        """The sentence in about ``room`` characters: what is too long loses its last items, for a ``…``."""
        line = room - len(f"{self.left} =  = ")
        if self.value.startswith("["):
            return self._cut_lists(line)
        if len(self.terms) <= line - len(self.value):
            return str(self)
        kept, left = [], line - len(self.value) - len(self.joiner.text(["", ""])) - 8
        for item in self.items:
            left -= len(item) + len(self.joiner.between) * bool(kept)
            if left < 0:
                break
            kept.append(item)
        shortened = self.joiner.text([*kept, "…"]) if kept else "…"
        return f"{self.left} = {shortened} = {self.value}"

    def _cut_lists(self, line: int) -> str:
        """A stamp is two lists; each gets half of the line."""
        terms, value = self.terms, self.value
        if len(terms) + len(value) > line:
            terms, value = (_cut_list(text, line // 2) for text in (terms, value))
        return f"{self.left} = {terms} = {value}"


def _cut_list(text: str, room: int) -> str:
    """``[1 2; 3 4]`` with no more numbers than there is room for."""
    if len(text) <= room:
        return text
    kept = text[: max(room - 3, 0)].rpartition(" ")[0]
    return f"{kept} …]" if kept else "…"


# What a cell says when it is pointed at, after its name. The player puts names and counts in.
HOVER = {
    "feeds": ("feeds {count} output: {outputs}", "feeds {count} outputs: {outputs}"),
    "through": "{output} through {cell}",
    "from": "{output} from {cell}",
    "more": ", …",
    "alone": "feeds no output: {why}",
}
