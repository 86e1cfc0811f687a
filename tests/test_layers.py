"""Stacks of layers against torch: shapes, parameters, the products it counts; fields where its gradient is not 0."""

import html
import itertools
import re
from fractions import Fraction
from xml.etree import ElementTree

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import cases
from hypothesis import assume
from hypothesis import strategies as st
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

import convlib as cl
from convlib.layers import (
    Activation,
    AvgPool,
    BatchNorm,
    ChannelShuffle,
    Concat,
    Conv,
    Depthwise,
    Flatten,
    GlobalAveragePool,
    Linear,
    MaxPool,
    PixelShuffle,
    ReLU,
    Sum,
    TransposedConv,
    Upsample,
)
from convlib.layers.receptive import Stretch
from convlib.relation.sampling import Resampling


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """Maps this small are slower with several."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


class Windows(nn.Module):
    """Where a pooling reads: all of each window, summed, so that the largest cell hides no other."""

    def __init__(self, pool):
        super().__init__()
        self.pool = pool

    def forward(self, x):
        d, outputs = x.dim() - 2, self.pool(x).shape[2:]
        each = [v if isinstance(v, tuple) else (v,) * d for v in self.geometry()]
        kernel, stride, padding, dilation = each
        cells = []
        for n, o, k, s, p, g in zip(x.shape[2:], outputs, kernel, stride, padding, dilation, strict=True):
            cells = [p, (o - 1) * s + (k - 1) * g + 1 - n - p, *cells]  # may crop
        ones = torch.ones(x.shape[1], 1, *kernel, dtype=x.dtype)
        conv = (F.conv1d, F.conv2d, F.conv3d)[d - 1]
        return conv(F.pad(x, cells), ones, None, stride, 0, dilation, x.shape[1])

    def geometry(self):
        return self.pool.kernel_size, self.pool.stride, self.pool.padding, getattr(self.pool, "dilation", 1)


class Branches(nn.Module):
    def __init__(self, branches, join):
        super().__init__()
        self.branches, self.join = nn.ModuleList(branches), join

    def forward(self, x):
        return self.join([branch(x) for branch in self.branches])


def pads(padding, d):
    """What F.pad takes for an int, a number per axis or pairs."""
    each = padding if isinstance(padding, tuple) else (padding,) * d
    return [n for p in reversed(each) for n in (p if isinstance(p, tuple) else (p, p))]


def module_of(layer, x, support):
    """The torch module for a layer whose input is ``x``."""
    d, c = x.dim() - 2, x.shape[1]

    def torchs(name):
        return getattr(nn, f"{name}{d}d")

    match layer:
        case Sum():
            return Branches([torch_of(b, x, support) for b in layer.branches], sum)
        case Concat():
            return Branches([torch_of(b, x, support) for b in layer.branches], lambda ys: torch.cat(ys, 1))
        case Conv(c_out, k, s, p, g, groups, bias):
            if isinstance(p, str):
                return torchs("Conv")(c, c_out, k, s, p, g, groups, bias)
            conv = torchs("Conv")(c, c_out, k, s, 0, g, groups, bias)
            return nn.Sequential(torchs("ZeroPad")(pads(p, d)), conv)
        case Depthwise(k, s, p, g, multiplier, bias):
            return module_of(Conv(c * multiplier, k, s, p, g, c, bias), x, support)
        case TransposedConv(c_out, k, s, p, extra, g, groups, bias):
            return torchs("ConvTranspose")(c, c_out, k, s, p, extra, groups, bias, g)
        case MaxPool(k, s, p, g, ceil_mode):
            pool = torchs("MaxPool")(k, s, p, g, ceil_mode=ceil_mode)
        case AvgPool(k, s, p, ceil_mode):
            pool = torchs("AvgPool")(k, s, p, ceil_mode)
        case GlobalAveragePool():
            return torchs("AdaptiveAvgPool")(1)
        case Upsample(factor, mode):
            return nn.Upsample(scale_factor=factor, mode=mode)
        case PixelShuffle(r):
            return nn.PixelShuffle(r)
        case ChannelShuffle(groups):
            return nn.ChannelShuffle(groups)
        case BatchNorm():
            return getattr(nn, f"BatchNorm{max(d, 1)}d")(c)
        case Flatten():
            return nn.Flatten()
        case Linear(features, bias):
            return nn.Linear(c, features, bias)
        case Activation(name):
            return nn.Identity() if support else {"sigmoid": nn.Sigmoid}[name]()  # it would saturate
        case ReLU():
            return nn.ReLU()
    return Windows(pool) if support else pool


def torch_of(layers, x, support=False):
    """The same stack in torch; with ``support`` made so that the gradient tells what was read."""
    modules = []
    with torch.no_grad():
        for layer in layers:
            module = module_of(layer, x, support).to(x.dtype).eval()
            if support:
                for p in module.parameters():
                    p.fill_(1.0)
            x = module(x)
            modules.append(module)
    return nn.Sequential(*modules)


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


def read_by(model, shape, output):
    """The cells with a gradient, on each axis, of one output of all maps (of all features, for a flat one)."""
    x = torch.ones(1, *shape, dtype=torch.float64, requires_grad=True)
    y = model(x)
    (y[(0, slice(None), *output)] if y.dim() > 2 else y).sum().backward()
    hit = x.grad[0].numpy().sum(axis=0) != 0
    return tuple(tuple(map(int, np.unique(cells))) for cells in np.nonzero(hit))


def block(c, stride=1):
    """The basic block of a residual network."""
    shortcut = (Conv(c, 1, stride), BatchNorm()) if stride > 1 else ()
    return [Sum((Conv(c, 3, stride, 1), BatchNorm(), ReLU(), Conv(c, 3, padding=1), BatchNorm()), shortcut), ReLU()]


def mobile(c, stride=1, padding=1):
    """Depthwise separable, as in MobileNet."""
    depthwise = Depthwise(3, stride, padding, bias=False)
    return [depthwise, BatchNorm(), ReLU(), Conv(c, 1, bias=False), BatchNorm(), ReLU()]


def unet(c, depth):
    """A U-Net: each level has the next one inside, beside the maps as they are."""
    both = [Conv(c, 3, padding=1), ReLU(), Conv(c, 3, padding=1), ReLU()]
    down = (MaxPool(2), *unet(2 * c, depth - 1), TransposedConv(c, 2, stride=2)) if depth else ()
    return [*both, Concat((), down), *both] if depth else both


LENET = [
    *(Conv(6, 5, padding=2), Activation("sigmoid"), AvgPool(2), Conv(16, 5), Activation("sigmoid"), AvgPool(2)),
    *(Flatten(), Linear(120), Activation("sigmoid"), Linear(84), Activation("sigmoid"), Linear(10)),
]
SHUFFLE = (Conv(6, 1, groups=3), ChannelShuffle(3), Depthwise(3, padding=1), Conv(6, 1, groups=3))
STACKS = {
    "one dimension": ([Conv(4, 5, 2, 2), ReLU(), Conv(3, 3, dilation=4, padding="same"), MaxPool(3, 2)], (2, 50)),
    "three dimensions": ([Conv(4, (3, 1, 2), (1, 2, 1), (1, 0, 1)), AvgPool(2), Conv(2, 2)], (1, 7, 9, 8)),
    "grouped": ([Conv(6, 3, groups=3), Conv(4, (3, 1), groups=2, bias=False)], (3, 12, 9)),
    "depthwise": ([Depthwise(3, padding=((0, 1), (2, 0)), multiplier=2), Conv(5, 1)], (4, 9, 11)),
    "dilated": ([Conv(3, 3, dilation=d, padding=d) for d in (1, 2, 4)], (2, 20, 23)),
    "transposed": ([TransposedConv(4, 3, 2, 1, (1, 0)), TransposedConv(2, (4, 2), (2, 3), groups=2)], (3, 5, 4)),
    "transposed with a kernel below the stride": ([TransposedConv(1, 2, 3), Conv(1, 2)], (2, 9)),
    "transposed in three": ([TransposedConv(2, 3, 2, dilation=(1, 2, 1), padding=1, bias=False)], (2, 3, 4, 3)),
    "pooled, ceiling": (
        [MaxPool(3, 2, 1, 2, True), AvgPool(3, 2, 1, True), MaxPool((2, 3), ceil_mode=True)],
        (2, 29, 36),
    ),
    "upsampled": ([Conv(2, 3, 2), Upsample(2), Conv(2, 3), Upsample((3, 2), "bilinear"), Conv(1, 3)], (1, 21, 18)),
    "upsampled in one": ([Conv(2, 3, 2, 1), Upsample(4, "linear"), Conv(2, 3, padding=1)], (1, 22)),
    "sub-pixel": ([Conv(12, 3, padding=1), PixelShuffle(2), Conv(2, 3)], (3, 7, 10)),
    "residual": ([Conv(4, 7, 2, 3), MaxPool(3, 2, 1), *block(4), *block(8, 2)], (3, 44, 38)),
    "shuffled": (
        [Conv(6, 3, 2), Sum(SHUFFLE, ()), Concat((AvgPool(3, 2, 1),), (Conv(2, 3, 2, 1), ReLU()))],
        (3, 23, 18),
    ),
    "U-Net": ([*unet(2, 3), Conv(1, 1)], (1, 32, 48)),
    "nested": ([Sum((Concat((), (Sum(Conv(2, 3, padding=1), ()),)), Conv(2, 1)), ())], (2, 9, 8)),
    "linear head": (
        [Conv(4, 3), GlobalAveragePool(), Flatten(), Linear(5, bias=False), BatchNorm(), ReLU()],
        (3, 8, 7),
    ),
    "features alone": ([Linear(7), ReLU(), Sum((Linear(7),), ()), Linear(2)], (12,)),
    "context": ([Conv(3, 3), Sum((), (GlobalAveragePool(), Conv(3, 1), Upsample((7, 5)))), Conv(2, 3)], (2, 9, 7)),
    "LeNet": (LENET, (1, 28, 28)),
    "like VGG": (
        [*(Conv(4, 3, padding=1), ReLU()) * 2, MaxPool(2), *(Conv(8, 3, padding=1),) * 3, MaxPool(2)],
        (3, 40, 36),
    ),
    "MobileNet blocks": ([Conv(4, 3, 2, 1, bias=False), *mobile(8), *mobile(8, 2), *mobile(16, 2)], (3, 50, 42)),
}


@pytest.mark.parametrize("name", STACKS)
def test_shapes_parameters_and_products_are_those_of_torch(name):
    check_costs(*STACKS[name])


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


@st.composite
def layer(draw, c, d, branching):
    """A layer that any maps of 6 cells a side can pass, or a list of them that ends with ``c`` maps."""

    def each(least, most):
        return tuple(draw(st.integers(least, most)) for _ in range(d))

    kinds = ["conv", "conv", "depthwise", "pool", "pool", "transposed", "upsample", "relu"]
    kind = draw(st.sampled_from(kinds + ["sum", "concat", "concat"] * branching))
    k, s, g = each(1, 3), each(1, 2), each(1, 2)
    if kind == "conv":
        pairs = tuple(zip(each(0, 2), each(0, 2), strict=True))
        padding = draw(st.sampled_from([0, 1, pairs, each(0, 2), "valid"]))
        return [Conv(c, k, s, padding, g, draw(st.sampled_from([1, c])), draw(st.booleans()))]
    if kind == "depthwise":
        return [Depthwise(k, s, each(0, 1), g)]
    if kind == "pool":
        padding = tuple(min(p, n // 2) for p, n in zip(each(0, 1), k, strict=True))
        ceil_mode, stride = draw(st.booleans()), draw(st.sampled_from([None, s]))
        if d == 3 or draw(st.booleans()):  # avg_pool3d wants the whole kernel inside the input, 1-D and 2-D do not
            return [MaxPool(k, stride, padding, g, ceil_mode)]
        return [AvgPool(k, stride, padding, ceil_mode)]
    if kind == "transposed":
        return [TransposedConv(c, k, s, each(0, 1), tuple(draw(st.integers(0, n - 1)) for n in s), g)]
    if kind == "upsample":
        return [
            Upsample(
                draw(st.integers(2, 3)), draw(st.sampled_from(["nearest", ("linear", "bilinear", "trilinear")[d - 1]]))
            )
        ]
    if kind == "relu":
        return [ReLU()]
    inner = draw(layer(c, d, False)), [Conv(c, 3, padding=1)], [MaxPool(2, 2), Upsample(2)], []
    branches = draw(st.lists(st.sampled_from(inner), min_size=1, max_size=3))
    return [Sum(*branches)] if kind == "sum" else [Concat(*branches), Conv(c, 1)]


@st.composite
def stacks(draw, dimensions=(1, 2, 3), branching=True, layers=4, sizes=(6, 14)):
    """``(layers, input_shape)`` of a valid stack."""
    d, c = draw(st.sampled_from(dimensions)), draw(st.integers(1, 2))
    stack = [x for _ in range(draw(st.integers(1, layers))) for x in draw(layer(c, d, branching))]
    shape = (c, *(draw(st.integers(*sizes)) for _ in range(d)))
    try:
        found = cl.summary(stack, shape)
    except ValueError:
        assume(False)
    assume(all(np.prod(row.output_shape) < 20_000 for row in found.rows))
    return stack, shape


@cases(250, stacks())
def test_random_stacks_cost_what_torch_counts(stack):
    check_costs(*stack)


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


MOBILE = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))


def mobilenet(padding=1):
    first = [Conv(32, 3, 2, padding, bias=False), BatchNorm(), ReLU()]
    return [*first, *(x for c, stride in MOBILE for x in mobile(c, stride, padding))]


VGG_CONVS = [
    x
    for c, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
    for x in (*(Conv(c, 3, padding=1), ReLU()) * times, MaxPool(2))
]
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


def test_pools_refuse_what_torch_refuses():
    told = {"yes": 0, "no": 0}
    for n, k, s, p, g, ceil_mode in itertools.product(
        (1, 3, 6), (1, 2, 3, 4), (1, 3), (0, 1, 2), (1, 2), (False, True)
    ):
        both = [(MaxPool(k, s, p, g, ceil_mode), nn.MaxPool2d(k, s, p, g, ceil_mode=ceil_mode))]
        both += [(AvgPool(k, s, p, ceil_mode), nn.AvgPool2d(k, s, p, ceil_mode))]
        for ours, torchs in both:
            try:
                expected = tuple(torchs(torch.zeros(1, 2, n, n + 2)).shape[1:])
            except RuntimeError:
                with pytest.raises(ValueError, match="layer 1, "):
                    cl.summary([ours], (2, n, n + 2))
                told["no"] += 1
                continue
            assert cl.summary([ours], (2, n, n + 2)).output_shape == expected, (ours, n)
            told["yes"] += 1
    assert min(told.values()) > 100


MAPS, FLAT, LINE = (3, 6, 9), (12,), (3, 6)
REFUSED = [
    (
        [ReLU(), Conv(3, 3), Conv(8, 5)],
        MAPS,
        "layer 3, Conv(8, 5): axis h: the kernel spans 5 cells, the padded input has 4",
    ),
    ([Conv(0, 3)], MAPS, "layer 1, Conv(0, 3): c_out must be at least 1, not 0"),
    ([Conv(4, 3, stride=0)], MAPS, "layer 1, Conv(4, 3, stride=0): stride must be at least 1, not 0"),
    ([Conv(4, 3, stride=1.5)], MAPS, "layer 1, Conv(4, 3, stride=1.5): stride must be made of integers, not 1.5"),
    (
        [Conv(4, 3, padding="some")],
        LINE,
        "layer 1, Conv(4, 3, padding='some'): padding must be one of 'valid', 'same', ",
    ),
    ([Conv(4, 3, bias=1)], LINE, "layer 1, Conv(4, 3, bias=1): bias must be True or False, not 1"),
    ([Conv(4, (3, 3, 3))], MAPS, "layer 1, Conv(4, (3, 3, 3)): kernel_size must be one number or 2, one for each axis"),
    ([Conv(6, 3, groups=4)], MAPS, "layer 1, Conv(6, 3, groups=4): groups=4 must divide the 3 channels of "),
    ([Depthwise(3, multiplier=0)], LINE, "layer 1, Depthwise(3, multiplier=0): multiplier must be at least 1, not 0"),
    ([Depthwise(9)], LINE, "layer 1, Depthwise(9): axis w: the kernel spans 9 cells, the padded input has 6"),
    (
        [TransposedConv(2, 3, output_padding=1)],
        LINE,
        "output_padding=1): output_padding must be from 0 to stride − 1 = 0",
    ),
    (
        [MaxPool(3, padding=2)],
        MAPS,
        "layer 1, MaxPool(3, padding=2): axis h: padding must be at most 1, half of kernel_size=3",
    ),
    ([MaxPool(3, ceil_mode=1)], LINE, "layer 1, MaxPool(3, ceil_mode=1): ceil_mode must be True or False, not 1"),
    ([AvgPool(0)], LINE, "layer 1, AvgPool(0): kernel_size must be at least 1, not 0"),
    ([AvgPool(2, 0)], LINE, "layer 1, AvgPool(2, stride=0): stride must be at least 1, not 0"),
    ([Upsample(2, mode="linear")], MAPS, "mode='linear'): mode must be one of 'nearest', 'bilinear', not 'linear'"),
    ([Upsample(1.5)], LINE, "layer 1, Upsample(1.5): scale_factor must be made of integers, not 1.5"),
    ([PixelShuffle(2)], MAPS, "layer 1, PixelShuffle(2): the input must be (c·4, h, w), not (3, 6, 9)"),
    ([PixelShuffle(1)], LINE, "layer 1, PixelShuffle(1): the input must be (c·1, h, w), not (3, 6)"),
    ([ChannelShuffle(2)], LINE, "layer 1, ChannelShuffle(2): groups=2 must divide the 3 channels of the input"),
    ([Linear(5)], LINE, "layer 1, Linear(5): the input must be flat: put Flatten() before it, the maps are (3, 6)"),
    ([Linear(0)], FLAT, "layer 1, Linear(0): out_features must be at least 1, not 0"),
    ([Flatten(), Conv(2, 1)], LINE, "layer 2, Conv(2, 1): the input must be maps, (c, *spatial); it is flat, (18,)"),
    ([GlobalAveragePool()], FLAT, "layer 1, GlobalAveragePool(): the input must be maps, (c, *spatial)"),
    (
        [Sum([Conv(3, 3)], [])],
        MAPS,
        "Sum of 2 branches: the branches give (3, 4, 7) and (3, 6, 9): a sum needs equal shapes",
    ),
    (
        [Concat([MaxPool(2)], [])],
        LINE,
        "layer 1, Concat of 2 branches: the branches give (3, 3) and (3, 6): side by side",
    ),
    ([Sum()], MAPS, "layer 1, Sum of 0 branches: at least one branch is needed"),
    ([ReLU(), Sum([], [ReLU(), Concat(Conv(1, 9))])], LINE, "layer 2.2.2.1.1, Conv(1, 9): axis w: the kernel spans 9"),
    ([ReLU], LINE, "layer 1 must be a layer, such as ReLU(), not <class 'convlib.layers.kinds.ReLU'>"),
    ([ReLU(), Sum(ReLU(), 5)], LINE, "layer 2.2.1 must be a layer, such as ReLU(), not 5"),
    (ReLU(), LINE, "summary(layers=ReLU()): layers must be a list of layers, not ReLU()"),
    ([], (3, 0), "summary(input_shape=(3, 0)): input_shape must be at least 1, not 0"),
    ([], 3, "summary(input_shape=3): input_shape must be (features,), (c, w), (c, h, w) or (c, d, h, w), "),
    ([], (1, 3, 4, 5, 6), "input_shape must be (features,), (c, w), (c, h, w) or (c, d, h, w), without the batch"),
]


@pytest.mark.parametrize(("layers", "shape", "said"), REFUSED)
def test_a_layer_that_does_not_fit_is_named_with_its_position(layers, shape, said):
    wrong_type = any(words in said for words in ("made of integers", "True or False", "must be a l"))
    with pytest.raises(TypeError if wrong_type else ValueError) as caught:
        cl.summary(layers, shape)
    assert said in str(caught.value)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize("output", [(4, 0), (0, 6), (-1, 0), (0, 0, 0), (0.5, 0)])
def test_a_place_that_the_last_map_does_not_have_is_refused(output):
    with pytest.raises((ValueError, TypeError), match=r"receptive_field\(input_shape=\(1, 6, 8\), output=.*: output"):
        cl.receptive_field([Conv(1, 3)], (1, 6, 8), output)


def test_layers_are_values_that_print_as_they_are_written():
    stack = [x for layers, _ in STACKS.values() for x in layers]
    for layer in stack:
        again = eval(repr(layer), vars(cl.layers))
        assert again == layer and hash(again) == hash(layer) and repr(again) == repr(layer)
    assert Conv(3, 3) != Conv(3, 3, 2) and Sum(ReLU()) == Sum([ReLU()]) != Concat([ReLU()]) and ReLU() != BatchNorm()
    with pytest.raises(AttributeError):
        stack[0].stride = 2
    assert repr(Conv(8, 3, 1, 1)) == "Conv(8, 3, padding=1)"


def test_rows_of_a_branching_layer_say_what_each_branch_gives():
    found = cl.summary([Conv(4, 3, padding=1), Concat((), (MaxPool(2), Sum(Conv(4, 1), ()), Upsample(2)))], (1, 6, 8))
    assert [(row.position, row.depth, row.output_shape) for row in found.rows] == [
        ("1", 0, (4, 6, 8)),
        ("2", 0, (8, 6, 8)),
        ("2.1", 1, (4, 6, 8)),
        ("2.2.1", 1, (4, 3, 4)),
        ("2.2.2", 1, (4, 3, 4)),
        ("2.2.2.1.1", 2, (4, 3, 4)),
        ("2.2.2.2", 2, (4, 3, 4)),
        ("2.2.3", 1, (4, 6, 8)),
    ]
    assert found.parameters == sum(row.parameters for row in found.rows) == 4 * 10 + 4 * 5
    assert found.multiply_adds == sum(row.multiply_adds for row in found.rows) == 36 * 48 + 16 * 12
    assert found.input_shape == (1, 6, 8) and found.output_shape == (8, 6, 8)


TABLED = [Conv(16, 3, 2, 1), Sum((Depthwise((3, 1), padding=(1, 0)), Conv(16, 1)), ()), Upsample(2, "bilinear")]
TABLE = """\
       layer                                    output  parameters  multiply-adds  field  jump  centre
──────────────────────────────────────────────────────────────────────────────────────────────────────
       input                                 3×320×241           0              0    1×1     1       0
1      Conv(16, 3, stride=2, padding=1)     16×160×121         448      8 363 520    3×3     2       0
2      Sum of 2 branches                    16×160×121           0              0    7×3     2       0
2.1.1    Depthwise((3, 1), padding=(1, 0))  16×160×121          64        929 280    7×3     2       0
2.1.2    Conv(16, 1)                        16×160×121         272      4 956 160    7×3     2       0
2.2      unchanged                          16×160×121           0              0    3×3     2       0
3      Upsample(2, mode='bilinear')         16×320×242           0              0    9×5     1      −1
──────────────────────────────────────────────────────────────────────────────────────────────────────
       in all                               16×320×242         784     14 248 960    9×5     1      −1
"""


def test_the_text_table_is_aligned_and_states_its_conventions():
    text = repr(cl.summary(TABLED, (3, 320, 241)))
    table, notes = text.split("\n\n")
    assert table + "\n" == TABLE and repr(cl.summary(TABLED, (3, 320, 241))) == text
    assert "biases not counted" in notes and "transposed layers by their input size" in " ".join(notes.split())
    assert max(map(len, text.splitlines())) == len(TABLE.splitlines()[1])
    flat = repr(cl.summary([Linear(2)], (1234,)))
    assert "Linear(2)" in flat and "2 470" in flat and " 1234 " in flat


def test_the_html_table_holds_the_same_cells_and_nothing_from_outside():
    page = cl.summary([*TABLED, Conv(1, 1, padding="same")], (3, 320, 241))._repr_html_()
    text = re.sub(r"<style>.*?</style>", "", page)
    lines = re.findall(r"<tr>(.*?)</tr>", text)
    cells = [[html.unescape(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line)] for line in lines]
    plain = [line.replace("8 363 520", "8\u202f363\u202f520") for line in TABLE.splitlines() if "─" not in line]
    assert cells[0][1:] == plain[0].split() and all(len(row) == 8 for row in cells)
    assert cells[2] == ["1", *re.split(r"\s{2,}", plain[2])[1:]]
    assert [row[1] for row in cells][3:8] == [
        "Sum of 2 branches",
        repr(TABLED[1].branches[0][0]),
        "Conv(16, 1)",
        *("unchanged", repr(TABLED[2])),
    ]
    assert "padding=&#x27;same&#x27;" in page and "http" not in page and "<script" not in page and "@import" not in page
    assert page.count("padding-left:2em") == 3
    ElementTree.fromstring(page.replace("<br>", "<br/>"))
