"""An explorer among the widgets of a notebook: its controls are traits, which are set, observed and linked."""

from __future__ import annotations

import ipywidgets
import pytest
from explorers import FACTORIES, made, options, says, sliders, span
from traitlets import HasTraits, Int

from convlib import explore

every_explorer = pytest.mark.parametrize("name", FACTORIES)


def near(explorer, control: str, place: int):
    """A value of a slider that can be shown, another than now."""
    now = explorer.values[control]
    for v in span(explorer, control):
        value = tuple(v if n == place else other for n, other in enumerate(now))
        if value != now and not explorer._topic.problem({**explorer.values, control: value}):
            return value
    return now


@every_explorer
def test_every_control_is_a_trait_that_shows_another_picture_when_set(name):
    for control, place in sliders(made(name)):
        explorer, wanted = made(name), made(name)
        value = near(explorer, control, place)
        setattr(explorer, control, value)
        wanted.set(**{control: value})
        assert explorer.values == wanted.values and explorer.answer["film"] == wanted.answer["film"]
        assert getattr(explorer, control) == (value if len(set(value)) > 1 or control == "rates" else value[0])
    for control, option in options(made(name)):
        explorer = made(name)
        setattr(explorer, control, option)
        assert explorer.values[control] == option == explorer.value[control]


@every_explorer
def test_who_observes_a_control_is_told_once_and_finds_the_picture_there(name):
    explorer, told = made(name), []
    (control, place), *_ = sliders(explorer)
    explorer.observe(lambda change: told.append((change["name"], explorer.film)), [control, "value"])
    value, before, start = near(explorer, control, place), explorer.film, explorer.start
    for choose in (
        lambda: setattr(explorer, control, value),
        lambda: explorer.set(**{control: start[control]}),
        lambda: setattr(explorer, "value", {control: value}),
        lambda: says(explorer, ask={"request": "page", "values": start, "edits": {}}),
    ):
        told.clear()
        choose()
        assert sorted(each for each, _ in told) == sorted([control, "value"])
        assert all(film is explorer.film for _, film in told)
    assert explorer.film is before  # made once, and kept


def test_several_controls_may_be_set_at_once():
    explorer, films = explore.convolution(size=7), []
    explorer.observe(lambda change: films.append(explorer.film.title), "value")
    with explorer.hold_trait_notifications():
        explorer.stride = 2
        explorer.padding = 1
    assert (explorer.stride, explorer.padding, explorer.value["stride"]) == (2, 1, 2)
    assert films[-1] == explorer.film.title == "7×7 input, 3×3 kernel, stride 2, padding 1: 4×4 output"


def test_an_observer_may_set_another_control():
    explorer = explore.convolution(size=7)
    explorer.observe(lambda change: setattr(explorer, "padding", change["new"] - 1), "stride")
    explorer.stride = 3
    assert explorer.values["padding"] == (2, 2) and "padding 2" in explorer.film.title


def test_links_and_interactive_output_move_it():
    one, other, seen = explore.convolution(size=6), explore.transposed(size=3), []
    slider = ipywidgets.IntSlider(value=1, min=1, max=4)
    ipywidgets.link((slider, "value"), (one, "stride"))
    ipywidgets.link((one, "stride"), (other, "stride"))
    ipywidgets.interactive_output(lambda choice: seen.append(choice["stride"]), {"choice": one})
    slider.value = 2
    assert one.stride == other.stride == 2 and "stride 2" in other.film.title
    other.stride = 1
    assert slider.value == 1 and seen == [1, 2, 1]


def test_a_value_that_a_control_does_not_have_is_refused_and_changes_nothing():
    explorer = explore.convolution(size=5)
    for name, wrong in (("stride", 9), ("stride", 1.5), ("padding_mode", "mirror"), ("value", {"stride": 0})):
        with pytest.raises((ValueError, TypeError), match=r"^(stride|padding_mode) (goes from|must be)"):
            setattr(explorer, name, wrong)
        assert explorer.values == explorer.start and explorer.stride == 1
    with pytest.raises(ValueError, match="has no zoom; it has size, kernel_size"):
        explorer.value = {"zoom": 2}


def test_the_frame_is_a_trait_that_pages_follow(monkeypatch):
    explorer, sent, other = explore.convolution(size=5, frame=4), [], HasTraits()
    monkeypatch.setattr(explorer, "send", sent.append)
    other.add_traits(frame=Int())
    ipywidgets.link((explorer, "frame"), (other, "frame"))
    assert explorer.answer["film"]["start"] == 0 and other.frame == 4  # the place opens there: see the next test
    other.frame = 2
    assert sent == [{"frame": 2, "by": ""}]
    says(explorer, frame=7, of=explorer.answer["revision"], first=False, by="page")
    assert explorer.frame == other.frame == 7 and sent[1:] == [{"frame": 7, "by": "page"}]
    says(explorer, frame=1, of=explorer.answer["revision"] - 1, first=False, by="page")  # of a film that is gone
    says(explorer, frame=5, of=explorer.answer["revision"], first=True, by="other")  # too late to be the first
    assert explorer.frame == 7 and sent[2:] == [{"frame": 7, "by": ""}]
    explorer.frame = 99
    assert explorer.frame == len(explorer.film) - 1 == 8
    explorer.stride = 2
    assert explorer.frame == explorer.film.start == 0
    says(explorer, ask={"request": "", "values": explorer.start, "edits": {}, "frame": 3})
    assert explorer.frame == 3
    with pytest.raises(ValueError, match="has frames 0 to 8, not 9"):
        explore.convolution(size=5, frame=9)


@every_explorer
def test_numbers_changed_by_hand_are_a_trait_and_part_of_the_line(name):
    explorer, prefix = made(name), made(name).editable[0]
    cell = next(cell for cell in explorer.film.drawing.ids if cell.split("_")[0] == prefix)
    explorer.edits = {cell: 77}
    again = eval(repr(explorer), {"explore": explore})
    assert again.edits == explorer.edits == {cell: 77} and repr(again) == repr(explorer)
    assert again.answer["film"] == explorer.answer["film"] and explorer.answer["line"] == repr(explorer)
    for wrong in ({cell: 1.5}, {cell: 1000}, {cell: -1000}, {cell: True}, {"y_0_0": 1}, {3: 1}):
        with pytest.raises(ValueError, match="edits gives cells whole numbers from −999 to 999"):
            explorer.edits = wrong
        with pytest.raises(ValueError, match="edits gives cells whole numbers from −999 to 999"):
            FACTORIES[name](edits=wrong)
    explorer.edits = {cell: -999}
    assert explorer.edits == {cell: -999}


@every_explorer
def test_presets_can_be_shown_from_anywhere_and_a_teacher_adds_to_them(name):
    explorer = FACTORIES[name]()
    named = dict(explorer.presets)
    assert len(named) >= 5
    for start in (explorer, made(name)):
        for settings in named.values():
            start.set(**settings)
            assert start.message == "" and start.value == explorer._topic.presets[next(iter(named))] | settings
    control, place = sliders(explorer)[0]
    explorer = FACTORIES[name]()
    explorer.presets = {**named, "my example": {control: near(explorer, control, place)}}
    assert list(explorer.presets) == [*named, "my example"]
    assert explorer.get_state("presets")["presets"]["my example"] == {control: near(explorer, control, place)}
    for wrong, words in (({"zoom": 1}, "has no zoom; it has"), ({control: 99}, f"{control} goes from")):
        with pytest.raises(ValueError, match=words):
            explorer.presets = {"wrong": wrong}
        assert "wrong" not in explorer.presets


def test_a_preset_that_cannot_be_shown_is_refused_by_name():
    explorer = explore.convolution(size=5)
    with pytest.raises(ValueError, match="preset 'too small': axis h: the kernel spans 3 cells"):
        explorer.presets = {"too small": {"size": 1}}


def test_a_pair_moves_as_one_and_says_what_only_one_can_do():
    one, other = explore.convolution(size=5, stride=2), explore.transposed(edits={"x_0_0_1": 7})
    explore.together(one, other, "kernel_size", "stride", "w")
    other.kernel_size = 2
    one.edits = {"w_0_0_1_1": 9, "x_0_0_0": 1}
    assert one.kernel_size == 2 and other.edits == {"x_0_0_1": 7, "w_0_0_1_1": 9}
    assert (one.film.values["weight"] == other.film.values["weight"]).all()
    one.stride = 5
    assert one.stride == 5 and one.message == ""
    assert other.stride == 2 and other.message == other.answer["message"] == "stride goes from 1 to 4 here, not 5"
    one.stride = 3
    assert other.stride == 3 and other.message == ""
    with pytest.raises(ValueError, match="do not both have way, y; they have dilation, kernel_size, padding"):
        explore.together(one, other, "stride", "way", "y")
