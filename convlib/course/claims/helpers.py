"""What the recomputing functions share."""

from __future__ import annotations

import numpy as np

from convlib import ops


def convolved(size: int, k: int, **options) -> int:
    """The size that a convolution really gives."""
    return ops.conv1d(np.ones((1, size)), np.ones((1, 1, k)), **options).shape[-1]


def transposed(size: int, k: int, **options) -> int:
    return ops.conv_transpose1d(np.ones((1, size)), np.ones((1, 1, k)), **options).shape[-1]


def only(found):
    """The one thing found; several different ones, or none, are an error."""
    (one,) = set(found)
    return one
