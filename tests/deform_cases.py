"""Random positions and offsets, and what torch reads there."""

import numpy as np
import torch
import torch.nn.functional as F
from cases import numbers, seeds
from hypothesis import strategies as st

from convlib.relation import Window, named_padding

FLOATS = st.sampled_from(["float32", "float64"])
BATCHES = st.sampled_from([None, 1, 2, 0])


def places(seed, dtype, *shape, spread=8.0):
    """Real positions around the origin, a third of them whole."""
    rng = np.random.default_rng(seed)
    drawn = rng.uniform(-spread / 3, spread, shape)
    return np.where(rng.random(shape) < 1 / 3, np.round(drawn), drawn).astype(dtype)


def by_grid_sample(maps, y, x):
    """torch's sampling; a ring of zeros around the maps leaves no side too short for its grid."""
    maps = F.pad(maps, (1, 1, 1, 1))
    h, w = maps.shape[2:]
    grid = torch.stack([2 * (x + 1) / (w - 1) - 1, 2 * (y + 1) / (h - 1) - 1], dim=-1)
    flat = grid.reshape(len(maps), 1, -1, 2)
    found = F.grid_sample(maps, flat, padding_mode="zeros", align_corners=True)
    return found.reshape(*maps.shape[:2], *y.shape[1:])


@st.composite
def deformations(draw, dtypes=FLOATS, forms=("int", "each", "pairs", "name")):
    """The arguments of a valid call, as floats; offsets reach outside."""

    def ints(least, most):
        return draw(st.integers(least, most))

    groups, offset_groups, batch = ints(1, 2), ints(1, 2), draw(BATCHES)
    lead = () if batch is None else (batch,)
    c = groups * offset_groups * ints(1, 2)
    kernel, stride, dilation = ([ints(1, 2 + (a < 2)) for _ in "yx"] for a in (0, 2, 2))
    size = [(k - 1) * d + 1 + ints(0, 3) for k, d in zip(kernel, dilation, strict=True)]
    pairs = [(ints(0, 2), ints(0, 2)) for _ in "yx"]
    form = draw(st.sampled_from(forms))
    padding = {"int": pairs[0][0], "each": tuple(p for p, _ in pairs), "pairs": tuple(pairs)}.get(form)
    if form == "name":
        padding = draw(st.sampled_from(["valid", "same", "same_lower", "full"]))
    out = window_of(size, kernel, stride, padding, dilation).output_size
    taps, c_out, dtype = kernel[0] * kernel[1], groups * ints(1, 2), draw(dtypes)
    return {
        "input": numbers(draw(seeds), dtype, *lead, c, *size),
        "offset": places(draw(seeds), dtype, *lead, 2 * taps * offset_groups, *out, spread=3.0),
        "weight": numbers(draw(seeds), dtype, c_out, c // groups, *kernel),
        "bias": numbers(draw(seeds), dtype, c_out) if draw(st.booleans()) else None,
        "stride": tuple(stride),
        "padding": padding,
        "dilation": tuple(dilation),
        "mask": numbers(draw(seeds), dtype, *lead, taps * offset_groups, *out) if draw(st.booleans()) else None,
    }


def window_of(size, kernel, stride, padding, dilation):
    if isinstance(padding, str):
        padding = [named_padding(padding, *row) for row in zip(size, kernel, stride, dilation, strict=True)]
    return Window.of(tuple(size), tuple(kernel), stride=stride, padding=padding, dilation=dilation)


def with_a_batch(given):
    """The four arrays, a batch axis in front, and the window."""
    arrays = [given["input"], given["offset"], given["weight"], given["mask"]]
    if given["input"].ndim == 3:
        arrays = [a if a is None or name == 2 else a[None] for name, a in enumerate(arrays)]
    size, kernel = arrays[0].shape[2:], arrays[2].shape[2:]
    return *arrays, window_of(size, kernel, given["stride"], given["padding"], given["dilation"])


X, W = np.ones((2, 4, 5, 6)), np.ones((6, 2, 3, 2))
