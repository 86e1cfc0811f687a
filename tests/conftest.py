"""Property tests draw the same examples on every CI run, and are never judged by the clock."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small arrays, and a worker for each core: threads would only wait
os.environ.setdefault("CONVLIB_PROGRESS", "off")  # a test is nobody's progress

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("local"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The file that keeps a learner's progress in this test, and nowhere else."""
    monkeypatch.setenv("CONVLIB_PROGRESS", str(tmp_path / "kept" / "progress.json"))
    return tmp_path / "kept" / "progress.json"
