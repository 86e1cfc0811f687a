"""The two parts of all tests, run one after the other, and the one line that sums them up."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from dataclasses import dataclass
from pathlib import Path

from browser.chromium import chromium, missing

ROOT = Path(__file__).parents[1]
TWO_CORES = ["-n", "2", "--dist", "loadscope"]
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval.cfg", "--nbval-cell-timeout", "120"]
PARTS = {  # name: (what it is, its usual length on two cores, options)
    "package": ("operators, films, explorers in a browser", "15 to 20 minutes", []),
    "notebooks": ("every notebook against its saved outputs", "about a minute", [*NBVAL, "notebooks"]),
}
EXCUSES = ("on Windows:", "not a git checkout")  # how the reasons begin for which a test may be skipped with CI=true


@dataclass
class Result:
    """How one part ended, as its report tells; ``unexcused`` are tests that were skipped for no reason that counts."""

    name: str
    failed: int = 0
    passed: int = 0
    skipped: int = 0
    unexcused: int = 0
    finished: bool = False

    def __str__(self) -> str:
        counts = {"failed": self.failed, "passed": self.passed, "skipped": self.skipped}
        said = [f"{count} {word}" for word, count in counts.items() if count or word == "passed"]
        return f"{self.name}: {', '.join(said if self.finished else [*said, 'did not finish'])}"


def read(name: str, report: Path, code: int) -> Result:
    """What pytest's report says; a part whose exit status says more than that tests failed did not finish."""
    if not report.exists():
        return Result(name)
    cases = list(xml.parse(report).getroot().iter("testcase"))
    failed = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skips = [skip.get("message", "") for case in cases for skip in case.iter("skipped")]
    unexcused = sum(not message.startswith(EXCUSES) for message in skips)
    passed = len(cases) - failed - len(skips)
    return Result(name, failed, passed, len(skips), unexcused, code == (failed > 0))


def summary(results: list[Result], nothing_skipped: bool) -> tuple[str, int]:
    """The last line, and the exit status.

    >>> summary([Result("package", 3, 3820, finished=True), Result("notebooks", 0, 272, finished=True)], False)
    ('package: 3 failed, 3820 passed · notebooks: 272 passed → FAILED', 1)
    """
    good = all(r.finished and not r.failed and not (nothing_skipped and r.unexcused) for r in results)
    more = " (with CI=true no test may be skipped)" * any(nothing_skipped and r.unexcused for r in results)
    return f"{' · '.join(map(str, results))} → {'passed' if good else 'FAILED'}{more}", int(not good)


def run(name: str, options: list[str]) -> Result:
    """One part, its output as pytest writes it."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        command = [sys.executable, "-m", "pytest", *options, f"--junitxml={report}"]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONUTF8": "1"})
        return read(name, report, done.returncode)


def main(given: list[str]) -> int:
    strict = os.environ.get("CI") == "true"
    if not chromium():
        print(missing(), "With CI=true nothing may be skipped, so this is an error." if strict else "", file=sys.stderr)
        if strict:
            return 1
        print("Going on without it: the browser tests will be skipped.", file=sys.stderr)
    results = []
    for number, (name, (what, length, options)) in enumerate(PARTS.items(), 1):
        print(f"\n{number} of {len(PARTS)}, {name}: {what} ({length})", flush=True)
        results.append(run(name, [*(given or TWO_CORES), *options]))
    line, code = summary(results, strict)
    print(f"\n{line}", flush=True)
    return code
