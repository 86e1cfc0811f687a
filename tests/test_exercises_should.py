"""What the first wrong value should be made of: a sum or a maximum written out, and its cells marked as read."""

from __future__ import annotations

import re

import numpy as np
import pytest
from exercising import failure

from convlib.exercises import Exercise, Misconception
from convlib.exercises.should import should_be
from convlib.exercises.variants import cells


def largest(x):
    """The largest of each two neighbours, in each two rows."""
    y = np.zeros((len(x) - 1, x.shape[1] - 1), dtype=x.dtype)
    for i, j in np.ndindex(y.shape):
        y[i, j] = x[i : i + 2, j : j + 2].max()
    return y


def largest_in_a_loop(x):
    y = np.zeros((len(x) - 1, x.shape[1] - 1), dtype=x.dtype)
    for i, j in np.ndindex(y.shape):
        best = x[i, j]
        for u, v in np.ndindex(2, 2):
            best = max(best, x[i + u, j + v])
        y[i, j] = best
    return y


LARGEST = Exercise(
    title="Largest",
    prompt="Largest.",
    hints=("Compare.",),
    solution=largest,
    cases=lambda: ({"x": cells(h, w)} for h, w in ((2, 2), (2, 3))),
    wrong={"first": Misconception(lambda x: x[:-1, :-1], "the first won")},
)


def test_a_maximum_is_written_out_and_all_that_met_in_it_is_marked(capsys):
    said = failure(LARGEST, lambda x: x[:-1, :-1], capsys)[1]
    assert "y[0,0] should be max(3, 4, 6, 5) = 6; yours is 3." in said
    assert "x 2×3\n  (3) (4)  1\n  (6) (5)  2\n(…) read by y[0,0]" in said
    assert "Yours behaves as if the first won." in said


def words_and_reads(solution, place, **case) -> tuple[str, list]:
    value = np.asarray(solution(**case))[place]
    found = should_be(solution, case, place, value)
    return found.words.split(" should be ")[1], sorted(found.reads.get("x", ()))


ROW = np.array([4, -2, 7])


@pytest.mark.parametrize(
    ("solution", "words", "read"),
    [
        (lambda x: [max(x[0], x[1])], "max(4, −2) = 4", [(0,), (1,)]),
        (lambda x: [max(max(x[0], x[1]), x[2])], "max(4, −2, 7) = 7", [(0,), (1,), (2,)]),
        (lambda x: [max(x[0], 0)], "max(4, 0) = 4", [(0,)]),
        (lambda x: [max(2 * x[0] + x[1], x[2])], "max(4·2 + (−2), 7) = 7", [(0,), (1,), (2,)]),
        (lambda x: [max(x[0] + x[1], x[2])], "max(4 + (−2), 7) = 7", [(0,), (1,), (2,)]),
        (lambda x: [max(x[0] * 2, x[1])], "max(4·2, −2) = 8", [(0,), (1,)]),
        (lambda x: [x[1:2].max()], "−2, which is x[1]", [(1,)]),
        (lambda x: [x[0] + x[1]], "4 + (−2) = 2", [(0,), (1,)]),
        (lambda x: [x[0] * x[1]], "4·(−2) = −8", [(0,), (1,)]),
        (lambda x: [x[0]], "4, which is x[0]", [(0,)]),
        (lambda x: [x[0] - 3], "4 + (−3) = 1", [(0,)]),
        (lambda x: np.array([0]), "0: no cell is read for it", []),
        (lambda x: [int(float(x[0]))], "4", []),
    ],
)
def test_a_value_is_written_out_as_what_made_it(solution, words, read):
    assert words_and_reads(solution, (0,), x=ROW) == (words, read)


@pytest.mark.parametrize("start", ["max(", ""])
def test_of_many_numbers_only_the_first_few_are_written_and_all_are_read(start):
    for count in (9, 10):
        words, read = words_and_reads((lambda x: [x.max()]) if start else (lambda x: [x.sum()]), (0,), x=cells(count))
        assert words.startswith(start) and len(read) == count
        assert len(re.findall(r"\d+", words.split(" = ")[0])) == 9
        assert ("…" in words) == (count > 9)


def test_a_maximum_kept_in_a_loop_remembers_all_it_met():
    x = cells(3, 3)
    for place in np.ndindex(2, 2):
        (_, one), (_, other) = (words_and_reads(f, place, x=x) for f in (largest, largest_in_a_loop))
        assert one == other and len(one) == 4
