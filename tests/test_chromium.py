"""Where the browser is looked for, and what is said where there is none."""

import sys

import pytest
from browser import chromium
from setup_paths import ROOT, run


@pytest.fixture
def bare(monkeypatch):
    """No browser is named, and none is on the path."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CONVLIB_CHROMIUM", raising=False)
    return monkeypatch


def installed(place):
    place.parent.mkdir(parents=True)
    place.touch(mode=0o755)
    return str(place)


@pytest.mark.parametrize("folder", ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"])
@pytest.mark.parametrize("place", ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"])
def test_chrome_and_edge_are_found_where_windows_has_them(bare, tmp_path, folder, place):
    bare.setattr(chromium, "SYSTEM", "win32")
    for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        bare.delenv(name, raising=False)
    bare.setenv(folder, str(tmp_path))
    assert chromium.chromium() is None
    there = installed(tmp_path / place)
    assert chromium.chromium() == there


def test_chrome_and_edge_are_found_where_macos_has_them(bare, tmp_path):
    bare.setattr(chromium, "SYSTEM", "darwin")
    bare.setattr(chromium.Path, "home", lambda: tmp_path)
    bare.setattr(chromium.Path, "is_file", lambda path: path in there)
    for name in chromium.MAC:
        for folder in (tmp_path / "Applications", chromium.Path("/Applications")):
            there = [folder / name]
            assert chromium.chromium() == str(there[0])
    there = []
    assert chromium.chromium() is None


def test_a_browser_that_is_named_is_taken_and_no_other(bare, tmp_path):
    place = installed(tmp_path / "bin" / ("mine.exe" if sys.platform == "win32" else "mine"))
    bare.setenv("CONVLIB_CHROMIUM", place)
    assert chromium.chromium() == place
    bare.setenv("CONVLIB_CHROMIUM", str(tmp_path / "no-such"))
    assert chromium.chromium() is None


@pytest.mark.parametrize("system, how", [("linux", "apt-get"), ("darwin", "brew"), ("win32", "winget")])
def test_the_way_to_get_a_browser_is_that_of_the_system(bare, system, how):
    bare.setattr(chromium, "SYSTEM", system)
    assert chromium.missing().startswith("Chromium is missing") and how in chromium.missing()


def test_as_a_program_it_prints_the_place_or_says_that_there_is_none(tmp_path):
    program = [sys.executable, ROOT / "tests" / "browser" / "chromium.py"]
    place = installed(tmp_path / "bin" / ("mine.exe" if sys.platform == "win32" else "mine"))
    found, lost = run(*program, CONVLIB_CHROMIUM=place), run(*program, CONVLIB_CHROMIUM="no-such-browser")
    assert (found.returncode, found.stdout.strip()) == (0, place)
    assert lost.returncode == 1 and "Chromium is missing" in lost.stderr and not lost.stdout
