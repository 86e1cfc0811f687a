"""Networks of the lectures as stacks of :mod:`convlib.layers`, from the tables of their papers.

Nothing is computed or trained: :func:`convlib.summary` reads them, for shapes, weights and multiply-adds. Activations,
dropout and local response normalisation cost none of these and are left out; batch normalisation has parameters and
is there where the paper has it. The input is ``(3, 224, 224)`` unless said otherwise. Lectures: layer-types, cpen455-5.
"""

from __future__ import annotations

from convlib.layers import (
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
    Sum,
)
from convlib.layers.base import Layer

Stack = list[Layer]
_CLASSIFIER = [GlobalAveragePool(), Flatten(), Linear(1000)]

# Stride of the depthwise convolution, maps of the pointwise one that follows it.
_MOBILENET = ((1, 64), (2, 128), (1, 128), (2, 256), (1, 256), (2, 512), *[(1, 512)] * 5, (2, 1024))
# Maps, and how many convolutions with so many stand before the next pooling.
_VGG16 = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
# Maps of the 1×1; of the 1×1 before the 3×3, and the 3×3; the same for the 5×5; of the 1×1 after the pooling.
_INCEPTION = (
    ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64)),
    (
        *((192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64)),
        *((112, 144, 288, 32, 64, 64), (256, 160, 320, 32, 128, 128)),
    ),
    ((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)
# Maps that a fire module squeezes to, and those of its 1×1 and of its 3×3.
_SQUEEZENET = (((16, 64), (16, 64), (32, 128)), ((32, 128), (48, 192), (48, 192), (64, 256)), ((64, 256),))
# Maps of the first stage, by groups; each of the three stages has twice as many as the one before.
_SHUFFLENET = {1: 144, 2: 200, 3: 240, 4: 272, 8: 384}
_UNITS = (4, 8, 4)


def mobilenet(last_stride: int = 1) -> Stack:
    """MobileNet 1.0-224 (Howard et al., 2017), table 1.

    >>> from convlib import summary
    >>> summary(mobilenet(), (3, 224, 224)).multiply_adds
    568740352

    The paper prints stride 2 for the last depthwise convolution too. Then its 7×7 maps would become 4×4, and no
    longer fit the row below; ``last_stride=2`` shows it.
    """
    net = _normed(Conv(32, 3, stride=2, padding=1, bias=False))
    for stride, c_out in (*_MOBILENET, (last_stride, 1024)):
        net += _normed(Depthwise(3, stride=stride, padding=1, bias=False), Conv(c_out, 1, bias=False))
    return net + _CLASSIFIER


def vgg16() -> Stack:
    """VGG-16 (Simonyan and Zisserman, 2014), configuration D.

    >>> from convlib import summary
    >>> summary(vgg16(), (3, 224, 224)).parameters
    138357544
    """
    net: Stack = []
    for c_out, times in _VGG16:
        net += [Conv(c_out, 3, padding=1)] * times + [MaxPool(2)]
    return [*net, Flatten(), Linear(4096), Linear(4096), Linear(1000)]


def alexnet(groups: int = 2) -> Stack:
    """AlexNet (Krizhevsky et al., 2012) for ``(3, 227, 227)``; the paper says 224, which does not give its 55×55 maps.

    >>> from convlib import summary
    >>> [summary(alexnet(groups), (3, 227, 227)).multiply_adds for groups in (2, 1)]
    [724406816, 1135256096]

    Three of its convolutions are in 2 groups, one for each of the two GPUs it was trained on.
    """
    first = [Conv(96, 11, stride=4), MaxPool(3, 2), Conv(256, 5, padding=2, groups=groups), MaxPool(3, 2)]
    then = [Conv(384, 3, padding=1), *(Conv(c, 3, padding=1, groups=groups) for c in (384, 256)), MaxPool(3, 2)]
    return [*first, *then, Flatten(), Linear(4096), Linear(4096), Linear(1000)]


def resnet18() -> Stack:
    """ResNet-18 (He et al., 2016), table 1: basic blocks, a 1×1 on the way around where the maps change.

    >>> from convlib import summary
    >>> summary(resnet18(), (3, 224, 224)).parameters
    11689512
    """
    net, c_in = [*_normed(Conv(64, 7, stride=2, padding=3, bias=False)), MaxPool(3, stride=2, padding=1)], 64
    for c_out, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        for s in (stride, 1):
            block = [Conv(c_out, 3, stride=s, padding=1, bias=False), Conv(c_out, 3, padding=1, bias=False)]
            around = _normed(Conv(c_out, 1, stride=s, bias=False)) if c_in != c_out else ()
            net, c_in = [*net, Sum(_normed(*block), around)], c_out
    return net + _CLASSIFIER


def googlenet() -> Stack:
    """GoogLeNet (Szegedy et al., 2014), table 1, without the two side classifiers that help training only.

    >>> from convlib import summary
    >>> summary(googlenet(), (3, 224, 224)).multiply_adds
    1582671872
    """
    pool = MaxPool(3, stride=2, padding=1)
    net = [Conv(64, 7, stride=2, padding=3), pool, Conv(64, 1), Conv(192, 3, padding=1)]
    for stage in _INCEPTION:
        net += [pool, *(_inception(*maps) for maps in stage)]
    return net + _CLASSIFIER


def squeezenet() -> Stack:
    """SqueezeNet 1.0 (Iandola et al., 2016), table 1, for ``(3, 227, 227)``: only then are its first maps 111×111.

    >>> from convlib import summary
    >>> summary(squeezenet(), (3, 227, 227)).multiply_adds
    832667936
    """
    net: Stack = [Conv(96, 7, stride=2)]
    for stage in _SQUEEZENET:
        net += [MaxPool(3, stride=2)]
        for squeezed, c_out in stage:
            net += [Conv(squeezed, 1), Concat(Conv(c_out, 1), Conv(c_out, 3, padding=1))]
    return [*net, Conv(1000, 1), GlobalAveragePool()]


def shufflenet(groups: int = 3, scale: float = 1) -> Stack:
    """ShuffleNet (Zhang et al., 2018), table 1: ``scale`` times as many maps. Its MFLOPs are multiply-adds.

    >>> from convlib import summary
    >>> [summary(shufflenet(3, scale), (3, 224, 224)).multiply_adds for scale in (1, 2)]
    [137460672, 524045184]

    The first convolution has 24 maps, times ``scale``, rounded up to a multiple of the groups: 16 for 0.5 and 8 groups.
    """
    c_in = -(-int(24 * scale) // groups) * groups
    net = [*_normed(Conv(c_in, 3, stride=2, padding=1, bias=False)), MaxPool(3, stride=2, padding=1)]
    for stage, units in enumerate(_UNITS):
        c_out = int(_SHUFFLENET[groups] * scale) * 2**stage
        for unit in range(units):
            first = groups if stage or unit else 1  # the very first maps are too few for groups
            if unit:
                net.append(Sum(_shuffle_unit(c_out // 4, c_out, (first, groups), 1), ()))
            else:  # the pooled input supplies the other maps
                branch = _shuffle_unit(c_out // 4, c_out - c_in, (first, groups), 2)
                net.append(Concat(AvgPool(3, stride=2, padding=1), branch))
        c_in = c_out
    return net + _CLASSIFIER


def _normed(*convolutions: Layer) -> Stack:
    return [layer for conv in convolutions for layer in (conv, BatchNorm())]


def _inception(one, three_in, three, five_in, five, pooled) -> Layer:
    """Four branches, side by side."""
    wide = (Conv(three_in, 1), Conv(three, 3, padding=1)), (Conv(five_in, 1), Conv(five, 5, padding=2))
    return Concat(Conv(one, 1), *wide, (MaxPool(3, stride=1, padding=1), Conv(pooled, 1)))


def _shuffle_unit(narrow: int, c_out: int, groups: tuple[int, int], stride: int) -> Stack:
    """Grouped 1×1 to few maps, shuffle, depthwise 3×3, grouped 1×1."""
    before, after = groups
    depthwise = Depthwise(3, stride=stride, padding=1, bias=False)
    grouped = Conv(narrow, 1, groups=before, bias=False), Conv(c_out, 1, groups=after, bias=False)
    return [*_normed(grouped[0]), ChannelShuffle(before), *_normed(depthwise, grouped[1])]
