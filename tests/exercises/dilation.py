"""05_dilation by PyTorch and by convolving the kernels of a stack."""

import numpy as np
import torch.nn.functional as F

from exercises import array, torched


def dilated(weight, dilation):
    """The kernel that a single 1 shows, turned round, when PyTorch dilates."""
    reach = [dilation * (k - 1) for k in weight.shape]
    point = np.zeros((1, *(2 * r + 1 for r in reach)))
    point[0, reach[0], reach[1]] = 1
    return torched(F.conv2d, point, weight[None, None], dilation=dilation)[0, ::-1, ::-1].astype(weight.dtype)


def composed(kernel_size, rates):
    """How often each cell behind one output of a stack of dilated layers is read: their kernels, convolved."""
    read = np.ones(1, dtype=int)
    for rate in rates:
        layer = np.zeros(rate * (kernel_size - 1) + 1, dtype=int)
        layer[::rate] = 1
        read = np.convolve(read, layer)
    return read


RIGHT = {
    "dilate_kernel": dilated,
    "receptive_field": lambda **stack: len(composed(**stack)),
    "rates_without_gaps": lambda **stack: bool(composed(**stack).all()),
    "dilated_row": lambda x, weight, dilation: torched(F.conv1d, x[None], weight[None, None], dilation=dilation)[0],
}


def stack(n) -> dict:
    return {"kernel_size": n(2, 5), "rates": tuple(n(1, 5) for _ in range(n(1, 4)))}


def row(n) -> dict:
    k, d = n(1, 4), n(1, 4)
    return {"x": array(n, d * (k - 1) + 1 + n(0, 5)), "weight": array(n, k), "dilation": d}


DRAWN = {
    "dilate_kernel": lambda n: {"weight": array(n, n(1, 4), n(1, 4)), "dilation": n(1, 3)},
    "receptive_field": stack,
    "rates_without_gaps": stack,
    "dilated_row": row,
}

EQUAL = {
    "rates_without_gaps": {
        "return len(read) >= max(read) + 1": "there are never more cells than places for them",
    },
}
