"""Exercises of 09_transposed: its size, the stamps and the zeros that do the same, where stamps overlap, a design.

Lectures: layer-types (the size, four steps), msu-7 (zeros between inputs), cpen455-5 (output padding), ops-notes,
deep-conv.
"""

from __future__ import annotations

import numpy as np

from convlib.exercises.exercise import Exercise, Topic
from convlib.exercises.topics._transposed_sizes import OUTPUT_PADDING_FOR, TRANSPOSED_SIZE, UPSAMPLER
from convlib.exercises.variants import cells, map_and_kernel, table, variants


def conv_transpose2d(x, weight, stride, padding):
    """One map: each cell of x (h, w) stamps its multiple of weight (kh, kw); padding is cropped."""
    (h, w), (kh, kw) = x.shape, weight.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw), dtype=x.dtype)
    for i, j in np.ndindex(h, w):
        for u, v in np.ndindex(kh, kw):
            y[i * stride + u, j * stride + v] += x[i, j] * weight[u, v]
    return y[padding : y.shape[0] - padding, padding : y.shape[1] - padding]


def insert_zeros(x, stride):
    """The map with `stride - 1` zeros between neighbouring cells."""
    h, w = x.shape
    z = np.zeros(((h - 1) * stride + 1, (w - 1) * stride + 1), dtype=x.dtype)
    for i in range(h):
        for j in range(w):
            z[i * stride, j * stride] = x[i, j]
    return z


def overlap_count(size, kernel_size, stride):
    """How many stamps fall on each output cell of one axis, as an array of integers."""
    count = np.zeros((size - 1) * stride + kernel_size, dtype=int)
    for i in range(size):
        for k in range(kernel_size):
            count[i * stride + k] += 1
    return count


CONV_TRANSPOSE2D = Exercise(
    title="Stamps",
    prompt="""Write `conv_transpose2d(x, weight, stride, padding)` for one map `x`, shape `(h, w)`, and a
kernel `(kh, kw)`. Each cell stamps its multiple of the kernel, `stride` cells after the one before; `padding` is
cropped on every side. About 6 lines.""",
    asks="Each cell of this map stamps its multiple of the kernel: stride {stride}, padding "
    "{padding}. Write what comes out row by row.",
    usual={"x": [[1, 2]], "weight": [[1, -1], [2, 0]], "stride": 1, "padding": 0},
    hints=(
        "Which cells does input cell `(i, j)` stamp? As many as the kernel has, from `(i * stride, j * stride)` on.",
        "Begin with zeros of shape `(h - 1) * stride + kh` by `(w - 1) * stride + kw`. Stamps that overlap are added.",
        "For every cell and every tap: `y[i * stride + u, j * stride + v] += x[i, j] * weight[u, v]`, without a flip.",
        "At the end crop: rows `padding : y.shape[0] - padding`, columns likewise. `padding:-padding` is empty for 0.",
    ),
    solution=conv_transpose2d,
    cases=table(
        "h w kh kw stride padding",
        *((1, 1, 1, 2, 1, 0), (1, 2, 1, 1, 2, 0), (1, 2, 2, 1, 1, 0), (2, 1, 2, 3, 1, 0), (2, 3, 2, 2, 1, 0)),
        *((2, 3, 1, 1, 3, 0), (2, 3, 3, 2, 2, 0), (3, 2, 2, 3, 2, 0), (2, 4, 3, 3, 1, 1), (3, 2, 3, 4, 2, 1)),
        *((1, 4, 3, 2, 3, 0), (3, 4, 3, 3, 2, 1), (4, 3, 2, 3, 3, 1), (3, 4, 5, 4, 2, 2)),
        quarters=(2, 2, 3, 2, 1, 0),
        make=map_and_kernel,
    ),
    further=table("h w kh kw stride padding", (2, 3, 2, 1, 2, 0), (3, 2, 1, 2, 2, 0), make=map_and_kernel),
    wrong=variants(
        conv_transpose2d,
        flipped=("the kernel were flipped", "weight[u, v] → weight[kh - 1 - u, kw - 1 - v]"),
        replaced=("a stamp replaced what lay below it, instead of adding to it", "+= x → = x"),
        no_stride=("`stride` were ignored", "* stride →"),
        one_zero_too_many=("the stamps stood a cell further apart than `stride` says", "* stride → * (stride + 1)"),
        step_after_the_last=(
            "a stride came after the last stamp too",
            "(h - 1) * stride → h * stride",
            "(w - 1) * stride → w * stride",
        ),
        no_padding=(
            "`padding` were ignored",
            "return y[padding : y.shape[0] - padding, padding : y.shape[1] - padding] → return y",
        ),
        padding_added=(
            "padding were added around the output, instead of cropped",
            "return y[padding : y.shape[0] - padding, padding : y.shape[1] - padding] → return np.pad(y, padding)",
        ),
        cropped_before=("padding were cropped at the top and on the left only", "- padding →"),
        cropped_after=("padding were cropped at the bottom and on the right only", "padding : y → : y"),
        all_before=(
            "all the padding were cropped at the top and on the left, and none on the other sides",
            "padding : y.shape[0] - padding, padding : y.shape[1] - padding → 2 * padding :, 2 * padding :",
        ),
        all_after=(
            "all the padding were cropped at the bottom and on the right, and none on the other sides",
            "padding : y.shape[0] - padding, padding : y.shape[1] - padding →"
            " : y.shape[0] - 2 * padding, : y.shape[1] - 2 * padding",
        ),
        rows_only=(
            "padding were cropped above and below, but not left and right",
            ", padding : y.shape[1] - padding →",
        ),
        minus_zero=(
            "`-0` were the end of an axis: a padding of 0 leaves nothing",
            "y.shape[0] - padding → -padding",
            "y.shape[1] - padding → -padding",
        ),
        axes_swapped=("height and width of the output were swapped", "- padding] → - padding].T"),
    ),
)

INSERT_ZEROS = Exercise(
    title="Zeros between cells",
    prompt="""A transposed convolution with a stride can be computed as an ordinary one over a map with zeros
between its cells. Write `insert_zeros(x, stride)` for `x` of shape `(h, w)`: no zeros outside. About 6 lines.""",
    asks="This map with the zeros that stride {stride} puts between its cells: write it row by row.",
    usual={"x": [[1, 2, 3], [4, 5, 6]], "stride": 2},
    hints=(
        "Stride 1 changes nothing. Stride 3 puts two zeros between neighbours.",
        "From the first row to the last it is `(h - 1) * stride` steps, so one row more in all.",
        "Make zeros of that shape, then put `x[i, j]` at `[i * stride, j * stride]`.",
    ),
    solution=insert_zeros,
    cases=table(
        "h w stride",
        *((1, 1, 1), (1, 2, 1), (1, 2, 2), (2, 1, 2), (1, 1, 3), (2, 3, 1), (2, 3, 2), (3, 2, 2), (1, 4, 3)),
        *((3, 2, 3), (2, 2, 4), (3, 4, 2), (3, 3, 3), (5, 2, 2)),
        quarters=(3, 1, 2),
        make=lambda h, w, stride: {"x": cells(h, w), "stride": stride},
    ),
    wrong=variants(
        insert_zeros,
        no_stride=("`stride` were ignored", "* stride →"),
        zeros_after=(
            "zeros came after the last cell as well",
            "(h - 1) * stride + 1, (w - 1) * stride + 1 → h * stride, w * stride",
        ),
        zeros_around=(
            "a frame of zeros stood outside as well",
            "(h - 1) * stride + 1, (w - 1) * stride + 1 → (h + 1) * stride - 1, (w + 1) * stride - 1",
            "[i * stride, j * stride] → [(i + 1) * stride - 1, (j + 1) * stride - 1]",
        ),
        one_zero_too_many=("`stride` zeros stood between two cells, one too many", "* stride → * (stride + 1)"),
        rows_only=("only the rows moved apart", "(w - 1) * stride → (w - 1)", "j * stride → j"),
        columns_only=("only the columns moved apart", "(h - 1) * stride → (h - 1)", "i * stride → i"),
        repeated=(
            "the gaps repeated the cell, instead of holding zeros",
            "[i * stride, j * stride] → [i * stride :, j * stride :]",
        ),
        flipped=("the map were turned round", "x[i, j] → x[h - 1 - i, w - 1 - j]"),
        transposed=("height and width were swapped", "return z → return z.T"),
    ),
)

OVERLAP_COUNT = Exercise(
    title="Where stamps overlap",
    prompt="""Where stamps overlap unevenly, equal weights make a checkerboard. Write
`overlap_count(size, kernel_size, stride)`: for each output cell of one axis, how many of the `size` stamps fall
on it? An array of integers; padding 0. About 5 lines.""",
    asks="{size} cells, kernel {kernel_size}, stride {stride}: how many stamps fall on each output "
    "cell, from left to right?",
    usual={"size": 3, "kernel_size": 3, "stride": 2},
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

TOPIC = Topic(
    notebook="09_transposed",
    title="Exercises: transposed convolution",
    exercises=(TRANSPOSED_SIZE, CONV_TRANSPOSE2D, INSERT_ZEROS, OVERLAP_COUNT, OUTPUT_PADDING_FOR, UPSAMPLER),
)
