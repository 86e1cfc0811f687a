"""Exercises of 06_pooling. Lectures: cpen455-5 (a 4×4 example), ops-notes."""

import numpy as np

from convlib.exercises.exercise import Exercise, Topic
from convlib.exercises.variants import cells, table, variants


def max_pool2d(x, kernel_size, stride):
    """The largest number of each window of one map x, shape (h, w); windows are square."""
    h, w = x.shape
    y = np.zeros(((h - kernel_size) // stride + 1, (w - kernel_size) // stride + 1), dtype=x.dtype)
    for i, j in np.ndindex(y.shape):
        y[i, j] = x[i * stride : i * stride + kernel_size, j * stride : j * stride + kernel_size].max()
    return y


def two_pools_as_one(first, second):
    """Kernel and stride of the one maximum pooling that does what two do, one after the other."""
    (kernel_1, stride_1), (kernel_2, stride_2) = first, second
    kernel = kernel_1 + (kernel_2 - 1) * stride_1
    return kernel, stride_1 * stride_2


def _window(h: int, w: int, **window: int) -> dict:
    return {"x": cells(h, w), **window}


MAX_POOL2D = Exercise(
    title="The largest of each window",
    prompt="""A window slides over a map and keeps the largest number. Write
`max_pool2d(x, kernel_size, stride)` for one map `x`, shape `(h, w)`, and square windows, no padding. About 5 lines.""",
    asks="The largest number of each window of {kernel_size}, stride {stride}: write them row by row.",
    usual={"x": [[1, 0, 3, 5], [3, 4, 2, 2], [1, 3, 3, 9], [5, 7, 8, 4]], "kernel_size": 2, "stride": 2},
    hints=(
        "The windows are those of a convolution: `(h - kernel_size) // stride + 1` rows of them.",
        "Window `(i, j)` starts at row `i * stride` and column `j * stride`; `.max()` is its largest number.",
    ),
    solution=max_pool2d,
    cases=table(
        "h w kernel_size stride",
        *((1, 2, 1, 1), (2, 3, 2, 1), (3, 2, 2, 1), (2, 4, 2, 2), (4, 3, 2, 2), (3, 5, 1, 2), (5, 3, 3, 1)),
        *((5, 4, 2, 3), (4, 6, 3, 2), (7, 4, 2, 3), (6, 7, 3, 3), (7, 5, 3, 2)),
        quarters=(3, 4, 2, 1),
        make=_window,
    ),
    further=table("h w kernel_size stride", (6, 9, 2, 3), (8, 5, 2, 2), (9, 8, 4, 3), (5, 8, 3, 1), make=_window),
    wrong=variants(
        max_pool2d,
        averaged=("the cells were averaged", "max() → mean()", "dtype=x.dtype → dtype=float"),
        smallest=("the smallest number were kept", "max() → min()"),
        no_stride=("`stride` were ignored", "// stride →", "* stride →"),
        stride_in_shape_only=("the output had its shape, but the window moved one cell at a time", "* stride →"),
        side_by_side=(
            "windows lay side by side, whatever the stride",
            "stride + → kernel_size +",
            "stride : → kernel_size :",
        ),
        rounded_up=(
            "a last window could hang over the end",
            "kernel_size) // stride → kernel_size + stride - 1) // stride",
        ),
        axes_swapped=("height and width of the output were swapped", "return y → return y.T"),
    ),
)

TWO_POOLS_AS_ONE = Exercise(
    title="Two in one",
    prompt="""The maximum of maxima is a maximum. Derive which one: write `two_pools_as_one(first, second)`, where
each pooling is a pair `(kernel_size, stride)` on one axis; so is the answer. No stride is larger than its
kernel. About 3 lines.""",
    asks="Maximum pooling with kernel and stride {first}, then another with {second}. Which kernel and which "
    "stride does the one have that does both?",
    usual={"first": (2, 2), "second": (2, 2)},
    hints=(
        "Draw a row of cells, under it the first maxima, under these the second. What does one of the second read?",
        "The second window covers `kernel_2` maxima. Each of these starts `stride_1` cells after the one before.",
        "From the first cell of the first maximum to the last cell of the last: `kernel_1` and some steps.",
        "A step of the second window is `stride_2` maxima, and a step of one maximum is `stride_1` cells.",
    ),
    solution=two_pools_as_one,
    cases=table(
        "first second",
        *(((1, 1), (1, 1)), ((2, 1), (1, 1)), ((1, 1), (2, 1)), ((2, 1), (2, 1)), ((2, 2), (2, 1)), ((2, 1), (2, 2))),
        *(((2, 2), (2, 2)), ((3, 1), (2, 2)), ((3, 2), (2, 1)), ((2, 2), (3, 2)), ((3, 2), (3, 2)), ((4, 3), (2, 2))),
        *(((2, 1), (5, 4)), ((3, 3), (4, 2)), ((5, 2), (3, 3)), ((5, 4), (5, 3))),
    ),
    wrong=variants(
        two_pools_as_one,
        kernels_multiplied=("windows never overlapped", "kernel_1 + (kernel_2 - 1) * stride_1 → kernel_1 * kernel_2"),
        kernels_added=("the kernels were added", "(kernel_2 - 1) * stride_1 → kernel_2"),
        stride_1_ignored=("the first maxima stood one cell apart", "* stride_1 →"),
        wrong_stride=("the first maxima stood `stride_2` cells apart", "* stride_1 → * stride_2"),
        step_too_many=("a step came before the first maximum too", "(kernel_2 - 1) → kernel_2"),
        strides_added=("the strides were added", "stride_1 * stride_2 → stride_1 + stride_2"),
        larger_stride=("only the larger stride counted", "stride_1 * stride_2 → max(stride_1, stride_2)"),
        second_stride=("only the second stride counted", "stride_1 * stride_2 → stride_2"),
        other_order=("the second came first", "= first, second → = second, first"),
    ),
)

TOPIC = Topic(notebook="06_pooling", title="Exercises: pooling", exercises=(MAX_POOL2D, TWO_POOLS_AS_ONE))
