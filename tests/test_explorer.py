"""What holds for every explorer, without a browser: choices, ranges, messages, edits."""

from __future__ import annotations

import inspect
import json

import explorers
import numpy as np
import pytest
from explorers import FACTORIES, ask, cells, is_paired, made, move, options, says, sliders, span, too_far, walk
from films import Picture

from convlib.explore import Explorer
from convlib.explore.topic import Control, Topic

PICTURE = ("film", "revision", "formula", "notes", "calls", "line")
every_explorer = pytest.mark.parametrize("name", FACTORIES)


def state(explorer: Explorer) -> dict:
    return json.loads(json.dumps(explorer.answer))


@every_explorer
def test_an_explorer_takes_its_controls_and_a_seed(name):
    explorer, taken = FACTORIES[name](), inspect.signature(FACTORIES[name]).parameters
    names = [c["name"] for c in explorer.controls]
    assert list(taken) == [*names, "seed", "edits", "frame"]
    assert all(taken[n].kind is inspect.Parameter.KEYWORD_ONLY for n in ("seed", "edits", "frame"))
    assert repr(explorer) == f"explore.{name}({', '.join(f'{n}={taken[n].default!r}' for n in names)})"
    assert explorer.start == explorer.values


@every_explorer
def test_starting_values_differ_between_the_axes(name):
    explorer = made(name)
    for control in filter(is_paired, explorer.controls):
        assert len(set(explorer.values[control["name"]])) == 2


@every_explorer
def test_a_choice_shows_another_film_or_a_message_around_the_last_good_one(name):
    film = shown = None
    for explorer in walk(name, 40):
        answer = state(explorer)
        assert answer["message"] == explorer.message
        assert answer["values"] == json.loads(json.dumps(explorer.values))
        if explorer.message and shown is not None:
            assert explorer.film is film
            assert {n: answer[n] for n in PICTURE} == {n: shown[n] for n in PICTURE}
        elif not explorer.message:
            assert shown is None or explorer.film is not film or answer["values"] == shown["values"]
            assert answer["film"] == json.loads(json.dumps(explorer.film.data()))
            assert shown is None or answer["revision"] == shown["revision"] + 1
            film, shown = explorer.film, answer
    assert shown is not None


@every_explorer
def test_too_far_is_told_and_the_way_back_is_open(name):
    explorer = made(name)
    *before, last = too_far(name)
    for each in before:
        move(explorer, *each)
    film, values, shown = explorer.film, explorer.values, state(explorer)
    assert explorer.message == ""
    move(explorer, *last)
    assert explorer.message and explorer.film is film
    assert state(explorer)["message"] == explorer.message
    assert {n: state(explorer)[n] for n in PICTURE} == {n: shown[n] for n in PICTURE}
    with pytest.raises(ValueError) as error:
        FACTORIES[name](**explorer.values)
    assert str(error.value) == f"{explorer!r}: {explorer.message}"
    explorer.set(**values)
    assert explorer.message == "" and explorer.answer["revision"] == shown["revision"] + 1


@every_explorer
@pytest.mark.parametrize("joined", [True, False])
def test_ranges_are_exactly_what_could_be_shown(name, joined):
    explorer, tried = made(name), made(name)
    pairs = [c["name"] for c in explorer.controls if is_paired(c)]
    for one in (explorer, tried) if joined else ():
        one.set(**{pair: one.values[pair][0] for pair in pairs})
    assert all((len(set(explorer.values[pair])) == 1) == joined for pair in pairs)
    for *_, last in ([None], too_far(name)):  # where all is well, and where nothing is
        if last:
            for one in (explorer, tried):
                move(one, *last)
            joined = all(len(set(explorer.values[pair])) == 1 for pair in pairs)
        now = explorer.values
        assert {n: len(rows) for n, rows in explorer.answer["valid"].items()} == {
            c["name"]: len(now[c["name"]]) for c in explorer.controls if not c["options"]
        }
        for control, place in sliders(explorer):
            valid = explorer.answer["valid"][control][place]
            together = joined and control in pairs
            for v in span(explorer, control):
                tried.set(**{control: [v if together or n == place else o for n, o in enumerate(now[control])]})
                assert (tried.message == "") == (v in valid)
            tried.set(**{control: now[control]})
            assert valid == sorted(valid)


@every_explorer
def test_an_edit_changes_one_number_in_every_array_that_can_be_edited(name):
    for prefix, listed in cells(made(name)).items():
        explorer = made(name)
        before, film = Picture(explorer.film.to_svg(0)).text, explorer.film
        for cell, number, text in ((listed[-1], -17, "−17"), (listed[0], 300, "300")):
            ask(explorer, {cell: number})
            after = Picture(explorer.film.to_svg(0)).text
            assert after[cell] == text
            same = [c for c in before if c.startswith(f"{prefix}_") and c != cell]
            assert same and all(after[c] == before[c] for c in same)
            changed = [np.sum(array != film.values[n]) for n, array in explorer.film.values.items() if n != "y"]
            assert max(changed) == sum(changed) == 1
            assert explorer.answer["edits"] == {cell: number} and explorer.answer["request"] == "asked"
            assert explorer.film.title == film.title
        ask(explorer, {})
        assert explorer.film.data() == film.data()


@every_explorer
def test_exactly_the_cells_that_are_called_editable_can_be_edited(name):
    explorer = made(name)
    film, kinds = explorer.film.data(), Picture(explorer.film.to_svg(0)).kind
    first = {cell.split("_")[0]: cell for cell, kind in kinds.items() if kind.startswith("cell")}
    assert {"y", *explorer.editable} <= first.keys()
    for prefix, cell in first.items():
        if prefix in explorer.editable:
            ask(explorer, {cell: 88})
            assert explorer.film.data() != film
        else:
            with pytest.raises(ValueError, match=f"not '{cell}': 88"):
                ask(explorer, {cell: 88})
            assert explorer.edits.keys() <= {first[array] for array in explorer.editable}


@every_explorer
def test_an_answer_names_the_last_question_of_a_page(name):
    explorer = made(name)
    assert explorer.answer["request"] == ""
    says(explorer, ask={"request": "page 1", "values": explorer.values, "edits": {}})
    explorer.set()
    assert explorer.answer["request"] == "page 1"
    shown = state(explorer)
    says(explorer)  # no question
    assert state(explorer) == shown


@every_explorer
def test_what_is_asked_ahead_is_answered_and_changes_nothing(name, monkeypatch):
    explorer, sent = made(name), []
    monkeypatch.setattr(explorer, "send", sent.append)
    before, film, last = state(explorer), explorer.film, too_far(name)[-1]
    edits = {listed[0]: 7 for listed in cells(explorer).values()}
    twins = [made(name), made(name)]
    ask(twins[0], edits)
    for each in too_far(name):
        move(twins[1], *each)
    assert twins[1].message and last
    asked = [{"values": json.loads(json.dumps(twin.values)), "edits": twin.edits} for twin in twins]
    says(explorer, ahead=asked)
    first, second = (json.loads(told["known"]) for told in sent)
    assert [told["last"] for told in sent] == [False, True]
    wanted = [state(twin) for twin in twins]
    assert first == {n: v for n, v in wanted[0].items() if n not in ("request", "revision")}
    assert second == {n: wanted[1][n] for n in ("values", "edits", "message", "valid")}
    assert state(explorer) == before and explorer.film is film and explorer.edits == {}


@every_explorer
def test_a_value_that_a_control_does_not_have_is_an_error_that_names_it(name):
    explorer = made(name)
    before, values = state(explorer), explorer.values
    for control in explorer.controls:
        if control["options"]:
            wrong = ["mirror", 3, None, [control["options"][0]], 1.0]
        else:
            now, count = list(values[control["name"]]), len(control["axes"])
            wrong = [control["low"] - 1, control["high"] + 1, [*now[:-1], control["high"] + 1], [], [1] * (count + 1)]
            wrong += [2.5, "same", None, [None] * count, {1: 2}]
            wrong += [[now[0]] * (count - 1)] if count > 1 and not control["grows"] else []
        for value in wrong:
            for choose in (FACTORIES[name], explorer.set):
                with pytest.raises((ValueError, TypeError), match=f"^{control['name']} (must be|goes from) ") as error:
                    choose(**{control["name"]: value})
                assert str(error.value).endswith(f", not {value!r}")
    with pytest.raises(
        ValueError, match=rf"explore\.{name}\(.*\) has no a, zoom; it has {explorer.controls[0]['name']}"
    ):
        explorer.set(zoom=2, a=1)
    assert state(explorer) == before and explorer.values == values


@every_explorer
def test_every_option_can_be_chosen(name):
    explorer = made(name)
    for control, option in options(explorer):
        explorer.set(**{control: option})
        assert explorer.message == "" and explorer.values[control] is option


@every_explorer
def test_another_seed_gives_other_numbers_of_the_same_sizes(name):
    first, second, third = (explorers.by_chance(name, seed) for seed in (0, 1, 1))
    assert first.film.title == second.film.title and repr(second) == repr(third) == f"{repr(first)[:-1]}, seed=1)"
    assert first.film.data() != second.film.data() == third.film.data()
    for seed in ("one", 1.5, -1, None):
        with pytest.raises((ValueError, TypeError), match=rf"explore\.{name}\(seed={seed!r}\): seed must "):
            FACTORIES[name](seed=seed)


def test_a_control_for_a_choice_may_offer_true_and_false():
    control = Control("ceil_mode", options=(False, True))
    assert control.checked(True) is True and control.shown(False) is False
    for value in (1, 0, "True", None):
        with pytest.raises(ValueError, match=f"ceil_mode must be one of False, True, not {value!r}"):
            control.checked(value)


def test_axes_move_as_one_whatever_numbers_that_grow_are():
    def check(values: dict) -> str:
        return "" if values["size"][0] == values["size"][1] and sum(values["rates"]) < 6 else "no"

    controls = (Control("size", 1, 3), Control("rates", 1, 4, axes=("1", "2", "3"), grows="layers"))
    topic = Topic("test", controls, check, dict, dict)
    assert topic.valid({"size": (2, 2), "rates": (1, 3)}) == {"size": [[1, 2, 3]] * 2, "rates": [[1, 2], [1, 2, 3, 4]]}
    assert topic.valid({"size": (1, 2), "rates": (1, 3)}) == {"size": [[2], [1]], "rates": [[], []]}


def test_a_problem_that_is_no_complaint_of_an_operator_is_a_mistake_of_ours():
    explorer = made(next(iter(FACTORIES)))
    with pytest.raises(KeyError):
        explorer._topic.problem({})
    with pytest.raises(TypeError, match="NoneType"):
        explorer._topic.problem(None)
