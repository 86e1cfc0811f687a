"""Claims about what one layer costs: weights, biases, multiply-adds."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np

from convlib.course.claims.helpers import only
from convlib.layers import Conv, counting
from convlib.layers.stack import summary


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


def weights_in_binary_millions() -> int:
    """The same weights, in units of 2²⁰ for a million."""
    return weights_512_1024() * 10**6 // 2**20


def separable_weights() -> int:
    return counting.depthwise_separable((512, 17, 17), 1024, 3).weights


def pointwise_weights() -> int:
    return counting.conv((10, 8, 8), 5, 1).weights


def pointwise_formula() -> bool:
    return all(counting.conv((c, 3, 4), more, 1).weights == c * more for c, more in product((1, 4, 10), repeat=2))


def values_before_the_sum() -> int:
    """The products of 1×1 filters from 512 to 1024 maps of 7×7."""
    return counting.conv((512, 7, 7), 1024, 1).multiply_adds


def head_weights() -> list[int]:
    """Flattened maps of 10⁵ cells, then 512, 32 and 1 outputs."""
    return [counting.fully_connected(a, b).weights for a, b in pairwise((10**5, 512, 32, 1))]


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


def two_groups_as_one_filter() -> bool:
    """Whether the layer with two groups has as many weights as one filter over all maps."""
    single = {c: counting.conv((c, 5, 5), 1, 3).weights for c in (2, 4, 6)}
    cases = product(single, (2, 6, 8))
    return all(counting.conv((c, 5, 5), k, 3, groups=2).weights == single[c] for c, k in cases)


def group_weights() -> bool:
    """Whether ``g`` groups take a layer's weights to one in ``g``, and neither shape nor biases change."""
    layers = [counting.conv((512, 9, 9), 1024, 3, groups=g) for g in (1, 2, 4, 8)]
    ordinary = layers[0]
    exact = all(ordinary.weights == g * layer.weights for g, layer in zip((1, 2, 4, 8), layers, strict=True))
    return exact and len({(layer.output_shape, layer.biases) for layer in layers}) == 1


def local_shares() -> bool:
    """Whether a locally connected layer uses any weight more than once."""
    layer = counting.locally_connected((3, 9, 8), 4, 3)
    return layer.multiply_adds > layer.weights


def dilation_keeps() -> bool:
    """Whether rates 1, 2, 4 widen the field of a stack, and cost what the same layers do without dilation."""
    stacks = [[Conv(8, 3, padding=d, dilation=d) for d in rates] for rates in ((1, 2, 4), (1, 1, 1))]
    dilated, plain = (summary(stack, (8, 20, 20)) for stack in stacks)
    wider = [row.receptive_field for row in dilated.rows] == [(3, 3), (7, 7), (15, 15)]
    return wider and (dilated.parameters, dilated.multiply_adds) == (plain.parameters, plain.multiply_adds)


def _operations(at: str) -> bool:
    """The formulas of layer-types for operations, with W·H of the ``"input"`` or of the ``"output"``."""
    for c, c_out, k, (h, w), p in product((1, 3), (1, 8), (1, 3, 5), ((12, 12), (9, 7)), (0, 2)):
        ordinary, separable = (f((c, h, w), c_out, k, padding=p) for f in (counting.conv, counting.depthwise_separable))
        _, rows, columns = (c, h, w) if at == "input" else ordinary.output_shape
        if ordinary.multiply_adds != k * k * c * rows * columns * c_out:
            return False
        if separable.multiply_adds != k * k * c * rows * columns + c * rows * columns * c_out:
            return False
    return True


def operations_by_input_size() -> bool:
    return _operations("input")


def operations_by_output_size() -> bool:
    return _operations("output")


def _saves(kernel_sizes, maps_out) -> bool:
    """Whether depthwise separable takes fewer weights and fewer products than ordinary convolution."""
    for c, c_out, k in product((1, 3, 64), maps_out, kernel_sizes):
        ordinary, separable = counting.conv((c, 9, 9), c_out, k), counting.depthwise_separable((c, 9, 9), c_out, k)
        if separable.weights >= ordinary.weights or separable.multiply_adds >= ordinary.multiply_adds:
            return False
    return True


def separable_saves() -> bool:
    return _saves((1, 2, 3, 5), (1, 2, 64))


def separable_saves_where() -> bool:
    return _saves((2, 3, 5), (2, 3, 64))
