"""Windows on several axes, against the strips of each axis."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, strategies as st
from strips import FITTING

from convlib.relation import Axis, Window


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
