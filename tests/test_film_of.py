"""Films of a learner's own function: what it reads and writes, and where that differs from what was expected."""

from __future__ import annotations

import dataclasses
import functools
import html
import json
import re
import urllib.parse
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from films import close, evaluate, is_legible, parts, pictures, plays, read, shows_the_states_of

import convlib as cl
from convlib import animate
from convlib.film import export
from convlib.trace import Traced, TraceError

X = np.arange(24).reshape(4, 6) - 7
W = np.array([[1, 2], [3, -4]])
SIGNS = {"missing": "+", "extra": "×", "other": "≠"}


def right(x, weight, stride=1):
    return cl.conv2d(x[None], weight[None, None], stride=stride)[0]


def by_loops(x, weight, stride=1):
    kh, kw = weight.shape
    y = np.zeros(((x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1))
    for h in range(y.shape[0]):
        for w in range(y.shape[1]):
            y[h, w] = (x[h * stride : h * stride + kh, w * stride : w * stride + kw] * weight).sum()
    return y


def flipped(x, weight, stride=1):
    return right(x, weight[::-1, ::-1], stride)


def stride_ignored_down(x, weight, stride=1):
    kh, kw = weight.shape
    rows, columns = (x.shape[0] - kh) // stride + 1, (x.shape[1] - kw) // stride + 1
    return [[(x[h : h + kh, w * stride : w * stride + kw] * weight).sum() for w in range(columns)] for h in range(rows)]


def half_written(x, weight, stride=1):
    y = np.zeros((3, 5))
    for h in range(2):
        for w in range(5):
            y[h, w] = (x[h : h + 2, w : w + 2] * weight).sum()
    return y


def half_written_in_a_list(x, weight, stride=1):
    y = [[None] * 5 for _ in range(3)]
    y[1][2] = (x[1:3, 2:4] * weight).sum()
    return y


def stopped(x, weight, stride=1):
    y = np.zeros((3, 6))
    for h in range(3):
        for w in range(6):
            y[h, w] = sum(x[h + a, w + b] * weight[a, b] for a in range(2) for b in range(2))
    return y


def one_row_too_few(x, weight, stride=1):
    return right(x, weight, stride)[:-1]


def forgets_a_corner(x, weight, stride=1):
    return [
        [sum(x[h + a, w + b] * weight[a, b] for a, b in ((0, 0), (0, 1), (1, 0))) for w in range(5)] for h in range(3)
    ]


def insert_zeros(x, stride=2):
    z = np.zeros(((x.shape[0] - 1) * stride + 1, (x.shape[1] - 1) * stride + 1))
    z[::stride, ::stride] = x
    return z


def insert_zeros_before(x, stride=2):
    z = np.zeros(((x.shape[0] - 1) * stride + 1, (x.shape[1] - 1) * stride + 1))
    z[stride - 1 :: stride, ::stride] = x[:-1]
    return z


def with_bias(x, weight, bias):
    return right(x, weight) + bias


def raised(index, axes=3) -> tuple:
    return (0,) * (axes - len(index)) + tuple(int(i) for i in index)


def name(array, index, axes=3) -> str:
    return "_".join([array, *map(str, raised(index, axes))])


def outputs_shown(film, frame) -> dict[str, str]:
    """The visible outputs."""
    picture = pictures(film)[frame]
    cells = {e: kind for e, kind in picture.kind.items() if e.startswith("y_")}
    return {e: picture.text[e] for e, kind in cells.items() if "empty" not in kind.split()}


def outside_scripts(page: str) -> str:
    return re.sub(r"<script.*?</script>", "", page, flags=re.S)


# functions that are right, or alone


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


# functions that are not finished


@pytest.mark.parametrize(
    ("function", "written", "remark"),
    [
        (half_written, [(h, w) for h in range(2) for w in range(5)], "5 not written"),
        (half_written_in_a_list, [(1, 2)], "14 not written"),
        (stopped, [(0, w) for w in range(5)], "13 not written"),
    ],
)
def test_outputs_that_are_not_written_stay_empty(function, written, remark):
    film = animate.of(function, X, W)
    assert [f.writes for f in film.frames] == [name("y", o) for o in written]
    assert outputs_shown(film, len(film) - 1).keys() == {name("y", o) for o in written}
    y = right(X, W)
    assert all(close(read(text), y[tuple(map(int, e.split("_")[2:]))]) for e, text in outputs_shown(film, -1).items())
    assert remark in film.title
    assert remark in [t.text for t in pictures(film)[0].texts if t.kind == "note"]
    is_legible(pictures(film))


def test_a_function_that_stops_shows_what_it_had_written_and_why_it_stopped():
    film = animate.of(stopped, X, W, expected=right)
    assert re.search(r"expected 3×5, stopped by IndexError: index 6 is out of bounds", film.title)
    assert len(film) == 5 and pictures(film)[-1].visible("wrong") == set()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ValueError("<b>bold</b>\x1b[31m\x00 and\nmore"), "stopped by ValueError: <b>bold</b> [31m and more"),
        (KeyError(), "stopped by KeyError"),
        (RuntimeError("z" * 5000), "stopped by RuntimeError: " + "z" * 120),
        (NotImplementedError(), "stopped by NotImplementedError"),
    ],
)
def test_whatever_an_error_says_the_picture_stays_a_picture(error, said):
    def mine(x, weight):
        y = np.zeros((2, 2))
        y[0, 0] = x[0, 0] * weight[0, 0]
        raise error

    film = animate.of(mine, X, W)
    assert film.title.endswith(said)
    assert ET.fromstring(film.to_svg()).find("{*}title").text == film.title
    assert ET.fromstring(film.to_svg(0)).find("{*}title").text == film.title
    assert "<b>" not in outside_scripts(film.to_html())


def test_an_error_before_anything_is_written_is_the_learners_own():
    def mine(x, weight):
        raise NotImplementedError("not yet")

    with pytest.raises(NotImplementedError, match="not yet"):
        animate.of(mine, X, W)


# functions that differ from what was expected


DIFFERENT = {
    "right": (by_loops, right, X, W, {}),
    "flipped": (flipped, right, X, W, {}),
    "flipped, stride": (flipped, right, X, W, {"stride": 2}),
    "stride ignored": (stride_ignored_down, right, X, W, {"stride": 2}),
    "half written": (half_written, right, X, W, {}),
    "stopped": (stopped, right, X, W, {}),
    "one row too few": (one_row_too_few, right, X, W, {}),
    "a corner forgotten": (forgets_a_corner, right, X, W, {}),
    "too large": (lambda x, weight: np.pad(right(x, weight), 1), right, X, W, {}),
    "another dimension": (lambda x, weight: right(x, weight)[None], right, X, W, {}),
    "zeros inserted": (insert_zeros, insert_zeros, X, None, {}),
    "zeros inserted before": (insert_zeros_before, insert_zeros, X, None, {}),
    "floats": (flipped, right, X / 7, W / 3, {}),
}
DIFFERENT_FILMS = {
    key: animate.of(mine, x, w, expected=other, **options) for key, (mine, other, x, w, options) in DIFFERENT.items()
}
different = pytest.mark.parametrize("key", DIFFERENT)


def meetings(function, x, weight, options) -> tuple[tuple, dict]:
    """The output's shape, and for each output traced its input cells with the set of kernel cells that each meets."""
    given = {"x": x} if weight is None else {"x": x, "weight": weight}
    run = cl.trace(function, _unfinished=True, **given, **options)
    found = {}
    for o in np.ndindex(run.numbers.shape):
        met = {}
        for term in run.terms(o) if isinstance(run.numbers[o], Traced) else ():
            index = {c.array: c.index for c in term.cells}
            met.setdefault(index["x"], set()).add(index.get("weight"))
        if isinstance(run.numbers[o], Traced):
            found[o] = (met, run.numbers[o].value)
        elif run.numbers[o] is not None:
            found[o] = (None, run.numbers[o])
    return run.numbers.shape, found


@different
def test_marks_are_on_exactly_the_cells_that_differ(key):
    mine, other, x, weight, options = DIFFERENT[key]
    film = DIFFERENT_FILMS[key]
    _, own = meetings(mine, x, weight, options)
    shape, wanted = meetings(other, x, weight, options)
    own = {o: value for o, value in own.items() if value[0] is not None}
    assert [f.writes for f in film.frames] == [name("y", o) for o in own]
    for (o, (met, _)), picture in zip(own.items(), pictures(film), strict=True):
        theirs = (wanted[o][0] or {}) if o in wanted and len(o) == len(shape) else met
        kinds = {
            i: "extra" if i not in theirs else "missing" if i not in met else "other" if met[i] != theirs[i] else ""
            for i in met | theirs
        }
        seen = {}
        for e in picture.visible("mark"):
            ((place, corner),) = picture.taps[e]
            kind = " ".join(picture.kind[e].split()[1:])
            assert picture.signs.get(e) == SIGNS.get(kind)
            seen[place] = (kind, corner)
        assert {place: kind for place, (kind, _) in seen.items()} == {
            picture.place[name("x", i)]: kind for i, kind in kinds.items()
        }
        for i in kinds:  # the weight of one's own, or of a missing cell the one that should be there
            weights = [weight[k] for k in (met.get(i) or theirs[i]) if k is not None]
            corner = seen[picture.place[name("x", i)]][1]
            assert (corner is None) == (not weights)
            assert all(close(read(n), w) for n, w in zip((corner or "").split(","), weights, strict=False))


@different
def test_wrong_outputs_are_crossed_from_their_frame_on_and_the_right_value_is_told(key):
    mine, other, x, weight, options = DIFFERENT[key]
    film = DIFFERENT_FILMS[key]
    own_shape, own = meetings(mine, x, weight, options)
    shape, wanted = meetings(other, x, weight, options)
    own = {o: value for o, (met, value) in own.items() if met is not None}
    wrong = []
    for now, ((o, value), picture) in enumerate(zip(own.items(), pictures(film), strict=True)):
        exists = len(o) == len(shape) and all(i < n for i, n in zip(o, shape, strict=True))
        agrees = exists and bool(np.isclose(value, wanted[o][1]))
        if not agrees:
            wrong.append(o)
        assert picture.visible("wrong") == {name("wrong", i) for i in wrong}
        for i in wrong:
            (cross,) = [starts for e, _, starts in picture.strokes if e == name("wrong", i)]
            left, top = picture.place[name("y", i)]
            assert all(left < at[0] < left + 36 and top < at[1] < top + 36 for at in cross)
        shown, _, remark = film.frames[now].caption.value.partition(" (")
        assert close(read(shown), value)
        if agrees:
            assert remark == ""
        elif exists:
            assert close(read(re.fullmatch(r"expected (\S+)\)", remark)[1]), wanted[o][1])
        else:
            assert remark == "there is no such output)"
    assert (f"{len(wrong)} wrong" in film.title) == bool(wrong)
    assert ("expected" in film.title) == (own_shape != shape)


def test_the_films_of_mistakes_show_the_mistakes():
    """What a learner should see, said once by hand."""
    marks = {
        key: [{k for e in p.visible("mark") for k in p.kind[e].split()[1:]} for p in pictures(film)]
        for key, film in DIFFERENT_FILMS.items()
    }
    assert set().union(*marks["right"]) == set() == set().union(*marks["half written"])
    assert all(kinds == {"other"} for kinds in marks["flipped"])
    assert marks["stride ignored"] == [set()] * 3 + [{"extra", "missing", "other"}] * 3
    assert all(kinds == {"missing"} for kinds in marks["a corner forgotten"])
    assert set().union(*marks["zeros inserted"]) == set()
    titles = {key: film.title.partition("output")[2] for key, film in DIFFERENT_FILMS.items()}
    assert titles["right"] == "" and titles["half written"] == ", 5 not written"
    assert titles["one row too few"] == ", expected 3×5"
    assert titles["flipped"].endswith(" wrong")
    assert titles["zeros inserted"] == ""


def test_zeros_that_belong_there_are_shown_and_are_not_missing():
    film = DIFFERENT_FILMS["zeros inserted"]
    shown = outputs_shown(film, len(film) - 1)
    assert shown.keys() == {name("y", o) for o in np.ndindex(7, 11)}
    first = outputs_shown(film, 0)
    assert {first[name("y", o)] for o in np.ndindex(7, 11) if o[0] % 2 or o[1] % 2} == {"0"}
    empty = animate.of(insert_zeros, X)
    assert "53 not written" in empty.title and len(outputs_shown(empty, -1)) == 24


@different
def test_a_film_with_marks_is_legible_and_its_state_is_what_the_still_picture_shows(key):
    film = DIFFERENT_FILMS[key]
    is_legible(pictures(film))
    shows_the_states_of(film, pictures(film))
    drawn = pictures(film)[0].kind.keys()
    assert {e for frame in film.frames for pair in frame.reads for e in pair} <= drawn


# names


@pytest.mark.parametrize("called", ["<lambda>", "a & b", "</script><img src=x>", "<!--<script>", "'\"", "x" * 90])
def test_a_function_of_any_name_is_filmed_and_its_name_stays_text(called):
    def mine(x, weight):
        return right(x, weight)

    mine.__name__ = called
    film = animate.of(mine, X, W, expected=right)
    assert film.title.startswith(f"{called}: ")
    for svg in (film.to_svg(), film.to_svg(1)):
        assert ET.fromstring(svg).find("{*}title").text == film.title
    page = film.to_html()
    plays(page, film)
    assert "<!--" not in page and page.count("</script") == 2
    outside = outside_scripts(page)
    assert "<img src=x" not in outside and "<script" not in outside
    (words,) = re.findall(r"<p>(.*?)</p>", page)
    assert html.unescape(words).startswith(film.title)
    (source,) = re.findall(r'<img src="(data:[^"]*)"', page)
    picture = urllib.parse.unquote(html.unescape(source).partition(",")[2])
    assert ET.fromstring(picture).find("{*}title").text == film.title
    assert export.png(film, 0).startswith(b"\x89PNG")
    assert dataclasses.replace(film, title="").to_svg(0) != film.to_svg(0)


# what cannot be filmed


def one_argument(x):
    return x


def any_arguments(*arrays):
    return right(*arrays)


def only_by_place(x, weight, /):
    return right(x, weight)


@pytest.mark.parametrize(
    ("function", "given", "error", "message"),
    [
        (lambda x, w: np.zeros((2, 2)), {}, ValueError, r"of\(x \(4, 6\) int64, .*made no output from x"),
        (lambda x, w: None, {}, ValueError, "<lambda> made no output from x, so there is nothing to film"),
        (lambda x, w: x[:0], {}, ValueError, "made no output from x"),
        (3, {}, TypeError, r"of\(x \(4, 6\) int64, weight \(2, 2\) int64\): what is filmed must be a function, not 3"),
        (right, {"expected": 3}, TypeError, "must be a function, not 3"),
        (one_argument, {}, TypeError, r"of\(.*\): one_argument cannot be called so: too many positional arguments"),
        (right, {"weight": None}, TypeError, "right cannot be called so: missing a required argument: 'weight'"),
        (right, {"nope": 1}, TypeError, "right cannot be called so: .*'nope'"),
        (right, {"expected": one_argument}, TypeError, "one_argument cannot be called so"),
        (max, {}, TypeError, "max cannot be called so|max must give its arguments names"),
        (any_arguments, {}, TypeError, "any_arguments must give its arguments names, such as x and weight"),
        (only_by_place, {}, TypeError, "only_by_place must give its arguments names"),
        (lambda x, w: [[float(x[0, 0])]], {}, TraceError, "conversion to a plain float"),
        (lambda x, w: x[0] / w[0, 0], {}, TraceError, "division by a traced number"),
        (right, {"expected": lambda x, weight: np.array(x, dtype=float)}, TraceError, "trace cannot follow"),
        (right, {"x": np.ones((2, 2, 3, 4))}, ValueError, "x must be an array of one to three axes"),
        (right, {"x": 3}, ValueError, "x must be an array of one to three axes"),
        (right, {"weight": np.ones((1,) * 5)}, ValueError, "weight must be an array of one to four axes"),
        (right, {"x": X * 1j}, (ValueError, TypeError), "x must hold integers or floats"),
        (lambda x, w: x, {"x": np.ones((20, 21))}, ValueError, "three axes of 400 cells in all"),
        (lambda x, w: [[[[x[0, 0]]]]], {}, ValueError, "<lambda> gives 1×1×1×1; a film shows up to three axes"),
    ],
)
def test_a_film_that_cannot_be_made_is_explained(function, given, error, message):
    arguments = {"x": X, "weight": W} | given
    with pytest.raises(error, match=message):
        animate.of(function, **arguments)


def test_a_film_of_many_cells_stays_small():
    for expected in (None, right):
        film = animate.of(flipped, np.arange(196).reshape(14, 14), np.arange(9).reshape(3, 3), expected=expected)
        assert film.values["y"].shape == (12, 12)
        assert len(json.dumps(film.data(), ensure_ascii=False, separators=(",", ":"))) < (
            400_000 if expected is None else 500_000
        )


def test_the_film_opens_on_the_first_wrong_output_or_at_the_start():
    def right(x, weight):
        return np.array([[x[h, w] * weight[0, 0] for w in range(3)] for h in range(2)])

    def wrong(x, weight):
        return np.array([[x[h, w if h == 0 else 0] * weight[0, 0] for w in range(3)] for h in range(2)])

    x, weight = np.arange(1, 7).reshape(2, 3), np.array([[2]])
    film = animate.of(wrong, x, weight, expected=right)
    assert film.start == film.cover == film.data()["start"] == 4
    assert "(expected 10)" in film.sentence(film.start) and "expected" not in film.sentence(3)
    assert animate.of(right, x, weight, expected=right).start == animate.convolution(x, weight).start == 0
