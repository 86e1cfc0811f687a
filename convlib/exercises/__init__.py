"""Exercises that answer: ``check.NAME(function)``, ``hint.NAME()``, ``solution.NAME()``, ``progress()``.

Predictions that answer: ``predict.NAME(...)``, ``practice.NAME()``.

>>> from convlib.exercises import check, hint
>>> hint.output_size()
Hint 1 of 4: The last window must fit. ...
>>> def output_size(size, kernel_size, stride, padding, dilation):
...     raise NotImplementedError
>>> check.output_size(output_size)
not attempted yet: write output_size in the cell above, run it, then run this one again.

A check runs the function on copies, case by case from small to large. A right answer gets a line; a wrong one a
picture, words, a film where the function can be filmed, and a :class:`CheckFailed`.
"""

from __future__ import annotations

from convlib.exercises.cards.faces import practice, predict
from convlib.exercises.catalogue import registry
from convlib.exercises.checking import CheckFailed
from convlib.exercises.exercise import Exercise, Misconception
from convlib.exercises.faces import check, hint, progress, solution

__all__ = [
    "CheckFailed",
    "Exercise",
    "Misconception",
    "check",
    "hint",
    "practice",
    "predict",
    "progress",
    "registry",
    "solution",
]
