"""``predict.value``: what stands in a cell of a film, and what other rules would have written there."""

from __future__ import annotations

import numpy as np
import pytest
from films import SCENES, made

from convlib import animate, conv2d, pad, predict
from convlib.exercises.cards.typed import key_for

X = np.array([[1, 2, 0, 1], [3, 1, -3, 2], [2, 0, 1, 1]])
WEIGHT = np.array([[2, 3], [-1, 4]])


def conv(x, weight, **options):
    return conv2d(x[None], weight[None, None], **options)[0]


def told(card) -> dict[str, tuple]:
    return {key: reply.misconceptions for key, reply in card.question.replies.items()}


@pytest.mark.parametrize("output", [(0, 0), (1, 2)])
def test_slips_are_computed_by_the_operators_themselves(output):
    y, flipped = conv(X, WEIGHT), conv(X, WEIGHT[::-1, ::-1])
    card = predict.value(animate.convolution(X, WEIGHT), output)
    found = told(card)
    assert card.question.right == key_for(y[output]) and found[card.question.right] == ()
    assert "the kernel were flipped on both axes" in found[key_for(flipped[output])]
    window = X[output[0] : output[0] + 2, output[1] : output[1] + 2]
    assert "the weights were left out, and the cells only added" in found[key_for(window.sum())]
    for cell, weight in zip(window.flat, WEIGHT.flat, strict=True):
        key = key_for(y[output] - cell * weight)
        assert not cell or any("were forgotten" in reason for reason in found[key])


def test_two_slips_that_meet_in_a_number_are_both_said():
    film = animate.convolution(np.array([[1, 2]]), np.array([[3, 3]]))
    assert predict.value(film, (0, 0)).reply("3").words == (
        "3 is what you would get if the weights were left out, and the cells only added, "
        "or if the product 2·3 were forgotten."
    )


def test_a_forgotten_bias_and_another_padding_are_recognised():
    y = conv(X, WEIGHT, padding=1)
    film = animate.convolution(X, WEIGHT, bias=[7], padding=1)
    card = predict.value(film, (0, 1))
    assert card.question.right == key_for(y[0, 1] + 7)
    assert "the bias were forgotten" in told(card)[key_for(y[0, 1])]
    ones = conv(np.pad(X, 1, constant_values=1), WEIGHT)[0, 1] + 7
    repeated = conv(pad(X, (1, 1, 1, 1), mode="replicate"), WEIGHT)[0, 1] + 7
    assert "the padding held ones" in told(card)[key_for(ones)]
    assert "the padding repeated the nearest cell" in told(card)[key_for(repeated)]


def test_a_maximum_has_slips_of_its_own():
    film = animate.pooling(np.array([[1, -5], [3, 2]]))
    card = predict.value(film, (0, 0))
    assert card.reply("3").right is True
    assert card.reply("-5").misconceptions == ("the smallest were taken", "the sign did not count")
    assert card.reply("0.25").misconceptions == ("the average were taken",)


@pytest.mark.parametrize("name", SCENES)
def test_every_film_that_writes_single_numbers_can_ask_for_one(name):
    film = made(name)
    single = [frame for frame in (*film.sums, *film.frames) if not frame.also and frame.caption.left.startswith("y[")]
    if not single:
        with pytest.raises(ValueError, match="no frame writes"):
            predict.value(film, (0, 0))
        return
    caption = single[-1].caption
    if "expected" in caption.value:  # a learner's function, and wrong there
        with pytest.raises(ValueError, match="a wrong value"):
            predict.value(film, (0, 0))
        return
    index = tuple(map(int, caption.left[2:-1].split(",")))
    card = predict.value(film, index)
    assert card.reply(caption.value).right is True and caption.value not in card.question.words.split()
    assert card.question.replies[card.question.right].misconceptions == ()


def test_a_cell_that_is_not_there_is_an_error_with_those_that_are():
    with pytest.raises(ValueError, match=r"no frame writes y\[5,5\] alone; there are y\[0,0\], y\[0,1\]"):
        predict.value(animate.convolution(size=4), (5, 5))
