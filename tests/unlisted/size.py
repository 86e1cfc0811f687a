"""Of 02_size_padding_stride."""

import math

import numpy as np

from unlisted import one, two


@one("output_size")
def span_without_its_first_tap(size, kernel_size, stride, padding, dilation):
    return (size + 2 * padding - dilation * (kernel_size - 1)) // stride + 1


@one("output_size")
def one_inside_the_bracket(size, kernel_size, stride, padding, dilation):
    span = dilation * (kernel_size - 1) + 1
    return (size + 2 * padding - span + 1) // stride


@two("output_size")
def one_side_and_first_window_forgotten(size, kernel_size, stride, padding, dilation):
    span = (kernel_size - 1) * dilation + 1
    return (size + padding - span) // stride


@two("output_size")
def too_wide_and_rounded_up(size, kernel_size, stride, padding, dilation):
    return math.ceil((size + 2 * padding - dilation * kernel_size) / stride) + 1


@one("same_padding")
def one_tap_more_instead_of_less(kernel_size, dilation):
    return dilation * (kernel_size + 1) // 2


@one("same_padding")
def dilation_on_top(kernel_size, dilation):
    return (dilation + kernel_size - 1) // 2


@two("same_padding")
def no_dilation_and_not_halved(kernel_size, dilation):
    return kernel_size - 1


@two("same_padding")
def one_tap_more_and_not_halved(kernel_size, dilation):
    total = dilation * kernel_size
    return total


@one("conv2d")
def shape_from_the_bare_map(x, weight, stride, padding):
    h, w = x.shape
    kh, kw = weight.shape
    p = np.pad(x, padding)
    y = np.zeros(((h - kh) // stride + 1, (w - kw) // stride + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = np.sum(p[i * stride : i * stride + kh, j * stride : j * stride + kw] * weight)
    return y


@one("conv2d")
def first_column_of_taps_skipped(x, weight, stride, padding):
    p = np.pad(x, padding)
    kh, kw = weight.shape
    rows, cols = (p.shape[0] - kh) // stride + 1, (p.shape[1] - kw) // stride + 1
    y = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            total = 0
            for u in range(kh):
                for v in range(1, kw):
                    total += p[i * stride + u, j * stride + v] * weight[u, v]
            y[i, j] = total
    return y


@two("conv2d")
def no_padding_and_no_steps(x, weight, stride, padding):
    (h, w), (kh, kw) = x.shape, weight.shape
    y = np.zeros(((h - kh) // stride + 1, (w - kw) // stride + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = (x[i : i + kh, j : j + kw] * weight).sum()
    return y


@two("conv2d")
def turned_and_padded_after(x, weight, stride, padding):
    p = np.pad(x, ((0, padding), (0, padding)))
    weight = weight[::-1, ::-1]
    kh, kw = weight.shape
    rows, cols = (p.shape[0] - kh) // stride + 1, (p.shape[1] - kw) // stride + 1
    y = np.zeros((rows, cols))
    for i in range(rows):
        for j in range(cols):
            y[i, j] = np.sum(p[i * stride : i * stride + kh, j * stride : j * stride + kw] * weight)
    return y


@one("lost_cells")
def steps_of_the_kernel(size, kernel_size, stride):
    seen = set()
    start = 0
    while start + kernel_size <= size:
        seen.update(range(start, start + kernel_size))
        start += kernel_size
    return size - len(seen)


@one("lost_cells")
def window_without_its_last_tap(size, kernel_size, stride):
    seen = set()
    for start in range(0, size - kernel_size + 1, stride):
        for k in range(kernel_size - 1):
            seen.add(start + k)
    return size - len(seen)


@two("lost_cells")
def a_window_less_and_counted_twice(size, kernel_size, stride):
    windows = len(range(0, size - kernel_size, stride))
    return size - windows * kernel_size


@two("lost_cells")
def starts_of_every_cell(size, kernel_size, stride):
    starts = list(range(0, size, stride))
    return size - len(starts)
