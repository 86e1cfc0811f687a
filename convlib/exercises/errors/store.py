"""The signatures of all variants in a file: ``python -m convlib.exercises.errors`` renews what is stale in it."""

from __future__ import annotations

import hashlib
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np

from convlib.exercises.errors.signatures import table, told
from convlib.exercises.errors.variants import Code, Variants
from convlib.exercises.exercise import Exercise
from convlib.film.files import write_whole

FILE = Path(__file__).with_name("signatures.npz")
_MAKERS = ("edits", "scene", "variants", "signatures")  # what makes them, next to the rules
_KINDS = {"mark": np.uint32, "base": np.uint8, "one": np.uint16, "two": np.uint16}


def digest(exercise: Exercise) -> str:
    """What the signatures of an exercise depend on: the rules, its cases, its solution and misconceptions."""
    here = Path(__file__).parent
    made_by = [*(here / f"{name}.py" for name in _MAKERS), *sorted((here / "rules").glob("*.py"))]
    rules = [path.read_text("utf-8") for path in made_by]
    sources = [base.source for base in Variants(exercise).bases]
    cases = [told(value) for case in exercise.tried() for value in case.values()]
    told_of = [text.encode() for text in (*rules, *sources)] + cases
    return hashlib.blake2b(b"\0".join(told_of), digest_size=8).hexdigest()


@cache
def _opened(file: Path) -> dict[str, np.ndarray]:
    if not file.exists():
        return {}
    with np.load(file) as held:
        return dict(held)


def stale(exercises: tuple[Exercise, ...], file: Path = FILE) -> list[Exercise]:
    """Those whose signatures are not of today."""
    held = _opened(file)
    return [e for e in exercises if f"{e.name}.of" not in held or str(held[f"{e.name}.of"]) != digest(e)]


def found(name: str, mark: int, file: Path = FILE) -> Code | None:
    """The variant of an exercise that has this signature."""
    held = _opened(file)
    if f"{name}.mark" not in held:
        return None
    marks = held[f"{name}.mark"]
    at = int(np.searchsorted(marks, np.uint32(mark)))
    if at == len(marks) or marks[at] != mark:
        return None
    return Code(*(int(held[f"{name}.{kind}"][at]) for kind in ("base", "one", "two")))


def renew(exercises: tuple[Exercise, ...], file: Path = FILE) -> list[str]:
    """Compute what is stale and forget what is gone; the names of what was computed."""
    outdated = stale(exercises, file)
    names = {exercise.name for exercise in exercises}
    held = _opened(file)
    kept = {key: held[key] for key in held if key.split(".")[0] in names}
    for exercise in outdated:
        kept |= _columns(exercise)
    if outdated or len(kept) != len(held):
        packed = BytesIO()
        np.savez_compressed(packed, **kept)
        write_whole(file, packed.getvalue())
        _opened.cache_clear()
    return [exercise.name for exercise in outdated]


def _columns(exercise: Exercise) -> dict[str, np.ndarray]:
    rows = sorted((mark, *code) for mark, code in table(Variants(exercise)).items())
    columns = zip(_KINDS.items(), np.array(rows, dtype=np.int64).T, strict=True)
    named = {f"{exercise.name}.{kind}": column.astype(size) for (kind, size), column in columns}
    return {**named, f"{exercise.name}.of": np.array(digest(exercise))}
