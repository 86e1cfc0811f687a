"""What 02_size_padding_stride asks, answered by PyTorch and by the relation."""

from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from convlib import predict
from convlib.exercises.cards.catalogue import lessons
from convlib.exercises.cards.choice import Choice
from convlib.relation import Axis

SOLVED = {question.name: question.solution for question in lessons()["size"] if not isinstance(question, Choice)}
SMALL = [(size, k, s) for size, k, s in product(range(1, 10), range(1, 5), range(1, 4)) if k <= size]


def out(size, k, **options):
    """The size that PyTorch gives."""
    return F.conv1d(torch.zeros(1, size), torch.zeros(1, 1, k), **options).shape[-1]


def test_the_places_where_a_window_fits_are_pytorchs_outputs():
    assert [SOLVED["windows_in_a_row"](*row) for row in SMALL] == [out(size, k, stride=s) for size, k, s in SMALL]


@pytest.mark.parametrize("size, k", [(5, 3), (6, 3), (9, 4), (7, 1)])
def test_the_three_settings_are_those_of_the_lecture(size, k):
    settings = [{}, {"stride": 2}, {"stride": 2, "padding": 1}]
    assert SOLVED["three_settings"](size, k) == tuple(out(size, k, **setting) for setting in settings)


def test_the_cells_that_no_window_reads_are_those_without_readers():
    for size, k, s in SMALL:
        if s <= k:
            read = size - len(Axis(size, k, s).unread)
            assert SOLVED["unread_of_map"](size, k, s) == size**2 - read**2


@pytest.mark.parametrize("size, k, p", [(6, 3, 0), (6, 3, 1), (6, 3, 2), (5, 2, 1), (4, 1, 0)])
def test_a_cell_feeds_as_many_outputs_as_its_gradient_tells(size, k, p):
    x = torch.zeros(1, size, requires_grad=True)
    F.conv1d(x, torch.ones(1, 1, k), padding=p).sum().backward()
    assert SOLVED["outputs_fed_on_an_axis"](size, k, p) == tuple(x.grad[0].int().tolist())


@pytest.mark.parametrize("row", [[1, 2, 3, 4], [5, 0, 7]])
def test_the_cells_before_a_row_are_pytorchs(row):
    padded = [F.pad(torch.tensor([row]).float(), (2, 0), mode)[0, :2] for mode in ("reflect", "replicate", "circular")]
    assert (SOLVED["cells_before"](np.array(row)) == torch.stack(padded).numpy()).all()


@pytest.mark.parametrize("k", [1, 3, 5])
def test_the_sums_at_the_border_are_pytorchs(k):
    sums = F.conv2d(torch.ones(1, 9, 9), torch.ones(1, 1, k, k), padding=k // 2)[0]
    assert SOLVED["sums_at_the_border"](k) == (sums[0, 0], sums[0, 4], sums[4, 4])


@pytest.mark.parametrize("rows, columns", [(7, 10), (6, 5), (1, 2)])
def test_stride_2_keeps_every_second_output(rows, columns):
    kept = F.conv2d(torch.zeros(1, rows + 2, columns + 2), torch.zeros(1, 1, 3, 3), stride=2)
    assert SOLVED["outputs_kept"](rows, columns) == kept.numel()


@pytest.mark.parametrize("rows, columns, below, left", [(6, 4, 1, 2), (5, 5, 0, 0), (4, 3, 2, 1)])
def test_the_size_of_each_axis_is_that_of_a_map_padded_first(rows, columns, below, left):
    padded = F.pad(torch.zeros(1, rows, columns), (left, 0, 0, below))
    shape = F.conv2d(padded, torch.zeros(1, 1, 3, 2), stride=(2, 1)).shape[1:]
    assert SOLVED["size_of_each_axis"](rows, columns, below, left) == tuple(shape)


def test_of_the_settings_offered_only_the_right_one_takes_17_to_7():
    offered = [{"stride": 2}, {"stride": 3}, {"stride": 2, "dilation": 2}, {"dilation": 2}]
    sizes = {letter: out(17, 3, **setting) for letter, setting in zip("abcd", offered, strict=True)}
    card = predict.from_17_to_7()
    assert {letter: size == 7 for letter, size in sizes.items()} == {each: card.reply(each).right for each in "abcd"}
    for letter in "abd":
        assert str(sizes[letter]) in card.reply(letter).words


@pytest.mark.parametrize("size", [4, 7, 10])
def test_same_and_same_lower_are_one_map_a_cell_apart(size):
    x, weight = torch.randn(1, size), torch.randn(1, 1, 4)
    same, lower = (F.conv1d(F.pad(x, pads), weight) for pads in ((1, 2), (2, 1)))
    assert same.shape == (1, size) and torch.allclose(same[:, :-1], lower[:, 1:])
    assert predict.same_or_same_lower().reply("b").right
