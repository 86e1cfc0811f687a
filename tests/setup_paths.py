"""What the tests of the set-up share."""

import os
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


def environment():
    return yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


def run(*command, cwd=ROOT, **environment):
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def posix(reason: str):
    """For tests of what Windows does not have; continuous integration may skip for these reasons."""
    return pytest.mark.skipif(os.name == "nt", reason=f"on Windows: {reason}")
