"""Reference operators: NumPy in and out, names, order, shapes and defaults of ``torch.nn.functional``."""

from convlib.ops.adaptive import adaptive_avg_pool2d, adaptive_max_pool2d, max_unpool2d
from convlib.ops.bilinear import bilinear_sample, bilinear_sample_grad
from convlib.ops.channels import channel_shuffle, depthwise_conv2d, pixel_shuffle, pixel_unshuffle, pointwise_conv2d
from convlib.ops.convolution import METHODS as METHODS, conv1d, conv2d, conv3d
from convlib.ops.deform import deform_conv2d, deform_conv2d_offset_grad
from convlib.ops.gradient import check_grad, conv2d_bias_grad, conv2d_input_grad, conv2d_weight_grad, numeric_grad
from convlib.ops.local import fully_connected, locally_connected2d
from convlib.ops.matrix import conv_matrix, fold, unfold
from convlib.ops.padding import pad
from convlib.ops.pooling import avg_pool1d, avg_pool2d, avg_pool3d, max_pool1d, max_pool2d, max_pool3d
from convlib.ops.resize import interpolate
from convlib.ops.separable import Separated, depthwise_separable_conv2d, separable_conv2d, separate
from convlib.ops.transposed import (
    TRANSPOSED_METHODS as TRANSPOSED_METHODS,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose3d,
)

__all__ = [
    "Separated",
    "adaptive_avg_pool2d",
    "adaptive_max_pool2d",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "bilinear_sample",
    "bilinear_sample_grad",
    "channel_shuffle",
    "check_grad",
    "conv1d",
    "conv2d",
    "conv2d_bias_grad",
    "conv2d_input_grad",
    "conv2d_weight_grad",
    "conv3d",
    "conv_matrix",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "deform_conv2d",
    "deform_conv2d_offset_grad",
    "depthwise_conv2d",
    "depthwise_separable_conv2d",
    "fold",
    "fully_connected",
    "interpolate",
    "locally_connected2d",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_unpool2d",
    "numeric_grad",
    "pad",
    "pixel_shuffle",
    "pixel_unshuffle",
    "pointwise_conv2d",
    "separable_conv2d",
    "separate",
    "unfold",
]
