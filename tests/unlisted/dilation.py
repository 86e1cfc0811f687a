"""Of 05_dilation and 06_pooling."""

import numpy as np

from unlisted import one, two


@one("dilate_kernel")
def last_row_forgotten(weight, dilation):
    kh, kw = weight.shape
    big = np.zeros(((kh - 1) * dilation + 1, (kw - 1) * dilation + 1))
    for r in range(kh - 1):
        for c in range(kw):
            big[r * dilation, c * dilation] = weight[r, c]
    return big


@one("dilate_kernel")
def gaps_for_steps(weight, dilation):
    kh, kw = weight.shape
    step = dilation - 1
    big = np.zeros(((kh - 1) * step + 1, (kw - 1) * step + 1))
    for r in range(kh):
        for c in range(kw):
            big[r * step, c * step] = weight[r, c]
    return big


@two("dilate_kernel")
def only_rows_and_turned(weight, dilation):
    kh, kw = weight.shape
    big = np.zeros(((kh - 1) * dilation + 1, kw))
    big[::dilation] = weight[::-1, ::-1]
    return big


@two("dilate_kernel")
def trailing_zeros_and_last_column_forgotten(weight, dilation):
    kh, kw = weight.shape
    big = np.zeros((kh * dilation, kw * dilation))
    for r in range(kh):
        for c in range(kw - 1):
            big[r * dilation, c * dilation] = weight[r, c]
    return big


@one("receptive_field")
def starts_with_the_kernel(kernel_size, rates):
    field = kernel_size
    for r in rates:
        field += r * (kernel_size - 1)
    return field


@one("receptive_field")
def rate_plus_kernel(kernel_size, rates):
    field = 1
    for r in rates:
        field += r + (kernel_size - 1)
    return field


@two("receptive_field")
def spans_without_a_first_cell(kernel_size, rates):
    return sum(r * kernel_size for r in rates)


@two("receptive_field")
def last_layer_from_nothing(kernel_size, rates):
    field = 0
    for r in rates:
        field = r * (kernel_size - 1)
    return field


@one("rates_without_gaps")
def rate_moves_the_cell(kernel_size, rates):
    seen = {0}
    for r in rates:
        seen = {r * cell + k for cell in seen for k in range(kernel_size)}
    return len(seen) == max(seen) + 1


@one("rates_without_gaps")
def first_cell_not_counted(kernel_size, rates):
    seen = {0}
    for r in rates:
        seen = {cell + r * k for cell in seen for k in range(kernel_size)}
    return len(seen) == max(seen)


@two("rates_without_gaps")
def short_kernel_and_first_layer_skipped(kernel_size, rates):
    seen = {0}
    for r in rates[1:]:
        seen = {cell + r * k for cell in seen for k in range(kernel_size - 1)}
    return len(seen) == max(seen) + 1


@two("rates_without_gaps")
def every_rate_one_too_large_and_last_tap_missing(kernel_size, rates):
    seen = {0}
    for r in rates:
        seen = {cell + (r + 1) * k for cell in seen for k in range(kernel_size - 1)}
    return len(seen) == max(seen) + 1


@one("max_pool2d")
def window_as_large_as_the_stride(x, kernel_size, stride):
    h, w = x.shape
    rows, cols = (h - kernel_size) // stride + 1, (w - kernel_size) // stride + 1
    y = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            y[i, j] = np.max(x[i * stride : i * stride + stride, j * stride : j * stride + stride])
    return y


@two("max_pool2d")
def summed_and_columns_one_by_one(x, kernel_size, stride):
    h, w = x.shape
    rows, cols = (h - kernel_size) // stride + 1, (w - kernel_size) // stride + 1
    y = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            y[i, j] = np.sum(x[i * stride : i * stride + kernel_size, j : j + kernel_size])
    return y
