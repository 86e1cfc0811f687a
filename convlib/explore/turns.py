"""One thing after another, when nothing else is to be done: what is asked goes before what may be asked."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable


class Turns:
    """Jobs that are done one by one, each in a turn of the running event loop; without a loop all at once.

    Between two turns a kernel reads what the page says, so a new list of jobs can take the place of the old one.

    >>> done = []
    >>> Turns().instead([lambda: done.append("first"), lambda: done.append("second")])
    >>> done
    ['first', 'second']
    """

    def __init__(self) -> None:
        self._jobs: deque[Callable[[], object]] = deque()
        self._waits = False

    def instead(self, jobs: Iterable[Callable[[], object]]) -> None:
        """Do these, and not what was still to do."""
        self._jobs = deque(jobs)
        self._next()

    def _next(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            while self._jobs:
                self._jobs.popleft()()
            return
        if self._jobs and not self._waits:
            self._waits = True
            loop.call_soon(self._turn)

    def _turn(self) -> None:
        self._waits = False
        try:
            if self._jobs:
                self._jobs.popleft()()
        finally:
            self._next()
