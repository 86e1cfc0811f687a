"""The slips that learners make, as changes of a function's tree: a file for each kind of slip.

A rule knows no exercise: it looks at a place of any function and says what may go wrong there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from convlib.exercises.errors.edits import Edit, Place, places
from convlib.exercises.errors.rules import arguments, arithmetic, control, reading
from convlib.exercises.errors.scene import Scene

_TWINS = {"h": "w", "kh": "kw", "i": "j", "u": "v", "shape[0]": "shape[1]", "row": "column"}
_OTHER = _TWINS | {other: one for one, other in _TWINS.items()}
_TWIN = re.compile("|".join(rf"\b{re.escape(name)}(?!\w)" for name in sorted(_OTHER, key=len, reverse=True)))


def edits(scene: Scene) -> list[Edit]:
    """Every slip in a function, always in the same order; one that has a twin on the other axis also with it."""
    everywhere = list(places(scene.tree))
    return [*_with_twins(list(_inside(scene, everywhere))), *_with_twins(list(_around(scene, everywhere)))]


def _inside(scene: Scene, everywhere: list[Place]) -> Iterator[Edit]:
    for place in everywhere:
        for rules in (arithmetic, reading, control):
            for words, make, rare in rules.slips(place, scene):
                yield Edit(words, ((place, make),), rare)
    yield from control.moved(everywhere)


def _around(scene: Scene, everywhere: list[Place]) -> Iterator[Edit]:
    start = next(place for place in everywhere if place.parent is scene.tree)
    end = [place for place in everywhere if isinstance(place.parent, ast.Return)][-1]
    yield from arguments.given(scene, start)
    yield from arguments.returned(scene, end)


def _with_twins(found: list[Edit]) -> list[Edit]:
    by_words: dict[str, list[Edit]] = {}
    for edit in found:
        by_words.setdefault(edit.words, []).append(edit)
    return found + list(_on_both_axes(found, by_words)) + list(_in_every_place(by_words))


def _on_both_axes(found: list[Edit], by_words: dict[str, list[Edit]]) -> Iterator[Edit]:
    """``h - kh + 1`` and ``w - kw + 1`` with the same slip, once for each such two."""
    for edit in found:
        other = _TWIN.sub(lambda name: _OTHER[name[0]], edit.words)
        twins = by_words.get(other, [])
        if other != edit.words and edit.words < other and len(twins) == len(by_words[edit.words]):
            twin = twins[by_words[edit.words].index(edit)]
            yield Edit(f"{edit.words}, and the same on the other axis", (*edit.changes, *twin.changes), edit.rare)


def _in_every_place(by_words: dict[str, list[Edit]]) -> Iterator[Edit]:
    """A slip in all the places that look the same."""
    for words, equal in by_words.items():
        if len(equal) > 1:
            slots = [change[0].slot for edit in equal for change in edit.changes]
            if len(set(slots)) == len(slots):
                changes = tuple(change for edit in equal for change in edit.changes)
                yield Edit(f"{words}, in every place", changes, equal[0].rare)
