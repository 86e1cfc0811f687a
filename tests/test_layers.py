"""Layers as values: how they print, what does not fit, and the tables of a stack."""

import html
import re
from xml.etree import ElementTree

import pytest
from layer_stacks import STACKS

import convlib as cl
from convlib.layers import (
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
        "output_padding=1): axis w: output_padding must be from 0 to stride − 1 = 0",
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
