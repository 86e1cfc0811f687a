"""What is known of the lectures: a file for each, ``1_ops-notes.toml`` and so on, found here by themselves.

A file holds the lecture's topics in its order, each with the notebook (and, once written, the section of it) that
teaches it here; and its claims: ``what`` is claimed, the value ``stated`` (``says`` where it was put in words), the
function of :mod:`convlib.course.claims` that computes it again, and ``why``. Without a function it is quoted.
``partly`` names a function for the sense, or the condition, in which a claim that does not hold as it stands does;
``right`` one for what would be right, where that is not the value recomputed. No verdict is written: it follows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path

from convlib.show.tables import Link

VERDICTS = {
    "holds": ("✓", "the same, computed again"),
    "rounded": ("≈", "right, to the digits given"),
    "in part": ("◐", "so in one sense, or under a condition"),
    "slip": ("✗", "not what comes out"),
    "quoted": ("“”", "taken over, not computed"),
}


_FUNCTIONS = ("recompute", "right", "partly")


@dataclass(frozen=True)
class Topic:
    """Something a lecture teaches, and the notebook (and the section of it, once written) that teaches it here."""

    lecture: str
    title: str
    notebook: str
    heading: str | None = None


@dataclass(frozen=True)
class Lecture:
    """A lecture this course follows; ``topics`` in its own order."""

    key: str
    title: str
    language: str
    topics: tuple[Topic, ...]
    year: int | None = None
    authors: str | None = None


@dataclass(frozen=True)
class Notebook:
    """A notebook of the course, and the keys of the lectures with a topic in it."""

    stem: str
    about: str
    lectures: tuple[str, ...]

    @property
    def ready(self) -> bool:
        """Whether it is written: its file is there."""
        return (_folder() / f"{self.stem}.ipynb").is_file()

    def link(self, heading: str | None = None) -> str | Link:
        """Where to click, if there is something to click on."""
        section = "#" + heading.replace(" ", "-") if heading else ""
        return Link(self.stem, f"{self.stem}.ipynb{section}") if self.ready else self.stem


@dataclass(frozen=True)
class Claim:
    """What a lecture states, and what comes out when it is computed again; ``None`` if it cannot be."""

    key: str
    lectures: tuple[str, ...]
    what: str
    stated: object
    recomputed: object
    right: object
    why: str
    says: str = ""
    partly: object = None

    @property
    def verdict(self) -> str:
        """``"holds"``, ``"rounded"``, ``"in part"``, ``"slip"`` or ``"quoted"``."""
        if self.recomputed is None:
            return "quoted"
        found = judged(self.stated, self.recomputed)
        held_in_part = found == "slip" and self.partly is not None and judged(self.stated, self.partly) != "slip"
        return "in part" if held_in_part else found


def judged(stated, recomputed) -> str:
    """``"holds"`` if both are equal, ``"rounded"`` if they are to the digits stated, ``"slip"`` if they are not.

    >>> judged(320, 320), judged(569_000_000, 568_740_352), judged(4_500_000, 4_718_592)
    ('holds', 'rounded', 'slip')

    Zeros at the end of a whole number are no digits: 140 million is right for 137 million, 141 million is not.
    """
    if stated == recomputed:
        return "holds"
    if not all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in (stated, recomputed)):
        return "slip"
    said = Decimal(str(stated)).normalize()
    last_digit = Decimal(1).scaleb(said.as_tuple().exponent)
    nearest = (Decimal(str(recomputed)) / last_digit).quantize(Decimal(1), ROUND_HALF_UP) * last_digit
    return "rounded" if nearest == said else "slip"


@cache
def _data() -> dict:
    """The lectures, each with its topics and claims, and the notebooks."""
    here = files("convlib.course")
    found = sorted(path.name for path in (here / "lectures").iterdir() if path.name.endswith(".toml"))
    lectures = [tomllib.loads((here / "lectures" / name).read_text("utf-8")) for name in found]
    claims = [claim for lecture in lectures for claim in lecture.pop("claim")]
    return tomllib.loads((here / "notebooks.toml").read_text("utf-8")) | {"lecture": lectures, "claim": claims}


def entries() -> list[dict]:
    """The claims as they are written down, before anything is computed."""
    return _data()["claim"]


@cache
def lectures() -> tuple[Lecture, ...]:
    """The five lectures.

    >>> [lecture.key for lecture in lectures()]
    ['ops-notes', 'layer-types', 'deep-conv', 'msu-7', 'cpen455-5']
    """
    return tuple(
        Lecture(**entry | {"topics": tuple(Topic(entry["key"], *topic) for topic in entry["topics"])})
        for entry in _data()["lecture"]
    )


def topics(lecture: str | None = None) -> tuple[Topic, ...]:
    """All topics, each lecture's in its own order; or those of one lecture.

    >>> topics("deep-conv")[0]
    Topic(lecture='deep-conv', title='The simple 2-D case', notebook='01_layers_and_filters',
          heading='One number by hand')
    """
    keys = [found.key for found in lectures()]
    if lecture not in (None, *keys):
        raise ValueError(f"topics({lecture!r}): the lectures are {', '.join(keys)}")
    return tuple(topic for found in lectures() if lecture in (None, found.key) for topic in found.topics)


@cache
def notebooks() -> tuple[Notebook, ...]:
    """The notebooks of the course, each with the lectures that have a topic in it."""

    def keys(stem: str) -> tuple[str, ...]:
        return tuple(found.key for found in lectures() if any(topic.notebook == stem for topic in found.topics))

    return tuple(Notebook(stem, about, keys(stem)) for stem, about in _data()["notebooks"].items())


@cache
def claims() -> tuple[Claim, ...]:
    """Every claim of the lectures that can be checked, computed again now."""
    return tuple(map(_claim, entries()))


def _claim(entry: dict) -> Claim:
    words = {name: value for name, value in entry.items() if name not in _FUNCTIONS}
    recomputed, right, partly = (recomputer(entry[name])() if name in entry else None for name in _FUNCTIONS)
    values = {"recomputed": recomputed, "right": recomputed if right is None else right, "partly": partly}
    return Claim(**words | values | {"lectures": tuple(entry["lectures"])})


def recomputer(name: str) -> Callable:
    """The function of :mod:`convlib.course.claims` that a lecture's file calls ``name``: ``"sizes.size_640"``."""
    module, _, function = name.partition(".")
    return getattr(import_module(f"convlib.course.claims.{module}"), function)


def _folder() -> Path:
    """The course's notebooks: a notebook runs in its own folder; anyone else asks for those beside the package."""
    here = Path.cwd()
    return here if (here / "00_start_here.ipynb").is_file() else Path(__file__).parents[3] / "notebooks"
