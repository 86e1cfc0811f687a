"""What all operators have in common: enough random cases, a docstring that shows and names its source, a trace."""

import ast
import inspect
from pathlib import Path

import numpy as np
import pytest

import convlib as cl
from convlib import ops
from convlib.trace import trace

HERE = Path(__file__).parent


def random_cases(path: Path) -> int:
    """The cases that ``@cases(n)`` and ``@settings(max_examples=n)`` of a file ask for, once for each parameter."""
    total = 0
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        calls = [d for d in getattr(node, "decorator_list", ()) if isinstance(d, ast.Call)]
        times = 1
        for call in calls:
            if ast.unparse(call.func) == "pytest.mark.parametrize" and isinstance(call.args[1], (ast.List, ast.Tuple)):
                times *= len(call.args[1].elts)
        for call in calls:
            name = ast.unparse(call.func)
            if name == "cases":
                total += ast.literal_eval(call.args[0]) * times
            elif name == "settings":
                total += sum(ast.literal_eval(k.value) for k in call.keywords if k.arg == "max_examples") * times
    return total


def test_at_least_twenty_thousand_random_cases_are_tried():
    counts = {path.stem: random_cases(path) for path in HERE.glob("test_*.py")}
    for topic in ("test_transposed", "test_pooling"):
        assert sum(count for stem, count in counts.items() if stem.startswith(topic)) > 4000
    assert sum(counts.values()) >= 20_000, counts


OPERATORS = [name for name in ops.__all__ if inspect.isfunction(getattr(ops, name))]


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_shows_itself_and_names_its_source(name):
    function = getattr(cl, name)
    text = inspect.getdoc(function)
    assert ">>> " in text and "Source: " in text
    assert "Raises " in text or "rrors" in text


X, W, V = (np.arange(1, 1 + np.prod(s)).reshape(s) for s in [(2, 4, 6), (2, 2, 3, 2), (2, 2, 1, 1)])
ROW, BOX = X[:, 0], np.arange(1, 1 + 2 * 3 * 4 * 4).reshape(2, 3, 4, 4)
CALLS = {
    "adaptive_avg_pool2d": dict(input=X, output_size=(2, 3)),
    "adaptive_max_pool2d": dict(input=X, output_size=(2, 3)),
    "avg_pool1d": dict(input=ROW, kernel_size=2),
    "avg_pool2d": dict(input=X, kernel_size=(2, 3)),
    "avg_pool3d": dict(input=BOX, kernel_size=2),
    "channel_shuffle": dict(input=X[None], groups=2),
    "conv1d": dict(input=ROW, weight=W[..., 0]),
    "conv2d": dict(input=X, weight=W),
    "conv2d_bias_grad": dict(grad_output=X),
    "conv2d_input_grad": dict(input_size=(2, 6, 7), weight=W, grad_output=X),
    "conv2d_weight_grad": dict(input=X, weight_size=(2, 2, 3, 2), grad_output=X[:, :2, :5]),
    "conv3d": dict(input=BOX, weight=W[..., None]),
    "conv_matrix": dict(weight=W, input_size=(3, 4)),
    "conv_transpose1d": dict(input=ROW, weight=W[..., 0], stride=2),
    "conv_transpose2d": dict(input=X, weight=W, stride=2),
    "conv_transpose3d": dict(input=BOX, weight=W[..., None], stride=2),
    "deform_conv2d": dict(input=X, offset=np.zeros((12, 2, 5), int).tolist(), weight=W),
    "depthwise_conv2d": dict(input=X, weight=W[:, :1]),
    "depthwise_separable_conv2d": dict(input=X, depthwise_weight=W[:, :1], pointwise_weight=V),
    "fold": dict(input=np.arange(1, 25).reshape(4, 6), output_size=(3, 4), kernel_size=2),
    "fully_connected": dict(input=X[0, 0], weight=X[1]),
    "interpolate": dict(input=X[None], scale_factor=2),
    "locally_connected2d": dict(input=X[:1, :2, :3], weight=np.arange(1, 13).reshape(1, 2, 1, 1, 2, 3)[..., :2]),
    "max_pool1d": dict(input=ROW, kernel_size=2),
    "max_pool2d": dict(input=X, kernel_size=(2, 3)),
    "max_pool3d": dict(input=BOX, kernel_size=2),
    "pad": dict(input=X, pad=(1, 2)),
    "pixel_shuffle": dict(input=np.arange(1, 49).reshape(8, 2, 3), upscale_factor=2),
    "pixel_unshuffle": dict(input=X, downscale_factor=2),
    "pointwise_conv2d": dict(input=X, weight=V),
    "separable_conv2d": dict(input=X, column=ROW[0, :3], row=ROW[0, :2]),
    "unfold": dict(input=X, kernel_size=2),
}
# What these compute from positions or by other means a trace cannot or need not follow; each is tested on its own.
NOT_TRACED = {
    *("bilinear_sample", "bilinear_sample_grad", "deform_conv2d_offset_grad", "max_unpool2d"),
    *("numeric_grad", "check_grad", "separate"),
}


def test_every_operator_is_traced_here_or_named_as_not():
    assert CALLS.keys() | NOT_TRACED == set(OPERATORS)


@pytest.mark.parametrize("name", CALLS)
def test_every_operator_traces_and_the_terms_add_up(name):
    function, given = getattr(cl, name), CALLS[name]
    y, run = function(**given), trace(getattr(cl, name), **given)
    assert run.output.shape == y.shape
    np.testing.assert_allclose(run.output.astype(float), y, rtol=1e-12)
    for index in np.ndindex(y.shape):
        terms = run.terms(index)
        assert sum(t.value for t in terms) == pytest.approx(float(y[index]))
        assert y[index] == 0 or any(t.cells for t in terms)
