"""What a failed check shows: words, the picture or a small table, and the film of the learner's function."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import numpy as np

from convlib import animate
from convlib.exercises.exercise import Exercise
from convlib.exercises.judging import MINOR, numbers, wrong_cells
from convlib.exercises.picture import Panel, drawn, framed
from convlib.exercises.run import Clock, Outcome, TimeUp, attempt
from convlib.exercises.should import should_be
from convlib.exercises.wording import LONGEST_ERROR, clipped, short
from convlib.film.drawing import number
from convlib.film.words import name_of
from convlib.trace import TraceError

FILM_SECONDS = 0.6
LONGEST = 120  # characters of what a function printed
_MARKS = {  # of the film, as they are in animate/tracks.py
    "missing": "`+` marks a cell that it should read and does not",
    "extra": "`×` marks a cell that it should not read",
    "other": "`≠` marks a cell that should meet another weight",
}


@dataclass
class Finding:
    """The first case that failed, and all there is to say about it."""

    exercise: Exercise
    function: Callable
    kind: str
    words: str
    place: str
    case: dict
    expected: object
    outcome: Outcome
    as_if: tuple[str, ...]  # one slip, or two
    before: int = 0  # cases before this one that are right

    @property
    def message(self) -> str:
        """``Case 5 of 20: output_size gives 3; expected is 2. Yours behaves as if ...``"""
        return " ".join([self.headline, *self.behaves])

    @property
    def headline(self) -> str:
        text = f"{self.place}: {self.exercise.name} {self.words}"
        return text if text.endswith(("?", ".")) else f"{text}."

    @property
    def so_far(self) -> str:
        """How many cases before it are right; empty when none or not all are."""
        if self.before < 2:
            return " The case before it is right." * self.before
        return f" The {self.before} cases before it are right."

    @property
    def behaves(self) -> list[str]:
        return [f"Yours behaves as if {', and as if '.join(self.as_if)}."] if self.as_if else []

    @property
    def call(self) -> str:
        named = (n if isinstance(v, np.ndarray) else f"{n}={short(v)}" for n, v in self.case.items())
        return f"{self.exercise.name}({', '.join(named)})"


class Report:
    """Rich where HTML is shown, and the same in plain text."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        self.film, trouble = _filmed(finding)
        right, yours = numbers(finding.expected), numbers(finding.outcome.value)
        alike = right is not None and yours is not None and right.shape == yours.shape
        wrong = frozenset(map(tuple, np.argwhere(wrong_cells(right, yours)).tolist())) if alike else frozenset()
        first = min(wrong, default=None) if isinstance(finding.expected, np.ndarray) else None
        reads, why = {}, ""
        if first is not None:
            should = should_be(finding.exercise.solution, finding.case, first, right[first])
            reads, why = should.reads, f"{should.words}; yours is {number(yours[first].item())}."
        self.panels = _panels(finding, reads, wrong, first)
        said = printed(finding.outcome.printed)
        self.after = [line for line in (*finding.behaves, why, said, trouble, *_further(finding, self.film)) if line]

    def __repr__(self) -> str:
        finding = self.finding
        table = [f"  {name:<9} {value}" for name, value in self._table()]
        lines = [finding.headline + finding.so_far, "", f"  {finding.call}", *table]
        lines += [f"\n{panel.text()}" for panel in self.panels]
        lines += ["", *self.after] if self.after else []
        return "\n".join([*lines, *([repr(self.film)] if self.film else [])])

    def _table(self) -> list[tuple[str, str]]:
        if any(panel.name == "yours" for panel in self.panels):
            return []
        rows = [] if self.panels else [("expected", short(self.finding.expected))]
        return rows if self.finding.outcome.error else [*rows, ("yours", short(self.finding.outcome.value))]

    def html(self) -> str:
        rows = "".join(
            f"<tr><th>{name}</th>"
            + (f'<td class="wrong">{escape(value)} ✗' if name == "yours" else f"<td>{escape(value)}")
            + "</td></tr>"
            for name, value in self._table()
        )
        picture = drawn(self.panels) if self.panels else ""
        words = "".join(f"<p>{_marked_up(line)}</p>" for line in self.after)
        table = f"<table>{rows}</table>" if rows else ""
        head = f"<p><b>{_marked_up(self.finding.headline)}</b>{self.finding.so_far}</p>"
        return framed(f"{head}<pre>{escape(self.finding.call)}</pre>{picture}{table}{words}")

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        film = self.film._repr_mimebundle_()["text/html"] if self.film else ""
        return {"text/plain": repr(self), "text/html": self.html() + film}


def _marked_up(text: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", escape(text))


def printed(said: str) -> str:
    """A sentence on what the function printed; empty when it was silent."""
    return f"It printed: {clipped(said, LONGEST)}" if said.strip() else ""


def _panels(finding: Finding, reads: dict, wrong: frozenset, first: tuple | None) -> list[Panel]:
    """Inputs, expected, yours; none at all for an exercise about plain numbers."""
    place = name_of("y", first) if first is not None else ""
    panels = [
        Panel(name, value, f"read by {place}" if reads.get(name) else "", frozenset(reads.get(name, ())))
        for name, value in finding.case.items()
        if isinstance(value, np.ndarray)
    ]
    right, yours = numbers(finding.expected), numbers(finding.outcome.value)
    if isinstance(finding.expected, np.ndarray) and right.ndim and (panels or first is not None):
        panels.append(Panel("expected", right, f"{place} framed" if place else "", first=first))
        if finding.outcome.error is None and yours is not None and yours.ndim:
            note = f"✗: {len(wrong)} of {right.size} wrong" if wrong else ""
            panels.append(Panel("yours", yours, note, wrong=wrong))
    return panels + _afterwards(finding)


def _afterwards(finding: Finding) -> list[Panel]:
    """The arguments that the function has changed, as it left them, where nothing else is wrong."""
    changed = finding.outcome.afterwards.items() if finding.kind == "changed" else ()
    return [Panel(f"{name} afterwards", value) for name, value in changed if isinstance(value, np.ndarray)]


def _further(finding: Finding, film) -> list[str]:
    """What comes next: a hint where nothing more is known, and how to read the film."""
    lines = []
    if not finding.as_if and finding.kind in ("value", "shape"):
        lines.append(f"`hint.{finding.exercise.name}()` gives a first step.")
    if film:
        kinds = str(film.tracks)
        marks = [text for kind, text in _MARKS.items() if f"mark {kind}" in kinds]
        lines.append("Below, your function at work" + f": {'; '.join(marks)}" * bool(marks) + ".")
    return lines


def _filmed(finding: Finding):
    """The film of the learner's function, or a line on why there is none; ``(None, "")`` where none is meant."""
    options, error = dict(finding.case), finding.outcome.error
    first = next(iter(options))
    x = options.pop("x" if "x" in options else first)
    endless = isinstance(error, (TimeUp, RecursionError, SystemExit))
    if not isinstance(x, np.ndarray) or endless or finding.kind in MINOR:
        return None, ""
    options["expected"] = finding.exercise.solution
    run = attempt(lambda: animate.of(finding.function, x, **options), {}, Clock(FILM_SECONDS))
    if run.error is None:
        return run.value, ""
    if error is not None or isinstance(run.error, ValueError):  # it wrote nothing, or is too large
        return None, ""
    if isinstance(run.error, TraceError):
        return None, f"It cannot be filmed: {clipped(str(run.error), LONGEST_ERROR)}"
    ended = "it runs too long there" if isinstance(run.error, TimeUp) else type(run.error).__name__
    return None, f"It cannot be filmed: on numbers that remember where they came from it ends differently ({ended})."


def show(finding: Finding) -> None:
    """Display the report in a notebook, print it elsewhere."""
    report = Report(finding)
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        print(report)
    else:
        from IPython.display import display

        display(report)
