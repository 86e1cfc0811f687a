"""What films call their cells, and that they draw each of them once, where it belongs."""

import numpy as np
import pytest
from films import SCENES, Picture, made

import convlib as cl
from convlib import animate


def shown_name(film, element: str) -> str:
    """As the player says it: the array's label and the indices that are not skipped."""
    array, *index = element.split("_")
    label = film.labels[array]
    return f"{label.name}[{','.join(index[label.skip :])}]"


@pytest.mark.parametrize("name", SCENES)
def test_an_output_is_called_in_its_caption_as_it_is_when_pointed_at(name):
    film = made(name)
    for moment in film.sums or film.frames:
        if "." not in moment.writes:
            assert shown_name(film, moment.writes) == moment.caption.left


def test_cells_of_the_one_map_are_called_by_row_and_column():
    for film in (animate.matrix(size=(3, 4), kernel_size=2), animate.transposed(size=(2, 3), way="zeros", stride=2)):
        assert shown_name(film, "x_0_1_2") == "x[1,2]" and shown_name(film, "w_0_0_1_0") == "weight[1,0]"
    assert shown_name(animate.pooling(size=(2, 4), padding=1), "p_0_-1_3") == "padding[-1,3]"
    assert shown_name(animate.pooling(size=(2, 4), channels=2), "x_1_0_3") == "x[1,0,3]"


@pytest.mark.parametrize("shape", [(5,), (2, 3), (2, 2, 3)])
def test_a_function_s_input_and_output_are_drawn_once_whatever_their_axes(shape):
    x = np.arange(1, 1 + np.prod(shape)).reshape(shape)
    film = animate.of(lambda x: x * 2, x)
    for array in "xy":
        assert len([cell for cell in film.drawing.cells if cell.startswith(f"{array}_")]) == x.size


def test_kernels_of_a_function_stand_in_a_row_for_each_map():
    weight = np.arange(1, 25).reshape(2, 3, 2, 2)
    film = animate.of(lambda x, w: cl.conv2d(x, w), np.ones((3, 2, 3), int), weight)
    place = Picture(film.to_svg(0)).place
    rows = [[place[f"w_{m}_{c}_0_0"] for c in range(3)] for m in range(2)]
    for row in rows:
        assert len({y for _, y in row}) == 1 and [x for x, _ in row] == sorted({x for x, _ in row})
    assert rows[0][0][0] == rows[1][0][0] and rows[0][0][1] < rows[1][0][1]


def test_a_number_that_is_right_by_chance_was_not_read_where_it_should_have_been():
    film = animate.of(lambda x: [x[0], 0], np.array([3, 0]), expected=lambda x: [x[0], x[1]])
    assert "1 not written" in film.title and film.says == {"y_0_0_1": "is not written"}


@pytest.mark.parametrize(("stride", "said"), [(1, "1 time"), ((1, 2), "0 to 1 times")])
def test_an_overlap_counts_how_often_each_cell_is_written(stride, said):
    film = animate.overlap(size=(2, 3), kernel_size=1, stride=stride)
    assert film.title.endswith(f"each cell written {said}")
    assert animate.overlap(size=(1, 1), kernel_size=(1, 2), stride=2).title.endswith("each cell written 1 time")


@pytest.mark.parametrize(
    ("shape", "name"), [((2,), "weight[1]"), ((2, 2), "weight[0,1]"), ((1, 1, 2, 2), "weight[0,0,0,1]")]
)
def test_a_kernel_of_a_function_is_called_by_all_its_indices(shape, name):
    film = animate.of(
        lambda x, w: [x[0] * w.reshape(-1)[1]], np.array([3, 4]), np.arange(1, 1 + np.prod(shape)).reshape(shape)
    )
    assert shown_name(film, film.frames[0].reads[0][1]) == name
