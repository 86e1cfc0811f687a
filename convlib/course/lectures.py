"""The five lectures of this course: their topics, where each is taught here, and their claims, computed again.

>>> slips = [claim for claim in claims() if claim.verdict == "slip"]
>>> [(slip.stated, slip.recomputed) for slip in slips[:2]]
[(52952, 53952), (2, 1)]

The words are in ``lectures.toml``, the computations in :mod:`convlib.course.claims`; what comes of it is not written.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import import_module
from pathlib import Path

from convlib.show.tables import Link, Table

VERDICTS = {
    "holds": ("✓", "the same, computed again"),
    "rounded": ("≈", "right, to the digits given"),
    "slip": ("✗", "not what comes out"),
    "quoted": ("“”", "taken over, not computed"),
}


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

    @property
    def verdict(self) -> str:
        """``"holds"``, ``"rounded"``, ``"slip"`` or ``"quoted"``."""
        return "quoted" if self.recomputed is None else judged(self.stated, self.recomputed)


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
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


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
    return tuple(map(_claim, _data()["claim"]))


def _claim(entry: dict) -> Claim:
    words = {name: value for name, value in entry.items() if name not in ("recompute", "right")}
    recomputed = recomputer(entry["recompute"])() if "recompute" in entry else None
    right = recomputer(entry["right"])() if "right" in entry else recomputed
    return Claim(**words | {"lectures": tuple(entry["lectures"]), "recomputed": recomputed, "right": right})


def recomputer(name: str) -> Callable:
    """The function of :mod:`convlib.course.claims` that ``lectures.toml`` calls ``name``: ``"sizes.size_640"``."""
    module, _, function = name.partition(".")
    return getattr(import_module(f"convlib.course.claims.{module}"), function)


def glossary() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """English, Russian and the meaning here, by group.

    >>> glossary()["Windows and sizes"][1]
    ('stride', 'шаг', 'how far the window moves')
    """
    return {words["group"]: tuple(map(tuple, words["terms"])) for words in _data()["words"]}


def show_course() -> Table:
    """The notebooks in order, with those that are ready to open as links."""
    rows = []
    for notebook in notebooks():
        keys = _keys(notebook.lectures) if 0 < len(notebook.lectures) < len(lectures()) else "all"
        rows.append((notebook.link(), notebook.about, keys, "✓ ready" if notebook.ready else "… coming"))
    return Table(("notebook", "about", "lectures", ""), rows)


def show_lectures() -> Table:
    """The five lectures with their keys."""
    rows = []
    for found in lectures():
        origin = " ".join(str(part) for part in (found.authors, found.year) if part)
        rows.append((_keys([found.key]), found.title + (f"; {origin}" if origin else ""), found.language))
    return Table(("key", "lecture", "language"), rows)


def show_map() -> Table:
    """Every topic of every lecture, in the lecture's order, and where it is taught here."""
    by_stem, rows = {notebook.stem: notebook for notebook in notebooks()}, []
    for found in lectures():
        rows.append(f"`{found.key}`: {found.title}")
        for topic in found.topics:
            notebook = by_stem[topic.notebook]
            rows.append((topic.title, notebook.link(topic.heading), topic.heading or "coming" * (not notebook.ready)))
    return Table(("topic", "notebook", "section"), rows)


def show_claims(verdict: str | None = None) -> Table:
    """What the lectures state, what comes out, and the verdict; all claims, or those with one verdict."""
    if verdict not in (None, *VERDICTS):
        raise ValueError(f"show_claims({verdict!r}): the verdicts are {', '.join(VERDICTS)}")
    shown = [claim for claim in claims() if verdict in (None, claim.verdict)]
    counts = Counter(claim.verdict for claim in shown)
    words = {name: f"{counts[name]} {sign} {name}: {meaning}" for name, (sign, meaning) in VERDICTS.items()}
    note = "; ".join(words[name] for name in words if counts[name])
    columns = ("lecture", "claim", "stated", "computed again", "verdict", "why")
    return Table(columns, map(_claim_row, shown), note)


def _claim_row(claim: Claim) -> tuple[str, ...]:
    why = claim.why if claim.right is claim.recomputed else f"{claim.why} Right: {_shown(claim.right)}."
    found = "–" if claim.recomputed is None else _shown(claim.recomputed)
    verdict = f"{VERDICTS[claim.verdict][0]}\u00a0{claim.verdict}"  # on one line
    return _keys(claim.lectures), claim.what, claim.says or _shown(claim.stated), found, verdict, why


def _keys(keys) -> str:
    return ", ".join(f"`{key}`" for key in keys)


def _shown(value) -> str:
    """A value in a table: large numbers with thin spaces, lists row by row."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "it is so" if value else "it is not so"
    if isinstance(value, list):
        return ("; " if isinstance(value[0], list) else ", ").join(map(_shown, value))
    return f"{value:,}".replace(",", "\u202f") if isinstance(value, int) else f"{value:g}"


def show_glossary() -> Table:
    """English, Russian, and what it means here."""
    rows = [row for group, terms in glossary().items() for row in (group, *terms)]
    return Table(("English", "Russian", "here"), rows)


def _folder() -> Path:
    """The course's notebooks: a notebook runs in its own folder; anyone else asks for those beside the package."""
    here = Path.cwd()
    return here if (here / "00_start_here.ipynb").is_file() else Path(__file__).parents[2] / "notebooks"
