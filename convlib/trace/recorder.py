"""What traced numbers tell the run that they are part of: whom they met, and what they could not follow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class Recorder:
    """What one run has seen so far."""

    def __init__(self) -> None:
        self.compared: list = []  # the numbers that met since the last write
        self.refused: Exception | None = None  # the last thing that a number could not follow


_RUNS: list[Recorder] = []  # the innermost one last: a traced function may trace another one


def running() -> Recorder | None:
    """The recorder of the innermost run that goes on; ``None`` outside of every run."""
    return _RUNS[-1] if _RUNS else None


@contextmanager
def recording() -> Iterator[Recorder]:
    """A run goes on."""
    _RUNS.append(Recorder())
    try:
        yield _RUNS[-1]
    finally:
        _RUNS.pop()
