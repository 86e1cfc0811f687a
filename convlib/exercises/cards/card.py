"""The widget that a card is: its place in the page, and what it tells Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import uuid4

import anywidget
import traitlets

from convlib.exercises import record
from convlib.exercises.cards.page import card_code, packed, place_of
from convlib.exercises.cards.question import Asked, Reply
from convlib.explore.cells import CELLS, renewable, running


class Card(anywidget.AnyWidget):
    """A question that answers back; make one with :data:`convlib.predict`.

    >>> from convlib import predict
    >>> card = predict.output_size(size=6, kernel_size=3, stride=2, padding=0, dilation=1)
    >>> card
    Card('6 cells, kernel 3, stride 2: how many windows fit?')
    >>> card.reply("2.5").right, card.reply("two").words
    (False, 'One number is asked for, such as 12 or 0.5.')
    >>> card.reply("3").words
    '3 is what you would get if the size were rounded up instead of down, or if the steps were rounded ...
    """

    _esm = traitlets.Unicode().tag(sync=True)
    place = traitlets.Unicode().tag(sync=True)  # what its places in pages are called
    pack = traitlets.Unicode().tag(sync=True)  # for who shows widgets only, as marimo does

    def __init__(self, *deck: Asked) -> None:
        self.deck = deck
        self.shown_in: set[str | None] = set()
        super().__init__(_esm=card_code(), place=uuid4().hex, pack=packed(deck)[0])
        self.on_msg(self._on_message)
        CELLS.add(self)

    @property
    def question(self) -> Asked:
        """What is asked first."""
        return self.deck[0]

    @property
    def hints(self) -> Sequence[str]:
        return self.question.hints

    def reply(self, answer) -> Reply:
        """What the card says to someone who types ``answer``: ``.right``, ``.words``, ``.misconceptions``."""
        return self.question.reply(answer)

    def _on_message(self, _, content: dict, buffers) -> None:
        """Someone has answered: noted for :func:`~convlib.exercises.progress`."""
        asked = self.deck[content["of"]]
        reply = asked.reply(content["tried"])
        if asked.name and reply.right is not None:
            record.predicted(asked.name, reply.right, content["misses"] == 0)

    def html(self) -> str:
        """The card as a piece of a page."""
        return place_of(self.deck, self.place)

    def __repr__(self) -> str:
        return f"Card({self.question.text!r})"

    def close(self) -> None:
        self.layout.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs):
        return self._bundle()

    def _bundle(self) -> tuple[dict, dict]:
        return {"text/plain": repr(self), "text/html": self.html()}, {}

    def _ipython_display_(self) -> None:
        self.shown_in_cell(renewable(partial(self._bundle)))

    def shown_in_cell(self, renew: Callable[[], None]) -> None:
        """The running cell shows it."""
        self.shown_in.add(running())


class Practice(Card):
    """Question after question about one thing, from easy to mean; the page goes from one to the next."""

    def __repr__(self) -> str:
        return f"Practice({len(self.deck)} questions, the first: {self.question.text!r})"
