"""The networks of the lectures, counted again: by torch, or added up by hand."""

import pytest
import torch
import torch.nn.functional as F
from lecture_paths import CLAIMS
from torch import nn

import convlib as cl
from convlib.course import lectures
from convlib.layers import architectures
from convlib.relation import Axis


def multiply_adds(net, shape):
    """Products that torch's modules take, from the shapes of their real outputs."""
    counted = []

    def count(module, _, y):
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            places = y.shape[2:].numel() if isinstance(module, nn.Conv2d) else 1
            counted.append(module.weight.numel() * places)

    hooks = [module.register_forward_hook(count) for module in net.modules()]
    net(torch.zeros(1, *shape, device="meta"))
    for hook in hooks:
        hook.remove()
    return sum(counted)


def size_of(net):
    return sum(parameter.numel() for parameter in net.parameters())


MOBILENET = "1:64 2:128 1:128 2:256 1:256 2:512 1:512 1:512 1:512 1:512 1:512 2:1024 1:1024"


def test_torch_counts_the_same_for_mobilenet():
    net, c = [nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32)], 32
    for text in MOBILENET.split():
        stride, c_out = map(int, text.split(":"))
        net += [nn.Conv2d(c, c, 3, stride, 1, groups=c, bias=False), nn.BatchNorm2d(c)]
        net += [nn.Conv2d(c, c_out, 1, bias=False), nn.BatchNorm2d(c_out)]
        c = c_out
    net = nn.Sequential(*net, nn.AvgPool2d(7), nn.Flatten(), nn.Linear(1024, 1000)).to("meta")
    assert multiply_adds(net, (3, 224, 224)) == CLAIMS["mobilenet-operations"].recomputed
    assert size_of(net) == CLAIMS["mobilenet-parameters"].recomputed
    convolved = [module for module in net if not isinstance(module, nn.BatchNorm2d)]
    assert size_of(nn.Sequential(*convolved)) - 1000 == 4_209_088


def test_with_stride_2_in_the_last_row_mobilenet_would_end_at_4x4():
    rows = cl.summary(architectures.mobilenet(last_stride=2), (3, 224, 224)).rows
    assert rows[-4].output_shape == (1024, 4, 4)


def test_torch_counts_the_same_for_vgg16():
    net, c = [], 3
    for c_out, times in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(times):
            net.append(nn.Conv2d(c, c := c_out, 3, padding=1))
        net.append(nn.MaxPool2d(2))
    head = [nn.Flatten(), nn.Linear(512 * 49, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000)]
    whole = nn.Sequential(*net, *head).to("meta")
    assert multiply_adds(whole, (3, 224, 224)) == CLAIMS["vgg16-operations"].recomputed
    assert multiply_adds(nn.Sequential(*net), (3, 224, 224)) == 15_346_630_656
    assert lectures.judged(CLAIMS["vgg16-operations"].stated, 15_346_630_656) == "rounded"
    assert size_of(whole) == CLAIMS["vgg16-parameters"].recomputed
    assert 0.88 < size_of(nn.Sequential(*head)) / size_of(whole) < 0.92


def test_torch_counts_the_same_for_alexnet_with_and_without_groups():
    def alexnet(g):
        first = [nn.Conv2d(3, 96, 11, 4), nn.MaxPool2d(3, 2), nn.Conv2d(96, 256, 5, padding=2, groups=g)]
        then = [nn.Conv2d(256, 384, 3, padding=1), nn.Conv2d(384, 384, 3, padding=1, groups=g)]
        last = [nn.Conv2d(384, 256, 3, padding=1, groups=g), nn.MaxPool2d(3, 2), nn.Flatten()]
        head = [nn.Linear(9216, 4096), nn.Linear(4096, 4096), nn.Linear(4096, 1000)]
        return nn.Sequential(*first, nn.MaxPool2d(3, 2), *then, *last, *head).to("meta")

    assert multiply_adds(alexnet(2), (3, 227, 227)) == CLAIMS["alexnet-operations"].recomputed
    assert multiply_adds(alexnet(1), (3, 227, 227)) == 1_135_256_096
    assert cl.summary(architectures.alexnet(), (3, 227, 227)).rows[0].output_shape == (96, 55, 55)
    assert Axis(224, 11, 4).output_size == 54


class Shuffle(nn.Module):
    """A unit of ShuffleNet, as the paper draws it."""

    def __init__(self, c_in, c_out, stride, groups, first):
        super().__init__()
        self.stride, narrow, wide = stride, c_out // 4, c_out - c_in * (stride == 2)
        before = nn.Conv2d(c_in, narrow, 1, groups=1 if first else groups, bias=False)
        depthwise = nn.Conv2d(narrow, narrow, 3, stride, 1, groups=narrow, bias=False)
        self.branch = nn.Sequential(before, depthwise, nn.Conv2d(narrow, wide, 1, groups=groups, bias=False))

    def forward(self, x):
        y = self.branch(x)
        return x + y if self.stride == 1 else torch.cat([F.avg_pool2d(x, 3, 2, 1), y], 1)


@pytest.mark.parametrize(
    ("groups", "scale", "first", "wide", "expected"),
    [(3, 2, 48, 480, 524_045_184), (3, 1, 24, 240, 137_460_672), (8, 0.5, 16, 192, 40_469_760)],
)
def test_torch_counts_the_same_for_shufflenet(groups, scale, first, wide, expected):
    net, c = [nn.Conv2d(3, first, 3, 2, 1, bias=False), nn.MaxPool2d(3, 2, 1)], first
    for stage, units in enumerate((4, 8, 4)):
        for unit in range(units):
            net.append(Shuffle(c, wide * 2**stage, 1 if unit else 2, groups, first=not (stage or unit)))
            c = wide * 2**stage
    net = nn.Sequential(*net, nn.AvgPool2d(7), nn.Flatten(), nn.Linear(c, 1000)).to("meta")
    mine = cl.summary(architectures.shufflenet(groups, scale), (3, 224, 224)).multiply_adds
    assert multiply_adds(net, (3, 224, 224)) == mine == expected


def test_shufflenet_with_other_groups_is_the_row_of_its_table():
    counted = {g: cl.summary(architectures.shufflenet(g), (3, 224, 224)).multiply_adds for g in (1, 3)}
    assert {g: n // 10**6 for g, n in counted.items()} == {1: 143, 3: 137}


INCEPTION = {
    28: "192:64,96,128,16,32,32 256:128,128,192,32,96,64",
    14: "480:192,96,208,16,48,64 512:160,112,224,24,64,64 512:128,128,256,24,64,64 512:112,144,288,32,64,64 "
    "528:256,160,320,32,128,128",
    7: "832:256,160,320,32,128,128 832:384,192,384,48,128,128",
}


def test_resnet_adds_up_as_torch_counts_and_ends_in_a_list_of_classes():
    net, c = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.MaxPool2d(3, 2, 1)], 64
    products, side, around = 64 * 147 * 112**2 + 512_000, 56, 0
    for c_out in (64, 128, 256, 512):
        net += [nn.Conv2d(c, c_out, 3, 2 if c_out > c else 1, 1, bias=False)]
        net += [nn.Conv2d(c_out, c_out, 3, padding=1, bias=False) for _ in range(3)]
        side, around = (side // 2, around + c * c_out) if c_out > c else (side, around)
        products += (c * c_out * 9 + 3 * c_out**2 * 9 + c * c_out * (c_out > c)) * side**2
        c = c_out
    found = cl.summary(architectures.resnet18(), (3, 224, 224))
    normed = 2 * (64 + 4 * 64 + 5 * (128 + 256 + 512))
    assert (
        found.multiply_adds
        == products
        == multiply_adds(nn.Sequential(*net), (3, 224, 224))
        + 512_000
        + (64 * 128 * 28**2 + 128 * 256 * 14**2 + 256 * 512 * 7**2)
    )
    assert found.parameters == size_of(nn.Sequential(*net)) + around + normed + 513_000 == 11_689_512
    assert found.output_shape == (1000,)


def test_googlenet_adds_up():
    products, weights, biases = 9_408 * 112**2 + (4_096 + 110_592) * 56**2, 9_408 + 4_096 + 110_592, 64 + 64 + 192
    for side, modules in INCEPTION.items():
        for text in modules.split():
            c, maps = int(text.split(":")[0]), [int(n) for n in text.split(":")[1].split(",")]
            one, three_in, three, five_in, five, pooled = maps
            here = c * (one + three_in + five_in + pooled) + 9 * three_in * three + 25 * five_in * five
            products, weights, biases = products + here * side**2, weights + here, biases + sum(maps)
    products, weights, biases = products + 1_024_000, weights + 1_024_000, biases + 1000
    assert products == CLAIMS["googlenet-operations"].recomputed
    assert (weights, biases) == (6_990_272, 8_280)
    assert weights + biases == CLAIMS["googlenet-parameters"].recomputed


def test_squeezenet_adds_up():
    products = 7 * 7 * 3 * 96 * 111**2
    fires = {55: "96>16>64 128>16>64 128>32>128", 27: "256>32>128 256>48>192 384>48>192 384>64>256", 13: "512>64>256"}
    for side, modules in fires.items():
        for c, narrow, wide in (map(int, text.split(">")) for text in modules.split()):
            products += (c * narrow + (1 + 9) * narrow * wide) * side**2
    assert products + 512 * 1000 * 13**2 == CLAIMS["squeezenet-operations"].recomputed
    assert cl.summary(architectures.squeezenet(), (3, 227, 227)).rows[0].output_shape == (96, 111, 111)
