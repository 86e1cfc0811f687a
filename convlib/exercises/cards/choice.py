"""Questions for which no number is the answer: options, each with why it is not right."""

from __future__ import annotations

from dataclasses import dataclass

from convlib.exercises.cards.question import Asked, Reply

LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Choice:
    """A question of a lesson: ``options`` with why they are not right, ``None`` for the one that is."""

    asks: str
    options: dict[str, str | None]
    hint: str = ""
    because: str = ""
    name: str = ""
    solution = None  # nothing is computed

    def ready(self, arguments: dict) -> Asked:
        """The options in the order given; ``ValueError`` where none, or more than one, is right."""
        if arguments:
            raise TypeError(f"predict.{self.name} asks for nothing; {', '.join(arguments)} was given")
        right = [option for option, why_not in self.options.items() if why_not is None]
        if len(right) != 1 or not 2 <= len(self.options) <= len(LETTERS):
            raise ValueError(
                f"predict.choice({self.asks!r}): one of 2 to {len(LETTERS)} options is right, and has None beside it; "
                f"here {len(right)} of {len(self.options)}"
            )
        letters = dict(zip(self.options, LETTERS, strict=False))
        return Asked(
            name=self.name,
            words=self.asks,
            kind="letter",
            replies={letters[option]: self._reply(option, why_not) for option, why_not in self.options.items()},
            options=tuple(self.options),
            hints=(self.hint,) if self.hint else (),
            answer=(f"It is {letters[right[0]]}: {self._said(right[0])}",),
        )

    def _reply(self, option: str, why_not: str | None) -> Reply:
        return Reply(True, f"Yes: {self._said(option)}") if why_not is None else Reply(False, why_not, (option,))

    def _said(self, option: str) -> str:
        return f"{option.rstrip('.')}. {self.because}".strip()
