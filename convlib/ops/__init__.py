"""Reference operators: NumPy in and out, names, order, shapes and defaults of ``torch.nn.functional``."""

from convlib.ops.convolution import METHODS, conv1d, conv2d, conv3d
from convlib.ops.padding import pad

__all__ = ["METHODS", "conv1d", "conv2d", "conv3d", "pad"]
