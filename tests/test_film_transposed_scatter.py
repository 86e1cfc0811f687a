"""Films of a transposed convolution by scattering: each input puts down a stamp of the kernel."""

from __future__ import annotations

import numpy as np
from films import Picture, close, is_legible, parts, pictures, read
from transposed_films import CASES, FILMS, agrees, every_case, shift, w_id, x_id, y_id

from convlib import animate


def rows_of(text: str) -> list[list[float]]:
    """The numbers of ``[1 2; 3 4]``."""
    return [[read(n) for n in row.split()] for row in text.strip("[]").split("; ")]


@every_case
def test_after_each_stamp_the_output_shows_the_sum_of_the_stamps_so_far(name):
    case, film = CASES[name], FILMS[name, "scatter"]
    x, weight = case.arrays
    inputs = list(np.ndindex(x.shape))
    assert len(film) == len(inputs)
    total, reached = np.zeros_like(case.y), set()
    for o, frame, picture in zip(inputs, film.frames, pictures(film), strict=True):
        stamped = {case.lands(o, k): x[o] * weight[k] for k in np.ndindex(weight.shape)}
        stamped = {i: value for i, value in stamped.items() if case.inside(i)}
        for i, value in stamped.items():
            total[i] += value
        reached |= stamped.keys()
        cells = {e for e, kind in picture.kind.items() if e[:2] in ("y_", "s_") and "cell" in kind.split()}
        visible = {e for e in cells if not {"empty", "off", "unread"} & set(picture.kind[e].split())}
        places = {shift(picture.place["y_0_0_0"], i): i for i in np.ndindex(case.y.shape)}
        by_index = {places[picture.place[e]]: picture.text[e] for e in visible}
        assert len(by_index) == len(visible)
        agrees(by_index, {i: total[i] for i in reached})
        now = {e for e in visible if "now" in picture.kind[e].split()}
        assert {places[picture.place[e]] for e in now} == stamped.keys()
        assert {frame.writes, *frame.also} == (now or {x_id(o)})
    np.testing.assert_allclose(total, case.y, rtol=1e-12)


@every_case
def test_the_stamp_lies_where_the_relation_puts_it_with_the_weights_on_it(name):
    case, film = CASES[name], FILMS[name, "scatter"]
    weight = case.arrays[1]
    for o, picture in zip(np.ndindex(case.x), pictures(film), strict=True):
        origin = picture.place["y_0_0_0"]
        expected = {shift(origin, case.lands(o, k)): weight[k] for k in np.ndindex(weight.shape)}
        agrees(dict(map(tuple, picture.taps["stamp_0"])), expected)
        assert picture.place["stamp_0"] == shift(origin, case.lands(o, (0, 0)))
        assert picture.place["read_0"] == tuple(n + 2 for n in picture.place[x_id(o)])
        drawn = set(picture.place.values())  # the part of a stamp that is cut away lies on a hatched frame
        assert expected.keys() <= drawn
        pads = {e: picture.kind[e] for e in picture.kind if e.startswith("p_")}
        assert set(pads.values()) <= {"cell pad"}
        assert all(not case.inside(tuple(map(int, e.split("_")[2:]))) for e in pads)


@every_case
def test_a_stamp_is_written_out_and_reads_one_input_and_the_whole_kernel(name):
    case, film = CASES[name], FILMS[name, "scatter"]
    x, weight = case.arrays
    for o, frame in zip(np.ndindex(case.x), film.frames, strict=True):
        assert frame.reads == tuple((x_id(o), w_id(k)) for k in np.ndindex(weight.shape))
        left, terms, value = parts(frame.caption)
        assert left == f"x[{o[0]},{o[1]}]·w"
        factor, _, kernel = terms.partition("·")
        assert close(read(factor), x[o])
        for text, array in ((kernel, weight), (value, x[o] * weight)):
            found = np.array(rows_of(text))
            assert found.shape == array.shape
            assert all(close(a, b) for a, b in zip(found.flat, array.flat, strict=True))


@every_case
def test_cells_that_no_input_reaches_are_crossed_and_counted(name):
    case, film = CASES[name], FILMS[name, "scatter"]
    never = {i for i, reached in case.made_of.items() if not reached}
    for picture in pictures(film):
        assert picture.crossed() == {picture.place[y_id(i)] for i in never}
        assert {e for e in picture.kind if picture.kind[e] == "cell unread"} == set(map(y_id, never))
        notes = [t.text for t in picture.texts if "no input reaches" in t.text]
        assert notes == [f"{len(never)} cell{'s' * (len(never) > 1)} that no input reaches"] * bool(never)
    assert bool(never) == (name in ("gaps", "dilation", "pointwise"))


def test_long_stamps_keep_their_caption_inside_the_picture():
    rng = np.random.default_rng(0)
    for shape in ((5, 7), (2, 9)):
        film = animate.transposed(rng.normal(size=(2, 3)) * 1000, rng.normal(size=shape), stride=2)
        is_legible(pictures(film))
        captions = [
            t.text for frame in range(len(film)) for t in Picture(film.to_svg(frame)).texts if t.kind == "caption"
        ]
        assert all(text.startswith("x[") and "…" in text and "=  +" not in text for text in captions)


def test_an_input_that_is_cut_away_altogether_writes_nothing_but_is_shown():
    film = FILMS["more inputs than outputs", "scatter"]
    kinds = [Picture(film.to_svg(frame)).visible("now") for frame in range(len(film))]
    assert [bool(now) for now in kinds] == [o in ((1, 1), (1, 2)) for o in np.ndindex(3, 4)]
