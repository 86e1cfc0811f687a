"""Hints, solutions and progress: one at a time, whole, and kept where it can be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from exercising import HALF, half

from convlib.exercises import check, hint, progress, record, registry, solution
from convlib.exercises.checking import checked

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.usefixtures("kept")


def test_hints_come_one_at_a_time_and_end(capsys, monkeypatch, kept):
    monkeypatch.setattr("convlib.exercises.faces._hints_shown", {})
    exercise = registry()["output_size"]
    for _ in range(len(exercise.hints) + 2):
        hint.output_size()
    lines = capsys.readouterr().out
    for number, text in enumerate(exercise.hints, 1):
        assert f"Hint {number} of {len(exercise.hints)}: {text}" in lines
    assert lines.count("There are no more hints. solution.output_size() shows the whole function.") == 2
    assert json.loads(kept.read_text())["hints"] == {"output_size": len(exercise.hints)}


def test_the_solution_is_shown_whole(capsys):
    solution.output_size()
    said = capsys.readouterr().out
    assert said.startswith("def output_size(size, kernel_size, stride, padding, dilation):")
    scope = {"np": np}
    exec(said[: said.index("\nIn words:")], scope)
    check.output_size(scope["output_size"])


def test_progress_survives_a_restart_and_is_printed_when_asked(capsys):
    check.output_size(registry()["output_size"].solution)
    first = capsys.readouterr().out
    check.output_size(registry()["output_size"].solution)
    assert capsys.readouterr().out == first  # a check does not tell what was done before
    run = [sys.executable, "-m", "convlib.exercises", "progress"]
    said = subprocess.run(run, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True).stdout
    assert said.startswith(f"1 of {len(registry())} done\n") and "✓ output_size" in said and "· conv2d" in said
    progress()
    assert capsys.readouterr().out == said


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"done": 3}',
        '{"done": [], "hints": 3}',
        '{"done": 3, "hints": {}}',
        '{"done": [], "hints": {"a": "b"}}',
        "\x00",
    ],
)
def test_a_spoilt_file_is_told_and_left_alone(content, capsys, kept):
    kept.parent.mkdir()
    kept.write_text(content)
    checked(HALF, half)
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("half is right") and said[1].startswith("(Your progress is not kept: ")
    assert kept.read_text() == content
    progress()
    assert "is not kept" in capsys.readouterr().out


def test_a_place_that_cannot_be_written_is_told(capsys, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CONVLIB_PROGRESS", str(tmp_path / "file" / "progress.json"))
    checked(HALF, half)
    assert "(Your progress is not kept: " in capsys.readouterr().out


def test_progress_can_be_switched_off(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("CONVLIB_PROGRESS", "off")
    monkeypatch.chdir(tmp_path)
    checked(HALF, half)
    assert capsys.readouterr().out.count("\n") == 1 and not [*tmp_path.iterdir()]


def test_what_is_done_is_kept_once_and_hints_only_grow(kept):
    for _ in range(2):
        assert record.done("half") == record.hinted("half", 2) == record.hinted("half", 1) == ""
    assert json.loads(kept.read_text()) == {"done": ["half"], "hints": {"half": 2}, "predicted": {}}


def test_a_read_only_file_is_told_and_left_alone(kept, monkeypatch):
    record.done("half")
    before = kept.read_bytes()
    monkeypatch.setattr("os.access", lambda *_: False)
    assert "the file is read-only" in record.done("slide")
    assert kept.read_bytes() == before and [path.name for path in kept.parent.iterdir()] == [kept.name]


@pytest.mark.parametrize(("hints", "said"), [(0, "· conv2d,"), (1, "· conv2d (1 hint),"), (2, "· conv2d (2 hints),")])
def test_progress_says_how_many_hints_were_shown(hints, said):
    if hints:
        record.hinted("conv2d", hints)
    assert said in record.progress_of(registry())


@pytest.mark.parametrize("chosen", ["", None])
def test_without_another_choice_progress_is_kept_at_home(chosen, monkeypatch):
    monkeypatch.delenv("CONVLIB_PROGRESS")
    if chosen is not None:
        monkeypatch.setenv("CONVLIB_PROGRESS", chosen)
    assert record.path() == Path.home() / ".convlib" / "progress.json"
