"""What 05_dilation asks: its answers come out of the layers, the films and PyTorch as well."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

import convlib as cl
from convlib import predict
from convlib.exercises.cards.questions.dilation import QUESTIONS
from convlib.layers import Conv


def stack(kernel_size, rates):
    return [Conv(1, kernel_size, dilation=rate) for rate in rates]


def rows(kernel_size, rates):
    return cl.summary(stack(kernel_size, rates), (1, 600)).rows


def seen(kernel_size, rates):
    return {int(i) for i in cl.receptive_field(stack(kernel_size, rates), (1, 60), output=0)[0]}


def spans(kernel_size, dilation):
    y = F.conv1d(torch.zeros(1, 50), torch.zeros(1, 1, kernel_size), dilation=dilation)
    return 50 - y.shape[-1] + 1


def lengths(size, kernel_size, step):
    x, weight = torch.zeros(1, 1, size), torch.zeros(1, 1, kernel_size)
    found = F.conv1d(x, weight, dilation=step), F.conv_transpose1d(x, weight, stride=step)
    return [y.shape[-1] for y in found]


def changed(dilation):
    y = cl.conv1d([np.repeat([0, 10], 30)], [[[-1, 0, 1]]], dilation=dilation)
    return np.count_nonzero(y)


def lonely(size):
    """The first rate of which every output has one tap on the map."""

    def taps(rate):
        return F.conv2d(torch.ones(1, 1, size, size), torch.ones(1, 1, 3, 3), padding=rate, dilation=rate)

    return next(rate for rate in range(1, 2 * size) if (taps(rate) == 1).all())


ANSWERS = {
    "taps_span": [({"kernel_size": k, "dilation": d}, spans(k, d)) for k, d in ((3, 2), (2, 5), (4, 1))],
    "read_in_vain": [
        ({"kernel_size": k, "dilation": d}, min(seen(k, (1,)) - seen(k, (d,)))) for k, d in ((3, 2), (3, 4), (5, 2))
    ],
    "full_against_dilated": [
        ({"kernel_size": k, "dilation": d}, spans(k, d) ** 2 / k**2) for k, d in ((3, 4), (3, 2), (2, 3))
    ],
    "dilated_and_transposed": [
        ({"size": n, "kernel_size": k, "step": s}, lengths(n, k, s)) for n, k, s in ((7, 3, 2), (9, 2, 3), (8, 4, 2))
    ],
    "fields_so_far": [
        ({"kernel_size": k, "rates": rates}, [row.receptive_field[0] for row in rows(k, rates)])
        for k, rates in ((3, (1, 2, 4)), (3, (1, 1, 1)), (2, (3, 1)))
    ],
    "layers_for": [
        ({"cells": rows(3, [2**n for n in range(layers)])[-1].receptive_field[0]}, [layers, 2**layers - 1])
        for layers in (3, 7)
    ],
    "cells_read": [
        ({"kernel_size": k, "rates": rates}, len(seen(k, rates)))
        for k, rates in ((3, (2, 2, 2)), (3, (2, 3)), (2, (4,)))
    ],
    "band_width": [({"dilation": d}, changed(d)) for d in (1, 2, 4)],
    "only_the_middle": [({"size": n}, lonely(n)) for n in (5, 33)],
}


def ask(name, arguments):
    return getattr(predict, name)(**arguments)


@pytest.mark.parametrize("name", ANSWERS)
def test_the_answer_of_a_card_is_what_the_operators_give(name):
    for arguments, answer in ANSWERS[name]:
        assert ask(name, arguments).reply(" ".join(map(str, np.atleast_1d(answer)))).right, (arguments, answer)


@pytest.mark.parametrize("strides", [(2, 2, 2, 1), (1, 3, 2), (2, 1, 2, 1)])
def test_the_rates_of_a_card_keep_each_field_when_the_strides_go(strides):
    rates = [int(rate) for rate in ask("rates_instead", {"strides": strides}).question.right.split()]
    strided = cl.summary([Conv(1, 3, stride=stride) for stride in strides], (1, 600)).rows
    assert [row.receptive_field for row in strided] == [row.receptive_field for row in rows(3, rates)]


def test_neither_of_the_two_stacks_without_a_common_factor_reads_all():
    assert 1 not in seen(3, (2, 3)) and 7 not in seen(3, (1, 2, 9))
    assert predict.no_common_factor().reply("d").right


def test_a_relu_leaves_equal_cells_equal():
    x, weight = np.arange(-8, 8).reshape(1, 4, 4), np.array([[[[1, -2], [-1, 1]]]])
    few, many = (np.maximum(cl.conv2d(x, weight, stride=stride), 0) for stride in (2, 1))
    assert (few == many[:, ::2, ::2]).all() and few.any()
    assert predict.relu_between().reply("b").right


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_a_wrong_answer_that_is_foreseen_is_told_from_all_others(question):
    asked = ask(question.name, {}).question
    wrong = [reply.words for reply in asked.replies.values() if not reply.right]
    assert len(wrong) >= 2 and len(set(wrong)) == len(wrong)
    assert asked.hints and not any(asked.right in hint.split() for hint in asked.hints)
