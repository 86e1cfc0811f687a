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


MAX_POOL2D = Exercise(
    title="The largest of each window",
    prompt="""A window slides over a map and keeps the largest number. Write
`max_pool2d(x, kernel_size, stride)` for one map `x`, shape `(h, w)`, and square windows, no padding. About 5 lines.

**Predict first:** rows 1 0 3 5 / 3 4 2 2 / 1 3 3 9 / 5 7 8 4, window 2, stride 2: which four numbers?""",
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
        make=lambda h, w, **window: {"x": cells(h, w), **window},
    ),
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

TOPIC = Topic(notebook="06_pooling", title="Exercises: pooling", exercises=(MAX_POOL2D,))
