"""Stacks of layers as torch modules: what they cost there, and which cells have a gradient."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from convlib.layers import (
    Activation,
    AvgPool,
    BatchNorm,
    ChannelShuffle,
    Concat,
    Conv,
    Depthwise,
    Flatten,
    GlobalAveragePool,
    Linear,
    MaxPool,
    PixelShuffle,
    ReLU,
    Sum,
    TransposedConv,
    Upsample,
)


class Windows(nn.Module):
    """Where a pooling reads: all of each window, summed, so that the largest cell hides no other."""

    def __init__(self, pool):
        super().__init__()
        self.pool = pool

    def forward(self, x):
        d, outputs = x.dim() - 2, self.pool(x).shape[2:]
        each = [v if isinstance(v, tuple) else (v,) * d for v in self.geometry()]
        kernel, stride, padding, dilation = each
        cells = []
        for n, o, k, s, p, g in zip(x.shape[2:], outputs, kernel, stride, padding, dilation, strict=True):
            cells = [p, (o - 1) * s + (k - 1) * g + 1 - n - p, *cells]  # may crop
        ones = torch.ones(x.shape[1], 1, *kernel, dtype=x.dtype)
        conv = (F.conv1d, F.conv2d, F.conv3d)[d - 1]
        return conv(F.pad(x, cells), ones, None, stride, 0, dilation, x.shape[1])

    def geometry(self):
        return self.pool.kernel_size, self.pool.stride, self.pool.padding, getattr(self.pool, "dilation", 1)


class Branches(nn.Module):
    def __init__(self, branches, join):
        super().__init__()
        self.branches, self.join = nn.ModuleList(branches), join

    def forward(self, x):
        return self.join([branch(x) for branch in self.branches])


def pads(padding, d):
    """What F.pad takes for an int, a number per axis or pairs."""
    each = padding if isinstance(padding, tuple) else (padding,) * d
    return [n for p in reversed(each) for n in (p if isinstance(p, tuple) else (p, p))]


def module_of(layer, x, support):
    """The torch module for a layer whose input is ``x``."""
    d, c = x.dim() - 2, x.shape[1]

    def torchs(name):
        return getattr(nn, f"{name}{d}d")

    match layer:
        case Sum():
            return Branches([torch_of(b, x, support) for b in layer.branches], sum)
        case Concat():
            return Branches([torch_of(b, x, support) for b in layer.branches], lambda ys: torch.cat(ys, 1))
        case Conv(c_out, k, s, p, g, groups, bias):
            if isinstance(p, str):
                return torchs("Conv")(c, c_out, k, s, p, g, groups, bias)
            conv = torchs("Conv")(c, c_out, k, s, 0, g, groups, bias)
            return nn.Sequential(torchs("ZeroPad")(pads(p, d)), conv)
        case Depthwise(k, s, p, g, multiplier, bias):
            return module_of(Conv(c * multiplier, k, s, p, g, c, bias), x, support)
        case TransposedConv(c_out, k, s, p, extra, g, groups, bias):
            return torchs("ConvTranspose")(c, c_out, k, s, p, extra, groups, bias, g)
        case MaxPool(k, s, p, g, ceil_mode):
            pool = torchs("MaxPool")(k, s, p, g, ceil_mode=ceil_mode)
        case AvgPool(k, s, p, ceil_mode):
            pool = torchs("AvgPool")(k, s, p, ceil_mode)
        case GlobalAveragePool():
            return torchs("AdaptiveAvgPool")(1)
        case Upsample(factor, mode):
            return nn.Upsample(scale_factor=factor, mode=mode)
        case PixelShuffle(r):
            return nn.PixelShuffle(r)
        case ChannelShuffle(groups):
            return nn.ChannelShuffle(groups)
        case BatchNorm():
            return getattr(nn, f"BatchNorm{max(d, 1)}d")(c)
        case Flatten():
            return nn.Flatten()
        case Linear(features, bias):
            return nn.Linear(c, features, bias)
        case Activation(name):
            return nn.Identity() if support else {"sigmoid": nn.Sigmoid}[name]()  # it would saturate
        case ReLU():
            return nn.ReLU()
    return Windows(pool) if support else pool


def torch_of(layers, x, support=False):
    """The same stack in torch; with ``support`` made so that the gradient tells what was read."""
    modules = []
    with torch.no_grad():
        for layer in layers:
            module = module_of(layer, x, support).to(x.dtype).eval()
            if support:
                for p in module.parameters():
                    p.fill_(1.0)
            x = module(x)
            modules.append(module)
    return nn.Sequential(*modules)


def read_by(model, shape, output):
    """The cells with a gradient, on each axis, of one output of all maps (of all features, for a flat one)."""
    x = torch.ones(1, *shape, dtype=torch.float64, requires_grad=True)
    y = model(x)
    (y[(0, slice(None), *output)] if y.dim() > 2 else y).sum().backward()
    hit = x.grad[0].numpy().sum(axis=0) != 0
    return tuple(tuple(map(int, np.unique(cells))) for cells in np.nonzero(hit))
