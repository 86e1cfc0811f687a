"""Run the lessons and store what they answer: ``python -m convlib.course.notebooks [NAME ...]``.

Each notebook is executed in place by a fresh kernel, in its own folder, and cleaned of everything that differs
between two runs or two machines. A notebook with a failing cell stays as it was.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from convlib.explore.place import LIVE
from convlib.film.files import write_whole

FOLDER = Path(__file__).parents[2] / "notebooks"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {  # as JupyterLab writes it, but for the version, which is another on each machine: course/lab.py
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
METADATA = {"kernelspec": KERNEL, "language_info": LANGUAGE}
NEEDS_A_KERNEL = "application/vnd.jupyter.widget-view+json"


class NotebookError(Exception):
    """A notebook that did not run to its end; the message names it and the cell."""


def execute(path: Path, timeout: int = 120) -> None:
    """Run one notebook and store it, clean; raise :class:`NotebookError` and touch nothing if a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name=KERNEL["name"],
        resources={"metadata": {"path": str(path.parent)}},
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],  # no word about encrypting a connection to itself
    )
    place = [-1]
    client.on_cell_execute = lambda cell, cell_index, **_: place.__setitem__(0, cell_index)
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise NotebookError(_complaint(path, notebook, place[0], error)) from error
    for index, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.get("name") == "stderr":  # a warning tells a path of this machine
                raise NotebookError(_complaint(path, notebook, index, Warning(output.text)))
    _store(path, clean(notebook))


def _complaint(path: Path, notebook, index: int, error: Exception) -> str:
    what = f"{error.ename}: {error.evalue}" if isinstance(error, CellExecutionError) else str(error).strip()
    source = notebook.cells[index].source if index >= 0 else ""
    shown = "\n".join(f"    {line}" for line in source.splitlines())
    return f"{path.name}, cell {index + 1} of {len(notebook.cells)}:\n{shown}\n{what}\n{path.name} is left as it was."


def clean(notebook):
    """The notebook with stable metadata, readable cell ids, and outputs that live without a kernel."""
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notebook.metadata = nbformat.from_dict(METADATA)
    count, stem, used = 0, "start", {}
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({k: cell.metadata[k] for k in ("slideshow", "tags") if k in cell.metadata})
        cell.source = cell.source.rstrip()
        stem = _stem(cell) or stem
        used[stem] = used.get(stem, 0) + 1
        cell.id = f"{stem}-{used[stem]}"
        if cell.cell_type == "code":
            count += 1
            cell.execution_count = count
            cell.outputs = [_output(output, count) for output in cell.outputs]
    nbformat.validate(notebook)
    return notebook


def _stem(cell) -> str:
    """``where-the-last-window-ends`` from a heading: an id that another section's new cells do not move."""
    heading = re.match(r"#+ +(.*)", cell.source) if cell.cell_type == "markdown" else None
    return "-".join(re.findall(r"[a-z0-9]+", heading[1].lower()))[:48].strip("-") if heading else ""


def _output(output, count: int):
    if output.output_type == "execute_result":
        output.execution_count = count
    if "data" in output:
        output.data.pop(NEEDS_A_KERNEL, None)
        if "text/html" in output.data:
            output.data["text/html"] = LIVE.sub(" data-live=''", output.data["text/html"])
        output.metadata = nbformat.from_dict({})
    return output


def _store(path: Path, notebook) -> None:
    mode = path.stat().st_mode if path.exists() else 0o644
    write_whole(path, nbformat.writes(notebook).rstrip("\n") + "\n", mode & 0o777)


def stored(folder: Path | None = None) -> list[Path]:
    """Every notebook of the course, lessons first; what lies in a hidden folder, as Jupyter's checkpoints, is none."""
    folder = FOLDER if folder is None else folder
    found = {path: path.relative_to(folder).parts for path in folder.rglob("*.ipynb")}
    shown = [path for path, parts in found.items() if not any(part.startswith(".") for part in parts)]
    return sorted(shown, key=lambda path: (len(found[path]), path))


def lessons(folder: Path | None = None) -> list[Path]:
    """The notebooks that lie in no folder of their own."""
    folder = FOLDER if folder is None else folder
    return [path for path in stored(folder) if path.parent == folder]


def find(names: list[str]) -> list[Path]:
    """The notebooks meant: all lessons, or those named (``02_size_padding_stride``) or given by path."""
    known = {path.stem: path for path in lessons()}
    found = [known.get(name, Path(name)) for name in names] or list(known.values())
    for path in found:
        if path.suffix != ".ipynb" or not path.is_file():
            raise NotebookError(f"there is no notebook {str(path)!r}; the course has {', '.join(known) or 'none yet'}")
    return [path.resolve() for path in found]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m convlib.course.notebooks", description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="*", help="a notebook's name or path; without one, all lessons")
    os.environ["CONVLIB_PROGRESS"] = "off"  # what is run here is nobody's progress
    try:
        for path in find(parser.parse_args(arguments).name):
            execute(path)
            print(f"{path.parent.name}/{path.name}: executed")
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
