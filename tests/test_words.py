"""The words of the course, and where each is explained first."""

import nbformat
import pytest

from convlib.course import prose, words
from convlib.course.lectures import notebooks

ALL = [word for group in words.words().values() for word in group]
PROSE = prose.course()
WRITTEN = {place.stem for place in PROSE}


def test_a_word_is_explained_in_a_notebook_of_the_course_and_in_a_section_of_it():
    stems = {notebook.stem for notebook in notebooks()}
    for word in ALL:
        assert word.notebook in stems, word
        assert bool(word.section) == (word.notebook in WRITTEN), word
        assert not word.section or words.explained(word, PROSE), word


def test_the_section_that_explains_a_word_says_it():
    def said(word):
        here = [p.words for p in PROSE if (p.stem, p.section) == (word.notebook, word.section)]
        return any(map(word.stands_in, here))

    found = {word.english for word in ALL if word.section and word.pattern and not said(word)}
    assert found == set()


def test_no_word_stands_before_it_is_explained():
    found = {(place.stem, place.number, word.english) for word, place in words.early(PROSE)}
    assert found == set(), "explain it there, or point to where it is explained"


def course(tmp_path, **lessons):
    for stem, cells in lessons.items():
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text) for text in cells])
        nbformat.write(made, tmp_path / f"{stem[1:]}.ipynb")
    return tmp_path


FIRST, SECOND = "_01_layers_and_filters", "_05_dilation"
EXPLAINED = ["# Dilation", "## Taps that stand apart\n\nThis is **dilated** convolution."]


@pytest.mark.parametrize(
    ("cells", "early"),
    [
        (["# A\n\nIt is dilated."], 1),
        (["# A\n\nIt is `dilated`."], 0),
        (["# A\n\nIt is $\\text{dilated}$."], 0),
        (["# A\n\nIt is dilated, see [05_dilation](05_dilation.ipynb)."], 0),
        (["# A\n\nIt is dilated.", "And that is in 05_dilation (coming)."], 0),
        (["# A\n\nIt is dilated.", "## B\n\nAnd that is in 05_dilation (coming)."], 1),
        (["# A\n\nIt is mediated."], 0),
    ],
)
def test_a_word_may_stand_earlier_only_where_its_notebook_is_named(tmp_path, cells, early):
    found = words.early(prose.course(course(tmp_path, **{FIRST: cells, SECOND: EXPLAINED})))
    assert [(word.english, place.stem) for word, place in found] == [
        ("dilated, atrous convolution", "01_layers_and_filters")
    ] * early


def test_within_its_own_notebook_a_word_waits_too_but_for_the_opening(tmp_path):
    cells = ["# Dilation\n\nOf dilated kernels.", "## Before\n\nDilated again.", EXPLAINED[1]]
    found = words.early(prose.course(course(tmp_path, **{SECOND: cells})))
    assert [(place.number, place.section) for _, place in found] == [(1, "Before")]


def test_the_command_names_the_place(tmp_path, capsys):
    words.main(course(tmp_path, **{FIRST: ["# A\n\nTwo\ndilated lines."], SECOND: EXPLAINED}))
    said = capsys.readouterr().out
    assert said.startswith(
        "01_layers_and_filters, cell 0: 'dilated, atrous convolution' (explained in 05_dilation, Taps"
    )
    assert said.endswith(": dilated lines.\n")
