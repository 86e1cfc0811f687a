"""Explorers: move a parameter, and the film of the operator answers."""

from convlib.explore.convolution import convolution
from convlib.explore.explorer import Explorer

__all__ = ["Explorer", "convolution"]
