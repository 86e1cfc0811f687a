"""Fields of stacks of layers: cells where the gradient of torch is not 0, published ones, some by hand."""

import itertools
from fractions import Fraction

import pytest
import torch
from cases import cases
from hypothesis import assume, strategies as st
from layer_stacks import STACKS, VGG_CONVS, mobilenet, stacks
from torch_stacks import read_by, torch_of

import convlib as cl
from convlib.layers import (
    Concat,
    Conv,
    Flatten,
    GlobalAveragePool,
    Linear,
    MaxPool,
    Sum,
    TransposedConv,
    Upsample,
)
from convlib.layers.receptive import Stretch
from convlib.relation.sampling import Resampling


@pytest.mark.parametrize("name", [name for name in STACKS if name != "features alone"])
def test_an_output_reads_the_cells_that_have_a_gradient(name):
    layers, shape = STACKS[name]
    model = torch_of(layers, torch.ones(1, *shape, dtype=torch.float64), support=True)
    ends = cl.summary(layers, shape).fields
    flat = len(cl.summary(layers, shape).output_shape) == 1
    corners = itertools.product(*({0, 1 % f.outputs, f.outputs // 2, f.outputs - 1} for f in ends))
    for output in [(0,) * len(ends)] if flat else corners:
        read = cl.receptive_field(layers, shape, output)
        assert read_by(model, shape, output) == (read if all(read) else ((),) * len(read)), output


def compare_cells(layers, shape, output):
    model = torch_of(layers, torch.ones(1, *shape, dtype=torch.float64), support=True)
    read = cl.receptive_field(layers, shape, output)
    assert read_by(model, shape, output) == (read if all(read) else ((),) * len(read))


@cases(200, stacks(dimensions=(1,)), st.data())
def test_random_stacks_with_branches_read_the_cells_that_have_a_gradient(stack, data):
    (field,) = cl.summary(*stack).fields
    compare_cells(*stack, (data.draw(st.integers(0, field.outputs - 1)),))


@cases(150, stacks(dimensions=(2, 3), branching=False), st.data())
def test_random_stacks_on_several_axes_read_the_cells_that_have_a_gradient(stack, data):
    fields = cl.summary(*stack).fields
    compare_cells(*stack, tuple(data.draw(st.integers(0, f.outputs - 1)) for f in fields))


@cases(200, stacks(dimensions=(1,), sizes=(150, 160)))
def test_far_from_the_border_size_jump_and_centre_are_those_of_the_gradient(stack):
    layers, shape = stack
    (field,) = cl.summary(layers, shape).fields
    assume(field.jump)
    first = field.outputs // 2 // field.period * field.period
    outputs = range(first, first + field.period)
    assume(outputs[-1] < field.outputs and field.size < shape[1] // 3)
    model = torch_of(layers, torch.ones(1, *shape, dtype=torch.float64), support=True)
    read = [read_by(model, shape, (o,))[0] for o in outputs]
    assert field.size == max((cells[-1] - cells[0] + 1 if cells else 0) for cells in read)
    if not read[0]:
        assert field.centre is None
        return
    assert field.centre == Fraction(read[0][0] + read[0][-1], 2) - first * field.jump
    again = first - field.period
    if again >= 0:
        (before,) = read_by(model, shape, (again,))
        assert read[0][0] - before[0] == field.period * field.jump


def test_upsampling_reads_the_cells_of_interpolate_away_from_the_border():
    for factor, (kind, linear) in itertools.product(range(1, 33), (("nearest", False), ("linear", True))):
        axis, step = Resampling(5, 5 * factor, kind), Stretch(5, factor, linear)
        for o in range(factor, 4 * factor):
            assert step.reads(o) == {i for i, _ in axis.taps(o)}, (factor, kind, o)


# (layers, input side) and what is published: field, jump and padding of Araujo, Norris and Sim, "Computing Receptive
# Fields of Convolutional Neural Networks", Distill, 2019, for the TF-Slim models
def slim_resnet_50():
    layers = [Conv(64, 7, 2, 3), MaxPool(3, 2, "same")]
    for c, units, last in ((64, 3, 2), (128, 4, 2), (256, 6, 2), (512, 3, 1)):
        for unit in range(units):
            stride = last if unit == units - 1 else 1
            straight = (MaxPool(1, stride),) if unit else (Conv(4 * c, 1, stride),)
            layers.append(Sum((Conv(c, 1), Conv(c, 3, stride, 1), Conv(4 * c, 1)), straight))
    return layers


ALEXNET = [
    *(Conv(64, 11, 4), MaxPool(3, 2), Conv(192, 5, padding=2), MaxPool(3, 2), Conv(384, 3, padding="same")),
    *(Conv(384, 3, padding="same"), Conv(256, 3, padding="same"), MaxPool(3, 2)),
]


@pytest.mark.parametrize(
    ("layers", "side", "published"),
    [
        (ALEXNET, 224, (195, 32, 64)),
        (VGG_CONVS, 224, (212, 32, 90)),
        (mobilenet("same"), 224, (315, 32, 126)),
        (slim_resnet_50(), 224, (483, 32, 239)),
    ],
    ids=["AlexNet", "VGG-16", "MobileNet", "ResNet-50"],
)
def test_fields_of_known_networks_are_the_published_ones(layers, side, published):
    field, again = cl.summary(layers, (3, side, side)).fields
    assert field == again
    assert (field.size, field.jump, -field.hull(0)[0]) == published


@pytest.mark.parametrize(
    ("layers", "size", "jump", "centre"),
    [
        ([Conv(1, 3)] * 2, 5, 1, 2),  # msu-7: two 3×3 see 5×5
        ([Conv(1, 3)] * 3, 7, 1, 3),  # ops-notes: 3 → 7
        ([Conv(1, 3, 2), Conv(1, 3)], 7, 2, 3),
        ([Conv(1, 3, dilation=2)], 5, 1, 2),  # ops-notes: three taps span five
        ([Conv(1, 3, dilation=d, padding=d) for d in (1, 2, 4)], 15, 1, 0),  # layer-types: 2·2³ − 1
        ([MaxPool(2)], 2, 2, Fraction(1, 2)),
        ([Upsample(2)], 1, Fraction(1, 2), 0),
        ([Upsample(2, "bilinear")], 2, Fraction(1, 2), Fraction(-1, 2)),
        ([MaxPool(2), Upsample(2)], 2, 1, Fraction(1, 2)),
        ([Upsample(3), Conv(1, 2)], 2, Fraction(1, 3), 0),  # every third output sees two cells
        ([TransposedConv(1, 3, 2)], 2, Fraction(1, 2), Fraction(-1, 2)),
        ([TransposedConv(1, 1, 2, padding=0)], 1, Fraction(1, 2), 0),  # every other output sees none
        ([TransposedConv(1, 2, 2, dilation=3), Conv(1, 2)], 3, Fraction(1, 2), Fraction(-1, 2)),  # odd ones go back
        ([Conv(1, 3), GlobalAveragePool()], 19, 0, 9),
        ([Conv(1, 3, 2), GlobalAveragePool()], 19, 0, 9),
        ([Conv(1, 4, 3), GlobalAveragePool()], 19, 0, 9),
        ([Conv(1, 5, 4, padding=1), Flatten(), Linear(2)], 19, 0, 9),
        ([Sum([Conv(1, 5)], [Conv(1, 3, padding=1), Conv(1, 5)])], 7, 1, 2),
        ([Sum([Conv(1, 10)], [Conv(1, 1, 2)])], 10, None, Fraction(9, 2)),  # they drift apart
        ([Concat([Conv(1, 2)], [MaxPool(2), Upsample(2)])], 3, 1, Fraction(1, 2)),  # every other output sees two cells
        ([Concat([Flatten()], [Conv(1, 5), Flatten()])], 19, 0, 9),  # no place in one is a place in the other
        ([], 1, 1, 0),
    ],
)
def test_size_jump_and_centre_by_hand(layers, size, jump, centre):
    found = cl.summary(layers, (1, 19, 19))
    assert [(f.size, f.jump, f.centre) for f in found.fields] == [(size, jump, centre)] * 2
    assert all(type(f.jump) in (int, Fraction, type(None)) for f in found.fields)


def test_a_field_of_which_no_cell_is_read_has_size_0():
    (row,) = cl.summary([TransposedConv(1, 1, (2, 3), padding=(0, 1), output_padding=(1, 2))], (1, 4, 5)).rows
    assert row.receptive_field == (1, 1) and row.jump == (Fraction(1, 2), Fraction(1, 3))
    assert row.centre == (0, None) and "0.0" not in repr(row)
    assert cl.receptive_field([TransposedConv(1, 1, 2)], (1, 4), (1,)) == ((),)


def test_dilated_stacks_leave_gaps_that_the_exact_cells_show():
    (cells,) = cl.receptive_field([Conv(1, 3, dilation=2)] * 3, (1, 40), (10,))
    assert cells == tuple(range(10, 24, 2))
    assert cl.summary([Conv(1, 3, dilation=2)] * 3, (1, 40)).rows[-1].receptive_field == (13,)
    (cells,) = cl.receptive_field([Conv(1, 3, dilation=d) for d in (1, 2, 3)], (1, 40), (10,))
    assert cells == tuple(range(10, 23))
