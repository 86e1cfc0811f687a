"""Copies of the project, what the survey found in them, and which tests a fault has to pass."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path
from queue import Queue

from .faults import Fault
from .trials import AT_A_TIME

LEFT_OUT = (".git", ".venv", ".hypothesis", ".*_cache", ".ipynb_checkpoints", "__pycache__", "*.egg-info")
RUNNING: set[int] = set()
PROGRAM = """
import json, pathlib, sys
from mutants_at_work import trials
sheet = pathlib.Path(sys.argv[1])
sheet.write_text(json.dumps(getattr(trials, sys.argv[2])(**json.loads(sheet.read_text()))))
"""


def in_turn(tests: set[str], seconds: dict[str, float]) -> list[str]:
    """The quickest case of every test function, from quick to slow; then the second case of each, and so on."""
    rounds, number = {}, Counter()
    for test in sorted(tests, key=lambda test: (seconds[test], test)):
        function = test.partition("[")[0]
        rounds[test] = number[function]
        number[function] += 1
    return sorted(rounds, key=rounds.get)


def file_of(test: str) -> str:
    return test.partition("::")[0]


def same_topic(test: str, module: str) -> bool:
    """Whether the test's file is named after the module or a folder around it: test_film_files.py, film/export.py."""
    name = Path(file_of(test)).stem.removeprefix("test_") + "_"
    return any(name.startswith(f"{part}_") for part in Path(module).with_suffix("").parts)


def batches(module: str, lines: range, seconds: dict[str, float], touched: dict[str, dict]) -> list[list[str]]:
    """The tests of these lines: first those of the module's topic, or else of the file with most, then the others.
    Last the other tests of the module, for what runs on import, or once for many tests."""
    of_topic = {test for test in touched if same_topic(test, module)}
    of_module = {test: places[module] for test, places in touched.items() if module in places}
    of_lines = {test for test, executed in of_module.items() if not set(lines).isdisjoint(executed)}
    most = Counter(map(file_of, {test.partition("[")[0] for test in of_lines})).most_common(1)
    first = of_lines & of_topic or {test for test in of_lines if file_of(test) == most[0][0]}
    parts = first, of_lines - first, (of_module.keys() | of_topic) - of_lines
    return [in_turn(part, seconds) for part in parts if part]


def stop(*groups: int) -> None:
    """Ends a Python, and what the tests in it have started."""
    for group in groups:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def ask(copy: Path, task: str, wait: float | None = None, **question) -> dict:
    """What a function of ``trials.py`` answers in a copy of the project."""
    sheet, log = copy.with_suffix(".json"), copy.with_suffix(".log")
    sheet.write_text(json.dumps(question))
    paths = {"PYTHONPATH": os.pathsep.join([str(copy), str(copy.parent)])}
    kept = {} if task == "survey" else {"PYTHONDONTWRITEBYTECODE": "1"}  # a faulty module is compiled for one run
    environment = {**os.environ, **paths, **kept, "CI": "true", "COVERAGE_CORE": "ctrace"}
    with log.open("w") as out:
        command = [sys.executable, "-c", PROGRAM, str(sheet), task]
        process = subprocess.Popen(command, cwd=copy, env=environment, stdout=out, stderr=out, start_new_session=True)
        RUNNING.add(process.pid)
        try:
            code = process.wait(wait)
        except subprocess.TimeoutExpired:
            code = -signal.SIGPROF
        finally:
            RUNNING.discard(process.pid)
            stop(process.pid)
    if code == 0:
        return json.loads(sheet.read_text())
    if task == "survey":
        raise SystemExit(f"the run without a fault ended with {code}:\n{log.read_text(errors='replace')[-2000:]}")
    return {"failed": ["the clock: timed out" if code == -signal.SIGPROF else f"Python, which ended with {code}"]}


class Workplace:
    """A copy of the project for each fault that is tried at a time, and what the survey found."""

    def __init__(self, root: Path, folder: Path, modules: list[str], pool: Executor) -> None:
        shutil.copytree(Path(__file__).parent, folder / "mutants_at_work")
        copies = [folder / f"copy{n}" for n in range(AT_A_TIME)]
        for copy in copies:
            shutil.copytree(root, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
        parts = list(pool.map(lambda n: ask(copies[n], "survey", turn=n, modules=modules), range(AT_A_TIME)))
        self.failed = sorted({test for part in parts for test in part["failed"]})
        self.seconds = {test: seconds for part in parts for test, seconds in part["seconds"].items()}
        self.touched = {test: places for part in parts for test, places in part["touched"].items()}
        for test in self.failed:
            self.touched.pop(test, None)
        self.free = Queue()
        for copy in copies:
            self.free.put(copy)

    def verdict(self, module: str, fault: Fault, seconds: float) -> str:
        """``caught by`` a test, or ``SURVIVED`` so many of its tests, when no more could start in time."""
        plan = batches(module, fault.lines, self.seconds, self.touched)
        copy = self.free.get()
        place = copy / module
        source = place.read_bytes()
        place.write_bytes(fault.apply(source.decode()).encode())
        try:
            found = ask(copy, "trial", 60 + 10 * seconds, batches=plan, usual=self.seconds, seconds=seconds)
        finally:
            place.write_bytes(source)
            self.free.put(copy)
        if found["failed"]:
            return f"caught by {found['failed'][0]}"
        return f"SURVIVED {found['ran']} of {sum(map(len, plan))} tests"
