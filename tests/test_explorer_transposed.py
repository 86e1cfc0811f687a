"""The transposed explorer without a browser: sizes both ways, what shares a size, ways, edits and the calls to copy."""

from __future__ import annotations

import re

import numpy as np
import pytest
from cases import cases
from explorers import ask
from hypothesis import strategies as st

import convlib as cl
from convlib import explore
from convlib.animate.transposed import WAYS

LARGEST, SPREAD, ROWS = 15, 19, {"matrix": 49, "all": 36}  # what can be read
NAMES = ("size", "kernel_size", "stride", "padding", "output_padding", "dilation")
CONV = ("kernel_size", "stride", "padding", "dilation")
STARTS = (
    {},
    dict(size=(2, 3), kernel_size=(2, 3), stride=(3, 1), padding=(2, 0), output_padding=(1, 2), dilation=(1, 3)),
    {"size": (4, 2), "kernel_size": (1, 2), "stride": (3, 4), "padding": 0, "output_padding": (2, 3)},
    {"size": (1, 4), "kernel_size": (5, 2), "stride": (1, 2), "padding": (2, 3), "output_padding": (0, 1)},
    {"size": (3, 2), "kernel_size": (2, 3), "stride": 1, "dilation": (3, 2), "output_padding": (2, 0)},
)
every_start = pytest.mark.parametrize("start", STARTS)


def options(values: dict) -> dict:
    return {name: values[name] for name in ("stride", "padding", "output_padding", "dilation")}


def output(explorer) -> np.ndarray:
    film = explorer.film
    return cl.conv_transpose2d(film.values["x"], film.values["weight"], **options(explorer.values))


def takes(size: int, k: int, s: int, p: int, d: int) -> int:
    """What a convolution makes of a size: its windows counted one by one."""
    return len(range(0, size + 2 * p - d * (k - 1), s)) if size > 0 else 0


@every_start
@pytest.mark.parametrize("way", [*WAYS, "all"])
def test_every_way_shows_the_film_of_its_values(start, way):
    explorer = explore.transposed(**start)
    explorer.set(way=way)
    if explorer.message:
        assert way in ("matrix", "all", "zeros") and "too" in explorer.message
        assert explorer.film.title.endswith("scatter")
        return
    assert (explorer.film.values["y"] == output(explorer)).all()
    assert explorer.film.values["x"].shape[1:] == explorer.values["size"]
    assert explorer.film.values["weight"].shape[2:] == explorer.values["kernel_size"]
    assert explorer.film.title.endswith("4 ways" if way == "all" else way)
    assert explorer.answer["film"] == explorer.film.data()


SPANS = {"size": 7, "kernel_size": 5, "stride": 4, "padding": 3, "output_padding": 3, "dilation": 3}
EACH = {name: st.tuples(*[st.integers(int("padding" not in name), most)] * 2) for name, most in SPANS.items()}


@cases(80, st.fixed_dictionaries(EACH), st.sampled_from([*WAYS, "all"]))
def test_a_choice_is_shown_or_explained(values, way):
    axes = list(zip(*(values[name] for name in NAMES), strict=True))
    sizes = [(i - 1) * s - 2 * p + d * (k - 1) + op + 1 for i, k, s, p, op, d in axes]
    around = [[max(d * (k - 1) - p + more, 0) for more in (0, op)] for _, k, _, p, op, d in axes]
    spread = [(axis[0] - 1) * axis[2] + 1 + sum(pair) for axis, pair in zip(axes, around, strict=True)]
    can = all(1 <= n <= LARGEST for n in sizes) and all(op < max(s, d) for _, _, s, _, op, d in axes)
    can &= way not in ("zeros", "all") or max(spread) <= SPREAD
    can &= max(np.prod(sizes), np.prod(values["size"])) <= ROWS.get(way, 999)
    explorer = explore.transposed()
    before = explorer.film
    explorer.set(**values, way=way)
    assert (explorer.message == "") == can
    assert (explorer.film is before) != can
    if can:
        assert list(explorer.film.values["y"].shape[-2:]) == sizes


@every_start
def test_the_formulas_come_to_the_size_there_and_back(start):
    explorer = explore.transposed(**start)
    values, (names, *lines) = explorer.values, explorer.answer["formula"]
    plain = names.partition(" = ")[2].replace("·", "*").replace("−", "-")
    found = {"output": [], "back": []}
    for line in lines:
        name, sums, shown = re.fullmatch(r"(output|back)(?:_[hw])? = (.*) = (\d+)", line).groups()
        sums = sums.replace("⌊(", "((").replace("⌋", ")").replace("·", "*").replace("−", "-").replace("/", "//")
        assert eval(sums) == int(shown)
        found[name].append(int(shown))
    for axis in (0, 1):
        own = {name: values[name][axis] for name in NAMES}
        there, back = (found[name][axis % len(found[name])] for name in ("output", "back"))
        assert there == eval(plain, {}, own) == explorer.film.values["y"].shape[1 + axis]
        assert back == takes(there, *(own[name] for name in CONV))


@every_start
def test_the_sentence_names_exactly_the_sizes_that_the_convolution_takes_to_this_one(start):
    explorer = explore.transposed(**start)
    notes = [note for note in explorer.answer["notes"] if "takes" in note]
    for axis in (0, 1):
        own = {name: explorer.values[name][axis] for name in NAMES}
        shared = [n for n in range(1, 40) if takes(n, *(own[name] for name in CONV)) == own["size"]]
        note = notes[axis % len(notes)]
        named, to = re.search(r"takes (?:only )?([\d, and]+) to (\d+)", note).groups()
        assert ([int(n) for n in re.findall(r"\d+", named)], int(to)) == (shared, own["size"])
        if own["stride"] > 1:
            listed = note.split("; ")[1]
            for extra, size in re.findall(r"(\d+) (?:goes back )?to (\d+)", listed):
                y = cl.conv_transpose1d(
                    np.ones((1, own["size"])), np.ones((1, 1, own["kernel_size"])), stride=own["stride"],
                    padding=own["padding"], dilation=own["dilation"], output_padding=int(extra),
                )  # fmt: skip
                assert y.shape == (1, int(size)) and int(size) in shared
            assert len(re.findall(r"to \d+", listed)) == len(shared)
        past = explorer.film.values["y"].shape[1 + axis]
        assert (past in shared) != (f"goes past that, to {past}, which it takes to" in note)


def test_what_is_said_of_the_example_in_the_lecture():
    notes = explore.transposed().answer["notes"]
    assert notes == [
        "A convolution with stride 2 takes 5 and 6 to 3; output_padding 0 goes back to 5, 1 to 6.",
        "The same as a convolution with 1 zero between inputs, p′ = 1·(3 − 1) − 1 = 1 and the kernel flipped.",
    ]


@pytest.mark.parametrize(("stride", "there"), [(1, 3), (2, 2)])
def test_an_output_padding_can_be_shown_where_the_convolution_takes_no_size_to_this_one(stride, there):
    values = {"size": 1, "kernel_size": 1, "stride": stride, "padding": 1, "dilation": 3}
    explorer = explore.transposed(**values, output_padding=2)
    sizes = [takes(n, *(values[name] for name in CONV)) for n in range(1, 40)]
    assert 1 not in sizes and sizes[0] == there
    assert explorer.answer["notes"][0] == (
        f"A convolution with stride {stride} takes no size to 1; "
        f"output_padding 2 goes past that, to 1, which it takes to {there}."
    )


@every_start
def test_the_ordinary_convolution_that_is_told_gives_the_same_numbers(start):
    explorer = explore.transposed(**start)
    told = [note for note in explorer.answer["notes"] if "p′" in note]
    x, weight = (explorer.film.values[name] for name in ("x", "weight"))
    pads = []
    for axis in (0, 1):
        note = told[axis % len(told)]
        zeros = int(re.search(r"with (\d+|no) zeros?", note)[1].replace("no", "0"))
        p = int(re.search(r"p′ = .* = (−?\d+)", note)[1].replace("−", "-"))
        more = int((re.search(r"\((\d+) more after\)", note) or [0, 0])[1])
        assert (p < 0) == ("it crops" in note)
        x = np.insert(x, np.repeat(np.arange(1, x.shape[1 + axis]), zeros), 0, axis=1 + axis)
        pads.append((p, p + more))
    x = np.pad(x, [(0, 0), *((max(a, 0), max(b, 0)) for a, b in pads)])
    cut = tuple(slice(max(-a, 0), n - max(-b, 0)) for (a, b), n in zip(pads, x.shape[1:], strict=True))
    y = cl.conv2d(x[(slice(None), *cut)], weight[..., ::-1, ::-1], dilation=tuple(explorer.values["dilation"]))
    assert (y == explorer.film.values["y"]).all()


def test_only_convlib_is_told_the_way():
    for way in (*WAYS, "all"):
        here, there = explore.transposed(size=(2, 3), way=way).answer["calls"]
        method = f', method="{way}"' * (way in WAYS[1:])
        assert here.line == f"cl.conv_transpose2d(x, weight, stride=2, padding=1{method})"
        assert there.line == "F.conv_transpose2d(x, weight, stride=2, padding=1)"


def test_an_edited_cell_has_its_number_in_every_way():
    explorer = explore.transposed(size=(2, 3))
    edits = {"x_0_1_2": -7, "w_0_0_2_0": 9}
    for way in (*WAYS, "all"):
        ask(explorer, edits, way=way)
        assert explorer.film.values["x"][0, 1, 2] == -7 and explorer.film.values["weight"][0, 0, 2, 0] == 9
        assert (explorer.film.values["y"] == output(explorer)).all()
    explorer.set(size=(2, 2))  # the edited cell is gone, and comes back with its number
    explorer.set(size=(2, 3))
    assert explorer.film.values["x"][0, 1, 2] == -7


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"output_padding": (0, 2)}, r"axis w: output_padding must be from 0 to stride − 1 = 1, not 2: .*\[5, 6\]"),
        ({"size": (1, 3), "kernel_size": 1}, "axis h: the output would have −1 cells: the padding is too large"),
        ({"size": (3, 7), "stride": (2, 3)}, "axis w: an output of 19 cells is too large to read: at most 15"),
        ({"size": 6, "way": "matrix"}, "a matrix of 121×36 is too large to read: at most 49 rows and columns"),
        ({"size": 4, "way": "all"}, "a matrix of 49×16 is too large to read: at most 36 rows and columns"),
        ({"kernel_size": 5, "dilation": 3, "way": "zeros"}, "axis h: the input with its zeros has 27 cells, too many"),
    ],
)
def test_an_impossible_choice_is_told(change, message):
    explorer = explore.transposed()
    film = explorer.film
    explorer.set(**change)
    assert re.match(message, explorer.message) and explorer.film is film


BARE = {"kernel_size": 1, "stride": 1, "padding": 0}
CROPPED = {"kernel_size": 1, "way": "zeros"}  # what is cut away was drawn before
SPREAD_OUT = {"size": 4, "kernel_size": 4, "dilation": 2, "padding": 0}  # 19 cells a side with the zeros


@pytest.mark.parametrize(
    ("fits", "beyond"),
    [
        ({"size": (7, 1), "kernel_size": 3, "stride": 2, "padding": (0, 1)}, {"output_padding": (1, 0)}),
        ({"size": (1, 7), "kernel_size": 3, "stride": 2, "padding": (1, 0)}, {"output_padding": (0, 1)}),
        ({**SPREAD_OUT, "way": "zeros"}, {"output_padding": (1, 0)}),
        ({**SPREAD_OUT, "way": "zeros"}, {"output_padding": (0, 1)}),
        ({**SPREAD_OUT, "size": (4, 1), "kernel_size": (4, 1), "way": "all"}, {"output_padding": (1, 0)}),
        ({**CROPPED, "size": 7, "stride": 3, "padding": 2}, {"size": 6, "stride": 4, "padding": 3}),
        ({**BARE, "size": 6, "padding": 1, "way": "all"}, {"size": (6, 7)}),
        ({"size": 6, "kernel_size": 2, "stride": 1, "padding": 0, "way": "matrix"}, {"kernel_size": (2, 3)}),
        ({**BARE, "size": 6, "way": "all"}, {"size": (6, 7)}),
        ({"size": 7, "kernel_size": 3, "stride": 1, "way": "matrix"}, {"padding": (0, 1)}),
    ],
)
def test_the_largest_that_can_be_read_is_shown_and_the_next_is_not(fits, beyond):
    explorer = explore.transposed(**fits)
    assert explorer.message == ""
    explorer.set(**beyond)
    assert "too" in explorer.message and "to read: at most" in explorer.message


def test_every_input_of_an_example_stamps_something():
    assert (explore.transposed(size=7, stride=1).film.values["x"] > 0).all()


def test_only_the_ways_that_draw_zeros_or_a_matrix_are_kept_from_large_ones():
    explorer = explore.transposed(kernel_size=(5, 1), dilation=3)  # 27 cells with the zeros, on one axis
    for way in (*WAYS, "all"):
        explorer.set(way=way)
        assert ("the input with its zeros has 27 cells" in explorer.message) == (way in ("zeros", "all"))
    explorer = explore.transposed(size=5)  # 9×9 outputs of 5×5 cells
    for way in (*WAYS, "all"):
        explorer.set(way=way)
        assert ("a matrix of 81×25" in explorer.message) == (way in ("matrix", "all"))
