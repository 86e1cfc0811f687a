"""Explorers without a browser: choices, ranges, messages, edits, formula and the calls to copy."""

from __future__ import annotations

import html
import itertools
import re

import numpy as np
import pytest

import convlib as cl
from convlib import explore
from convlib.explore import Explorer
from convlib.relation import PADDING_MODES, Window, padding_problem

NAMES = ("size", "kernel_size", "stride", "padding", "dilation")
STARTS = (
    {},
    {"size": (5, 8), "kernel_size": (2, 3), "stride": (2, 1), "padding": (1, 0), "dilation": (1, 2)},
    {"size": 3, "padding": 2, "padding_mode": "reflect"},
    {"size": (2, 3), "kernel_size": (3, 2), "padding": (2, 3), "padding_mode": "circular"},
    {"size": (12, 9), "kernel_size": 7, "stride": 5, "padding_mode": "replicate", "padding": 4},
)
every_start = pytest.mark.parametrize("start", STARTS)


def problem(values: dict) -> str | None:
    window = Window.of(**{name: values[name] for name in NAMES})
    filled = [padding_problem(a.size, a.padding, values["padding_mode"]) for a in window.axes]
    return window.problem or next(filter(None, filled), None)


def output(explorer: Explorer) -> np.ndarray:
    """What convlib computes for the numbers and values that are shown."""
    film, values = explorer.film, explorer.values
    options = {name: tuple(values[name]) for name in ("stride", "padding", "dilation")}
    return cl.conv2d(film.values["x"], film.values["weight"], padding_mode=values["padding_mode"], **options)


@every_start
def test_an_explorer_shows_the_film_of_its_values(start):
    explorer = explore.convolution(**start)
    assert (explorer.film.values["y"] == output(explorer)).all()
    assert list(explorer.film.values["x"].shape[1:]) == explorer.values["size"]
    assert list(explorer.film.values["weight"].shape[2:]) == explorer.values["kernel_size"]
    assert explorer.answer["film"] == explorer.film.data()
    assert explorer.message == explorer.answer["message"] == ""


def test_setting_a_value_shows_another_film():
    explorer = explore.convolution(size=(5, 6))
    for revision, change in enumerate(
        [{"stride": 2}, {"padding": (1, 2)}, {"padding_mode": "replicate", "kernel_size": (2, 4)}], start=2
    ):
        before = explorer.film
        explorer.set(**change)
        assert explorer.film is not before and explorer.answer["revision"] == revision
        assert (explorer.film.values["y"] == output(explorer)).all()
    assert repr(explorer) == (
        "explore.convolution(size=(5, 6), kernel_size=(2, 4), stride=2, padding=(1, 2), dilation=1, "
        "padding_mode='replicate')"
    )
    assert eval(repr(explorer), {"explore": explore}).answer["film"] == explorer.answer["film"]


def test_an_invalid_choice_leaves_a_message_and_the_last_good_picture():
    explorer = explore.convolution(size=(4, 6), kernel_size=3)
    film, shown = explorer.film, explorer.answer
    explorer.set(kernel_size=(3, 7))
    assert explorer.message == "axis w: the kernel spans 7 cells, the padded input has 6"
    assert explorer.film is film
    for name in ("film", "revision", "formula", "calls"):
        assert explorer.answer[name] == shown[name]
    assert explorer.answer["values"]["kernel_size"] == [3, 7]
    assert explorer.answer["message"] == explorer.message
    explorer.set(padding=1)
    assert explorer.message == "" and explorer.answer["revision"] == shown["revision"] + 1
    explorer.set(padding=4, padding_mode="reflect")
    assert "can fill at most 3 cells a side" in explorer.message


@every_start
def test_ranges_are_exactly_what_could_be_shown(start):
    explorer, tried = explore.convolution(**start), explore.convolution(**start)
    joined = all(h == w for h, w in (explorer.values[name] for name in NAMES))
    for name, rows in explorer.answer["valid"].items():
        span = {c["name"]: range(c["low"], c["high"] + 1) for c in explorer.controls}[name]
        for axis, valid in enumerate(rows):
            for v in span:
                moved = [v if joined or n == axis else other for n, other in enumerate(explorer.values[name])]
                tried.set(**{name: moved})
                assert (problem(tried.values) is None) == (tried.message == "") == (v in valid)
        tried.set(**{name: explorer.values[name]})
    assert list(explorer.answer["valid"]) == list(NAMES)


def test_an_edit_changes_the_number_and_the_film():
    explorer = explore.convolution(size=(4, 5), kernel_size=(2, 3), padding=1)
    before = explorer.film
    edits = {"x_0_1_4": -7, "w_0_0_1_0": 9}
    explorer.asked = {"request": "one", "values": explorer.values, "edits": edits}
    x, weight = explorer.film.values["x"], explorer.film.values["weight"]
    assert (x[0, 1, 4], weight[0, 0, 1, 0]) == (-7, 9)
    assert (np.array(x != before.values["x"]).sum(), (weight != before.values["weight"]).sum()) == (1, 1)
    assert (explorer.film.values["y"] == output(explorer)).all()
    assert (explorer.answer["request"], explorer.answer["edits"]) == ("one", edits)
    explorer.set(size=(3, 4))  # the edited cell is gone, and comes back with its number
    explorer.set(size=(4, 5))
    assert (explorer.film.values["x"] == x).all()


def test_the_page_is_answered_with_the_name_of_its_question():
    explorer = explore.convolution(size=(5, 4))
    asked = {"request": "page-1", "values": explorer.values | {"stride": [2, 1]}, "edits": {}}
    explorer.asked = asked
    assert explorer.answer["request"] == "page-1" and explorer.values["stride"] == [2, 1]
    explorer.asked = {**asked, "request": "page-2", "values": asked["values"] | {"kernel_size": [5, 5]}}
    assert explorer.answer["request"] == "page-2" and explorer.answer["message"] == explorer.message != ""
    assert explorer.answer["start"] == explore.convolution(size=(5, 4)).values


def run(source: str) -> np.ndarray:
    names: dict = {}
    exec(source, names)
    return np.asarray(names["y"])


CALLS = [
    {"size": (5, 6), "kernel_size": (2, 3)},
    {"size": (6, 5), "stride": (2, 1), "dilation": (1, 2), "padding": (0, 1)},
    *({"size": (4, 5), "kernel_size": (3, 2), "padding": p, "padding_mode": m, "stride": (1, 2)}
      for m, p in itertools.product(PADDING_MODES, (2, (1, 0), (0, 2)))),
    {"size": (4, 5), "padding_mode": "circular"},
]  # fmt: skip


@pytest.mark.parametrize("library", ["convlib", "PyTorch"])
@pytest.mark.parametrize("start", CALLS)
def test_the_copied_call_runs_and_gives_the_output_of_the_film(library, start):
    if library == "PyTorch":
        pytest.importorskip("torch")
    explorer = explore.convolution(**start)
    explorer.asked = {"request": "", "values": explorer.values, "edits": {"x_0_2_1": -40, "w_0_0_0_1": 5}}
    (line, whole) = next(call[1:] for call in explorer.answer["calls"] if call[0] == library)
    y = run(whole)
    assert y.shape == explorer.film.values["y"].shape and (y == explorer.film.values["y"]).all()
    assert f"y = {line}\n" in whole


@pytest.mark.parametrize("start", CALLS)
def test_the_formula_comes_to_the_output_size(start):
    explorer = explore.convolution(**start)
    _, *lines = explorer.answer["formula"]
    sizes = explorer.film.values["y"].shape[1:]
    assert len(lines) == (1 if len(lines) == 1 else 2)
    for line, size in zip(lines * (3 - len(lines)), sizes, strict=True):
        sums, shown = re.fullmatch(r"output(?:_[hw])? = (.*) = (\d+)", line).groups()
        plain = sums.replace("⌊(", "((").replace("⌋", ")").replace("·", "*").replace("−", "-")
        assert eval(plain.replace("/", "//")) == int(shown) == size


def test_defaults_are_left_out_of_the_calls():
    lines = [call[1] for call in explore.convolution(size=(5, 6)).answer["calls"]]
    assert lines == ["cl.conv2d(x, weight)", "F.conv2d(x, weight)"]
    lines = [call[1] for call in explore.convolution(stride=2, padding=(1, 2)).answer["calls"]]
    assert lines == [f"{lib}.conv2d(x, weight, stride=2, padding=(1, 2))" for lib in ("cl", "F")]


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ({"size": 0}, "size goes from 1 to 12 here, not 0"),
        ({"size": (3, 4, 5)}, "size goes from"),
        ({"size": 13}, "size goes from 1 to 12 here, not 13"),
        ({"size": 2.5}, "size must be an integer or one for each of h and w, not 2.5"),
        ({"stride": 0}, "stride goes from 1 to 5"),
        ({"padding": -1}, "padding goes from 0 to 4"),
        ({"padding": "same"}, "padding must be an integer"),
        ({"dilation": None}, "dilation must be an integer"),
        ({"kernel_size": (1, 8)}, "kernel_size goes from 1 to 7"),
        ({"padding_mode": "mirror"}, "padding_mode must be one of 'zeros', 'reflect'"),
        ({"padding_mode": 3}, "padding_mode must be one of"),
        ({"padding_mode": ["zeros"]}, "padding_mode must be one of"),
        ({"size": (2, 7)}, r"explore\.convolution\(size=\(2, 7\), .*axis h: the kernel spans 3 cells"),
        ({"size": 3, "padding": 3, "padding_mode": "reflect"}, "can fill at most 2 cells"),
        ({"seed": "one"}, "int|seed"),
    ],
)
def test_a_start_that_cannot_be_shown_is_an_error(start, message):
    with pytest.raises((ValueError, TypeError), match=message):
        explore.convolution(**start)


def test_setting_something_unknown_or_out_of_range_changes_nothing():
    explorer = explore.convolution(size=(5, 6))
    answer = explorer.answer
    with pytest.raises(ValueError, match=r"explore\.convolution\(.*\) has no strides; it has size, kernel_size"):
        explorer.set(strides=2)
    for change in ({"stride": 2, "size": 99}, {"padding": 1.5}):
        with pytest.raises((ValueError, TypeError)):
            explorer.set(**change)
    assert explorer.answer == answer and explorer.values["stride"] == [1, 1]


def test_the_same_explorer_has_the_same_representation_every_time():
    first, second = (explore.convolution(size=(4, 6), stride=(1, 2)) for _ in range(2))
    bundles = [explorer._repr_mimebundle_()[0] for explorer in (first, second)]
    assert bundles[0]["text/plain"] == bundles[1]["text/plain"] == repr(first)
    assert bundles[0]["text/html"] == bundles[1]["text/html"]
    assert bundles[0]["text/html"] == first.film._repr_mimebundle_()["text/html"]
    assert html.escape(first.film.title) in bundles[0]["text/html"]
    view = bundles[0]["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == first.model_id != second.model_id


def test_the_representation_shows_what_was_chosen_last():
    explorer = explore.convolution(size=(4, 6))
    explorer.set(stride=2)
    bundle = explorer._repr_mimebundle_()[0]
    assert "stride=2" in bundle["text/plain"] and explorer.film.title in bundle["text/html"]


def test_the_sliders_are_named_like_the_parameters():
    explorer = explore.convolution()
    assert [c["name"] for c in explorer.controls] == [*NAMES, "padding_mode"]
    assert explorer.controls[-1]["options"] == PADDING_MODES
    assert explorer.editable == ["x", "w"]
