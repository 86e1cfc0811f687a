"""Films of a transposed convolution by inserted zeros, by the gradient and by the matrix."""

from __future__ import annotations

import itertools
import re

import numpy as np
from films import pictures
from transposed_films import CASES, FILMS, agrees, every_case, shift, shown, w_id, x_id

import convlib as cl
from convlib.film.drawing import cell_id

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
