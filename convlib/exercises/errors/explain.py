"""The slips behind a wrong answer, in words."""

from __future__ import annotations

from convlib.exercises.errors import store
from convlib.exercises.errors.signatures import RAISED, of_outcomes, results, signature
from convlib.exercises.errors.variants import Variants
from convlib.exercises.exercise import Exercise
from convlib.exercises.run import Outcome


def explained(exercise: Exercise, outcomes: list[Outcome]) -> tuple[str, ...]:
    """One or two ends of a sentence that begins "Yours behaves as if"; none where no variant does the same.

    ``outcomes`` are those of all that is ``tried()``.
    """
    did, cases = of_outcomes(outcomes), exercise.tried()
    if len(did) < len(cases) or set(did) == {RAISED}:
        return ()
    code = store.found(exercise.name, signature(did))
    if code is None:
        return ()
    variants = Variants(exercise)
    return variants.words(code) if results(variants.function(code), cases) == did else ()
