"""Claims about whole networks, from the tables of their papers."""

from __future__ import annotations

from convlib.course.claims.helpers import only
from convlib.layers import architectures
from convlib.layers.stack import summary

IMAGE, LARGER = (3, 224, 224), (3, 227, 227)


def mobilenet_operations() -> int:
    return summary(architectures.mobilenet(), IMAGE).multiply_adds


def mobilenet_parameters() -> int:
    return summary(architectures.mobilenet(), IMAGE).parameters


def mobilenet_last_stride() -> int:
    """The stride of the last depthwise convolution with which the maps stay 7×7, as the next row has it."""
    ends = {s: summary(architectures.mobilenet(s), IMAGE).rows for s in (1, 2)}
    return only(s for s, rows in ends.items() if rows[-4].output_shape == (1024, 7, 7))


def vgg16_operations() -> int:
    return summary(architectures.vgg16(), IMAGE).multiply_adds


def vgg16_parameters() -> int:
    return summary(architectures.vgg16(), IMAGE).parameters


def googlenet_operations() -> int:
    return summary(architectures.googlenet(), IMAGE).multiply_adds


def googlenet_parameters() -> int:
    return summary(architectures.googlenet(), IMAGE).parameters


def alexnet_operations() -> int:
    return summary(architectures.alexnet(), LARGER).multiply_adds


def squeezenet_operations() -> int:
    return summary(architectures.squeezenet(), LARGER).multiply_adds


def shufflenet_double() -> int:
    return summary(architectures.shufflenet(3, 2), IMAGE).multiply_adds


def shufflenet_single() -> int:
    return summary(architectures.shufflenet(3, 1), IMAGE).multiply_adds
