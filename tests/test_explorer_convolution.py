"""The convolution explorer without a browser: what it refuses, edits that wait, and the calls to copy."""

from __future__ import annotations

import re

import numpy as np
import pytest
from cases import cases
from explorers import ask
from hypothesis import strategies as st

import convlib as cl
from convlib import explore
from convlib.relation import PADDING_MODES

SPANS = {"size": (1, 12), "kernel_size": (1, 7), "stride": (1, 5), "padding": (0, 4), "dilation": (1, 4)}
EACH = {name: st.tuples(*[st.integers(*ends)] * 2) for name, ends in SPANS.items()}


def fits(mode: str, n: int, k: int, p: int, d: int) -> bool:
    most = {"reflect": n - 1, "circular": n}.get(mode, 9)
    return p <= most and d * (k - 1) + 1 <= n + 2 * p


@cases(120, st.fixed_dictionaries(EACH), st.sampled_from(PADDING_MODES))
def test_a_choice_is_shown_or_the_operator_refuses_it(values, mode):
    explorer = explore.convolution()
    explorer.set(**values, padding_mode=mode)
    rows = zip(*(values[name] for name in ("size", "kernel_size", "padding", "dilation")), strict=True)
    assert (explorer.message == "") == all(fits(mode, *row) for row in rows)
    options = {name: values[name] for name in ("stride", "padding", "dilation")} | {"padding_mode": mode}
    x, weight = np.ones((1, *values["size"])), np.ones((1, 1, *values["kernel_size"]))
    if explorer.message:
        with pytest.raises(ValueError) as error:
            cl.conv2d(x, weight, **options)
        assert str(error.value).endswith(f": {explorer.message}")
    else:
        film = explorer.film.values
        assert film["x"].shape == x.shape and film["weight"].shape == weight.shape
        assert (film["y"] == cl.conv2d(film["x"], film["weight"], **options)).all()


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ({"size": (2, 7)}, "axis h: the kernel spans 3 cells, the padded input has 2"),
        ({"kernel_size": (3, 7), "size": 6}, "axis w: the kernel spans 7 cells, the padded input has 6"),
        (
            {"size": 3, "padding": 3, "padding_mode": "reflect"},
            "padding_mode 'reflect' can fill at most 2 cells",
        ),
    ],
)
def test_what_is_said_of_a_choice_that_cannot_be_shown(start, message):
    with pytest.raises(ValueError, match=r"explore\.convolution\(size=.*\): " + message):
        explore.convolution(**start)


def test_a_choice_is_told_as_a_person_would_give_it():
    explorer = explore.convolution(size=(5, 6))
    explorer.set(stride=2, padding=(1, 2))
    explorer.set(padding_mode="replicate", kernel_size=[2, 4])
    assert repr(explorer) == (
        "explore.convolution(size=(5, 6), kernel_size=(2, 4), stride=2, padding=(1, 2), dilation=1, "
        "padding_mode='replicate')"
    )


def test_an_edit_waits_while_its_cell_is_gone():
    explorer = explore.convolution(size=(4, 5), kernel_size=(2, 3))
    ask(explorer, {"x_0_1_4": -7, "w_0_0_1_0": 9})
    x, weight = (explorer.film.values[name] for name in ("x", "weight"))
    assert (x[0, 1, 4], weight[0, 0, 1, 0]) == (-7, 9)
    explorer.set(size=(3, 4), kernel_size=(1, 1))
    assert -7 not in explorer.film.values["x"] and 9 not in explorer.film.values["weight"]
    explorer.set(size=(4, 5), kernel_size=(2, 3))
    assert (explorer.film.values["x"] == x).all() and (explorer.film.values["weight"] == weight).all()


def test_defaults_are_left_out_of_the_calls():
    def lines(**start) -> list[str]:
        return [snippet.line for snippet in explore.convolution(**start).answer["calls"]]

    assert lines(size=(5, 6)) == ["cl.conv2d(x, weight)", "F.conv2d(x, weight)"]
    assert lines(padding_mode="circular") == lines()
    assert lines(stride=2, padding=(1, 2)) == [
        f"{library}.conv2d(x, weight, stride=2, padding=(1, 2))" for library in ("cl", "F")
    ]


@pytest.mark.parametrize("mode", PADDING_MODES[1:])
@pytest.mark.parametrize("padding", [(1, 2), (2, 0), (0, 1)])
def test_padding_that_pytorch_does_before_is_a_step_of_its_call(mode, padding):
    pytest.importorskip("torch")
    h, w = padding
    explorer = explore.convolution(size=(4, 5), padding=padding, stride=(1, 2), padding_mode=mode)
    here, there = explorer.answer["calls"]
    assert here.line == f"cl.conv2d(x, weight, stride=(1, 2), padding={padding}, padding_mode={mode!r})"
    assert there.line == f'F.conv2d(F.pad(x, ({w}, {w}, {h}, {h}), mode="{mode}"), weight, stride=(1, 2))'
    names: dict = {}
    exec(there.whole, names)
    assert (names["y"].numpy() == explorer.film.values["y"]).all()


def test_the_formula_with_names_and_with_numbers():
    assert explore.convolution(stride=2, padding=1).answer["formula"] == [
        "output = ⌊(size + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1",
        "output = ⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 4",
    ]
    rows = explore.convolution(size=(7, 8), dilation=(1, 2)).answer["formula"][1:]
    assert [re.match(r"output_[hw]", row)[0] for row in rows] == ["output_h", "output_w"]
