"""The set-up files agree with each other and with what is installed."""

import configparser
import re
import tempfile
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from setup_paths import ROOT, environment, run

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
DIRECT = [Requirement(line) for line in sum(EXTRAS.values(), PROJECT["dependencies"])]


def pins(lines):
    """Canonical name -> exact version; a line that is not an exact pin fails."""
    found = {}
    for requirement in map(Requirement, lines):
        (spec,) = requirement.specifier
        assert spec.operator == "==" and "*" not in spec.version, str(requirement)
        assert not requirement.url and not Version(spec.version).local, str(requirement)
        name = canonicalize_name(requirement.name)
        assert name not in found, f"{name} is pinned twice"
        found[name] = Version(spec.version)
    return found


def constraint_lines():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


CONSTRAINTS = pins(constraint_lines())


def environment_pip_lines():
    (pip,) = [item["pip"] for item in environment()["dependencies"] if isinstance(item, dict)]
    return pip


def environment_pins():
    return pins(line for line in environment_pip_lines() if not line.startswith("-"))


def applies(requirement, extras):
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def installed_closure():
    """All that the extras bring on this machine: canonical name -> the requirements on it.

    A published torch for Linux also asks for NVIDIA's libraries; torch itself holds their versions.
    """
    closure, todo = {}, list(DIRECT)
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if name.startswith(("nvidia-", "cuda-")) or name == "triton":
            continue
        wanted = closure.setdefault(name, [])
        if str(requirement) in wanted:
            continue
        wanted.append(str(requirement))
        for line in metadata.requires(name) or []:
            child = Requirement(line)
            if applies(child, requirement.extras):
                todo.append(child)
    return closure


def test_every_direct_dependency_is_pinned_within_its_bounds():
    for requirement in DIRECT:
        version = CONSTRAINTS[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{requirement} excludes {version}"


def test_constraints_are_complete():
    closure = installed_closure()
    assert {"torch", "jupyterlab", "numpy", "pytest"} <= set(closure)
    assert not set(closure) - set(CONSTRAINTS), "missing from constraints.txt"


def test_constraints_hold_nothing_that_is_not_needed():
    here = {
        canonicalize_name(requirement.name)
        for requirement in map(Requirement, constraint_lines())
        if applies(requirement, ())
    }
    needed_before_3_12 = {"overrides"}
    assert not here - set(installed_closure()) - needed_before_3_12


def test_installed_versions_equal_constraints():
    differing = {
        name: (metadata.version(name), str(CONSTRAINTS[name]))
        for name in installed_closure()
        if Version(metadata.version(name).split("+")[0]) != CONSTRAINTS[name]
    }
    assert not differing, "(installed, pinned)"


def test_environment_pins_equal_constraints():
    found = environment_pins()
    assert found == {name: CONSTRAINTS[name] for name in found}


def test_environment_names_every_direct_dependency():
    assert set(environment_pins()) == {canonicalize_name(r.name) for r in DIRECT}


def test_environment_installs_the_project_under_the_constraints():
    assert environment_pip_lines()[:2] == ["-c constraints.txt", "-e .[lab,test]"]
    assert environment()["name"] == PROJECT["name"]
    assert "python=3.11" in environment()["dependencies"]
    assert PROJECT["requires-python"] == ">=3.11"


def test_citation_names_this_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]


def sanitized(text):
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "tests" / "nbval.cfg", encoding="utf-8")
    for section in config.sections():
        text = re.sub(config[section]["regex"], config[section]["replace"], text)
    return text


@pytest.mark.parametrize("time", ["12.3 ms", "4 s", "0.5 µs", "0.5 μs", "7 us", "80 ns"])
def test_a_timing_is_ignored(time):
    assert sanitized(f"loops took {time}, windows 3") == "loops took TIME, windows 3"


@pytest.mark.parametrize("text", ["12.3 ms", "took 12 steps", "mistook 3 s", "took 9", "took 3 m"])
def test_any_other_number_is_compared(text):
    assert sanitized(text) == text


# What no file may hold


def project_texts():
    """Every file that is tracked or could be: (name, text)."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, so nothing says which files belong to the project")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    assert listed.returncode == 0, listed.stderr
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".gif", ".npz"}:
            yield name, path.read_text("utf-8")


def test_no_file_names_a_registry_host():
    hosts = re.compile(
        r"pypi\.org|pythonhosted\.org|download\.pytorch\.org|npmjs\.(?:org|com)|deb\.debian\.org"
        r"|conda\.anaconda\.org"
    )
    named = {name: found[0] for name, text in project_texts() if (found := hosts.search(text))}
    assert not named


def test_no_file_names_a_place_on_one_machine():
    here = {str(place) for place in (ROOT, Path.home(), tempfile.gettempdir())}
    here = "|".join(re.escape(place) for place in here if len(place) > 2)
    places = re.compile(rf"(?<![\w+/.])(?:(?:{here})/\w|/(?:home|root|tmp|Users)/\w)|[A-Z]:\\+Users\\")
    named = {name: found[0] for name, text in project_texts() if (found := places.search(text))}
    assert not named


def test_no_second_lock_file():
    assert not (ROOT / "uv.lock").exists()
