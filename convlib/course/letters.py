"""The letters of the course, each with one meaning: ``python -m convlib.course.letters``.

The command says where a formula of a lesson has a letter that is not among those it shows; it changes nothing.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from convlib.course.lectures.reading import notebooks
from convlib.show.tables import Table

if TYPE_CHECKING:  # what reads notebooks is needed by the command only
    from convlib.course.prose import Place

_GREEK = {"theta": "θ", "eta": "η", "alpha": "α", "beta": "β", "Delta": "Δ"}
_WORDS = re.compile(r"\\(?:text|mathrm|operatorname|begin|end)\{[^}]*\}|_\{?(?:in|out|\\text\{[^}]*\})\}?")


@dataclass(frozen=True)
class Letter:
    """A letter, what it is called, PyTorch's name for it, what it means and where it is taught first."""

    letter: str
    english: str
    russian: str
    argument: str
    meaning: str
    notebook: str
    lectures: str


@cache
def _data() -> dict:
    return tomllib.loads(files("convlib.course").joinpath("letters.toml").read_text("utf-8"))


@cache
def letters() -> dict[str, tuple[Letter, ...]]:
    """All letters, by group."""
    return {group["group"]: tuple(Letter(*row) for row in group["rows"]) for group in _data()["letters"]}


def letters_in(latex: str) -> set[str]:
    r"""The letters of a formula: what stands in ``\text{}`` is a word.

    >>> sorted(letters_in(r"\text{size} = \lfloor (c_{in} + 2p') / s_h \rfloor \cdot \theta"))
    ['c', 'h', 'p′', 's', 'θ']
    """
    text = _WORDS.sub(" ", latex).replace(r"^\prime", "'")
    found = {_GREEK.get(name, "") for name in re.findall(r"\\([A-Za-z]+)", text)} - {""}
    bare = re.sub(r"\\[A-Za-z]+", " ", text)
    return found | {letter + "′" * bool(prime) for letter, prime in re.findall(r"([A-Za-zα-ωΑ-Ω])(['′]?)", bare)}


def strangers(prose: list[Place]) -> list[tuple[str, Place]]:
    """The letters in formulas that are not among those their lesson shows, and where they stand."""
    shown = {stem: set(text.split()) for stem, text in _data()["uses"].items()}
    return [
        (letter, p) for p in prose for f in p.formulas for letter in sorted(letters_in(f) - shown.get(p.stem, set()))
    ]


def show_letters(*which: str) -> Table:
    """The whole table of letters; those of one notebook, folded; or those that are named.

    >>> show_letters("s", "p")
    letter | name | meaning | PyTorch | taught in | in the lectures
    Sizes and steps
      s | stride, шаг свёртки | cells from one window to the next | `stride` | 02_size_padding_stride | S
      p | padding, добивка, паддинг | cells put around the input, on each side | `padding` | 02_size_padding_stride | P

    Raises ``ValueError`` for a name that is neither.
    """
    table, uses = letters(), _data()["uses"]
    fold = f"The letters of {which[0]}" if len(which) == 1 and which[0] in uses else ""
    wanted = uses[which[0]].split() if fold else which
    known = [row.letter for group in table.values() for row in group]
    if unknown := [name for name in wanted if name not in known]:
        words = f"letters are {', '.join(known)}; notebooks that use them are {', '.join(uses)}"
        raise ValueError(f"show_letters{which!r}: {unknown[0]!r} is neither; {words}")
    by_stem, rows = {notebook.stem: notebook for notebook in notebooks()}, []
    for group, found in table.items():
        shown = [_cells(row, by_stem) for row in found if not wanted or row.letter in wanted]
        rows += [group, *shown] if shown else []
    columns = ("letter", "name", "meaning", "PyTorch", "taught in", "in the lectures")
    return Table(columns, rows, fold=fold)


def _cells(row: Letter, by_stem: dict) -> tuple:
    names = ", ".join(filter(None, [row.english, row.russian]))
    arguments = ", ".join(f"`{name}`" for name in row.argument.split(", ") if name)
    return row.letter, names, row.meaning, arguments, by_stem[row.notebook].link(), row.lectures


def main(folder: Path | None = None) -> int:
    from convlib.course.prose import course

    for letter, place in strangers(course(folder)):
        print(f"{place.stem}, cell {place.number}: {letter} is not among its letters: {place.formulas}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
