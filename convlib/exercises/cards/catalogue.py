"""All that can be predicted, by name: every exercise with a question, and what the lessons ask."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from convlib.exercises.cards import questions as folder
from convlib.exercises.cards.question import Question
from convlib.exercises.catalogue import registry


@cache
def lessons() -> dict[str, tuple]:
    """What each file in ``questions/`` declares, by the file's name: the questions of one lesson, in its order."""
    names = [module.name for module in iter_modules(folder.__path__)]
    return {name: import_module(f"{folder.__name__}.{name}").QUESTIONS for name in names}


@cache
def questions() -> dict[str, Question]:
    """Every question by its name; ``ValueError`` where two have one name.

    >>> questions()["same_padding"].ready({"kernel_size": 3, "dilation": 2}).right
    '2'
    """
    asked = [Question(each.asks, each.solution, each.wrong, each.hints, each.usual) for each in registry() if each.asks]
    found = {}
    for question in [*asked, *(question for lesson in lessons().values() for question in lesson)]:
        if question.name in found:
            raise ValueError(f"two questions are called {question.name}")
        found[question.name] = question
    return found
