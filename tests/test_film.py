"""Films: every number, mark and word on every frame is the operator's."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest
from films import Picture, close, evaluate, parts, read
from scenes.convolution import CASES

import convlib as cl
from convlib import animate

every_case = pytest.mark.parametrize("name", CASES)


def identifier(array: str, index) -> str:
    return "_".join([array, *map(str, index)])


def source(case, index) -> str:
    """The id of an input or padding cell."""
    inside = all(0 <= i < size for i, size in zip(index[1:], case.x[1:], strict=True))
    return identifier("x" if inside else "p", index)


@every_case
def test_every_cell_shows_the_number_of_its_array(name):
    case = CASES[name]
    film, (x, weight, bias) = case.film(), case.arrays()
    y, padded = cl.conv2d(x, weight, bias, **case.options), case.padded()
    before = [0, *(pair[0] for pair in case.pairs)]
    expected = {identifier("w", i): weight[i] for i in np.ndindex(weight.shape)}
    expected |= {identifier("y", i): y[i] for i in np.ndindex(y.shape)}
    expected |= {identifier("b", i): bias[i] for i in np.ndindex(bias.shape)} if bias is not None else {}
    for i in np.ndindex(padded.shape):
        index = tuple(int(n - b) for n, b in zip(i, before, strict=True))
        expected[source(case, index)] = padded[i]
    for frame in range(len(film)):
        picture = Picture(film.to_svg(frame))
        cells = {e: t for e, t in picture.text.items() if e[:2] in ("x_", "p_", "w_", "y_", "b_")}
        assert cells.keys() == expected.keys()
        assert [e for e, text in cells.items() if not close(read(text), expected[e])] == []


@every_case
def test_the_window_covers_the_cells_that_the_relation_says_are_read(name):
    case = CASES[name]
    film, weight = case.film(), case.arrays()[1]
    outputs = list(np.ndindex(cl.conv2d(*case.arrays(), **case.options).shape))
    assert len(film) == len(outputs)
    for frame, output in enumerate(outputs):
        picture, reads = Picture(film.to_svg(frame)), case.reads(output)
        shown = {e: t for e, t in picture.taps.items() if "off" not in picture.kind[e].split()}
        assert shown.keys() == {f"window_{output[0]}_{i[0]}" for i in reads.values()}
        covered = {(e, at): text for e, taps in shown.items() for at, text in taps}
        wanted = {(f"window_{output[0]}_{i[0]}", picture.place[source(case, i)]): weight[k] for k, i in reads.items()}
        assert covered.keys() == wanted.keys()
        assert all(close(read(text), wanted[at]) for at, text in covered.items())


@every_case
def test_a_frame_reads_what_the_trace_of_another_method_reads(name):
    case = CASES[name]
    film, (x, weight, bias) = case.film(), case.arrays()
    run = cl.trace(cl.conv2d, input=x, weight=weight, bias=bias, method="windows", **case.options)
    for frame, output in zip(film.frames, np.ndindex(run.output.shape), strict=True):
        assert frame.writes == identifier("y", output)
        assert dict((k, i) for i, k in frame.reads) == {
            identifier("w", k): source(case, i) for k, i in case.reads(output).items()
        }
        read_cells = {film.copies.get(i, i) for i, _ in frame.reads}
        traced = {identifier("x", cell.index) for cell in run.cells(output, "input")}
        assert {i for i in read_cells if i.startswith("x")} == traced
        assert {identifier("w", c.index) for c in run.cells(output, "weight")} == {k for _, k in frame.reads}


@every_case
def test_the_written_sum_comes_to_its_value(name):
    case = CASES[name]
    film, y = case.film(), cl.conv2d(*case.arrays(), **case.options)
    for frame, output in zip(film.frames, np.ndindex(y.shape), strict=True):
        left, terms, value = parts(frame.caption)
        products = evaluate(terms)
        assert left == f"y[{','.join(map(str, output[len(y) == 1 :]))}]"
        assert len(products) == len(frame.reads) + case.bias
        assert abs(sum(products) - y[output]) <= 0.011 * sum(map(abs, products)) * case.floats
        assert close(read(value), y[output])
        assert film.sentence(film.frames.index(frame)) == f"{left} = {terms} = {value}"


@every_case
def test_outputs_are_empty_before_their_frame_marked_at_it_and_plain_after(name):
    film = CASES[name].film()
    for now in range(len(film)):
        picture = Picture(film.to_svg(now))
        for frame, moment in enumerate(film.frames):
            expected = "cell empty" if frame > now else "cell now" if frame == now else "cell"
            assert picture.kind[moment.writes] == expected
        ring = f"ring_{film.frames[now].writes.split('_')[1]}"
        assert picture.place[ring] == picture.place[film.frames[now].writes]
        assert [e for e, kind in picture.kind.items() if kind == "ring"] == [ring]


@every_case
def test_state_is_what_the_still_picture_shows(name):
    film = CASES[name].film()
    for frame in range(len(film)):
        picture = Picture(film.to_svg(frame))
        for element, attribute, value in film.state(frame):
            if attribute == "class":
                assert picture.kind[element] == value
            else:
                assert f'id="{element}"' in film.drawing.body and len(value.split()) == 2


@every_case
def test_nothing_is_outside_the_picture_and_no_texts_overlap(name):
    film = CASES[name].film()
    for frame in range(len(film)):
        picture = Picture(film.to_svg(frame))
        _, _, width, height = map(float, picture.root.get("viewBox").split())
        for text in picture.texts:
            left, top, right, bottom = text.box()
            assert 0 <= left < right <= width and 0 <= top < bottom <= height, text
        assert picture.collisions() == []
        for x, y in [*picture.place.values(), *(at for taps in picture.taps.values() for at, _ in taps)]:
            assert 0 <= x <= width - 32 and 0 <= y <= height - 32


@pytest.mark.parametrize("scale", [1234.5678, 123456.789, 1.2345e-7, -1e12])
def test_long_numbers_stay_in_their_cells(scale):
    x, weight = np.array([[1.37, 2.11, 3], [1, 2, 5.03]]) * scale, np.array([[-0.66666, -0.125]])
    film = animate.convolution(x, weight, np.array([-3.25e-5]))
    for frame in range(len(film)):
        assert Picture(film.to_svg(frame)).collisions() == []


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({"size": (5, 6), "kernel_size": (3, 2)}, "5×6 input, 3×2 kernel: 3×5 output"),
        ({"size": (5, 7), "stride": (2, 1)}, "5×7 input, 3×3 kernel, stride 2, 1: 2×5 output"),
        ({"size": (7, 5), "dilation": 2}, "7×5 input, 3×3 kernel, dilation 2: 3×1 output"),
        ({"size": (4, 5), "padding": "same"}, "4×5 input, 3×3 kernel, padding 1: 4×5 output"),
        (
            {"size": (4, 5), "padding": ((0, 1), (2, 0)), "padding_mode": "circular"},
            "4×5 input, 3×3 kernel, padding (0, 1), (2, 0) (circular): 3×5 output",
        ),
        (
            {"size": (3, 4), "in_channels": 2, "out_channels": 2, "groups": 2},
            "3×4 input, 3×3 kernel, 2 → 2 channels, 2 groups: 1×2 output",
        ),
    ],
)
def test_the_title_says_what_is_filmed(given, title):
    film = animate.convolution(**given)
    assert film.title == title
    assert repr(film) == f"Film({title!r}, {len(film)} frame{'s' * (len(film) > 1)})"


def test_the_short_form_films_an_example():
    film = animate.convolution()
    assert film.title == "7×7 input, 3×3 kernel: 5×5 output"
    x, weight = film.values["x"], film.values["weight"]
    assert (film.values["y"] == cl.conv2d(x, weight)).all()
    other = animate.convolution(seed=1)
    assert (other.values["x"] != x).any() and (other.values["weight"] != weight).any()
    smaller = animate.convolution(size=(4, 5), kernel_size=(2, 3))
    assert (smaller.values["x"] == x[:, :4, :5]).all() and (smaller.values["weight"] == weight[..., :2, :3]).all()


def test_plain_lists_and_one_channel_arrays_film_the_same():
    x, weight = [[1, 2, 3], [4, 5, 6]], [[1, -1]]
    films = [animate.convolution(x, weight), animate.convolution(np.array([x]), np.array([[weight]]))]
    assert films[0].to_html() == films[1].to_html()


@pytest.mark.parametrize("name", ["stride", "stride over gaps", "same"])
def test_cells_that_no_window_reads_are_crossed(name):
    case = CASES[name]
    outputs = np.ndindex(cl.conv2d(*case.arrays(), **case.options).shape)
    read_cells = {source(case, i) for output in outputs for i in case.reads(output).values()}
    picture = Picture(case.film().to_svg(0))
    inputs = {e: kind for e, kind in picture.kind.items() if e.startswith("x_")}
    assert {e for e, kind in inputs.items() if kind == "cell unread"} == inputs.keys() - read_cells
    crosses = picture.root.findall(".//*[@class='cross']")
    assert sum(c.get("d").count("M") for c in crosses) == len(inputs.keys() - read_cells)
    note = [t.text for t in picture.texts if "never read" in t.text]
    notes = {
        "stride": ["1 row and 2 columns never read"],
        "stride over gaps": ["4 rows and 1 column never read"],
        "same": [],
    }
    assert note == notes[name]


def test_padding_cells_name_the_cell_they_copy():
    for name, case in CASES.items():
        film, padded = case.film(), case.padded()
        pads = [e for e in Picture(film.to_svg(0)).kind if e.startswith("p_")]
        zeros = case.options.get("padding_mode", "zeros") == "zeros"
        assert sorted(film.copies) == ([] if zeros else sorted(pads)), name
        for pad, cell in film.copies.items():
            (c, h, w), index = map(int, pad.split("_")[1:]), tuple(map(int, cell.split("_")[1:]))
            place = (c, h + case.pairs[0][0], w + case.pairs[1][0])
            assert padded[place] == film.values["x"][index]


def test_frames_of_several_maps_go_map_by_map_and_show_whose_turn_it_is():
    film = CASES["three to three"].film()
    for frame, moment in enumerate(film.frames):
        own = moment.writes.split("_")[1]
        kinds = Picture(film.to_svg(frame)).kind
        assert {e.split("_")[1] for e, kind in kinds.items() if kind == "cell active"} == {own}
        assert {e.split("_")[1] for e, kind in kinds.items() if kind == "window"} == {own}


def test_labels_drop_the_indices_that_are_always_zero():
    labels = {name: CASES[name].film().labels for name in ("plain", "two to one", "three to three")}
    assert [(v["x"][1], v["w"][1], v["y"][1]) for v in labels.values()] == [(1, 2, 1), (0, 0, 1), (0, 0, 0)]


def test_a_film_is_a_value_that_can_be_changed_into_another():
    film = CASES["plain"].film()
    renamed = dataclasses.replace(film, title="1 < 2 & 'so on' </script>")
    assert list(itertools.islice(renamed.state(0), 3)) == list(itertools.islice(film.state(0), 3))
    assert Picture(renamed.to_svg(0)).root.find("{*}title").text == renamed.title
