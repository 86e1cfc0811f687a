"""The committed figures are what the table makes, and every number on them is the operator's."""

import re
import statistics
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from facts import split
from films import Picture, comes_to, is_legible, parts, pictures, read, scene_modules
from PIL import Image

import convlib as cl
from convlib import animate
from convlib.course import figures, lectures
from convlib.film import export
from convlib.film.skin import bare
from convlib.film.style import font_size
from convlib.film.words import rows_of, times

FOLDER = Path(__file__).parents[1] / "figures"
UNIT = 36
every_figure = pytest.mark.parametrize("name", figures.FIGURES)
every_gif = pytest.mark.parametrize("name", [name for name, figure in figures.FIGURES.items() if figure.gif])


@cache
def film_of(name):
    return figures.FIGURES[name].film()


@cache
def facts_of(name):
    figure = figures.FIGURES[name]
    known = {}
    for module in scene_modules().values():
        known |= vars(module).get("FACTS", {})
    assert figure.scene in known, f"tests/scenes has no FACTS for {figure.scene}"
    return known[figure.scene](film_of(name), figure.parameters)


def cells(picture, *arrays):
    """The cells of the picture, or those of some arrays, without partial sums."""
    names = [e for e, kind in picture.kind.items() if kind.split()[:1] == ["cell"] and "partial" not in kind]
    return [e for e in names if not arrays or split(e)[1] in arrays]


@every_figure
def test_a_committed_figure_shows_what_the_table_makes(name):
    stored = (FOLDER / f"{name}.svg").read_text("utf-8")
    assert bare(stored) == bare(film_of(name).to_svg())


@every_gif
def test_a_committed_gif_shows_what_the_table_makes(name):
    stored, svgs = (FOLDER / f"{name}.gif").read_bytes(), export.gif_frames(film_of(name))
    content = export.content_of(svgs)
    assert content.encode() in stored
    if export.mark_of(svgs[0], content).encode() in stored:  # else its style is stale, which tests/test_skin.py says
        assert stored == export.gif(film_of(name))


@every_figure
def test_every_cell_of_a_committed_figure_holds_the_operators_number(name):
    facts, picture = facts_of(name), Picture((FOLDER / f"{name}.svg").read_text("utf-8"))
    for element in cells(picture):
        value, text = facts.value(element), picture.text[element]
        assert (text or "") == "" if value is None else read(text) == value, element
    sheets = {split(e)[0] for e in cells(picture)}
    for array, held in facts.held().items():
        wanted = {"_".join([array, *map(str, i)]) for i in np.ndindex(held.shape)}
        assert sorted(cells(picture, array)) == sorted(f"{p}.{e}" if p else e for p in sheets for e in wanted)


@every_figure
def test_every_output_is_what_the_cells_that_are_lit_come_to(name):
    facts = facts_of(name)
    for picture in pictures(facts.film):
        standing = {(split(e)[0], picture.place[e]): e for e in cells(picture, "x", "p", "z")}
        lit: dict[str, list] = {}
        drawn = picture.visible("window") | picture.visible("mark")
        for element in drawn - picture.visible("stamp"):
            sheet = element.rpartition(".")[0]
            for place, corner in picture.taps.get(element, ()):
                text = picture.text[standing[sheet, tuple(round(n, 3) for n in place)]]
                pair = read(text) if text else None, None if corner is None else read(corner)
                lit.setdefault(sheet, []).append(pair)
        for element in picture.visible("cell", "now"):
            sheet, array, index = split(element)
            if array == "y" and (total := facts.made_of(lit.pop(sheet, []), index)) is not None:
                assert total == read(picture.text[element])
        assert all(corner is None for pairs in lit.values() for _, corner in pairs)


SCATTERED = ("scatter", "all")
STAMPED = [
    name
    for name, figure in figures.FIGURES.items()
    if "transposed" in getattr(animate, figure.scene).__module__
    and figure.parameters.get("way", "scatter") in SCATTERED
]


@pytest.mark.parametrize("name", STAMPED)
def test_stamps_add_up_to_what_the_inputs_so_far_make(name):
    facts = facts_of(name)
    order, start = list(np.ndindex(facts.x.shape)), "scatter." if facts.way == "all" else ""
    options = facts.options("stride", "padding", "dilation", "output_padding")
    frames = pictures(facts.film)
    for f, picture in enumerate(frames):
        done, touched = (np.zeros_like(facts.x) for _ in range(2))
        for i in order[: f * len(order) // len(frames) + 1]:
            done[i], touched[i] = facts.x[i], 1
        total = facts.operator(done)
        reached = cl.conv_transpose2d(touched, np.ones_like(facts.weight), **options)
        shown = {picture.place[e]: read(picture.text[e]) for e in picture.visible("cell", "partial")}
        for i in np.ndindex(total.shape):
            element = start + "_".join(["y", *map(str, i)])
            kind = picture.kind[element].split()
            number = read(picture.text[element]) if "empty" not in kind else shown.get(picture.place[element])
            assert number == (total[i] if reached[i] or "unread" in kind else None)
        (stamp,) = picture.visible("stamp")
        corners = [read(corner) for _, corner in picture.taps[stamp]]
        assert corners == facts.weight.ravel().tolist()


@every_figure
def test_every_caption_comes_to_the_output(name):
    facts = facts_of(name)
    for frame, picture in zip(facts.film.frames, pictures(facts.film), strict=True):
        left, terms, value = parts(frame.caption)
        array, *index = re.findall(r"^\w|\d+", left)
        index = (0,) * (facts.x.ndim - len(index)) + tuple(map(int, index))
        if array == "x":
            assert value == rows_of(facts.x[index] * facts.weight[0, 0])
            assert terms == f"{facts.x[index]}·{rows_of(facts.weight[0, 0])}"
        else:
            assert facts.agrees(comes_to(terms), facts.y[index]) and facts.agrees(read(value), facts.y[index])
        (shown,) = [t.text for t in picture.texts if t.kind == "caption"]
        start, *rest = shown.split("…")
        assert f"{left} = {terms} = {value}".startswith(start)
        assert not rest or (shown.endswith((f" = {value}", "…]")) and len(start) > len(f"{left} = "))


@every_figure
def test_every_index_stands_at_its_row_or_column(name):
    facts = facts_of(name)
    picture = pictures(facts.film)[0]
    named = [(picture.place[e], facts.place(e)) for e in cells(picture)]
    for tick in (t for t in picture.texts if t.kind == "tick"):
        scale = tick.size / font_size("tick")
        side, middle = UNIT * scale, tick.y - 4 * scale
        row = {h for (x, y), (h, _) in named if 0 < x - tick.x < side and abs(y + side / 2 - middle) < 1}
        column = {
            w for (x, y), (_, w) in named if abs(x + side / 2 - tick.x) < 1 and -2 * side < tick.y - y - side / 2 < side
        }
        assert read(tick.text) in row | column


@every_figure
def test_every_label_and_note_states_what_is_so(name):
    facts = facts_of(name)
    shown = {t.text for picture in pictures(facts.film) for t in picture.texts if t.kind in ("label", "note")}
    assert shown and shown <= facts.words()


@every_figure
def test_no_figure_has_text_on_text_or_anything_outside_the_picture(name):
    is_legible(pictures(film_of(name)))


@every_figure
def test_every_number_on_a_figure_is_in_a_cell_a_corner_an_index_or_words_that_were_checked(name):
    kinds = {t.kind for picture in pictures(film_of(name)) for t in picture.texts}
    assert kinds <= {"", "small", "corner", "tick", "label", "note", "caption"}


@every_figure
def test_sizes_in_a_caption_are_those_of_the_figure(name):
    facts, figure = facts_of(name), figures.FIGURES[name]
    assert set(re.findall(r"\d+×\d+", figure.caption)) <= facts.sizes()
    if change := re.search(r"(\d+×\d+) becomes (\d+×\d+)", figure.caption):
        assert change.groups() == (times(facts.x.shape[-2:]), times(facts.y.shape[-2:]))
    assert figure.lecture in {"", *(lecture.key for lecture in lectures.lectures())}


@every_gif
def test_a_committed_gif_shows_every_frame_and_the_last_for_longer(name):
    film = film_of(name)
    with Image.open(FOLDER / f"{name}.gif") as gif:
        assert gif.n_frames == len(film) and gif.info["loop"] == 0
        durations = []
        for n in range(gif.n_frames):
            gif.seek(n)
            durations.append(gif.info["duration"])
    assert set(durations[:-1]) == {900} and durations[-1] == 2700
    assert (FOLDER / f"{name}.gif").stat().st_size < 300_000


def test_the_figures_are_light_and_no_two_are_the_same():
    assert statistics.median((FOLDER / f"{name}.svg").stat().st_size for name in figures.FIGURES) <= 60_000
    calls = [(figure.scene, str(figure.parameters)) for figure in figures.FIGURES.values()]
    assert len(set(calls)) == len(calls)
