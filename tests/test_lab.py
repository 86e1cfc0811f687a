"""The course's own JupyterLab: what it trusts, what it hands out, and what it says."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from ipykernel.ipkernel import IPythonKernel
from nbformat.sign import MemorySignatureStore, NotebookNotary
from setup_paths import run

from convlib.course import lab, notebooks

CLEAN = nbformat.writes(notebooks.clean(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("6 * 7")]))) + "\n"


def git(folder, *command):
    who = ["-c", "user.name=A Learner", "-c", "user.email=learner@example.org"]
    done = run("git", *who, *command, cwd=folder)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def course(tmp_path):
    """Notebooks in a folder of a git repository: two committed, two changed since, one of nobody's."""
    folder = tmp_path / "notebooks"
    for name in ("01_a", "02_b", "03_changed", "04_staged"):
        path = folder / "exercises" / f"{name}.ipynb" if name == "02_b" else folder / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CLEAN.replace("6 * 7", name), "utf-8")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "A course")
    for name in ("03_changed", "04_staged"):
        (folder / f"{name}.ipynb").write_text(CLEAN.replace("6 * 7", "9 * 9"), "utf-8")
    git(tmp_path, "add", "notebooks/04_staged.ipynb")
    (folder / "05_foreign.ipynb").write_text(CLEAN, "utf-8")
    return folder


@pytest.fixture
def notary(tmp_path):
    return NotebookNotary(data_dir=str(tmp_path), store_factory=MemorySignatureStore)


def trusted(notary, folder):
    stored = {path.stem: nbformat.read(path, 4) for path in notebooks.stored(folder)}
    return {name for name, notebook in stored.items() if notary.check_signature(notebook)}


def test_notebooks_as_they_were_committed_are_trusted_and_no_others(course, notary):
    assert lab.trust(notary, course).startswith("2 notebooks of the course are now trusted")
    assert trusted(notary, course) == {"01_a", "02_b"}


def test_trust_is_given_again_when_a_new_state_is_committed_and_is_said_once(course, notary):
    lab.trust(notary, course)
    assert lab.trust(notary, course) == ""
    git(course, "commit", "-q", "-a", "-m", "A new state")
    assert lab.trust(notary, course).startswith("2 notebooks")
    assert trusted(notary, course) == {"01_a", "02_b", "03_changed", "04_staged"}


def test_trusting_writes_nothing_into_the_repository(course, notary):
    os.utime(course / "01_a.ipynb")  # git would like to note that it is the same all the same
    notary.secret = b"kept elsewhere"

    def files():
        return {path: path.read_bytes() for path in course.parent.rglob("*") if path.is_file()}

    before = files()
    lab.trust(notary, course)
    assert files() == before


def test_without_git_nothing_is_trusted_and_the_reason_is_said(course, notary, monkeypatch):
    shutil.rmtree(course.parent / ".git")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(course.parent.parent))
    assert "jupyter trust notebooks" in lab.trust(notary, course) and trusted(notary, course) == set()
    monkeypatch.setenv("PATH", "")
    assert lab.committed(course) is None


def test_what_is_stored_of_the_language_is_what_a_kernel_says_but_for_its_version():
    assert IPythonKernel.language_info == lab.HERE
    assert {key: value for key, value in lab.HERE.items() if key != "version"} == notebooks.LANGUAGE


@pytest.mark.parametrize("foreign", [False, True], ids=["the course's", "a foreign one"])
def test_a_notebook_opened_and_saved_is_the_same_file(tmp_path, notary, foreign):
    text = CLEAN.replace('"pygments_lexer"', '"version": "3.1.4",\n   "pygments_lexer"') if foreign else CLEAN
    text = nbformat.writes(nbformat.reads(text, 4)) + "\n"
    (tmp_path / "a.ipynb").write_text(text, "utf-8")
    manager = lab.Contents(root_dir=str(tmp_path), notary=notary)

    async def opened_and_saved():
        content = (await manager.get("a.ipynb"))["content"]
        version = content["metadata"]["language_info"]["version"]
        await manager.save({"type": "notebook", "content": content}, "a.ipynb")
        return version

    with ThreadPoolExecutor() as aside:  # where no browser's loop is running
        version = aside.submit(asyncio.run, opened_and_saved()).result()
    assert version == ("3.1.4" if foreign else sys.version.split()[0])
    assert (tmp_path / "a.ipynb").read_text("utf-8").strip() == text.strip()


def test_the_lab_says_where_it_serves_and_opens_the_first_notebook(tmp_path):
    places = {f"JUPYTER_{name}_DIR": str(tmp_path / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "convlib.course.lab", "--no-browser", "--allow-root", "--port=0"]
    with subprocess.Popen(
        command, env=os.environ | places, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        try:
            said = [server.stdout.readline()]
            while not said[-1].startswith("Ctrl+C") and said[-1]:
                said.append(server.stdout.readline())
            (address,) = re.findall(r"http://127\.0\.0\.1:\S+", "".join(said))
            assert "The course is served at\n" in said and "/lab/tree/00_start_here.ipynb?token=" in address
            with urllib.request.urlopen(address, timeout=30) as page:
                assert page.status == 200
        finally:
            server.terminate()
