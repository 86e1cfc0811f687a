"""Of 09_transposed."""

import numpy as np

from unlisted import one, two


@one("transposed_size")
def bracket_forgotten(size, kernel_size, stride, padding, output_padding):
    return size * stride - 1 + kernel_size - 2 * padding + output_padding


@one("transposed_size")
def kernel_less_one(size, kernel_size, stride, padding, output_padding):
    return (size - 1) * stride + (kernel_size - 1) - 2 * padding + output_padding


@two("transposed_size")
def one_side_and_no_output_padding(size, kernel_size, stride, padding, output_padding):
    return (size - 1) * stride + kernel_size - padding


@two("transposed_size")
def a_step_more_and_padding_added(size, kernel_size, stride, padding, output_padding):
    full = size * stride + kernel_size
    return full + 2 * padding + output_padding


@one("conv_transpose2d")
def columns_not_apart(x, weight, stride, padding):
    (h, w), (kh, kw) = x.shape, weight.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            y[i * stride : i * stride + kh, j : j + kw] += x[i, j] * weight
    return y[padding : y.shape[0] - padding, padding : y.shape[1] - padding]


@one("conv_transpose2d")
def last_row_of_cells_makes_no_stamp(x, weight, stride, padding):
    (h, w), (kh, kw) = x.shape, weight.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h - 1):
        for j in range(w):
            y[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[i, j] * weight
    return y[padding : y.shape[0] - padding, padding : y.shape[1] - padding]


@two("conv_transpose2d")
def turned_and_not_cropped(x, weight, stride, padding):
    (h, w), (kh, kw) = x.shape, weight.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            y[i * stride : i * stride + kh, j * stride : j * stride + kw] += x[i, j] * np.flip(weight)
    return y


@two("conv_transpose2d")
def replaced_and_cropped_before(x, weight, stride, padding):
    (h, w), (kh, kw) = x.shape, weight.shape
    y = np.zeros(((h - 1) * stride + kh, (w - 1) * stride + kw))
    for i in range(h):
        for j in range(w):
            y[i * stride : i * stride + kh, j * stride : j * stride + kw] = x[i, j] * weight
    return y[padding:, padding:]


@one("insert_zeros")
def one_less_than_all_steps(x, stride):
    h, w = x.shape
    z = np.zeros((h * stride - 1 if stride > 1 else h, (w - 1) * stride + 1))
    for i in range(h):
        for j in range(w):
            z[i * stride, j * stride] = x[i, j]
    return z


@one("insert_zeros")
def last_column_forgotten(x, stride):
    h, w = x.shape
    z = np.zeros((stride * (h - 1) + 1, stride * (w - 1) + 1))
    for i in range(h):
        for j in range(w - 1):
            z[i * stride, j * stride] = x[i, j]
    return z


@two("insert_zeros")
def only_rows_and_turned_over(x, stride):
    h, w = x.shape
    z = np.zeros(((h - 1) * stride + 1, w))
    z[::stride] = x[::-1]
    return z


@two("insert_zeros")
def only_columns_and_zeros_after(x, stride):
    h, w = x.shape
    z = np.zeros((h, w * stride))
    z[:, ::stride] = x
    return z


@one("overlap_count")
def stride_between_the_taps(size, kernel_size, stride):
    count = np.zeros((size - 1) * stride + kernel_size + (kernel_size - 1) * stride)
    for i in range(size):
        for k in range(kernel_size):
            count[i + k * stride] += 1
    return count[: (size - 1) * stride + kernel_size]


@one("overlap_count")
def last_tap_forgotten(size, kernel_size, stride):
    count = np.zeros((size - 1) * stride + kernel_size)
    for i in range(size):
        for k in range(kernel_size - 1):
            count[i * stride + k] += 1
    return count


@two("overlap_count")
def replaced_and_last_stamp_forgotten(size, kernel_size, stride):
    count = [0] * ((size - 1) * stride + kernel_size)
    for i in range(size - 1):
        for k in range(kernel_size):
            count[i * stride + k] = 1
    return count


@two("overlap_count")
def a_step_after_the_last_and_one_tap_less(size, kernel_size, stride):
    count = [0] * (size * stride + kernel_size)
    for i in range(size):
        for k in range(kernel_size - 1):
            count[i * stride + k] += 1
    return count


@one("output_padding_for")
def bracket_forgotten_when_taken_away(size_in, size_out, kernel_size, stride, padding):
    return size_out - (size_in - 1) * stride + kernel_size - 2 * padding


@two("output_padding_for")
def a_step_more_and_one_side(size_in, size_out, kernel_size, stride, padding):
    return size_out - (size_in * stride + kernel_size - padding)
