"""The learners' notebooks, made from the solved ones.

In ``notebooks/solutions/`` a cell that is to be written holds ``### BEGIN SOLUTION`` and ``### END SOLUTION``
(nbgrader's markers) around the body. The release puts ``raise NotImplementedError`` in its place, runs the notebook
from start to end, and stores it under the same name in ``notebooks/exercises/``: all notebooks, or, when one fails,
none.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import nbformat

from convlib.course.notebooks import FOLDER, NotebookError, clean, execute

SOLUTIONS, EXERCISES = FOLDER / "solutions", FOLDER / "exercises"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def unsolved(source: str) -> str:
    """A cell without what stands between the markers; ``ValueError`` says which marker is astray.

    >>> print(unsolved("def half(n):\\n    ### BEGIN SOLUTION\\n    return n // 2\\n    ### END SOLUTION"))
    def half(n):
        raise NotImplementedError
    """
    kept, begun = [], 0
    for number, line in enumerate(source.splitlines(), 1):
        marker = line.strip()
        if marker == BEGIN:
            if begun:
                raise ValueError(f"line {number}: a second {BEGIN!r}; the one in line {begun} has no {END!r}")
            indent = line[: line.index("#")]
            if not indent:
                raise ValueError(f"line {number}: {BEGIN!r} must stand inside a function, indented")
            begun = number
            kept.append(f"{indent}raise NotImplementedError")
        elif marker == END:
            if not begun:
                raise ValueError(f"line {number}: {END!r} without a {BEGIN!r} before it")
            begun = 0
        elif not begun:
            kept.append(line)
    if begun:
        raise ValueError(f"line {begun}: {BEGIN!r} without an {END!r} after it")
    return "\n".join(kept)


def student(path: Path):
    """The learners' notebook of one solved notebook, not run yet."""
    notebook = nbformat.read(path, as_version=4)
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cell.outputs = []
            try:
                cell.source = unsolved(cell.source)
            except ValueError as error:
                raise NotebookError(f"{path.name}, cell {index + 1} of {len(notebook.cells)}: {error}") from error
    return clean(notebook)


def release(solutions: Path = SOLUTIONS, exercises: Path = EXERCISES) -> list[Path]:
    """Make, run and store every learners' notebook; raises :class:`NotebookError` and stores none if one fails."""
    made = {path: student(path) for path in _sources(solutions)}
    exercises.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".release.", dir=exercises.parent) as folder, _no_progress():
        waiting = []
        for path, notebook in made.items():
            waiting.append(Path(folder, path.name))
            nbformat.write(notebook, waiting[-1])
            execute(waiting[-1])
        for path in waiting:
            os.chmod(path, 0o644)
            os.replace(path, exercises / path.name)
    return [exercises / path.name for path in made]


def stale(solutions: Path = SOLUTIONS, exercises: Path = EXERCISES) -> list[str]:
    """A sentence for each learners' notebook that the solved ones no longer give; outputs are nbval's business."""
    complaints, sources = [], _sources(solutions)
    for path in sources:
        stored = exercises / path.name
        if not stored.is_file():
            complaints.append(f"exercises/{path.name} is missing")
        elif _bare(nbformat.read(stored, as_version=4)) != _bare(student(path)):
            complaints.append(f"exercises/{path.name} is not what solutions/{path.name} gives")
    known = {path.name for path in sources}
    extra = [path.name for path in sorted(exercises.glob("*.ipynb")) if path.name not in known]
    return complaints + [f"exercises/{name} has no notebook in solutions/: remove it" for name in extra]


def _sources(solutions: Path) -> list[Path]:
    found = sorted(solutions.glob("*.ipynb"))
    if not found:
        raise NotebookError(f"there are no notebooks in {solutions.parent.name}/{solutions.name}/")
    return found


def _bare(notebook) -> str:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return nbformat.writes(notebook)


@contextmanager
def _no_progress():
    """What is run here is nobody's progress."""
    kept = os.environ.get("CONVLIB_PROGRESS")
    os.environ["CONVLIB_PROGRESS"] = "off"
    try:
        yield
    finally:
        del os.environ["CONVLIB_PROGRESS"]
        if kept is not None:
            os.environ["CONVLIB_PROGRESS"] = kept
