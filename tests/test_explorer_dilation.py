"""The dilation explorer without a browser: fields, gaps, parameters, and layers that come and go."""

from __future__ import annotations

import re

import numpy as np
import pytest
from cases import cases
from hypothesis import strategies as st

import convlib as cl
from convlib import explore

STARTS = (
    {},
    {"kernel_size": 2, "rates": (3,), "outputs": 5},
    {"rates": (2, 2), "outputs": 1},
    {"kernel_size": 5, "rates": [1, 3, 2]},
    {"rates": (1, 2, 4, 8), "outputs": 8},
    {"kernel_size": 1, "rates": (8, 1)},
    {"rates": 4},
)
every_start = pytest.mark.parametrize("start", STARTS)


def numbers(values: dict) -> tuple[int, tuple[int, ...], int]:
    return values["kernel_size"][0], values["rates"], values["outputs"][0]


def output(explorer) -> np.ndarray:
    y = explorer.film.values["x"][None]
    for rate in explorer.values["rates"]:
        y = cl.conv1d(y, explorer.film.values["weight"][None, None], dilation=rate)
    return y[0]


def read(k: int, rates) -> set[int]:
    """The inputs behind one output: a sum of one offset from every layer."""
    cells = {0}
    for rate in rates:
        cells = {cell + tap * rate for cell in cells for tap in range(k)}
    return cells


@every_start
def test_an_explorer_shows_the_film_of_its_values(start):
    explorer = explore.dilation(**start)
    k, rates, outputs = numbers(explorer.values)
    assert (explorer.film.values["y"] == output(explorer)).all()
    assert len(explorer.film) == outputs and explorer.film.values["weight"].shape == (k,)
    assert f"rates {', '.join(map(str, rates))}:" in explorer.film.title
    assert explorer.answer["film"] == explorer.film.data()


@cases(80, st.integers(1, 5), st.lists(st.integers(1, 8), min_size=1, max_size=4), st.integers(1, 8))
def test_field_gaps_and_parameters_are_those_of_the_stack(k, rates, outputs):
    cells = read(k, rates)
    field = max(cells) + 1
    size = field + outputs - 1
    explorer = explore.dilation()
    explorer.set(kernel_size=k, rates=rates, outputs=outputs)
    if size > 40:
        assert explorer.message == (
            f"a field of {field} cells needs {size} inputs for {outputs} outputs: at most 40 can be read"
        )
        assert explorer.film.title.startswith("17 inputs")
        return
    _, line = explorer.answer["formula"]
    sums, shown = re.fullmatch(r"field = (.*) = (\d+)", line).groups()
    assert eval(sums.replace("·", "*").replace("−", "-")) == int(shown) == field
    reach, cost = explorer.answer["notes"]
    said = [int(n) for n in re.findall(r"\d+", reach)]
    assert said == [len(cells), field] + [field - len(cells)] * (field > len(cells))
    assert ("no gaps" in reach) == (len(cells) == field)
    assert [int(n) for n in re.findall(r"\d+", cost)] == [len(rates), k, k * len(rates), field]
    assert explorer.film.values["x"].shape == (size,)


def test_what_is_said_of_the_example_in_the_lecture():
    assert explore.dilation().answer["formula"][1] == "field = 1 + (3 − 1)·(1 + 2 + 4) = 15"
    assert explore.dilation(rates=(2, 2)).answer["notes"] == [
        "One output reads 5 of the 9 inputs in its field: 4 are gaps.",
        "2 layers of 3 weights: 6 parameters, whatever the rates; one layer of that field, not dilated, has 9.",
    ]


def test_layers_come_and_go():
    explorer = explore.dilation(rates=(1, 2))
    for rates in ((1, 2, 4), (3,), (1, 1, 1, 1)):
        explorer.set(rates=rates)
        assert explorer.values["rates"] == rates and explorer.message == ""
        assert len(explorer.answer["valid"]["rates"]) == len(rates)
        assert (explorer.film.values["y"] == output(explorer)).all()


def test_one_rate_is_one_layer():
    assert repr(explore.dilation(rates=4)) == "explore.dilation(kernel_size=3, rates=(4,), outputs=3)"


def test_each_layer_has_a_range_of_its_own():
    explorer = explore.dilation(kernel_size=5, rates=(1, 3, 2))  # 4·(sum of the rates) + 3 inputs
    assert explorer.answer["valid"]["rates"] == [[1, 2, 3, 4], [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5]]


@pytest.mark.parametrize(("rates", "outputs"), [((8,), 8), ((4, 5), 4), ((3, 3, 3), 4)])
def test_forty_inputs_can_be_read_and_not_one_more(rates, outputs):
    explorer = explore.dilation(kernel_size=5, rates=rates, outputs=outputs)
    assert explorer.film.values["x"].shape == (40,)
    if outputs < 8:
        explorer.set(outputs=outputs + 1)
        assert explorer.message.endswith("at most 40 can be read")


@pytest.mark.parametrize(
    ("start", "message"),
    [
        ({"kernel_size": (3, 3)}, r"kernel_size goes from 1 to 5 here, not \(3, 3\)"),
        ({"kernel_size": "three"}, "kernel_size must be an integer, not 'three'"),
        ({"rates": ()}, r"rates goes from 1 to 8 here, for 1 to 4 layers, not \(\)"),
        ({"rates": (1, 2, 4, 8, 8)}, "rates goes from 1 to 8 here, for 1 to 4 layers"),
        ({"rates": (1, 9)}, r"rates goes from 1 to 8 here, for 1 to 4 layers, not \(1, 9\)"),
        ({"rates": (1, 1.5)}, r"rates must be 1 to 4 integers, not \(1, 1\.5\)"),
        ({"rates": (8, 8, 8)}, r"explore\.dilation\(.*\): a field of 49 cells needs 51 inputs for 3 outputs"),
    ],
)
def test_a_start_that_cannot_be_shown_is_an_error(start, message):
    with pytest.raises((ValueError, TypeError), match=message):
        explore.dilation(**start)
