"""The formulas of 01_layers_and_filters."""

from __future__ import annotations

import numpy as np

from convlib import ops
from convlib.course.summaries.card import Card, Line
from convlib.layers import counting


def _one_output(x, θ) -> int:
    return int(ops.conv2d(np.array(x)[None], np.array(θ)[None, None])[0, 0, 0])


def _products(c_in, k_h, k_w) -> int:
    """The products of a layer, for each of its outputs."""
    cost = counting.conv((c_in, k_h + 3, k_w + 4), 1, (k_h, k_w))
    return cost.multiply_adds // np.prod(cost.output_shape).item()


def _parameters(c_in, k_h, k_w, c_out) -> int:
    return counting.conv((c_in, k_h, k_w), c_out, (k_h, k_w)).parameters


def _dense(inputs, outputs) -> int:
    return counting.fully_connected(inputs, outputs, bias=False).weights


CARD = Card(
    "01_layers_and_filters",
    "Layers and filters",
    (
        Line(
            "One output: the window's cells times the weights on them, added up",
            "y[o] = Σ x[o + t]·θ[t], over all taps t",
            {"x": [[1, 2], [3, 1]], "θ": [[1, 0], [2, -1]]},
            _one_output,
        ),
        Line(
            "All maps: output map n adds up what every input map m answers, and its bias",
            "y[n, o] = b[n] + Σ x[m, o + t]·θ[n, m, t], over all m and t",
            {"x": [1, 4, 2], "θ": [3, 1, 5], "b": 2},
            lambda x, θ, b: ops.conv2d(np.reshape(x, (3, 1, 1)), np.reshape(θ, (1, 3, 1, 1)), [b]).item(),
        ),
        Line(
            "Products that one output adds up",
            "products = c_in·k_h·k_w",
            {"c_in": 3, "k_h": 3, "k_w": 3},
            _products,
        ),
        Line(
            "Parameters of a layer, whatever the size of the image",
            "parameters = (c_in·k_h·k_w + 1)·c_out",
            {"c_in": 3, "k_h": 5, "k_w": 5, "c_out": 8},
            _parameters,
        ),
        Line(
            "Weights of a fully connected layer, without biases",
            "weights = inputs·outputs",
            {"inputs": 17 * 17 * 512, "outputs": 7 * 7 * 1024},
            _dense,
        ),
        Line(
            "One gradient step of a weight: down the slope of the error",
            "new θ = θ − η·gradient",
            {"θ": 0.5, "η": 0.01, "gradient": 20},
            lambda θ, η, gradient: θ - η * gradient,
        ),
    ),
)
