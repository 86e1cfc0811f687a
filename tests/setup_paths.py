"""What the tests of the set-up share."""

import os
import subprocess
from pathlib import Path

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
        text=True,
        timeout=60,
    )
