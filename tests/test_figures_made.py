"""The command that makes the figures, the gallery, and the pictures of the README."""

import io
import re
from pathlib import Path

import pytest

from convlib.course import figures
from convlib.film.skin import bare

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "figures"


def test_the_command_makes_each_figure_and_the_gallery_that_shows_all(tmp_path):
    figures.main(["--out", str(tmp_path), "valid", "same"])
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(made) == ["README.md", "same.gif", "same.svg", "valid.svg"]
    assert made["README.md"] == (FOLDER / "README.md").read_bytes()
    for name in ("valid.svg", "same.svg"):
        stored = (FOLDER / name).read_text("utf-8")
        assert bare(made[name].decode()) == bare(stored)


def test_committed_gallery_shows_every_figure_and_no_other_file_lies_there():
    text = (FOLDER / "README.md").read_text("utf-8")
    assert text == figures.gallery()
    shown = re.findall(r"\((\w+\.(?:svg|gif))\)", text)
    files = {name + ending for name, figure in figures.FIGURES.items() for ending in figure.endings}
    assert len(shown) == len(files) and set(shown) == files == {p.name for p in FOLDER.iterdir()} - {"README.md"}
    assert len(figures.FIGURES) == sum(len(group.figures) for group in figures.GROUPS)
    for link in re.findall(r"\(#([\w-]+)\)", text):
        assert f"\n## {link.replace('-', ' ').capitalize()}\n" in text


def test_unknown_figure_is_named_and_nothing_is_written(tmp_path, capsys):
    with pytest.raises(SystemExit):
        figures.main(["--out", str(tmp_path / "new"), "same", "sane"])
    assert "no figure is called sane" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("screen", [Terminal(), io.StringIO()])
def test_progress_stays_on_one_line_of_a_terminal_and_has_a_line_each_elsewhere(screen, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdout", screen)
    figures.main(["--out", str(tmp_path), "valid", "pointwise"])
    lines = ["0/2 valid.svg", "1/2 pointwise.svg", f"2/2 in {tmp_path}"]
    if not screen.isatty():
        assert screen.getvalue().splitlines() == lines
        return
    shown = screen.getvalue()
    assert shown.count("\n") == 1 and shown.endswith("\n")
    steps = [step.removesuffix("\x1b[K") for step in shown.strip("\r\n").split("\r")]
    bars = ["░" * 24, "█" * 12 + "░" * 12, "█" * 24]
    assert steps == [f"{bar} {line}" for bar, line in zip(bars, lines, strict=True)]


def test_readme_pictures_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    shown = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    assert shown and all((ROOT / p).is_file() for p in shown)
