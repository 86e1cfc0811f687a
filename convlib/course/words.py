"""The words of the course in both languages, and where each is explained first: ``python -m convlib.course.words``.

The command says where a word stands before it is explained; it changes nothing.
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


@dataclass(frozen=True)
class Word:
    """A word in two languages, explained first in a ``section`` of a ``notebook``; "" where that is to come."""

    english: str
    russian: str
    meaning: str
    notebook: str
    section: str
    pattern: str

    def stands_in(self, text: str) -> bool:
        """Whether the text uses it.

        >>> word = Word("tap", "", "one place of the kernel", "01_layers_and_filters", "", "taps?")
        >>> [word.stands_in(text) for text in ("Three taps.", "a tape")]
        [True, False]
        """
        return bool(self.pattern and re.search(rf"\b(?:{self.pattern})\b", text, re.IGNORECASE))


@cache
def words() -> dict[str, tuple[Word, ...]]:
    """All words, by group."""
    table = tomllib.loads(files("convlib.course").joinpath("words.toml").read_text("utf-8"))
    return {group["group"]: tuple(map(_word, group["terms"])) for group in table["words"]}


def _word(row: list[str]) -> Word:
    english, russian, meaning, first, pattern = row
    notebook, _, section = first.partition("#")
    return Word(english, russian, meaning, notebook, section, pattern)


def glossary() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """English, Russian and the meaning here, by group.

    >>> glossary()["Windows and sizes"][1]
    ('stride', 'шаг', 'how far the window moves')
    """
    return {group: tuple((w.english, w.russian, w.meaning) for w in found) for group, found in words().items()}


def show_glossary() -> Table:
    """English, Russian, what it means here, and where it is explained first."""
    by_stem, rows = {notebook.stem: notebook for notebook in notebooks()}, []
    for group, found in words().items():
        rows.append(group)
        rows += [(w.english, w.russian, w.meaning, by_stem[w.notebook].link(w.section)) for w in found]
    return Table(("English", "Russian", "here", "explained in"), rows)


def explained(word: Word, prose: list[Place]) -> Place | None:
    """The first paragraph of the section that explains a word, if that section is there."""
    return next((p for p in prose if p.stem == word.notebook and p.section == word.section), None)


def early(prose: list[Place]) -> list[tuple[Word, Place]]:
    """Where a word stands before it is explained.

    It may, where the section points to the notebook that explains it, in the opening of that notebook, and in the
    first one, which only shows around.
    """
    order = {notebook.stem: number for number, notebook in enumerate(notebooks())}
    pointing = {(p.stem, p.section, stem) for p in prose for stem in order if p.leads_to(stem)}
    found = []
    for word in (word for group in words().values() for word in group):
        place = explained(word, prose)
        first = (order[word.notebook], place.number if place else 0)
        for p in prose:
            opening = order[p.stem] == 0 or (p.stem == word.notebook and p.number == 0)
            may = opening or (p.stem, p.section, word.notebook) in pointing
            if (order[p.stem], p.number) < first and not may and word.stands_in(p.words):
                found.append((word, p))
    return found


def main(folder: Path | None = None) -> int:
    from convlib.course.prose import course

    for word, place in sorted(early(course(folder)), key=lambda pair: pair[1]):
        where = f"{word.notebook}, {word.section}" if word.section else word.notebook
        line = next(line for line in place.words.splitlines() if word.stands_in(line)).strip()
        print(f"{place.stem}, cell {place.number}: {word.english!r} (explained in {where}): {line[:90]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
