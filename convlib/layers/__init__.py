"""Layers as plain data: what a layer is made of, not what it computes; ``summary`` reads a stack of them."""

from convlib.layers.base import Branching, Layer
from convlib.layers.kinds import (
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
from convlib.layers.stack import receptive_field, summary

__all__ = [
    "Activation",
    "AvgPool",
    "BatchNorm",
    "Branching",
    "ChannelShuffle",
    "Concat",
    "Conv",
    "Depthwise",
    "Flatten",
    "GlobalAveragePool",
    "Layer",
    "Linear",
    "MaxPool",
    "PixelShuffle",
    "ReLU",
    "Sum",
    "TransposedConv",
    "Upsample",
    "receptive_field",
    "summary",
]
