"""The notebooks as they are stored, and the command that stores them."""

import ast
import re
import statistics
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from convlib.course import notebooks, release, skin
from convlib.exercises import registry

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "notebooks"
PATHS = notebooks.lessons()
EXERCISES = [path for path in notebooks.stored() if path not in PATHS]
SLIDES = {"slide", "subslide", "fragment", "skip", "-"}


def named(path):
    return path.relative_to(FOLDER).with_suffix("").as_posix()


every = pytest.mark.parametrize("path", PATHS + EXERCISES, ids=named)
lesson = pytest.mark.parametrize("path", PATHS, ids=named)


def cells(path, kind=None):
    found = nbformat.read(path, as_version=4).cells
    return [cell for cell in found if kind in (None, cell.cell_type)]


@every
def test_notebook_is_clean(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert path.stat().st_size <= 1_000_000
    assert notebook.metadata == notebooks.METADATA
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[a-z0-9-]+-\d+", name) for name in ids)


@every
def test_cleaning_a_stored_notebook_changes_nothing(path):
    stored = path.read_text(encoding="utf-8")
    again = nbformat.writes(notebooks.clean(nbformat.reads(stored, as_version=4)))
    assert again.rstrip("\n") == stored.rstrip("\n")


@every
def test_every_cell_ran_in_order_without_error_or_warning(path):
    code = cells(path, "code")
    assert [cell.execution_count for cell in code] == [*range(1, len(code) + 1)]
    for output in (o for cell in code for o in cell.outputs):
        assert output.output_type != "error" and output.get("name") != "stderr"


@every
def test_outputs_live_without_a_kernel_and_tell_nothing_of_the_machine(path):
    for output in (o for cell in cells(path, "code") for o in cell.outputs):
        assert notebooks.NEEDS_A_KERNEL not in output.get("data", {})
        words = output.get("text", "") + output.get("data", {}).get("text/plain", "")
        assert not re.search(r"0x[0-9a-f]{6}|/home/|/tmp/|/usr/|\d\.\d{8}", words)


@lesson
def test_code_cells_are_short(path):
    lengths = [len(cell.source.splitlines()) for cell in cells(path, "code")]
    assert max(lengths) <= 15
    assert statistics.median(lengths) <= 5
    for cell in cells(path, "code"):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 10, node.name


@every
def test_cells_use_nothing_that_cannot_be_compared_and_draw_nothing_themselves(path):
    code = "\n".join(cell.source for cell in cells(path, "code"))
    assert not re.search(r"\binteract\b|\bOutput\(|\bclear_output\b|matplotlib|plt\.", code)


@every
def test_every_cell_has_its_place_on_a_slide(path):
    assert all(cell.metadata.slideshow.slide_type in SLIDES for cell in cells(path))


@every
def test_one_title_and_links_that_lead_somewhere(path):
    text = "\n".join(cell.source for cell in cells(path, "markdown"))
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert cells(path)[0].source.startswith("# ")
    for link in re.findall(r"\]\(([^)#\s]+)", text):
        assert link.startswith("https://") or (path.parent / link).is_file(), link


def test_the_notebooks_with_exercises_are_what_the_topics_give():
    assert release.stale() == []


def test_the_learners_notebooks_hold_a_stub_for_each_exercise_and_no_solution():
    code = [cell.source for path in EXERCISES if path.parent.name == "exercises" for cell in cells(path, "code")]
    assert all(code.count(release.stub(exercise)) == 1 for exercise in registry())
    unwritten = sum("raise NotImplementedError" in source for source in code)
    assert unwritten == sum(exercise.given is None for exercise in registry())
    assert not any("SOLUTION" in source for source in code)


# which they are


def test_a_checkpoint_is_no_notebook(tmp_path, monkeypatch):
    shown = ["01_b.ipynb", "02_a.ipynb", "exercises/01_b.ipynb", "solutions/01_b.ipynb"]
    hidden = [".ipynb_checkpoints/01_b.ipynb", "exercises/.ipynb_checkpoints/09_x.ipynb", "exercises/.09_x.ipynb"]
    for name in shown + hidden:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path)
    for folder in (None, tmp_path):
        assert notebooks.stored(folder) == [tmp_path / name for name in shown]
        assert notebooks.lessons(folder) == [tmp_path / name for name in shown[:2]]
    assert [path for path in skin.stored() if path.suffix == ".ipynb"] == notebooks.stored()
    assert notebooks.find([]) == [path.resolve() for path in notebooks.lessons()]
    assert release.stale(tmp_path, []) == [f"{name} belongs to no topic: remove it" for name in shown[2:]]


def test_a_course_below_a_hidden_folder_is_found(tmp_path):
    folder = tmp_path / ".cache" / "notebooks"
    folder.mkdir(parents=True)
    (folder / "01_b.ipynb").touch()
    assert notebooks.stored(folder) == [folder / "01_b.ipynb"]


# the command


def stored(path, *sources):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    made.cells.insert(0, nbformat.v4.new_markdown_cell("# A small one"))
    nbformat.write(made, path)
    return path


BAD = {"1 / 0": "ZeroDivisionError: division by zero", "import warnings; warnings.warn('mind the gap')": "mind the gap"}


@pytest.mark.parametrize(("bad", "words"), BAD.items(), ids=["error", "warning"])
def test_a_failing_cell_leaves_the_old_file_alone(tmp_path, capsys, bad, words):
    path = stored(tmp_path / "bad.ipynb", "x = 1", bad)
    before = path.read_bytes()
    assert notebooks.main([str(path)]) == 1
    said = capsys.readouterr().err
    assert "bad.ipynb, cell 3 of 3" in said and words in said
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["bad.ipynb"]


def test_an_unknown_name_is_answered_with_the_known_ones(capsys):
    assert notebooks.main(["17_no_such"]) == 1
    assert "'17_no_such'" in (said := capsys.readouterr().err) and "00_start_here" in said


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    path = tmp_path_factory.mktemp("small") / "small.ipynb"
    film = "import convlib as cl\ncl.animate.convolution(size=3, kernel_size=2)"
    stored(path, "print('sum', 40 + 2)", "import numpy as np\nnp.array([16, 22]) + 1", film)
    notebooks.execute(path)
    return path.read_text(encoding="utf-8")


def test_running_twice_gives_the_same_bytes(tmp_path, small):
    path = tmp_path / "small.ipynb"
    path.write_text(small, encoding="utf-8")
    notebooks.execute(path)
    assert path.read_text(encoding="utf-8") == small


@pytest.mark.parametrize(
    ("old", "new"),
    [("", ""), ("sum 42", "sum 43"), ("array([17, 23])", "array([17, 24])"), ("3×3 input, 2×2", "3×3 input, 2×3")],
    ids=["unchanged", "printed", "answered", "filmed"],
)
def test_nbval_sees_one_changed_number(tmp_path, small, old, new):
    assert old in small
    path = tmp_path / "copy.ipynb"
    path.write_text(small.replace(old, new), encoding="utf-8")
    options = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval.cfg'}"]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, path.name]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert run.returncode == (old != new), run.stdout
    assert ("1 failed, 2 passed" if old else "3 passed") in run.stdout
