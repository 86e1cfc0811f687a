"""The gradients of conv2d against torch's autograd and against differences."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, leaves_its_arguments_alone, numbers, seeds, slides
from hypothesis import strategies as st

import convlib as cl
from convlib.relation import Window
from convlib.trace import Cell, trace

DTYPES = ("float32", "float64", "int64")


@cases(1500, slides(2), seeds, st.sampled_from(DTYPES), st.integers(1, 2), st.sampled_from([(), (0,), (1,), (2,)]))
def test_all_three_gradients_are_those_of_autograd(slide, seed, dtype, groups, batch):
    size, kernel, options, pairs = slide
    options = {k: v for k, v in options.items() if k != "padding_mode"}
    x = numbers(seed, dtype, *batch, groups * (1 + seed % 2), *size)
    weight = numbers(seed + 1, dtype, groups * 2, 1 + seed % 2, *kernel)
    bias = numbers(seed + 2, dtype, groups * 2)
    tensors = [torch.from_numpy(a).double().requires_grad_() for a in (x, weight, bias)]
    (left, right) = pairs[1]
    y = F.conv2d(
        F.pad(tensors[0], (left, right, *pairs[0])), *tensors[1:], options["stride"], 0, options["dilation"], groups
    )
    grad = numbers(seed + 3, dtype, *y.shape)
    (y * torch.from_numpy(grad)).sum().backward()
    found = [
        cl.conv2d_input_grad(x.shape, weight, grad, **options, groups=groups),
        cl.conv2d_weight_grad(x, weight.shape, grad, **options, groups=groups),
        cl.conv2d_bias_grad(grad),
    ]
    for ours, tensor in zip(found, tensors, strict=True):
        assert ours.dtype == dtype
        agree(ours, tensor.grad.numpy() if tensor.grad is not None else np.zeros(tensor.shape))


@cases(60, slides(2), seeds)
def test_differences_give_the_same_gradients(slide, seed):
    size, kernel, options, _ = slide
    options = {k: v for k, v in options.items() if k != "padding_mode"}
    x, weight = numbers(seed, "float64", 2, *size), numbers(seed + 1, "float64", 1, 2, *kernel)
    y = cl.conv2d(x, weight, **options)
    grad = numbers(seed + 2, "float64", *y.shape) + 0.1
    by_input = cl.conv2d_input_grad(x.shape, weight, grad, **options)
    by_weight = cl.conv2d_weight_grad(x, weight.shape, grad, **options)
    assert cl.check_grad(lambda x: cl.conv2d(x, weight, **options), x, by_input, grad) < 1e-6
    assert cl.check_grad(lambda w: cl.conv2d(x, w, **options), weight, by_weight, grad) < 1e-6
    assert cl.check_grad(lambda x: cl.conv2d(x, weight, **options), x, by_input + 1, grad) > 1e-3


def test_the_input_gradient_is_the_transposed_convolution():
    weight, grad = numbers(1, "int64", 4, 2, 3, 2), numbers(2, "int64", 4, 3, 5)
    options = {"stride": (2, 1), "padding": (1, 0)}
    y = cl.conv_transpose2d(grad, weight, **options, output_padding=(1, 0))
    assert np.array_equal(y, cl.conv2d_input_grad((2, 6, 6), weight, grad, **options))


def test_the_traces_are_the_relation():
    x, weight, grad = (numbers(s, "int64", *shape) + 20 for s, shape in enumerate([(2, 4, 5), (3, 2, 2, 3), (3, 2, 4)]))
    options = {"stride": (2, 1), "padding": ((0, 0), (1, 0))}
    window = Window.of((4, 5), (2, 3), **options)
    run = trace(cl.conv2d_input_grad, input_size=(2, 4, 5), weight=weight, grad_output=grad, **options)
    for c, *i in np.ndindex(2, 4, 5):
        feeds = {(o, k) for o, k in window.readers(tuple(i))}
        expected = {(Cell("grad_output", (m, *o)), Cell("weight", (m, c, *k))) for m in range(3) for o, k in feeds}
        assert {tuple(sorted(t.cells)) for t in run.terms((c, *i))} == expected
    run = trace(cl.conv2d_weight_grad, input=x, weight_size=weight.shape, grad_output=grad, **options)
    for m, c, *k in np.ndindex(*weight.shape):
        places = [(o, window.input_index(o, tuple(k))) for o in window.outputs()]
        expected = {(Cell("grad_output", (m, *o)), Cell("input", (c, *i))) for o, i in places if window.inside(i)}
        assert {tuple(sorted(t.cells)) for t in run.terms((m, c, *k))} == expected
    run = trace(cl.conv2d_bias_grad, grad_output=grad)
    assert run.cells((1,), "grad_output") == {Cell("grad_output", (1, *o)) for o in window.outputs()}


def test_arguments_stay_and_the_results_are_fresh():
    x, weight, grad = np.ones((1, 1, 2)), np.ones((1, 1, 1, 1)), np.ones((1, 1, 2))
    leaves_its_arguments_alone(cl.conv2d_input_grad, input_size=(1, 1, 2), weight=weight, grad_output=grad)
    leaves_its_arguments_alone(cl.conv2d_weight_grad, input=x, weight_size=(1, 1, 1, 1), grad_output=grad)
    leaves_its_arguments_alone(cl.conv2d_bias_grad, grad_output=grad)


X, W, G = np.ones((2, 4, 5, 6)), np.ones((6, 4, 3, 2)), np.ones((2, 6, 3, 5))


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (
            lambda: cl.conv2d_input_grad(X.shape, W, G[..., 1:]),
            ValueError,
            "the output, (6, 3, 5) for each image, not (6, 3, 4)",
        ),
        (lambda: cl.conv2d_input_grad(X.shape, W, G[0]), ValueError, "must be of one batch, or both without one"),
        (lambda: cl.conv2d_input_grad((5, 6), W, G), ValueError, "input_size must be a shape of 3 or 4 numbers"),
        (lambda: cl.conv2d_input_grad((2, 4.0, 5, 6), W, G), TypeError, "input_size must be made of integers, not 4.0"),
        (lambda: cl.conv2d_input_grad((2, 3, 5, 6), W, G), ValueError, "weight takes 4 channels in each of 1 groups"),
        (lambda: cl.conv2d_input_grad(X.shape, W, G, stride=0), ValueError, "stride must be at least 1, not 0"),
        (lambda: cl.conv2d_weight_grad(X, W.shape[1:], G), ValueError, "weight_size must be a shape of 4 numbers"),
        (lambda: cl.conv2d_weight_grad(X, (6, 3, 3, 2), G), ValueError, "weight_size takes 3 channels in each of 1"),
        (lambda: cl.conv2d_weight_grad(X[:1], W.shape, G), ValueError, "must be of one batch, or both without one"),
        (lambda: cl.conv2d_weight_grad(X, W.shape, G, groups=5), ValueError, "groups=5 must divide the 4 channels of"),
        (lambda: cl.conv2d_weight_grad(X, (6, 4, 0, 2), G), ValueError, "weight_size must be at least 1, not 0"),
        (lambda: cl.conv2d_bias_grad(G[0, 0]), ValueError, "grad_output must be (c_out, h, w) or (n, c_out, h, w)"),
        (lambda: cl.numeric_grad(np.sin, [1.0], step=0), ValueError, "step must be finite and above 0, not 0"),
        (
            lambda: cl.numeric_grad(np.sin, [1.0], np.ones(2)),
            ValueError,
            "grad_output has the shape (2,), the function",
        ),
        (lambda: cl.check_grad(np.sin, [1.0], [1.0, 2.0]), ValueError, "grad must have the shape of x, (1,), not (2,)"),
    ],
)
def test_a_wrong_call_is_restated(call, error, said):
    with pytest.raises(error, match=re.escape(said)):
        call()


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"step": 0}, "step must be finite and above 0"),
        ({"function": 3}, "function must be a function of x, not 3"),
        ({"x": [10**400, 1]}, "x must hold plain integers or floats"),
        ({"grad": [1]}, "grad must have the shape of x"),
    ],
)
def test_check_grad_restates_its_own_call(wrong, said):
    given = {"function": lambda x: x, "x": [1.0, 2.0], "grad": [1.0, 1.0]} | wrong
    with pytest.raises((ValueError, TypeError), match=rf"^check_grad\(.*{said}"):
        cl.check_grad(**given)
