"""Films of a convolution's matrix: the entries are those of ``conv_matrix``, and a row is lit with its window."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pytest
from films import close, evaluate, is_legible, parts, pictures, read, shows_the_states_of

import convlib as cl
from convlib import animate


@dataclass
class Case:
    x: tuple[int, int]
    weight: tuple[int, int]
    options: dict = field(default_factory=dict)
    floats: bool = False

    @cached_property
    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(sum(self.x) + 10 * sum(self.weight))
        x, weight = rng.integers(-4, 10, self.x), rng.integers(-3, 4, self.weight)
        return (x * rng.normal(size=x.shape), weight * rng.normal(size=weight.shape)) if self.floats else (x, weight)

    @cached_property
    def film(self):
        return animate.matrix(*self.arrays, **self.options)

    @cached_property
    def w(self) -> np.ndarray:
        return cl.conv_matrix(self.arrays[1][None, None], self.x, **self.options)

    @cached_property
    def y(self) -> np.ndarray:
        x, weight = self.arrays
        return cl.conv2d(x[None], weight[None, None], **self.options)[0]

    @cached_property
    def window(self):
        """For each output the inputs that lie under the kernel: where a kernel of all different numbers has them."""
        tags = np.arange(1, 1 + np.prod(self.weight)).reshape(1, 1, *self.weight)
        return cl.conv_matrix(tags, self.x, **self.options)


CASES = {
    "plain": Case((3, 5), (2, 3)),
    "stride": Case((5, 6), (2, 3), {"stride": (3, 2)}),
    "padding": Case((3, 4), (3, 2), {"padding": ((1, 1), (0, 1))}),
    "dilation": Case((4, 5), (2, 2), {"dilation": (2, 3), "padding": (1, 0)}),
    "same": Case((3, 4), (3, 3), {"padding": "same"}),
    "all padding": Case((1, 2), (1, 1), {"padding": (1, 0)}),
    "floats": Case((2, 4), (2, 2), floats=True),
}
every_case = pytest.mark.parametrize("name", CASES)


@every_case
def test_the_matrix_is_the_one_of_conv_matrix(name):
    case = CASES[name]
    x = case.arrays[0]
    np.testing.assert_allclose(case.w @ x.ravel(), case.y.ravel())
    expected = {f"m_{r}_{c}": case.w[r, c] for r, c in np.ndindex(case.w.shape)}
    expected |= {f"v_{c}": value for c, value in enumerate(x.flat)}
    expected |= {f"u_{r}": value for r, value in enumerate(case.y.flat)}
    expected |= {f"x_0_{h}_{w}": x[h, w] for h, w in np.ndindex(x.shape)}
    expected |= {f"y_0_{h}_{w}": case.y[h, w] for h, w in np.ndindex(case.y.shape)}
    expected |= {f"w_0_0_{h}_{w}": case.arrays[1][h, w] for h, w in np.ndindex(case.weight)}
    for picture in pictures(case.film):
        shown = {e: text for e, text in picture.text.items() if e[1:2] == "_"}
        assert shown.keys() == expected.keys()
        assert [e for e, text in shown.items() if not close(read(text), expected[e])] == []


@every_case
def test_a_row_is_lit_with_its_window_and_its_output(name):
    case, film = CASES[name], CASES[name].film
    places = [f"x_0_{h}_{w}" for h, w in np.ndindex(case.x)]
    assert len(film) == case.y.size
    for r, picture in enumerate(pictures(film)):
        columns = np.flatnonzero(case.window[r])
        assert picture.visible("lit") == {*(f"m_{r}_{c}" for c in columns), *(f"v_{c}" for c in columns)}
        marks = {tap[0]: tap[1] for e in picture.visible("mark") for tap in picture.taps[e]}
        assert marks.keys() == {picture.place[places[c]] for c in columns}
        assert all(close(read(marks[picture.place[places[c]]]), case.w[r, c]) for c in columns)
        for n, o in enumerate(np.ndindex(case.y.shape)):
            kind = "cell empty" if n > r else "cell now" if n == r else "cell"
            assert picture.kind[f"y_0_{o[0]}_{o[1]}"] == picture.kind[f"u_{n}"] == kind
        assert picture.place["ring_0"] == picture.place[film.frames[r].writes]
        assert picture.visible("faint") == {f"m_{i}_{c}" for i, c in np.argwhere(case.window == 0)}


@every_case
def test_a_frame_reads_a_row_and_its_sum_comes_to_its_value(name):
    case, film = CASES[name], CASES[name].film
    assert film.sums == ()
    for r, (frame, o) in enumerate(zip(film.frames, np.ndindex(case.y.shape), strict=True)):
        columns = np.flatnonzero(case.window[r])
        assert (frame.writes, frame.also) == (f"y_0_{o[0]}_{o[1]}", (f"u_{r}",))
        read_cells = {(f"x_0_{c // case.x[1]}_{c % case.x[1]}", f"m_{r}_{c}") for c in columns}
        assert set(frame.reads) == read_cells and len(frame.reads) == len(columns)
        left, terms, value = parts(frame.caption)
        products = evaluate(terms)
        assert left == f"y[{o[0]},{o[1]}]" and close(read(value), case.y[o])
        assert len(products) == max(len(columns), 1)
        assert abs(sum(products) - case.y[o]) <= 0.011 * sum(map(abs, products)) * case.floats


@every_case
def test_what_is_shown_twice_is_known_to_be_the_same(name):
    """Entries copy kernel cells, the row below the matrix the input, the column beside it the output."""
    case, film = CASES[name], CASES[name].film
    copies = {f"v_{c}": f"x_0_{h}_{w}" for c, (h, w) in enumerate(np.ndindex(case.x))}
    copies |= {f"u_{r}": f"y_0_{h}_{w}" for r, (h, w) in enumerate(np.ndindex(case.y.shape))}
    for r, c in np.argwhere(case.window):
        h, w = divmod(int(case.window[r, c]) - 1, case.weight[1])
        copies[f"m_{r}_{c}"] = f"w_0_0_{h}_{w}"
    assert film.copies == copies
    assert {e.split("_")[0] for frame in film.frames for pair in frame.reads for e in pair} <= film.labels.keys()


@every_case
def test_it_is_legible_and_its_state_is_what_the_still_picture_shows(name):
    film = CASES[name].film
    is_legible(pictures(film))
    shows_the_states_of(film, pictures(film))


def test_the_title_says_what_is_filmed():
    assert CASES["plain"].film.title == "3×5 input, 2×3 kernel: matrix 6×15"
    assert CASES["stride"].film.title == "5×6 input, 2×3 kernel, stride 3, 2: matrix 4×30"
    assert CASES["same"].film.title == "3×4 input, 3×3 kernel, padding 1: matrix 12×12"
    assert CASES["padding"].film.title == "3×4 input, 3×2 kernel, padding 1, (0, 1): matrix 12×12"
    assert animate.matrix().title == "4×5 input, 3×3 kernel: matrix 6×20"


X, W = np.arange(1, 7).reshape(2, 3), np.ones((2, 2), dtype=int)


@pytest.mark.parametrize(
    ("positional", "named", "message"),
    [
        ((np.ones((5, 13)), W), {}, r"matrix\(x .*\(5, 13\).*: a matrix of 48×65 is too large to read: at most 64"),
        ((), {"size": 9}, r"matrix\(.*: a matrix of 49×81 is too large to read: at most 64 rows and columns"),
        ((X, W), {"padding": 4}, "a matrix of 90×6 is too large"),
        ((), {"size": 0}, r"matrix\(size=0.*size must be at least 1, not 0"),
        ((), {"kernel_size": 0}, "kernel_size must be at least 1"),
        ((X, W), {"stride": 0}, "stride must be at least 1"),
        ((X, W), {"stride": 1.5}, "stride must be"),
        ((X, W), {"dilation": 3}, "kernel spans 4 cells"),
        ((X, W), {"padding": "some"}, "padding must be one of"),
        ((X[0], W), {}, r"x must be \(h, w\)"),
        ((X, W[None]), {}, r"weight must be \(kh, kw\)"),
        ((X, W[:0]), {}, "must not be empty"),
    ],
)
def test_a_film_that_cannot_be_made_is_explained(positional, named, message):
    with pytest.raises((ValueError, TypeError), match=message):
        animate.matrix(*positional, **named)


def test_the_largest_matrix_is_still_drawn():
    film = animate.matrix(np.arange(64).reshape(8, 8), np.ones((3, 3), dtype=int), padding=1)
    assert film.title.endswith("matrix 64×64") and len(film) == 64
    assert len(json.dumps(film.data(), ensure_ascii=False, separators=(",", ":"))) < 700_000
    assert (
        film.to_html()
        == animate.matrix(np.arange(64).reshape(8, 8).tolist(), np.ones((3, 3), int), padding=1).to_html()
    )
