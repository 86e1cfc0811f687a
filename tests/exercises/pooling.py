"""06_pooling by PyTorch."""

import torch.nn.functional as F

from exercises import array, torched


def pooled(x, kernel_size, stride):
    return torched(F.max_pool2d, x[None], kernel_size=kernel_size, stride=stride)[0]


def drawn(n) -> dict:
    k = n(1, 3)
    return {"x": array(n, k + n(0, 4), k + n(0, 4)), "kernel_size": k, "stride": n(1, 3)}


RIGHT, DRAWN, EQUAL = {"max_pool2d": pooled}, {"max_pool2d": drawn}, {}
