"""Questions of 05_dilation."""

from __future__ import annotations

from convlib.exercises.cards.choice import Choice
from convlib.exercises.cards.question import Question
from convlib.exercises.variants import variants


def taps_span(kernel_size, dilation):
    return dilation * (kernel_size - 1) + 1


def read_in_vain(kernel_size, dilation):
    read, right = set(range(kernel_size)), set(range(0, dilation * kernel_size, dilation))
    return min(read - right)


def full_against_dilated(kernel_size, dilation):
    extent = dilation * (kernel_size - 1) + 1
    return extent**2 / kernel_size**2


def dilated_and_transposed(size, kernel_size, step):
    return size - step * (kernel_size - 1), step * (size - 1) + kernel_size


def fields_so_far(kernel_size, rates):
    field, fields = 1, []
    for rate in rates:
        field += rate * (kernel_size - 1)
        fields.append(field)
    return fields


def layers_for(cells):
    field, layers = 1, 0
    while field < cells:
        field += 2 * 2**layers
        layers += 1
    return layers, (cells - 1) // 2


def cells_read(kernel_size, rates):
    read = {0}
    for rate in rates:
        read = {cell + rate * t for cell in read for t in range(kernel_size)}
    return len(read)


def band_width(dilation):
    return 2 * dilation


def rates_instead(strides):
    rate, rates = 1, []
    for stride in strides:
        rates.append(rate)
        rate *= stride
    return rates


def only_the_middle(size):
    farthest = size - 1
    return farthest + 1


QUESTIONS = (
    Question(
        asks="{kernel_size} taps, each {dilation} cells from the next. How many cells do they span, ends included?",
        solution=taps_span,
        wrong=variants(
            taps_span,
            first_forgotten=("the first cell did not count", "+ 1 →"),
            whole_steps=("the last tap had a step after it too", "(kernel_size - 1) + 1 → kernel_size"),
            between=("that many cells lay between two taps, one too many", "dilation * → (dilation + 1) *"),
            close_together=("the taps stood side by side", "dilation * →"),
        ),
        hints=("Put the first tap on cell 0 and count on. On which cell does the last one stand?",),
        given={"kernel_size": 3, "dilation": 2},
    ),
    Question(
        asks="A loop is meant to have dilation {dilation}, but forgets it in the columns: there it reads "
        "`o_w + t_w`. The kernel's row has {kernel_size} taps. Which column does the output in column 0 read, "
        "though it should not read it at all?",
        solution=read_in_vain,
        wrong=variants(
            read_in_vain,
            missing=("the question were which column is missing", "min(read - right) → max(right - read)"),
            rightly=("a column counted that meets a wrong weight", "min(read - right) → max(read & right)"),
        ),
        hints=(
            "Write down two lists: the columns that the loop reads, and the columns that it should read.",
            "It reads `0 + t`, one after the other; it should read `0 + t·d`. What stands in the first list alone?",
        ),
        given={"kernel_size": 3, "dilation": 2},
    ),
    Question(
        asks="A kernel has {kernel_size}×{kernel_size} taps and dilation {dilation}; another, without holes, spans as "
        "much. How many times as many multiply-adds does the full one take for an output?",
        solution=full_against_dilated,
        wrong=variants(
            full_against_dilated,
            one_axis=("only one axis counted", "extent**2 / kernel_size**2 → extent / kernel_size"),
            zeros_too=("the dilated kernel multiplied by its zeros too", "/ kernel_size**2 → / extent**2"),
            all_of_them=("they were not compared, and only those of the full kernel counted", "/ kernel_size**2 →"),
            too_wide=("the kernel spanned `dilation · kernel_size` cells", "(kernel_size - 1) + 1 → kernel_size"),
        ),
        hints=("How wide is the dilated kernel? A full kernel of that width has a tap on every cell.",),
        given={"kernel_size": 3, "dilation": 4},
    ),
    Question(
        asks="{size} cells, {kernel_size} taps; rate, or stride, {step}. How long is the output if the zeros "
        "stand between the taps, without padding? And if they stand between the cells, with full padding?",
        solution=dilated_and_transposed,
        wrong=variants(
            dilated_and_transposed,
            not_padded=("the second had no padding", "(size - 1) + kernel_size → (size - 1) + 2 - kernel_size"),
            zero_after=("a zero followed the last cell as well", "(size - 1) + kernel_size → size + kernel_size - 1"),
            not_spread=("the taps of the first stood side by side", "size - step * → size -"),
            no_first_window=("the first window were forgotten", "(kernel_size - 1), → (kernel_size - 1) - 1,"),
        ),
        hints=("Draw the taps with zeros between them, then the cells with zeros between them. How long is each row?",),
        given={"size": 7, "kernel_size": 3, "step": 2},
    ),
    Question(
        asks="Layers of {kernel_size} taps stand on top of each other; their rates are {rates}, from the input up. How "
        "many input cells does an output of the first span? Of the second, and so on?",
        solution=fields_so_far,
        wrong=variants(
            fields_so_far,
            each_alone=("each layer stood on the input itself", "field += → field = 1 +"),
            rates_ignored=("all the rates were 1", "rate * →"),
            spans_added=(
                "the layers' spans were added up",
                "(kernel_size - 1) → (kernel_size - 1) + (len(fields) > 0)",
            ),
            multiplied=("the spans were multiplied", "field += rate → field *= 1 + rate"),
        ),
        hints=(
            "The first is a kernel on the input. The second reads outputs of the first: how far apart do they stand?",
            "Each layer adds `rate · (k − 1)` cells to the span of the layer below.",
        ),
        given={"kernel_size": 3, "rates": (1, 2, 4)},
    ),
    Question(
        asks="One output is to see {cells} cells in a row. How many layers of 3 taps does it take if the rates double, "
        "1, 2, 4 and so on? And how many without dilation? Two numbers.",
        solution=layers_for,
        wrong=variants(
            layers_for,
            one_too_many=("L layers saw 2 to the power L, less 1", "layers, (cells → layers + 1, (cells"),
            one_cell_each=("a plain layer added one cell", "(cells - 1) // 2 → cells - 1"),
            side_by_side=("plain layers saw 3 new cells each", "(cells - 1) // 2 → cells // 3"),
            no_own_cell=("the output had no cell of its own to begin with", "(cells - 1) // 2 → (cells + 1) // 2"),
        ),
        hints=(
            "With doubling the fields are 3, 7, 15: one less than a power of 2. And each plain layer adds two cells.",
            "2 to the power L + 1, less 1, is the field of L layers that double; 1 + 2·L that of L plain ones.",
        ),
        given={"cells": 255},
    ),
    Question(
        asks="Layers of {kernel_size} taps stand on top of each other, with rates {rates}. How many input cells does "
        "one output read, each counted once?",
        solution=cells_read,
        wrong=variants(
            cells_read,
            all_of_them=("all cells from the first to the last were read", "len(read) → max(read) + 1"),
            gaps=("the question were how many it skips", "len(read) → max(read) + 1 - len(read)"),
            ways=("each way through the layers had a cell of its own", "len(read) → kernel_size ** len(rates)"),
            one_layer=("only one layer counted", "for cell in read → for cell in {0}"),
        ),
        hints=(
            "From a cell, one step back leads 0, one or two times the rate further. Which cells can be reached?",
            "With every rate the same, each cell that is read is a multiple of it. Count the multiples in the field.",
        ),
        given={"kernel_size": 3, "rates": (2, 2, 2)},
    ),
    Choice(
        name="no_common_factor",
        asks="3 taps in each layer. Rates 2, 3 share no factor, and neither do 1, 2, 9. Which of the two stacks reads "
        "every cell of its field?",
        options={
            "Both.": "Take 2, 3 and look for cell 1. Its steps are 0, 2 or 4, then 0, 3 or 6.",
            "Only 2, 3.": "Which two of its steps, 0, 2 or 4 and 0, 3 or 6, lead to cell 1?",
            "Only 1, 2, 9.": "1 and 2 alone reach the cells 0 to 6, and 9 to 15 with one more step. And cell 7?",
            "Neither.": None,
        },
        hint="Add one step of each layer: with rate 2 it is 0, 2 or 4. Which small numbers cannot be made so?",
        because="2, 3 cannot make 1, and 1, 2, 9 cannot make 7: no common factor is not enough.",
    ),
    Question(
        asks="Taps −1, 0, 1 stand {dilation} cells apart and pass over a row of zeros that turns into a row of tens. "
        "How many outputs are not 0?",
        solution=band_width,
        wrong=variants(
            band_width,
            one_side=("only one side of the edge counted", "2 * →"),
            whole_span=("all cells that the taps span counted", "2 * dilation → 2 * dilation + 1"),
            no_dilation=("the taps stood side by side", "2 * dilation → 2"),
            stays_thin=("an edge stayed one cell wide", "2 * dilation → 1"),
        ),
        hints=("An output is not 0 when its left tap still stands on zeros and its right tap on tens.",),
        given={"dilation": 4},
    ),
    Question(
        asks="Four layers have strides {strides}, from the input up. All the strides become 1. Which rate does each "
        "layer need, to keep the field that it had?",
        solution=rates_instead,
        wrong=variants(
            rates_instead,
            own_stride=("a layer's own stride spread its own taps", "rates.append(rate) → rates.append(rate * stride)"),
            strides=("each rate were the stride itself", "rates.append(rate) → rates.append(stride)"),
            one_below=("only the layer just below counted", "rate *= stride → rate = stride"),
            added=("strides added up, and did not multiply", "rate *= stride → rate += stride"),
        ),
        hints=(
            "The first layer reads the input itself, so nothing changes for it. What about the second?",
            "Each stride of 2 that goes away doubles the rates of all layers after it.",
        ),
        given={"strides": (2, 2, 2, 1)},
    ),
    Choice(
        name="relu_between",
        asks="Now a ReLU follows each layer, in both networks. Do they still agree where both have a cell?",
        options={
            "Only where the numbers before it are positive.": "Where they are negative, both networks write 0.",
            "At every cell that both have.": None,
            "No: the dilated network has more cells that become 0.": "More cells, yes; but the cells that both have "
            "are still made from the same numbers.",
        },
        hint="Does a ReLU look at a cell's neighbours?",
        because="It works on each cell by itself, so equal cells stay equal.",
    ),
    Question(
        asks="A map has {size}×{size} cells, with zeros around it. From which rate on does a 3×3 kernel, wherever it "
        "stands, meet the map with its middle tap only?",
        solution=only_the_middle,
        wrong=variants(
            only_the_middle,
            still_in=("the farthest cell of the map were already outside", "farthest + 1 → farthest"),
            from_the_middle=("it always stood in the middle of the map", "farthest + 1 → farthest // 2 + 1"),
            half=("half the map were far enough", "farthest + 1 → size // 2"),
        ),
        hints=("Put the middle tap on a corner. Which of the others can still meet the map?",),
        given={"size": 33},
    ),
)
