"""Stacks of layers to try: known ones, and random ones."""

import numpy as np
from hypothesis import assume, strategies as st

import convlib as cl
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


def block(c, stride=1):
    """The basic block of a residual network."""
    shortcut = (Conv(c, 1, stride), BatchNorm()) if stride > 1 else ()
    return [Sum((Conv(c, 3, stride, 1), BatchNorm(), ReLU(), Conv(c, 3, padding=1), BatchNorm()), shortcut), ReLU()]


def mobile(c, stride=1, padding=1):
    """Depthwise separable, as in MobileNet."""
    depthwise = Depthwise(3, stride, padding, bias=False)
    return [depthwise, BatchNorm(), ReLU(), Conv(c, 1, bias=False), BatchNorm(), ReLU()]


def unet(c, depth):
    """A U-Net: each level has the next one inside, beside the maps as they are."""
    both = [Conv(c, 3, padding=1), ReLU(), Conv(c, 3, padding=1), ReLU()]
    down = (MaxPool(2), *unet(2 * c, depth - 1), TransposedConv(c, 2, stride=2)) if depth else ()
    return [*both, Concat((), down), *both] if depth else both


LENET = [
    *(Conv(6, 5, padding=2), Activation("sigmoid"), AvgPool(2), Conv(16, 5), Activation("sigmoid"), AvgPool(2)),
    *(Flatten(), Linear(120), Activation("sigmoid"), Linear(84), Activation("sigmoid"), Linear(10)),
]


SHUFFLE = (Conv(6, 1, groups=3), ChannelShuffle(3), Depthwise(3, padding=1), Conv(6, 1, groups=3))


STACKS = {
    "one dimension": ([Conv(4, 5, 2, 2), ReLU(), Conv(3, 3, dilation=4, padding="same"), MaxPool(3, 2)], (2, 50)),
    "three dimensions": ([Conv(4, (3, 1, 2), (1, 2, 1), (1, 0, 1)), AvgPool(2), Conv(2, 2)], (1, 7, 9, 8)),
    "grouped": ([Conv(6, 3, groups=3), Conv(4, (3, 1), groups=2, bias=False)], (3, 12, 9)),
    "depthwise": ([Depthwise(3, padding=((0, 1), (2, 0)), multiplier=2), Conv(5, 1)], (4, 9, 11)),
    "dilated": ([Conv(3, 3, dilation=d, padding=d) for d in (1, 2, 4)], (2, 20, 23)),
    "transposed": ([TransposedConv(4, 3, 2, 1, (1, 0)), TransposedConv(2, (4, 2), (2, 3), groups=2)], (3, 5, 4)),
    "transposed with a kernel below the stride": ([TransposedConv(1, 2, 3), Conv(1, 2)], (2, 9)),
    "transposed in three": ([TransposedConv(2, 3, 2, dilation=(1, 2, 1), padding=1, bias=False)], (2, 3, 4, 3)),
    "pooled, ceiling": (
        [MaxPool(3, 2, 1, 2, True), AvgPool(3, 2, 1, True), MaxPool((2, 3), ceil_mode=True)],
        (2, 29, 36),
    ),
    "upsampled": ([Conv(2, 3, 2), Upsample(2), Conv(2, 3), Upsample((3, 2), "bilinear"), Conv(1, 3)], (1, 21, 18)),
    "upsampled in one": ([Conv(2, 3, 2, 1), Upsample(4, "linear"), Conv(2, 3, padding=1)], (1, 22)),
    "sub-pixel": ([Conv(12, 3, padding=1), PixelShuffle(2), Conv(2, 3)], (3, 7, 10)),
    "residual": ([Conv(4, 7, 2, 3), MaxPool(3, 2, 1), *block(4), *block(8, 2)], (3, 44, 38)),
    "shuffled": (
        [Conv(6, 3, 2), Sum(SHUFFLE, ()), Concat((AvgPool(3, 2, 1),), (Conv(2, 3, 2, 1), ReLU()))],
        (3, 23, 18),
    ),
    "U-Net": ([*unet(2, 3), Conv(1, 1)], (1, 32, 48)),
    "nested": ([Sum((Concat((), (Sum(Conv(2, 3, padding=1), ()),)), Conv(2, 1)), ())], (2, 9, 8)),
    "linear head": (
        [Conv(4, 3), GlobalAveragePool(), Flatten(), Linear(5, bias=False), BatchNorm(), ReLU()],
        (3, 8, 7),
    ),
    "features alone": ([Linear(7), ReLU(), Sum((Linear(7),), ()), Linear(2)], (12,)),
    "context": ([Conv(3, 3), Sum((), (GlobalAveragePool(), Conv(3, 1), Upsample((7, 5)))), Conv(2, 3)], (2, 9, 7)),
    "LeNet": (LENET, (1, 28, 28)),
    "like VGG": (
        [*(Conv(4, 3, padding=1), ReLU()) * 2, MaxPool(2), *(Conv(8, 3, padding=1),) * 3, MaxPool(2)],
        (3, 40, 36),
    ),
    "MobileNet blocks": ([Conv(4, 3, 2, 1, bias=False), *mobile(8), *mobile(8, 2), *mobile(16, 2)], (3, 50, 42)),
}


@st.composite
def layer(draw, c, d, branching):
    """A layer that any maps of 6 cells a side can pass, or a list of them that ends with ``c`` maps."""

    def each(least, most):
        return tuple(draw(st.integers(least, most)) for _ in range(d))

    kinds = ["conv", "conv", "depthwise", "pool", "pool", "transposed", "upsample", "relu"]
    kind = draw(st.sampled_from(kinds + ["sum", "concat", "concat"] * branching))
    k, s, g = each(1, 3), each(1, 2), each(1, 2)
    if kind == "conv":
        pairs = tuple(zip(each(0, 2), each(0, 2), strict=True))
        padding = draw(st.sampled_from([0, 1, pairs, each(0, 2), "valid"]))
        return [Conv(c, k, s, padding, g, draw(st.sampled_from([1, c])), draw(st.booleans()))]
    if kind == "depthwise":
        return [Depthwise(k, s, each(0, 1), g)]
    if kind == "pool":
        padding = tuple(min(p, n // 2) for p, n in zip(each(0, 1), k, strict=True))
        ceil_mode, stride = draw(st.booleans()), draw(st.sampled_from([None, s]))
        if d == 3 or draw(st.booleans()):  # avg_pool3d wants the whole kernel inside the input, 1-D and 2-D do not
            return [MaxPool(k, stride, padding, g, ceil_mode)]
        return [AvgPool(k, stride, padding, ceil_mode)]
    if kind == "transposed":
        return [TransposedConv(c, k, s, each(0, 1), tuple(draw(st.integers(0, n - 1)) for n in s), g)]
    if kind == "upsample":
        return [
            Upsample(
                draw(st.integers(2, 3)), draw(st.sampled_from(["nearest", ("linear", "bilinear", "trilinear")[d - 1]]))
            )
        ]
    if kind == "relu":
        return [ReLU()]
    inner = draw(layer(c, d, False)), [Conv(c, 3, padding=1)], [MaxPool(2, 2), Upsample(2)], []
    branches = draw(st.lists(st.sampled_from(inner), min_size=1, max_size=3))
    return [Sum(*branches)] if kind == "sum" else [Concat(*branches), Conv(c, 1)]


@st.composite
def stacks(draw, dimensions=(1, 2, 3), branching=True, layers=4, sizes=(6, 14)):
    """``(layers, input_shape)`` of a valid stack."""
    d, c = draw(st.sampled_from(dimensions)), draw(st.integers(1, 2))
    stack = [x for _ in range(draw(st.integers(1, layers))) for x in draw(layer(c, d, branching))]
    shape = (c, *(draw(st.integers(*sizes)) for _ in range(d)))
    try:
        found = cl.summary(stack, shape)
    except ValueError:
        assume(False)
    assume(all(np.prod(row.output_shape) < 20_000 for row in found.rows))
    return stack, shape


MOBILE = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))


def mobilenet(padding=1):
    first = [Conv(32, 3, 2, padding, bias=False), BatchNorm(), ReLU()]
    return [*first, *(x for c, stride in MOBILE for x in mobile(c, stride, padding))]


VGG_CONVS = [
    x
    for c, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
    for x in (*(Conv(c, 3, padding=1), ReLU()) * times, MaxPool(2))
]
