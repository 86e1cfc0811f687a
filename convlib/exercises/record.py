"""What is done, in a file that survives restarts; no trouble with the file ever stops a check.

The file is ``~/.convlib/progress.json``, or the one that ``CONVLIB_PROGRESS`` names; ``CONVLIB_PROGRESS=off`` keeps
nothing. What a check prints does not depend on it, so that a notebook run twice gives the same outputs: only
:func:`progress_of` reads it aloud.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from convlib.exercises.exercise import Exercise
from convlib.exercises.wording import counted
from convlib.film.files import write_whole


def path() -> Path | None:
    """Where progress is kept; ``None`` where it is not."""
    chosen = os.environ.get("CONVLIB_PROGRESS") or "~/.convlib/progress.json"
    return None if chosen == "off" else Path(chosen).expanduser()


def load() -> dict:
    """``{"done": [names], "hints": {name: how many were shown}, "predicted": {name: counts}}``.

    Raises ``OSError`` or ``ValueError``.
    """
    file = path()
    if file is None or not file.exists():
        return {"done": [], "hints": {}, "predicted": {}}
    kept = json.loads(file.read_text(encoding="utf-8"))
    names, hints = (kept.get("done"), kept.get("hints")) if isinstance(kept, dict) else (None, None)
    good = isinstance(names, list) and isinstance(hints, dict) and all(isinstance(n, str) for n in names)
    if not good or not all(isinstance(count, int) for count in hints.values()):
        raise ValueError("it does not hold what it should")
    counts = kept.get("predicted", {})  # a file of an earlier time has none
    rows = counts.values() if isinstance(counts, dict) else [None]
    if not all(isinstance(row, list) and len(row) == 3 and all(isinstance(n, int) for n in row) for row in rows):
        raise ValueError("it does not hold what it should")
    return {"done": names, "hints": hints, "predicted": counts}


def done(name: str) -> str:
    """Note that an exercise is done; the answer is a sentence where that could not be kept, else empty."""

    def note(kept: dict) -> None:
        if name not in kept["done"]:
            kept["done"].append(name)

    return _noted(note)


def hinted(name: str, count: int) -> str:
    """Note how many hints of an exercise were shown; answers as :func:`done` does."""

    def note(kept: dict) -> None:
        kept["hints"][name] = max(count, kept["hints"].get(name, 0))

    return _noted(note)


def predicted(name: str, right: bool, at_once: bool) -> str:
    """Note a prediction: ``[right at once, right later, missed]`` counts; answers as :func:`done` does."""

    def note(kept: dict) -> None:
        counts = kept["predicted"].setdefault(name, [0, 0, 0])
        counts[2 if not right else 0 if at_once else 1] += 1

    return _noted(note)


def missed() -> dict[str, int]:
    """How often the prediction of each name was missed, those that were answered at once since taken away."""
    try:
        kept = load()["predicted"]
    except (OSError, ValueError, RuntimeError):
        return {}
    return {name: wrong - at_once for name, (at_once, _, wrong) in kept.items() if wrong > at_once}


def _noted(note: Callable[[dict], None]) -> str:
    try:
        file = path()
        if file is not None:
            kept = load()
            before = json.dumps(kept)
            note(kept)
            if json.dumps(kept) != before:
                _store(file, json.dumps(kept, indent=1, sort_keys=True) + "\n")
    except (OSError, ValueError, RuntimeError) as error:
        return _trouble(error)
    return ""


def _trouble(error: Exception) -> str:
    what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (
        f"(Your progress is not kept: {os.environ.get('CONVLIB_PROGRESS') or '~/.convlib/progress.json'}: {what}. "
        "The check itself is fine. Move the file away to start a new one.)"
    )


def _store(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists() and not os.access(file, os.W_OK):
        raise PermissionError(None, "the file is read-only")
    write_whole(file, text, mode=0o600)


def progress_of(exercises: Sequence[Exercise]) -> str:
    """``2 of 15 done``, then a line for each notebook."""
    try:
        kept = load()
    except (OSError, ValueError, RuntimeError) as error:
        return _trouble(error)
    lines = [f"{sum(e.name in kept['done'] for e in exercises)} of {len(exercises)} done"]
    if kept["predicted"]:
        at_once, later, wrong = (sum(counts) for counts in zip(*kept["predicted"].values(), strict=True))
        lines.append(f"{counted(at_once + later, 'prediction')} right, {at_once} of them at once; {wrong} missed")
    for notebook in dict.fromkeys(e.notebook for e in exercises):
        names = [_marked(e, kept) for e in exercises if e.notebook == notebook]
        lines.append(f"  {notebook}: {', '.join(names)}")
    return "\n".join(lines)


def _marked(exercise: Exercise, kept: dict) -> str:
    hints = kept["hints"].get(exercise.name, 0)
    used = f" ({counted(hints, 'hint')})" if hints else ""
    return f"{'✓' if exercise.name in kept['done'] else '·'} {exercise.name}{used}"
