"""What runs in a copy of the project, in a Python of its own: the survey without a fault, and the trial of one."""

from __future__ import annotations

import resource
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import Phase, settings

AT_A_TIME = 2
MEMORY = 4 << 30  # bytes: a fault may make a list without an end
PATIENCE = 10  # seconds of processor time over the usual, before a test counts as endless
OPTIONS = ("--disable-plugin-autoload", "-p", "no:cacheprovider", "-m", "not browser")


class Watch:
    """Keeps what failed, and the time of every test; what Hypothesis finds is not made smaller."""

    def __init__(self) -> None:
        self.failed, self.seconds = [], Counter()

    def pytest_collection(self) -> None:
        settings.register_profile("short", settings(), phases=[Phase.explicit, Phase.generate])
        settings.load_profile("short")

    def pytest_collectreport(self, report) -> None:
        self.failed += [f"{report.nodeid}, while it is collected"] * report.failed

    def pytest_runtest_logreport(self, report) -> None:
        self.seconds[report.nodeid] += report.duration
        self.failed += [report.nodeid] * report.failed

    def run(self, *options: str) -> None:
        place = f"--basetemp={Path.cwd()}-files"
        ended = pytest.main(["--rootdir=.", *OPTIONS, place, *options], plugins=[self])
        if ended in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR):
            self.failed.append("pytest itself")


class Survey(Watch):
    """Runs every second test file, and notes the lines that each test executes."""

    def __init__(self, turn: int, measured: Coverage) -> None:
        super().__init__()
        self.turn, self.measured = turn, measured

    def pytest_collection_modifyitems(self, items) -> None:
        files = sorted({item.path for item in items})
        items[:] = [item for item in items if files.index(item.path) % AT_A_TIME == self.turn]

    def pytest_runtest_logstart(self, nodeid) -> None:
        self.measured.switch_context(nodeid)


class Trial(Watch):
    """Runs the wanted tests in their order, as long as there is time; a test that does not end stops this Python."""

    def __init__(self, wanted: list[str], usual: dict[str, float], until: float) -> None:
        super().__init__()
        self.place, self.usual, self.until = {test: n for n, test in enumerate(wanted)}, usual, until

    def pytest_collection_modifyitems(self, items) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self.place), key=lambda item: self.place[item.nodeid])

    def pytest_runtest_logstart(self, nodeid) -> None:
        signal.setitimer(signal.ITIMER_PROF, PATIENCE + 3 * self.usual[nodeid])

    def pytest_runtest_teardown(self, item) -> None:
        if time.process_time() > self.until:
            item.session.shouldstop = "no time left"


def survey(turn: int, modules: list[str]) -> dict:
    """What fails without a fault; of every other test the seconds, and the lines it executes in each module."""
    files = {module: str(Path.cwd() / module) for module in modules}
    measured = Coverage(data_file=None, include=list(files.values()), config_file=False)
    watch = Survey(turn, measured)
    with measured.collect():
        watch.run("--continue-on-collection-errors")
    touched = {test: {} for test in watch.seconds}
    for module, file in files.items():
        for line, tests in measured.get_data().contexts_by_lineno(file).items():
            for test in filter(None, tests):
                touched[test].setdefault(module, []).append(line)
    return {"failed": watch.failed, "seconds": watch.seconds, "touched": touched}


def trial(batches: list[list[str]], usual: dict[str, float], seconds: float) -> dict:
    """What fails first, and how many tests were run; ``usual``: the seconds of each without a fault."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    until, ran, failed = time.process_time() + seconds, 0, []
    for tests in batches:
        signal.setitimer(signal.ITIMER_PROF, 3 * PATIENCE)
        watch = Trial(tests, usual, until)
        watch.run("-x", *sorted({test.partition("::")[0] for test in tests}))
        ran, failed = ran + len(watch.seconds), watch.failed
        if failed or time.process_time() > until:
            break
    return {"failed": failed, "ran": ran}
