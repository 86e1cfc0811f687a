"""A part of 02_size_padding_stride: the windows themselves, their sums and what they do not read."""

from __future__ import annotations

import numpy as np

from convlib.exercises.exercise import Exercise
from convlib.exercises.variants import map_and_kernel, table, variants


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


CONV2D = Exercise(
    title="The loops",
    prompt="""Write `conv2d(x, weight, stride, padding)` for one map `x` of shape `(h, w)` and a kernel of
shape `(kh, kw)`. `stride` and `padding` are one number each, for both axes; the frame holds zeros.
About 7 lines.""",
    asks="The window of this kernel slides over the map[, stride {stride}][, padding {padding}]. "
    "Write the outputs row by row.",
    usual={"x": [[1, 2, 0], [3, 1, 2], [0, 1, 4]], "weight": [[1, 0], [2, -1]], "stride": 1, "padding": 0},
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
    further=table(
        "h w kh kw stride padding", (7, 5, 2, 1, 2, 0), (4, 7, 2, 3, 3, 1), (8, 7, 3, 2, 3, 0), make=map_and_kernel
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
About 5 lines.""",
    asks="{size} cells, kernel {kernel_size}, stride {stride}: how many cells of the input does no window read?",
    usual={"size": 8, "kernel_size": 2, "stride": 3},
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
    further=table("size kernel_size stride", (3, 1, 7), (4, 2, 9), (9, 1, 4), (14, 4, 3), (20, 6, 9), (15, 2, 2)),
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
