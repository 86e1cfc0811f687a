"""What every explorer shows besides its film: the calls to copy, the formula, its representation."""

from __future__ import annotations

import html
import math
import re

import numpy as np
import pytest
from explorers import FACTORIES, ask, cells, made, move, sliders, walk
from films import plays

from convlib import explore

every_explorer = pytest.mark.parametrize("name", FACTORIES)


def runs(source: str, names: dict) -> np.ndarray:
    """What a line comes to: an expression, or statements that change ``y``, which starts as ``x``."""
    try:
        return np.asarray(eval(source, names))
    except SyntaxError:
        names["y"] = names["x"]
        exec(source, names)
        return np.asarray(names["y"])


@pytest.mark.parametrize("library", ["convlib", "PyTorch"])
@every_explorer
def test_the_copied_call_runs_and_gives_the_output_of_the_film(name, library):
    if library == "PyTorch":
        pytest.importorskip("torch")
    checked = 0
    for explorer in walk(name, 60):
        if explorer.message:
            continue
        ask(explorer, {listed[0]: number for listed, number in zip(cells(explorer).values(), (-40, 5), strict=False)})
        (line, whole) = next((s.line, s.whole) for s in explorer.answer["calls"] if s.library == library)
        names: dict = {}
        exec(whole, names)
        y, shown = np.asarray(names["y"]), explorer.film.values["y"]
        assert y.shape[-shown.ndim :] == shown.shape and y.size == shown.size
        rounding = 0 if shown.dtype.kind == "i" else 1e-6  # PyTorch makes single precision of floats
        np.testing.assert_allclose(y.reshape(shown.shape), shown, rtol=rounding)
        assert (runs(line, names) == y).all()
        checked += 1
    assert checked > 10


@every_explorer
def test_rows_of_a_formula_come_to_what_they_say_and_outputs_to_the_size(name):
    for explorer in walk(name, 60):
        (_, *rows), sizes = explorer.answer["formula"], {}
        assert rows
        for row in rows:
            left, sums, shown = re.fullmatch(r"(\w+) = (.*) = (−?\d+)", row).groups()
            plain = sums.translate(str.maketrans({"·": "*", "−": "-"}))
            for sign, function in (("⌊", "floor("), ("⌈", "ceil("), ("⌋", ")"), ("⌉", ")")):
                plain = plain.replace(sign, function)
            assert eval(plain, {"floor": math.floor, "ceil": math.ceil}) == int(shown.replace("−", "-"))
            sizes[left] = int(shown)
        h, w = (sizes.get(f"output_{axis}", sizes.get("output")) for axis in "hw")
        assert h is None or explorer.film.values["y"].shape[-2:] == (h, w)


@every_explorer
def test_the_representation_makes_the_same_explorer(name):
    first = made(name)
    again = eval(repr(first), {"explore": explore})
    assert repr(again) == repr(first) and again.answer["film"] == first.answer["film"]
    bundles = [explorer._repr_mimebundle_()[0] for explorer in (first, again)]
    named = [re.sub(r"data-live='[0-9a-f]{32}'", "", bundle["text/html"]) for bundle in bundles]
    assert named[0] == named[1] and bundles[0]["text/html"] != bundles[1]["text/html"]
    assert bundles[0]["text/plain"] == repr(first)
    plays(bundles[0]["text/html"], first.film)
    assert set(bundles[0]) == {"text/plain", "text/html"}  # nothing that shows an error when the kernel is gone


@every_explorer
def test_the_representation_shows_what_was_chosen_last(name):
    explorer = made(name)
    for control, place in sliders(explorer):
        before = repr(explorer)
        move(explorer, control, place, "ArrowRight")
        bundle = explorer._repr_mimebundle_()[0]
        assert bundle["text/plain"] == repr(explorer) != before
        assert html.escape(explorer.film.title) in bundle["text/html"]
