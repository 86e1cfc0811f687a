"""Set-up does what it says, and says what is amiss."""

import os
import re

import pytest
from setup_paths import ROOT, posix, run

pytestmark = posix("set-up is a shell script, which `make` starts; README has two lines instead")


def stub(path, script):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def set_up(folder, *python):
    return run("sh", ROOT / ".ci" / "setup.sh", *python, cwd=folder)


def refused(folder, *python):
    done = set_up(folder, *python)
    assert done.returncode == 1
    assert not (folder / ".venv").exists()
    return done.stderr


def test_make_help_names_every_target():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):(?!=)", makefile, re.MULTILINE))
    assert targets >= {"help", "lab", "test", "notebooks", "page", "figures", "bench", "lint", "clean"}
    for command in (["make"], ["make", "help"]):
        shown = run(*command, MAKEFLAGS="", MAKELEVEL="").stdout.splitlines()
        assert {line.split()[1] for line in shown if line.startswith("make ")} == targets


def test_ci_run_is_executable():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("script", [".ci/run", ".ci/setup.sh"])
def test_scripts_parse(script):
    assert run("bash" if script == ".ci/run" else "sh", "-n", script).returncode == 0


def test_missing_python_is_said(tmp_path):
    said = refused(tmp_path, "python3.99")
    assert "Python is missing" in said and "'python3.99'" in said and "3.11 or newer" in said


def test_python_that_does_not_start_is_said(tmp_path):
    python = stub(tmp_path / "python", "exit 127")
    assert "does not start" in refused(tmp_path, python)


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.9", "3.10"])
def test_old_python_is_said(tmp_path, version):
    python = stub(tmp_path / "python", f"echo {version}")
    said = refused(tmp_path, python)
    assert "too old" in said and f"Python {version}," in said and "3.11 or newer" in said


def test_missing_venv_module_is_said(tmp_path):
    python = stub(tmp_path / "python", 'case "$2" in *ensurepip*) exit 1 ;; esac\necho 3.12')
    said = refused(tmp_path, python)
    assert "venv module is missing" in said and "python3-venv" in said and "python3.12-venv" in said


@pytest.fixture
def checkout(tmp_path):
    """A folder with a Python that makes environments whose pip only writes down its arguments."""
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1e9, 1e9))
    inner = stub(
        tmp_path / "inner",
        """case "$*" in
        -c*) echo 3.12 ;;
        *install*) echo "$@" >>pip.log; cat pip.out 2>/dev/null; exit ${PIP_RESULT:-0} ;;
        esac""",
    )
    stub(
        tmp_path / "python",
        f"""case "$*" in
        *sys.version*) echo 3.12 ;;
        *--clear*) echo made >>pip.log; mkdir -p .venv/bin; cp "{inner}" .venv/bin/python ;;
        esac""",
    )
    return tmp_path


def log(checkout):
    return (checkout / "pip.log").read_text().splitlines()


INSTALL = "-m pip install --progress-bar off -c constraints.txt -e .[lab,test]"


def test_set_up_installs_once_and_then_says_nothing(checkout):
    said = [set_up(checkout, checkout / "python").stdout.splitlines() for _ in range(2)]
    assert log(checkout) == ["made", INSTALL]
    steps = ["1 of 3: making .venv", "2 of 3: downloading what constraints.txt lists (", "Ready after "]
    assert [line.startswith(step) for line, step in zip(said[0], steps, strict=True)] == [True, True, True]
    assert said[1] == []


PIP = """Obtaining file:///course
Collecting torch==2.13.0 (from -c constraints.txt (line 117))
  Using cached torch-2.13.0.metadata (27 kB)
Downloading https://example.org/torch-2.13.0-cp311.whl (194.5 MB)
   Downloading nvidia_cublas-12-any.whl (1.1 GB)
Downloading six-1.17.0-py2.py3-none-any.whl (11 kB)
Downloading sympy-1.14.0-py3-none-any.whl (6.3 MB)
Installing collected packages: six, torch
Successfully installed six-1.17.0 torch-2.13.0
"""


def test_the_wall_of_words_that_pip_writes_becomes_a_few_lines(checkout):
    (checkout / "pip.out").write_text(PIP.replace("Collecting", "Processing a.whl\n" * 49 + "Collecting", 1))
    (checkout / "constraints.txt").write_text("# said\nsix==1.17.0\ntorch==2.13.0\n")
    assert set_up(checkout, checkout / "python").stdout.splitlines()[2:-1] == [
        "      25 of about 2 packages found",
        "      50 of about 2 packages found",
        "      downloading torch (194.5 MB)",
        "      downloading nvidia_cublas (1.1 GB)",
        "3 of 3: installing what was found, 50 in all (half a minute)",
    ]


def test_what_went_wrong_is_told_in_pips_own_words(checkout):
    wrong = "ERROR: No matching distribution found for torch==99\n  where it looked\n"
    (checkout / "pip.out").write_text(f"Collecting torch\nWARNING: a small matter\n{wrong}")
    failed = run("sh", ROOT / ".ci" / "setup.sh", checkout / "python", cwd=checkout, PIP_RESULT="1")
    assert failed.stderr.startswith(wrong) and "small matter" not in failed.stdout + failed.stderr


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_set_up_installs_again_when_a_file_is_newer(checkout, name):
    set_up(checkout, checkout / "python")
    os.utime(checkout / name, (4e9, 4e9))
    assert set_up(checkout).returncode == 0
    assert log(checkout) == ["made", INSTALL, INSTALL]


def test_set_up_makes_a_new_environment_for_another_python(checkout):
    set_up(checkout, checkout / "python")
    inner = checkout / ".venv" / "bin" / "python"
    inner.write_text(inner.read_text().replace("3.12", "3.13"))
    assert set_up(checkout, checkout / "python").returncode == 0
    assert log(checkout)[2:] == ["made", INSTALL]


def test_failed_install_is_said_and_tried_again(checkout):
    failed = run("sh", ROOT / ".ci" / "setup.sh", "./python", cwd=checkout, PIP_RESULT="1")
    assert failed.returncode == 1 and "Installing failed" in failed.stderr and "Ready" not in failed.stdout
    assert set_up(checkout, "./python").returncode == 0
    assert log(checkout) == ["made", INSTALL, INSTALL]


@pytest.mark.parametrize("system, how", [("Linux", "apt-get install python3"), ("Darwin", "brew install python")])
def test_the_way_to_get_what_is_missing_is_that_of_the_system(tmp_path, system, how):
    stub(tmp_path / "bin" / "uname", f"echo {system}")
    bare = stub(tmp_path / "python", 'case "$2" in *ensurepip*) exit 1 ;; esac\necho 3.12')
    for python in ("python3.99", bare):
        command = ["sh", ROOT / ".ci" / "setup.sh", python]
        assert how in run(*command, cwd=tmp_path, PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}").stderr
