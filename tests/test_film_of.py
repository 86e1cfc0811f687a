"""Films of a learner's own function that is right, or alone: what it reads and what it writes."""

from __future__ import annotations

import functools
import json

import numpy as np
import pytest
from films import close, evaluate, is_legible, parts, pictures, read, shows_the_states_of
from own_functions import W, X, by_loops, flipped, name, raised, right, with_bias

import convlib as cl
from convlib import animate

ALONE = {
    "library": (right, X, W, {}),
    "loops, stride 2": (by_loops, X, W, {"stride": 2}),
    "floats": (by_loops, X / 7, W / 3, {}),
    "bias": (with_bias, X, W, {"bias": np.array([5])}),
    "one axis": (lambda x, w: [x[i] * w[0] + x[i + 1] * w[1] for i in range(4)], X[0, :5], W[1], {}),
    "channels": (
        lambda x, w: cl.conv2d(x, w),
        np.arange(24).reshape(2, 3, 4) - 9,
        np.arange(16).reshape(2, 2, 2, 2),
        {},
    ),
    "maps down": (lambda x, w: cl.conv2d(x, w), X[None], np.arange(18).reshape(3, 1, 2, 3), {}),
    "x alone": (lambda x: x[:, :-1] - x[:, 1:], X, None, {}),
    "a number": (lambda x, weight: (x[:2, :2] * weight).sum(), X, W, {}),
}
ALONE_FILMS = {key: animate.of(f, x, w, **options) for key, (f, x, w, options) in ALONE.items()}
alone = pytest.mark.parametrize("key", ALONE)


@alone
def test_every_cell_shows_the_number_of_its_array(key):
    function, x, weight, options = ALONE[key]
    y, film = np.array(function(*[x, weight][: 1 + (weight is not None)], **options)), ALONE_FILMS[key]
    np.testing.assert_allclose(np.array(film.values["y"], dtype=float), y)
    expected = {name("x", i): x[i] for i in np.ndindex(x.shape)} | {name("y", i): y[i] for i in np.ndindex(y.shape)}
    expected |= {name("w", i, 4): weight[i] for i in np.ndindex(weight.shape)} if weight is not None else {}
    assert len(film) == y.size
    for now, (o, picture) in enumerate(zip(np.ndindex(y.shape), pictures(film), strict=True)):
        cells = {e: picture.text[e] for e, kind in picture.kind.items() if kind.split()[:1] == ["cell"]}
        assert cells.keys() == expected.keys()
        assert [e for e, text in cells.items() if not close(read(text), expected[e])] == []
        kinds = [picture.kind[name("y", i)] for i in np.ndindex(y.shape)]
        assert kinds == ["cell"] * now + ["cell now"] + ["cell empty"] * (y.size - now - 1)
        (ring,) = picture.visible("ring")
        assert picture.place[ring] == picture.place[name("y", o)] and ring == f"ring_{raised(o)[0]}"


@alone
def test_a_frame_marks_the_cells_that_an_output_is_made_of_and_writes_out_their_sum(key):
    """What an output depends on, and by how much, from changing each input by one: no trace."""
    function, x, weight, options = ALONE[key]
    film, arrays = ALONE_FILMS[key], [x, weight][: 1 + (weight is not None)]
    y = np.array(function(*arrays, **options))
    slope = {}
    for i in np.ndindex(x.shape):
        changed = x.copy()
        changed[i] += 1
        slope[i] = np.array(function(changed, *arrays[1:], **options)) - y
    for o, frame, picture in zip(np.ndindex(y.shape), film.frames, pictures(film), strict=True):
        matter = {name("x", i) for i in slope if abs(slope[i][o]) > 1e-9}
        marked = {tap[0]: tap[1] for e in picture.visible("mark") for tap in picture.taps[e]}
        read_cells = {e for e, _ in frame.reads}
        zero = {e for e, w in frame.reads if w[0] == "w" and read(picture.text[w]) == 0}
        assert matter <= read_cells <= matter | zero
        assert marked.keys() == {picture.place[e] for e in read_cells}
        for e, w in frame.reads:
            if w[0] == "w":
                assert marked[picture.place[e]] == picture.text[w]
            else:
                assert weight is None and w == e and marked[picture.place[e]] is None
        left, terms, value = parts(frame.caption)
        products = evaluate(terms)
        assert left == (f"y[{','.join(map(str, o))}]" if o else "y") and close(read(value), y[o])
        assert len(products) == len(frame.reads) + ("bias" in options)
        assert abs(sum(products) - y[o]) <= 0.011 * sum(map(abs, products)) * (key == "floats")


@alone
def test_it_is_legible_and_its_state_is_what_the_still_picture_shows(key):
    film = ALONE_FILMS[key]
    is_legible(pictures(film))
    shows_the_states_of(film, pictures(film))
    assert not [e for picture in pictures(film) for e in picture.signs]
    assert film.labels["y"] == ("y", 3 - film.values["y"].ndim) and film.labels["x"] == ("x", 3 - film.values["x"].ndim)


def test_the_title_says_the_function_and_the_sizes():
    titles = {key: film.title.partition(": ")[::2] for key, film in ALONE_FILMS.items()}
    assert titles["library"] == ("right", "4×6 input, 2×2 kernel, 3×5 output")
    assert titles["loops, stride 2"] == ("by_loops", "4×6 input, 2×2 kernel, 2×3 output")
    assert titles["one axis"] == ("<lambda>", "5 input, 2 kernel, 4 output")
    assert titles["channels"] == ("<lambda>", "2×3×4 input, 2×2×2×2 kernel, 2×2×3 output")
    assert titles["x alone"] == ("<lambda>", "4×6 input, 4×5 output")
    assert titles["a number"] == ("<lambda>", "4×6 input, 2×2 kernel, 1 output")


def test_two_inputs_in_one_product_are_both_written_and_read():
    film = animate.of(lambda x: [x[0, 1] * x[1, 0] + x[0, 2] * x[0, 2] / 4], X - 5)
    assert film.sentence(0) == "y[0] = (−11)·(−6) + (−10)·(−10)·0.25 = 91"
    assert {e for e, _ in film.frames[0].reads} == {"x_0_0_1", "x_0_1_0", "x_0_0_2"}


def test_a_product_too_long_for_the_line_leaves_no_sign_without_its_number():
    film = animate.of(lambda x, w: x * w * 0.333, [-123456.789], [-0.000123])
    assert len(evaluate(film.frames[0].caption.terms)) == 1
    is_legible(pictures(film))
    (caption,) = [t.text for t in pictures(film)[0].texts if t.kind == "caption"]
    assert caption == f"y[0] = … = {film.frames[0].caption.value}"


def test_functions_that_take_their_options_in_any_way_are_filmed():
    class Layer:
        def __call__(self, x, weight):
            return right(x, weight, 2)

    expected = np.array(right(X, W, 2))
    for function, options in (
        (lambda x, weight, **more: right(x, weight, **more), {"stride": 2}),
        (lambda x, weight, *, stride: right(x, weight, stride), {"stride": 2}),
        (functools.partial(right, stride=2), {}),
        (Layer(), {}),
    ):
        assert (animate.of(function, X, W, **options).values["y"] == expected).all()


def test_lists_and_the_arrays_of_the_caller_stay_as_they_are():
    def spoils(x, weight):
        x[0, 0] = x[1, 1]
        return right(x, weight)

    x, weight = X.copy(), W.copy()
    film = animate.of(spoils, x, weight)
    assert (x == X).all() and (weight == W).all()
    assert ("x_0_1_1", "w_0_0_0_0") in film.frames[0].reads
    assert animate.of(right, X.tolist(), W.tolist()).to_html() == animate.of(right, X, W).to_html()


def test_a_film_of_many_cells_stays_small():
    for expected in (None, right):
        film = animate.of(flipped, np.arange(196).reshape(14, 14), np.arange(9).reshape(3, 3), expected=expected)
        assert film.values["y"].shape == (12, 12)
        assert len(json.dumps(film.data(), ensure_ascii=False, separators=(",", ":"))) < (
            400_000 if expected is None else 500_000
        )
