"""Claims about whole networks, from the tables of their papers."""

from __future__ import annotations

from itertools import pairwise

from convlib.course.claims.helpers import only
from convlib.course.lectures.reading import entries
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


def vgg16_convolutions() -> int:
    """The 13 convolutions without the three fully connected layers."""
    rows = summary(architectures.vgg16(), IMAGE).rows
    return sum(row.multiply_adds for row in rows if len(row.output_shape) == 3)


def vgg16_accuracy_from_error() -> float:
    """What the error in ShuffleNet's table leaves of 100 per cent."""
    (errors,) = (claim["stated"] for claim in entries() if claim["key"] == "errors")
    return round(100 - errors[0], 1)


def vgg16_parameters() -> int:
    return summary(architectures.vgg16(), IMAGE).parameters


def googlenet_operations() -> int:
    return summary(architectures.googlenet(), IMAGE).multiply_adds


def googlenet_parameters() -> int:
    return summary(architectures.googlenet(), IMAGE).parameters


def googlenet_weights_in_1024() -> int:
    """The weights in thousands of 1024, read as thousands of 1000."""
    weights = sum(row.cost.weights for row in summary(architectures.googlenet(), IMAGE).rows)
    return weights * 1000 // 1024


def alexnet_operations() -> int:
    return summary(architectures.alexnet(), LARGER).multiply_adds


def squeezenet_operations() -> int:
    return summary(architectures.squeezenet(), LARGER).multiply_adds


def shufflenet_double() -> int:
    return summary(architectures.shufflenet(3, 2), IMAGE).multiply_adds


def shufflenet_single() -> int:
    return summary(architectures.shufflenet(3, 1), IMAGE).multiply_adds


def shrink_and_deepen() -> bool:
    """Whether maps never grow, and the depth goes from 3 to hundreds, in every classifier counted here."""
    small = {name: LARGER for name in ("alexnet", "squeezenet")}
    for name in ("mobilenet", "vgg16", "googlenet", "alexnet", "squeezenet", "shufflenet"):
        rows = summary(getattr(architectures, name)(), small.get(name, IMAGE)).rows
        shapes = [row.output_shape for row in rows if "." not in row.position]
        maps = [shape for shape in shapes if len(shape) == 3]
        if any(later[1:] > earlier[1:] for earlier, later in pairwise(maps)) or max(s[0] for s in maps) < 100:
            return False
    return True


def resnet_answers_with_a_map() -> bool:
    """Whether what ResNet answers with has a height and a width."""
    return len(summary(architectures.resnet18(), IMAGE).output_shape) == 3
