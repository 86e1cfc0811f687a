"""The rooms of the package: what each may know of the others, and how large a file may grow."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "convlib"
MAY_IMPORT = {  # a room, and the rooms below it that it may use
    "relation": "",
    "trace": "",
    "film": "",
    "show": "film",
    "data": "",
    "ops": "relation trace",
    "layers": "relation ops show",
    "animate": "relation trace ops layers film",
    "explore": "relation ops layers film animate data",
    "exercises": "relation trace film animate explore",
    "course": "relation trace film show data ops layers animate explore exercises",
}
LONGEST = 250
FILES = sorted(PACKAGE.rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def room_of(module: str) -> str:
    """``convlib.film.export`` is in ``film``; the package itself and its one-line faces are in no room."""
    room = [*module.split("."), ""][1]
    return room if room in MAY_IMPORT else ""


def is_for_types(node) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


@cache
def imports(module: str) -> frozenset[str]:
    """The modules of the package that one imports, in functions too; what is imported for types only does not count."""
    found, waiting = set(), [ast.parse(MODULES[module].read_text("utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "convlib":
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (names & MODULES.keys()) or {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & MODULES.keys()
        waiting += [child for child in ast.iter_child_nodes(node) if not is_for_types(child)]
    return frozenset(found - {module})


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_from_the_rooms_below_it(room):
    allowed = {room, *MAY_IMPORT[room].split()}
    back = {(module, other) for module in MODULES if room_of(module) == room for other in imports(module)}
    assert {(module, other) for module, other in back if room_of(other) not in allowed} == set()


def test_the_rooms_stand_on_each_other_in_one_order():
    below: set[str] = set()
    for room, others in MAY_IMPORT.items():
        assert set(others.split()) <= below, room
        below.add(room)


def test_every_module_is_in_a_room_or_is_a_face():
    outside = {module for module in MODULES if not room_of(module)}
    faces = {"convlib.architectures", "convlib.counting", "convlib.lectures", "convlib.plot"}
    assert outside == {"convlib", *faces}
    for face in faces:
        assert len(MODULES[face].read_text("utf-8").splitlines()) == 3 and len(imports(face)) == 1


def test_no_module_imports_itself_through_others():
    for start in MODULES:
        seen, waiting = set(), list(imports(start))
        while waiting:
            module = waiting.pop()
            if module not in seen:
                seen.add(module)
                waiting += [] if module == "convlib" else imports(module)
        assert start not in seen, start


@pytest.mark.parametrize("path", [*FILES, *PACKAGE.rglob("*.js")], ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_no_module_is_longer_than_a_person_reads_at_once(path):
    data = "topics" in path.parts  # exercises are data
    assert data or len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_no_lambda_has_a_name():
    files = [*FILES, *ROOT.glob("tests/**/*.py")]
    named = [path.name for path in files if "noqa: " + "E731" in path.read_text("utf-8")]
    assert named == []
