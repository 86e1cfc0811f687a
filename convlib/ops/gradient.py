"""Gradients of a convolution, in NumPy: what ``backward`` computes, and a numeric check of it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from convlib.ops.arguments import Call, result_type
from convlib.ops.transposed import scatter
from convlib.relation import Window


def _gradient(call: Call, size, kernel_size, channels: int, c_out: int) -> tuple[Window, np.ndarray, bool]:
    window = call.window(size, kernel_size)
    grad, batched = call.batch("grad_output", 2, "c_out")
    if grad.shape[1:] != (c_out, *window.output_size):
        expected = (c_out, *window.output_size)
        call.fail(f"grad_output must have the shape of the output, {expected} for each image, not {grad.shape[1:]}")
    return window, grad, batched


def conv2d_input_grad(input_size, weight, grad_output, stride=1, padding=0, dilation=1, groups=1) -> np.ndarray:
    """The gradient of a convolution with respect to its input: a transposed convolution of ``grad_output``.

    >>> conv2d_input_grad((1, 3, 4), np.array([[[[1, 2], [3, 4]]]]), np.ones((1, 2, 3), int))
    array([[[ 1,  3,  3,  2],
            [ 4, 10, 10,  6],
            [ 3,  7,  7,  4]]])

    ``input_size``: the shape of the input, ``(c, h, w)`` or ``(n, c, h, w)``; ``grad_output``: of the output. As
    ``torch.nn.grad.conv2d_input``. Raises ``ValueError`` or ``TypeError``, restating the call.
    Source: lecture cpen455-5 (the gradient is ``Wᵀy``).
    """
    call = Call("conv2d_input_grad", **locals())
    weight = call.weight("weight", 2)
    size = _shape(call, "input_size", (3, 4))
    groups = call.groups(size[-3], len(weight))
    call.channels(size[-3], weight, groups)
    window, grad, batched = _gradient(call, size[-2:], weight.shape[2:], size[-3], len(weight))
    if (grad.shape[:1] if batched else ()) != size[:-3]:
        call.fail("input_size and grad_output must be of one batch, or both without one")
    dtype = result_type(weight, grad)
    result = scatter(grad.astype(dtype, copy=False), weight.astype(dtype, copy=False), window, groups)
    return result if batched else result[0]


def conv2d_weight_grad(input, weight_size, grad_output, stride=1, padding=0, dilation=1, groups=1) -> np.ndarray:
    """The gradient of a convolution with respect to its kernels: a convolution of the input with ``grad_output``.

    >>> conv2d_weight_grad(np.arange(12).reshape(1, 3, 4), (1, 1, 2, 2), np.ones((1, 2, 3), int))
    array([[[[18, 24],
             [42, 48]]]])

    ``weight_size``: the shape of the weight, ``(c_out, c / groups, kh, kw)``; ``grad_output``: of the output. As
    ``torch.nn.grad.conv2d_weight``. Raises ``ValueError`` or ``TypeError``, restating the call.
    Source: lecture cpen455-5.
    """
    call = Call("conv2d_weight_grad", **locals())
    x, batched = call.batch("input", 2)
    weight_size = _shape(call, "weight_size", (4,), least=1)
    c_out, c_in, *kernel_size = weight_size
    groups = call.groups(x.shape[1], c_out)
    if x.shape[1] != c_in * groups:
        call.fail(f"weight_size takes {c_in} channels in each of {groups} groups; input has {x.shape[1]}")
    window, grad, also = _gradient(call, x.shape[2:], kernel_size, x.shape[1], c_out)
    if batched != also or len(x) != len(grad):
        call.fail("input and grad_output must be of one batch, or both without one")
    dtype = result_type(x, grad)
    x = x.astype(dtype, copy=False).reshape(len(x), groups, c_in, *x.shape[2:])
    grad = grad.astype(dtype, copy=False).reshape(len(x), groups, c_out // groups, *grad.shape[2:])
    result = np.zeros((groups, grad.shape[2], c_in, *kernel_size), dtype=dtype)
    for k in window.taps():
        o, i = window.slices(k, window.output_size)
        read, back = x[(..., *i)], grad[(..., *o)]
        read, back = (a.reshape(*a.shape[:3], math.prod(a.shape[3:])) for a in (read, back))
        result[(..., *k)] = (back @ np.swapaxes(read, 2, 3)).sum(axis=0)
    return result.reshape(weight_size)


def conv2d_bias_grad(grad_output) -> np.ndarray:
    """The gradient of a convolution with respect to its bias: the sum of ``grad_output`` over places and images.

    >>> conv2d_bias_grad(np.ones((2, 3, 5, 4), int))                 # two images, three maps of 5×4
    array([40, 40, 40])

    Shapes: ``(c_out, oh, ow)`` or ``(n, c_out, oh, ow)`` to ``(c_out,)``. Raises ``ValueError`` or ``TypeError``,
    restating the call. Source: lecture msu-7 (the bias in the full formula).
    """
    grad, _ = Call("conv2d_bias_grad", **locals()).batch("grad_output", 2, "c_out")
    return grad.sum(axis=(0, 2, 3), dtype=result_type(grad))


def _shape(call: Call, name: str, lengths: tuple[int, ...], least: int = 0) -> tuple[int, ...]:
    value = call.arguments[name]
    if not isinstance(value, (tuple, list)) or len(value) not in lengths:
        call.fail(f"{name} must be a shape of {' or '.join(map(str, lengths))} numbers, not {value!r}")
    return call.per_axis(name, len(value), least)


def numeric_grad(function: Callable, x, grad_output=None, step: float = 1e-4) -> np.ndarray:
    """The gradient of ``(function(x) · grad_output).sum()`` with respect to x, from differences: slow and sure.

    >>> numeric_grad(lambda x: x**2, [1.0, 2.0, 3.0]).round(6)
    array([2., 4., 6.])

    Each entry of x is moved by ``step`` to either side; ``grad_output`` is 1 everywhere when it is not given. The
    result is ``float64`` and of the shape of x. Raises ``ValueError`` or ``TypeError``, restating the call.
    Source: the definition of the derivative (central differences).
    """
    return _numeric(Call("numeric_grad", **locals()))


def _numeric(call: Call) -> np.ndarray:
    function, grad_output = call.arguments["function"], call.arguments["grad_output"]
    if not callable(function):
        call.fail(f"function must be a function of x, not {function!r}", TypeError)
    x = call.array("x", tuple(range(9)), "an array")
    if x.dtype == object:
        call.fail("x must hold plain integers or floats", TypeError)
    x = x.astype(np.float64)
    step = call.positive("step", call.arguments["step"])
    share = 1 if grad_output is None else call.array("grad_output", tuple(range(9)), "an array")
    result = np.empty(x.shape)
    for i in np.ndindex(x.shape):
        ends = []
        for moved in (x[i] + step, x[i] - step):
            at = x.copy()
            at[i] = moved
            y = np.asarray(function(at))
            if grad_output is not None and y.shape != share.shape:
                call.fail(f"grad_output has the shape {share.shape}, the function gives {y.shape}")
            ends.append((y * share).sum())
        result[i] = (ends[0] - ends[1]) / (2 * step)
    return result


def check_grad(function: Callable, x, grad, grad_output=None, step: float = 1e-4) -> float:
    """How far ``grad`` is from :func:`numeric_grad`: the largest difference, as a part of the largest gradient.

    >>> check_grad(lambda x: x**2, np.array([1.0, 3.0]), grad=np.array([2.0, 6.0])) < 1e-6
    True

    A right gradient gives about 1e-8, a wrong one about 1. Raises as :func:`numeric_grad` does, and when ``grad``
    has another shape than x. Source: as there.
    """
    call = Call("check_grad", **locals())
    x, grad = (call.array(name, tuple(range(9)), "an array") for name in ("x", "grad"))
    if grad.shape != x.shape:
        call.fail(f"grad must have the shape of x, {x.shape}, not {grad.shape}")
    expected = _numeric(call)
    return float(np.abs(grad - expected).max(initial=0) / max(np.abs(expected).max(initial=0), 1e-12))
