"""Questions of 09_transposed."""

from __future__ import annotations

from convlib.exercises.cards.choice import Choice
from convlib.exercises.cards.question import Question
from convlib.exercises.variants import variants


def doubled_width(size, layers):
    return size * 2**layers


def zeros_under_first_window(kernel_size, stride, padding):
    around = kernel_size - 1 - padding
    cells = (kernel_size - around - 1) // stride + 1
    return kernel_size**2 - cells**2


def matrix_shape(size, kernel_size):
    output = size - kernel_size + 1
    return output**2, size**2


def times_as_many_products(size, larger, kernel_size, c_in, c_out):
    stamps = size**2 * kernel_size**2 * c_in * c_out
    windows = larger**2 * kernel_size**2 * c_in * c_out
    return windows // stamps


QUESTIONS = (
    Question(
        asks="A generator starts with maps of {size}×{size}, and each of its {layers} layers doubles width and height. "
        "How many pixels wide is its picture?",
        solution=doubled_width,
        wrong=variants(
            doubled_width,
            added=("each layer added what the first one adds", "2**layers → (1 + layers)"),
            not_multiplied=("doublings were added up, not multiplied", "2**layers → 2 * layers"),
            one_short=("the last layer did not double", "2**layers → 2 ** (layers - 1)"),
            area=("the width grew four times in each layer, as the number of pixels does", "2**layers → 4**layers"),
            all_pixels=("all pixels were counted, and not those of one row", "size * 2**layers → size**2 * 4**layers"),
        ),
        hints=(
            "How wide are the maps after the first layer? And after the second?",
            "Double the width once for each layer.",
        ),
        given={"size": 4, "layers": 4},
    ),
    Choice(
        name="sixth_row_and_column",
        asks="With `output_padding=1` the output is 6×6. What stands in its sixth row and column?",
        options={
            "zeros, since no stamp reaches so far": "How far do three stamps of 3 cells reach, 2 cells apart? "
            "And how many of those cells does a padding of 1 cut away?",
            "the fifth row and column once more": "Nothing is repeated: a cell holds what stamps have written there.",
            "what the stamps have written there": None,
            "numbers that are learnt for that place": "A layer learns kernels and biases, nothing for a single place.",
        },
        hint="Three stamps of 3 cells, 2 cells apart, reach over 7 cells. Which of them are cut away for 5?",
        because="Padding cuts one of the 7 cells away at each end; now it cuts none at the last one.",
    ),
    Question(
        asks="The way with zeros, kernel {kernel_size}×{kernel_size}, stride {stride}, padding {padding}: the first "
        "window stands in the upper left corner. How many of its cells are inserted zeros, between or around?",
        solution=zeros_under_first_window,
        wrong=variants(
            zeros_under_first_window,
            no_zeros_between=("there were no zeros between the cells", "// stride →"),
            no_frame=("there were no zeros around the cells", "around = kernel_size - 1 - padding → around = 0"),
            the_others=("the cells were counted that are no zeros", "kernel_size**2 - cells**2 → cells**2"),
            one_axis=("one row of the window were enough", "kernel_size**2 - cells**2 → kernel_size - cells"),
            all_of_them=("all the cells of the window were zeros", "- cells**2 →"),
        ),
        hints=(
            "Step 1 first: how many zeros stand between two cells, and how many around them?",
            "Along one axis: which places of the window hold a cell of the input?",
            "Along both axes these places are squared: the other cells of the window are inserted zeros.",
        ),
        given={"kernel_size": 3, "stride": 2, "padding": 1},
    ),
    Question(
        asks="A {kernel_size}×{kernel_size} kernel moves over {size}×{size} cells, at stride 1, without padding. "
        "How many rows and how many columns has its matrix?",
        solution=matrix_shape,
        wrong=variants(
            matrix_shape,
            turned_over=("rows and columns were exchanged", "output**2, size**2 → size**2, output**2"),
            weights_alone=("a row held the weights alone, without zeros", "size**2 → kernel_size**2"),
            row_for_a_weight=("there were a row for each weight", "output**2, → kernel_size**2,"),
            one_axis=("one axis were enough", "output**2, size**2 → output, size"),
            same_size=("the output were as large as the input", "size - kernel_size + 1 → size"),
        ),
        hints=(
            "How many outputs are there? And how many inputs?",
            "A row for each output, a column for each input, whether it is read or not.",
        ),
        given={"size": 4, "kernel_size": 3},
    ),
    Choice(
        name="matrix_that_brings_back",
        asks='With `padding="full"` the 16 numbers become 36, and every output is still a sum of products. Which '
        "matrix brings the 16 numbers back?",
        options={
            "none: a convolution always loses something": "Four numbers cannot hold sixteen. Here there are 36 "
            "equations for 16 unknowns.",
            "the pseudo-inverse": None,
            "the transpose": "It brings back the shape. Each value comes back mixed with those of its neighbours.",
            "both, for here they are the same": "They would be, if the columns of the matrix had length 1 and stood at "
            "right angles. Here a column holds the nine weights: their squares add up to 12.",
        },
        hint="Count equations and unknowns. And what does a column of the matrix look like?",
        because="No two inputs have the same 36 outputs, so there is only one input to find.",
    ),
    Choice(
        name="kernel_grows_in_both",
        asks="Stride 2 and padding 1 on both sides: 5×5 cells are convolved, 3×3 cells are transposed. The kernel "
        "grows from 3×3 to 5×5. Which output grows?",
        options={
            "only that of the transposed convolution": None,
            "only that of the convolution": "A longer window fits fewer times. And what does a longer stamp do?",
            "both of them": "In 5 cells and their frame there is room for two windows of 5 taps: one fewer.",
            "neither of them": "The windows and the stamps become longer: who reads less often, who writes further?",
        },
        hint="A window must fit into its cells. A stamp has no such limit.",
        because="There 3×3 becomes 2×2, and on the way back 5×5 becomes 7×7.",
    ),
    Choice(
        name="cure_before_training",
        asks="Which of the two leaves no pattern even before training, when the weights are random?",
        options={
            "both of them": "With kernel 4 each cell inside gets four weights, but its neighbour gets four others.",
            "only the kernel size": "Its cells get equally many weights, but not the same ones.",
            "neither of them": "Think of a constant map that is resized: what does each window of stride 1 read?",
            "only the resizing": None,
        },
        hint="Give both a constant map. Which weights does an output get, and which ones its neighbour?",
        because="A constant stays constant when it is resized, and then each output inside gets all the weights.",
    ),
    Choice(
        name="bilinear_differs",
        asks='Transposed with these sixteen weights, stride 2 and padding 1, or `interpolate(mode="bilinear")`: where '
        "do the two outputs differ?",
        options={
            "nowhere": "Think of the first cell: `interpolate` mixes it from cells that are there. Who stamps it?",
            "in the outermost rows and columns": None,
            "in every second row and column": "That would be a checkerboard, and the four sums are equal.",
            "at the edge of the flower": "There both mix the same four cells, in the same shares.",
        },
        hint="An output inside gets four stamps. Does every output?",
        because="There the stamps of cells outside are missing, and there are no such cells.",
    ),
    Question(
        asks="{c_in} maps of {size}×{size} become {c_out} maps of {larger}×{larger}, kernel "
        "{kernel_size}×{kernel_size}. Stamping multiplies each cell by each of its weights. In the way with zeros each "
        "output reads a whole window. How many times as many products is that?",
        solution=times_as_many_products,
        wrong=variants(
            times_as_many_products,
            one_axis=("only one axis grew", "larger**2 → larger * size"),
            same=("stamps, too, were counted by the output", "stamps = size**2 → stamps = larger**2"),
            maps_too=(
                "the way with zeros had as many output maps as input maps",
                "larger**2 * kernel_size**2 * c_in * c_out → larger**2 * kernel_size**2 * c_in * c_in",
            ),
            one_product=("a stamp were a single product", "stamps = size**2 * kernel_size**2 → stamps = size**2"),
        ),
        hints=(
            "Every input cell makes as many products as there are weights. And every output?",
            "How many outputs are there for each input cell of a map?",
        ),
        given={"size": 16, "larger": 32, "kernel_size": 4, "c_in": 64, "c_out": 32},
    ),
)
