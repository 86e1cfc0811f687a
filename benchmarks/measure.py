"""What every benchmark shares: a stopwatch, the middle and the tail of its readings, a row of the table."""

from __future__ import annotations

import math
import os
import platform
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from statistics import median

PACKAGES = ("numpy", "matplotlib", "ipywidgets", "anywidget", "jupyterlab")


class Unavailable(Exception):
    """Something that the benchmark needs is not on this machine."""


@dataclass(frozen=True)
class Row:
    """A line of the table; ``met`` is ``None`` where nothing was asked."""

    what: str
    ours: str
    peer: str
    ratio: str
    asked: str = ""
    met: bool | None = None

    def __str__(self) -> str:
        verdict = "–" if self.met is None else f"asked: {self.asked}  {'met' if self.met else 'not met'}"
        return f"| {self.what} | {self.ours} | {self.peer} | {self.ratio} | {verdict} |"


HEADER = "| what | convlib | peer | ratio | asked |\n|---|---|---|---|---|"


def timed(action: Callable) -> tuple[float, object]:
    """Seconds that ``action()`` took, and what it returned."""
    start = time.perf_counter()
    made = action()
    return time.perf_counter() - start, made


def middle(action: Callable, repeats: int) -> tuple[float, object]:
    """The median of ``repeats`` runs after one that is not counted, and what the last returned."""
    action()
    runs = [timed(action) for _ in range(repeats)]
    return median(seconds for seconds, _ in runs), runs[-1][1]


def p95(readings: Sequence[float]) -> float:
    """The smallest reading that at least 95 % of all do not exceed.

    >>> p95(range(1, 101)), p95([3, 1, 2])
    (95, 3)
    """
    return sorted(readings)[math.ceil(0.95 * len(readings)) - 1]


def seconds(value: float) -> str:
    """``9.41 s``, ``118 ms``, ``2.35 ms``"""
    return f"{value:.3g} s" if value >= 1 else f"{round(value * 1000)} ms" if value >= 0.1 else f"{value * 1000:.3g} ms"


def size(count: int) -> str:
    """``9.65 MB``, ``52.1 kB``"""
    return f"{count / 1e6:.3g} MB" if count >= 1e6 else f"{count / 1e3:.3g} kB"


def machine() -> str:
    """Cores, load and versions: what the numbers below hold for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"convlib {version('convlib')} on {cores} cores ({platform.system()}, {platform.machine()}{load}), "
        f"Python {platform.python_version()}, {packages}"
    )
