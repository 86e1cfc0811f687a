"""Set-up does what it says, and says what is amiss."""

import os
import re
import shutil
from pathlib import Path

import pytest
from setup_paths import ROOT, run


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
    assert targets >= {"help", "lab", "test", "notebooks", "figures", "bench", "lint", "clean"}
    for command in (["make"], ["make", "help"]):
        shown = run(*command, MAKEFLAGS="", MAKELEVEL="").stdout.splitlines()
        assert {line.split()[1] for line in shown if line.startswith("make ")} == targets


def test_ci_run_is_executable():
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


@pytest.mark.parametrize("script", [".ci/run", ".ci/setup.sh", ".ci/chromium.sh"])
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
        *install*) echo "$@" >>pip.log; exit ${PIP_RESULT:-0} ;;
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


INSTALL = "-m pip install -qq -c constraints.txt -e .[lab,test]"


def test_set_up_installs_once(checkout):
    for _ in range(2):
        assert set_up(checkout, checkout / "python").returncode == 0
    assert log(checkout) == ["made", INSTALL]


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
    assert failed.returncode == 1 and "Installing failed" in failed.stderr
    assert set_up(checkout, "./python").returncode == 0
    assert log(checkout) == ["made", INSTALL, INSTALL]


needs_no_installed_browser = pytest.mark.skipif(
    Path("/Applications").exists(), reason="the search also looks at this system's applications"
)


@needs_no_installed_browser
@pytest.mark.parametrize("ci, code", [("true", 1), ("", 0)])
def test_missing_chromium_is_said(tmp_path, ci, code):
    (tmp_path / "sh").symlink_to(shutil.which("sh"))
    done = run(
        tmp_path / "sh",
        ROOT / ".ci" / "chromium.sh",
        CI=ci,
        PATH=str(tmp_path),
        CONVLIB_CHROMIUM="",
    )
    assert done.returncode == code and not done.stdout
    assert "Chromium is missing" in done.stderr and "apt-get install chromium" in done.stderr
    assert ("error" if ci else "will be skipped") in done.stderr


def test_chromium_of_another_name_is_found(tmp_path):
    browser = stub(tmp_path / "my-chromium", "exit 0")
    done = run("sh", ".ci/chromium.sh", CI="true", CONVLIB_CHROMIUM=str(browser))
    assert done.returncode == 0 and done.stdout.strip() == str(browser)
