"""Where operators read between cells: weights against torch's, and against the lecture's formula."""

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import cases
from hypothesis import strategies as st

from convlib.relation.sampling import Resampling, bilinear_taps, neighbours

KINDS = st.sampled_from(["nearest", "linear", "cubic"])
positions = st.one_of(st.floats(-4, 9), st.sampled_from([-1.0, -0.0, 2.0, 5.0, 1e300, -1e300, 1e-300]))


def torchs_weights(size, output_size, kind, align_corners, scale_factor):
    """``(output_size, size)``: torch's answer to an impulse in each cell."""
    impulses = torch.eye(size, dtype=torch.float32 if kind == "nearest" else torch.float64)[None]
    how = {} if kind == "nearest" else {"align_corners": align_corners}
    shape = {"scale_factor": scale_factor} if scale_factor else {"size": output_size}
    if kind != "cubic":
        return F.interpolate(impulses, **shape, mode=kind, **how)[0].numpy().T
    shape = {name: (1, value) for name, value in shape.items()}
    return F.interpolate(impulses[:, :, None], **shape, mode="bicubic", **how)[0, :, 0].numpy().T


@cases(700, KINDS, st.integers(1, 12), st.integers(1, 25), st.booleans(), st.none() | st.floats(0.1, 4))
def test_the_taps_of_an_output_are_torchs_answers_to_impulses(kind, size, output_size, align_corners, scale_factor):
    if scale_factor:
        output_size = int(size * scale_factor) or 1
        copied = kind == "linear" and output_size == size  # there torch leaves the factor out
        scale_factor = scale_factor if size * scale_factor >= 1 and not copied else None
    axis = Resampling(size, output_size, kind, align_corners and kind != "nearest", scale_factor)
    expected = torchs_weights(size, output_size, kind, align_corners, scale_factor)
    for o in range(output_size):
        taps = dict(axis.taps(o))
        assert len(taps) == len(axis.taps(o))
        np.testing.assert_allclose([taps.get(i, 0) for i in range(size)], expected[o], rtol=0, atol=1e-9)
        assert sum(taps.values()) == pytest.approx(1)


def test_sources_are_real_positions_and_corners_meet_as_asked():
    assert [Resampling(4, 2).source(o) for o in range(2)] == [0.5, 2.5]
    assert [Resampling(2, 4).source(o) for o in range(4)] == [-0.25, 0.25, 0.75, 1.25]
    aligned = Resampling(3, 5, align_corners=True)
    assert [aligned.source(o) for o in range(5)] == [0, 0.5, 1, 1.5, 2]
    assert Resampling(3, 1, align_corners=True).source(0) == 0


@cases(400, st.tuples(positions, positions), st.tuples(st.integers(1, 5), st.integers(1, 5)))
def test_bilinear_taps_are_the_lectures_formula(position, size):
    (a, b), expected = position, {}
    for s, t in itertools.product(*map(range, size)):
        weight = max(0, 1 - abs(a - s)) * max(0, 1 - abs(b - t))
        if weight:
            expected[(s, t)] = weight
    assert dict(bilinear_taps(position, size)) == pytest.approx(expected)
    assert {i for i, _ in bilinear_taps(position, size)} == set(expected)


@cases(200, st.lists(positions, min_size=1, max_size=4), st.integers(1, 5))
def test_the_slopes_of_the_neighbours_are_those_of_their_weights(where, size):
    where = np.clip(where, -1e6, 1e6) + 1e-3 * (np.array(where) == np.round(where))  # a whole position has a kink
    step = 1e-6
    for (cell, weight, slope), (_, later, _) in zip(
        neighbours(where, size), neighbours(where + step, size), strict=True
    ):
        moved = cell < size
        smooth = np.floor(where) == np.floor(where + step)
        np.testing.assert_allclose(((later - weight) / step)[moved & smooth], slope, atol=1e-3)


def test_positions_of_an_integer_type_read_single_cells_with_integer_weights():
    for dtype in ("int8", "uint8", "int64"):
        (cell, weight, _), (_, other, _) = neighbours(np.array([0, 3, 100], dtype), 300)
        assert weight.dtype == np.int64 and weight.tolist() == [1, 1, 1] and not other.any()
        assert cell.tolist() == [0, 3, 100]
