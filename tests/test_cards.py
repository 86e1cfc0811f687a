"""Cards: an exercise's solution judges, its misconceptions explain, for just the numbers that are asked."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from exercising import every

from convlib import animate, predict
from convlib.exercises import record, registry
from convlib.exercises.cards.catalogue import lessons, questions
from convlib.exercises.cards.page import question_html
from convlib.exercises.cards.typed import key_for
from convlib.exercises.run import attempt
from convlib.film.skin import inflated

SIZE = dict(size=7, kernel_size=3, stride=2, padding=1, dilation=1)
every_question = pytest.mark.parametrize("name", questions())


def test_a_wrong_number_is_explained_by_every_slip_that_leads_to_it():
    reply = predict.output_size(**SIZE).reply("3")
    assert reply.right is False and reply.misconceptions == (
        "one_side",
        "no_padding",
        "zeros_between",
        "first_forgotten",
    )
    assert reply.words.startswith(
        "3 is what you would get if padding were added on one side only, or if `padding` were ignored, or if "
    )


@pytest.mark.parametrize("typed", ["4", "4.0", " (4) ", 4, 4.0, "4 windows"])
def test_the_right_number_is_right_however_it_is_typed(typed):
    reply = predict.output_size(**SIZE).reply(typed)
    assert reply.right is True and reply.words == "Yes, 4. `(9 - 3) // 2 + 1 = 4`"


@pytest.mark.parametrize("typed", ["", "four", "4 x 4", "(4, 4)", "?"])
def test_what_cannot_be_read_is_asked_for_again_and_not_counted(typed):
    reply = predict.output_size(**SIZE).reply(typed)
    assert reply.right is None and reply.misconceptions == () and "One number is asked for" in reply.words


def test_a_number_that_nobody_foresaw_gets_the_first_hint():
    card = predict.output_size(**SIZE)
    assert card.reply("-12").words == f"Not −12. {registry()['output_size'].hints[0]}"


@every
def test_each_exercise_asks_and_its_own_solution_answers(exercise):
    for case in list(exercise.cases())[:6]:
        question = getattr(predict, exercise.name)(**case).question
        right = attempt(exercise.solution, case).value
        assert question.right == key_for(right) and question.reply(question.right).right is True
        foreseen = {key_for(attempt(wrong, case).value) for wrong in exercise.misconceptions.values()}
        assert question.replies.keys() - {question.right} <= foreseen


@every
def test_a_slip_is_told_only_where_it_gives_another_answer(exercise):
    question = getattr(predict, exercise.name)().question
    told = {name for reply in question.replies.values() for name in reply.misconceptions}
    given = {name: np.asarray(v) if isinstance(v, list) else v for name, v in exercise.usual.items()}
    for name, wrong in exercise.misconceptions.items():
        outcome = attempt(wrong, given)
        differs = outcome.error is None and key_for(outcome.value) not in ("", question.right)
        assert (name in told) == differs, name


@every_question
def test_a_question_can_be_answered_wrongly_has_a_hint_and_does_not_tell_its_answer(name):
    question = getattr(predict, name)().question
    assert len(question.replies) >= 2 and question.hints and question.answer
    assert sum(reply.right is True for reply in question.replies.values()) == 1
    words = [question.words, *question.hints[:1], question.otherwise]
    if question.kind == "number" and len(question.right) > 2:
        assert not [text for text in words if question.right in re.findall(r"[\d.]+", text)]
    for key, reply in question.replies.items():
        assert (
            question.reply(key) == reply
            and reply.words[0] != " "
            and reply.words.strip().endswith((".", "`", "?", ")"))
        )


@every_question
def test_the_page_holds_the_question_and_hides_the_answers(name):
    card = getattr(predict, name)()
    html = card.html()
    visible = re.sub(r"<[^>]*>", " ", html)
    assert visible.count("Run this cell to answer here") == 1 and "<script" not in html
    for reply in card.question.replies.values():
        assert reply.words not in html
    (question,) = json.loads(inflated(re.search("data-pack='([^']*)'", html)[1]))
    assert question["html"] == question_html(card.question) and question["html"] in html
    assert question["replies"] == {key: [r.right, r.words] for key, r in card.question.replies.items()}


def test_questions_have_names_of_their_own_and_belong_to_a_lesson():
    assert {len(lesson) > 0 for lesson in lessons().values()} == {True}
    assert set(dir(predict)) == {*questions(), "choice", "sheet", "value"}


def test_a_misnamed_question_or_argument_is_an_error_that_helps():
    with pytest.raises(AttributeError, match=r"predict\.output_sise: there is no such question; there is output_size"):
        predict.output_sise  # noqa: B018
    with pytest.raises(
        TypeError, match=r"predict.output_size\(size=6\): output_size asks for size, kernel_size, stride"
    ):
        predict.output_size(size=6)
    with pytest.raises(ValueError, match="there is no answer"):
        predict.output_size(**SIZE | {"stride": 0})


def test_a_choice_says_why_not_and_wants_one_right_option():
    card = predict.choice(
        "Which one slides?", {"the input": "It lies still.", "the window": None}, because="Step by step."
    )
    assert [card.reply(letter).words for letter in "ab"] == ["It lies still.", "Yes: the window. Step by step."]
    assert card.reply("c").right is False and card.reply("window").right is None
    for options in ({"a": None, "b": None}, {"a": "no", "b": "no"}, {"a": None}):
        with pytest.raises(ValueError, match="one of 2 to 8 options is right"):
            predict.choice("?", options)


def test_a_card_is_the_same_twice_and_its_repr_is_the_question():
    one, other = predict.output_size(**SIZE), predict.output_size(**SIZE)
    assert repr(one) == repr(other) == "Card('7 cells, kernel 3, stride 2, padding 1: how many windows fit?')"
    assert one.html().replace(one.place, "") == other.html().replace(other.place, "")


def test_what_is_answered_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("CONVLIB_PROGRESS", str(tmp_path / "progress.json"))
    card = predict.output_size(**SIZE)
    for typed, misses in (("3", 0), ("what?", 1), ("4", 1)):
        card._on_message(card, {"tried": typed, "of": 0, "misses": misses}, [])
    assert record.load()["predicted"] == {"output_size": [0, 1, 1]} and record.missed() == {"output_size": 1}
    assert "1 prediction right, 0 of them at once; 1 missed" in record.progress_of(registry())
    cell = predict.value(animate.convolution(size=3, kernel_size=2), (0, 0))
    cell._on_message(cell, {"tried": "4", "of": 0, "misses": 0}, [])
    assert record.load()["predicted"].keys() == {"output_size"}  # a cell of a film is nothing to come back to
