"""Exercises of 09_transposed: its size, which of several sizes, and how often the stamps overlap.

Lectures: layer-types (the size), cpen455-5 (output padding), deep-conv.
"""

from __future__ import annotations

import numpy as np

from convlib.exercises.exercise import Exercise
from convlib.exercises.variants import table, variants


def transposed_size(size, kernel_size, stride, padding, output_padding):
    """How many cells a transposed convolution gives on one axis."""
    stamped = (size - 1) * stride + kernel_size
    return stamped - 2 * padding + output_padding


def output_padding_for(size_in, size_out, kernel_size, stride, padding):
    """The output padding that takes size_in to size_out."""
    smallest = (size_in - 1) * stride + kernel_size - 2 * padding
    return size_out - smallest


def overlap_count(size, kernel_size, stride):
    """How many stamps fall on each output cell of one axis, as an array of integers."""
    count = np.zeros((size - 1) * stride + kernel_size, dtype=int)
    for i in range(size):
        for k in range(kernel_size):
            count[i * stride + k] += 1
    return count


TRANSPOSED_SIZE = Exercise(
    name="transposed_size",
    notebook="09_transposed",
    prompt="""How large does a transposed convolution make one axis? Write
`transposed_size(size, kernel_size, stride, padding, output_padding)`; dilation is 1. About 2 lines.

**Predict first:** 3 cells, kernel 3, stride 2, padding 1, output padding 0: how many cells?""",
    hints=(
        "Every input cell stamps `kernel_size` cells, and each stamp starts `stride` cells after the one before.",
        "The last stamp starts at `(size - 1) * stride` and is `kernel_size` long. What does padding do to that?",
        "Padding is cropped from both sides; output padding adds its cells at the end, once.",
    ),
    solution=transposed_size,
    cases=table(
        "size kernel_size stride padding output_padding",
        *((1, 1, 1, 0, 0), (1, 3, 1, 0, 0), (2, 2, 2, 0, 0), (3, 1, 2, 0, 0), (3, 2, 1, 0, 0), (2, 1, 4, 0, 2)),
        *((3, 3, 2, 1, 0), (3, 3, 2, 1, 1), (4, 4, 2, 1, 0), (2, 3, 3, 0, 2), (4, 5, 3, 2, 0), (4, 5, 3, 2, 1)),
        *((5, 2, 4, 0, 3), (5, 4, 1, 3, 0), (6, 7, 2, 3, 1), (7, 5, 3, 1, 2), (112, 4, 2, 1, 0)),
    ),
    wrong=variants(
        transposed_size,
        padding_added=("padding were added instead of taken away", "- 2 * padding → + 2 * padding"),
        one_side=("padding were taken away on one side only", "2 * padding → padding"),
        no_padding=("`padding` were ignored", "- 2 * padding →"),
        no_output_padding=("`output_padding` were ignored", "+ output_padding →"),
        output_padding_twice=("output padding were added on both sides", "+ output_padding → + 2 * output_padding"),
        padding_first=(
            "padding were taken away from the input, before the kernel's overlap was added",
            "(size - 1) → (size - 2 * padding - 1)",
            "- 2 * padding + → +",
        ),
        step_after_the_last=("a stride came after the last stamp too", "(size - 1) → size"),
        no_overlap=(
            "only the strides counted, and not the kernel",
            "(size - 1) * stride + kernel_size → size * stride",
        ),
        no_stride=("`stride` were ignored", "* stride →"),
        forwards=(
            "it were the ordinary convolution, not the transposed one",
            "(size - 1) * stride + kernel_size → size - kernel_size",
            "stamped - 2 * padding + output_padding → (stamped + 2 * padding) // stride + 1 + output_padding",
        ),
    ),
)

OUTPUT_PADDING_FOR = Exercise(
    name="output_padding_for",
    notebook="09_transposed",
    prompt="""With stride 2 a convolution takes 5 cells and 6 cells to the same size, so the way back must
choose. Write `output_padding_for(size_in, size_out, kernel_size, stride, padding)`, so that the transposed
convolution takes `size_in` to `size_out`. About 2 lines.

**Predict first:** kernel 3, stride 2, padding 1: what takes 3 cells to 6?""",
    hints=(
        "How large is the output without output padding? You have written that formula.",
        "`(size_in - 1) * stride + kernel_size - 2 * padding` is the smallest size that is possible.",
        "The output padding is what is missing from there to `size_out`.",
    ),
    solution=output_padding_for,
    cases=table(
        "size_in size_out kernel_size stride padding",
        *((1, 1, 1, 1, 0), (2, 4, 2, 2, 0), (2, 3, 1, 2, 0), (2, 4, 1, 2, 0), (3, 5, 3, 2, 1), (3, 6, 3, 2, 1)),
        *((3, 7, 3, 2, 0), (3, 8, 3, 2, 0), (4, 8, 4, 2, 1), (2, 5, 1, 4, 0), (2, 7, 1, 4, 0), (4, 10, 5, 3, 2)),
        *((4, 11, 5, 3, 2), (4, 12, 5, 3, 2), (5, 15, 7, 3, 2), (5, 18, 4, 4, 1), (5, 21, 4, 4, 1)),
        *((7, 14, 3, 2, 1), (112, 224, 7, 2, 3)),
    ),
    wrong=variants(
        output_padding_for,
        padding_added=("padding were added instead of taken away", "- 2 * padding → + 2 * padding"),
        one_side=("padding were taken away on one side only", "2 * padding → padding"),
        no_padding=("`padding` were ignored", "- 2 * padding →"),
        step_after_the_last=("a stride came after the last stamp too", "(size_in - 1) → size_in"),
        no_overlap=(
            "only the strides counted, and not the kernel",
            "(size_in - 1) * stride + kernel_size - 2 * padding → size_in * stride",
        ),
        negative=("it were asked how much is too much", "size_out - smallest → smallest - size_out"),
        both_sides=(
            "output padding were added on both sides, half on each",
            "size_out - smallest → (size_out - smallest) // 2",
        ),
        all_of_it=("the whole size were asked for, and not what is missing", "size_out - smallest → smallest"),
        always_full=("output padding were always `stride - 1`", "size_out - smallest → stride - 1"),
    ),
)

OVERLAP_COUNT = Exercise(
    name="overlap_count",
    notebook="09_transposed",
    prompt="""Where stamps overlap unevenly, checkerboards appear. Write
`overlap_count(size, kernel_size, stride)`: for each output cell of one axis, how many of the `size` stamps fall
on it? An array of integers; padding 0. About 5 lines.

**Predict first:** kernel 3, stride 2: which pattern?""",
    hints=(
        "How long is the output? It ends where the last stamp ends.",
        "Stamp `i` covers the cells from `i * stride` on, `kernel_size` of them.",
        "Begin with zeros, `dtype=int`, and add 1 to `count[i * stride + k]` for every stamp `i` and every tap `k`.",
    ),
    solution=overlap_count,
    cases=table(
        "size kernel_size stride",
        *((1, 1, 1), (2, 1, 1), (2, 2, 1), (1, 3, 2), (3, 1, 2), (2, 3, 2), (3, 2, 1), (3, 2, 2), (3, 3, 2)),
        *((4, 2, 3), (4, 4, 2), (5, 3, 1), (4, 5, 2), (5, 4, 3), (3, 7, 2), (6, 5, 4)),
    ),
    wrong=variants(
        overlap_count,
        no_stride=("`stride` were ignored", "* stride →"),
        replaced=("a stamp replaced what lay below it", "+= 1 → = 1"),
        one_tap=("a stamp covered only the cell it starts at", "range(kernel_size) → range(1)"),
        step_after_the_last=(
            "a stride came after the last stamp too",
            "(size - 1) * stride + kernel_size → size * stride + kernel_size",
        ),
        last_stamp_forgotten=("the last cell made no stamp", "range(size) → range(size - 1)"),
        two_axes=(
            "it were a square map: the count of rows times that of columns",
            "return count → return count * count",
        ),
        which_stamp=("the last stamp's number were asked for, counted from 1", "+= 1 → = i + 1"),
        forwards=(
            "it were the ordinary convolution: how many windows read each input cell",
            "zeros((size - 1) * stride + kernel_size → zeros(size",
            "range(size) → range((size - kernel_size) // stride + 1)",
        ),
    ),
)
