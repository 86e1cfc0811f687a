"""Random windows to pool over, and the operators by their number of axes."""

import numpy as np
import torch
import torch.nn.functional as F
from cases import agree
from hypothesis import assume, strategies as st

import convlib as cl
from convlib.relation import PADDING_NAMES, Axis

MAX = {1: cl.max_pool1d, 2: cl.max_pool2d, 3: cl.max_pool3d}
AVG = {1: cl.avg_pool1d, 2: cl.avg_pool2d, 3: cl.avg_pool3d}
TORCHS_MAX = {1: F.max_pool1d, 2: F.max_pool2d, 3: F.max_pool3d}
TORCHS_AVG = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}
TORCHS_CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
DTYPES = ("float32", "float64", "int64", "uint8", "float16")
dtypes, dimensions, flags = st.sampled_from(DTYPES), st.integers(1, 3), st.booleans()
batches = st.sampled_from([(), (0,), (1,), (2,)])


def tensor(x):
    """The array for torch; ints and float16 in float64, which is exact for such small numbers."""
    return torch.from_numpy(x if x.dtype in ("float32", "float64") else x.astype(np.float64))


def close(y, expected):
    """As near as the type allows: 11 bits in float16."""
    if y.dtype != "float16":
        return agree(y, expected)
    assert y.shape == expected.shape
    np.testing.assert_allclose(y, expected, rtol=2**-10, atol=1e-6)


def _cells(size, kernel_size, options, pairs):
    """On each axis, the cells of the input in every window."""
    rows = zip(size, kernel_size, options["stride"] or kernel_size, pairs, options["dilation"], strict=True)
    axes = [Axis(*row, options.get("ceil_mode", False)) for row in rows]
    return [[[i for _, i in a.taps(o) if a.inside(i)] for o in range(a.output_size)] for a in axes]


@st.composite
def windows(draw, d=None, named=False, dilated=True, empty=False):
    """``(size, kernel_size, options, pairs)`` of a pooling that torch takes, or with pairs and names for padding."""
    d = d or draw(dimensions)

    def each(least, most):
        return tuple(draw(st.integers(least, most)) for _ in range(d))

    kernel_size, stride, dilation = each(1, (5, 4, 3)[d - 1]), each(1, 3), each(1, 2 if dilated else 1)
    extent = [(k - 1) * g + 1 for k, g in zip(kernel_size, dilation, strict=True)]
    pairs = tuple((draw(st.integers(0, k // 2)), draw(st.integers(0, k // 2))) for k in kernel_size)
    padding = pairs
    if not named:
        padding = tuple(before for before, _ in pairs)
        pairs = tuple((p, p) for p in padding)
    size = tuple(
        max(1, e - sum(p)) + extra for e, p, extra in zip(extent, pairs, each(0, (9, 5, 3)[d - 1]), strict=True)
    )
    if named and draw(flags):
        padding, half = draw(st.sampled_from(PADDING_NAMES)), [e - 1 for e in extent]
        last = [(-(-n // s) - 1) * s + e for n, s, e in zip(size, stride, extent, strict=True)]
        more = [max(0, e - n) for e, n in zip(last, size, strict=True)]
        pairs = {
            "valid": tuple((0, 0) for _ in size),
            "full": tuple((h, h) for h in half),
            "same": tuple((m // 2, m - m // 2) for m in more),
            "same_lower": tuple((m - m // 2, m // 2) for m in more),
        }[padding]
        assume(padding != "valid" or all(n >= e for n, e in zip(size, extent, strict=True)))
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    if not named and draw(flags):
        options |= {"stride": None, "ceil_mode": draw(flags)}
    elif not named:
        options["ceil_mode"] = draw(flags)
    assume(empty or all(map(all, _cells(size, kernel_size, options, pairs))))
    return size, kernel_size, options, pairs


def padded(x, pairs, value):
    """The last axes padded by NumPy, in floats."""
    x = x.astype(np.float64) if x.dtype.kind != "f" else x
    return np.pad(x, [(0, 0)] * (x.ndim - len(pairs)) + list(pairs), constant_values=value)


def real_cells(size, kernel_size, options, pairs):
    """How many cells of the input each window holds: ones convolved with ones, zeros around."""
    d, ones = len(size), torch.from_numpy(padded(np.ones((1, 1, *size)), pairs, 0))
    how = {"stride": options["stride"] or kernel_size, "dilation": options["dilation"]}
    return TORCHS_CONV[d](ones, torch.ones(1, 1, *kernel_size).double(), **how).numpy()[0, 0]


sides = st.tuples(*[st.integers(1, 9)] * 2)
