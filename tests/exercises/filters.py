"""01_layers_and_filters by PyTorch."""

import torch
import torch.nn.functional as F

from exercises import array, torched


def learned(c_in, c_out, kernel_size, bias):
    layer = torch.nn.Conv2d(c_in, c_out, kernel_size, bias=bias, device="meta")
    return sum(p.numel() for p in layer.parameters())


def within(c_in, kernel_size, bias, budget):
    c_out = 0
    while learned(c_in, c_out + 1, kernel_size, bias) <= budget:
        c_out += 1
    return c_out


RIGHT = {
    "flip": lambda weight: torched(torch.flip, weight, dims=(0, 1)),
    "conv2d_channels": lambda x, weight, bias: torched(F.conv2d, x, weight, bias),
    "parameters": learned,
    "most_maps": within,
}


def layer(n) -> dict:
    c, c_out, kh, kw = n(1, 3), n(1, 4), n(1, 4), n(1, 4)
    x = array(n, c, kh + n(0, 5), kw + n(0, 5))
    return {"x": x, "weight": array(n, c_out, c, kh, kw), "bias": array(n, c_out)}


DRAWN = {
    "flip": lambda n: {"weight": array(n, n(1, 4), n(1, 4))},
    "conv2d_channels": layer,
    "parameters": lambda n: {
        "c_in": n(1, 6),
        "c_out": n(1, 6),
        "kernel_size": (n(1, 4), n(1, 4)),
        "bias": bool(n(0, 1)),
    },
    "most_maps": lambda n: {
        "c_in": n(1, 4),
        "kernel_size": (n(1, 4), n(1, 4)),
        "bias": bool(n(0, 1)),
        "budget": n(1, 300),
    },
}

EQUAL = {}
