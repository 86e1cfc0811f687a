"""Explorers: move a parameter, and the film of the operator answers."""

from convlib.explore.convolution import convolution
from convlib.explore.dilation import dilation
from convlib.explore.explorer import Explorer
from convlib.explore.filters import filters
from convlib.explore.pair import together
from convlib.explore.pooling import pooling
from convlib.explore.transposed import transposed

__all__ = ["Explorer", "convolution", "dilation", "filters", "pooling", "together", "transposed"]
