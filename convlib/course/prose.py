"""The prose of the lessons, cell by cell: what the tables of words and letters are held against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from convlib.course.notebooks import lessons

_CODE = re.compile(r"```.*?```|``.*?``|`[^`]*`", re.DOTALL)
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


@dataclass(frozen=True, order=True)
class Place:
    """A paragraph of a lesson: ``number`` counts its cells from 0, ``section`` is the heading above it."""

    stem: str
    number: int
    section: str
    text: str

    @property
    def words(self) -> str:
        """What is read aloud: no code, no formulas; of a link its text."""
        return re.sub(r"\$[^$]*\$", " ", _CODE.sub(" ", _LINK.sub(r"\1", self.text)))

    @property
    def formulas(self) -> list[str]:
        """The formulas in it, in LaTeX; what stands in backticks is none.

        >>> Place("02", 4, "", "It is $2p = k - 1$, as `$x`.").formulas
        ['2p = k - 1']
        """
        return [a or b for a, b in re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", _CODE.sub(" ", self.text), re.DOTALL)]

    def leads_to(self, stem: str) -> bool:
        """Whether it points at another notebook."""
        return stem in self.text and stem != self.stem


def places(path: Path) -> Iterator[Place]:
    """Every paragraph of one lesson, in order."""
    section = ""
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
        if cell.cell_type != "markdown":
            continue
        for paragraph in re.split(r"\n\s*\n", cell.source):
            if heading := re.match(r"#+ +(.*)", paragraph):
                section = heading[1].strip()
            yield Place(path.stem, number, section, paragraph)


def course(folder: Path | None = None) -> list[Place]:
    """Every paragraph of every lesson, in the order in which they are read."""
    return [place for path in lessons(folder) for place in places(path)]
