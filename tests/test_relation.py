"""The relation against brute force: strips of cells that are sliced, no formula of the relation used."""

from strips import EVERY, FITTING, read, strip_of, walk


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
