"""What travels with an explorer's picture: answers near it, packed; and what becomes of its questions in a kernel."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from explorers import FACTORIES, apart, hears, made
from films import played

from convlib import explore
from convlib.course import notebooks
from convlib.explore.explorer import NEAR
from convlib.explore.packs import packed, unpacked
from convlib.explore.turns import Turns

every_explorer = pytest.mark.parametrize("name", FACTORIES)


def pack(html: str) -> list:
    return unpacked(*re.findall(r"data-pack='([^']*)'", html))


def plain(data):
    return json.loads(json.dumps(data))


@every_explorer
def test_the_pack_holds_the_words_of_the_picture_and_the_answers_near_it(name):
    explorer = made(name)
    about, now, *near = pack(explorer.html())
    assert about == plain({key: explorer.get_state(key)[key] for key in ("controls", "editable", "start", "presets")})
    assert "film" not in now
    assert {**now, "film": played(explorer.html())}.keys() == explorer.answer.keys() - {"request", "revision"}
    assert all(plain(explorer.answer)[key] == value for key, value in now.items())
    assert len(near) == NEAR
    for answer in near:
        there = FACTORIES[name](**{n: tuple(v) if isinstance(v, list) else v for n, v in answer["values"].items()})
        assert answer == {key: plain(there.answer)[key] for key in answer} and answer["film"]


@every_explorer
def test_every_single_step_that_can_be_shown_is_near(name):
    explorer = made(name)
    near = [answer["values"] for answer in pack(explorer.html())[2:]]
    for control in explorer._topic.controls:
        for steps, value in control.steps(explorer.values[control.name]):
            moved = {**explorer.values, control.name: value}
            if steps == 1 and not explorer._topic.problem(moved):
                assert plain(moved) in near


def test_a_pack_keeps_what_it_is_given_and_is_a_small_part_of_it():
    answers = [explore.convolution(stride=n).answer for n in (1, 2, 3)] * 8
    text, digest = packed(answers)
    assert unpacked(text) == plain(answers)
    assert len(text) < len(json.dumps(answers)) / 20
    other = packed([*answers[:-1], {**answers[-1], "message": "!"}])
    assert other[1] != digest and packed(answers) == (text, digest)
    assert unpacked(packed([])[0]) == []


def test_a_stored_notebook_names_no_living_explorer_and_its_pack_is_that_of_its_digest():
    found = 0
    for path in notebooks.lessons():
        for html in re.findall(r"<div class=\\\"convlib-film\\\"[^>]*?data-pack='[^']*'", path.read_text("utf-8")):
            assert "data-live=''" in html
            (digest,), (text,) = re.findall(r"data-of='(\w*)'", html), re.findall(r"data-pack='([^']*)'", html)
            assert packed(unpacked(text))[1] == digest
            found += 1
    assert found >= 4


def test_in_a_kernel_only_the_last_of_many_questions_is_answered():
    explorer, revisions = explore.convolution(size=7), []
    explorer.observe(lambda change: revisions.append(change["new"]["request"]), "answer")

    async def burst():
        for n in range(1, 6):
            hears(explorer, ask={"request": f"page-{n}", "values": {**explorer.start, "stride": n}, "edits": {}})
        assert revisions == []  # first it listens
        await asyncio.sleep(0.05)

    apart(asyncio.run, burst())
    assert revisions == ["page-5"] and explorer.stride == 5


def test_the_last_question_of_each_page_is_answered_whatever_is_looked_up():
    explorer, answered = explore.convolution(size=7), []
    explorer.observe(lambda change: answered.append(change["new"]["request"]), "answer")

    async def ask_from_two_pages():
        for n in (2, 3):
            for page in ("a", "b"):
                hears(explorer, ask={"request": f"{page}-{n}", "values": {**explorer.start, "stride": n}, "edits": {}})
            hears(explorer, ahead=[{"values": {**explorer.start, "size": 5}, "edits": {}}])
        await asyncio.sleep(0.05)

    apart(asyncio.run, ask_from_two_pages())
    assert answered == ["a-3", "b-3"] and explorer.stride == 3


def test_a_question_goes_before_what_was_only_looked_up_ahead(monkeypatch):
    explorer, sent, made = explore.convolution(size=7), [], []
    monkeypatch.setattr(explorer, "send", sent.append)
    look = explorer._answers.look
    monkeypatch.setattr(explorer._answers, "look", lambda *choice: made.append(choice) or look(*choice))
    ahead = [{"values": {**explorer.start, "size": n}, "edits": {}} for n in range(3, 13)]

    async def ask_while_it_looks():
        hears(explorer, ahead=ahead)
        while not made:
            await asyncio.sleep(0)
        hears(explorer, ask={"request": "page", "values": {**explorer.start, "stride": 2}, "edits": {}})
        await asyncio.sleep(0.05)

    apart(asyncio.run, ask_while_it_looks())
    assert explorer.stride == 2 and len(sent) == len(made) - 1 < 3
    (first, _), (last, _) = made[0], made[-1]
    assert first["size"] == (3, 3) and last["stride"] == (2, 2)


def test_a_job_that_fails_does_not_stop_the_next(caplog):
    done = []

    async def run():
        Turns().spare([lambda: 1 / 0, lambda: done.append("next")])
        await asyncio.sleep(0.01)

    apart(asyncio.run, run())
    assert done == ["next"] and "division by zero" in caplog.text


def test_answers_that_were_made_are_kept_but_not_for_ever():
    explorer = explore.pooling()
    first = explorer.film
    explorer.stride = 1
    explorer.stride = 2
    assert explorer.film is first
    for cell in range(40):
        explorer.edits = {"x_0_0_0": cell}
    explorer.edits = {}
    assert explorer.film is not first and explorer.film.data() == first.data()
    assert len(explorer._answers._kept) <= 32
