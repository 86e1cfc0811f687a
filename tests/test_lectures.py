"""The lecture map and the claims: recomputed values against numbers worked out here, by hand or by torch."""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

import convlib as cl
from convlib.course import claims, lectures
from convlib.course.claims.operators import POOLED
from convlib.layers import architectures
from convlib.relation import Axis
from convlib.show.tables import Link, Table

ROOT = Path(__file__).parents[1]
CLAIMS = {claim.key: claim for claim in lectures.claims()}

# What comes out, by other means than convlib: worked out on paper, or counted by torch further down.
EXPECTED = {
    "size-640": (640 - 3 + 2) // 2 + 1,
    "same-padding": [1, 2],
    "halving": [0, 1, 2, 3],
    "two-3x3": [5, 5],
    "field-strided": 7,
    "dilated-span": 5,
    "ordinary-operations": 256 * 5 * 5 * 3 * 8 * 8,
    "separable-operations": 4_800 + 49_152,
    "mobilenet-operations": 568_740_352,
    "mobilenet-parameters": 4_231_976,
    "mobilenet-last-stride": 1,
    "vgg16-operations": 15_346_630_656 + 123_633_664,
    "vgg16-parameters": 138_357_544,
    "googlenet-operations": 1_582_671_872,
    "googlenet-parameters": 6_990_272 + 8_280,
    "alexnet-operations": 105_415_200 + 223_948_800 + 149_520_384 + 112_140_288 + 74_760_192 + 58_621_952,
    "squeezenet-operations": 832_667_936,
    "shufflenet-2x": 524_045_184,
    "shufflenet-1x": 137_460_672,
    "shufflenet-half": None,
    "pvanet": None,
    "accuracy": None,
    "75-c": 5 * 5 * 3,
    "weights-512-1024": 3 * 3 * 512 * 1024,
    "flattened": [147_968, 50_176],
    "mlp-weights": 147_968 * 50_176,
    "17-to-7": [15, 8],
    "separable-weights": 9 * 512 + 512 * 1024,
    "pointwise-weights": 50,
    "offset-maps": [2, 18, 30],
    "there-and-back": [[4, 2, 4], [5, 3, 5], [6, 3, 6]],
    "inserted-padding": [2, 1],
    "stride-one": 1,
    "max-pooling": [[4, 5], [7, 9]],
    "mean-pooling": [[2, 3], [4, 6]],
    "outer-product": [[3, 6, 9], [4, 8, 12], [5, 10, 15]],
    "kernel-rank": 1,
}
RULES = {
    *("size-formula", "valid-size", "parameter-formula", "local-ratio", "dense-ratio", "one-group", "paired-filters"),
    *(
        "depthwise-groups",
        "dilated-zeros",
        "transposed-size",
        "four-steps",
        "not-the-inverse",
        "gradient",
        "permutation",
    ),
}
SLIPS = {
    *("separable-operations", "mobilenet-last-stride", "vgg16-operations", "googlenet-operations"),
    *("googlenet-parameters", "weights-512-1024", "17-to-7", "separable-weights"),
}
ROUNDED = {
    *("mobilenet-operations", "mobilenet-parameters", "vgg16-parameters", "alexnet-operations"),
    *("squeezenet-operations", "shufflenet-2x", "shufflenet-1x", "mlp-weights"),
}


@pytest.mark.parametrize("key", EXPECTED)
def test_a_recomputed_number_is_the_one_worked_out_here(key):
    assert CLAIMS[key].recomputed == EXPECTED[key]


@pytest.mark.parametrize("key", sorted(RULES))
def test_a_rule_is_found_to_be_so(key):
    assert CLAIMS[key].recomputed is CLAIMS[key].stated is True and CLAIMS[key].says


def test_every_claim_is_checked_here_and_has_the_verdict_that_follows():
    assert len(CLAIMS) == len(lectures.claims()), "two claims have one key"
    assert set(CLAIMS) == {*EXPECTED, *RULES}
    found = {name: {key for key, claim in CLAIMS.items() if claim.verdict == name} for name in lectures.VERDICTS}
    quoted = {key for key, value in EXPECTED.items() if value is None}
    assert (found["slip"], found["rounded"], found["quoted"]) == (SLIPS, ROUNDED, quoted)
    assert found["holds"] == set(CLAIMS) - SLIPS - ROUNDED - quoted


@pytest.mark.parametrize(
    ("stated", "recomputed", "verdict"),
    [
        (320, 320, "holds"),
        (2, 2.0, "holds"),
        ([1, 2], [1, 2], "holds"),
        (569_000_000, 568_740_352, "rounded"),
        (569_000_000, 569_500_000, "slip"),
        (569_000_000, 568_500_000, "rounded"),
        (141_000_000, 137_460_672, "slip"),
        (4.2, 4.249, "rounded"),
        (4.2, 4.25, "slip"),
        (50_000, 528_896, "slip"),
        (50_000, 49_999, "rounded"),
        (52_952, 53_952, "slip"),
        ([1, 2], [1, 3], "slip"),
        (7, [15, 8], "slip"),
        (True, False, "slip"),
        (True, True, "holds"),
    ],
)
def test_the_verdict_follows_from_the_two_values(stated, recomputed, verdict):
    assert lectures.judged(stated, recomputed) == verdict
    claim = lectures.Claim("key", (), "", stated, recomputed, recomputed, "")
    assert claim.verdict == verdict


def test_no_verdict_is_written_down():
    text = (ROOT / "convlib" / "course" / "lectures.toml").read_text("utf-8")
    assert not re.search(r"^(verdict|recomputed) *=", text, re.MULTILINE)


def test_a_claim_without_a_function_is_quoted_and_all_functions_are_used():
    assert lectures.Claim("key", (), "", 1, None, None, "").verdict == "quoted"
    named = {entry[name] for entry in lectures._data()["claim"] for name in ("recompute", "right") if name in entry}
    there = set()
    for module in pkgutil.iter_modules(claims.__path__):
        if module.name == "helpers":
            continue
        found = importlib.import_module(f"convlib.course.claims.{module.name}")
        functions = inspect.getmembers(found, inspect.isfunction)
        there |= {f"{module.name}.{n}" for n, f in functions if f.__module__ == found.__name__ and n[0] != "_"}
    assert named == there
    with pytest.raises(AttributeError):
        lectures.recomputer("sizes.no_such")


def test_claims_are_of_known_lectures_and_say_something():
    keys = {lecture.key for lecture in lectures.lectures()}
    for claim in lectures.claims():
        assert claim.lectures and set(claim.lectures) <= keys, claim.key
        assert claim.what and claim.why.endswith("."), claim.key
    assert {key for claim in lectures.claims() for key in claim.lectures} == keys


# what the notes beside the claims say


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


def test_the_numbers_in_the_notes_are_right():
    assert -(-639 // 2) + 1 == 321
    assert round(1_228_800 / 53_952, 1) == 22.8 and 4_800 + 49_152 == 75 * 64 + 256 * 3 * 64
    assert 4.5 * 2**20 == 4_718_592 and 2**20 == 1_048_576
    assert round(7_424_442_368 / 4_718_592) == 1573
    assert nn.Conv2d(3, 8, 5).weight.numel() + 8 == 76 * 8


def test_17_to_7_needs_other_settings_and_torch_agrees_on_each():
    def side(k, s=1, d=1, p=0):
        return F.conv1d(torch.zeros(1, 1, 17), torch.zeros(1, 1, k), stride=s, dilation=d, padding=p).shape[-1]

    found = [
        dict((n, int(v)) for n, v in re.findall(r"(\w)=(\d)", text)) for text in CLAIMS["17-to-7"].right.split(";")
    ]
    assert all(side(**settings) == 7 for settings in found)
    assert {"k": 5, "s": 2} in found and {"k": 3, "s": 2, "d": 2} in found and len(found) == 7
    assert side(3, 3, p=2) == 7
    assert all(side(3, s, p=p) != 7 for s in (1, 2) for p in range(9))


def test_pooling_minds_an_order_across_windows():
    moved = POOLED.copy()
    moved[0, 0, 1:3] = POOLED[0, 0, 2:0:-1]  # 0 and 3 swap windows
    assert not np.array_equal(cl.avg_pool2d(moved, 2), cl.avg_pool2d(POOLED, 2))
    assert torch.equal(F.max_pool2d(torch.tensor(POOLED), 2), torch.tensor([[[4, 5], [7, 9]]]))


def test_k_m_times_m_with_m_groups_is_depthwise_too():
    x, weight = np.arange(75.0).reshape(3, 5, 5), np.arange(54.0).reshape(6, 1, 3, 3)
    expected = F.conv2d(torch.tensor(x), torch.tensor(weight), groups=3)
    np.testing.assert_allclose(cl.depthwise_conv2d(x, weight), expected)


# the map

# One more than the phrases of the list the course is built on, where a phrase holds two things.
TOPICS = {"ops-notes": 17, "layer-types": 19, "deep-conv": 16, "msu-7": 23, "cpen455-5": 27}
# What each lecture must be found teaching, in this order: a word of each topic on the list.
WORDS = {
    "ops-notes": "Depthwise|2-D|Group|Dilated|Transposed|1×1|Receptive|global average|W − k|2P = k|k/2|640|stacked|"
    "span five|average over|GAP|interpolation",
    "layer-types": "stride S|One element|Din|1-D|number of operations|block|VGG-16|accuracy|Dilated|DeepLab|Shuffle|"
    "ShuffleNet|3-D|four steps|size|GANs|why|differ|how",
    "deep-conv": "simple|Padding|Stride|75·C|512 to 1024|MLP|Pointwise|fewer|same problem|side by side|Atrous|"
    "Transposed|sampling|Deformable|predicted|640×480",
    "msu-7": "filter|tensor|INPUT|Filter size|Worked|VALID|mirror|neuron|5×5|formula|parameters|Grouped|advantages|"
    "One group|M = K = g|separable|between the inputs|between the taps|bilinear|fully|in part|not shared|ratios",
    "cpen455-5": "equivariance|1-D|Toeplitz|im2patch|Translation|2-D|4×4|5×5|Inverse|Fractionally|Wᵀy|Output padding|"
    "ConvTranspose2d|Dilated|AlexNet|rank one|Depthwise|4×4|inside a window|Shift|rotation|example CNN|LeNet|U-Net|"
    "bottleneck|ResNeXt|MobileNet",
}
# The lectures of each notebook, as the course is laid out.
LAID_OUT = {
    **{"01": "msu-7 deep-conv layer-types", "02": "ops-notes layer-types msu-7 deep-conv", "03": "cpen455-5"},
    **{"04": "ops-notes msu-7", "06": "ops-notes cpen455-5", "08": "layer-types deep-conv msu-7 cpen455-5"},
    **{"10": "ops-notes", "11": "layer-types cpen455-5", "12": "deep-conv msu-7", "13": "deep-conv msu-7"},
    **{"14": "layer-types cpen455-5", "15": "layer-types cpen455-5"},
    **dict.fromkeys(("05", "07", "09"), " ".join(TOPICS)),
}


@pytest.mark.parametrize("lecture", TOPICS)
def test_every_topic_of_a_lecture_is_there_in_its_order(lecture):
    titles, words = [topic.title for topic in lectures.topics(lecture)], WORDS[lecture].split("|")
    assert len(titles) == len(words) == len(set(titles)) == TOPICS[lecture]
    assert all(word in title for word, title in zip(words, titles, strict=True))


def test_topics_of_all_lectures_or_of_one():
    assert len(lectures.topics()) == sum(TOPICS.values())
    assert {topic.lecture for topic in lectures.topics()} == set(TOPICS)
    with pytest.raises(ValueError, match=r"topics\('msu'\): the lectures are ops-notes"):
        lectures.topics("msu")


def headings(stem):
    cells = nbformat.read(ROOT / "notebooks" / f"{stem}.ipynb", as_version=4).cells
    lines = (line for cell in cells if cell.cell_type == "markdown" for line in cell.source.splitlines())
    return [line.lstrip("# ") for line in lines if line.startswith("#")]


@pytest.mark.parametrize("notebook", lectures.notebooks(), ids=lambda notebook: notebook.stem)
def test_every_heading_named_is_in_its_notebook(notebook):
    named = [topic.heading for topic in lectures.topics() if topic.notebook == notebook.stem]
    there = headings(notebook.stem) if notebook.ready else []
    assert all(there.count(heading) == 1 for heading in named if heading)
    assert notebook.stem[:2] not in ("00", "01", "02") or None not in named


def test_every_topic_has_a_notebook_of_the_course():
    assert {topic.notebook for topic in lectures.topics()} < {notebook.stem for notebook in lectures.notebooks()}


def test_each_notebook_teaches_what_the_course_is_laid_out_to_teach():
    found = {notebook.stem[:2]: set(notebook.lectures) for notebook in lectures.notebooks()}
    assert list(found) == [f"{n:02}" for n in range(16)]
    assert all(set(LAID_OUT.get(number, "").split()) <= keys for number, keys in found.items())
    assert all(found[number] == set(keys.split()) for number, keys in LAID_OUT.items() if number != "01")


def test_all_notebooks_that_there_are_have_a_line():
    there = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert there <= {notebook.stem for notebook in lectures.notebooks()}
    assert there == {notebook.stem for notebook in lectures.notebooks() if notebook.ready}


def test_ready_is_asked_of_the_folder_the_notebook_runs_in(tmp_path, monkeypatch):
    for stem in ("00_start_here", "06_pooling"):
        (tmp_path / f"{stem}.ipynb").touch()
    monkeypatch.chdir(tmp_path)
    states = {row[1]: row[3] for row in lectures.show_course().rows}
    assert [about for about, state in states.items() if "ready" in state] == [
        "how to use the course",
        "maximum, average, global average",
    ]
    monkeypatch.chdir("/")
    assert "ready" in lectures.show_course().rows[1][3], "anywhere else: the notebooks beside the package"


# the tables


def page(table):
    return ElementTree.fromstring(table._repr_html_())


SHOWN = [
    *(lectures.show_course, lectures.show_lectures, lectures.show_map),
    *(lectures.show_claims, lectures.show_glossary),
]


@pytest.mark.parametrize("show", SHOWN, ids=lambda show: show.__name__)
def test_tables_are_whole_repeat_themselves_and_need_nothing_from_outside(show):
    made, again = show(), show()
    assert made._repr_html_() == again._repr_html_() and repr(made) == repr(again)
    widths = {len(row) for row in page(made).iter("tr") if not row.findall("th[@colspan]")}
    assert widths == {len(made.columns)}
    html = made._repr_html_()
    assert not re.search(r"https?:|<script|@import|url\(|0x[0-9a-f]{6}", html)
    assert not re.search(r"[;{]color:(?!inherit)|#[0-9a-f]{3,6}\b", html), "colours are those of the page"


def test_every_claim_stands_in_the_table_with_a_sign_and_a_word():
    rows = list(page(lectures.show_claims()).iter("tr"))[1:]
    assert len(rows) == len(CLAIMS)
    for row, claim in zip(rows, lectures.claims(), strict=True):
        cells = ["".join(cell.itertext()) for cell in row]
        assert cells[0] == ", ".join(claim.lectures) and cells[1] == claim.what
        assert cells[4] == f"{lectures.VERDICTS[claim.verdict][0]}\u00a0{claim.verdict}"
        assert all(cells)
    assert "53\u202f952" in lectures.show_claims("slip")._repr_html_()


def test_claims_can_be_shown_by_verdict():
    for verdict in lectures.VERDICTS:
        keys = [claim.what for claim in lectures.claims() if claim.verdict == verdict]
        assert [row[1] for row in lectures.show_claims(verdict).rows] == keys
    assert "k=5 s=2" in repr(lectures.show_claims("slip"))
    with pytest.raises(ValueError, match=r"show_claims\('wrong'\): the verdicts are holds, rounded, slip, quoted"):
        lectures.show_claims("wrong")


def test_large_numbers_have_thin_spaces():
    assert not re.search(r"(?<![\d.])\d{5,}", repr(lectures.show_claims()))


def test_the_map_links_to_sections_that_are_written():
    for link in page(lectures.show_map()).iter("a"):
        stem, _, section = link.get("href").partition(".ipynb")
        assert (ROOT / "notebooks" / f"{stem}.ipynb").is_file()
        assert section == "" or (section[0] == "#" and " " not in section)
    assert "01_layers_and_filters.ipynb#The-whole-formula" in lectures.show_map()._repr_html_()


def test_what_stands_in_a_table_is_escaped():
    table = Table(("<b>",), ["a `<i>` b", [Link('"x"', 'a"b')]], note="<&>")
    assert {node.tag: node.get("href") for node in page(table).iter("a")} == {"a": 'a"b'}
    assert page(table).find(".//code").text == "<i>" and page(table).find("p").text == "<&>"
    assert repr(table) == '<b>\na `<i>` b\n  "x"\n<&>'


def test_the_glossary_has_forty_words_each_once_in_both_languages():
    words = [word for group in lectures.glossary().values() for word in group]
    english, russian, meaning = zip(*words, strict=True)
    assert len(words) >= 40 and len(set(english)) == len(set(russian)) == len(words)
    assert all(re.search("[а-яё]", word) for word in russian) and not re.search("[а-яё]", "".join(english))
    assert all(meaning)
    spoken = ("слой", "свёртка", "шаг", "паддинг", "рецептивное поле", "транспонированная", "пулинг", "поканальная")
    assert all(any(term in word for word in russian) for term in spoken)


def test_importing_convlib_does_not_read_the_lectures():
    code = "import sys, convlib; assert 'convlib.course.lectures' not in sys.modules; convlib.lectures.claims()"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)
