"""Sizes and paddings that follow from the relation, against torch, NumPy and brute force."""

import itertools

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from strips import PADDINGS, walk

from convlib.relation import PADDING_MODES, Axis, Window, adaptive_range, named_padding, padding_problem, source_index


def test_ceil_mode_gives_the_sizes_of_torch_pooling():
    seen = 0  # how often the last window hung over the end
    for size, k, s, d in itertools.product(range(1, 12), range(1, 6), range(1, 5), (1, 2)):
        for p in range(k // 2 + 1):
            axis = Axis(size, k, s, (p, p), d, ceil_mode=True)
            try:
                torchs = F.max_pool1d(torch.zeros(1, 1, size), k, s, p, d, ceil_mode=True).shape[-1]
            except RuntimeError:
                assert axis.problem is not None, axis
                continue
            assert axis.problem is None, axis
            assert axis.output_size == torchs, axis
            seen += torchs > Axis(size, k, s, (p, p), d).output_size
    assert seen > 100


def test_input_sizes_are_all_the_sizes_that_give_the_output_size():
    for k, s, p, d in itertools.product(range(1, 5), (1, 2, 3), PADDINGS, (1, 2)):
        counts = {n: len(walk(Axis(n, k, s, p, d))) for n in range(1, 40)}
        for outputs in range(1, 6):
            found = [n for n in Axis(0, k, s, p, d).input_sizes(outputs) if n >= 1]
            assert found == [n for n, count in counts.items() if count == outputs], (k, s, p, d, outputs)


def test_transposed_sizes_are_those_of_torch():
    checked = 0
    for n, k, s, p, d in itertools.product(range(1, 6), range(1, 5), (1, 2, 3), (0, 1, 2), (1, 2)):
        for extra in range(s):
            axis, x = Axis(n, k, s, (p, p), d), torch.ones(1, 1, n)
            try:
                y = F.conv_transpose1d(x, torch.ones(1, 1, k), None, s, p, extra, 1, d)
            except RuntimeError:
                with pytest.raises(ValueError, match="padding is too large"):
                    axis.transposed_size(extra)
                continue
            assert axis.transposed_size(extra) == y.shape[-1], (axis, extra)
            checked += 1
    assert checked > 500


@pytest.mark.parametrize("extra", [-1, 2])
def test_output_padding_must_choose_among_the_possible_sizes(extra):
    with pytest.raises(ValueError, match=rf"from 0 to stride − 1 = 1, not {extra}.*takes to 3 are \[5, 6\]"):
        Axis(3, kernel_size=3, stride=2, padding=(1, 1)).transposed_size(extra)


def test_named_paddings_give_the_sizes_they_promise_with_the_fewest_cells():
    for size, k, s, d in itertools.product(range(1, 10), range(1, 6), (1, 2, 3, 4), (1, 2, 3)):
        wanted = len(range(0, size, s))
        fewest = next(t for t in range(50) if len(walk(Axis(size, k, s, (0, t), d))) == wanted)
        half, rest = fewest // 2, fewest - fewest // 2
        assert named_padding("valid", size, k, s, d) == (0, 0)
        assert named_padding("same", size, k, s, d) == (half, rest)
        assert named_padding("same_lower", size, k, s, d) == (rest, half)
        full = named_padding("full", size, k, 1, d)
        overlaps = np.convolve(np.ones(size), np.zeros((k - 1) * d + 1))
        assert full[0] == full[1] and len(walk(Axis(size, k, 1, full, d))) == len(overlaps)


def test_adaptive_ranges_are_the_cells_that_equal_shares_of_the_input_touch():
    for size, outputs in itertools.product(range(1, 15), range(1, 18)):
        found = [adaptive_range(o, size, outputs) for o in range(outputs)]
        for o, cells in enumerate(found):  # in units of 1 / outputs, a cell is as long as outputs, a share as size
            share = range(o * size, (o + 1) * size)
            assert list(cells) == [i for i in range(size) if set(range(i * outputs, (i + 1) * outputs)) & set(share)]
        read = F.adaptive_avg_pool1d(torch.eye(size)[:, None], outputs)[:, 0].T > 0
        assert [list(cells) for cells in found] == [row.nonzero()[:, 0].tolist() for row in read]
        assert len({len(cells) for cells in found}) <= 2


@pytest.mark.parametrize(
    ("mode", "numpys"),
    [("zeros", "constant"), ("reflect", "reflect"), ("replicate", "edge"), ("circular", "wrap")],
)
def test_source_index_shows_the_cell_that_numpy_copies(mode, numpys):
    for size, before, after in itertools.product(range(1, 8), range(9), range(9)):
        if padding_problem(size, (before, after), mode):
            continue
        cells = np.arange(1, size + 1)
        fill = {"constant_values": 0} if numpys == "constant" else {}
        sources = [source_index(i, size, mode) for i in range(-before, size + after)]
        shown = [0 if i is None else cells[i] for i in sources]
        assert shown == np.pad(cells, (before, after), mode=numpys, **fill).tolist()


def test_padding_problem_refuses_exactly_what_torch_refuses():
    for size, before, after in itertools.product(range(1, 7), range(8), range(8)):
        for mode in PADDING_MODES:
            refused = False
            try:
                F.pad(torch.ones(1, 1, size), (before, after), mode.replace("zeros", "constant"))
            except RuntimeError:
                refused = True
            assert (padding_problem(size, (before, after), mode) is not None) == refused, (mode, size, before)


@pytest.mark.parametrize(
    ("axis", "problem"),
    [
        (Axis(0, 3), "size must be at least 1, not 0"),
        (Axis(5, 0), "kernel_size must be at least 1, not 0"),
        (Axis(5, 3, stride=0), "stride must be at least 1, not 0"),
        (Axis(5, 3, dilation=-1), "dilation must be at least 1, not -1"),
        (Axis(5, 3, padding=(1, -2)), "padding must not be negative, not (1, -2)"),
        (Axis(4, 7, padding=(1, 0)), "the kernel spans 7 cells, the padded input has 5"),
        (Axis(4, 3, dilation=3), "the kernel spans 7 cells (3 taps, dilation 3), the padded input has 4"),
        (Axis(4, 3, dilation=3, padding=(3, 0)), None),
    ],
)
def test_problem_says_why_no_window_fits(axis, problem):
    assert axis.problem == problem
    named = f"axis w: {problem}" if problem else None
    assert Window((Axis(5, 2), axis)).problem == named


def test_output_padding_goes_up_to_the_larger_of_stride_and_dilation():
    assert Axis(3, 2, stride=2, dilation=4).transposed_size(3) == 4 + 4 + 1 + 3
    with pytest.raises(ValueError, match="from 0 to dilation − 1 = 3, not 4: the sizes that a convolution with stride"):
        Axis(3, 2, stride=2, dilation=4).transposed_size(4)
    with pytest.raises(ValueError, match="from 0 to stride − 1 = 1, not 2"):
        Axis(3, 2, stride=2, dilation=2).transposed_size(2)


def test_a_transposed_output_without_a_cell_is_refused():
    assert Axis(1, 3, padding=(1, 1)).transposed_size() == 1
    with pytest.raises(ValueError, match=r"^the output would have 0 cells: the padding is too large$"):
        Axis(1, 3, padding=(1, 2)).transposed_size()
    with pytest.raises(ValueError, match=r"^the output would have −1 cells: the padding is too large$"):
        Axis(1, 3, padding=(2, 2)).transposed_size()


@pytest.mark.parametrize(
    ("size", "name"), [((3,), "w"), ((4, 3), "w"), ((3, 4), "h"), ((4, 3, 5), "h"), ((3, 4, 5), "d")]
)
def test_a_transposed_window_names_the_axis_that_it_cannot_be(size, name):
    extra = tuple(2 * (n == 3) for n in size)
    with pytest.raises(ValueError, match=rf"^axis {name}: output_padding must be from 0 to stride − 1 = 1, not 2: "):
        Window.of(size, (2,) * len(size), stride=2).transposed(extra)


def test_no_cell_can_be_repeated_but_none_need_be():
    said = "padding_mode 'replicate' has no border cell to repeat: the size is 0"
    assert padding_problem(0, (0, 1), "replicate") == padding_problem(0, (1, 0), "replicate") == said
    assert all(padding_problem(0, (0, 0), mode) is None for mode in PADDING_MODES)
    assert "at most -1 cells" in padding_problem(0, (1, 0), "reflect")
    assert padding_problem(0, (0, 5), "zeros") is None
