"""Of 01_layers_and_filters."""

import numpy as np

from unlisted import one, two


@one("flip")
def loop_ends_early(weight):
    kh, kw = weight.shape
    out = np.zeros((kh, kw))
    for r in range(kh - 1):
        for c in range(kw):
            out[r, c] = weight[kh - 1 - r, kw - 1 - c]
    return out


@one("flip")
def height_for_width(weight):
    kh, kw = weight.shape
    out = np.zeros((kh, kw))
    for r in range(kh):
        for c in range(kw):
            out[r, c] = weight[kh - r - 1, kh - c - 1]
    return out


@two("flip")
def upside_down_and_transposed(weight):
    return weight[::-1].T


@two("flip")
def short_loop_and_columns_as_they_were(weight):
    rows = []
    for r in range(len(weight) - 1, 0, -1):
        rows.append(weight[r].tolist())
    rows.append([0] * weight.shape[1])
    return np.array(rows)


@one("conv2d_channels")
def one_window_less(x, weight, bias):
    _, h, w = x.shape
    c_out, _, kh, kw = weight.shape
    y = np.zeros((c_out, h - kh, w - kw))
    for k in range(c_out):
        for i in range(h - kh):
            for j in range(w - kw):
                y[k, i, j] = (x[:, i : i + kh, j : j + kw] * weight[k]).sum() + bias[k]
    return y


@one("conv2d_channels")
def products_averaged(x, weight, bias):
    _, h, w = x.shape
    c_out, _, kh, kw = weight.shape
    y = np.zeros((c_out, h - kh + 1, w - kw + 1))
    for k, i, j in np.ndindex(y.shape):
        y[k, i, j] = np.mean(x[:, i : i + kh, j : j + kw] * weight[k]) + bias[k]
    return y


@two("conv2d_channels")
def turned_and_no_bias(x, weight, bias):
    _, h, w = x.shape
    c_out, _, kh, kw = weight.shape
    y = np.zeros((c_out, h - kh + 1, w - kw + 1))
    for k, i, j in np.ndindex(y.shape):
        y[k, i, j] = np.sum(x[:, i : i + kh, j : j + kw] * weight[k, :, ::-1, ::-1])
    return y


@two("conv2d_channels")
def one_window_less_and_one_map(x, weight, bias):
    _, h, w = x.shape
    c_out, _, kh, kw = weight.shape
    y = np.zeros((c_out, h - kh, w - kw))
    for k, i, j in np.ndindex(y.shape):
        y[k, i, j] = np.sum(x[0, i : i + kh, j : j + kw] * weight[k, 0]) + bias[k]
    return y


@one("parameters")
def maps_plus_taps(c_in, c_out, kernel_size, bias):
    kh, kw = kernel_size
    return c_out * (c_in + kh * kw + (1 if bias else 0))


@one("parameters")
def as_many_maps_out_as_in(c_in, c_out, kernel_size, bias):
    kh, kw = kernel_size
    n = kh * kw * c_in
    if bias:
        n = n + 1
    return n * c_in


@two("parameters")
def one_kernel_each_and_no_bias(c_in, c_out, kernel_size, bias):
    kh, kw = kernel_size
    return kh * kw * c_out


@two("parameters")
def sides_added_and_one_bias(c_in, c_out, kernel_size, bias):
    total = c_in * c_out * sum(kernel_size)
    return total + 1 if bias else total
