"""The relation against brute force: strips of cells that are sliced, no formula of the relation used."""

import itertools

import numpy as np
from strips import EVERY, FITTING, read, strip_of, walk

from convlib.relation import Axis


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


def test_slices_are_the_outputs_whose_tap_is_inside_and_the_inputs_under_it():
    for axis, windows in FITTING:
        for k, count in itertools.product(range(axis.kernel_size), {1, len(windows)}):
            met = [(o, window[k]) for o, window in enumerate(windows[:count]) if window[k] in range(axis.size)]
            o, i = axis.slices(k, count)
            assert list(zip(range(99)[o], range(99)[i], strict=True)) == met, (axis, k)
            assert count < len(windows) or axis.slices(k) == (o, i)


def test_the_first_window_of_padding_only_is_found():
    for axis, windows in FITTING:
        empty = [o for o, window in enumerate(windows) if not set(window) & set(range(axis.size))]
        assert axis.padding_only == (empty[0] if empty else None), axis
    found = {axis.padding_only for axis, _ in FITTING}
    assert {None, 0, 1, 2} <= found
    assert Axis(4, kernel_size=1, stride=2, padding=(0, 3), ceil_mode=True).padding_only == 2
    assert Axis(1, kernel_size=2, padding=(2, 2), dilation=2).padding_only == 1


def test_a_transposed_axis_is_an_ordinary_one_over_cells_with_zeros_between_them():
    for axis, windows in FITTING:
        ordinary, spread = axis.inserted(len(windows)), [axis.spread(o) for o in range(len(windows))]
        assert ordinary.size == spread[-1] + 1 and set(np.diff(spread)) <= {axis.stride}
        assert (ordinary.kernel_size, ordinary.dilation, ordinary.stride) == (axis.kernel_size, axis.dilation, 1)
        assert ordinary.output_size == axis.size, axis
        for i in range(axis.size):  # the last tap first: the kernel is flipped
            met = [(spread.index(z), axis.kernel_size - 1 - k) for k, z in ordinary.taps(i) if z in spread]
            assert met == axis.readers(i), axis


def test_a_padding_below_0_keeps_the_cells_that_it_does_not_crop():
    for before, after in itertools.product((-2, -1, 0, 2), repeat=2):
        axis = Axis(6, kernel_size=1, padding=(before, after))
        strip = [*range(-max(before, 0), 6 + max(after, 0))]
        assert strip[axis.kept] == [*range(-before, 6 + after)], axis
