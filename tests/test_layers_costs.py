"""Stacks of layers against torch: shapes, parameters, the products it counts."""

import itertools

import pytest
import torch
from cases import cases
from layer_stacks import LENET, STACKS, VGG_CONVS, mobilenet, stacks, unet
from torch import nn
from torch.utils.flop_counter import FlopCounterMode
from torch_stacks import torch_of

import convlib as cl
from convlib.layers import (
    AvgPool,
    BatchNorm,
    Conv,
    Flatten,
    GlobalAveragePool,
    Linear,
    MaxPool,
    ReLU,
)


def check_costs(layers, shape):
    """Shapes after every layer, parameters and twice the multiply-adds, as torch has them."""
    found, x = cl.summary(layers, shape), torch.ones(1, *shape)
    model = torch_of(layers, x)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        x = torch.ones(1, *shape)
        for row, module in zip((r for r in found.rows if "." not in r.position), model, strict=True):
            x = module(x)
            assert row.output_shape == tuple(x.shape[1:]), row
    assert found.output_shape == tuple(x.shape[1:])
    assert found.parameters == sum(p.numel() for p in model.parameters())
    assert 2 * found.multiply_adds == counter.get_total_flops()
    return found


@pytest.mark.parametrize("name", STACKS)
def test_shapes_parameters_and_products_are_those_of_torch(name):
    check_costs(*STACKS[name])


@cases(250, stacks())
def test_random_stacks_cost_what_torch_counts(stack):
    check_costs(*stack)


def test_vgg_16_has_138_million_parameters_and_15_5_thousand_million_products():
    head = [Flatten(), Linear(4096), ReLU(), Linear(4096), ReLU(), Linear(1000)]
    found = cl.summary([*VGG_CONVS, *head], (3, 224, 224))
    assert found.parameters == 138_357_544  # "138" in Simonyan and Zisserman, 2015, table 2, D
    assert found.multiply_adds == 15_470_264_320
    convolutions = sum(row.multiply_adds for row in found.rows if row.name.startswith("Conv"))
    assert convolutions == 15_346_630_656  # layer-types quotes 15 300 million


def test_mobilenet_has_569_million_products_and_4_2_million_parameters():
    body, head = mobilenet(), [GlobalAveragePool(), Flatten(), Linear(1000)]
    found = cl.summary([*body, *head], (3, 224, 224))
    assert found.multiply_adds == 568_740_352  # "569" in Howard et al., 2017, table 8
    assert found.parameters == 4_231_976
    bare = [layer for layer in body if layer != BatchNorm()]
    assert cl.summary([*bare, *head[:2], Linear(1000, bias=False)], (3, 224, 224)).parameters == 4_209_088  # "4.2"


def test_lenet_and_the_u_net_of_the_course_have_the_known_sizes():
    assert cl.summary(LENET, (1, 28, 28)).parameters == 61_706
    found = cl.summary([*unet(64, 4), Conv(2, 1)], (1, 256, 256))
    assert (found.parameters, found.output_shape) == (31_030_658, (2, 256, 256))


def test_pools_refuse_what_torch_refuses():
    told = {"yes": 0, "no": 0}
    for n, k, s, p, g, ceil_mode in itertools.product(
        (1, 3, 6), (1, 2, 3, 4), (1, 3), (0, 1, 2), (1, 2), (False, True)
    ):
        both = [(MaxPool(k, s, p, g, ceil_mode), nn.MaxPool2d(k, s, p, g, ceil_mode=ceil_mode))]
        both += [(AvgPool(k, s, p, ceil_mode), nn.AvgPool2d(k, s, p, ceil_mode))]
        for ours, torchs in both:
            try:
                y = torchs(torch.zeros(1, 2, n, n + 2))
            except RuntimeError:
                y = None
            if y is None or y.isinf().any():  # of padding alone torch makes −∞
                with pytest.raises(ValueError, match="layer 1, "):
                    cl.summary([ours], (2, n, n + 2))
                told["no"] += 1
                continue
            assert cl.summary([ours], (2, n, n + 2)).output_shape == tuple(y.shape[1:]), (ours, n)
            told["yes"] += 1
    assert min(told.values()) > 100
