"""The networks of the lectures: the face of :mod:`convlib.layers.architectures`."""

from convlib.layers.architectures import *
