"""The faults that a maintainer puts into the package: what they change, what they leave, and who catches them."""

import ast
import re

import pytest
from mutants.__main__ import ROOT, draw, every, main, modules
from mutants.faults import faults
from mutants.workplace import batches
from setup_paths import posix

ODD = '''
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING and 5 > 4:
    seen = 6

__all__ = ["a"] + ["b"]
__all__ += ["c"]


def area(höhe: Literal[7, True] = 2, *, ω: "int | 8" = -1) -> Literal[9]:
    """10 · 11 − 12, and not 13."""
    ünder: Literal[14] = (höhe  # + 15
        + (ω))  # − 16
    return f"«{ünder - 1}» of {max(höhe, ω):>{ω * 2}}" if (not ünder
        and höhe) else [o for o in zip(höhe, ω, strict=True) if o]
'''


@pytest.mark.parametrize(
    "source, changed",
    [
        ("a < b <= c", "a <= b <= c, a < b < c"),
        ("a > b >= c", "a >= b >= c, a > b > c"),
        ("a == b", "a != b"),
        ("a != b", "a == b"),
        ("a and b or c", "a or b or c, a and b and c"),
        ("a + b - c", "a - b - c, a + b + c"),
        ("a * b // c ** d / e", "a // b // c ** d / e, a * b * c ** d / e"),
        ("a += b", "a -= b"),
        ("a *= 'x'", "a //= 'x'"),
        ("a[1]", "a[2], a[0]"),
        ("f(0, 1.5, None)", "f(1, 1.5, None), f(-1, 1.5, None)"),
        ("f(x=True)", "f(x=False)"),
        ("not(a)", "(a)"),
        ("-a", "a"),
        ("min(a.max())", "max(a.max()), min(a.min())"),
        ("any(a).all", "all(a).all, any(a).any"),
        ("if a:\n    b", "if not (a):"),
        ("while a < b: pass", "while not (a < b): pass, while a <= b: pass"),
        ("a if b in c else d", "a if not (b in c) else d"),
        ("[a for a in b if a]", "[a for a in b if not (a)]"),
        ("if not a: b", "if a: b"),
        ("if a == b: c", "if a != b: c"),
        ("while True: a", "while False: a"),
        ("a is not b in c", ""),
    ],
)
def test_a_fault_is_a_slip_of_one_sign_one_number_or_one_word(source, changed):
    assert ", ".join(fault.new for fault in faults(source)) == changed


@pytest.mark.parametrize("source", [ODD, (ROOT / "tests" / "mutants" / "faults.py").read_text("utf-8")])
def test_each_fault_changes_one_place_and_still_compiles(source):
    tree = ast.dump(ast.parse(source))
    for fault in faults(source):
        changed = fault.apply(source)
        rest = len(source) - fault.end
        assert changed[: fault.start] == source[: fault.start] and changed[len(changed) - rest :] == source[fault.end :]
        removed = source[fault.start : fault.end]
        assert fault.text == f"not ({removed})" or re.fullmatch(r"[<>=!+*/-]{1,3}|\w+|not\s+|-\s+", removed)
        assert ast.dump(ast.parse(changed)) != tree
        assert source.splitlines()[fault.line - 1].strip().split()[0] == fault.old.split()[0]
        assert fault.line in fault.lines and str(fault) == f"{fault.old} → {fault.new}"


def test_an_annotation_a_docstring_or_what_only_a_type_checker_runs_is_never_changed():
    numbers = {number for fault in faults(ODD) for number in re.findall(r"\d+", ODD[fault.start : fault.end])}
    assert numbers == {"1", "2"}
    assert {fault.line for fault in faults(ODD)} == {11, 14, 15, 16}
    assert not any("strict=False" in fault.new for fault in faults(ODD))


def test_a_fault_in_a_file_with_other_line_ends_leaves_them():
    source = "a = 1\r\nb = (2 +\r\n 3)\r\n"
    assert {fault.apply(source).count("\r\n") for fault in faults(source)} == {3}
    assert [fault.line for fault in faults(source)] == [1, 1, 2, 2, 2, 3, 3]


def test_the_same_seed_gives_the_same_faults_and_another_seed_others():
    named = modules(ROOT, ["tests/mutants", "tests/mutants/faults.py"])
    assert named == sorted(set(named)) and "tests/mutants/faults.py" in named
    first = draw(every(ROOT, named), 0, 20)
    assert first == draw(every(ROOT, named), 0, 20) != draw(every(ROOT, named), 1, 20)
    assert len(first) == len({(module, str(fault)) for module, fault in first}) == 20
    assert [module for module, _ in first] == sorted(module for module, _ in first)


def test_a_path_that_is_not_there_is_refused():
    with pytest.raises(SystemExit, match="there is no convlib/relatoin in the project"):
        modules(ROOT, ["convlib/relatoin"])


def test_the_tests_of_the_line_come_first_and_of_each_test_the_quickest_case():
    seconds = {"tests/test_b.py::slow": 9, "tests/test_b.py::f[1]": 2, "tests/test_b.py::f[2]": 1}
    seconds |= {"tests/test_a_files.py::a": 3, "tests/test_c.py::elsewhere": 0, "tests/test_a.py::of_a": 1}
    touched = {test: {"p/a.py": [4, 5]} for test in seconds}
    touched |= {"tests/test_c.py::elsewhere": {"p/a.py": [1]}, "tests/test_a.py::of_a": {}, "tests/test_d.py::d": {}}
    first, then, last = batches("p/a.py", range(5, 7), seconds, touched)
    assert first == ["tests/test_a_files.py::a"]
    assert then == ["tests/test_b.py::f[2]", "tests/test_b.py::slow", "tests/test_b.py::f[1]"]
    assert last == ["tests/test_c.py::elsewhere", "tests/test_a.py::of_a"]


TINY = """LEAST = 3


def enough(n):
    return n > LEAST


def untested(n):
    return -n if n else not n
"""
TEST = """import tiny


def test_enough():
    assert tiny.enough(4)


def test_not_enough():
    assert not tiny.enough(3)


def test_that_fails_anyway():
    assert tiny.enough(0)
"""


@posix("faulty code is kept in its place with signals and limits that only POSIX has")
def test_a_tested_fault_is_caught_and_an_untested_one_survives(tmp_path, capsys):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_tiny.py").write_text(TEST)
    (tmp_path / "tiny.py").write_text(TINY)
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    line = "return -n if n else not n"
    equal = {("tiny.py", f"{line} → return -n if n else n"): "nobody asks", ("tiny.py", "gone → went"): "no more"}
    assert main(["tiny.py"], tmp_path, equal) == 1
    assert (tmp_path / "tiny.py").read_text() == TINY
    assert {path.name for path in tmp_path.rglob("*")} == {"pyproject.toml", "tests", "test_tiny.py", "tiny.py"}
    said = capsys.readouterr().out.splitlines()
    test = "tests/test_tiny.py::test_"
    assert said[0] == "tiny.py: EQUAL has no use any more for: gone → went"
    assert said[1] == f"tiny.py:9  {line} → return -n if n else n  equal: nobody asks"
    assert said[2].startswith("2 tests pass without a fault; ")
    assert said[3] == f"left out, as it fails without a fault: {test}that_fails_anyway"
    assert said[4:9] == [
        f"tiny.py:1  LEAST = 3 → LEAST = 4  caught by {test}enough",
        f"tiny.py:1  LEAST = 3 → LEAST = 2  caught by {test}not_enough",
        f"tiny.py:5  return n > LEAST → return n >= LEAST  caught by {test}not_enough",
        f"tiny.py:9  {line} → return n if n else not n  SURVIVED 2 of 2 tests",
        f"tiny.py:9  {line} → return -n if not (n) else not n  SURVIVED 2 of 2 tests",
    ]
    assert said[9].startswith("caught 3 of 5 (60 %); ")
