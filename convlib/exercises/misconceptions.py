"""Which slips give a value: for those who answer a single question, such as the cards."""

from __future__ import annotations

from collections.abc import Callable

from convlib.exercises.errors.signatures import results, told
from convlib.exercises.errors.variants import Variants
from convlib.exercises.exercise import Exercise


def giving(exercise: Exercise, arguments: dict, value, modelled: int = 0) -> list[str]:
    """The ends of sentences that begin "as if": all misconceptions that give ``value`` for these arguments.

    Where none does, up to ``modelled`` of the slips that the error model knows; nothing for the right value.

    >>> from convlib.exercises import registry
    >>> six = {"size": 6, "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 1}
    >>> giving(registry()["output_size"], six, 6)
    ['`stride` were ignored']
    >>> giving(registry()["output_size"], six, 5), giving(registry()["output_size"], six, 5, modelled=1)
    ([], ['`extent` were not taken away in the result: `padded` for `padded - extent`'])
    """
    asked = told(value)
    if results(exercise.solution, [arguments]) == [asked]:
        return []
    listed = [m.as_if for m in exercise.wrong.values() if results(m.function, [arguments]) == [asked]]
    return listed or _modelled(exercise, arguments, asked, modelled)


def _modelled(exercise: Exercise, arguments: dict, asked: bytes, most: int) -> list[str]:
    found: list[str] = []
    for words, function in _slips(exercise) if most else ():
        if len(found) < most and results(function, [arguments]) == [asked]:
            found.append(words)
    return found


_compiled: dict[Callable, list[tuple[str, Callable]]] = {}  # by the solution


def _slips(exercise: Exercise) -> list[tuple[str, Callable]]:
    if exercise.solution not in _compiled:
        variants = Variants(exercise)
        codes = [code for code in variants.singles() if code.base == 0]
        _compiled[exercise.solution] = [(variants.words(code)[0], variants.function(code)) for code in codes]
    return _compiled[exercise.solution]
