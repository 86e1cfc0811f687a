"""Summary cards: every worked number is computed, and is what the formula beside it gives."""

import math
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from convlib.course import letters, prose
from convlib.course.summaries import card, cards, show_summary

ALL = [(stem, line) for stem, summary in cards().items() for line in summary.lines]
SUMS = ("y[o]", "y[n, o]", "y")  # sums over arrays, worked out by hand further down
# Where a formula has a condition, the numbers near the example need not meet it.
BOUND = {"p = d·(k − 1)/2", "p = k/2 − 1", "stamps = k/s", "p′ = d·(k − 1) − p", "d_3 = 1 + (k − 1)·(d_1 + d_2)"}
LINES = [pytest.param(line, id=f"{stem[:2]} {line.formula}") for stem, line in ALL if line.name not in SUMS]
FREE = [param for param in LINES if param.values[0].formula not in BOUND]


def value(line, given):
    """The right side of a formula, as Python reads it."""
    text = (
        line.formula.partition(" = ")[2].replace("−", "-").replace("·", "*").replace("^", "**").replace(" mod ", " % ")
    )
    text = re.sub(r"⌊(.*)⌋", r"floor(\1)", re.sub(r"⌈(.*)⌉", r"ceil(\1)", text))
    text = re.sub(r"(\d)([a-z])", r"\1*\2", text)
    return eval(text, {"floor": math.floor, "ceil": math.ceil}, dict(given))


def others(given):
    """What is given, and the same with one number one larger, and one smaller where that leaves a number."""
    yield given
    for name, number in given.items():
        for changed in (number + 1, number - 1):
            if changed >= 1:
                yield {**given, name: changed}


@pytest.mark.parametrize("line", LINES)
def test_the_worked_number_is_what_the_formula_gives(line):
    assert line.answer == value(line, line.given)


@pytest.mark.parametrize("line", FREE)
def test_it_follows_when_a_number_changes(line):
    tried = 0
    for given in others(line.given):
        if given.get("r", 0) >= given.get("s", 1) or given.get("t", 0) >= 3:
            continue
        assert line.compute(**given) == value(line, given), given
        tried += 1
    assert tried >= 2


def test_the_sums_are_those_worked_out_by_hand():
    answers = {line.name: line.answer for _, line in ALL if line.name in SUMS}
    assert answers == {"y[o]": 1 * 1 + 2 * 0 + 3 * 2 - 1, "y[n, o]": 1 * 3 + 4 * 1 + 2 * 5 + 2, "y": [3, 2 * 3 - 1, -2]}


def test_no_answer_is_typed_in():
    for stem, line in ALL:
        assert callable(line.compute) and line.answered not in line.formula, (stem, line)


def test_every_lesson_but_the_first_has_a_card_and_its_letters_are_those_of_the_table():
    assert set(cards()) == {place.stem for place in prose.course()} - {"00_start_here"}
    known = {row.letter for group in letters.letters().values() for row in group}
    for _, line in ALL:
        text = re.sub(r"_\w+", "", line.formula).replace("Σ", "")
        assert set(re.findall(r"(?<!\w)([A-Za-zα-ωΑ-Ω]′?)(?!\w)", text)) <= known, line


@pytest.mark.parametrize("stem", cards())
def test_a_card_is_one_piece_of_html_and_says_the_same_in_text(stem):
    made = show_summary(stem)
    root = ElementTree.fromstring(made._repr_html_())
    words = [["".join(node.itertext()) for node in row] for row in root.findall("div/div")]
    assert [row[0] for row in words] == [line.what for line in made.lines] and {len(row) for row in words} == {3}
    assert all(row[2].endswith(line.answered.replace("_", "")) for row, line in zip(words, made.lines, strict=True))
    assert made._repr_html_() == show_summary(stem)._repr_html_()
    for line in made.lines:
        assert f"    {line.formula}\n    {line.example}" in repr(made)
    html = made._repr_html_()
    assert not re.search(r"https?:|<script|@import|url\(|[;{]color:(?!inherit)", html)


def test_the_word_a_and_an_s_after_an_apostrophe_are_no_letters():
    assert card._set("the window's cells") == "the window&#x27;s cells"
    assert card._set("a cell, if s divides k") == "a cell, if <i>s</i> divides <i>k</i>"


def test_a_formula_is_set_with_slanted_letters_and_small_numbers():
    assert card._set("p′ = d·(k − 1) − p") == "<i>p′</i> = <i>d</i>·(<i>k</i> − 1) − <i>p</i>"
    assert card._set("size^2·d_1 mod x < 2") == "size<sup>2</sup>·<i>d</i><sub>1</sub> mod <i>x</i> &lt; 2"


def test_a_card_is_saved_as_a_page_of_its_own_or_refused(tmp_path):
    made = show_summary("09_transposed")
    text = made.save(tmp_path / "card.html").read_text("utf-8")
    assert text.startswith("<!doctype html>") and made.lines[0].what in text and "<title>Transposed" in text
    with pytest.raises(ValueError, match=r"save\('card.pdf'\): a card is a page; its name ends in .html"):
        made.save("card.pdf")


def test_an_unknown_notebook_is_answered_with_those_that_have_a_card():
    with pytest.raises(ValueError, match=r"show_summary\('99'\): there are cards for 01_layers_and_filters, 02"):
        show_summary("99")


def test_what_is_looked_up_needs_neither_torch_nor_what_reads_notebooks():
    code = "import sys, convlib as cl; cl.lectures.show_summary('05_dilation')._repr_html_();"
    code += "cl.lectures.show_letters(), cl.lectures.show_glossary(), cl.lectures.show_claims();"
    code += "assert not {'torch', 'latex2mathml', 'nbformat', 'nbclient', 'nbconvert', 'jupyterlab'} & set(sys.modules)"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
