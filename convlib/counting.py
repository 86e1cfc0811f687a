"""What a convolution costs: the face of :mod:`convlib.layers.counting`."""

from convlib.layers.counting import *
