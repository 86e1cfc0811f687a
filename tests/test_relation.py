"""The relation against brute force: strips of cells that are sliced, no formula of the relation used."""

import itertools
import random

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from convlib.relation import PADDING_MODES, Axis, Window, adaptive_range, named_padding, padding_problem, source_index

PADDINGS = [(0, 0), (1, 1), (0, 2), (3, 1), (2, 3)]
EVERY = [
    Axis(size, k, s, p, d)
    for size, k, s, p, d in itertools.product(range(1, 13), range(1, 5), (1, 2, 3), PADDINGS, (1, 2, 3))
]


def read(axis):
    """The input index of every tap, by output."""
    return [[i for _, i in axis.taps(o)] for o in range(axis.output_size)]


def strip_of(axis):
    """The cells of the padded input in order, named by their input index."""
    return [*range(-axis.padding[0], 0), *range(axis.size), *range(axis.size, axis.size + axis.padding[1])]


def walk(axis):
    """The cells under the taps of each window that fits: slide, cut, keep the whole ones."""
    strip = strip_of(axis)
    cuts = [strip[start :: axis.dilation][: axis.kernel_size] for start in range(0, len(strip), axis.stride)]
    return [cut for cut in cuts if len(cut) == axis.kernel_size]


FITTING = [(axis, walk(axis)) for axis in EVERY if walk(axis)]


def test_the_enumeration_holds_thousands_of_axes_with_and_without_a_window():
    assert 1500 < len(FITTING) < len(EVERY) == 2160


def test_output_size_counts_the_windows_that_fit():
    for axis, windows in FITTING:
        assert axis.output_size == len(windows), axis


def test_an_axis_is_valid_exactly_when_a_window_fits():
    for axis in EVERY:
        assert (axis.problem is None) == bool(walk(axis)), axis


def test_taps_are_the_cells_under_the_window_padding_included():
    for axis, windows in FITTING:
        assert [axis.taps(o) for o in range(len(windows))] == [list(enumerate(w)) for w in windows], axis
        assert read(axis) == windows, axis


def test_readers_are_every_output_and_tap_that_meets_the_input():
    for axis, windows in FITTING:
        met = {i: [] for i in strip_of(axis)}
        for o, window in enumerate(windows):
            for k, i in enumerate(window):
                met[i].append((o, k))
        for i, readers in met.items():
            assert axis.readers(i) == readers, (axis, i)


def test_readers_beyond_the_ends_are_those_of_a_window_that_slides_on():
    for axis, windows in FITTING[::7]:
        met = {i: [] for i in range(-3, axis.size + 3)}
        for o in range(-20, len(windows) + 20):
            for k in range(axis.kernel_size):
                met.get(windows[0][k] + o * axis.stride, []).append((o, k))
        for i, readers in met.items():
            assert sorted(axis.readers(i, beyond=True)) == sorted(readers), (axis, i)


def test_unread_inputs_are_those_under_no_window():
    for axis, windows in FITTING:
        assert axis.unread == sorted(set(range(axis.size)) - set().union(*windows)), axis


def test_extent_spans_the_first_tap_to_the_last():
    for axis, windows in FITTING:
        assert axis.extent == windows[0][-1] - windows[0][0] + 1, axis


def test_padding_cells_are_the_cells_that_are_not_inside():
    for axis in EVERY:
        outside = strip_of(axis)[: axis.padding[0]] + strip_of(axis)[axis.padding[0] + axis.size :]
        assert axis.padding_cells == outside
        assert axis.padded_size == len(strip_of(axis))
        assert [i for i in strip_of(axis) if not axis.inside(i)] == outside


def test_the_padded_axis_has_the_same_windows_counted_from_its_first_cell():
    for axis, windows in FITTING:
        shifted = [[i + axis.padding[0] for i in window] for window in windows]
        assert read(axis.padded()) == shifted, axis


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


def random_windows(count, seed=0):
    draw, made = random.Random(seed), []
    while len(made) < count:
        axes = draw.sample(FITTING, draw.choice([1, 2, 2, 3]))
        if all(len(windows) < 6 for _, windows in axes):
            made.append((Window(tuple(axis for axis, _ in axes)), [windows for _, windows in axes]))
    return made


WINDOWS = random_windows(150)


def test_terms_and_readers_of_a_window_are_those_of_its_axes_together():
    for window, by_axis in WINDOWS:
        outputs = list(itertools.product(*(range(len(w)) for w in by_axis)))
        assert list(window.outputs()) == outputs
        met = {}
        for o in outputs:
            cuts = [list(enumerate(windows[oo])) for windows, oo in zip(by_axis, o, strict=True)]
            pairs = [tuple(zip(*each, strict=True)) for each in itertools.product(*cuts)]
            assert list(window.terms(o)) == pairs, window
            for k, i in pairs:
                met.setdefault(i, set()).add((o, k))
                assert window.input_index(o, k) == i
        for i, readers in met.items():
            assert set(window.readers(i)) == readers, window
            assert window.inside(i) == all(ii in range(n) for ii, n in zip(i, window.size, strict=True))


def test_view_lays_out_the_windows_of_a_padded_array_without_copy():
    for window, by_axis in WINDOWS:
        array = np.arange(2 * np.prod(window.padded_size)).reshape(2, *window.padded_size)
        for laid_out in (array, array[:, ::-1], np.asfortranarray(array)):
            view = window.padded().view(laid_out)
            expected = laid_out
            for axis, (cells, a) in enumerate(zip(by_axis, window.axes, strict=True)):
                expected = np.take(expected, np.array(cells) + a.padding[0], axis=1 + 2 * axis)
            d = len(by_axis)
            order = [0, *range(1, 2 * d, 2), *range(2, 2 * d + 1, 2)]
            assert np.array_equal(view, expected.transpose(order)), window
            assert np.shares_memory(view, laid_out) and not view.flags.writeable


@pytest.mark.parametrize("window", [Window.of((5, 6), (2, 3)), Window.of((4, 5), (2, 2), stride=3, ceil_mode=1)])
def test_view_refuses_to_read_outside_the_array(window):
    with pytest.raises(ValueError, match="windows would leave the array"):
        window.view(np.zeros((4, 5)))


@given(st.data())
def test_window_of_spreads_one_number_over_the_axes(data):
    d = data.draw(st.integers(1, 3))
    size = data.draw(st.lists(st.integers(5, 9), min_size=d, max_size=d))
    one, pad = data.draw(st.integers(1, 2)), data.draw(st.integers(0, 2))
    window = Window.of(size, [2] * d, stride=one, padding=pad, dilation=[one] * d)
    assert window == Window(tuple(Axis(n, 2, one, (pad, pad), one) for n in size))
