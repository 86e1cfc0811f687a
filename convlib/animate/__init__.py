"""Films of operators, drawn from the trace of the code that ran."""

from convlib.animate.convolution import convolution
from convlib.animate.dilation import dilation
from convlib.animate.filters import filters
from convlib.animate.learnt import learnt
from convlib.animate.matrix import matrix
from convlib.animate.of import of
from convlib.animate.pooling import pooling
from convlib.animate.transposed import overlap, transposed
from convlib.film.film import Film

__all__ = [
    "Film",
    "convolution",
    "dilation",
    "filters",
    "learnt",
    "matrix",
    "of",
    "overlap",
    "pooling",
    "transposed",
]
