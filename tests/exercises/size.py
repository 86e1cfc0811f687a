"""02_size_padding_stride by PyTorch and by the relation."""

import torch
import torch.nn.functional as F

from convlib.relation import Axis, named_padding
from exercises import array, torched


def windows(size, kernel_size, stride, padding, dilation):
    x, weight = torch.zeros(1, size), torch.zeros(1, 1, kernel_size)
    return F.conv1d(x, weight, None, stride, padding, dilation).shape[-1]


def half_of_same(kernel_size, dilation):
    before, after = named_padding("same", 50, kernel_size, dilation=dilation)
    assert before == after
    return before


def all_that_give(output, kernel_size, stride, padding):
    least = max(1, kernel_size - 2 * padding)
    sizes = [
        n for n in range(least, least + stride * (output + 1)) if windows(n, kernel_size, stride, padding, 1) == output
    ]
    return min(sizes), max(sizes)


RIGHT = {
    "output_size": windows,
    "same_padding": half_of_same,
    "conv2d": lambda x, weight, **options: torched(F.conv2d, x[None], weight[None, None], **options)[0],
    "lost_cells": lambda **axis: len(Axis(**axis).unread),
    "sizes_that_give": all_that_give,
}


def axis(n) -> dict:
    k, d, p = n(1, 5), n(1, 3), n(0, 2)
    size = max(1, d * (k - 1) + 1 + n(0, 6) - 2 * p)
    return {"size": size, "kernel_size": k, "stride": n(1, 4), "padding": p, "dilation": d}


def same_on_both_sides(n) -> dict:
    k, d = n(1, 5), n(1, 3)
    return {"kernel_size": k if k % 2 or d % 2 == 0 else k + 1, "dilation": d}


def one_map(n) -> dict:
    kh, kw = n(1, 4), n(1, 4)
    x, weight = array(n, kh + n(0, 5), kw + n(0, 5)), array(n, kh, kw)
    return {"x": x, "weight": weight, "stride": n(1, 4), "padding": n(0, 2)}


def unpadded(n) -> dict:
    k = n(1, 5)
    return {"size": k + n(0, 6), "kernel_size": k, "stride": n(1, 4)}


def wanted(n) -> dict:
    k = n(1, 5)
    return {"output": n(1, 6), "kernel_size": k, "stride": n(1, 4), "padding": n(0, (k - 1) // 2)}


DRAWN = {
    "output_size": axis,
    "same_padding": same_on_both_sides,
    "conv2d": one_map,
    "lost_cells": unpadded,
    "sizes_that_give": wanted,
}

EQUAL = {
    "lost_cells": {"read.add(start - tap)": "each window mirrored about its start: as many different cells"},
}
