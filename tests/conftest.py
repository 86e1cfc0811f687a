"""Property tests draw the same examples on every CI run, and are never judged by the clock; one browser is enough."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, database=None)
collect_ignore = ["mutants/trials.py"] if os.name == "nt" else []  # its limits are POSIX's, and so is its test
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The file that keeps a learner's progress in this test, and nowhere else."""
    monkeypatch.setenv("CONVLIB_PROGRESS", str(tmp_path / "kept" / "progress.json"))
    return tmp_path / "kept" / "progress.json"


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith("tests/browser/"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A module goes to one worker as a whole; all those of the browser go to the same one, which starts it."""
    if config.getoption("dist") != "loadscope":
        return None
    config.option.loadscopereorder = False  # as collected: the browser, which takes longest, begins
    from xdist.scheduler import LoadScopeScheduling

    class OneBrowser(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "tests/browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)

    return OneBrowser(config, log)
