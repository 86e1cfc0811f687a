"""The lecture map and the claims as tables."""

from __future__ import annotations

import re
from collections import Counter

from convlib.course.lectures.reading import VERDICTS, Claim, claims, lectures, notebooks
from convlib.show.tables import Table


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
    why = re.sub(r"(?<=\d) (?=\d{3}\b)", "\u202f", why)  # a number stays on one line
    found = "–" if claim.recomputed is None else _shown(claim.recomputed)
    if claim.verdict == "in part":
        found = "not always" if claim.stated is True else f"{found}; in part {_shown(claim.partly)}"
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
