"""The notebooks that are made from the topics: what they hold, that they run, and which are stale."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from exercising import HALF, SLIDE, every

from convlib.course import notebooks, release as releasing
from convlib.exercises import registry
from convlib.exercises.catalogue import topics
from convlib.exercises.exercise import Topic

ROOT = Path(__file__).parents[1]
SIZES = Topic("02_sizes", "Exercises: sizes", (registry()["output_size"],))
BOTH = ["solutions/02_sizes.ipynb", "exercises/02_sizes.ipynb"]


def read(path):
    return nbformat.read(path, as_version=4)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    assert releasing.release(folder, [SIZES]) == [folder / name for name in BOTH]
    return folder


def test_the_release_has_stubs_and_runs_to_its_end(released):
    notebook = read(released / "exercises" / "02_sizes.ipynb")
    assert notebook.metadata.kernelspec == notebooks.KERNEL
    card, stub, answer = notebook.cells[3:6]
    assert card.source == "predict.output_size()" and "convlib-card" in card.outputs[0].data["text/html"]
    assert stub.source.endswith('axis."""\n    raise NotImplementedError') and "SOLUTION" not in str(notebook)
    assert answer.outputs[0].text.startswith("not attempted yet")
    assert sorted(path.name for path in released.iterdir()) == ["exercises", "solutions"]


def test_the_solved_notebook_is_the_same_but_for_the_bodies_and_its_checks_pass(released):
    solved, unsolved = (read(released / kind / "02_sizes.ipynb").cells for kind in ("solutions", "exercises"))
    assert [n for n, (one, other) in enumerate(zip(solved, unsolved, strict=True)) if one != other] == [4, 5]
    assert solved[5].outputs[0].text.startswith("output_size is right in all")


def test_releasing_again_gives_the_same_bytes_and_nothing_is_stale(released):
    before = [(released / name).read_bytes() for name in BOTH]
    assert releasing.stale(released, [SIZES]) == []
    releasing.release(released, [SIZES])
    assert [(released / name).read_bytes() for name in BOTH] == before


def test_the_released_notebook_passes_nbval_whatever_was_done_before(released, kept):
    kept.parent.mkdir()
    kept.write_text('{"done": ["output_size"], "hints": {"output_size": 3}}')
    options = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval.cfg'}"]
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "02_sizes.ipynb"]
    done = subprocess.run(run, cwd=released / "exercises", capture_output=True, text=True, timeout=300)
    assert "4 passed" in done.stdout, done.stdout


def test_a_stale_a_missing_and_an_extra_notebook_are_named(tmp_path):
    assert releasing.stale(tmp_path, [SIZES]) == [f"{name} is missing" for name in BOTH]
    store(tmp_path, SIZES)
    store(tmp_path, replace(SIZES, notebook="03_old"))
    changed = replace(SIZES, exercises=(replace(SIZES.exercises[0], title="How many"),))
    assert releasing.stale(tmp_path, [changed]) == [
        *(f"{name} is not what its topic gives" for name in BOTH),
        "exercises/03_old.ipynb belongs to no topic: remove it",
        "solutions/03_old.ipynb belongs to no topic: remove it",
    ]


def store(folder, topic):
    """Both notebooks of a topic, not run."""
    for kind in (releasing.SOLVED, releasing.UNSOLVED):
        (folder / kind).mkdir(exist_ok=True)
        nbformat.write(releasing.notebook(topic, kind), folder / kind / f"{topic.notebook}.ipynb")


@pytest.mark.parametrize("cell", ["code", "markdown"])
def test_a_cell_that_was_edited_by_hand_is_stale(tmp_path, cell):
    store(tmp_path, SIZES)
    path = tmp_path / BOTH[0]
    edited = read(path)
    next(c for c in edited.cells if c.cell_type == cell).source += " "
    nbformat.write(edited, path)
    assert releasing.stale(tmp_path, [SIZES]) == [f"{BOTH[0]} is not what its topic gives"]


def test_a_cell_that_fails_releases_nothing(tmp_path):
    unknown = Topic("03_unknown", "No exercise of the course", (SLIDE,))
    with pytest.raises(notebooks.NotebookError, match=r"^solutions/03_unknown.ipynb, cell 5 of 5"):
        releasing.release(tmp_path, [SIZES, unknown])
    assert not [*tmp_path.iterdir()]


def bare_half(n):
    return n // 2


def test_a_solution_without_a_docstring_is_refused():
    with pytest.raises(notebooks.NotebookError, match=r"^bare_half\(n\) has no docstring"):
        releasing.stub(replace(HALF, solution=bare_half))


def test_the_command_checks_and_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(releasing.stale, "__defaults__", (tmp_path, [SIZES]))
    assert releasing.main(["--check"]) == 1
    said = capsys.readouterr().err
    assert f"{BOTH[0]} is missing" in said and "Run python -m convlib.course.release." in said
    assert not [*tmp_path.iterdir()]
    store(tmp_path, SIZES)
    assert releasing.main(["--check"]) == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("count", "words"), [(1, "One function that belongs"), (9, "Nine functions that belong")])
def test_the_intro_counts_the_functions_and_links_the_lesson(count, words):
    topic = replace(SIZES, notebook="05_dilation", exercises=SIZES.exercises * count)
    cells = releasing.notebook(topic, "exercises").cells
    assert f"# Exercises: sizes\n\n{words} to [05_dilation](../05_dilation.ipynb).\n\nWrite " in cells[0].source
    early = releasing.notebook(replace(topic, notebook="99_not_written"), "exercises").cells
    assert f"{words} to 99_not_written, still to come.\n" in early[0].source
    assert "hint.output_size()" in cells[0].source
    assert len(cells) == 2 + 4 * count


def test_in_a_notebook_the_failure_is_a_picture_and_one_line_of_error():
    wrong = "def output_size(size, kernel_size, stride, padding, dilation):\n    return size\n"
    broken, asked = wrong.replace("return size", "return [][size]"), "check.output_size(output_size)"
    cells = ["from convlib.exercises import check", wrong, asked, broken, asked]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    notebooks.NotebookClient(made, kernel_name="python3", allow_errors=True, timeout=120).execute()
    picture, error = made.cells[2].outputs
    assert picture.output_type == "display_data" and "convlib-check" in picture.data["text/html"]
    assert "output_size(size=" in picture.data["text/plain"]
    assert error.ename == "CheckFailed" and error.traceback == [f"CheckFailed: {error.evalue}"]
    assert "in line 2: `return [][size]`" in made.cells[4].outputs[1].evalue


def cells_of(stem):
    return read(notebooks.FOLDER / "solutions" / f"{stem}.ipynb").cells


def bare(source):
    return "\n".join(line for line in source.splitlines() if "### " not in line)


@every
def test_the_notebook_holds_prompt_card_solution_and_check_in_four_cells(exercise):
    cells = cells_of(exercise.notebook)
    place = next(n for n, cell in enumerate(cells) if cell.source.startswith(f"def {exercise.name}("))
    prompt, card, written, check = cells[place - 2 : place + 2]
    assert prompt.source == f"## {exercise.title}\n\n{exercise.prompt}\n\n**Predict first:**"
    assert card.source == f"predict.{exercise.name}()"
    assert bare(written.source) == inspect.getsource(exercise.solution).rstrip()
    head = r'def \w+\(.*\):\n    """.+"""\n    ### BEGIN SOLUTION\n'
    assert re.fullmatch(head + r"(    (?!###).*\n)+    ### END SOLUTION", written.source)
    assert check.source == f"check.{exercise.name}({exercise.name})"


@pytest.mark.parametrize("kind", ["solutions", "exercises"])
@pytest.mark.parametrize("topic", topics().values(), ids=lambda topic: topic.notebook)
def test_the_notebook_is_clean_and_has_the_exercises_in_order(topic, kind):
    path = notebooks.FOLDER / kind / f"{topic.notebook}.ipynb"
    notebook = read(path)
    nbformat.validate(notebook)
    names = re.findall(r"^check\.(\w+)\(", "\n".join(c.source for c in notebook.cells), re.MULTILINE)
    assert names == [e.name for e in topic.exercises]
    slides = [cell.metadata.slideshow.slide_type for cell in notebook.cells]
    assert slides == ["slide", "skip", *["slide", "fragment", "fragment", "fragment"] * len(names)]
    assert notebook.cells[0].source.startswith(f"# {topic.title}\n")
    assert nbformat.writes(notebooks.clean(notebook)).rstrip() == path.read_text(encoding="utf-8").rstrip()
