"""What arithmetic leaves in a trace: signs, numbers that are no cells, maxima."""

import numpy as np
import pytest

from convlib.relation import padding_problem
from convlib.trace import Cell, Term, trace

X = np.array([3, 7, 5])


def test_a_number_turned_round_is_its_cell_times_minus_one():
    run = trace(lambda x: [-x[0], +x[1], x[2] - x[0]], x=X)
    assert run.output.tolist() == [-3, 7, 2]
    assert run.terms((0,)) == [Term(-3, (Cell("x", (0,)),), -1)]
    assert run.terms((2,)) == [Term(5, (Cell("x", (2,)),), 1), Term(-3, (Cell("x", (0,)),), -1)]


def test_a_number_that_is_no_cell_is_a_term_of_its_own_with_its_sign():
    run = trace(lambda x: [x[0] + 3, 4 - x[0], x[0] - 2], x=X)
    assert [term for o in range(3) for term in run.terms((o,)) if not term.cells] == [
        Term(3, (), 3),
        Term(4, (), 4),
        Term(-2, (), -2),
    ]


def test_a_ufunc_s_own_reduce_drops_its_axis():
    run = trace(lambda x: np.maximum.reduce(x), x=np.array([[1, 9], [4, 2]]))
    assert run.output.tolist() == [4, 9]
    assert [cell.index for cell in run.reads((1,)).cells] == [(0, 1), (1, 1)]
    kept = trace(lambda x: np.max(x, axis=1, keepdims=True), x=np.array([[1, 9], [4, 2]]))
    assert kept.output.tolist() == [[9], [4]]


@pytest.mark.parametrize(
    ("function", "value"), [(np.max, np.nan), (lambda x: max(x), 1), (lambda x: max(x[1:]), np.nan)]
)
def test_a_nan_wins_in_numpy_and_only_as_the_first_in_python(function, value):
    run = trace(lambda x: [function(x)], x=np.array([1, np.nan, 0.5]))
    assert run.output.tolist() == pytest.approx([value], nan_ok=True) and len(run.reads((0,)).cells) >= 2


def test_nothing_to_fill_is_filled_in_every_mode_also_where_there_is_nothing():
    assert all(padding_problem(0, (0, 0), mode) is None for mode in ("zeros", "reflect", "replicate", "circular"))
    assert padding_problem(0, (1, 0), "reflect") and padding_problem(1, (0, 1), "reflect")
