"""Practice: from easy to mean, never the same twice in a row, what was missed first; and the sheet to print."""

from __future__ import annotations

from itertools import pairwise

import pytest
from exercising import every

from convlib import practice, predict
from convlib.exercises import record, registry
from convlib.exercises.cards.practice import LARGEST


def most(question) -> int:
    return sum(map(abs, (int(n) for n in question.words.replace(",", " ").replace(":", " ").split() if n.isdigit())))


@every
def test_every_exercise_can_be_practised_by_hand(exercise):
    deck = getattr(practice, exercise.name)().deck
    texts = [question.text for question in deck]
    assert len(deck) >= 5 and all(one != other for one, other in pairwise(texts))
    for question in deck:
        assert len(question.replies) >= 2 and question.reply(question.right).right is True
        assert all(array.size <= LARGEST for array in question.arrays.values())


def test_numbers_go_from_easy_to_mean():
    deck = practice.output_size().deck
    sizes = [most(question) for question in deck]
    assert len(deck) == 16 and sum(sizes[:8]) < sum(sizes[8:])


def test_another_seed_takes_other_questions_and_the_same_one_the_same():
    first, again, other = ([question.text for question in practice.conv2d(seed=seed).deck] for seed in (1, 1, 2))
    assert first == again != other


def test_what_was_missed_is_asked_first(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVLIB_PROGRESS", str(tmp_path / "progress.json"))
    names = [exercise.name for exercise in registry()]
    assert [question.name for question in practice().deck][: len(names)] == names[:16]
    for name, right in (("flip", False), ("overlap_count", False), ("overlap_count", False), ("flip", True)):
        record.predicted(name, right, at_once=True)
    assert record.missed() == {"overlap_count": 2}
    asked = [question.name for question in practice().deck]
    assert asked[0] == "overlap_count" and 4 <= asked.count("overlap_count") <= 8 and len(set(asked)) > 8


def test_a_damaged_record_stops_no_practice(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVLIB_PROGRESS", str(tmp_path / "progress.json"))
    (tmp_path / "progress.json").write_text('{"done": [], "hints": {}, "predicted": {"flip": [1]}}')
    assert record.missed() == {} and len(practice().deck) == 16
    assert "progress is not kept" in record.predicted("flip", True, True)


def test_a_record_of_an_earlier_time_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVLIB_PROGRESS", str(tmp_path / "progress.json"))
    (tmp_path / "progress.json").write_text('{"done": ["flip"], "hints": {}}')
    assert record.load() == {"done": ["flip"], "hints": {}, "predicted": {}}


def test_a_sheet_asks_on_its_front_and_answers_on_its_back(tmp_path):
    cards = [predict.output_size(), predict.conv2d(), predict.choice("Which?", {"this": None, "that": "No, not that."})]
    sheet = predict.sheet(cards, title="Before the lecture")
    assert repr(sheet) == "Sheet('Before the lecture', 3 questions)"
    sheet.save(tmp_path / "sheet.html")
    front, back = (tmp_path / "sheet.html").read_text("utf-8").split('<section class="back">')
    for card in cards:
        assert card.question.words in front and card.question.answer[0] not in front
        assert card.question.answer[0] in back
    assert "No, not that." in back and "one side only" not in front
    assert cards[0].question.answer[0] not in sheet._repr_html_()
    with pytest.raises(ValueError, match=r"must end in \.html"):
        sheet.save(tmp_path / "sheet.txt")
    with pytest.raises(ValueError, match="there is no question"):
        predict.sheet([])
