"""All tests in one command: what it announces, and the one line at its end."""

import sys

import parts
import pytest
from setup_paths import ROOT, run

MIXED = """import pytest

def test_right(): pass
def test_wrong(): assert 1 == 2
def test_left(): pytest.skip("no time")
def test_excused(): pytest.skip("on Windows: no sh")
@pytest.fixture
def broken(): raise OSError
def test_unprepared(broken): pass
"""
GOOD = "def test_right(): pass\n"
DYING = "import os\n\ndef test_right(): os._exit(3)\n"


@pytest.fixture
def told(tmp_path, monkeypatch, capfd):
    """What is printed, and the exit status, when the two parts are these files."""

    def tell(*sources, ci=""):
        monkeypatch.setenv("CI", ci)
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they would take a second to load
        monkeypatch.setattr(parts, "chromium", lambda: "chromium")
        monkeypatch.setattr(parts, "ROOT", tmp_path)
        names = {}
        for name, source in zip(("package", "notebooks"), sources, strict=True):
            (tmp_path / f"test_{name}.py").write_text(source)
            names[name] = ("a small one", "a second", [f"test_{name}.py"])
        monkeypatch.setattr(parts, "PARTS", names)
        return parts.main(["-p", "no:cacheprovider"]), capfd.readouterr().out.splitlines()

    return tell


def test_when_the_first_part_fails_the_last_line_says_so_and_the_second_part_runs(told):
    code, said = told(MIXED, GOOD)
    assert said[-1] == "package: 2 failed, 1 passed, 2 skipped · notebooks: 1 passed → FAILED"
    assert code == 1
    announced = [line for line in said if " of 2, " in line]
    assert announced == ["1 of 2, package: a small one (a second)", "2 of 2, notebooks: a small one (a second)"]
    closing = [line.strip("= ").split(" in ")[0] for line in said if " in 0." in line]
    assert closing == ["1 failed, 1 passed, 2 skipped, 1 error", "1 passed"]  # pytest's own lines are all there


def test_when_all_is_well_the_last_line_says_so(told):
    code, said = told(GOOD, GOOD)
    assert (code, said[-1]) == (0, "package: 1 passed · notebooks: 1 passed → passed")


@pytest.mark.parametrize("source", [DYING, "", "import no_such_module\n"], ids=["died", "no tests", "not read"])
def test_a_part_that_did_not_get_to_its_end_has_not_passed(told, source):
    code, said = told(source, GOOD)
    assert code == 1 and said[-1].endswith(" · notebooks: 1 passed → FAILED")


def test_in_continuous_integration_a_skip_needs_an_excuse(told):
    skips = "import pytest\n\ndef test_left(): pytest.skip({!r})\n"
    assert told(skips.format("no time"), GOOD)[0] == 0
    code, said = told(skips.format("no time"), GOOD, ci="true")
    assert code == 1 and said[-1].endswith("→ FAILED (with CI=true no test may be skipped)")
    assert told(skips.format("on Windows: no sh"), GOOD, ci="true")[0] == 0


@pytest.mark.parametrize("ci, words", [("true", "this is an error"), ("", "will be skipped")])
def test_before_anything_runs_a_missing_browser_is_said(monkeypatch, capsys, ci, words):
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(parts, "chromium", lambda: None)
    monkeypatch.setattr(parts, "PARTS", {})
    assert parts.main([]) == (1 if ci else 0)
    said = capsys.readouterr().err
    assert said.startswith("Chromium is missing") and words in said


def test_however_a_notebook_is_tested_it_is_nobodys_progress(tmp_path):
    kept = tmp_path / "progress.json"
    notebook = ROOT / "notebooks" / "solutions" / "06_pooling.ipynb"
    options = ["-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env", "--nbval-sanitize-with"]
    command = [sys.executable, "-m", "pytest", *options, ROOT / "tests" / "nbval.cfg", notebook]
    done = run(*command, CONVLIB_PROGRESS=str(kept))
    assert done.returncode == 0, done.stdout
    assert not kept.exists()
