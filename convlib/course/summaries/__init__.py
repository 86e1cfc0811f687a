"""Summary cards: the formulas of a notebook, each with one worked number, made by running the course's own code.

A card is a module here, found by itself: ``CARD`` names its notebook and its lines. No number is typed in: a line has
what is given, and a function of it.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from convlib.course.summaries.card import Card


@cache
def cards() -> dict[str, Card]:
    """Every card there is, by its notebook, in the course's order.

    >>> list(cards())[:2]
    ['01_layers_and_filters', '02_size_padding_stride']
    """
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    found = [module.CARD for module in modules if hasattr(module, "CARD")]
    return {card.notebook: card for card in sorted(found, key=lambda card: card.notebook)}


def show_summary(notebook: str) -> Card:
    """The formulas of a notebook, each with one worked number; ``save`` makes it a page to print.

    >>> print(show_summary("02_size_padding_stride"))
    Size, padding, stride: the formulas
      Which input cell a tap reads
        i = o·s + t·d − p
        o = 2, t = 0, s = 2, d = 1, p = 1 → i = 3
    ...

    Raises ``ValueError`` for a notebook that has no card.
    """
    if notebook not in cards():
        raise ValueError(f"show_summary({notebook!r}): there are cards for {', '.join(cards())}")
    return cards()[notebook]
