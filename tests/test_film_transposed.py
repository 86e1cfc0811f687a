"""Films of a transposed convolution: in every way, every number, mark and word on every frame is the operator's."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pytest
from films import Picture, close, evaluate, is_legible, parts, pictures, read, shows_the_states_of

import convlib as cl
from convlib import animate
from convlib.film.drawing import UNIT, cell_id
from convlib.relation import Window

WAYS = ("scatter", "zeros", "matrix", "gradient")


@dataclass
class Case:
    """A transposed convolution of one map; ``pairs`` is what its padding comes to, by hand."""

    x: tuple[int, int]
    weight: tuple[int, int]
    pairs: tuple = ((0, 0), (0, 0))
    options: dict = field(default_factory=dict)
    floats: bool = False

    @cached_property
    def arrays(self) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(sum(self.x) + 10 * sum(self.weight))
        x, weight = rng.integers(-4, 10, self.x), rng.integers(-3, 4, self.weight)
        return (x * rng.normal(size=x.shape), weight * rng.normal(size=weight.shape)) if self.floats else (x, weight)

    def film(self, way: str):
        return animate.transposed(*self.arrays, **self.options, way=way)

    def number(self, name: str, default: int = 1) -> tuple[int, int]:
        value = self.options.get(name, default)
        return value if isinstance(value, tuple) else (value, value)

    @cached_property
    def y(self) -> np.ndarray:
        x, weight = self.arrays
        return cl.conv_transpose2d(x[None], weight[None, None], **self.options)[0]

    @cached_property
    def window(self) -> Window:
        """The convolution that goes the other way."""
        each = {name: self.number(name) for name in ("stride", "dilation")}
        return Window.of(self.y.shape, self.weight, padding=self.pairs, **each)

    def lands(self, o, k) -> tuple[int, int]:
        """Where input ``o`` puts kernel cell ``k``, in or out of the output: the relation, written out."""
        rows = zip(o, k, self.number("stride"), self.number("dilation"), self.pairs, strict=True)
        return tuple(oo * s + kk * d - before for oo, kk, s, d, (before, _) in rows)

    def inside(self, i) -> bool:
        return all(0 <= ii < n for ii, n in zip(i, self.y.shape, strict=True))

    @cached_property
    def made_of(self) -> dict[tuple, list[tuple]]:
        """For each output the inputs that reach it, in order, with the kernel cell each comes through."""
        found = {i: [] for i in np.ndindex(self.y.shape)}
        for o, k in itertools.product(np.ndindex(self.x), np.ndindex(self.weight)):
            if self.inside(self.lands(o, k)):
                found[self.lands(o, k)].append((o, k))
        return found


CASES = {
    "plain": Case((2, 3), (3, 2)),
    "stride": Case((3, 2), (2, 3), options={"stride": (1, 3)}),
    "all at once": Case((2, 3), (3, 3), ((1, 1), (1, 1)), {"stride": 2, "padding": 1, "output_padding": (1, 0)}),
    "asymmetric": Case((3, 2), (3, 4), ((0, 1), (2, 0)), {"stride": (2, 3), "padding": ((0, 1), (2, 0))}),
    "cropped": Case((3, 4), (2, 2), ((2, 2), (1, 1)), {"stride": 2, "padding": (2, 1)}),
    "dilation": Case((1, 3), (2, 2), options={"dilation": (3, 2), "output_padding": (2, 1)}),
    "pointwise": Case((3, 4), (1, 1), options={"stride": (1, 2)}),
    "gaps": Case((2, 3), (2, 1), options={"stride": 3, "output_padding": (2, 0)}),
    "more inputs than outputs": Case((3, 4), (1, 1), ((1, 1), (1, 1)), {"padding": 1}),
    "floats": Case((2, 3), (3, 2), options={"stride": 2}, floats=True),
}
FILMS = {(name, way): case.film(way) for name, case in CASES.items() for way in WAYS}
every_case = pytest.mark.parametrize("name", CASES)
every_film = pytest.mark.parametrize(("name", "way"), FILMS)


def y_id(i) -> str:
    return cell_id("y", (0, *i))


def x_id(o) -> str:
    return cell_id("x", (0, *o))


def w_id(k) -> str:
    return cell_id("w", (0, 0, *k))


def shown(picture: Picture, array: str) -> dict[str, str]:
    return {e: text for e, text in picture.text.items() if e.startswith(f"{array}_")}


def agrees(cells: dict, expected: dict) -> None:
    assert cells.keys() == expected.keys()
    assert [e for e, text in cells.items() if not close(read(text), expected[e])] == []


def shift(place, i) -> tuple[float, float]:
    """Where a cell of a grid stands, when cell (0, 0) stands at ``place``."""
    return round(place[0] + i[1] * UNIT, 3), round(place[1] + i[0] * UNIT, 3)


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


# scatter


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
    rows = lambda text: [[read(n) for n in row.split()] for row in text.strip("[]").split("; ")]  # noqa: E731
    for o, frame in zip(np.ndindex(case.x), film.frames, strict=True):
        assert frame.reads == tuple((x_id(o), w_id(k)) for k in np.ndindex(weight.shape))
        left, terms, value = parts(frame.caption)
        assert left == f"x[{o[0]},{o[1]}]·w"
        factor, _, kernel = terms.partition("·")
        assert close(read(factor), x[o])
        for text, array in ((kernel, weight), (value, x[o] * weight)):
            found = np.array(rows(text))
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


# zeros


@every_case
def test_zeros_stand_between_the_inputs_and_around_them(name):
    """The stretched input, its p′ = d·(k − 1) − p and the cells that a p′ below 0 cuts away, by hand."""
    case, film = CASES[name], FILMS[name, "zeros"]
    strides, dilations, extra = case.number("stride"), case.number("dilation"), case.number("output_padding", 0)
    size = [(n - 1) * s + 1 for n, s in zip(case.x, strides, strict=True)]
    rows = list(zip(case.weight, dilations, case.pairs, extra, strict=True))
    padding = [(d * (k - 1) - before, d * (k - 1) - after + more) for k, d, (before, after), more in rows]
    shown_rows = [range(min(0, -a), n + max(0, b)) for n, (a, b) in zip(size, padding, strict=True)]
    kept = [range(-a, n + b) for n, (a, b) in zip(size, padding, strict=True)]
    for picture in pictures(film):
        origin = picture.place["x_0_0_0"]
        for i in itertools.product(*shown_rows):
            inside = all(0 <= ii < n for ii, n in zip(i, size, strict=True))
            whole = inside and all(ii % s == 0 for ii, s in zip(i, strides, strict=True))
            element = (
                x_id([ii // s for ii, s in zip(i, strides, strict=True)]) if whole else cell_id("pz"[inside], (0, *i))
            )
            assert picture.place[element] == shift(origin, i)
            cut = any(ii not in row for ii, row in zip(i, kept, strict=True))
            kind = "cell pad" if not inside else "cell unread" if cut else "cell" if whole else "cell zero"
            assert picture.kind[element] == kind
            assert whole or picture.text[element] == "0"
        count = len([e for e in picture.kind if e[:2] in ("x_", "z_", "p_")])
        assert count == len(shown_rows[0]) * len(shown_rows[1])
        crossed = {picture.place[e] for e, kind in picture.kind.items() if kind == "cell unread"}
        assert picture.crossed() == crossed and bool(crossed) == (min(itertools.chain(*padding)) < 0)
        (note,) = [t.text for t in picture.texts if "so p′" in t.text]
        found = [int(n.replace("−", "-")) for n in re.findall(r"[−-]?\d+", note.partition("p′")[2])]
        flat = [n for pair in padding for n in (pair if pair[0] != pair[1] else pair[:1])]
        assert found in (flat, flat[: len(flat) // 2] if flat[: len(flat) // 2] == flat[len(flat) // 2 :] else flat)
        assert "-" not in note
        assert bool(crossed) == any("cut away" in t.text for t in picture.texts)


@every_case
def test_the_window_of_zeros_slides_by_one_cell_with_the_flipped_kernel(name):
    case, film = CASES[name], FILMS[name, "zeros"]
    weight, dilations = case.arrays[1], case.number("dilation")
    before = [d * (k - 1) - pair[0] for k, d, pair in zip(case.weight, dilations, case.pairs, strict=True)]
    for i, frame, picture in zip(case.made_of, film.frames, pictures(film), strict=True):
        cells = {}
        for k in np.ndindex(weight.shape):
            z = tuple(ii + kk * d - p for ii, kk, d, p in zip(i, k, dilations, before, strict=True))
            place = shift(picture.place["x_0_0_0"], z)
            flipped = tuple(n - 1 - kk for n, kk in zip(weight.shape, k, strict=True))
            (element,) = [e for e in picture.place if picture.place[e] == place and e[:2] in ("x_", "z_", "p_")]
            cells[place] = (element, flipped)
        agrees(dict(map(tuple, picture.taps["window_0_0"])), {at: weight[k] for at, (_, k) in cells.items()})
        assert set(frame.reads) == {(element, w_id(k)) for element, k in cells.values()}
        flipped = picture.place[w_id((0, 0))]
        last = picture.place[w_id([n - 1 for n in weight.shape])]
        assert shift(last, [n - 1 for n in weight.shape]) == flipped


# gradient


@every_case
def test_the_gradient_marks_the_readers_of_a_cell_and_the_weights_they_read_it_through(name):
    case, film = CASES[name], FILMS[name, "gradient"]
    weight = case.arrays[1]
    for i, picture in zip(case.made_of, pictures(film), strict=True):
        readers = [(o, k) for o, k in case.window.readers(i) if all(map(int.__lt__, o, case.x))]
        marks = dict(tuple(tap) for e in picture.visible("mark") for tap in picture.taps[e])
        agrees(marks, {picture.place[x_id(o)]: weight[k] for o, k in readers})
        assert picture.visible("active") == {w_id(k) for _, k in readers}


# matrix


@every_case
def test_the_matrix_is_the_transpose_of_the_convolutions(name):
    case, film = CASES[name], FILMS[name, "matrix"]
    x, weight = case.arrays
    options = {"stride": case.number("stride"), "padding": case.pairs, "dilation": case.number("dilation")}
    w = cl.conv_matrix(weight[None, None], case.y.shape, **options)
    w = w.reshape(*case.window.output_size, case.y.size)[: x.shape[0], : x.shape[1]].reshape(x.size, case.y.size)
    made = [(r, o, k) for r, reached in enumerate(case.made_of.values()) for o, k in reached]
    filled = {(r, int(np.ravel_multi_index(o, x.shape))): w_id(k) for r, o, k in made}
    for r, picture in enumerate(pictures(film)):
        agrees(shown(picture, "m"), {cell_id("m", i): w.T[i] for i in np.ndindex(w.T.shape)})
        agrees(shown(picture, "v"), {f"v_{c}": value for c, value in enumerate(x.flat)})
        agrees(shown(picture, "u"), {f"u_{n}": value for n, value in enumerate(case.y.flat)})
        assert picture.visible("faint") == {cell_id("m", i) for i in np.ndindex(w.T.shape) if i not in filled}
        columns = [c for row, c in filled if row == r]
        assert picture.visible("lit") == {*(f"m_{r}_{c}" for c in columns), *(f"v_{c}" for c in columns)}
        marks = {tuple(tap) for e in picture.visible("mark") for tap in picture.taps[e]}
        assert {at for at, _ in marks} == {picture.place[x_id(np.unravel_index(c, x.shape))] for c in columns}
        assert film.frames[r].also == (f"u_{r}",)
    assert {e: film.copies[e] for e in film.copies if e[0] == "m"} == {cell_id("m", i): k for i, k in filled.items()}
    assert {e: film.copies[e] for e in film.copies if e[0] == "v"} == {
        f"v_{c}": x_id(o) for c, o in enumerate(np.ndindex(x.shape))
    }


# all four


@every_case
def test_a_sheet_shows_the_four_ways_in_step(name):
    case, film = CASES[name], CASES[name].film("all")
    single = {way: FILMS[name, way] for way in WAYS}
    count = max(map(len, single.values()))
    assert len(film) == count
    seen = {way: list(pictures(one)) for way, one in single.items()}
    for frame, picture in enumerate(pictures(film)):
        moments = {way: frame * len(one) // count for way, one in single.items()}
        panels = {f"panel_{way}" for way in WAYS}
        kind, text = dict.fromkeys(panels, "panel"), {}
        for way, one in seen.items():
            part = one[moments[way]]
            kind |= {f"{way}.{e}": value for e, value in part.kind.items()}
            text |= {f"{way}.{e}": value for e, value in part.text.items() if e}
        assert picture.kind == kind
        assert {e: picture.text[e] for e in text} == text
        assert {"", *panels} >= {e for e in picture.text if e not in text}
        moment = film.frames[frame]
        written = {
            f"{way}.{e}"
            for way in WAYS[1:]
            for e in [single[way].frames[moments[way]].writes, *single[way].frames[moments[way]].also]
        }
        assert {moment.writes, *moment.also} == written and moment.writes.startswith("gradient.")
        assert moment.caption == single["gradient"].frames[moments["gradient"]].caption
        for way in ("zeros", "matrix", "gradient"):
            assert picture.place[f"{way}.ring_0"] == picture.place[f"{way}.{y_id(list(case.made_of)[moments[way]])}"]
    reads = {e for way in WAYS[1:] for frame in single[way].frames for e in _prefixed(way, frame.reads)}
    assert {pair for frame in film.frames for pair in frame.reads} == reads
    cells = {e for frame in single["scatter"].sums for e in (frame.writes, *itertools.chain(*frame.reads))}
    copies = {f"matrix.{one}": f"matrix.{other}" for one, other in single["matrix"].copies.items()}
    assert film.copies == copies | {f"scatter.{e}": f"gradient.{e}" for e in cells}


def _prefixed(way: str, pairs):
    return [(f"{way}.{x}", f"{way}.{w}") for x, w in pairs]


def test_a_sheet_is_legible_and_names_the_ways():
    for name in ("plain", "asymmetric", "floats"):
        film = CASES[name].film("all")
        is_legible(pictures(film))
        labels = [t.text.partition(":")[0] for t in Picture(film.to_svg(0)).texts if t.kind == "label"]
        assert [label for label in labels if label in WAYS] == list(WAYS)
    assert CASES["plain"].film("all").title == "2×3 input, 3×2 kernel: 4×4 output, 4 ways"


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


X, W = np.arange(1, 7).reshape(2, 3), np.ones((2, 3), dtype=int)


@pytest.mark.parametrize(
    ("positional", "named", "message"),
    [
        (
            (),
            {"way": "both"},
            r"transposed\(way='both'\): way must be one of 'scatter', 'zeros', 'matrix', 'gradient', 'all'",
        ),
        ((), {"size": 0}, r"transposed\(size=0.*size must be at least 1, not 0"),
        ((), {"size": (2, 3, 4)}, "one number or 2"),
        ((), {"size": 99}, "at most"),
        ((), {"kernel_size": -1}, "kernel_size must be at least 1"),
        ((), {"seed": -1}, "seed"),
        ((X, W), {"stride": 0}, "stride must be at least 1, not 0"),
        ((X, W), {"dilation": 0}, "dilation must be at least 1, not 0"),
        ((X, W), {"output_padding": 1}, "output_padding must be from 0 to stride − 1 = 0, not 1"),
        ((X, W), {"padding": -1}, "padding must not be negative"),
        ((X, W), {"padding": 9}, "the padding is too large"),
        ((X, W), {"padding": "same"}, "padding must be numbers"),
        ((X[0], W), {}, r"transposed\(x \(3,\).*x must be \(h, w\)"),
        ((X, W[0]), {}, r"weight must be \(kh, kw\)"),
        ((X[:, :0], W), {}, "must not be empty"),
        ((X, W * 1j), {}, "weight must hold integers or floats"),
        (("a", W), {}, "x must"),
        ((np.ones((9, 9)), W), {"way": "matrix"}, r"transposed\(.*matrix of 110×81 is too large to read: at most 64"),
        ((np.ones((2, 9)), W), {"way": "all", "stride": 3}, r"transposed\(.*matrix of 135×18 is too large to read"),
    ],
)
def test_a_film_that_cannot_be_made_is_explained(positional, named, message):
    with pytest.raises((ValueError, TypeError), match=message):
        animate.transposed(*positional, **named)


def test_a_film_of_many_cells_stays_small_and_is_made_quickly():
    x, weight = np.arange(100).reshape(10, 10) - 50, np.arange(9).reshape(3, 3) - 4
    for way in ("scatter", "zeros", "gradient"):
        film = animate.transposed(x, weight, way=way)
        assert film.values["y"].shape == (1, 12, 12)
        data = json.dumps(film.data(), ensure_ascii=False, separators=(",", ":"))
        assert len(data) < 300_000
