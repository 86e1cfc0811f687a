"""A question with its numbers put in, and what is replied to every answer that it foresees.

What is asked is declared: an exercise, or a :class:`Question` of a lesson. Its solution gives the right answer, and
its misconceptions, computed for just these numbers, the wrong ones.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from convlib.exercises.cards.typed import KINDS, Unread, key_for, key_of, kind_of, shown
from convlib.exercises.cards.worked import worked
from convlib.exercises.exercise import Misconception
from convlib.exercises.run import attempt
from convlib.film.words import rows_of, times

MOST = 3  # slips that are told of one answer
NEUTRAL = {"stride": 1, "padding": 0, "dilation": 1, "output_padding": 0, "groups": 1}


class Reply(NamedTuple):
    """What a card says to an answer; ``right`` is ``None`` where it could not be read."""

    right: bool | None
    words: str
    misconceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """Something to foresee; its name and its arguments are those of ``solution``.

    ``asks`` says it in words, with the arguments in braces, and in square brackets what is left out where an argument
    changes nothing, as stride 1; an array stands below. ``given`` are the arguments that
    are asked for when nobody gives others; ``hints`` go from a nudge to almost all of it.
    """

    asks: str
    solution: Callable
    wrong: dict[str, Misconception] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    given: dict = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.solution.__name__

    def ready(self, arguments: dict) -> Asked:
        """The question for some arguments, or for those that are usually given."""
        return asked(self, arguments)


@dataclass(frozen=True)
class Asked:
    """A question that is ready: ``words``, ``arrays`` to show by their names, a reply for each foreseen answer."""

    name: str
    words: str
    kind: str  # of typed.KINDS
    replies: dict[str, Reply]  # by what is typed, in the one way to write it
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    options: tuple[str, ...] = ()  # to choose from by a letter
    hints: tuple[str, ...] = ()
    answer: tuple[str, ...] = ()  # the answer, then how one comes to it, a line for each step

    def reply(self, text: str) -> Reply:
        """What is said to someone who types ``text``."""
        try:
            key = key_of(self.kind, str(text))
        except Unread as error:
            return Reply(None, str(error))
        return self.replies.get(key) or Reply(False, self.otherwise.replace("{}", KINDS[self.kind].said(key)))

    @property
    def otherwise(self) -> str:
        """To an answer that nobody foresaw; ``{}`` is what was typed."""
        return f"Not {{}}. {self.hints[0]}" if self.hints else "Not {}. Try again."

    @property
    def right(self) -> str:
        """What is typed by someone who knows."""
        return next(key for key, reply in self.replies.items() if reply.right)

    @property
    def text(self) -> str:
        """All of the question in one line."""
        arrays = [f"{name} = {rows_of(array) if array.ndim == 2 else array.tolist()}" for name, array in self.shown()]
        options = [f"{letter}) {option}" for letter, option in zip("abcdefgh", self.options, strict=False)]
        return " ".join([self.words, *arrays, *options])

    def shown(self) -> list[tuple[str, np.ndarray]]:
        return list(self.arrays.items())

    def data(self) -> dict:
        """What a page needs beside the question."""
        replies = {key: [reply.right, reply.words] for key, reply in self.replies.items()}
        words = {"otherwise": self.otherwise, "hints": self.hints, "answer": self.answer}
        return {"kind": KINDS[self.kind]._asdict(), "replies": replies, **words}


def asked(declared, arguments: dict, call: str = "") -> Asked:
    """The question of an exercise, or of a :class:`Question`, for some arguments; those it usually has if none.

    >>> from convlib.exercises import registry
    >>> question = asked(registry()["output_size"], dict(size=7, kernel_size=3, stride=2, padding=1, dilation=1))
    >>> question.reply("3").words
    '3 is what you would get if padding were added on one side only, or if `padding` were ignored, or if ...
    >>> question.reply(" 4.0 ").words
    'Yes, 4. `(9 - 3) // 2 + 1 = 4`'
    """
    arguments = _checked(declared, arguments or declared.given, call or f"predict.{declared.name}")
    right = attempt(declared.solution, arguments)
    if right.error is not None:
        raise ValueError(f"{call or declared.name}({_said(arguments)}): there is no answer: {right.error}")
    arrays = {name: value for name, value in arguments.items() if isinstance(value, np.ndarray)}
    words = _filled(declared.asks, arguments)
    steps, hints = worked(declared.solution, arguments), tuple(declared.hints)
    hints, steps = (hints, [f"`{step}`" for step in steps]) if steps else (hints[:-1] or hints, hints[-1:])
    answer = shown(right.value)
    return Asked(
        name=declared.name,
        words=words,
        kind=kind_of(right.value),
        replies=_replies(declared, arguments, right.value),
        arrays=arrays,
        hints=hints,
        answer=(f"It is {answer}.", *steps),
    )


def _filled(asks: str, arguments: dict) -> str:
    """The words with the numbers in; what stands in square brackets only where it says something.

    >>> _filled("{size} cells[, stride {stride}][, padding {padding}]", {"size": 5, "stride": 2, "padding": 0})
    '5 cells, stride 2'
    """

    def kept(part: re.Match) -> str:
        (name,) = re.findall(r"{(\w+)", part[1])
        return "" if arguments[name] == NEUTRAL[name] else part[1]

    words = re.sub(r"\[([, ][^\[\]]*{\w+}[^\[\]]*)\]", kept, asks)
    words = words.format(**{name: _Shown(value) for name, value in arguments.items()})
    return re.sub(r"(?<![\d,] )\b1 (cell|map|row|layer|pixel|tap|number)s\b", r"1 \1", words)


class _Shown:
    """A value as a sentence says it; ``{kernel_size:x}`` says a pair as a size, ``3×2``."""

    def __init__(self, value) -> None:
        self.value = value

    def __format__(self, how: str) -> str:
        return times(self.value) if how == "x" else shown(self.value)


def _checked(declared, arguments: dict, call: str) -> dict:
    names = list(inspect.signature(declared.solution).parameters)
    if list(arguments) != names and sorted(arguments) != sorted(names):
        wanted = f"{declared.name} asks for {', '.join(names) or 'nothing'}"
        raise TypeError(f"{call}({_said(arguments)}): {wanted}")
    return {name: _array(arguments[name]) for name in names}


def _array(value):
    """Nested lists are meant as arrays; a tuple stays one."""
    return np.asarray(value) if isinstance(value, list) else value


def _said(arguments: dict) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())


def _replies(declared, arguments: dict, right) -> dict[str, Reply]:
    """The right answer, and every wrong one that a misconception leads to, with all that lead there."""
    found: dict[str, dict[str, str]] = {}
    for name, misconception in declared.wrong.items():
        outcome = attempt(misconception.function, arguments)
        if outcome.error is None and (key := key_for(outcome.value)) not in ("", key_for(right)):
            found.setdefault(key, {})[name] = misconception.as_if
    steps = worked(declared.solution, arguments)
    replies = {key_for(right): Reply(True, " ".join([f"Yes, {shown(right)}.", *(f"`{step}`" for step in steps[-1:])]))}
    for key, reasons in found.items():
        told = ", or if ".join(list(dict.fromkeys(reasons.values()))[:MOST])
        words = f"{KINDS[kind_of(right)].said(key)} is what you would get if {told}."
        replies[key] = Reply(False, words[0].upper() + words[1:], tuple(reasons))
    return replies
