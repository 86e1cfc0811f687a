"""Films of a stack of dilated layers that cannot be made, and why."""

from __future__ import annotations

import numpy as np
import pytest

from convlib import animate


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"rates": ()}, r"dilation\(.*rates=\(\).*rates must be one to five numbers"),
        ({"rates": (1,) * 6}, "rates must be one to five numbers"),
        ({"rates": "2"}, "rates must be one to five numbers"),
        ({"rates": (1, 0)}, r"dilation\(.*rates"),
        ({"rates": (1, 1.5)}, "rates"),
        ({"rates": (1, -2)}, "rates"),
        ({"rates": ("1", "2")}, "rates"),
        ({"kernel_size": 0}, "kernel_size must be at least 1"),
        ({"kernel_size": (3, 3)}, "kernel_size"),
        ({"size": 14}, r"dilation\(.*size=14.*the layer with rate 4: axis w: the kernel spans 9 cells"),
        ({"size": 0}, "size must be at least 1"),
        ({"size": 41}, "41 inputs are too many to draw: at most 40"),
        ({"rates": (8, 16)}, "51 inputs are too many to draw: at most 40"),
        ({"rates": (10**6, 1)}, "too many to draw"),
        ({"seed": -1}, "seed"),
        ({"x": np.ones(41)}, "41 inputs are too many to draw"),
        ({"x": np.ones((2, 9))}, r"x must be \(w,\)"),
        ({"x": []}, r"dilation\(.*(size must be at least 1|x)"),
        ({"x": [1, 2]}, "the layer with rate 1: axis w: the kernel spans 3 cells, the padded input has 2"),
        ({"x": ["a"] * 20}, "x must hold integers or floats"),
        ({"weight": []}, "weight is empty"),
        ({"weight": [[1, 2]]}, r"weight must be \(k,\)"),
        ({"weight": [1j, 2]}, "weight must hold integers or floats"),
    ],
)
def test_a_film_that_cannot_be_made_is_explained(given, message):
    with pytest.raises((ValueError, TypeError), match=message):
        animate.dilation(**given)
