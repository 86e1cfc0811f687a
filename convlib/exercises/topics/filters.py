"""Exercises of 01_layers_and_filters: the kernel turned round, the whole formula, the numbers to learn.

Lectures: msu-7 (the formula, the parameters), deep-conv, layer-types.
"""

from __future__ import annotations

import numpy as np

from convlib.exercises.exercise import Exercise, Topic
from convlib.exercises.variants import cells, table, taps, variants


def flip(weight):
    """The kernel turned round: the last row first, and in each row the last tap first."""
    kh, kw = weight.shape
    turned = np.zeros((kh, kw), dtype=weight.dtype)
    for u in range(kh):
        for v in range(kw):
            turned[u, v] = weight[kh - 1 - u, kw - 1 - v]
    return turned


def conv2d_channels(x, weight, bias):
    """All maps of a layer: x is (c, h, w), weight (c_out, c, kh, kw), bias (c_out,)."""
    c, h, w = x.shape
    c_out, c, kh, kw = weight.shape
    y = np.zeros((c_out, h - kh + 1, w - kw + 1), dtype=x.dtype)
    for k, i, j in np.ndindex(y.shape):
        y[k, i, j] = bias[k]
        for m, u, v in np.ndindex(c, kh, kw):
            y[k, i, j] += x[m, i + u, j + v] * weight[k, m, u, v]
    return y


def parameters(c_in, c_out, kernel_size, bias):
    """How many numbers a convolution learns; kernel_size is (kh, kw), bias is True or False."""
    kh, kw = kernel_size
    for_one_map = c_in * kh * kw
    if bias:
        for_one_map += 1
    return c_out * for_one_map


def most_maps(c_in, kernel_size, bias, budget):
    """How many output maps a convolution can have when it learns at most `budget` numbers."""
    kh, kw = kernel_size
    for_one_map = c_in * kh * kw
    if bias:
        for_one_map += 1
    return budget // for_one_map


FLIP = Exercise(
    title="Turn the kernel round",
    prompt="""Mathematics turns the kernel round before it slides. Write `flip(weight)`: a new array of the
same shape `(kh, kw)`, turned by half a turn. About 6 lines with loops, fewer with slices.""",
    asks="This kernel is turned round, on both axes. Write it row by row.",
    usual={"weight": [[1, 2, 3], [4, 5, 6]]},
    hints=(
        "Write down a 2×3 kernel with six different numbers, and below it the kernel turned by half a turn. "
        "Where did each number come from?",
        "Row 0 of the result is the last row of the kernel. With `kh` rows the last one has the number `kh - 1`.",
        "Row `u` of the result is row `kh - 1 - u` of the kernel. Do the same on the other axis.",
    ),
    solution=flip,
    cases=table(
        "kh kw",
        *((1, 1), (1, 2), (2, 1), (2, 2), (1, 4), (2, 3), (3, 2), (3, 3), (5, 1), (2, 5), (4, 3), (5, 4)),
        quarters=(2, 4),
        make=lambda kh, kw: {"weight": taps(kh, kw)},
    ),
    wrong=variants(
        flip,
        upside_down=("the kernel were turned upside down, but not left to right", "kw - 1 - v → v"),
        left_to_right=("the kernel were turned left to right, but not upside down", "kh - 1 - u → u"),
        unchanged=("the kernel stayed as it was", "kh - 1 - u, kw - 1 - v → u, v"),
        transposed=(
            "rows and columns were swapped, instead of each being turned round",
            "np.zeros((kh, kw) → np.zeros((kw, kh)",
            "turned[u, v] = weight[kh - 1 - u, kw - 1 - v] → turned[v, u] = weight[u, v]",
        ),
        quarter_turn=(
            "the kernel were turned by a quarter, not by a half",
            "np.zeros((kh, kw) → np.zeros((kw, kh)",
            "turned[u, v] = weight[kh - 1 - u, kw - 1 - v] → turned[kw - 1 - v, u] = weight[u, v]",
        ),
        minus_zero=("the last row were number `-0`, so row 0 and column 0 stayed", "kh - 1 - u, kw - 1 - v → -u, -v"),
        negated=("the signs were turned round, and not the places", "weight[kh - 1 - u, kw - 1 - v] → -weight[u, v]"),
    ),
)

CONV2D_CHANNELS = Exercise(
    title="The whole formula",
    prompt="""The whole formula. Write `conv2d_channels(x, weight, bias)` for `x` of shape `(c, h, w)`,
`weight` of shape `(c_out, c, kh, kw)` and one bias for each output map. No padding, stride 1. About 8 lines.""",
    asks="A layer without padding: the input maps x, a kernel for each input and output map, and the biases. "
    "Write what comes out row by row.",
    usual={"x": [[[1, 2], [0, 3]], [[2, 0], [1, 1]]], "weight": [[[[2]], [[-1]]]], "bias": [1]},
    hints=(
        "Begin with the shape of the output: `c_out` maps. How many windows of height `kh` fit into `h` rows?",
        "One output `y[k, i, j]` sums over every input map `m` and every tap `u, v`; then its map's bias comes on top.",
        "Loop over `k, i, j` with `np.ndindex(y.shape)`, inside it over `m, u, v` with `np.ndindex(c, kh, kw)`.",
        "Start with `y[k, i, j] = bias[k]`, then add `x[m, i + u, j + v] * weight[k, m, u, v]` in the inner loop.",
    ),
    solution=conv2d_channels,
    cases=table(
        "c h w c_out kh kw",
        *((1, 1, 2, 1, 1, 1), (1, 2, 3, 1, 2, 2), (1, 1, 5, 1, 1, 3), (2, 1, 2, 1, 1, 1), (1, 2, 3, 2, 1, 2)),
        *((2, 2, 3, 1, 2, 2), (2, 3, 2, 2, 2, 1), (3, 2, 4, 2, 1, 3), (2, 4, 3, 3, 3, 2), (3, 3, 4, 2, 2, 3)),
        *((1, 5, 4, 3, 3, 3), (3, 4, 5, 2, 3, 3)),
        quarters=(2, 2, 3, 2, 2, 1),
        make=lambda c, h, w, c_out, kh, kw: {
            "x": cells(c, h, w),
            "weight": taps(c_out, c, kh, kw),
            "bias": 10 * cells(c_out),
        },
    ),
    wrong=variants(
        conv2d_channels,
        flipped=("the kernel were flipped", "weight[k, m, u, v] → weight[k, m, kh - 1 - u, kw - 1 - v]"),
        no_bias=("the bias were left out", "= bias[k] → = 0"),
        first_bias=("every output map had the bias of the first", "bias[k] → bias[0]"),
        bias_for_each_map=("the bias were added once for each input map", "= bias[k] → = c * bias[k]"),
        bias_for_each_product=(
            "the bias were added to every product",
            "= bias[k] → = 0",
            "* weight[k, m, u, v] → * weight[k, m, u, v] + bias[k]",
        ),
        first_map_only=("only the first input map were read", "np.ndindex(c, kh, kw) → np.ndindex(1, kh, kw)"),
        one_kernel_for_all_maps=("all input maps met the same kernel", "weight[k, m, u, v] → weight[k, 0, u, v]"),
        one_filter_for_all_maps=("all output maps had the same filter", "weight[k, m, u, v] → weight[0, m, u, v]"),
        overwritten=("each product replaced the sum so far", "+= x → = x"),
        counted_from_one=(
            "places were counted from 1, as in the lecture, so that −1 reads the other end",
            "i + u → i + u - 1",
            "j + v → j + v - 1",
        ),
        axes_swapped=("height and width of the output were swapped", "return y → return y.transpose(0, 2, 1)"),
    ),
)

PARAMETERS = Exercise(
    title="The numbers to learn",
    prompt="""How many numbers does a convolution learn? Write `parameters(c_in, c_out, kernel_size, bias)`;
`kernel_size` is a pair `(kh, kw)`, and `bias` says whether there are biases at all. About 4 lines.""",
    asks="{c_in} maps in, {c_out} maps out, kernels of {kernel_size:x}, bias: {bias}. How many numbers are learnt?",
    usual={"c_in": 3, "c_out": 8, "kernel_size": (5, 5), "bias": True},
    hints=(
        "Count for a single output map first.",
        "One output map has a kernel of `kh * kw` weights for each input map. How many biases does it have?",
        "`c_in * kh * kw` weights and, if `bias`, one number more. There are `c_out` such maps.",
    ),
    solution=parameters,
    cases=table(
        "c_in c_out kernel_size bias",
        *((1, 1, (1, 1), False), (1, 1, (1, 1), True), (1, 2, (1, 3), True), (2, 1, (3, 1), False)),
        *((3, 2, (1, 1), True), (2, 3, (2, 3), False), (2, 3, (3, 2), True), (3, 4, (3, 3), True)),
        *((1, 6, (5, 5), True), (3, 8, (5, 5), False), (16, 32, (3, 1), True), (64, 10, (1, 1), True)),
        *((512, 1024, (3, 3), False), (512, 1024, (3, 3), True)),
    ),
    wrong=variants(
        parameters,
        bias_always=("there were always a bias", "if bias: → if True:"),
        bias_never=("there were never a bias", "if bias: → if False:"),
        one_bias=(
            "there were one bias for the whole layer",
            "return c_out * for_one_map → return c_out * c_in * kh * kw + bias",
        ),
        bias_for_each_kernel=("every kernel had a bias of its own", "+= 1 → += c_in"),
        one_kernel_a_map=("an output map had one kernel for all input maps", "c_in * kh * kw → kh * kw"),
        one_output_map=("there were one output map only", "return c_out * → return"),
        square_kernel=("the kernel were as wide as it is high", "kh * kw → kh * kh"),
        size_added=("height and width of the kernel were added, not multiplied", "kh * kw → (kh + kw)"),
        maps_added=(
            "input and output maps were added, not multiplied",
            "return c_out * for_one_map → return (c_out + c_in) * kh * kw + bias * c_out",
        ),
    ),
)

MOST_MAPS = Exercise(
    title="Within a budget",
    prompt="""Now you design. A layer may learn `budget` numbers at most. Write
`most_maps(c_in, kernel_size, bias, budget)`: how many output maps can it have? `kernel_size` is a pair
`(kh, kw)`; a budget that is too small gives 0. About 5 lines.""",
    asks="A layer may learn {budget} numbers: {c_in} maps in, kernels of {kernel_size:x}, bias: {bias}. How many "
    "maps can it have?",
    usual={"c_in": 3, "kernel_size": (3, 3), "bias": True, "budget": 100},
    hints=(
        "What does one output map cost? You have counted that.",
        "One map costs `c_in * kh * kw` numbers, and one more with a bias. Maps come whole.",
        "How often does that fit into the budget? `//` says so.",
    ),
    solution=most_maps,
    cases=table(
        "c_in kernel_size bias budget",
        *((1, (1, 1), False, 3), (1, (1, 1), True, 5), (2, (1, 1), False, 1), (1, (1, 3), True, 8)),
        *((2, (2, 1), False, 12), (3, (1, 2), True, 13), (2, (2, 3), True, 26), (2, (3, 3), True, 18)),
        *((3, (3, 3), False, 81), (3, (3, 3), True, 83), (3, (3, 3), True, 84), (4, (3, 5), True, 300)),
        *((16, (3, 3), False, 1000), (64, (1, 1), True, 4095), (3, (5, 5), True, 10_000)),
    ),
    further=table(
        "c_in kernel_size bias budget",
        *((2, (2, 2), True, 50), (1, (3, 2), False, 100), (5, (1, 3), True, 64), (2, (4, 1), True, 200)),
        *((3, (2, 3), False, 127), (1, (2, 5), True, 33), (4, (2, 2), True, 16), (1, (3, 3), True, 290)),
    ),
    wrong=variants(
        most_maps,
        no_bias=("a bias cost nothing", "if bias: → if False:"),
        bias_always=("there were always a bias", "if bias: → if True:"),
        one_bias=(
            "there were one bias for the whole layer",
            "return budget // for_one_map → return (budget - bias) // (c_in * kh * kw)",
        ),
        bias_for_each_kernel=("every kernel had a bias of its own", "+= 1 → += c_in"),
        one_more=("a map that the budget does not reach for were made as well", "budget // → 1 + budget //"),
        rounded_up=("a part of a map counted as one", "budget // for_one_map → -(-budget // for_one_map)"),
        parts_of_maps=("there were parts of maps: `/` divides without rounding", "// → /"),
        one_kernel_a_map=("an output map had one kernel for all input maps", "c_in * kh * kw → kh * kw"),
        size_added=("height and width of the kernel were added, not multiplied", "kh * kw → (kh + kw)"),
        what_is_left=("it were asked what is left of the budget", "// → %"),
    ),
)

TOPIC = Topic(
    notebook="01_layers_and_filters",
    title="Exercises: layers and filters",
    exercises=(FLIP, CONV2D_CHANNELS, PARAMETERS, MOST_MAPS),
)
