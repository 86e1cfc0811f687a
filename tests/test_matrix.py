"""conv_matrix, unfold and fold against torch and against convolution; the method fft's limits."""

import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import agree, cases, leaves_its_arguments_alone, numbers, padded, seeds, slides
from hypothesis import strategies as st

import convlib as cl
from convlib.relation import Window
from convlib.trace import Cell, trace

DTYPES = ("float32", "float64", "int64")


@pytest.mark.parametrize("d", [1, 2, 3])
@cases(200, st.data(), seeds, st.sampled_from(DTYPES), st.integers(1, 2))
def test_the_matrix_times_the_input_is_the_convolution(d, data, seed, dtype, groups):
    size, kernel, options, _ = data.draw(slides(d))
    options = {k: v for k, v in options.items() if k != "padding_mode"}
    x, weight = numbers(seed, dtype, groups, *size), numbers(seed + 1, dtype, groups * 2, 1, *kernel)
    w = cl.conv_matrix(weight, size, **options, groups=groups)
    y = (None, cl.conv1d, cl.conv2d, cl.conv3d)[d](x, weight, **options, groups=groups)
    assert w.dtype == x.dtype
    agree(w @ x.ravel(), y.ravel())


def test_the_matrix_of_a_sequence_is_toeplitz_of_an_image_block_toeplitz():
    w = cl.conv_matrix(numbers(0, "int64", 1, 1, 3), 8, padding=1)
    assert all(len(set(np.diagonal(w, k))) <= 1 for k in range(-7, 8))
    blocks = cl.conv_matrix(numbers(1, "int64", 1, 1, 3, 2), (5, 4)).reshape(3, 3, 5, 4)
    for row, block in np.ndindex(3, 5):
        across = blocks[row, :, block]
        assert np.array_equal(across, blocks[0, :, block - row] if block >= row else 0 * across)
        assert all(len(set(np.diagonal(across, k))) == 1 for k in range(-2, 4))


def test_the_matrix_of_an_image_that_is_too_large_is_refused_with_its_size():
    said = "the matrix would be 802816×150528 float32, 483,385,147,392 bytes; the limit is 268,435,456"
    with pytest.raises(ValueError, match=said):
        cl.conv_matrix(np.ones((16, 3, 3, 3), "float32"), 224, padding=1)
    with pytest.raises(ValueError, match=r"3×5 int64, 120 bytes; the limit is 100"):
        cl.conv_matrix([[[1, 2, 3]]], 5, max_bytes=100)
    with pytest.raises(ValueError, match=r"conv2d\(input.*the matrix would be"):
        cl.conv2d(np.ones((3, 99, 99)), np.ones((3, 3, 3, 3)), method="matrix")


def test_the_trace_of_the_matrix_is_the_relation():
    weight = numbers(2, "int64", 2, 1, 2, 3) + 10
    run = trace(cl.conv_matrix, weight=weight, input_size=(4, 5), stride=(2, 1), padding=((1, 0), (0, 2)))
    window = Window.of((4, 5), (2, 3), stride=(2, 1), padding=((1, 0), (0, 2)))
    made = np.array(run.numbers).reshape(2, *window.output_size, 1, *window.size)
    for c, *o in np.ndindex(made.shape[:3]):
        held = {i: k for k, i in window.terms(tuple(o)) if window.inside(i)}
        for i in np.ndindex(*window.size):
            cells = {
                cell
                for t in run.terms(
                    (np.ravel_multi_index((c, *o), made.shape[:3]), np.ravel_multi_index(i, window.size))
                )
                for cell in t.cells
            }
            assert cells == ({Cell("weight", (c, 0, *held[i]))} if i in held else set())


@cases(500, slides(2), seeds, st.sampled_from(DTYPES), st.sampled_from([(), (0,), (2,)]))
def test_unfold_gives_what_torch_gives(slide, seed, dtype, batch):
    size, kernel, options, pairs = slide
    options = {k: v for k, v in options.items() if k != "padding_mode"}
    x = numbers(seed, dtype, *batch, 2, *size)
    y = cl.unfold(x, kernel, **options)
    ready = torch.from_numpy(padded(x, pairs, "zeros")).double()
    expected = F.unfold(ready, kernel, options["dilation"], 0, options["stride"])
    assert y.dtype == x.dtype
    agree(y, expected.numpy())


@cases(500, slides(2), seeds, st.sampled_from(DTYPES), st.sampled_from([(), (2,)]))
def test_fold_gives_what_torch_gives_and_is_the_transpose_of_unfold(slide, seed, dtype, batch):
    size, kernel, options, pairs = slide
    options = {k: v for k, v in options.items() if k != "padding_mode"}
    x = numbers(seed, dtype, *batch, 2, *size)
    columns = cl.unfold(x, kernel, **options)
    other = numbers(seed + 1, dtype, *columns.shape)
    y = cl.fold(other, size, kernel, **options)
    assert y.dtype == x.dtype
    expected = F.fold(
        torch.from_numpy(other).double(),
        padded(x, pairs, "zeros").shape[-2:],
        kernel,
        options["dilation"],
        0,
        options["stride"],
    )
    kept = tuple(slice(b, b + n) for (b, _), n in zip(pairs, size, strict=True))
    agree(y, expected.numpy()[(..., *kept)])
    if not batch:
        assert (columns * other).sum() == pytest.approx((x * y).sum(), abs=1e-2)


def test_unfold_and_fold_trace_cell_by_cell():
    run = trace(cl.unfold, input=np.arange(1, 13).reshape(1, 3, 4), kernel_size=2)
    assert run.cells((3, 5), "input") == {Cell("input", (0, 2, 3))}
    run = trace(cl.fold, input=np.arange(1, 25).reshape(4, 6), output_size=(3, 4), kernel_size=2)
    assert run.cells((0, 1, 1), "input") == {Cell("input", i) for i in [(3, 0), (2, 1), (1, 3), (0, 4)]}


def test_arguments_stay_and_the_results_are_fresh():
    leaves_its_arguments_alone(cl.unfold, input=numbers(1, "float64", 2, 1, 3), kernel_size=1)
    leaves_its_arguments_alone(cl.fold, input=numbers(1, "float64", 2, 3), output_size=(1, 3), kernel_size=1)
    leaves_its_arguments_alone(cl.conv_matrix, weight=numbers(1, "float64", 2, 1, 1), input_size=1)


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: cl.unfold(np.ones((3, 4)), 2), ValueError, "unfold(input (3, 4) float64, kernel_size=2): input must"),
        (lambda: cl.unfold(np.ones((1, 3, 4)), 0), ValueError, "kernel_size must be at least 1, not 0"),
        (lambda: cl.unfold(np.ones((1, 3, 4)), 4), ValueError, "axis h: the kernel spans 4 cells"),
        (lambda: cl.unfold(np.ones((1, 3, 4)), 2, stride=0), ValueError, "stride must be at least 1, not 0"),
        (lambda: cl.fold(np.ones((5, 2)), (2, 3), 2), ValueError, "input has 5 rows, which is no multiple of the 4"),
        (lambda: cl.fold(np.ones((4, 3)), (2, 3), 2), ValueError, "input has 3 columns, but 2 windows (1, 2) fit"),
        (lambda: cl.fold(np.ones((4, 2)), (2.0, 3), 2), TypeError, "output_size must be made of integers, not 2.0"),
        (lambda: cl.conv_matrix(np.ones((1, 1)), 5), ValueError, "weight must be (c_out, c / groups, w) or (c_out, c"),
        (lambda: cl.conv_matrix([[[1, 2]]], (5, 5)), ValueError, "input_size must be one number or 1"),
        (
            lambda: cl.conv_matrix([[[1, 2]]], 5, groups=2),
            ValueError,
            "groups=2 must divide the 2 channels of input and",
        ),
        (lambda: cl.conv_matrix([[[1, 2]]], 5, max_bytes=0), ValueError, "max_bytes must be at least 1, not 0"),
    ],
)
def test_a_wrong_call_is_restated(call, error, said):
    with pytest.raises(error, match=re.escape(said)):
        call()


def test_fft_refuses_what_it_would_round():
    large = np.full((1, 3, 4), 2**20)
    with pytest.raises(ValueError, match=r"conv2d\(input .*method 'fft' is exact only for sums below 2\*\*40"):
        cl.conv2d(large, large[None], method="fft")
    with pytest.raises(TypeError, match=r"method 'fft' rounds"):
        trace(cl.conv2d, input=large, weight=large[None], method="fft")


def test_fold_adds_small_integers_up_in_int64():
    y = cl.fold(np.full((4, 2), 200, "uint8"), (2, 3), 2)
    assert y.dtype == np.int64 and y.tolist() == [[[200, 400, 200], [200, 400, 200]]]


def test_fold_takes_an_empty_batch_as_torch_does():
    assert cl.fold(np.ones((0, 4, 6)), (3, 4), 2).shape == F.fold(torch.ones(0, 4, 6), (3, 4), 2).shape


def test_fft_refuses_the_least_integer_too():
    with pytest.raises(ValueError, match="exact only for sums below"):
        cl.conv1d(np.array([[-(2**63), 1]]), np.ones((1, 1, 1), int), method="fft")
