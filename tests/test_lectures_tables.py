"""The tables of the lectures, as they are shown."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from lecture_paths import CLAIMS, ROOT

from convlib.course import lectures, letters, words
from convlib.show.tables import Link, Table


def page(table):
    return ElementTree.fromstring(table._repr_html_())


SHOWN = [
    *(lectures.show_course, lectures.show_lectures, lectures.show_map),
    *(lectures.show_claims, words.show_glossary, letters.show_letters),
]


@pytest.mark.parametrize("show", SHOWN, ids=lambda show: show.__name__)
def test_tables_are_whole_repeat_themselves_and_need_nothing_from_outside(show):
    made, again = show(), show()
    assert made._repr_html_() == again._repr_html_() and repr(made) == repr(again)
    widths = {len(row) for row in page(made).iter("tr") if not row.findall("th[@colspan]")}
    assert widths == {len(made.columns)}
    html = made._repr_html_()
    assert not re.search(r"https?:|<script|@import|url\(|0x[0-9a-f]{6}", html)
    assert not re.search(r"[;{]color:(?!inherit)|#[0-9a-f]{3,6}\b", html), "colours are those of the page"


def test_every_claim_stands_in_the_table_with_a_sign_and_a_word():
    rows = list(page(lectures.show_claims()).iter("tr"))[1:]
    assert len(rows) == len(CLAIMS)
    for row, claim in zip(rows, lectures.claims(), strict=True):
        cells = ["".join(cell.itertext()) for cell in row]
        assert cells[0] == ", ".join(claim.lectures) and cells[1] == claim.what
        assert cells[4] == f"{lectures.VERDICTS[claim.verdict][0]}\u00a0{claim.verdict}"
        assert all(cells)
    assert "53\u202f952" in lectures.show_claims("slip")._repr_html_()


def test_claims_can_be_shown_by_verdict():
    for verdict in lectures.VERDICTS:
        keys = [claim.what for claim in lectures.claims() if claim.verdict == verdict]
        assert [row[1] for row in lectures.show_claims(verdict).rows] == keys
    assert "k=5 s=2" in repr(lectures.show_claims("slip"))
    with pytest.raises(
        ValueError, match=r"show_claims\('wrong'\): the verdicts are holds, rounded, in part, slip, quoted"
    ):
        lectures.show_claims("wrong")


def test_what_holds_in_part_says_what_it_comes_to():
    found = {row[1]: row[3] for row in lectures.show_claims("in part").rows}
    assert found["VGG-16: multiply-adds"] == "15\u202f470\u202f264\u202f320; in part 15\u202f346\u202f630\u202f656"
    assert found["Pooling does not mind the order of the cells"] == "not always"


def test_a_folded_table_is_all_there_under_one_line():
    folded, plain = Table(("a",), [("1",)], fold="x < y"), Table(("a",), [("1",)])
    (details,) = page(folded).iter("details")
    assert details.find("summary").text == "x < y" and details.get("open") is None
    assert [cell.text for cell in details.iter("td")] == ["1"] == [cell.text for cell in page(plain).iter("td")]
    assert repr(folded) == "x < y\na\n1" and "details" not in plain._repr_html_().split("</style>")[1]


def test_large_numbers_have_thin_spaces():
    assert not re.search(r"(?<![\d.])\d{5,}", repr(lectures.show_claims()))


def test_the_map_links_to_sections_that_are_written():
    for link in page(lectures.show_map()).iter("a"):
        stem, _, section = link.get("href").partition(".ipynb")
        assert (ROOT / "notebooks" / f"{stem}.ipynb").is_file()
        assert section == "" or (section[0] == "#" and " " not in section)
    assert "01_layers_and_filters.ipynb#The-whole-formula" in lectures.show_map()._repr_html_()


def test_what_stands_in_a_table_is_escaped():
    table = Table(("<b>",), ["a `<i>` b", [Link('"x"', 'a"b')]], note="<&>")
    assert {node.tag: node.get("href") for node in page(table).iter("a")} == {"a": 'a"b'}
    assert page(table).find(".//code").text == "<i>" and page(table).find("p").text == "<&>"
    assert repr(table) == '<b>\na `<i>` b\n  "x"\n<&>'


def test_the_glossary_has_forty_words_each_once_in_both_languages():
    rows = [row for group in words.glossary().values() for row in group]
    english, russian, meaning = zip(*rows, strict=True)
    assert len(rows) >= 40 and len(set(english)) == len(set(russian)) == len(rows)
    assert all(re.search("[а-яё]", word) for word in russian) and not re.search("[а-яё]", "".join(english))
    assert all(meaning)
    spoken = ("слой", "свёртка", "шаг", "паддинг", "рецептивное поле", "транспонированная", "пулинг", "поканальная")
    assert all(any(term in word for word in russian) for term in spoken)


def test_importing_convlib_does_not_read_the_lectures():
    code = "import sys, convlib; assert 'convlib.course.lectures' not in sys.modules; convlib.lectures.claims()"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
