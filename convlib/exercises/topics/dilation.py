"""Exercises of 05_dilation: taps that stand apart, how far a stack sees, and where it leaves holes.

Lectures: ops-notes, layer-types (growth of the receptive field), msu-7 (zeros between taps), deep-conv, cpen455-5.
"""

from __future__ import annotations

import numpy as np

from convlib.exercises.exercise import Exercise, Topic
from convlib.exercises.topics._dilated_stacks import RATES_WITHOUT_GAPS, RECEPTIVE_FIELD
from convlib.exercises.variants import cells, table, taps, to_mend, variants


def dilate_kernel(weight, dilation):
    """The kernel with its taps `dilation` cells apart and zeros between them."""
    kh, kw = weight.shape
    spread = np.zeros((dilation * (kh - 1) + 1, dilation * (kw - 1) + 1), dtype=weight.dtype)
    for u in range(kh):
        for v in range(kw):
            spread[dilation * u, dilation * v] = weight[u, v]
    return spread


def dilated_row(x, weight, dilation):
    """One row: each output meets taps that stand `dilation` cells apart."""
    count = len(x) - dilation * (len(weight) - 1)
    y = np.zeros(count, dtype=x.dtype)
    for o in range(count):
        for k in range(len(weight)):
            y[o] += x[o + dilation * k] * weight[k]
    return y


DILATE_KERNEL = Exercise(
    title="Taps that stand apart",
    prompt="""A dilated convolution is an ordinary one with a larger kernel. Write
`dilate_kernel(weight, dilation)`: the taps of `weight`, shape `(kh, kw)`, stand `dilation` cells apart, with
zeros between them and none outside. About 6 lines.""",
    asks="The taps of this kernel stand {dilation} cells apart, with zeros between them. Which kernel is that?",
    usual={"weight": [[1, 2], [3, -1], [2, 4]], "dilation": 2},
    hints=(
        "Dilation 1 changes nothing. With dilation 2 there is one zero between two neighbours.",
        "Three taps have two gaps. From the first tap to the last it is `dilation * (kh - 1)` steps, so one cell more.",
        "Make zeros of that shape, then put `weight[u, v]` at `[dilation * u, dilation * v]`.",
    ),
    solution=dilate_kernel,
    cases=table(
        "kh kw dilation",
        *((1, 1, 1), (1, 2, 1), (1, 2, 2), (2, 1, 2), (1, 1, 3), (2, 3, 1), (2, 3, 2), (3, 2, 2), (1, 4, 2)),
        *((3, 2, 3), (2, 2, 4), (3, 4, 2), (3, 3, 3), (4, 2, 3)),
        quarters=(3, 1, 2),
        make=lambda kh, kw, dilation: {"weight": taps(kh, kw), "dilation": dilation},
    ),
    wrong=variants(
        dilate_kernel,
        dilation_forgotten=("dilation were forgotten", "dilation * →"),
        zeros_after=(
            "zeros came after the last tap as well",
            "dilation * (kh - 1) + 1, dilation * (kw - 1) + 1 → dilation * kh, dilation * kw",
        ),
        zeros_before=(
            "zeros came before the first tap as well",
            "dilation * (kh - 1) + 1, dilation * (kw - 1) + 1 → dilation * kh, dilation * kw",
            "[dilation * u, dilation * v] → [dilation * u + dilation - 1, dilation * v + dilation - 1]",
        ),
        one_zero_too_many=("`dilation` zeros stood between two taps, one too many", "dilation * → (dilation + 1) *"),
        rows_only=("only the rows moved apart", "dilation * (kw - 1) → (kw - 1)", "dilation * v → v"),
        columns_only=("only the columns moved apart", "dilation * (kh - 1) → (kh - 1)", "dilation * u → u"),
        flipped=("the kernel were flipped", "weight[u, v] → weight[kh - 1 - u, kw - 1 - v]"),
        repeated=(
            "the gaps repeated the tap, instead of holding zeros",
            "[dilation * u, dilation * v] → [dilation * u :, dilation * v :]",
        ),
        transposed=("height and width were swapped", "return spread → return spread.T"),
    ),
)

DILATED_ROW = Exercise(
    title="Find the mistakes",
    prompt="""This convolves a row with `dilation` cells from tap to tap, no padding, stride 1. At dilation 1 it is
right, so its author believed it. It holds two mistakes: find them, and mend `dilated_row(x, weight, dilation)`.
About 6 lines.""",
    asks="These taps stand {dilation} cells apart and slide over this row: what comes out?",
    usual={"x": [3, 1, 4, 1, 5, 9, 2], "weight": [1, 2, -1], "dilation": 2},
    hints=(
        "Try it on 7 different numbers with dilation 2, by hand. How many outputs should there be?",
        "Three taps have two gaps: how many cells does the window span? The first line counts another number.",
        "From one output to the next the window moves by one cell, whatever the dilation. What moves by `dilation`?",
    ),
    solution=dilated_row,
    given=to_mend(
        dilated_row,
        "dilation * (len(weight) - 1) → dilation * len(weight) + 1",
        "x[o + dilation * k] → x[dilation * o + k]",
    ),
    cases=table(
        "size k dilation",
        *((2, 2, 1), (3, 2, 1), (4, 2, 2), (5, 2, 2), (5, 3, 1), (5, 3, 2), (6, 1, 2), (7, 3, 2), (8, 3, 3), (8, 2, 4)),
        *((9, 4, 2), (12, 3, 4)),
        quarters=(6, 2, 2),
        make=lambda size, k, dilation: {"x": cells(size), "weight": taps(k), "dilation": dilation},
    ),
    wrong=variants(
        dilated_row,
        too_few=(
            "a window spanned `dilation * len(weight)` cells",
            "dilation * (len(weight) - 1) → dilation * len(weight) + 1",
        ),
        dilation_with_the_output=(
            "the windows moved by `dilation`, and not the taps",
            "o + dilation * k → dilation * o + k",
        ),
        dilation_forgotten=("dilation were forgotten", "dilation * →"),
        side_by_side=("the taps stood side by side", "dilation * k → k"),
        one_zero_too_many=("`dilation` cells stood between two taps, one too many", "dilation * → (dilation + 1) *"),
        flipped=("the kernel were flipped", "weight[k] → weight[len(weight) - 1 - k]"),
        overwritten=("each product replaced the sum so far", "+= → ="),
    ),
)

TOPIC = Topic(
    notebook="05_dilation",
    title="Exercises: dilation",
    exercises=(DILATE_KERNEL, RECEPTIVE_FIELD, RATES_WITHOUT_GAPS, DILATED_ROW),
)
