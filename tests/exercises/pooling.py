"""06_pooling by PyTorch."""

import numpy as np
import torch.nn.functional as F

from exercises import array, torched


def pooled(x, kernel_size, stride):
    return torched(F.max_pool2d, x[None], kernel_size=kernel_size, stride=stride)[0]


def drawn(n) -> dict:
    k = n(1, 3)
    return {"x": array(n, k + n(0, 4), k + n(0, 4)), "kernel_size": k, "stride": n(1, 3)}


def composed(first, second):
    """Where the windows of two poolings in a row begin and end, by pooling a row of places."""
    places = np.arange(100)[None, None]

    def both(x):
        for kernel_size, stride in (first, second):
            x = torched(F.max_pool1d, x, kernel_size=kernel_size, stride=stride)
        return x[0, 0]

    first_cells, last_cells = -both(-places), both(places)
    return int(last_cells[0] - first_cells[0] + 1), int(first_cells[1] - first_cells[0])


def two(n) -> dict:
    kernels = n(1, 5), n(1, 5)
    return {name: (k, n(1, k)) for name, k in zip(("first", "second"), kernels, strict=True)}


RIGHT = {"max_pool2d": pooled, "two_pools_as_one": composed}
DRAWN, EQUAL = {"max_pool2d": drawn, "two_pools_as_one": two}, {}
