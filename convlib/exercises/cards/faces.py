"""``predict`` and ``practice``: what a person calls."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from difflib import get_close_matches

from convlib.exercises.cards.catalogue import questions
from convlib.exercises.catalogue import registry


class Predict:
    """Cards: ``predict.NAME(...)`` for every exercise and question, ``choice``, ``value`` and ``sheet``.

    >>> from convlib.exercises import predict
    >>> card = predict.output_size(size=6, kernel_size=3, stride=2, padding=1, dilation=1)
    >>> card.reply("2").right, card.reply(" 3.0 ").right
    (False, True)
    """

    def __getattr__(self, name: str) -> Callable:
        declared = _declared("predict", name, questions())

        def card(**arguments):
            from convlib.exercises.cards.card import Card

            return Card(declared.ready(arguments))

        return _like(card, f"predict.{name}", declared)

    def choice(self, question: str, options: dict[str, str | None], hint: str = "", because: str = ""):
        """A card with ``options`` to choose from, and why not; ``None`` beside the one that is right.

        >>> card = predict.choice("Which moves?", {"the window": None, "the input": "It stands still."})
        >>> card.reply("b").words
        'It stands still.'
        """
        from convlib.exercises.cards.card import Card
        from convlib.exercises.cards.choice import Choice

        return Card(Choice(question, options, hint, because).ready({}))

    def value(self, film, output):
        """A card for the value that a film writes at ``output``, as ``(1, 0)``.

        >>> from convlib import animate
        >>> predict.value(animate.convolution(size=4, kernel_size=2), (0, 0)).reply("14").words
        'Yes: y[0,0] = 4·1 + 3·2 + 0·0 + 4·1 = 14.'
        """
        from convlib.exercises.cards.card import Card
        from convlib.exercises.cards.cells import asked_of

        return Card(asked_of(film, output))

    def sheet(self, cards, title: str = "Predict"):
        """The questions of some cards on a page to print, with the answers on its back.

        >>> predict.sheet([predict.output_size()])
        Sheet('Predict', 1 question)
        """
        from convlib.exercises.cards.sheet import Sheet

        return Sheet([question for card in cards for question in card.deck], title)

    def __dir__(self) -> list[str]:
        return [*questions(), "choice", "sheet", "value"]

    def __repr__(self) -> str:
        return f"predict.NAME(...), where NAME is one of {', '.join(dir(self))}"


class PracticeFace:
    """``practice.NAME()`` for every exercise that can be asked; ``practice()`` mixes, what was missed first."""

    def __call__(self, seed: int = 0):
        from convlib.exercises.cards.practice import order

        return _practice(order(registry()), seed)

    def __getattr__(self, name: str) -> Callable:
        exercise = _declared("practice", name, _exercises())

        def practice(seed: int = 0):
            return _practice([exercise], seed)

        practice.__name__, practice.__qualname__, practice.__doc__ = name, f"practice.{name}", exercise.asks
        return practice

    def __dir__(self) -> list[str]:
        return list(_exercises())

    def __repr__(self) -> str:
        return f"practice(), or practice.NAME(), where NAME is one of {', '.join(dir(self))}"


def _practice(exercises: list, seed: int):
    from convlib.exercises.cards.card import Practice
    from convlib.exercises.cards.practice import deck

    return Practice(*deck(exercises, seed))


def _exercises() -> dict:
    return {exercise.name: exercise for exercise in registry() if exercise.asks}


def _declared(face: str, name: str, known: dict):
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 3, 0.5) if not name.startswith("_") else []
    raise AttributeError(f"{face}.{name}: there is no such question; there is {', '.join(near or known)}")


def _like(function: Callable, called: str, declared) -> Callable:
    function.__name__, function.__qualname__, function.__doc__ = called.rpartition(".")[2], called, declared.asks
    names = inspect.signature(declared.solution).parameters if declared.solution else ()
    keyword = inspect.Parameter.KEYWORD_ONLY
    function.__signature__ = inspect.Signature([inspect.Parameter(name, keyword) for name in names])
    return function


predict, practice = Predict(), PracticeFace()
