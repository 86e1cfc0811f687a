"""A part of 09_transposed: its sizes, forwards, back, and as a design."""

from __future__ import annotations

from convlib.exercises.exercise import Exercise
from convlib.exercises.variants import table, variants


def transposed_size(size, kernel_size, stride, padding, output_padding):
    """How many cells a transposed convolution gives on one axis."""
    stamped = (size - 1) * stride + kernel_size
    return stamped - 2 * padding + output_padding


def output_padding_for(size_in, size_out, kernel_size, stride, padding):
    """The output padding that takes size_in to size_out."""
    smallest = (size_in - 1) * stride + kernel_size - 2 * padding
    return size_out - smallest


def upsampler(stride):
    """The smallest kernel, and its padding, that make an axis `stride` times as long, with even overlaps."""
    kernel_size = 2 * stride
    if stride % 2:
        kernel_size = 3 * stride
    return kernel_size, (kernel_size - stride) // 2


TRANSPOSED_SIZE = Exercise(
    title="The size",
    prompt="""How large does a transposed convolution make one axis? Write
`transposed_size(size, kernel_size, stride, padding, output_padding)`; dilation is 1. About 2 lines.""",
    asks="{size} cells stamp, kernel {kernel_size}[, stride {stride}][, padding {padding}][, output "
    "padding {output_padding}]: how many cells come out?",
    usual={"size": 3, "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 0},
    hints=(
        "Every input cell stamps `kernel_size` cells, and each stamp starts `stride` cells after the one before.",
        "The last stamp starts at `(size - 1) * stride` and is `kernel_size` long. What does padding do to that?",
        "Padding is cropped from both sides; output padding adds its cells at the end, once.",
    ),
    solution=transposed_size,
    cases=table(
        "size kernel_size stride padding output_padding",
        *((1, 1, 1, 0, 0), (1, 3, 1, 0, 0), (2, 2, 2, 0, 0), (3, 1, 2, 0, 0), (3, 2, 1, 0, 0), (2, 1, 4, 0, 2)),
        *((3, 3, 2, 1, 0), (3, 3, 2, 1, 1), (4, 4, 2, 1, 0), (2, 3, 3, 0, 2), (4, 5, 3, 2, 0), (4, 5, 3, 2, 1)),
        *((5, 2, 4, 0, 3), (5, 4, 1, 3, 0), (6, 7, 2, 3, 1), (7, 5, 3, 1, 2), (112, 4, 2, 1, 0)),
    ),
    wrong=variants(
        transposed_size,
        padding_added=("padding were added instead of taken away", "- 2 * padding → + 2 * padding"),
        one_side=("padding were taken away on one side only", "2 * padding → padding"),
        no_padding=("`padding` were ignored", "- 2 * padding →"),
        no_output_padding=("`output_padding` were ignored", "+ output_padding →"),
        output_padding_twice=("output padding were added on both sides", "+ output_padding → + 2 * output_padding"),
        padding_first=(
            "padding were taken away from the input, before the kernel's overlap was added",
            "(size - 1) → (size - 2 * padding - 1)",
            "- 2 * padding + → +",
        ),
        step_after_the_last=("a stride came after the last stamp too", "(size - 1) → size"),
        no_overlap=(
            "only the strides counted, and not the kernel",
            "(size - 1) * stride + kernel_size → size * stride",
        ),
        no_stride=("`stride` were ignored", "* stride →"),
        forwards=(
            "it were the ordinary convolution, not the transposed one",
            "(size - 1) * stride + kernel_size → size - kernel_size",
            "stamped - 2 * padding + output_padding → (stamped + 2 * padding) // stride + 1 + output_padding",
        ),
    ),
)

OUTPUT_PADDING_FOR = Exercise(
    title="Which of several sizes",
    prompt="""With kernel 3 and stride 2 a convolution takes 5 cells and 6 to the same size, so the way back must
choose. Write `output_padding_for(size_in, size_out, kernel_size, stride, padding)`, so that the transposed
convolution takes `size_in` to `size_out`. About 2 lines.""",
    asks="Kernel {kernel_size}, stride {stride}, padding {padding}: which output padding takes "
    "{size_in} cells to {size_out}?",
    usual={"size_in": 3, "size_out": 9, "kernel_size": 3, "stride": 3, "padding": 1},
    hints=(
        "How large is the output without output padding? You have written that formula.",
        "`(size_in - 1) * stride + kernel_size - 2 * padding` is the smallest size that is possible.",
        "The output padding is what is missing from there to `size_out`.",
    ),
    solution=output_padding_for,
    cases=table(
        "size_in size_out kernel_size stride padding",
        *((1, 1, 1, 1, 0), (2, 4, 2, 2, 0), (2, 3, 1, 2, 0), (2, 4, 1, 2, 0), (3, 5, 3, 2, 1), (3, 6, 3, 2, 1)),
        *((3, 7, 3, 2, 0), (3, 8, 3, 2, 0), (4, 8, 4, 2, 1), (2, 5, 1, 4, 0), (2, 7, 1, 4, 0), (4, 10, 5, 3, 2)),
        *((4, 11, 5, 3, 2), (4, 12, 5, 3, 2), (5, 15, 7, 3, 2), (5, 18, 4, 4, 1), (5, 21, 4, 4, 1)),
        *((7, 14, 3, 2, 1), (112, 224, 7, 2, 3)),
    ),
    wrong=variants(
        output_padding_for,
        padding_added=("padding were added instead of taken away", "- 2 * padding → + 2 * padding"),
        one_side=("padding were taken away on one side only", "2 * padding → padding"),
        no_padding=("`padding` were ignored", "- 2 * padding →"),
        step_after_the_last=("a stride came after the last stamp too", "(size_in - 1) → size_in"),
        no_overlap=(
            "only the strides counted, and not the kernel",
            "(size_in - 1) * stride + kernel_size - 2 * padding → size_in * stride",
        ),
        negative=("it were asked how much is too much", "size_out - smallest → smallest - size_out"),
        both_sides=(
            "output padding were added on both sides, half on each",
            "size_out - smallest → (size_out - smallest) // 2",
        ),
        all_of_it=("the whole size were asked for, and not what is missing", "size_out - smallest → smallest"),
        always_full=("output padding were always `stride - 1`", "size_out - smallest → stride - 1"),
    ),
)

UPSAMPLER = Exercise(
    title="Without checkerboards",
    prompt="""Design a transposed convolution. Without output padding it makes an axis exactly `stride` times as
long, and away from the borders the same number of stamps, two at least, falls on every cell. Write
`upsampler(stride)`: the pair `(kernel_size, padding)`, the smallest there is. About 4 lines.""",
    asks="Stride {stride}: which kernel, and which padding, make an axis {stride} times as long with equally "
    "many stamps, two at least, on every cell? The smallest kernel that does.",
    usual={"stride": 2},
    hints=(
        "When do equally many stamps fall on every cell? `overlap_count` shows it: try kernels 3, 4, 5, 6 at stride 2.",
        "The kernel is a multiple of the stride, so `2 * stride` is the smallest candidate.",
        "Set `(size - 1) * stride + kernel_size - 2 * padding` to `size * stride`. What is the padding?",
        "The padding is `(kernel_size - stride) / 2`, which must be whole. For an odd stride `2 * stride` fails.",
    ),
    solution=upsampler,
    cases=table("stride", *((n,) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9, 16))),
    wrong=variants(
        upsampler,
        all_even=("an odd stride could have a kernel of `2 * stride` too", "if stride % 2: → if False:"),
        all_odd=("an even stride needed a kernel of `3 * stride` too", "if stride % 2: → if True:"),
        one_stamp=(
            "one stamp on each cell were enough",
            "return kernel_size, → kernel_size = stride; return kernel_size,",
        ),
        no_padding=("nothing had to be cropped", "(kernel_size - stride) // 2 → 0"),
        all_on_each_side=(
            "all that is too much were cropped on each side",
            "(kernel_size - stride) // 2 → kernel_size - stride",
        ),
        half_kernel=(
            "the padding were that of an ordinary convolution",
            "(kernel_size - stride) // 2 → (kernel_size - 1) // 2",
        ),
        one_more=("an odd kernel were one larger", "kernel_size = 3 * stride → kernel_size += 1"),
        padding_first=(
            "the padding came first in the pair",
            "kernel_size, (kernel_size - stride) // 2 → (kernel_size - stride) // 2, kernel_size",
        ),
    ),
)
