"""Films of a transposed convolution: in every way, every number, mark and word on every frame is the operator's."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from films import Picture, close, evaluate, is_legible, parts, pictures, read, shows_the_states_of
from transposed_films import CASES, FILMS, WAYS, agrees, every_film, shown, w_id, x_id, y_id

from convlib import animate


@every_film
def test_input_kernel_and_output_show_their_numbers_on_every_frame(name, way):
    case, film = CASES[name], FILMS[name, way]
    x, weight = case.arrays
    assert (film.values["x"][0] == x).all() and (film.values["weight"][0, 0] == weight).all()
    np.testing.assert_allclose(film.values["y"][0], case.y, rtol=1e-12)
    for picture in pictures(film):
        agrees(shown(picture, "x"), {x_id(o): x[o] for o in np.ndindex(x.shape)})
        agrees(shown(picture, "w"), {w_id(k): weight[k] for k in np.ndindex(weight.shape)})
        agrees(shown(picture, "y"), {y_id(i): case.y[i] for i in np.ndindex(case.y.shape)})


@every_film
def test_nothing_is_outside_the_picture_and_no_texts_overlap(name, way):
    is_legible(pictures(FILMS[name, way]))


@every_film
def test_state_is_what_the_still_picture_shows(name, way):
    shows_the_states_of(FILMS[name, way], pictures(FILMS[name, way]))


@every_film
def test_a_film_of_a_way_says_what_each_output_is_made_of(name, way):
    """The frames of three ways, one for each output; the sums behind the frames of scatter."""
    case, film = CASES[name], FILMS[name, way]
    moments = film.sums if way == "scatter" else film.frames
    assert (len(film.sums) > 0) == (way == "scatter")
    assert [f.writes for f in moments] == [y_id(i) for i in case.made_of]
    for frame, (i, reached) in zip(moments, case.made_of.items(), strict=True):
        through = {film.copies.get(w, w): film.copies.get(x, x) for x, w in frame.reads}
        kept = {w: x for w, x in through.items() if x[0] == "x"}
        assert len(through) == len(frame.reads)
        assert kept == {w_id(k): x_id(o) for o, k in reached}
        assert set(case.window.readers(i)) >= set(reached)
        left, terms, value = parts(frame.caption)
        products = evaluate(terms)
        assert left == f"y[{i[0]},{i[1]}]" and close(read(value), case.y[i])
        assert len(products) == (len(frame.reads) or 1)
        assert abs(sum(products) - case.y[i]) <= 0.011 * sum(map(abs, products)) * case.floats


@pytest.mark.parametrize(("name", "way"), [pair for pair in FILMS if pair[1] != "scatter"])
def test_outputs_are_empty_before_their_frame_marked_at_it_and_plain_after(name, way):
    case, film = CASES[name], FILMS[name, way]
    for now, picture in enumerate(pictures(film)):
        for frame, i in enumerate(case.made_of):
            expected = "cell empty" if frame > now else "cell now" if frame == now else "cell"
            assert picture.kind[y_id(i)] == expected
            if way == "matrix":
                assert picture.kind[f"u_{frame}"] == expected
        assert picture.place["ring_0"] == picture.place[film.frames[now].writes]


@pytest.mark.parametrize("way", [*WAYS, "all"])
def test_every_id_of_a_frame_is_drawn(way):
    for case in CASES.values():
        film = case.film(way)
        drawn = Picture(film.to_svg(0)).kind.keys()
        for frame in (*film.frames, *film.sums):
            assert {frame.writes, *frame.also, *itertools.chain(*frame.reads)} <= drawn
        assert {element for element, _ in film.tracks} <= drawn
        assert film.copies.keys() | set(film.copies.values()) <= drawn
        arrays = {e.split("_")[0] for frame in film.frames + film.sums for pair in frame.reads for e in pair}
        assert arrays <= film.labels.keys()


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"size": (2, 3)}, "2×3 input, 3×3 kernel: 4×5 output"),
        ({"size": (3, 2), "kernel_size": (2, 1), "stride": (2, 1)}, "3×2 input, 2×1 kernel, stride 2, 1: 6×2 output"),
        (
            {"size": (2, 3), "stride": 2, "padding": ((1, 0), (0, 1)), "output_padding": (1, 0), "dilation": (1, 2)},
            "2×3 input, 3×3 kernel, stride 2, padding (1, 0), (0, 1), dilation 1, 2, output padding 1, 0: 5×8 output",
        ),
    ],
)
def test_the_title_says_what_is_filmed(given, title):
    for way in WAYS:
        assert animate.transposed(**given, way=way).title == f"{title}, {way}"


def test_the_short_form_films_an_example_without_zeros_in_the_input():
    film = animate.transposed()
    assert film.title == "3×3 input, 3×3 kernel: 5×5 output, scatter"
    assert (film.values["x"] > 0).all() and (film.values["x"] != animate.transposed(seed=1).values["x"]).any()


def test_plain_lists_film_the_same_as_arrays_and_the_same_call_makes_the_same_bytes():
    x, weight = [[1, 2, 3], [4, 5, 6]], [[1, -1]]
    for way in (*WAYS, "all"):
        first = animate.transposed(x, weight, way=way)
        assert first.to_html() == animate.transposed(np.array(x), np.array(weight), way=way).to_html()


def test_a_film_of_many_cells_stays_small_and_is_made_quickly():
    x, weight = np.arange(100).reshape(10, 10) - 50, np.arange(9).reshape(3, 3) - 4
    for way in ("scatter", "zeros", "gradient"):
        film = animate.transposed(x, weight, way=way)
        assert film.values["y"].shape == (1, 12, 12)
        data = json.dumps(film.data(), ensure_ascii=False, separators=(",", ":"))
        assert len(data) < 300_000
