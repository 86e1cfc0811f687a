"""Questions of 02_size_padding_stride."""

from __future__ import annotations

import numpy as np

from convlib.exercises.cards.choice import Choice
from convlib.exercises.cards.question import Question
from convlib.exercises.variants import variants


def windows_in_a_row(size, kernel_size, stride):
    return (size - kernel_size) // stride + 1


def three_settings(size, k):
    return size - k + 1, (size - k) // 2 + 1, (size + 2 * 1 - k) // 2 + 1


def unread_of_map(size, kernel_size, stride):
    read = (size - kernel_size) // stride * stride + kernel_size
    return size**2 - read**2


def outputs_fed_on_an_axis(size, kernel_size, padding):
    fed = [0] * size
    for start in range(-padding, size + padding - kernel_size + 1):
        for cell in range(start, start + kernel_size):
            if 0 <= cell < size:
                fed[cell] += 1
    return tuple(fed)


def cells_before(row):
    reflect = row[2:0:-1]
    replicate = row[[0, 0]]
    circular = row[-2:]
    return np.stack([reflect, replicate, circular])


def sums_at_the_border(kernel_size):
    there = (kernel_size + 1) // 2
    return there * there, there * kernel_size, kernel_size * kernel_size


def outputs_kept(rows, columns):
    return ((rows + 1) // 2) * ((columns + 1) // 2)


def size_of_each_axis(rows, columns, below, left):
    return (rows + below - 3) // 2 + 1, (columns + left - 2) // 1 + 1


QUESTIONS = (
    Question(
        asks="{size} cells in a row, numbered from 0. A window of {kernel_size} moves {stride} cells at a time. "
        "At how many places does it fit?",
        solution=windows_in_a_row,
        wrong=variants(
            windows_in_a_row,
            hanging=("a window might hang over the end", "(size - kernel_size) // stride + 1 → -(-size // stride)"),
            every_place=("the window moved one cell at a time", "// stride →"),
            first_forgotten=("the first window were not counted", "// stride + 1 → // stride"),
            side_by_side=(
                "the windows stood side by side",
                "(size - kernel_size) // stride + 1 → size // kernel_size",
            ),
        ),
        hints=(
            "On which cell does each window start, and on which does it end?",
            "The first starts on cell 0, each of the others a stride further.",
            "No window may end behind the last cell, whose number is one less than the size.",
        ),
        given={"size": 7, "kernel_size": 3, "stride": 2},
    ),
    Question(
        asks="{size} cells, kernel {k}. How many outputs with stride 1 and no padding, with stride 2 and no padding, "
        "with stride 2 and padding 1? Three numbers.",
        solution=three_settings,
        wrong=variants(
            three_settings,
            one_side=("padding were added on one side only", "2 * 1 → 1"),
            padding_forgotten=("the padding were forgotten", "+ 2 * 1 →"),
            stride_forgotten=("the stride were forgotten", "// 2 →"),
            first_forgotten=("the first window were never counted", ") // 2 + 1 → ) // 2", "k + 1, → k,"),
        ),
        hints=(
            "One at a time: where does the first window start, and where does the last one end?",
            "The formula with dilation 1: (size + 2p − k)/s + 1, rounded down.",
        ),
        given={"size": 5, "k": 3},
    ),
    Question(
        asks="A map of {size}×{size} cells, kernel {kernel_size}×{kernel_size}, stride {stride}, no padding. "
        "How many of its cells does no window read?",
        solution=unread_of_map,
        wrong=variants(
            unread_of_map,
            one_axis=("only a row were lost, and no column", "size**2 - read**2 → size * (size - read)"),
            corner_twice=(
                "the corner were counted twice, in its row and in its column",
                "size**2 - read**2 → 2 * size * (size - read)",
            ),
            corner_only=("only the corner were lost", "size**2 - read**2 → (size - read) ** 2"),
            read_instead=("the cells that are read were asked for", "size**2 - read**2 → read**2"),
        ),
        hints=(
            "Take one axis first: on which cell does the last window end?",
            "Windows start on cell 0 and every stride further. Which rows and which columns are left over?",
            "Rows and columns that are left over share their corner.",
        ),
        given={"size": 6, "kernel_size": 3, "stride": 2},
    ),
    Choice(
        name="from_17_to_7",
        asks="17 cells, kernel 3, no padding. With what does the output have 7?",
        options={
            "stride 2": "That gives (17 − 3)/2 + 1 = 8: one too many.",
            "stride 3": "That gives (17 − 3)/3 + 1 = 5, rounded down.",
            "stride 2 and dilation 2": None,
            "dilation 2": "Five cells are spanned then, and at stride 1 there are 17 − 5 + 1 = 13 windows.",
        },
        hint="How many cells does the window span, and how many windows follow the first?",
        because="Three taps that stand 2 apart span 5 cells, and (17 − 5)/2 + 1 = 7.",
    ),
    Question(
        asks="{size} cells in a row, kernel {kernel_size}, stride 1, padding {padding} on each side. "
        "How many outputs does each cell feed? {size} numbers, from left to right.",
        solution=outputs_fed_on_an_axis,
        wrong=variants(
            outputs_fed_on_an_axis,
            no_padding=("there were no padding", "range(-padding, size + padding → range(0, size"),
            before_only=("padding stood before the first cell only", "size + padding → size"),
            after_only=("padding stood after the last cell only", "range(-padding, → range(0,"),
            all_alike=(
                "the padding gave every cell all its windows",
                "return tuple(fed) → return (kernel_size,) * size",
            ),
        ),
        hints=(
            "A cell feeds one output for every window that it stands in. Where do the windows start?",
            "The first starts on the first cell of padding, the last one ends on the last.",
            "Go through the windows one by one, and make a stroke under each cell that they cover.",
        ),
        given={"size": 6, "kernel_size": 3, "padding": 1},
    ),
    Choice(
        name="same_or_same_lower",
        asks='Kernel 4 needs three cells of padding to keep the size: "same" puts (1, 2) around, "same_lower" (2, 1). '
        "How do the two answers differ?",
        options={
            "Only the values at the border differ.": "Every window stands elsewhere, not only those at the border.",
            "They are the same map, one cell apart.": None,
            "They hold different numbers everywhere.": "Both slide the same kernel over the same cells.",
            "Not at all.": "Their first windows start on different cells, −1 and −2.",
        },
        hint="On which cell does the first window start, with one cell of padding before, and with two?",
        because="Each window of the first stands where the next window of the second does.",
    ),
    Question(
        asks="Two cells are put before this row. Which, with reflect, with replicate, with circular? "
        "Three pairs, as they stand from left to right: 0 0 / 0 0 / 0 0.",
        solution=cells_before,
        wrong=variants(
            cells_before,
            border_repeated=("the mirror repeated the border cell", "row[2:0:-1] → row[1::-1]"),
            not_turned=("the mirror did not turn the cells round", "row[2:0:-1] → row[1:3]"),
            outwards=(
                "the pairs were written from the border outwards",
                "row[2:0:-1] → row[1:3]",
                "row[-2:] → row[:-3:-1]",
            ),
            row_repeated=("replicate repeated the row, not the border cell", "row[[0, 0]] → row[:2]"),
            end_mirrored=("circular turned the end of the row round", "row[-2:] → row[:-3:-1]"),
            start_again=("circular began at the same end", "row[-2:] → row[:2]"),
            exchanged=(
                "reflect and circular were exchanged",
                "[reflect, replicate, circular] → [circular, replicate, reflect]",
            ),
        ),
        hints=(
            "A pair ends right before the row. What does a mirror in its first cell show, and what stands at its end?",
            "One step before the first cell the mirror shows what stands one step behind it.",
            "Reflect turns the second and third cell round, replicate repeats the first, circular takes the last two.",
        ),
        given={"row": [1, 2, 3, 4]},
    ),
    Question(
        asks="A 5×5 map of ones, zeros around it. Each output is the sum of its {kernel_size}×{kernel_size} window; "
        "the size is kept. What stands in a corner, in the middle of an edge, and in the middle of the map?",
        solution=sums_at_the_border,
        wrong=variants(
            sums_at_the_border,
            ones_around=("the padding held ones", "(kernel_size + 1) // 2 → kernel_size"),
            one_cell=("a window saw only one row of the map at an edge", "(kernel_size + 1) // 2 → 1"),
            plus=(
                "only the cell and those beside, above and below it counted",
                "there * there, there * kernel_size, kernel_size * kernel_size → 3, 4, 5",
            ),
        ),
        hints=(
            "Put the window on the corner cell: how many of its cells lie on the map?",
            "At an edge it loses rows or columns, in a corner both.",
        ),
        given={"kernel_size": 3},
    ),
    Question(
        asks="Stride 1 makes {rows}×{columns} outputs. Stride 2 keeps those in rows 0, 2, 4, … and columns 0, 2, 4, … "
        "How many is that?",
        solution=outputs_kept,
        wrong=variants(
            outputs_kept,
            half=("half of the outputs stayed", "return → return rows * columns // 2 #"),
            quarter=("a quarter of the outputs stayed", "return → return rows * columns / 4 #"),
            first_dropped=("row 0 and column 0 were not kept", "+ 1) // 2 → ) // 2"),
            rows_only=("only rows were left out", "((columns + 1) // 2) → columns"),
        ),
        hints=(
            "Which is the last row that is kept, and which the last column? Rows and columns count from 0.",
            "Rows 0, 2, 4, … stay: of an odd number of rows that is one more than half.",
            "Rows kept times columns kept.",
        ),
        given={"rows": 7, "columns": 10},
    ),
    Question(
        asks="{rows} rows and {columns} columns, kernel 3×2. The window moves 2 rows down or 1 column across. "
        "Padding: {below} rows below, {left} columns on the left. What size does the output have, height first?",
        solution=size_of_each_axis,
        wrong=variants(
            size_of_each_axis,
            width_first=(
                "the width came first",
                "return → return (columns + left - 2) // 1 + 1,",
                ", (columns + left - 2) // 1 + 1\n → \n",
            ),
            both_sides=("the padding stood on both sides", "+ below → + 2 * below", "+ left → + 2 * left"),
            axes_of_padding=("the padding were put on the other axis", "+ below → + left", "+ left - 2 → + below - 2"),
            no_padding=("there were no padding", "+ below →", "+ left →"),
            one_stride=("the stride were 2 on both axes", "// 1 → // 2"),
        ),
        hints=(
            "Each axis for itself, with its own numbers. How many rows are there with padding, how many columns?",
            "The size formula, with padding on one side only.",
        ),
        given={"rows": 6, "columns": 4, "below": 1, "left": 2},
    ),
)
