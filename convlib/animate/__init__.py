"""Films of operators, drawn from the trace of the code that ran."""

from convlib.animate.convolution import convolution
from convlib.animate.film import Film

__all__ = ["Film", "convolution"]
