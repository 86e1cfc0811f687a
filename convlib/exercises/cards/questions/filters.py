"""Questions of 01_layers_and_filters."""

from __future__ import annotations

from convlib.exercises.cards.choice import Choice
from convlib.exercises.cards.question import Question
from convlib.exercises.variants import variants


def numbers_in_photo(height, width):
    return 3 * height * width


def input_read(o_h, o_w, t_h, t_w):
    return o_h + t_h, o_w + t_w


def outputs_fed(size, kernel_size):
    corner = 1
    side = kernel_size
    middle = kernel_size * kernel_size
    return corner, side, middle


def products_in_one_output(c_in, c_out, kernel_size):
    return c_in * kernel_size * kernel_size


def answer_on_a_wall(brightness, weight):
    return brightness * weight.sum()


def weight_after_a_step(weight, gradient, rate):
    return weight - rate * gradient


QUESTIONS = (
    Question(
        asks="A colour photograph has {height} rows of {width} pixels. How many numbers is that?",
        solution=numbers_in_photo,
        wrong=variants(
            numbers_in_photo,
            one_number=("a pixel were one number", "3 * →"),
            added=("height and width were added", "height * width → (height + width)"),
            four=("a pixel had four numbers", "3 * → 4 *"),
            square=("the photograph were as high as it is wide", "height * width → width * width"),
        ),
        hints=("How many numbers does one pixel need for its colour?", "Red, green and blue: three numbers a pixel."),
        given={"height": 96, "width": 144},
    ),
    Choice(
        name="weights_of_everything",
        asks="Each of 12 880 outputs is connected with each of the 41 472 numbers of the photograph, by a weight of "
        "its own. How many weights is that?",
        options={
            "About 54 thousand.": "That is inputs and outputs together. But every pair of them has a weight.",
            "About 5 million.": "Too few: 10 thousand times 40 thousand is 400 million already.",
            "About 530 million.": None,
            "About 530 billion.": "Too many: 10 thousand times 40 thousand is 400 million.",
        },
        hint="A weight for every pair: how many pairs are there of 12 880 and 41 472?",
        because="12 880 · 41 472 = 534 159 360.",
    ),
    Choice(
        name="edge_elsewhere",
        asks="A fully connected layer has learnt to see an edge on the left of the picture. Now the same edge stands "
        "on the right. What happens?",
        options={
            "It is seen: an edge is an edge.": "Not to this layer: on the right stand other weights, and no edge has "
            "ever met them.",
            "It is seen, but more weakly.": "Nothing comes over from the left: no weight there is connected with a "
            "pixel on the right.",
            "It is not seen: the weights on the right must learn it themselves.": None,
        },
        hint="Which weights does a pixel on the right meet? Have they met an edge before?",
        because="Each pixel has weights of its own.",
    ),
    Question(
        asks="Output ({o_h}, {o_w}) and tap ({t_h}, {t_w}): which cell of the input do they read? Row, then column.",
        solution=input_read,
        wrong=variants(
            input_read,
            subtracted=("the tap were subtracted", "o_h + t_h, o_w + t_w → o_h - t_h, o_w - t_w"),
            tap_forgotten=("the tap were forgotten", "o_h + t_h, o_w + t_w → o_h, o_w"),
            output_forgotten=("the window stood in the top left corner", "o_h + t_h, o_w + t_w → t_h, t_w"),
            swapped=("row and column were swapped", "o_h + t_h, o_w + t_w → o_w + t_w, o_h + t_h"),
            from_one=("places were counted from 1", "o_h + t_h, o_w + t_w → o_h + t_h + 1, o_w + t_w + 1"),
        ),
        hints=(
            "The output says where the window begins, the tap how far into it one goes.",
            "On each axis: input = output + tap.",
        ),
        given={"o_h": 2, "o_w": 1, "t_h": 1, "t_w": 0},
    ),
    Question(
        asks="An input of {size} rows and {size} columns, a kernel of {kernel_size}×{kernel_size}. How many outputs "
        "read a corner? How many a cell of the border between two corners? How many a cell in the middle?",
        solution=outputs_fed,
        wrong=variants(
            outputs_fed,
            all_alike=(
                "every cell were read as often as those in the middle",
                "corner = 1 → corner = kernel_size * kernel_size",
                "side = kernel_size → side = kernel_size * kernel_size",
            ),
            corner_as_side=("a window could stand half outside at the corner", "corner = 1 → corner = kernel_size"),
            middle_as_side=(
                "windows were counted along one axis only",
                "middle = kernel_size * kernel_size → middle = kernel_size",
            ),
            once=(
                "each cell were read once",
                "side = kernel_size → side = 1",
                "middle = kernel_size * kernel_size → middle = 1",
            ),
            added=("the two axes were added", "kernel_size * kernel_size → 2 * kernel_size - 1"),
        ),
        hints=(
            "In how many places can the window stand so that it covers the cell, and stays inside?",
            "Count along one axis: at the end 1 place, inside as many as the kernel has taps. Then multiply both axes.",
        ),
        given={"size": 4, "kernel_size": 2},
    ),
    Choice(
        name="single_bright_cell",
        asks="The kernel 1 2 3 / 4 5 6 / 7 8 9 slides, as it is, over a map that is 0 everywhere but for a single 1 in "
        "its middle. What does the output show?",
        options={
            "1 2 3 / 4 5 6 / 7 8 9": "Which tap meets the 1 first, when the window comes from the top left? The last "
            "one, 9.",
            "3 2 1 / 6 5 4 / 9 8 7": "That turns the columns only. The window comes from above as well.",
            "9 8 7 / 6 5 4 / 3 2 1": None,
            "0 0 0 / 0 1 0 / 0 0 0": "The 1 is multiplied by the tap that lies on it, a different one in each window.",
        },
        hint="The window starts in the top left corner. Which of its taps lies on the 1 there?",
        because="The last tap meets the cell first.",
    ),
    Question(
        asks="{c_in} maps in, {c_out} maps out, kernels of {kernel_size}×{kernel_size}. How many products does one "
        "output add up?",
        solution=products_in_one_output,
        wrong=variants(
            products_in_one_output,
            one_map=("only one input map were read", "c_in * →"),
            all_outputs=("all the output maps were counted", "c_in * → c_out * c_in *"),
            outputs_for_inputs=("the output maps were counted, not the input maps", "return c_in → return c_out"),
            added=("the maps were added to the taps", "c_in * kernel_size → c_in + kernel_size"),
            bias_too=("the bias were a product too", "kernel_size * kernel_size → kernel_size * kernel_size + 1"),
        ),
        hints=(
            "One output map looks at every input map, through a kernel of its own.",
            "Products in one map: kernel size times kernel size. And so for each input map.",
        ),
        given={"c_in": 3, "c_out": 2, "kernel_size": 3},
    ),
    Choice(
        name="left_from_right",
        asks="The kernel −1 0 1 / −2 0 2 / −1 0 1 takes what is on its left away from what is on its right. Where in "
        "the photograph does it answer most strongly?",
        options={
            "In the sky, where it is bright.": "There left and right are equally bright, and one takes the other away.",
            "Along the sides of the temple, which stand upright.": None,
            "Along the roofs, which lie flat.": "Left and right of a place on a flat edge look alike; what differs is "
            "above and below.",
            "Everywhere alike.": "Only where left and right differ is anything left.",
        },
        hint="Where is one side of a small window bright and the other dark: left and right, not above and below?",
        because="At an upright edge one side is dark and the other bright.",
    ),
    Question(
        asks="A wall in a photograph: every pixel is {brightness}. What does this kernel answer there?",
        solution=answer_on_a_wall,
        wrong=variants(
            answer_on_a_wall,
            as_it_was=("the weights added up to 1", "* weight.sum() →"),
            no_minus=("a minus sign did not count", "weight.sum() → np.abs(weight).sum()"),
            plus_only=("only the weights above 0 counted", "weight.sum() → weight[weight > 0].sum()"),
        ),
        hints=(
            "All nine cells are equal. So their number can be put in front of the sum.",
            "The brightness, times the sum of the nine weights.",
        ),
        given={"brightness": 200, "weight": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]},
    ),
    Choice(
        name="three_kernels",
        asks="Blur, sharpen, relief: which is which? A is 25 ones, and the sum divided by 25. "
        "B is 0 −1 0 / −1 5 −1 / 0 −1 0. C is −2 −1 0 / −1 0 1 / 0 1 2.",
        options={
            "A sharpens, B makes a relief, C blurs.": "An average of 25 pixels cannot be sharper than they are.",
            "A blurs, B makes a relief, C sharpens.": "The weights of C add up to 0: nothing is left of the picture "
            "where it is even.",
            "A makes a relief, B blurs, C sharpens.": "A treats all 25 pixels alike, so it knows no side that light "
            "could come from.",
            "A blurs, B sharpens, C makes a relief.": None,
        },
        hint="Add up the weights of each. With 1 the picture stays what it is; with 0 only differences are left.",
        because="A averages, B raises a pixel above its neighbours, C takes one corner away from the opposite one.",
    ),
    Choice(
        name="grows_with_image",
        asks="The same filters see an image that is ten times as high and ten times as wide. "
        "What happens to the number of weights?",
        options={
            "It grows ten times.": "The weights are the filter's: they do not know how large the image is.",
            "It stays the same.": None,
            "It grows a hundred times.": "That is what happens to the pixels; the filter is only moved further.",
        },
        hint="What does a weight belong to: to a place of the image, or to a tap of the filter?",
        because="The same weights slide over more places.",
    ),
    Question(
        asks="A weight is {weight}, its gradient {gradient}, the learning rate {rate}. What is it after one step?",
        solution=weight_after_a_step,
        wrong=variants(
            weight_after_a_step,
            uphill=("the step went up the slope, where the error grows", "- rate → + rate"),
            whole=("the whole gradient were taken", "rate * gradient → gradient"),
            rate_only=("the gradient did not count, only the rate", "rate * gradient → rate"),
            step_only=("the weight began at 0", "weight - rate → -rate"),
        ),
        hints=(
            "A gradient above 0: the error grows when the weight grows. So which way does the step go?",
            "The weight, less the rate times the gradient.",
        ),
        given={"weight": 0.5, "gradient": 20, "rate": 0.01},
    ),
    Choice(
        name="what_is_learnt",
        asks="Nine zeros make 400 such steps, towards the answers of −1 0 1 / −2 0 2 / −1 0 1. What becomes of them?",
        options={
            "Minus on the left, plus on the right, near 0 between: much like the kernel that made the answers.": None,
            "Nine numbers that look like chance, and answer the same.": "The photograph has ten thousand windows. "
            "Nine numbers that are right in all of them have little choice.",
            "The kernel turned round.": "Nothing turns here: what made the answers and what learns them slide alike.",
            "Nine equal numbers: they all began as 0.": "Each meets other cells, so each has a gradient of its own.",
        },
        hint="When is the error 0? Is there another kernel that gives these very answers?",
        because="The answers leave the nine numbers little choice.",
    ),
)
