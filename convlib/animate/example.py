"""Small arrays to show things on: whole numbers that stay in place when the size changes."""

from __future__ import annotations

import numpy as np

LARGEST = 32


def example_input(channels: int, size: tuple[int, int], seed: int = 0) -> np.ndarray:
    """``(channels, h, w)`` of 0 to 4; a smaller size is the corner of a larger one.

    >>> bool((example_input(1, (3, 5)) == example_input(1, (7, 7))[:, :3, :5]).all())
    True
    """
    numbers = np.random.default_rng([seed, 0]).integers(0, 5, (8, LARGEST, LARGEST))
    return _crop(numbers, (channels, *size))


def example_weight(maps: int, channels: int, kernel_size: tuple[int, int], seed: int = 0) -> np.ndarray:
    """``(maps, channels, kh, kw)`` of −1 to 2."""
    numbers = np.random.default_rng([seed, 1]).integers(-1, 3, (8, 8, LARGEST, LARGEST))
    return _crop(numbers, (maps, channels, *kernel_size))


def _crop(numbers: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if any(n > most for n, most in zip(shape, numbers.shape, strict=True)):
        raise ValueError(f"an example has at most {numbers.shape} numbers, not {shape}; give the arrays instead")
    return numbers[tuple(slice(n) for n in shape)].copy()
