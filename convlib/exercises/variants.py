"""What the files of exercises are made with: cases from a table, and the right function with one thing changed."""

from __future__ import annotations

import inspect
import linecache
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from convlib.exercises.exercise import Misconception


def cells(*shape: int) -> np.ndarray:
    """Different numbers from 1 on, well shuffled: cells that cannot be mistaken for one another.

    >>> cells(2, 3)
    array([[3, 4, 1],
           [6, 5, 2]])
    """
    count = int(np.prod(shape))
    return np.random.default_rng(count).permutation(count).reshape(shape) + 1


def taps(*shape: int) -> np.ndarray:
    """Different numbers of both signs, none of them 0: a kernel with no symmetry.

    >>> taps(2, 3)
    array([[ 2, -1,  3],
           [-2,  4, -3]])
    """
    count = int(np.prod(shape))
    return np.array([-(n // 2) - 1 if n % 2 else n // 2 + 2 for n in range(count)]).reshape(shape)


def map_and_kernel(h: int, w: int, kh: int, kw: int, stride: int, padding: int) -> dict:
    """The arguments of a convolution of one map."""
    return {"x": cells(h, w), "weight": taps(kh, kw), "stride": stride, "padding": padding}


def table(
    names: str, *rows: tuple, make: Callable[..., dict] = dict, quarters: tuple | None = None
) -> Callable[[], Iterator[dict]]:
    """A function that gives the cases of an exercise, those with small numbers first, fresh each time.

    Each row holds one number (or a tuple of them) for each name; ``make`` turns them into the arguments of a call.
    ``quarters`` is one row more: its arrays are divided by 4, so that what keeps whole numbers only is wrong there.

    >>> list(table("size stride", (5, 2), (4, 1))())
    [{'size': 4, 'stride': 1}, {'size': 5, 'stride': 2}]
    """
    named = [(dict(zip(names.split(), row, strict=True)), row is quarters) for row in (*rows, quarters) if row]
    named.sort(key=lambda row: sum(np.sum(value) for value in row[0].values()))

    def cases() -> Iterator[dict]:
        for row, divided in named:
            yield _in_quarters(make(**row)) if divided else make(**row)

    return cases


def _in_quarters(case: dict) -> dict:
    return {name: value / 4 if isinstance(value, np.ndarray) else value for name, value in case.items()}


def variants(solution: Callable, **changes: tuple[str, ...]) -> dict[str, Misconception]:
    """Misconceptions, each made from the source of ``solution``: ``name=(as_if, "old → new")``.

    Every ``old`` in the source becomes ``new``; a second change may follow where one thing stands in two places.

    >>> from convlib.exercises.topics.size import same_padding
    >>> wrong = variants(same_padding, dilation_forgotten=("dilation were forgotten", "dilation * →"))
    >>> same_padding(3, dilation=2), wrong["dilation_forgotten"].function(3, dilation=2)
    (2, 1)
    """
    return {
        name: Misconception(changed(solution, name, edits), as_if, tuple(edits))
        for name, (as_if, *edits) in changes.items()
    }


def to_mend(solution: Callable, *edits: str) -> Callable:
    """The right function with mistakes in it, under its own name."""
    return changed(solution, solution.__name__, edits)


def changed(solution: Callable, name: str, edits: Sequence[str]) -> Callable:
    """The right function with parts of its source replaced; ``ValueError`` where one is not there."""
    source = inspect.getsource(solution)
    for edit in edits:
        old, new = (side.strip() for side in edit.split("→"))
        if old not in source:
            raise ValueError(f"{name}: {solution.__name__} has no {old!r} to change")
        source = source.replace(old, new)
    source = source.replace(f"def {solution.__name__}(", f"def {name}(", 1)
    file = f"<{solution.__name__}: {name}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file  # for inspect and tracebacks
    scope = {"np": np}
    exec(compile(source, file, "exec"), scope)
    return scope[name]
