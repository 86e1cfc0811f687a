"""The slips behind a wrong answer, in words."""

from __future__ import annotations

import ast
import inspect
import re

from convlib.exercises.errors import store
from convlib.exercises.errors.signatures import RAISED, of_outcomes, results, signature
from convlib.exercises.errors.variants import Code, Variants
from convlib.exercises.exercise import Exercise
from convlib.exercises.run import Outcome


def explained(exercise: Exercise, outcomes: list[Outcome]) -> tuple[str, ...]:
    """One or two ends of a sentence that begins "Yours behaves as if"; none where no variant does the same.

    ``outcomes`` are those of all that is ``tried()``.
    """
    found = variant_of(exercise, outcomes)
    if found is None:
        return ()
    variants, code = found
    *first, last = variants.words(code)
    return *first, last + _whose_names((*first, last), exercise)


def variant_of(exercise: Exercise, outcomes: list[Outcome]) -> tuple[Variants, Code] | None:
    """The plainest variant that does what a function did; ``None`` too where it mostly ended in errors."""
    did, cases = of_outcomes(outcomes), exercise.tried()
    if len(did) < len(cases) or 2 * did.count(RAISED) > len(did):
        return None
    code = store.found(exercise.name, signature(did))
    if code is None:
        return None
    variants = Variants(exercise)
    return (variants, code) if results(variants.function(code), cases) == did else None


def _whose_names(words: tuple[str, ...], exercise: Exercise) -> str:
    """A note where the words use names that are not those of the arguments."""
    local = ast.walk(ast.parse(inspect.getsource(exercise.solution)))
    own = {node.id for node in local if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    spoken = {name for code in re.findall(r"`([^`]*)`", " ".join(words)) for name in re.findall(r"\w+", code)}
    used = sorted(spoken & own)
    return f" ({', '.join(f'`{name}`' for name in used)} as in the course's own function)" if used else ""
