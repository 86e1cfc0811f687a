"""The table of letters, and the formulas of the lessons held against it."""

import re
from inspect import signature

import pytest
from torch import nn, optim

from convlib.course import letters, notebooks, prose
from convlib.course.lectures import notebooks as planned

ROWS = [row for group in letters.letters().values() for row in group]


def test_no_letter_stands_twice_and_each_row_is_whole():
    assert len({row.letter for row in ROWS}) == len(ROWS) >= 20
    stems = {notebook.stem for notebook in planned()}
    for row in ROWS:
        assert re.fullmatch("[A-Za-zα-ωΑ-Ω]′?", row.letter), row
        assert row.english and row.meaning and row.notebook in stems, row
    assert len({row.english for row in ROWS}) == len({row.meaning for row in ROWS}) == len(ROWS)


def test_the_arguments_are_those_of_torch():
    known = {*signature(nn.ConvTranspose2d).parameters, *signature(optim.SGD).parameters, "input", "weight", "offset"}
    assert {name for row in ROWS for name in row.argument.split(", ") if name} <= known


@pytest.mark.parametrize("path", notebooks.lessons(), ids=lambda path: path.stem)
def test_the_formulas_of_a_lesson_use_the_letters_of_the_table(path):
    found = {letter for letter, _ in letters.strangers(list(prose.places(path)))}
    assert found == set(), "explain them, and list them in letters.toml"


def test_a_lesson_shows_letters_of_the_table():
    uses = letters._data()["uses"]
    assert set(uses) <= {path.stem for path in notebooks.lessons()}
    assert all(set(shown.split()) <= {row.letter for row in ROWS} for shown in uses.values())


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\text{output} = \left\lfloor \frac{\text{size} + 2p}{s} \right\rfloor + 1", "p s"),
        (r"\mathbf{W}^\top \mathbf{y}", "W y"),
        (r"c_{in} c_{\text{out}} k_h", "c h k"),
        (r"p' = k - p - 1", "k p p′"),
        (r"\partial \mathbf{y} / \partial \mathbf{x}", "x y"),
        (r"\theta - \eta \, \Delta", "Δ η θ"),
        (r"d_1 + \dots + d_L", "L d"),
    ],
)
def test_words_and_signs_of_a_formula_are_no_letters(latex, expected):
    assert sorted(letters.letters_in(latex)) == sorted(expected.split())


def test_dollars_in_code_are_no_formula():
    place = prose.Place("02", 1, "", "`$q$` and $k + 1$ and\n$$\ns - 1\n$$")
    assert place.formulas == ["k + 1", "\ns - 1\n"]


def test_letters_can_be_shown_by_name_or_by_notebook():
    assert [row[0] for row in letters.show_letters("s", "k").rows if not isinstance(row, str)] == ["k", "s"]
    shown = letters.show_letters("02_size_padding_stride")
    assert "<details>" in shown._repr_html_() and "02_size_padding_stride" in shown.fold
    assert {row[0] for row in shown.rows if not isinstance(row, str)} == set("oitkspd")
    assert len([row for row in letters.show_letters().rows if not isinstance(row, str)]) == len(ROWS)
    with pytest.raises(
        ValueError, match=r"'qq' is neither; letters are o, i, .* notebooks that use them are 01_layers"
    ):
        letters.show_letters("k", "qq")


def test_the_command_names_the_place_of_a_letter_that_is_not_in_the_table(tmp_path, capsys):
    import nbformat

    cells = [nbformat.v4.new_markdown_cell("# A\n\nIt is $k + Q$.")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "02_size_padding_stride.ipynb")
    assert letters.main(tmp_path) == 0
    assert capsys.readouterr().out == "02_size_padding_stride, cell 0: Q is not among its letters: ['k + Q']\n"
