"""The operators, each by its default method, beside PyTorch on the CPU and SciPy's ``correlate``; and their memory.

Both sides compute with two threads on the same float32 arrays, and must agree first. They take turns. A BLAS or
OpenMP thread that has nothing to do spins for a while before it sleeps, up to a tenth of a second, and takes a core
from whoever comes next: so each turn starts with a pause and a call that is not counted.
"""

from __future__ import annotations

import math
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import geometric_mean, median

import numpy as np

from benchmarks.measure import Row, Unavailable, seconds, size, timed

THREADS = 2
TURNS, CALLS, PAUSE = 9, 3, 0.15  # turns of each side, calls counted in a turn, seconds before it
CLOSE = 1e-5  # of the largest output
MEAN, WORST, MEMORY = 3, 10, 3


@dataclass(frozen=True)
class Case:
    """``call(convlib, *arrays)`` against ``call(torch.nn.functional, *tensors)``."""

    what: str
    function: str
    arrays: tuple[np.ndarray, ...]
    options: dict

    def action(self, library, convert: Callable = lambda array: array) -> Callable:
        function, arrays = getattr(library, self.function), [convert(array) for array in self.arrays]
        return lambda: function(*arrays, **self.options)

    def copied(self, y: np.ndarray) -> int:
        """How many numbers out of windows, or columns, our method holds at a time."""
        from convlib.ops.methods import BLOCK

        x, *weights = self.arrays
        taps = math.prod(weights[0].shape[2:]) if weights else 0
        if self.function == "conv_transpose2d":
            return y.shape[-3] * taps * math.prod(x.shape[-2:])
        return min(BLOCK, x.shape[-3] * taps * math.prod(y.shape[-2:])) if taps > 1 else 0


def cases() -> list[Case]:
    from convlib.data import photo

    rng = np.random.default_rng(0)

    def array(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape, dtype=np.float32)

    def conv(what: str, x: np.ndarray, weight: tuple[int, ...], **options) -> Case:
        return Case(what, "conv2d", (x, array(*weight)), options)

    china = photo("china").astype(np.float32) / 255
    return [
        conv("photo 427×640, 3→32, 3×3, stride 2", china, (32, 3, 3, 3), stride=2, padding=1),
        conv("64→64, 3×3 (56×56)", array(64, 56, 56), (64, 64, 3, 3), padding=1),
        conv("256→256, 1×1 (28×28)", array(256, 28, 28), (256, 256, 1, 1)),
        conv("dilated by 2, 64→64, 3×3 (56×56)", array(64, 56, 56), (64, 64, 3, 3), padding=2, dilation=2),
        conv("depthwise, 128, 3×3 (56×56)", array(128, 56, 56), (128, 1, 3, 3), padding=1, groups=128),
        conv("4 groups, 128→128, 3×3 (28×28)", array(128, 28, 28), (128, 32, 3, 3), padding=1, groups=4),
        conv("batch of 8, 32→64, 3×3 (28×28)", array(8, 32, 28, 28), (64, 32, 3, 3), padding=1),
        Case(
            "transposed, 64→32, 4×4, stride 2 (28×28)",
            "conv_transpose2d",
            (array(64, 28, 28), array(64, 32, 4, 4)),
            {"stride": 2, "padding": 1},
        ),
        Case(
            "max pool 3×3, stride 2 (64×112×112)",
            "max_pool2d",
            (array(64, 112, 112),),
            {"kernel_size": 3, "stride": 2, "padding": 1},
        ),
        Case(
            "bilinear × 2 (64×56×56)",
            "interpolate",
            (array(1, 64, 56, 56),),
            {"scale_factor": 2, "mode": "bilinear"},
        ),
    ]


def agree(ours: Callable, theirs: Callable) -> np.ndarray:
    """Our result; a fast wrong answer is no answer."""
    y, expected = ours(), np.asarray(theirs())
    if y.shape != expected.shape or y.dtype != expected.dtype:
        raise AssertionError(f"{y.shape} {y.dtype} here, {expected.shape} {expected.dtype} there")
    if not np.abs(y - expected).max() <= CLOSE * np.abs(expected).max():
        raise AssertionError(f"the results differ by {np.abs(y - expected).max()}")
    return y


def in_turns(*actions: Callable, turns: int = TURNS) -> list[float]:
    """The median seconds of each action."""
    readings: list[list[float]] = [[] for _ in actions]
    for _ in range(turns):
        for action, taken in zip(actions, readings, strict=True):
            time.sleep(PAUSE)
            action()
            taken += [timed(action)[0] for _ in range(CALLS)]
    return [median(taken) for taken in readings]


def peak(action: Callable) -> int:
    """Bytes of new memory at its highest during the call, as NumPy reports them."""
    action()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        action()
        return tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()


def rows() -> Iterator[Row]:
    try:
        import scipy.signal  # noqa: F401, its threads are limited too
        import torch
        from threadpoolctl import threadpool_info, threadpool_limits

        todo = cases()
    except ImportError as error:
        raise Unavailable(f"{error}: PyTorch and scikit-learn are needed, `make setup` installs them.") from None
    # A freed array of some megabytes goes back to the system, and the next one is paid for page by page, until the
    # C library has once seen a larger one freed. Both sides are spared that.
    np.ones(2**25 - 2**14, np.uint8)
    torch.set_num_threads(THREADS)
    with threadpool_limits(THREADS, "blas"):
        pools = [pool for pool in threadpool_info() if pool["user_api"] == "blas"]
        used = sorted({f"{pool['internal_api']} {pool['version']}: {pool['num_threads']}" for pool in pools})
        theirs = f"torch {torch.__version__}: {torch.get_num_threads()}"
        yield Row("operators: threads, both sides in turns, medians", ", ".join(used) or "unknown BLAS", theirs, "–")
        yield from _beside_torch(todo)
        yield from _memory(todo)
        yield _beside_loops()
        yield _beside_scipy(todo[0].arrays)


def _beside_torch(todo: list[Case]) -> Iterator[Row]:
    import torch

    import convlib as cl

    ratios = []
    for case in todo:
        actions = case.action(cl), case.action(torch.nn.functional, torch.from_numpy)
        agree(*actions)
        ours, theirs = in_turns(*actions)
        ratios.append(ours / theirs)
        yield Row(case.what, seconds(ours), seconds(theirs), f"{ratios[-1]:.2f} × as long")
    mean, worst = geometric_mean(ratios), max(ratios)
    yield Row("operators: geometric mean", "–", "–", f"{mean:.2f} × as long", f"≤ {MEAN}", mean <= MEAN)
    yield Row("operators: the slowest", "–", "–", f"{worst:.2f} × as long", f"≤ {WORST}", worst <= WORST)


def _memory(todo: list[Case]) -> Iterator[Row]:
    """The peak of new memory during a call, against input + output + the windows that are copied at a time."""
    import convlib as cl

    for case in todo:
        action = case.action(cl)
        y = action()
        needed = case.arrays[0].nbytes + y.nbytes + case.copied(y) * y.itemsize
        taken = peak(action)
        what = f"memory, {case.what}: peak against input + output + windows copied at a time"
        ratio = taken / needed
        yield Row(what, size(taken), size(needed), f"{ratio:.2f} × as much", f"≤ {MEMORY}", ratio <= MEMORY)


def _beside_loops() -> Row:
    import convlib as cl

    rng = np.random.default_rng(0)
    x, weight = (rng.standard_normal(shape, dtype=np.float32) for shape in ((3, 14, 14), (4, 3, 3, 3)))
    actions = [lambda method=method: cl.conv2d(x, weight, method=method) for method in ("windows", "loops")]
    agree(*actions)
    fast, slow = in_turns(*actions, turns=3)
    what = "`windows` against `loops`, the formula as written: 3→4, 3×3 (14×14)"
    return Row(what, seconds(fast), seconds(slow), f"{slow / fast:.0f} × faster")


def _beside_scipy(arrays: tuple[np.ndarray, ...]) -> Row:
    """SciPy correlates a channel with a kernel at a time, at stride 1; the sums over channels are ours to add."""
    from scipy.signal import correlate

    import convlib as cl

    x, weight = arrays
    valid = partial(correlate, mode="valid")
    actions = (
        lambda: cl.conv2d(x, weight),
        lambda: np.stack([sum(map(valid, x, kernel)) for kernel in weight]),
    )
    agree(*actions)
    ours, theirs = in_turns(*actions, turns=3)
    what = "against `scipy.signal.correlate` (one thread): photo 427×640, 3→32, 3×3, stride 1"
    return Row(what, seconds(ours), seconds(theirs), f"{theirs / ours:.0f} × faster")
