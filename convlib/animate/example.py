"""Small arrays to show things on: whole numbers that stay in place when the size changes."""

from __future__ import annotations

from functools import cache

import numpy as np

from convlib.ops.arguments import Call

LARGEST = 32


def example_input(channels: int, size: tuple[int, int], seed: int = 0) -> np.ndarray:
    """``(channels, h, w)`` of 0 to 4; a smaller size is the corner of a larger one.

    >>> bool((example_input(1, (3, 5)) == example_input(1, (7, 7))[:, :3, :5]).all())
    True
    """
    numbers = np.random.default_rng([seed, 0]).integers(0, 5, (8, LARGEST, LARGEST))
    return _crop(numbers, (channels, *size))


def example_weight(maps: int, channels: int, kernel_size: tuple[int, int], seed: int) -> np.ndarray:
    """``(maps, channels, kh, kw)`` of −1 to 2."""
    numbers = np.random.default_rng([seed, 1]).integers(-1, 3, (8, 8, LARGEST, LARGEST))
    return _crop(numbers, (maps, channels, *kernel_size))


def example_maps(name: str, x, size, channels, seed) -> np.ndarray:
    """``x (c, h, w)``: given, with or without channels, or an example whose cells differ."""
    if x is None:
        call = Call(name, size=size, channels=channels, seed=seed)
        if max(call.per_axis("size", 2, 1)) > LARGEST:
            call.fail(f"an example has at most {LARGEST} cells a side; give x instead")
        return distinct_input(call.integer("channels", 1, 8), call.per_axis("size", 2, 1), call.integer("seed", 0))
    x = Call(name, x=x).array("x", (2, 3), "(h, w) or (c, h, w)")
    return x if x.ndim == 3 else x[None]


def input_and_kernel(name: str, x, weight, size, kernel_size, seed, least=0) -> tuple[np.ndarray, np.ndarray]:
    """``x (1, h, w)`` and ``weight (1, 1, kh, kw)``: given, or examples, x from ``least`` on."""
    if x is None:
        call = Call(name, size=size, seed=seed)
        x = example_input(1, call.per_axis("size", 2, 1), call.integer("seed", 0))[0] + least
    if weight is None:
        call = Call(name, kernel_size=kernel_size, seed=seed)
        weight = example_weight(1, 1, call.per_axis("kernel_size", 2, 1), call.integer("seed", 0))[0, 0]
    call = Call(name, x=x, weight=weight)
    x, weight = call.array("x", (2,), "(h, w)"), call.array("weight", (2,), "(kh, kw)")
    if not (x.size and weight.size):
        call.fail("x and weight must not be empty")
    return x[None], weight[None, None]


def example_sequence(size: int, seed: int = 0) -> np.ndarray:
    """``(w,)`` of 0 to 4, of any length: after 32 cells it starts again."""
    return np.resize(example_input(1, (1, min(size, LARGEST)), seed)[0, 0], size)


def distinct_input(channels: int, size: tuple[int, int], seed: int = 0) -> np.ndarray:
    """``(channels, h, w)`` of 1 to 99, no number twice in any 7×7 cells: for scenes in which cells compete.

    >>> x = distinct_input(2, (3, 5))
    >>> [len(set(one.flat)) for one in x], bool((x == distinct_input(2, (9, 9))[:, :3, :5]).all())
    ([15, 15], True)
    """
    numbers = np.stack([_distinct(channel, seed) for channel in range(channels)])
    return _crop(numbers, (channels, *size))


@cache
def _distinct(channel: int, seed: int) -> np.ndarray:
    rng, numbers = np.random.default_rng([seed, 2, channel]), np.zeros((LARGEST, LARGEST), dtype=int)
    for h, w in np.ndindex(numbers.shape):
        near = numbers[max(h - 6, 0) : h + 1, max(w - 6, 0) : w + 7]
        numbers[h, w] = rng.choice(np.setdiff1d(np.arange(1, 100), near))
    return numbers


def _crop(numbers: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if any(n > most for n, most in zip(shape, numbers.shape, strict=True)):
        raise ValueError(f"an example has at most {numbers.shape} numbers, not {shape}; give the arrays instead")
    return numbers[tuple(slice(n) for n in shape)].copy()
