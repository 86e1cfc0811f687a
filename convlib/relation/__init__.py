"""The one relation, ``i = o·stride + k·dilation − padding``, and all that follows; nothing else computes an index."""

from convlib.relation.axis import Axis, adaptive_range
from convlib.relation.padding import PADDING_MODES, PADDING_NAMES, named_padding, padding_problem, source_index
from convlib.relation.window import SPATIAL, Index, Window

__all__ = [
    "PADDING_MODES",
    "PADDING_NAMES",
    "SPATIAL",
    "Axis",
    "Index",
    "Window",
    "adaptive_range",
    "named_padding",
    "padding_problem",
    "source_index",
]
