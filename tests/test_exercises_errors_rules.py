"""The rules on functions of no exercise, the variants that they make, and the store of what those do."""

from __future__ import annotations

import ast
import inspect
import random
from dataclasses import replace

import numpy as np
import pytest
from exercising import ALL, HALF, SLIDE, every, slide

from convlib.exercises import Exercise, registry
from convlib.exercises.errors import store
from convlib.exercises.errors.edits import DoesNotFit, made
from convlib.exercises.errors.rules import edits
from convlib.exercises.errors.scene import Scene
from convlib.exercises.errors.signatures import RAISED, results, signature, table, told
from convlib.exercises.errors.variants import NONE, Code, Variants
from convlib.exercises.misconceptions import giving


def area(h, w, frame):
    """Cells inside a frame."""
    inner = (h - 2 * frame) * (w - 2 * frame)
    return inner // 2 + 1


def largest(x, size):
    y = np.zeros((len(x) // size, size))
    total = 0
    for i in range(len(x) // size):
        for u in range(size):
            y[i, u] += x[i * size + u]
    if size == 2:
        total = y.max()
    return total


def slips(function, **arguments) -> dict[str, str]:
    """Every slip's words and the function with that slip in it."""
    scene = Scene(inspect.getsource(function), arguments, function(**arguments))
    before, found = ast.unparse(scene.tree), {}
    for edit in edits(scene):
        with made(edit):
            found[edit.words] = ast.unparse(ast.fix_missing_locations(scene.tree))
        assert found[edit.words] != before == ast.unparse(scene.tree)
    return found


ARITHMETIC = slips(area, h=9, w=7, frame=1)
LOOPS = slips(largest, x=np.arange(6), size=2)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("`1` were left out in the result: `inner // 2` for `inner // 2 + 1`", "return inner // 2"),
        (
            "`1` were taken away, not added in the result: `inner // 2 - 1` for `inner // 2 + 1`",
            "return inner // 2 - 1",
        ),
        ("a bracket reached too far in the result: `(inner + 1) // 2` for `inner // 2 + 1`", "return (inner + 1) // 2"),
        ("it were rounded up, not down in the result: `-(-inner // 2)` for `inner // 2`", "return -(-inner // 2) + 1"),
        ("`inner` were one less in the result", "return (inner - 1) // 2 + 1"),
        ("`2` were `1` in the result", "return inner // 1 + 1"),
        ("`frame` were 0", "frame = 0"),
        ("`h` and `w` were swapped", "h, w = (w, h)"),
        ("the result were one more", "return inner // 2 + 1 + 1"),
        (
            "`2 * frame` were not taken away in `inner`: `h` for `h - 2 * frame`, and the same on the other axis",
            "inner = h * w",
        ),
    ],
)
def test_a_slip_in_a_formula_has_its_words(words, line):
    assert line in ARITHMETIC[words] and f"{line}\n" not in inspect.getsource(area)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("the loop over `u` went one too far", "for u in range(size + 1):"),
        ("`=` stood for `+=`, so that each value replaced the one before", "y[i, u] = x[i * size + u]"),
        ("the mean were taken, instead of the sum", "y[i, u] = y[i, u] + x[i * size + u] / size"),
        ("axes 0 and 1 of `y` were swapped", "y[u, i] += x[i * size + u]"),
        ("the mean were taken", "total = y.mean()"),
        ("`size == 2` always held", "if True:"),
        ("the comparison were `!=` in the condition", "if size != 2:"),
        ("height and width of the shape were swapped", "y = np.zeros((size, len(x) // size))"),
        ("the output could hold whole numbers only", "y = np.zeros((len(x) // size, size), dtype=int)"),
        ("`x` were turned round", "x = x[::-1]"),
        (
            "the factor `size` stood with the wrong number in the index of `x`: `i + size * u` for `i * size + u`",
            "i + size * u",
        ),
        ("`u` were left out in the index of `x`: `i * size` for `i * size + u`", "y[i, u] += x[i * size]"),
        ("the `return` stood inside the loop over `i`, and ended it after one round", "        return total"),
        ("`total` were set anew in each round of the loop over `i`", "\n        total = 0"),
    ],
)
def test_a_slip_in_a_loop_has_its_words(words, line):
    assert line in LOOPS[words] and line not in ast.unparse(ast.parse(inspect.getsource(largest)))


def test_a_slip_on_both_axes_is_one():
    variants = Variants(registry()["conv2d_channels"])
    words = "`1` were left out in the shape: `h - kh` for `h - kh + 1`, and the same on the other axis"
    both = next(n for n, edit in enumerate(variants.edits(0)) if edit.words == words)
    x, weight = np.ones((1, 4, 5)), np.ones((2, 1, 2, 2))
    assert variants.function(Code(0, both))(x, weight, np.zeros(2)).shape == (2, 2, 3)


def test_two_slips_meet_in_one_function_the_inner_one_first():
    scene = Scene(inspect.getsource(area), {"h": 9, "w": 7, "frame": 1}, 18)
    by_words = {edit.words: edit for edit in edits(scene)}
    outer = by_words["a bracket reached too far in the result: `(inner + 1) // 2` for `inner // 2 + 1`"]
    inner = by_words["`inner` were one less in the result"]
    for order in ((outer, inner), (inner, outer)):
        with made(*order):
            assert ast.unparse(scene.tree.body[-1]) == "return (inner - 1 + 1) // 2"


def test_an_edit_whose_place_is_gone_does_not_fit_and_leaves_no_trace():
    scene = Scene(inspect.getsource(area), {"h": 9, "w": 7, "frame": 1}, 18)
    before = ast.dump(scene.tree)
    by_words = {edit.words: edit for edit in edits(scene)}
    bracket = by_words["a bracket reached too far in the result: `(inner + 1) // 2` for `inner // 2 + 1`"]
    undivided = by_words["it were not divided by `2` in the result: `inner` for `inner // 2`"]
    with pytest.raises(DoesNotFit), made(bracket, undivided):
        pass
    assert ast.dump(scene.tree) == before


# variants and what they do


def test_the_plainest_variant_stands_for_all_that_do_the_same():
    toy = replace(SLIDE, wrong={})
    found = table(Variants(toy))
    variants = Variants(toy)
    backwards = signature(results(lambda x, weight, stride: slide(x, weight[::-1], stride), toy.tried()))
    assert variants.words(found[backwards]) == ("`weight` were turned round",)
    assert all(code.two == NONE or code.one != NONE for code in found.values())
    right = signature(results(slide, toy.tried()))
    assert right not in found and signature([RAISED] * 5) not in found


def count_up(n):
    """As many ones as n says, added."""
    total = 0
    for _ in range(n):
        total += 1
    return total


def test_a_variant_that_loops_or_holds_too_much_stops():
    far = Exercise("", "", (), count_up, lambda: ({"n": n} for n in (3, 5)), {})
    variants = Variants(far)
    assert results(variants.function(Code(0)), [{"n": 5}, {"n": 10**9}]) == [told(5), RAISED]


@every
def test_no_solution_has_a_loop_that_a_slip_could_make_endless(exercise):
    tree = ast.parse(inspect.getsource(exercise.solution))
    assert not any(isinstance(node, ast.While) for node in ast.walk(tree))


def test_the_formula_of_a_neighbour_is_known():
    variants = Variants(registry()["lost_cells"])
    words = [base.words for base in variants.bases if len(base.words) == 1]
    assert ("it were `output_size` that is asked for",) in words
    base = [base.words for base in variants.bases].index(("it were `output_size` that is asked for",))
    assert variants.function(Code(base))(6, 3, 2) == 2


# the store


def test_the_store_is_of_today():
    outdated = [exercise.name for exercise in store.stale(tuple(ALL))]
    assert outdated == [], "run python -m convlib.exercises.errors"


def test_the_store_is_stale_when_a_case_or_a_solution_changes():
    half = replace(HALF, wrong={})
    assert store.digest(half) == store.digest(replace(half, title="Two"))
    assert store.digest(half) != store.digest(replace(half, cases=lambda: ({"n": n} for n in (1, 2))))
    assert store.digest(half) != store.digest(replace(half, solution=count_up))


@every
def test_what_is_stored_is_what_the_variants_do(exercise):
    held = store._opened(store.FILE)
    marks = [int(mark) for mark in random.Random(1).sample(list(held[f"{exercise.name}.mark"]), 12)]
    variants = Variants(exercise)
    for mark in marks:
        code = store.found(exercise.name, mark)
        assert signature(results(variants.function(code), exercise.tried())) == mark
        assert 1 <= len(variants.words(code)) <= 2


def test_the_store_is_renewed_only_where_it_is_stale(tmp_path):
    file, toy = tmp_path / "signatures.npz", replace(HALF, wrong={})
    assert store.renew((toy,), file) == ["half"]
    assert store.renew((toy,), file) == []
    mark = signature(results(lambda n: n // 2 + 1, toy.tried()))
    assert Variants(toy).words(store.found("half", mark, file)) == ("the result were one more",)
    assert store.found("half", mark + 1, file) is None and store.found("other", mark, file) is None
    assert store.renew((replace(toy, solution=count_up),), file) == ["count_up"]
    assert store.found("half", mark, file) is None


# for one set of arguments

SIX = {"size": 6, "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 1}


def test_all_misconceptions_that_give_a_value_are_told():
    output_size = registry()["output_size"]
    assert giving(output_size, SIX, 4)[0] == "the size were rounded up instead of down"
    two = giving(output_size, SIX, 2)
    assert "`padding` were ignored" in two and "the first window were not counted" in two
    for value in range(12):
        for words in giving(output_size, SIX, value):
            wrong = next(m.function for m in output_size.wrong.values() if m.as_if == words)
            assert wrong(**SIX) == value


@pytest.mark.parametrize("kernel_size", [1, 2, 3, 5])
@pytest.mark.parametrize("rate", [1, 2, 3, 6])
def test_the_order_of_layers_is_no_reason_where_there_is_one_layer(kernel_size, rate):
    for value in (True, False):
        said = giving(
            registry()["rates_without_gaps"], {"kernel_size": kernel_size, "rates": (rate,)}, value, modelled=5
        )
        assert not any("the order of" in words or "last layer" in words for words in said)


def test_the_right_value_and_one_that_nothing_gives_have_no_words():
    output_size = registry()["output_size"]
    assert giving(output_size, SIX, 3, modelled=3) == giving(output_size, SIX, 3.0) == []
    assert giving(output_size, SIX, 999, modelled=3) == [] and giving(output_size, SIX, 5) == []
    assert len(giving(output_size, SIX, 5, modelled=1)) == 1
