"""Claims about groups, kernels, offsets and pooling."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from convlib import ops
from convlib.course.claims.helpers import only

POOLED = np.array([[[1, 0, 3, 5], [3, 4, 2, 2], [1, 3, 3, 9], [5, 7, 8, 4]]])  # the example of cpen455-5


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


def pooling_permutes() -> bool:
    """Whether every order of the four cells of a window gives the same maximum."""
    corner = POOLED[:, :2, :2]
    orders = np.array(list(permutations(corner.ravel()))).reshape(-1, 1, 2, 2)
    return bool((ops.max_pool2d(orders, 2) == ops.max_pool2d(corner, 2)).all())
