"""The Chromium, Chrome or Edge that the browser tests drive; as a program, `.ci/run` asks it, before all is set up."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
MAC = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
MAC += ("Microsoft Edge.app/Contents/MacOS/Microsoft Edge",)
WINDOWS = ("Chromium/Application/chrome.exe", "Google/Chrome/Application/chrome.exe")
WINDOWS += ("Microsoft/Edge/Application/msedge.exe",)
SYSTEM = sys.platform
HOW = {
    "linux": "On Debian and Ubuntu: sudo apt-get install chromium",
    "darwin": "With Homebrew: brew install --cask google-chrome",
    "win32": "Chrome and Edge will do: winget install Google.Chrome",
}


def chromium() -> str | None:
    """Its path: named by ``CONVLIB_CHROMIUM``, or found under the usual names and in the usual places."""
    asked = os.environ.get("CONVLIB_CHROMIUM")
    if asked:
        return shutil.which(asked)
    return next(filter(None, map(shutil.which, NAMES)), None) or next(
        (str(place) for place in _places() if place.is_file()), None
    )


def _places() -> list[Path]:
    """Where the systems without such names install them; for everybody, or for one person."""
    if SYSTEM == "darwin":
        folders, installed = [Path("/Applications"), Path.home() / "Applications"], MAC
    elif SYSTEM == "win32":
        named = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        folders, installed = [Path(name) for name in named if name], WINDOWS
    else:
        return []
    return [folder / place for place in installed for folder in folders]


def missing() -> str:
    """What to say where there is none."""
    return (
        f"Chromium is missing: the browser tests need it. {HOW.get(SYSTEM, HOW['linux'])}\n"
        "If it has another name or place, say so: CONVLIB_CHROMIUM=/path/to/chromium"
    )


if __name__ == "__main__":
    print(chromium() or sys.exit(missing()))
