"""Exercises of 02_size_padding_stride: how many windows fit, what keeps the size, the loops, what the floor loses.

Lectures: ops-notes (sizes, "same"), layer-types (the formula), msu-7 (worked examples), deep-conv (padding, stride).
"""

from __future__ import annotations

from convlib.exercises.exercise import Exercise, Topic
from convlib.exercises.topics._windows import CONV2D, LOST_CELLS
from convlib.exercises.variants import table, variants


def output_size(size, kernel_size, stride, padding, dilation):
    """How many windows fit on one axis."""
    padded = size + 2 * padding
    extent = dilation * (kernel_size - 1) + 1
    return (padded - extent) // stride + 1


def same_padding(kernel_size, dilation):
    """The padding on each side that keeps the size, at stride 1."""
    return dilation * (kernel_size - 1) // 2


def sizes_that_give(output, kernel_size, stride, padding):
    """The smallest and the largest input on which `output` windows fit."""
    smallest = (output - 1) * stride + kernel_size - 2 * padding
    return smallest, smallest + stride - 1


OUTPUT_SIZE = Exercise(
    title="How many windows fit",
    prompt="""How many windows fit on one axis? Write
`output_size(size, kernel_size, stride, padding, dilation)`; `padding` cells stand on each side, and the taps
are `dilation` cells apart. About 3 lines.""",
    asks="{size} cells, kernel {kernel_size}[, stride {stride}][, padding {padding}][, dilation {dilation}]: "
    "how many windows fit?",
    usual={"size": 10, "kernel_size": 3, "stride": 3, "padding": 1, "dilation": 1},
    hints=(
        "The last window must fit. How many cells are there with padding, and how many does one window span?",
        "Three taps that are 2 cells apart span 5 cells: `dilation * (kernel_size - 1) + 1`.",
        "After the first window `padded - extent` cells are left; each further window takes `stride` of them.",
        "`(padded - extent) // stride + 1`: round down, and count the first window too.",
    ),
    solution=output_size,
    cases=table(
        "size kernel_size stride padding dilation",
        *((1, 1, 1, 0, 1), (4, 1, 1, 0, 1), (5, 3, 1, 0, 1), (5, 3, 2, 0, 1), (6, 3, 2, 0, 1), (5, 3, 1, 1, 1)),
        *((6, 3, 2, 1, 1), (7, 2, 3, 0, 1), (6, 2, 5, 0, 1), (3, 5, 1, 1, 1), (7, 3, 1, 0, 2), (5, 3, 1, 2, 2)),
        *((8, 4, 2, 1, 1), (7, 3, 2, 1, 2), (9, 2, 4, 2, 3), (10, 3, 3, 2, 4), (13, 5, 2, 3, 2), (3, 2, 1, 0, 2)),
        *((640, 3, 2, 1, 1), (224, 7, 2, 3, 1)),
    ),
    wrong=variants(
        output_size,
        rounded_up=(
            "the size were rounded up instead of down",
            "(padded - extent) // stride → -((extent - padded) // stride)",
        ),
        steps_to_nearest=(
            "the steps were rounded to the nearest whole number, with `round`",
            "(padded - extent) // stride → round((padded - extent) / stride)",
        ),
        size_to_nearest=(
            "the size were rounded to the nearest whole number, with `round`",
            "(padded - extent) // stride + 1 → round((padded - extent) / stride + 1)",
        ),
        one_side=("padding were added on one side only", "2 * padding → padding"),
        no_padding=("`padding` were ignored", "+ 2 * padding →"),
        no_stride=("`stride` were ignored", "// stride →"),
        no_dilation=("dilation were forgotten", "dilation * ( → ("),
        too_wide=("the kernel spanned `dilation * kernel_size` cells", "(kernel_size - 1) + 1 → kernel_size"),
        zeros_between=("`dilation` cells stood between two taps, one too many", "dilation * ( → (dilation + 1) * ("),
        first_forgotten=("the first window were not counted", "// stride + 1 → // stride"),
        divided_first=(
            "the kernel were taken away after dividing by the stride",
            "(padded - extent) // stride → padded // stride - extent",
        ),
        true_division=("a part of a window counted as well: `/` divides without rounding", "// → /"),
    ),
)

SAME_PADDING = Exercise(
    title="Padding that keeps the size",
    prompt="""Which padding keeps the size at stride 1? Write `same_padding(kernel_size, dilation)`: the number
of cells on each side. You will be asked only where both sides can be equal. One line is enough.""",
    asks="Kernel {kernel_size}, dilation {dilation}, stride 1: how many cells of padding on each side keep the size?",
    usual={"kernel_size": 3, "dilation": 2},
    hints=(
        "Put `output = size` into the size formula with stride 1. The size itself drops out.",
        "What is left: `2 * padding` is as many cells as the window spans, less one.",
        "The window spans `dilation * (kernel_size - 1) + 1` cells. Take 1 away and halve, in whole numbers: `// 2`.",
    ),
    solution=same_padding,
    cases=table(
        "kernel_size dilation",
        *((1, 1), (3, 1), (5, 1), (1, 2), (3, 2), (2, 2), (7, 1), (5, 2), (3, 3), (4, 2), (2, 4), (3, 5), (4, 4)),
        *((9, 3),),
    ),
    wrong=variants(
        same_padding,
        dilation_forgotten=("dilation were forgotten", "dilation * →"),
        both_sides_on_each=("the cells of both sides together stood on each side", "// 2 →"),
        too_wide=("the kernel had one tap more", "(kernel_size - 1) → kernel_size"),
        dilation_added=(
            "dilation were added, not multiplied",
            "dilation * (kernel_size - 1) // 2 → (kernel_size - 1) // 2 + dilation - 1",
        ),
        halved_first=(
            "half the kernel were rounded before the dilation came in",
            "(kernel_size - 1) // 2 → ((kernel_size - 1) // 2)",
        ),
        half_kernel=(
            "an even kernel needed as much as the next odd one",
            "(kernel_size - 1) // 2 → (kernel_size // 2)",
        ),
        zeros_between=("`dilation` cells stood between two taps, one too many", "dilation * → (dilation + 1) *"),
    ),
)

SIZES_THAT_GIVE = Exercise(
    title="Backwards",
    prompt="""The floor forgets: several inputs give the same output. Turn the formula round. Write
`sizes_that_give(output, kernel_size, stride, padding)`: the smallest and the largest input size that give
`output`, as a pair. Dilation is 1. About 2 lines.""",
    asks="An output of {output} cells: kernel {kernel_size}[, stride {stride}][, padding {padding}]. Which is the "
    "smallest input that gives it, and which the largest?",
    usual={"output": 3, "kernel_size": 3, "stride": 2, "padding": 0},
    hints=(
        "The smallest input is read to its last cell. Where does its last window end?",
        "The last window starts `(output - 1) * stride` cells after the first and spans `kernel_size`. "
        "Some of these cells may be padding.",
        "How many cells more can there be before another window fits? It would need `stride` of them.",
    ),
    solution=sizes_that_give,
    cases=table(
        "output kernel_size stride padding",
        *((1, 1, 1, 0), (3, 1, 1, 0), (1, 3, 1, 0), (1, 2, 2, 0), (3, 3, 1, 0), (3, 3, 2, 0), (2, 2, 3, 0)),
        *((4, 3, 2, 1), (3, 4, 2, 1), (5, 5, 1, 2), (2, 5, 3, 1), (4, 2, 4, 0), (4, 5, 3, 2), (3, 7, 2, 3)),
        *((112, 7, 2, 3), (320, 3, 2, 1)),
    ),
    wrong=variants(
        sizes_that_give,
        one_size=("the floor lost nothing: only one size", "smallest + stride - 1 → smallest"),
        one_too_many=("the size for one window more counted as well", "smallest + stride - 1 → smallest + stride"),
        padding_added=("padding were added instead of taken away", "- 2 * padding → + 2 * padding"),
        one_side=("padding were taken away on one side only", "2 * padding → padding"),
        no_padding=("`padding` were ignored", "- 2 * padding →"),
        step_after_the_last=("a stride came after the last window too", "(output - 1) → output"),
        no_overlap=(
            "only the strides counted, and not the kernel",
            "(output - 1) * stride + kernel_size → output * stride",
        ),
        largest_first=(
            "the largest were asked for first",
            "smallest, smallest + stride - 1 → smallest + stride - 1, smallest",
        ),
        both_ways=(
            "sizes on both sides of the smallest gave the same",
            "return smallest, → return smallest - stride + 1,",
        ),
    ),
)

TOPIC = Topic(
    notebook="02_size_padding_stride",
    title="Exercises: size, padding, stride",
    exercises=(OUTPUT_SIZE, SAME_PADDING, CONV2D, LOST_CELLS, SIZES_THAT_GIVE),
)
