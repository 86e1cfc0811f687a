"""The lecture map and the claims: recomputed values against numbers worked out here, by hand or by torch."""

import importlib
import inspect
import pkgutil
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from lecture_paths import CLAIMS, ROOT
from lecture_values import BROKEN, CONDITIONS, EXPECTED, IN_PART, ROUNDED, RULES, SLIPS
from torch import nn

import convlib as cl
from convlib.course import claims, lectures
from convlib.course.claims.operators import POOLED
from convlib.course.lectures.reading import entries


@pytest.mark.parametrize("key", EXPECTED)
def test_a_recomputed_number_is_the_one_worked_out_here(key):
    assert CLAIMS[key].recomputed == EXPECTED[key]


@pytest.mark.parametrize("key", sorted(RULES))
def test_a_rule_is_found_to_be_so(key):
    assert CLAIMS[key].recomputed is CLAIMS[key].stated is True and CLAIMS[key].says


@pytest.mark.parametrize("key", sorted(CONDITIONS | BROKEN))
def test_a_rule_is_found_not_to_be_so_but_under_its_condition(key):
    assert CLAIMS[key].recomputed is False and CLAIMS[key].stated is True and CLAIMS[key].says
    assert CLAIMS[key].partly is (True if key in CONDITIONS else None)


@pytest.mark.parametrize("key", IN_PART)
def test_a_number_that_is_right_in_part_says_what_it_counts(key):
    assert CLAIMS[key].partly == IN_PART[key]


def test_every_claim_is_checked_here_and_has_the_verdict_that_follows():
    assert len(CLAIMS) == len(lectures.claims()), "two claims have one key"
    assert set(CLAIMS) == {*EXPECTED, *RULES, *CONDITIONS, *BROKEN}
    found = {name: {key for key, claim in CLAIMS.items() if claim.verdict == name} for name in lectures.VERDICTS}
    quoted, in_part = {key for key, value in EXPECTED.items() if value is None}, CONDITIONS | IN_PART.keys()
    assert (found["slip"], found["rounded"], found["quoted"]) == (SLIPS, ROUNDED, quoted)
    assert found["in part"] == in_part == {key for key, claim in CLAIMS.items() if claim.partly is not None}
    assert found["holds"] == set(CLAIMS) - SLIPS - ROUNDED - quoted - in_part


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


@pytest.mark.parametrize(
    ("recomputed", "partly", "verdict"),
    [(8, 7, "in part"), (8, 6, "slip"), (7, 6, "holds"), (7, 7, "holds"), (8, 7.4, "in part"), (8, None, "slip")],
)
def test_a_slip_that_holds_in_one_sense_is_in_part(recomputed, partly, verdict):
    assert lectures.Claim("key", (), "", 7, recomputed, recomputed, "", partly=partly).verdict == verdict


def test_no_verdict_is_written_down():
    files = sorted((ROOT / "convlib" / "course" / "lectures").glob("*.toml"))
    assert len(files) == 5
    assert not any(re.search(r"^(verdict|recomputed) *=", path.read_text("utf-8"), re.MULTILINE) for path in files)


def test_a_claim_without_a_function_is_quoted_and_all_functions_are_used():
    assert lectures.Claim("key", (), "", 1, None, None, "").verdict == "quoted"
    named = {entry[name] for entry in entries() for name in ("recompute", "right", "partly") if name in entry}
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


def test_the_numbers_in_the_notes_are_right():
    assert -(-639 // 2) + 1 == 321
    assert round(1_228_800 / 53_952, 1) == 22.8 and 4_800 + 49_152 == 75 * 64 + 256 * 3 * 64
    assert 4.5 * 2**20 == 4_718_592 and 2**20 == 1_048_576
    assert round(7_424_442_368 / 4_718_592) == 1573
    assert nn.Conv2d(3, 8, 5).weight.numel() + 8 == 76 * 8
    assert 51_200_000 + 16_384 + 32 == 51_216_416 and round(100 * 51_200_000 / 51_216_416, 2) == 99.97
    assert 25 * 3 * 256 * 12 * 12 == 2_764_800
    assert round(4_718_592 / 528_896, 1) == 8.9 and round(528_896 / 50_000) == 11
    assert 6_990_272 // 1024 == 6_826 and 1024 * 7 * 7 == 50_176


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
