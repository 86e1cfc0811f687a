"""One thing after another: what is asked first, and what may be asked next when nothing else is to be done."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable

Job = Callable[[], object]
LISTENS = 0.002  # seconds, after a question, for the next one
AT_MOST = 0.05  # while questions keep coming


class Turns:
    """Jobs that are done one by one, each in a turn of the running event loop; without a loop all at once.

    Between two turns a kernel reads what pages say. Of the questions of one page only the last is answered, and a
    question ends what is done in spare time.
    """

    def __init__(self) -> None:
        self._asked: dict[str, Job] = {}
        self._spare: deque[Job] = deque()
        self._turn_comes: asyncio.Handle | None = None
        self._since = 0.0  # the first question that is not answered yet

    def ask(self, page: str, job: Job) -> None:
        """Do this next, in the place of what the same page asked before."""
        first = not self._asked
        self._asked[page] = job
        self._spare.clear()
        if (loop := _loop()) is None:
            return self._all()
        self._since = loop.time() if first else self._since
        self._come(loop, loop.time() - self._since < AT_MOST)

    def spare(self, jobs: Iterable[Job]) -> None:
        """Do these when nothing is asked, in the place of what was to be done then."""
        self._spare = deque(jobs)
        if (loop := _loop()) is None:
            return self._all()
        if self._turn_comes is None:
            self._come(loop)

    def _come(self, loop: asyncio.AbstractEventLoop, listen: bool = False) -> None:
        if self._turn_comes is not None:
            self._turn_comes.cancel()
        self._turn_comes = loop.call_later(LISTENS if listen else 0, self._turn, loop)

    def _turn(self, loop: asyncio.AbstractEventLoop) -> None:
        self._turn_comes = None
        try:
            self._take()()
        finally:
            if self._asked or self._spare:
                self._come(loop)

    def _all(self) -> None:
        while self._asked or self._spare:
            self._take()()

    def _take(self) -> Job:
        return self._asked.pop(next(iter(self._asked))) if self._asked else self._spare.popleft()


def _loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
