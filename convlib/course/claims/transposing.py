"""Claims about transposed convolution and its inserted zeros."""

from __future__ import annotations

from itertools import product

import numpy as np

from convlib import ops
from convlib.course.claims.helpers import convolved, only, transposed
from convlib.relation import Axis


def _transposed_cases() -> list[tuple[int, int, int, int]]:
    """``(i, k, s, p)`` that leave at least one output."""
    cases = product(range(1, 6), range(1, 6), range(1, 5), range(3))
    return [(i, k, s, p) for i, k, s, p in cases if (i - 1) * s + k - 2 * p > 0]


def transposed_size() -> bool:
    return all((i - 1) * s + k - 2 * p == transposed(i, k, stride=s, padding=p) for i, k, s, p in _transposed_cases())


def _over_zeros(x: np.ndarray, weight: np.ndarray, s: int, around: int) -> np.ndarray:
    """Zeros between the cells and ``around`` them, fewer than none cut cells away; then a convolution at stride 1."""
    between = np.zeros((1, (x.size - 1) * s + 1), int)
    between[0, ::s] = x
    cut = slice(max(-around, 0), between.size - max(-around, 0))
    return ops.conv1d(between[:, cut], weight[None, None], padding=max(around, 0))


def _in_four_steps(turn: int) -> bool:
    """``s − 1`` zeros between, ``k − p − 1`` around, stride 1 and the kernel read in steps of ``turn``."""
    for i, k, s, p in _transposed_cases():
        x, weight = np.arange(1, i + 1), np.arange(2, k + 2)
        y = ops.conv_transpose1d(x[None], weight[None, None], stride=s, padding=p)
        if not np.array_equal(y, _over_zeros(x, weight[::turn], s, k - p - 1)):
            return False
    return True


def four_steps() -> bool:
    return _in_four_steps(1)


def four_steps_flipped() -> bool:
    return _in_four_steps(-1)


def zeros_between_inputs() -> bool:
    """``s − 1`` zeros between the inputs, against ``stride=s``."""
    x, weight = np.arange(6) ** 2, np.array([2, 3, 5])
    strides = range(1, 6)
    transposed = [ops.conv_transpose1d(x[None], weight[None, None], stride=s) for s in strides]
    return all(np.array_equal(y, _over_zeros(x, weight[::-1], s, 2)) for s, y in zip(strides, transposed, strict=True))


def dilated_zeros() -> bool:
    """``d − 1`` zeros between the taps, against ``dilation=d``."""
    x, weight = np.arange(20)[None] ** 2, np.array([2, 3, 5])
    for d in range(1, 6):
        spaced = np.zeros((1, 1, 2 * d + 1), int)
        spaced[0, 0, ::d] = weight
        if not np.array_equal(ops.conv1d(x, spaced), ops.conv1d(x, weight[None, None], dilation=d)):
            return False
    return True


def there_and_back() -> list[list[int]]:
    """Sizes before, after and back again; output padding only where the way back needs it."""
    ways = [(4, {}, 0), (5, {"stride": 2, "padding": 1}, 0), (6, {"stride": 2, "padding": 1}, 1)]
    small = [convolved(size, 3, **options) for size, options, _ in ways]
    back = [transposed(n, 3, output_padding=e, **o) for n, (_, o, e) in zip(small, ways, strict=True)]
    return [[size, n, m] for (size, _, _), n, m in zip(ways, small, back, strict=True)]


def inserted_padding() -> list[int]:
    """The padding of the convolution that stands for 2×2 → 4×4, and for 3×3 → 5×5."""
    forward = Axis(4, 3), Axis(5, 3, stride=2, padding=(1, 1))
    return [only(axis.inserted(axis.output_size).padding) for axis in forward]


def inserted_stride() -> int:
    axes = [Axis(9, k, s, (p, p)) for k, s, p in product((2, 3, 5), (1, 2, 3), (0, 1))]
    return only({axis.inserted(axis.output_size).stride for axis in axes})


def is_the_gradient() -> bool:
    """Transposed convolution against ``Wᵀy``, and against the gradient of the convolution."""
    y, weight = np.arange(9).reshape(1, 1, 3, 3), np.arange(1, 10).reshape(1, 1, 3, 3)
    x = ops.conv_transpose2d(y, weight, stride=2, padding=1)
    matrix = ops.conv_matrix(weight, (5, 5), stride=2, padding=1)
    gradient = ops.conv2d_input_grad((1, 1, 5, 5), weight, y, stride=2, padding=1)
    return np.array_equal(x.ravel(), matrix.T @ y.ravel()) and np.array_equal(x, gradient)


def not_the_inverse() -> bool:
    """Whether the values differ after going there and back, though the shape is the same."""
    x, weight = np.arange(16).reshape(1, 4, 4), np.arange(1, 10).reshape(1, 1, 3, 3)
    back = ops.conv_transpose2d(ops.conv2d(x, weight), weight)
    return back.shape == x.shape and not np.array_equal(back, x)


def _added_cells_are_zeros(padding: int) -> bool:
    """Whether the row and the column that output padding adds to 3×3 → 5×5 hold zeros."""
    x, weight = np.arange(1, 10).reshape(1, 3, 3), np.arange(1, 10).reshape(1, 1, 3, 3)
    y = ops.conv_transpose2d(x, weight, stride=2, padding=padding, output_padding=1)[0]
    return not y[-1].any() and not y[:, -1].any()


def output_padding_pads() -> bool:
    return _added_cells_are_zeros(padding=1)


def output_padding_pads_uncut() -> bool:
    return _added_cells_are_zeros(padding=0)
