"""The exercises as notebooks, made from the topics: ``python -m convlib.course.release [--check]``.

Each topic gives two: in ``notebooks/solutions/`` the functions are written, with ``### BEGIN SOLUTION`` and
``### END SOLUTION`` (nbgrader's markers) around the body; in ``notebooks/exercises/`` the body is
``raise NotImplementedError``, or a wrong function stands there that is to be mended. Both are run from start to end,
and stored: all of them, or, when one fails, none.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from convlib.course.notebooks import FOLDER, NotebookError, clean, execute, stored
from convlib.exercises.catalogue import registry, topics
from convlib.exercises.errors import store
from convlib.exercises.exercise import Exercise, Topic
from convlib.film.files import write_whole

SOLVED, UNSOLVED = "solutions", "exercises"  # folders
EXERCISES = FOLDER / UNSOLVED  # where a learner begins
BEGIN, END = "    ### BEGIN SOLUTION", "    ### END SOLUTION"
COMMAND = "python -m convlib.course.release"
_COUNTS = dict(enumerate(["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"], 1))
_IMPORTS = "import numpy as np\n\nfrom convlib.exercises import check, hint, predict, solution"


def notebook(topic: Topic, kind: str):
    """The notebook of a topic, solved or unsolved, not run yet."""
    made = new_notebook(cells=[_on_slide("slide", new_markdown_cell(_intro(topic)))])
    made.cells.append(_on_slide("skip", new_code_cell(_IMPORTS)))
    for exercise in topic.exercises:
        made.cells += [
            *_asking(exercise),
            _on_slide("fragment", new_code_cell(written(exercise) if kind == SOLVED else stub(exercise))),
            _on_slide("fragment", new_code_cell(f"check.{exercise.name}({exercise.name})")),
        ]
    return clean(made)


def _asking(exercise: Exercise) -> list:
    """What is to be written, and the card that comes first."""
    prompt = f"## {exercise.title}\n\n{exercise.prompt}"
    if not exercise.asks:
        return [_on_slide("slide", new_markdown_cell(prompt))]
    asked = _on_slide("slide", new_markdown_cell(f"{prompt}\n\n**Predict first:**"))
    return [asked, _on_slide("fragment", new_code_cell(f"predict.{exercise.name}()"))]


def _on_slide(slide_type: str, cell):
    cell.metadata.slideshow = {"slide_type": slide_type}
    return cell


def _intro(topic: Topic) -> str:
    first, count = topic.exercises[0].name, len(topic.exercises)
    belong = "function that belongs" if count == 1 else "functions that belong"
    each = "the function" if count == 1 else "each function"
    hinted = f"`hint.{first}()` gives one step, called again the next one, and `solution.{first}()` shows all of it."
    lesson = f"{topic.notebook}.ipynb"
    place = f"[{topic.notebook}](../{lesson})" if (FOLDER / lesson).is_file() else f"{topic.notebook}, still to come"
    return f"""# {topic.title}

{_COUNTS.get(count, count)} {belong} to {place}.

Write {each} in its cell and run it. The cell below checks it, small cases first, and shows the first one that
differs. In a new cell {hinted}"""


def written(exercise: Exercise) -> str:
    """The solution as a cell, with the markers around its body."""
    head, body = _parts(exercise)
    return "\n".join([*head, BEGIN, *body, END])


def stub(exercise: Exercise) -> str:
    """The cell that a learner begins with.

    >>> from convlib.exercises import registry
    >>> print(stub(registry()["same_padding"]))
    def same_padding(kernel_size, dilation):
        \"\"\"The padding on each side that keeps the size, at stride 1.\"\"\"
        raise NotImplementedError
    """
    if exercise.given:
        return inspect.getsource(exercise.given).rstrip()
    head, _ = _parts(exercise)
    return "\n".join([*head, "    raise NotImplementedError"])


def _parts(exercise: Exercise) -> tuple[list[str], list[str]]:
    """The lines of the solution up to its docstring, and those after it."""
    source = inspect.getsource(exercise.solution).rstrip()
    function, lines = ast.parse(source).body[0], source.splitlines()
    if ast.get_docstring(function) is None:
        raise NotebookError(f"{exercise.call} has no docstring: it is what a learner reads first")
    head = function.body[0].end_lineno
    return lines[:head], lines[head:]


def release(folder: Path = FOLDER, given: Sequence[Topic] | None = None) -> list[Path]:
    """Make, run and store both notebooks of every topic; raises :class:`NotebookError` and stores none if one fails."""
    made = list(_made(given))
    with tempfile.TemporaryDirectory() as waiting, _no_progress():
        for name, unrun in made:
            path = Path(waiting, name)
            path.parent.mkdir(exist_ok=True)
            nbformat.write(unrun, path)
            try:
                execute(path)
            except NotebookError as error:
                raise NotebookError(f"{path.parent.name}/{error}") from error
        for name, _ in made:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / name, Path(waiting, name).read_bytes())
    return [folder / name for name, _ in made]


def stale(folder: Path = FOLDER, given: Sequence[Topic] | None = None) -> list[str]:
    """A sentence for each notebook that the topics no longer give; its outputs are nbval's business."""
    complaints, names = [], set()
    for name, unrun in _made(given):
        names.add(name)
        if not (folder / name).is_file():
            complaints.append(f"{name} is missing")
        elif _without_outputs(nbformat.read(folder / name, as_version=4)) != nbformat.writes(unrun):
            complaints.append(f"{name} is not what its topic gives")
    folders = [folder / kind for kind in (SOLVED, UNSOLVED)]
    kept = {path.relative_to(folder).as_posix() for path in stored(folder) if path.parent in folders}
    return complaints + [f"{name} belongs to no topic: remove it" for name in sorted(kept - names)]


def _made(given: Sequence[Topic] | None) -> Iterator[tuple[str, object]]:
    """``("solutions/05_dilation.ipynb", its notebook)`` and so on, for all topics or those given."""
    for kind in (SOLVED, UNSOLVED):
        for topic in topics().values() if given is None else given:
            yield f"{kind}/{topic.notebook}.ipynb", notebook(topic, kind)


def _without_outputs(found) -> str:
    for cell in found.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    return nbformat.writes(found)


@contextmanager
def _no_progress() -> Iterator[None]:
    """What is run here is nobody's progress."""
    kept = os.environ.get("CONVLIB_PROGRESS")
    os.environ["CONVLIB_PROGRESS"] = "off"
    try:
        yield
    finally:
        del os.environ["CONVLIB_PROGRESS"]
        if kept is not None:
            os.environ["CONVLIB_PROGRESS"] = kept


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog=COMMAND, description="Make the notebooks with exercises and solutions.")
    parser.add_argument("--check", action="store_true", help="change nothing; say which notebooks are stale")
    check = parser.parse_args(arguments).check
    try:
        if not check:
            for name in store.renew(registry()):
                print(f"{name}: what one or two slips do is computed again")
            for path in release():
                print(f"{path.parent.name}/{path.name}: made and run")
        complaints = stale() + [f"what slips do in {e.name} is of another day" for e in store.stale(registry())]
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if complaints and check:
        print(f"Run {COMMAND}.", file=sys.stderr)
    return int(bool(complaints))


if __name__ == "__main__":
    raise SystemExit(main())
