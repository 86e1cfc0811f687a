"""09_transposed by PyTorch and by the relation."""

import numpy as np
import torch
import torch.nn.functional as F

from convlib.relation import Axis
from exercises import array, torched


def back(size, kernel_size, stride, padding, output_padding):
    options = {"stride": stride, "padding": padding, "output_padding": output_padding}
    return F.conv_transpose1d(torch.zeros(1, size), torch.zeros(1, 1, kernel_size), **options).shape[-1]


def stamped(x, weight, **options):
    return torched(F.conv_transpose2d, x[None], weight[None, None], **options)[0]


def overlaps(size, kernel_size, stride):
    ones = np.ones((1, size), dtype=int), np.ones((1, 1, kernel_size), dtype=int)
    return torched(F.conv_transpose1d, *ones, stride=stride)[0]


def missing(size_in, size_out, kernel_size, stride, padding):
    axis = Axis(size_in, kernel_size, stride, (padding, padding))
    return next(extra for extra in range(stride) if axis.transposed_size(extra) == size_out)


def smallest_even(stride):
    """The first kernel and padding, tried one after the other, that are as asked for."""
    for k in range(1, 4 * stride):
        for p in range(k):
            count = overlaps(20, k, stride)
            inside = count[2 * k : -2 * k or None] if stride * 19 + k > 4 * k else count[:0]
            exact = back(20, k, stride, p, 0) == 20 * stride if stride * 19 + k > 2 * p else False
            if exact and len(inside) and inside.min() == inside.max() >= 2:
                return k, p


RIGHT = {
    "transposed_size": back,
    "conv_transpose2d": stamped,
    "insert_zeros": lambda x, stride: stamped(x, np.ones((1, 1), dtype=int), stride=stride),
    "overlap_count": overlaps,
    "output_padding_for": missing,
    "upsampler": smallest_even,
}


def axis(n) -> dict:
    k = n(1, 5)
    return {"size": n(1, 6), "kernel_size": k, "stride": n(1, 4), "padding": n(0, min(2, (k - 1) // 2))}


def with_output_padding(n) -> dict:
    given = axis(n)
    return {**given, "output_padding": n(0, given["stride"] - 1)}


def there_and_back(n) -> dict:
    given = axis(n)
    size, k, s, p = given.values()
    size_out = (size - 1) * s + k - 2 * p + n(0, s - 1)
    return {"size_in": size, "size_out": size_out, "kernel_size": k, "stride": s, "padding": p}


def one_map(n) -> dict:
    h, w, kh, kw, s = n(1, 6), n(1, 6), n(1, 4), n(1, 4), n(1, 4)
    most = min(2, ((h - 1) * s + kh - 1) // 2, ((w - 1) * s + kw - 1) // 2)
    return {"x": array(n, h, w), "weight": array(n, kh, kw), "stride": s, "padding": n(0, most)}


DRAWN = {
    "transposed_size": with_output_padding,
    "conv_transpose2d": one_map,
    "insert_zeros": lambda n: {"x": array(n, n(1, 6), n(1, 6)), "stride": n(1, 4)},
    "overlap_count": lambda n: {"size": n(1, 6), "kernel_size": n(1, 5), "stride": n(1, 4)},
    "output_padding_for": there_and_back,
    "upsampler": lambda n: {"stride": n(1, 9)},
}

EQUAL = {
    "upsampler": {"return (kernel_size, (kernel_size - stride) / 2)": "half of an even number, as a float"},
}
