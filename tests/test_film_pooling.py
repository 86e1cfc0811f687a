"""Films of pooling: what only they show."""

import numpy as np
import pytest
from films import Picture, pictures

import convlib as cl
from convlib import animate


@pytest.mark.parametrize("padding", [0, 1])
def test_a_double_ring_stands_on_the_winner_of_every_window(padding):
    x = np.random.default_rng(3).permutation(24).reshape(4, 6) - 9
    film = animate.pooling(x, (2, 3), padding=padding)
    y, places = cl.max_pool2d(x[None], (2, 3), padding=padding, return_indices=True)
    for o, picture in zip(np.ndindex(y[0].shape), pictures(film), strict=True):
        h, w = divmod(int(places[0][o]), 6)
        cell = picture.place[f"x_0_{h}_{w}"]
        assert picture.place["winner_0"] == (cell[0] + 1, cell[1] + 1) and picture.kind["winner_0"] == "winner"
        assert y[0][o] == x[h, w]


def test_what_holds_nothing_says_so_and_a_zero_that_counts_is_read():
    largest, mean = (animate.pooling(size=(2, 3), padding=1, kind=kind) for kind in ("max", "average"))
    pads = {cell for cell in largest.drawing.ids if cell.startswith("p_")}
    assert pads and largest.says.keys() == pads and not pads & {x for f in largest.frames for x, _ in f.reads}
    under = {x for f in mean.frames for x, _ in f.reads}
    assert pads - under == {f"p_0_{h}_3" for h in range(-1, 3)}  # two windows of 2 reach column 2
    assert str(mean.frames[0].caption) == "y[0,0] = (97 + 0 + 0 + 0) / 4 = 24.2"


def test_a_last_window_that_hangs_over_is_drawn_and_averages_only_what_is_there():
    film = animate.pooling(size=(3, 5), kind="average", ceil_mode=True)
    assert film.title == "3×5 input, 2×2 window, stride 2, ceil_mode, average: 2×3 output"
    assert film.sentence(5) == f"y[1,2] = ({film.values['x'][0, 2, 4]}) / 1 = {film.values['x'][0, 2, 4]}"
    picture = Picture(film.to_svg(0))
    assert {c for c in picture.kind if c.startswith("p_")} >= {"p_0_3_0", "p_0_0_5"} and not picture.text["p_0_3_5"]
    assert animate.pooling([[-3.0]], 1, kind="average").sentence(0) == "y[0,0] = (−3) / 1 = −3"


def test_a_nan_wins_as_it_does_in_the_operator():
    film = animate.pooling([[1, np.nan, 4], [3, 2.5, 0]], 2, stride=1)
    assert [f.caption.value for f in film.frames] == ["nan", "nan"]
    assert film.frames[0].caption.items == ("1", "nan", "3", "2.5")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "median"}, r"pooling\(.*kind='median'\): kind must be one of 'max', 'average'"),
        ({"kernel_size": 5}, r"pooling\(x \(1, 4, 6\).*kernel_size=5.*\): axis h: the kernel spans 5 cells"),
        ({"padding": 2}, "axis h: padding must be at most 1, half of kernel_size=2"),
        ({"size": 33}, r"pooling\(size=33, .*an example has at most 32 cells a side"),
        ({"channels": 9}, "channels must be at most 8, not 9"),
        ({"channels": 4}, "a film shows at most 3 channels"),
        ({"x": [1, 2]}, r"x must be \(h, w\) or \(c, h, w\), not 1-dimensional"),
        ({"stride": 0}, "stride must be at least 1"),
        ({"ceil_mode": 1}, "ceil_mode must be True or False"),
    ],
)
def test_a_film_that_cannot_be_made_is_explained(given, message):
    with pytest.raises((ValueError, TypeError), match=message):
        animate.pooling(**given)
