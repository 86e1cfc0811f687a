"""Questions of 01_layers_and_filters."""

from __future__ import annotations

from convlib.exercises.cards.choice import Choice
from convlib.exercises.cards.question import Question
from convlib.exercises.variants import variants


def numbers_in_photo(height, width):
    return 3 * height * width


QUESTIONS = (
    Question(
        asks="A colour photograph has {height} rows of {width} pixels. How many numbers is that?",
        solution=numbers_in_photo,
        wrong=variants(
            numbers_in_photo,
            one_number=("a pixel were one number", "3 * →"),
            added=("height and width were added", "height * width → (height + width)"),
            four=("a pixel had four numbers", "3 * → 4 *"),
        ),
        hints=("How many numbers does one pixel need for its colour?", "Red, green and blue: three numbers a pixel."),
        given={"height": 96, "width": 144},
    ),
    Choice(
        name="grows_with_image",
        asks="The same filters see an image that is ten times as large. What happens to the number of weights?",
        options={
            "It grows ten times.": "The weights are the filter's: they do not know how large the image is.",
            "It stays the same.": None,
            "It grows a hundred times.": "A fully connected layer would; a filter is only moved further.",
        },
        hint="What does a weight belong to: to a place of the image, or to a tap of the filter?",
    ),
)
