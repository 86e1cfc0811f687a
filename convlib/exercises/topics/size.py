"""Exercises of 02_size_padding_stride: how many windows fit, what keeps the size, the loops, what the floor loses.

Lectures: ops-notes (sizes, "same"), layer-types (the formula), msu-7 (worked examples), deep-conv (padding, stride).
"""

from __future__ import annotations

import numpy as np

from convlib.exercises.exercise import Exercise, Topic
from convlib.exercises.variants import map_and_kernel, table, variants


def output_size(size, kernel_size, stride, padding, dilation):
    """How many windows fit on one axis."""
    padded = size + 2 * padding
    extent = dilation * (kernel_size - 1) + 1
    return (padded - extent) // stride + 1


def same_padding(kernel_size, dilation):
    """The padding on each side that keeps the size, at stride 1."""
    return dilation * (kernel_size - 1) // 2


def conv2d(x, weight, stride, padding):
    """One map: x is (h, w), weight (kh, kw); the frame of padding holds zeros."""
    padded = np.pad(x, padding)
    (h, w), (kh, kw) = padded.shape, weight.shape
    y = np.zeros(((h - kh) // stride + 1, (w - kw) // stride + 1), dtype=x.dtype)
    for i, j in np.ndindex(y.shape):
        for u, v in np.ndindex(kh, kw):
            y[i, j] += padded[i * stride + u, j * stride + v] * weight[u, v]
    return y


def lost_cells(size, kernel_size, stride):
    """How many of the input's cells no window reads."""
    read = set()
    for start in range(0, size - kernel_size + 1, stride):
        for tap in range(kernel_size):
            read.add(start + tap)
    return size - len(read)


OUTPUT_SIZE = Exercise(
    title="How many windows fit",
    prompt="""How many windows fit on one axis? Write
`output_size(size, kernel_size, stride, padding, dilation)`; `padding` cells stand on each side, and the taps
are `dilation` cells apart. About 3 lines.

**Predict first:** 6 cells, kernel 3, stride 2, padding 1: how many outputs?""",
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
of cells on each side. You will be asked only where both sides can be equal. One line is enough.

**Predict first:** what do kernels of 3 and 5 need, and what if their taps stand 2 apart?""",
    hints=(
        "Put `output = size` into the size formula with stride 1. The size itself drops out.",
        "What is left: `2 * P` is as many cells as the window spans, less one.",
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

CONV2D = Exercise(
    title="The loops",
    prompt="""Write `conv2d(x, weight, stride, padding)` for one map `x` of shape `(h, w)` and a kernel of
shape `(kh, kw)`. `stride` and `padding` are one number each, for both axes; the frame holds zeros.
About 7 lines.

**Predict first:** a 5×4 map, kernel 3×2, stride 2, padding 1. Which shape comes out?""",
    hints=(
        "Three steps: put the frame around, make an output of the right shape, fill it.",
        "`padded = np.pad(x, padding)` puts zeros around. From then on `padded` is the input, without padding.",
        "`(h - kh) // stride + 1` rows, with `h` the height of `padded`; the same for the columns.",
        "Output `(i, j)` sums `padded[i * stride + u, j * stride + v] * weight[u, v]` over all taps `(u, v)`.",
    ),
    solution=conv2d,
    cases=table(
        "h w kh kw stride padding",
        *((1, 2, 1, 1, 1, 0), (2, 3, 1, 2, 1, 0), (3, 2, 2, 1, 1, 0), (1, 5, 1, 3, 1, 0), (2, 3, 2, 2, 1, 1)),
        *((3, 4, 1, 1, 2, 0), (4, 3, 2, 2, 2, 0), (3, 4, 2, 3, 1, 1), (3, 2, 1, 1, 2, 1), (5, 4, 3, 2, 2, 1)),
        *((4, 6, 2, 2, 3, 0), (6, 5, 3, 3, 2, 1), (5, 7, 2, 3, 3, 2), (6, 1, 3, 1, 1, 0)),
        quarters=(3, 4, 2, 2, 1, 0),
        make=map_and_kernel,
    ),
    wrong=variants(
        conv2d,
        flipped=("the kernel were flipped", "weight[u, v] → weight[kh - 1 - u, kw - 1 - v]"),
        no_stride=("`stride` were ignored", "// stride →", "* stride →"),
        stride_down_only=(
            "the stride held for rows, but not for columns",
            "(w - kw) // stride → (w - kw)",
            "j * stride → j",
        ),
        window_steps_down=(
            "the window moved by `stride` from row to row, but one cell at a time along a row",
            "j * stride → j",
        ),
        window_steps_along=(
            "the window moved by `stride` along a row, but one cell at a time from row to row",
            "i * stride → i",
        ),
        stride_in_shape_only=("the output had its shape, but the window moved one cell at a time", "* stride →"),
        no_padding=("`padding` were ignored", "np.pad(x, padding) → np.pad(x, 0)"),
        before_only=(
            "padding were added at the top and on the left only",
            "np.pad(x, padding) → np.pad(x, (padding, 0))",
        ),
        after_only=(
            "padding were added at the bottom and on the right only",
            "np.pad(x, padding) → np.pad(x, (0, padding))",
        ),
        rows_only=(
            "padding were added above and below, but not left and right",
            "np.pad(x, padding) → np.pad(x, ((padding, padding), (0, 0)))",
        ),
        border_repeated=(
            "the frame repeated the border, instead of holding zeros",
            "np.pad(x, padding) → np.pad(x, padding, mode='edge')",
        ),
        overwritten=("each product replaced the sum so far", "+= → ="),
        axes_swapped=("height and width of the output were swapped", "return y → return y.T"),
    ),
)

LOST_CELLS = Exercise(
    title="What is lost",
    prompt="""Rounding down has a price, and so has a stride larger than the kernel. Write
`lost_cells(size, kernel_size, stride)`: how many cells of the input does no window read? No padding.
About 5 lines.

**Predict first:** 8 cells, kernel 2, stride 3: which cells are lost?""",
    hints=(
        "Collect the cells that *are* read. How many are left?",
        "Windows start at 0, `stride`, `2 * stride` … as long as they fit: at most at `size - kernel_size`.",
        "Put `start + tap` into a `set`, for every start in `range(0, size - kernel_size + 1, stride)` and every tap.",
        "The answer is `size - len(read)`.",
    ),
    solution=lost_cells,
    cases=table(
        "size kernel_size stride",
        *((1, 1, 1), (3, 1, 2), (4, 1, 2), (5, 3, 1), (5, 3, 2), (6, 3, 2), (6, 2, 3), (7, 2, 3), (8, 2, 3)),
        *((6, 2, 5), (7, 4, 2), (8, 3, 3), (9, 5, 6), (10, 3, 4), (11, 3, 4), (12, 3, 4), (13, 2, 5), (16, 5, 3)),
    ),
    wrong=variants(
        lost_cells,
        tail_only=(
            "only the end were lost, and not the gaps between windows",
            "return size - len(read) → return size - 1 - max(read)",
        ),
        gaps_only=(
            "only the gaps between windows were lost, and not the end",
            "return size - len(read) → return max(read) + 1 - len(read)",
        ),
        no_stride=("`stride` were ignored", "+ 1, stride) → + 1)"),
        counted_twice=(
            "a cell counted once for every window that reads it",
            "read = set() → read = []",
            "read.add → read.append",
        ),
        last_window_forgotten=(
            "a window that ends on the last cell did not fit",
            "size - kernel_size + 1 → size - kernel_size",
        ),
        hanging_over=(
            "a last window could hang over the end",
            "size - kernel_size + 1 → size",
            "range(kernel_size) → range(min(kernel_size, size - start))",
        ),
        starts_only=("a window read only the cell it starts at", "range(kernel_size) → range(1)"),
        read_instead=("the cells that are read were asked for", "return size - len(read) → return len(read)"),
    ),
)

TOPIC = Topic(
    notebook="02_size_padding_stride",
    title="Exercises: size, padding, stride",
    exercises=(OUTPUT_SIZE, SAME_PADDING, CONV2D, LOST_CELLS),
)
