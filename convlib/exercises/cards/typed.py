"""What a person types, read kindly: ``4``, ``4.0``, ``4 cells``, ``4 x 4``, ``(4, 4)``, ``yes``, ``1 2 / 3 4``.

Page and Python read alike: both follow the rules of this file, which travel with a card. A page replaces what the
rules say, looks whether the ``form`` is met, and writes each number in one way; so does :func:`key_of`.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

import numpy as np

DIGITS = 3  # after the point: so far a number typed must agree


class Unread(ValueError):
    """What was typed cannot be read; the message asks again."""


class Kind(NamedTuple):
    """``rules`` are patterns and what stands in their place; what is left must match ``form``."""

    rules: tuple[tuple[str, str], ...]
    form: str
    again: str  # what is said to someone who typed something else
    number: str = r"-?\d+(?:\.\d+)?(?:/[1-9]\d*)?"  # in it; empty where none is meant
    between: str = " "  # numbers, when they are said again

    def said(self, key: str) -> str:
        """A key in a sentence.

        >>> KINDS["list"].said("4 -3")
        '4, −3'
        """
        return key.replace(" ", self.between).replace("-", "−")


_NUMBER = Kind._field_defaults["number"]
_SIGNS = (
    (r"\u00a0", " "),
    (r"[−–—]", "-"),
    (r"[“”\"'`$]", ""),
    (r"(?<=\d) ?(?:[a-z]{3,} ?)+[.!]?$", ""),  # 4 cells
    (r"^(?:about|it is|=|y\S* ?=) *", ""),
    (r"(?<![\d.])\.(?=\d)", "0."),
    (r"- +(?=\d)", "-"),
    (r"(?<![\d.])\+ *(?=\d)", ""),
)
_DECIMAL = (
    (r"^[\[(]+|[\])]+$", ""),
    (r"\.$", ""),
    (r"(?<=\b0),(?=\d)", "."),
    (r"(?<=\d)[ _,](?=\d{3}(?!\d))", ""),  # 16,384
    (r"(?<=\d),(?=\d)", "."),
)
_ROWS = ((r"\] *[,;]? *\[|[;|/\n]", " / "),)
_LISTED = ((r"[\[\](){}]", " "), (r"\band\b|\bby\b|[x×*,]", " "))
_SPACES = ((r" +", " "), (r"^ | $", ""))
_WORDS = {
    "yes": "yes|y|true|t|1|right|да",
    "no": "no|n|false|f|0|wrong|нет",
}

KINDS = {
    "number": Kind((*_SIGNS, *_DECIMAL, *_SPACES), f"^{_NUMBER}$", "One number is asked for, such as 12 or 0.5."),
    "list": Kind(
        (*_SIGNS, *_LISTED, *_SPACES),
        f"^{_NUMBER}(?: {_NUMBER})*$",
        "Numbers are asked for, such as 4 x 3 or 4, 3.",
        between=", ",
    ),
    "array": Kind(
        (*_SIGNS, *_ROWS, *_LISTED, *_SPACES, (r"^(?:/ )+|(?: /)+$", ""), (r" /(?: /)+", " /")),
        f"^{_NUMBER}(?: (?:/ )?{_NUMBER})*$",
        "Rows of numbers are asked for, with a stroke between two rows: 1 2 / 3 4.",
    ),
    "truth": Kind(
        ((r"[.!]", ""), *((f"^(?:{words})$", word) for word, words in _WORDS.items())), "^(?:yes|no)$", "Yes or no?", ""
    ),
    "letter": Kind(((r"[().:]", ""), *_SPACES), "^[a-h]$", "One of the letters is asked for.", ""),
}


def key_of(kind: str, text: str) -> str:
    """What was typed, in the one way to write it; raises :class:`Unread`.

    >>> key_of("number", " 4.0 "), key_of("number", "16,384"), key_of("list", "(4, 3)"), key_of("list", "4 x 3")
    ('4', '16384', '4 3', '4 3')
    >>> key_of("number", "4 x 4")
    Traceback (most recent call last):
    convlib.exercises.cards.typed.Unread: One number is asked for, such as 12 or 0.5.
    """
    rules, form, again, number, _ = KINDS[kind]
    text = text.lower().strip()
    for pattern, instead in rules:
        text = re.sub(pattern, instead, text, flags=re.ASCII)
    if not re.search(form, text, re.ASCII):
        raise Unread(again)
    return re.sub(number, lambda found: _plain(found[0]), text, flags=re.ASCII) if number else text


def _plain(text: str) -> str:
    above, _, below = text.partition("/")
    return written(float(above) / float(below or 1))


def written(number: float) -> str:
    """A number in the one way to write it.

    >>> written(4.0), written(0.25), written(-1 / 3), written(-0.0)
    ('4', '0.25', '-0.333', '0')
    """
    scaled = math.floor(number * 10**DIGITS + 0.5) / 10**DIGITS + 0.0
    return str(int(scaled)) if scaled == int(scaled) else f"{scaled:.{DIGITS}f}".rstrip("0")


def kind_of(value) -> str:
    """How a value is typed.

    >>> kind_of(True), kind_of(3), kind_of((2, 3)), kind_of(np.eye(2))
    ('truth', 'number', 'list', 'array')
    """
    if isinstance(value, (bool, np.bool_)):
        return "truth"
    if np.ndim(value) == 0:
        return "number"
    return "list" if np.ndim(value) == 1 else "array"


def key_for(value) -> str:
    """What someone types who means ``value``; ``""`` for what cannot be typed.

    >>> key_for((4, 3)), key_for(np.array([[1, 2], [3, -4]])), key_for(False)
    ('4 3', '1 2 / 3 -4', 'no')
    """
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    array = np.asarray(value)
    if array.dtype.kind not in "biuf" or not array.size or not np.isfinite(array).all():
        return ""
    if array.ndim < 2:
        return " ".join(map(written, array.reshape(-1).tolist()))
    rows = array.reshape(-1, array.shape[-1]).tolist()
    return " / ".join(" ".join(map(written, row)) for row in rows)


def shown(value) -> str:
    """A value as a sentence says it: ``4×3`` is not said, since not every pair is a size.

    >>> shown((4, 3)), shown(-2), shown(np.array([[1, 2], [3, 4]])), shown(True)
    ('4, 3', '−2', '1 2 / 3 4', 'yes')
    """
    return KINDS[kind_of(value)].said(key_for(value) or str(value))
