"""Claims about what one layer costs: weights, biases, multiply-adds."""

from __future__ import annotations

from itertools import product

import numpy as np

from convlib.course.claims.helpers import only
from convlib.layers import counting


def ordinary_operations() -> int:
    return counting.conv((3, 12, 12), 256, 5).multiply_adds


def separable_operations() -> int:
    return counting.depthwise_separable((3, 12, 12), 256, 5).multiply_adds


def weights_per_filter() -> int:
    """Weights for each output map of a 5×5 filter on 3 maps, whatever the image."""
    return only({counting.conv((3, n, 2 * n), c, 5).weights // c for n, c in product((9, 32), (1, 8, 64))})


def weights_512_1024() -> int:
    return counting.conv((512, 17, 17), 1024, 3).weights


def flattened_cells() -> list[int]:
    return [np.empty(shape, np.int8).size for shape in ((512, 17, 17), (1024, 7, 7))]


def mlp_weights() -> int:
    return counting.fully_connected(*flattened_cells()).weights


def separable_weights() -> int:
    return counting.depthwise_separable((512, 17, 17), 1024, 3).weights


def pointwise_weights() -> int:
    return counting.conv((10, 8, 8), 5, 1).weights


def parameter_formula() -> bool:
    cases = product(range(1, 5), range(1, 5), range(1, 4), range(1, 4))
    return all(counting.conv((m, 5, 6), k, (p, q)).parameters == (m * p * q + 1) * k for m, k, p, q in cases)


def _sharing_ratio(layer, formula) -> bool:
    """Whether a layer without (full) sharing has so many times the weights of the convolution."""
    for d1, d2, w1, h1, w, h in product((1, 3), (1, 4), (5, 6), (5, 7), (1, 3), (2, 3)):
        shared = counting.conv((d1, h1, w1), d2, (h, w))
        _, h2, w2 = shared.output_shape
        found = counting.ratio(layer(d1, h1, w1, d2, h, w, h2, w2), shared).weights
        if found * w * h != formula(w1 * h1, w2 * h2, w * h):
            return False
    return True


def local_ratio() -> bool:
    def local(d1, h1, w1, d2, h, w, h2, w2):
        return counting.locally_connected((d1, h1, w1), d2, (h, w))

    return _sharing_ratio(local, lambda inputs, outputs, taps: outputs * taps)


def dense_ratio() -> bool:
    def dense(d1, h1, w1, d2, h, w, h2, w2):
        return counting.fully_connected(d1 * h1 * w1, d2 * h2 * w2)

    return _sharing_ratio(dense, lambda inputs, outputs, taps: inputs * outputs)


def paired_filters() -> bool:
    """A filter of each of two groups, half as deep, against one filter over all maps."""
    return all(
        2 * (counting.conv((c, 5, 5), 8, 3, groups=2).weights // 8) == counting.conv((c, 5, 5), 8, 3).weights // 8
        for c in (2, 6, 96)
    )
