"""A part of 05_dilation: how far a stack of dilated layers sees, and where it leaves holes."""

from __future__ import annotations

from convlib.exercises.exercise import Exercise
from convlib.exercises.variants import table, variants


def receptive_field(kernel_size, rates):
    """How many cells one output of the stack spans, from the first it reads to the last."""
    field = 1
    for rate in rates:
        field += rate * (kernel_size - 1)
    return field


def rates_without_gaps(kernel_size, rates):
    """True if one output of the stack reads every cell from the first it reads to the last."""
    read = {0}
    for rate in rates:
        read = {cell + rate * tap for cell in read for tap in range(kernel_size)}
    return len(read) == max(read) + 1


RECEPTIVE_FIELD = Exercise(
    title="How far a stack sees",
    prompt="""Dilated layers on top of each other, all with the same kernel and stride 1; `rates` holds a
dilation for each. Write `receptive_field(kernel_size, rates)`: from the first cell that one output reads to the
last, how many are there? About 4 lines.""",
    asks="Layers with kernel {kernel_size} and rates {rates}, on top of each other: how many cells "
    "does an output span?",
    usual={"kernel_size": 3, "rates": (1, 2, 4)},
    hints=(
        "Without any layer an output is a cell: the field is 1. How many cells does one layer add?",
        "A kernel of 3 with rate 4 reaches 8 cells from its first tap to its last, so it adds 8 to what it stands on.",
        "Start with 1 and add `rate * (kernel_size - 1)` for every rate.",
    ),
    solution=receptive_field,
    cases=table(
        "kernel_size rates",
        *((2, (1,)), (3, (1,)), (2, (3,)), (3, (2,)), (3, (1, 1)), (2, (1, 2)), (3, (1, 2))),
        *((3, (2, 1)), (2, (1, 2, 4)), (3, (1, 2, 4)), (5, (2, 2)), (3, (4, 2, 1)), (3, (1, 2, 5)), (4, (1, 3, 9))),
        *((3, (1, 2, 4, 8)),),
    ),
    wrong=variants(
        receptive_field,
        rates_ignored=("all the rates were 1", "rate * →"),
        last_layer_only=("only the last layer counted", "field += → field = 1 +"),
        from_nothing=("a cell without any layer saw nothing, and not itself", "field = 1 → field = 0"),
        whole_kernels=(
            "each layer added its whole kernel, its first tap too",
            "(kernel_size - 1) → (kernel_size - 1) + 1",
        ),
        spans_added=(
            "the spans of the layers were added up, each with a first cell of its own",
            "field = 1 → field = 0",
            "(kernel_size - 1) → (kernel_size - 1) + 1",
        ),
        multiplied=("the spans of the layers were multiplied", "field += → field *= 1 +"),
        rate_times_kernel=("a layer spanned `rate * kernel_size` cells", "(kernel_size - 1) → kernel_size"),
        one_side=("each layer reached out on one side only", "(kernel_size - 1) → (kernel_size - 1) // 2"),
        like_strides=(
            "rates grew upon each other, as strides do",
            "field = 1 → field = step = 1",
            "field += rate → step *= rate; field += step",
        ),
    ),
)

RATES_WITHOUT_GAPS = Exercise(
    title="Holes in the view",
    prompt="""The same stack leaves holes for some rates (*gridding*). Write
`rates_without_gaps(kernel_size, rates)`: `True` if one output reads, through all layers, every cell from its
first to its last, else `False`. About 4 lines.""",
    asks="Layers with kernel {kernel_size} and rates {rates}: does one output read every cell that it spans?",
    usual={"kernel_size": 3, "rates": (2, 2)},
    hints=(
        "Walk back from one output through the layers. With no layer it reads one cell: `{0}`.",
        "One layer further each `cell` becomes the cells `cell + rate * tap`, for all taps. A set keeps each once.",
        "At the end compare how many cells there are with how many there would be without holes: `max(read) + 1`.",
    ),
    solution=rates_without_gaps,
    cases=table(
        "kernel_size rates",
        *((2, (1,)), (3, (1,)), (3, (2,)), (2, (1, 2)), (3, (1, 1)), (3, (1, 2)), (2, (2, 1))),
        *((2, (1, 3)), (3, (2, 2)), (3, (2, 1)), (2, (2, 3)), (3, (1, 3)), (3, (1, 4)), (3, (3, 1)), (4, (2, 3))),
        *((2, (1, 2, 4)), (3, (1, 2, 5)), (3, (2, 4, 8)), (3, (1, 2, 9)), (5, (1, 5)), (3, (1, 3, 9))),
        *((3, (5, 2, 1)),),
    ),
    further=table(
        "kernel_size rates",
        *((2, (1,)), (2, (2,)), (4, (3,)), (5, (4,)), (2, (1, 1)), (2, (2, 2)), (2, (3, 1)), (2, (1, 4)), (3, (2, 3))),
        *((3, (3, 2)), (3, (3, 3)), (3, (2, 4)), (3, (4, 1)), (3, (1, 5)), (4, (1, 4)), (4, (1, 5)), (4, (4, 1))),
        *((4, (2, 2)), (4, (3, 2)), (5, (2, 1)), (5, (1, 6)), (5, (2, 3)), (5, (4, 3)), (2, (2, 1, 1)), (2, (1, 1, 1))),
        *(
            (2, (1, 2, 3)),
            (2, (1, 2, 5)),
            (2, (4, 1, 2)),
            (2, (2, 1, 4)),
            (2, (1, 1, 3)),
            (2, (1, 1, 4)),
            (3, (1, 3, 1)),
        ),
        *(
            (3, (2, 1, 3)),
            (3, (2, 2, 1)),
            (3, (2, 2, 3)),
            (3, (1, 3, 8)),
            (3, (1, 1, 5)),
            (3, (1, 1, 6)),
            (3, (1, 2, 7)),
        ),
        *(
            (3, (1, 2, 8)),
            (3, (4, 1, 1)),
            (3, (5, 1, 2)),
            (3, (6, 1, 1)),
            (4, (1, 3, 5)),
            (4, (2, 3, 1)),
            (4, (4, 1, 2)),
        ),
        *((4, (1, 4, 12)), (4, (1, 4, 16)), (4, (1, 4, 17)), (5, (1, 4, 5)), (5, (3, 4, 1)), (2, (1, 2, 4, 8))),
        *(
            (2, (1, 2, 4, 9)),
            (2, (2, 1, 1, 3)),
            (2, (1, 1, 1, 5)),
            (3, (1, 1, 1, 7)),
            (3, (1, 1, 1, 8)),
            (3, (2, 2, 2, 1)),
        ),
        *((3, (2, 3, 2, 1)), (3, (2, 1, 4, 2))),
    ),
    wrong=variants(
        rates_without_gaps,
        only_ones=(
            "every rate above 1 left holes",
            "return len(read) == max(read) + 1 → return all(rate == 1 for rate in rates)",
        ),
        only_common_factors=(
            "only a common factor of the rates left holes",
            "return len(read) == max(read) + 1 → return bool(np.gcd.reduce(rates) == 1)",
        ),
        up_to_the_kernel=(
            "a rate left holes just when it is larger than the kernel",
            "return len(read) == max(read) + 1 → return all(rate <= kernel_size for rate in rates)",
        ),
        at_most_doubling=(
            "only a rate of more than twice the one before left holes",
            "return len(read) == max(read) + 1 → "
            "return kernel_size == 1 or all(b <= 2 * a for a, b in zip((1, *rates), rates))",
        ),
        order_matters=(
            "the order of the layers mattered",
            "len(read) == max(read) + 1 → "
            "kernel_size == 1 or all(rate <= 1 + (kernel_size - 1) * sum(rates[:n]) for n, rate in enumerate(rates))",
        ),
        last_layer_only=("only the last layer counted", "for cell in read → for cell in {0}"),
        first_layer_only=("only the first layer counted", "for rate in rates → for rate in rates[:1]"),
        outer_taps_only=(
            "a layer read only its first and its last tap",
            "in range(kernel_size) → in (0, kernel_size - 1)",
        ),
        each_once=("no cell could be read twice", "len(read) == max → kernel_size ** len(rates) == max"),
        opposite=("holes were asked for", "== → !="),
    ),
)
