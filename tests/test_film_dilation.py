"""Films of a stack of dilated layers: the cone behind each output, its gaps and its numbers, found by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pytest
from films import close, evaluate, is_legible, parts, pictures, read, shows_the_states_of

import convlib as cl
from convlib import animate
from convlib.layers.receptive import stacked_field


@dataclass
class Case:
    rates: tuple[int, ...]
    taps: int = 3
    extra: int = 2  # inputs more than the field
    weight: list | None = None
    x: list | None = None
    gaps: list[int] = field(default_factory=list)  # of output 0, by hand

    @cached_property
    def film(self):
        size = None if self.x or self.extra == 2 else self.span + self.extra
        return animate.dilation(self.x, self.weight, rates=self.rates, kernel_size=self.taps, size=size)

    @cached_property
    def span(self) -> int:
        return stacked_field(self.taps, self.rates)

    @cached_property
    def layers(self) -> list[np.ndarray]:
        """The numbers from the input up, each output a sum over its taps."""
        weight = np.ones(self.taps, dtype=int) if self.weight is None else np.array(self.weight)
        made = [np.asarray(self.film.values["x"])]
        for rate in self.rates:
            below = made[-1]
            count = len(below) - (self.taps - 1) * rate
            made.append(
                np.array([sum(below[o + k * rate] * weight[k] for k in range(self.taps)) for o in range(count)])
            )
        return made

    def cone(self, o: int) -> list[set[int]]:
        """The cells of each layer behind output ``o``, the input first."""
        found = [{o}]
        for rate in reversed(self.rates):
            found.insert(0, {i + k * rate for i in found[0] for k in range(self.taps)})
        return found

    def name(self, layer: int, i: int) -> str:
        return f"x_{i}" if layer == 0 else f"y_{i}" if layer == len(self.rates) else f"l{layer}_{i}"


CASES = {
    "doubling": Case((1, 2, 4)),
    "all the same": Case((2, 2, 2), extra=1, gaps=[1, 3, 5, 7, 9, 11]),
    "ordinary": Case((1, 1), extra=4),
    "one layer": Case((3,), gaps=[1, 2, 4, 5]),
    "two taps": Case((1, 2, 4), taps=2, weight=[1, -1]),
    "too fast": Case((1, 3), taps=2, extra=5, gaps=[2]),
    "pointwise": Case((2, 1), taps=1),
    "numbers of one's own": Case((2, 1), taps=2, weight=[0.25, -1.5], x=[3.5, -2, 0.125, 8, 1, -7.25]),
    "five layers": Case((1, 1, 1, 2, 1), taps=2, weight=[0, 2], x=[5, 0, -3, 2, 2, 1, -1, 4]),
}
every_case = pytest.mark.parametrize("name", CASES)


@every_case
def test_every_cell_of_every_layer_shows_its_number(name):
    case = CASES[name]
    top = len(case.rates)
    expected = {case.name(n, i): value for n, layer in enumerate(case.layers) for i, value in enumerate(layer)}
    for picture in pictures(case.film):
        cells = {e: picture.text[e] for e, kind in picture.kind.items() if "cell" in kind.split()}
        assert cells.keys() == expected.keys()
        assert [e for e, text in cells.items() if not close(read(text), expected[e])] == []
        ticks = [t.text for t in picture.texts if t.kind == "tick"]
        assert ticks == [str(i) for i in range(len(case.layers[0]))]
    np.testing.assert_allclose(case.film.values["y"], case.layers[top])


def test_the_layers_are_those_of_conv1d():
    case = CASES["two taps"]
    y = case.film.values["x"][None]
    for rate in case.rates:
        y = cl.conv1d(y, [[[1, -1]]], dilation=rate)
    assert (case.film.values["y"] == y[0]).all()


@every_case
def test_each_output_lights_its_cone_and_crosses_the_gaps(name):
    case, film = CASES[name], CASES[name].film
    top = len(case.rates)
    assert len(film) == len(case.layers[top])
    for o, picture in enumerate(pictures(film)):
        cone = case.cone(o)
        lit = {case.name(layer, i) for layer in range(top) for i in cone[layer]}
        assert picture.visible("lit") == lit
        assert {e for e, kind in picture.kind.items() if kind == "cell"} == {
            case.name(n, i) for n in range(top + 1) for i in range(len(case.layers[n]))
        } - lit - {case.name(top, i) for i in range(o, len(film))}
        gaps = set(range(min(cone[0]), max(cone[0]) + 1)) - cone[0]
        assert gaps == {o + i for i in case.gaps}
        assert picture.visible("gap") == {f"gap_{i}" for i in gaps}
        assert picture.crossed() == {picture.place[f"x_{i}"] for i in gaps}
        assert max(cone[0]) - min(cone[0]) + 1 == case.span


@every_case
def test_a_cell_stands_over_the_middle_of_the_cells_it_is_made_from(name):
    case, picture = CASES[name], pictures(CASES[name].film)[0]
    for layer, rate in enumerate(case.rates, 1):
        for i in range(len(case.layers[layer])):
            first, last = (picture.place[case.name(layer - 1, i + k * rate)] for k in (0, case.taps - 1))
            across, down = picture.place[case.name(layer, i)]
            assert across == (first[0] + last[0]) / 2 and down < first[1] - 36


@every_case
def test_lines_join_each_cell_with_those_it_is_made_from(name):
    case = CASES[name]
    joined = {
        (n, i, i + k * rate)
        for n, rate in enumerate(case.rates, 1)
        for i in range(len(case.layers[n]))
        for k in range(case.taps)
    }
    for o, picture in enumerate(pictures(case.film)):
        cone = case.cone(o)
        found = {e: starts for e, _, starts in picture.strokes if e.startswith("link_")}
        assert found.keys() == {"link_{}_{}_{}".format(*key) for key in joined}
        for n, i, j in joined:
            (x, y), (below_x, below_y) = found[f"link_{n}_{i}_{j}"]
            assert (x - 18, y - 36) == picture.place[case.name(n, i)]
            assert (below_x - 18, below_y) == picture.place[case.name(n - 1, j)]
        on = {"link_{}_{}_{}".format(*key) for key in joined if key[1] in cone[key[0]]}
        assert picture.visible("link", "on") == on


@every_case
def test_outputs_are_empty_before_their_frame_marked_at_it_and_plain_after(name):
    film = CASES[name].film
    for now, picture in enumerate(pictures(film)):
        kinds = [picture.kind[f"y_{o}"] for o in range(len(film))]
        assert kinds == ["cell"] * now + ["cell now"] + ["cell empty"] * (len(film) - now - 1)
        assert picture.place["ring_0"] == picture.place[f"y_{now}"]


@every_case
def test_a_frame_reads_its_cone_and_writes_out_the_last_layers_sum(name):
    case, film = CASES[name], CASES[name].film
    top = len(case.rates)
    weight = np.ones(case.taps) if case.weight is None else np.array(case.weight)
    for o, frame in enumerate(film.frames):
        cone = case.cone(o)
        assert (frame.writes, frame.also) == (f"y_{o}", ())
        assert {x for x, _ in frame.reads} == {case.name(n, i) for n in range(top) for i in cone[n]}
        left, terms, value = parts(frame.caption)
        products = evaluate(terms)
        exact = [case.layers[-2][o + k * case.rates[-1]] * weight[k] for k in range(case.taps)]
        assert left == f"y[{o}]" and close(read(value), case.layers[-1][o])
        np.testing.assert_allclose(products, exact, rtol=0.011)


@every_case
def test_it_is_legible_and_its_state_is_what_the_still_picture_shows(name):
    film = CASES[name].film
    is_legible(pictures(film))
    shows_the_states_of(film, pictures(film))


@every_case
def test_title_and_note_say_the_field_and_the_gaps(name):
    case = CASES[name]
    gaps = len(case.gaps)
    found = "all read" if not gaps else f"{gaps} gap{'s' * (gaps > 1)}"
    rates = ", ".join(map(str, case.rates))
    size = len(case.layers[0])
    assert case.film.title == f"{size} inputs, kernel {case.taps}, rates {rates}: field {case.span}, {found}"
    (note,) = [t.text for t in pictures(case.film)[0].texts if t.kind == "note"]
    assert note.endswith(f"one output sees {case.span} inputs, {found}")
    assert f"kernel {case.taps}, " in note and f"rates {rates};" in note


def test_layers_are_named_for_the_words_under_the_picture():
    film = CASES["doubling"].film
    assert film.labels == {"x": ("x", 0), "y": ("y", 0), "l1": ("layer 1", 0), "l2": ("layer 2", 0)}
    assert CASES["one layer"].film.labels == {"x": ("x", 0), "y": ("y", 0)}


def test_the_example_stays_in_place_when_the_size_changes():
    small, large = (animate.dilation(rates=(1, 2), size=size).values["x"] for size in (9, 12))
    assert (large[:9] == small).all() and len(small) == 9
    assert (animate.dilation(seed=1).values["x"] != animate.dilation().values["x"]).any()
    assert animate.dilation().title == "17 inputs, kernel 3, rates 1, 2, 4: field 15, all read"
    assert len(animate.dilation(rates=(1, 2, 4, 8), kernel_size=2, size=40).values["x"]) == 40


def test_arguments_stay_as_they_are_and_lists_film_the_same():
    x, weight = np.arange(7), np.array([1, -2])
    film = animate.dilation(x, weight, rates=[1, 2])
    assert film.to_html() == animate.dilation(list(range(7)), [1, -2], rates=(1, 2)).to_html()
    assert (x == np.arange(7)).all() and (weight == [1, -2]).all()


def test_the_widest_film_stays_small():
    film = animate.dilation(rates=(1, 1, 1, 1, 1), size=40)
    is_legible(pictures(film)[::15])
    assert len(json.dumps(film.data(), ensure_ascii=False, separators=(",", ":"))) < 300_000


def test_a_single_rate_films_one_layer_in_two_dimensions():
    film = animate.dilation(rates=2, size=(6, 8), kernel_size=(2, 3))
    assert film.to_svg() == animate.convolution(size=(6, 8), kernel_size=(2, 3), dilation=2).to_svg()
