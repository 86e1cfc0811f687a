"""The committed figures are what the table makes, byte for byte, and every number on them is the operator's."""

import io
import re
import statistics
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from films import Picture, evaluate, is_legible, parts, pictures, read
from PIL import Image

import convlib as cl
from convlib.course import figures, lectures
from convlib.film.words import rows_of, times

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "figures"
UNIT, TICK = 36, 10.5
PADDED = {"valid": 0, "same": 1, "same_even": (0, 1), "full": 2}  # what the names in `padding` come to, by hand
WAYS = {
    "scatter": "each input stamps the kernel",
    "zeros": "inserted, then a convolution with the flipped kernel",
    "matrix": "Wᵀx",
    "gradient": "each output sums over its readers",
}
every_figure = pytest.mark.parametrize("name", figures.FIGURES)


@cache
def film_of(name):
    return figures.FIGURES[name].film()


class Facts:
    """What a figure must show, from its parameters and the operator alone; the scene is not asked."""

    def __init__(self, name):
        figure = figures.FIGURES[name]
        self.film = film_of(name)
        self.x, self.weight, self.bias = (self.film.values.get(key) for key in ("x", "weight", "bias"))
        self.scene, given = figure.scene, figure.parameters
        self.way = given.get("way", "scatter") if self.scene in ("transposed", "overlap") else self.scene
        self.rates = given.get("rates")
        keys = ("stride", "padding", "dilation", "groups", "padding_mode", "output_padding")
        self.options = {key: given[key] for key in keys if key in given}
        self.pad = PADDED.get(name, given.get("padding", 0))
        self.y = self.operator(self.x)

    @property
    def pictures(self):
        return pictures(self.film)

    def operator(self, x):
        if self.scene == "dilation":
            return self.layers[-1]
        backwards = self.scene in ("transposed", "overlap")
        function = cl.conv_transpose2d if backwards else cl.conv2d
        return function(x, self.weight, self.bias, **self.options)

    @property
    def layers(self):
        found = [self.x]
        for rate in self.rates:
            found.append(cl.conv1d(found[-1][None], self.weight[None, None], dilation=rate)[0])
        return found

    @property
    def matrix(self):
        """Column c is what input c alone makes."""
        ones = np.eye(self.x.size, dtype=int).reshape(-1, *self.x.shape)
        return np.stack([self.operator(one).ravel() for one in ones], axis=1)

    def frame_around(self, index):
        before, after = (self.pad, self.pad) if isinstance(self.pad, int) else self.pad
        mode = self.options.get("padding_mode", "zeros").replace("zeros", "constant")
        padded = cl.pad(self.x, (before, after, before, after), mode=mode)
        return padded[index[0], index[1] + before, index[2] + before]

    def value(self, element):
        """The number in a cell, by the cell's name; ``None`` where a cell is to be blank."""
        array, *index = element.rpartition(".")[2].split("_")
        index, way = tuple(map(int, index)), element.partition(".")[0] if "." in element else self.way
        if array[0] == "l":
            return self.layers[int(array[1:])][index]
        if array == "m":
            return self.matrix[index]
        if array in "uv":
            return {"u": self.y, "v": self.x}[array].flat[index[0]]
        if array in "pz" and way != "convolution":
            return None if way == "scatter" else 0
        return (
            self.frame_around(index)
            if array == "p"
            else vars(self)[{"w": "weight", "b": "bias"}.get(array, array)][index]
        )

    def words(self):
        """Every label and note that the figure may have, its numbers computed here."""
        if self.scene == "dilation":
            return self.words_of_a_stack()
        size, kernel, out = (times(a.shape[-2:]) for a in (self.x, self.weight, self.y))
        channels, maps = len(self.x), len(self.y)
        product = f"{self.y.size}×{self.x.size}"
        words = {
            f"input {size}" + f", {channels} channels" * (channels > 1),
            f"kernel {kernel}",
            f"output {out}" + f", {maps} maps" * (maps > 1),
            f"{'W' if self.scene == 'matrix' else 'Wᵀ'} {product}",
            "below it the input",
            "bias",
        }
        words |= {f"{key} {n}" for key, n in self.options.items() if key in ("stride", "dilation", "groups")}
        mode = f" ({self.options['padding_mode']})" if "padding_mode" in self.options else ""
        words.add(f"padding {self.pad}{mode}")
        step = self.options.get("stride", 1)
        if self.scene in ("transposed", "overlap"):
            around, more = self.weight.shape[-1] - 1 - self.pad, self.options.get("output_padding", 0)
            words |= {
                *(f"{way}: {what}" for way, what in WAYS.items()),
                f"input {size}, zeros between",
                f"kernel {kernel}, flipped",
                f"stride {step}: stride − 1 zeros between",
                f"padding p = {self.pad}, so p′ = {(around, around + more) if more else around}",
                f"x, gradient of the output {size}",
                f"y, gradient of the input {out}",
                f"padding {self.pad}: the frame is cut away",
                f"output padding {more}",
                f"{np.count_nonzero(self.y == 0)} cells that no input reaches" * (self.scene == "overlap"),
            }
        elif self.pad == 0:
            span = (self.weight.shape[2] - 1) * self.options.get("dilation", 1) + 1
            words.add(f"{self.x.shape[1] - (self.y.shape[1] - 1) * step - span} row never read")
        return words

    def words_of_a_stack(self):
        seen = {0}
        for rate in reversed(self.rates):
            seen = {i + k * rate for i in seen for k in range(len(self.weight))}
        gaps = max(seen) + 1 - len(seen)
        stack = f"kernel {len(self.weight)}, from the input up: rates {', '.join(map(str, self.rates))}"
        field = f"one output sees {max(seen) + 1} inputs, {f'{gaps} gaps' if gaps else 'all read'}"
        return {"output above, input below", f"{stack}; {field}"}

    def place(self, element):
        """Row and column of a cell in its grid, by its name."""
        array, *index = element.rpartition(".")[2].split("_")
        way = element.partition(".")[0] if "." in element else self.way
        *_, h, w = 0, 0, *map(int, index)
        if array == "u":
            return w, 0
        if way == "zeros" and array == "w":
            kh, kw = self.weight.shape[-2:]
            return kh - 1 - h, kw - 1 - w
        step = self.options.get("stride", 1) if way == "zeros" and array == "x" else 1
        return h * step, w * step


def cells(picture, *arrays):
    """The cells of the picture, or those of some arrays, without partial sums."""
    names = [e for e, kind in picture.kind.items() if kind.split()[:1] == ["cell"] and "partial" not in kind]
    return [e for e in names if not arrays or e.rpartition(".")[2].split("_")[0] in arrays]


def prefix(element):
    return element.rpartition(".")[0]


@every_figure
def test_committed_figure_is_what_the_table_makes(name, tmp_path):
    figures.main(["--out", str(tmp_path), name])
    made = sorted(p.name for p in tmp_path.iterdir())
    assert made == sorted(["README.md", *(name + ending for ending in figures.FIGURES[name].endings)])
    for file in made:
        assert (tmp_path / file).read_bytes() == (FOLDER / file).read_bytes(), file


@every_figure
def test_every_cell_of_a_committed_figure_holds_the_operators_number(name):
    facts, picture = Facts(name), Picture((FOLDER / f"{name}.svg").read_text("utf-8"))
    for element in cells(picture):
        value, text = facts.value(element), picture.text[element]
        assert (text or "") == "" if value is None else read(text) == value, element
    prefixes = {prefix(e) for e in cells(picture)}
    for array, held in (("x", facts.x), ("w", facts.weight), ("y", facts.y)):
        if array == "w" and facts.scene == "dilation":
            continue
        shown = [e for e in cells(picture, array)]
        wanted = {"_".join([array, *map(str, i)]) for i in np.ndindex(held.shape)}
        assert sorted(shown) == sorted(f"{p}.{e}" if p else e for p in prefixes for e in wanted)


@every_figure
def test_every_output_is_the_sum_of_the_cells_that_are_lit_times_their_corners(name):
    facts = Facts(name)
    for picture in facts.pictures:
        read_from = {(prefix(e), picture.place[e]): e for e in cells(picture, "x", "p", "z")}
        sums, drawn = {}, picture.visible("window") | picture.visible("mark")
        for element in drawn - picture.visible("stamp"):
            for place, corner in picture.taps.get(element, ()):
                if corner is not None:
                    at = prefix(element), tuple(round(n, 3) for n in place)
                    sums[at[0]] = sums.get(at[0], 0) + read(picture.text[read_from[at]]) * read(corner)
        for element in picture.visible("cell", "now"):
            array, *index = element.rpartition(".")[2].split("_")
            if array == "y" and facts.scene != "dilation" and prefix(element) in sums:
                bias = 0 if facts.bias is None else facts.bias[int(index[0])]
                assert sums.pop(prefix(element)) + bias == read(picture.text[element])
        assert not sums


@pytest.mark.parametrize("name", [name for name in figures.FIGURES if Facts(name).way in ("scatter", "all")])
def test_stamps_add_up_to_what_the_inputs_so_far_make(name):
    facts = Facts(name)
    order, start = list(np.ndindex(facts.x.shape)), "scatter." if facts.way == "all" else ""
    for f, picture in enumerate(facts.pictures):
        done, untouched = (np.zeros_like(facts.x) for _ in range(2))
        for i in order[: f * len(order) // len(facts.pictures) + 1]:
            done[i], untouched[i] = facts.x[i], 1
        total = facts.operator(done)
        reached = cl.conv_transpose2d(untouched, np.ones_like(facts.weight), **facts.options)
        shown = {picture.place[e]: read(picture.text[e]) for e in picture.visible("cell", "partial")}
        for i in np.ndindex(total.shape):
            element = start + "_".join(["y", *map(str, i)])
            kind = picture.kind[element].split()
            number = read(picture.text[element]) if "empty" not in kind else shown.get(picture.place[element])
            assert number == (total[i] if reached[i] or "unread" in kind else None)
        (stamp,) = [e for e in picture.visible("stamp")]
        corners = [read(corner) for _, corner in picture.taps[stamp]]
        assert corners == facts.weight.ravel().tolist()


@every_figure
def test_every_caption_is_a_sum_that_comes_to_the_output(name):
    facts = Facts(name)
    for frame, picture in zip(facts.film.frames, facts.pictures, strict=True):
        left, terms, value = parts(frame.caption)
        array, *index = re.findall(r"^\w|\d+", left)
        index = (0,) * (facts.x.ndim - len(index)) + tuple(map(int, index))
        if array == "x":
            assert value == rows_of(facts.x[index] * facts.weight[0, 0])
            assert terms == f"{facts.x[index]}·{rows_of(facts.weight[0, 0])}"
        else:
            assert sum(evaluate(terms)) == read(value) == facts.y[index]
        (shown,) = [t.text for t in picture.texts if t.kind == "caption"]
        start, *rest = shown.split("…")
        assert f"{left} = {terms} = {value}".startswith(start)
        assert not rest or (shown.endswith((f" = {value}", "…]")) and len(start) > len(f"{left} = "))


@every_figure
def test_every_index_stands_at_its_row_or_column(name):
    facts = Facts(name)
    picture = facts.pictures[0]
    named = [(picture.place[e], facts.place(e)) for e in cells(picture)]
    for tick in (t for t in picture.texts if t.kind == "tick"):
        scale = tick.size / TICK
        side, middle = UNIT * scale, tick.y - 4 * scale
        row = {h for (x, y), (h, _) in named if 0 < x - tick.x < side and abs(y + side / 2 - middle) < 1}
        column = {
            w for (x, y), (_, w) in named if abs(x + side / 2 - tick.x) < 1 and -2 * side < tick.y - y - side / 2 < side
        }
        assert read(tick.text) in row | column


@every_figure
def test_every_label_and_note_states_what_is_so(name):
    facts, words = Facts(name), Facts(name).words()
    shown = {t.text for picture in facts.pictures for t in picture.texts if t.kind in ("label", "note")}
    assert shown and shown <= words


@every_figure
def test_no_figure_has_text_on_text_or_anything_outside_the_picture(name):
    is_legible(pictures(film_of(name)))


@every_figure
def test_every_number_on_a_figure_is_in_a_cell_a_corner_an_index_or_words_that_were_checked(name):
    kinds = {t.kind for picture in pictures(film_of(name)) for t in picture.texts}
    assert kinds <= {"", "small", "corner", "tick", "label", "note", "caption"}


@every_figure
def test_sizes_in_a_caption_are_those_of_the_figure(name):
    facts, figure = Facts(name), figures.FIGURES[name]
    sizes = {times(a.shape[-2:]) for a in (facts.x, facts.weight, facts.y)}
    span = facts.options.get("dilation", 1) * (facts.weight.shape[-1] - 1) + 1
    others = {times((span, span)), f"{facts.y.size}×{facts.x.size}"}
    assert set(re.findall(r"\d+×\d+", figure.caption)) <= sizes | others
    if change := re.search(r"(\d+×\d+) becomes (\d+×\d+)", figure.caption):
        assert change.groups() == (times(facts.x.shape[-2:]), times(facts.y.shape[-2:]))
    assert figure.lecture in {"", *(lecture.key for lecture in lectures.lectures())}


@pytest.mark.parametrize("name", [name for name, figure in figures.FIGURES.items() if figure.gif])
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


def test_the_figures_are_many_and_light():
    assert len(figures.FIGURES) >= 24 and sum(figure.gif for figure in figures.FIGURES.values()) == 8
    assert statistics.median((FOLDER / f"{name}.svg").stat().st_size for name in figures.FIGURES) <= 60_000
    calls = [(figure.scene, str(figure.parameters)) for figure in figures.FIGURES.values()]
    assert len(set(calls)) == len(calls)


def test_committed_gallery_shows_every_figure_and_no_other_file_lies_there():
    text = (FOLDER / "README.md").read_text("utf-8")
    assert text == figures.gallery()
    shown = re.findall(r"\((\w+\.(?:svg|gif))\)", text)
    files = {name + ending for name, figure in figures.FIGURES.items() for ending in figure.endings}
    assert len(shown) == len(files) and set(shown) == files == {p.name for p in FOLDER.iterdir()} - {"README.md"}
    assert len(figures.FIGURES) == sum(len(group.figures) for group in figures.GROUPS)
    for link in re.findall(r"\(#([\w-]+)\)", text):
        assert f"\n## {link.replace('-', ' ').capitalize()}\n" in text


def test_unknown_figure_is_named_and_nothing_is_written(tmp_path, capsys):
    with pytest.raises(SystemExit):
        figures.main(["--out", str(tmp_path / "new"), "same", "sane"])
    assert "no figure is called sane" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("screen", [Terminal(), io.StringIO()])
def test_progress_stays_on_one_line_of_a_terminal_and_has_a_line_each_elsewhere(screen, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdout", screen)
    figures.main(["--out", str(tmp_path), "valid", "pointwise"])
    lines = ["0/2 valid.svg", "1/2 pointwise.svg", f"2/2 in {tmp_path}"]
    if not screen.isatty():
        assert screen.getvalue().splitlines() == lines
        return
    shown = screen.getvalue()
    assert shown.count("\n") == 1 and shown.endswith("\n")
    steps = [step.removesuffix("\x1b[K") for step in shown.strip("\r\n").split("\r")]
    bars = ["░" * 24, "█" * 12 + "░" * 12, "█" * 24]
    assert steps == [f"{bar} {line}" for bar, line in zip(bars, lines, strict=True)]


def test_readme_pictures_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    assert shown and all((ROOT / p).is_file() for p in shown)
