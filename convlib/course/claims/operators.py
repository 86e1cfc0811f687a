"""Claims about groups, kernels, offsets and pooling."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np

from convlib import ops
from convlib.course.claims.helpers import only

POOLED = np.array([[[1, 0, 3, 5], [3, 4, 2, 2], [1, 3, 3, 9], [5, 7, 8, 4]]])  # the example of cpen455-5
_POOLS = (ops.max_pool2d, ops.avg_pool2d)


def depthwise_groups() -> bool:
    x, weight = np.arange(75).reshape(3, 5, 5), np.arange(27).reshape(3, 1, 3, 3)
    each = np.concatenate([ops.conv2d(x[m : m + 1], weight[m : m + 1]) for m in range(3)])
    return np.array_equal(ops.conv2d(x, weight, groups=3), each)


def one_group() -> bool:
    """``groups=1`` against the sum over all maps, map by map."""
    x, weight = np.arange(75).reshape(3, 5, 5), np.arange(54).reshape(2, 3, 3, 3)
    summed = sum(ops.conv2d(x[m : m + 1], weight[:, m : m + 1]) for m in range(3))
    return np.array_equal(ops.conv2d(x, weight, groups=1), summed)


def offset_maps() -> list[int]:
    """How many maps of offsets a deformable convolution takes, for kernels of 1×1, 3×3 and 5×3."""
    return [only(n for n in range(1, 40) if _takes_offsets(n, *kernel)) for kernel in ((1, 1), (3, 3), (5, 3))]


def offsets_for_one_tap() -> int:
    return offset_maps()[0]


def _takes_offsets(maps: int, kh: int, kw: int) -> bool:
    x, weight = np.ones((1, 1, 6, 7)), np.ones((1, 1, kh, kw))
    try:
        ops.deform_conv2d(x, np.zeros((1, maps, 7 - kh, 8 - kw)), weight)
    except ValueError:
        return False
    return True


def outer_product() -> list[list[int]]:
    return np.outer([3, 4, 5], [1, 2, 3]).tolist()


def kernel_rank() -> int:
    return ops.separate(np.array(outer_product())).rank


def max_pooled() -> list[list[int]]:
    return ops.max_pool2d(POOLED, 2)[0].tolist()


def mean_pooled() -> list[list[int]]:
    return ops.avg_pool2d(POOLED.astype(float), 2)[0].tolist()


def _orders_agree(cells: np.ndarray) -> bool:
    """Whether all orders of these four cells, in one window of 2×2, have one maximum and one mean."""
    orders = np.array(list(permutations(cells.ravel())), float).reshape(-1, 1, 2, 2)
    return all(len(np.unique(pool(orders, 2))) == 1 for pool in _POOLS)


def pooling_permutes() -> bool:
    """Whether the order of the four cells of a window makes no difference, in each window of the example."""
    return all(_orders_agree(POOLED[0, r : r + 2, c : c + 2]) for r, c in product((0, 2), repeat=2))


def pooling_permutes_everywhere() -> bool:
    """Whether any two cells of the example may change places."""
    for first, second in combinations(range(POOLED.size), 2):
        moved = POOLED.astype(float)
        moved.flat[[first, second]] = moved.flat[[second, first]]
        if not all(np.array_equal(pool(moved, 2), pool(POOLED.astype(float), 2)) for pool in _POOLS):
            return False
    return True


def pooled_backwards() -> bool:
    """The mean over ``I(i − k)``, k from 0, against the course's windows: named by the last cell they read."""
    image, k = POOLED[0].astype(float), 2
    backwards = [[image[i - k + 1 : i + 1, j - k + 1 : j + 1].mean() for j in range(1, 4)] for i in range(1, 4)]
    return np.array_equal(backwards, ops.avg_pool2d(POOLED.astype(float), k, stride=1)[0])


def _shifted(rows: int, columns: int) -> np.ndarray:
    """A small object on a background of zeros, moved from its place in the corner of the middle."""
    picture = np.zeros((1, 12, 12))
    picture[0, 4 + rows : 6 + rows, 4 + columns : 7 + columns] = [[5, 2, 1], [3, 4, 9]]
    return picture


def shift_invariant() -> bool:
    """Whether a maximum over 2×2 gives the same for the object here and a little further."""
    here = ops.max_pool2d(_shifted(0, 0), 2)
    return all(np.array_equal(ops.max_pool2d(_shifted(*by), 2), here) for by in product(range(3), repeat=2))


def shift_invariant_in_the_mean() -> bool:
    """Whether a convolution, ReLU and the mean of the map do, wherever the object is inside."""
    kernel = np.array([[[[1, 2, -1], [-2, 1, 2], [3, -1, 1]]]])
    means = [np.maximum(ops.conv2d(_shifted(*by), kernel), 0).mean() for by in product(range(-1, 3), repeat=2)]
    return len(set(means)) == 1


def not_turned_nor_scaled() -> bool:
    """Whether a picture turned by a quarter, or made twice as large, gets an answer other than its own, so changed."""
    picture, kernel = POOLED.astype(float), np.array([[[[1.0, 2], [-2, 1]]]])
    answer = ops.conv2d(picture, kernel, padding="same")
    turned = ops.conv2d(np.rot90(picture, axes=(1, 2)), kernel, padding="same")
    larger = ops.conv2d(picture.repeat(2, 1).repeat(2, 2), kernel, padding="same")
    differ = not np.allclose(turned, np.rot90(answer, axes=(1, 2)))
    return differ and not np.allclose(larger, answer.repeat(2, 1).repeat(2, 2))


def same_patches() -> bool:
    """Whether 5×5 and 6×6 give patches of one shape, with a 3×3 kernel, stride 2 and padding 1."""
    five, six = (ops.unfold(np.ones((1, n, n)), 3, stride=2, padding=1).shape for n in (5, 6))
    return five == six == (9, 9)


def _toeplitz(matrix: np.ndarray) -> bool:
    """Whether every diagonal that falls to the right holds one number."""
    return np.array_equal(matrix[1:, 1:], matrix[:-1, :-1])


def _patches() -> np.ndarray:
    """The windows of three cells along a line, one under the other."""
    return ops.unfold(np.arange(7)[None, None] ** 2, (1, 3)).T


def patches_are_toeplitz() -> bool:
    return _toeplitz(_patches())


def turned_patches_are_toeplitz() -> bool:
    """The patches that meet a flipped kernel."""
    return _toeplitz(_patches()[:, ::-1])


def separable_factors() -> bool:
    """Depthwise D, then pointwise P, against one convolution with the filters D·P."""
    rng = np.random.default_rng(0)
    x, d, p = rng.integers(-4, 5, (3, 6, 7)), rng.integers(-4, 5, (3, 1, 3, 2)), rng.integers(-4, 5, (4, 3))
    weight = p[:, :, None, None] * d[None, :, 0]
    return np.array_equal(ops.depthwise_separable_conv2d(x, d, p), ops.conv2d(x, weight))


def resnext_forms() -> bool:
    """Four branches of 1×1, 3×3, 1×1 on one input, added up, against one block with a grouped 3×3."""
    rng, groups, narrow = np.random.default_rng(1), 4, 2
    x = rng.integers(-3, 4, (8, 6, 6))
    down, across, up = (rng.integers(-2, 3, shape) for shape in ((8, 8, 1, 1), (8, narrow, 3, 3), (8, 8, 1, 1)))
    parts = [slice(g * narrow, (g + 1) * narrow) for g in range(groups)]
    branches = [ops.conv2d(ops.conv2d(ops.conv2d(x, down[part]), across[part]), up[:, part]) for part in parts]
    return np.array_equal(sum(branches), ops.conv2d(ops.conv2d(ops.conv2d(x, down), across, groups=groups), up))
