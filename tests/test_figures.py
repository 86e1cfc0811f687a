"""The committed figures are what the table makes, byte for byte."""

import re
from pathlib import Path

import pytest

from convlib import figures

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", figures.FIGURES)
def test_committed_figure_is_what_the_table_makes(name, tmp_path):
    figures.main(["--out", str(tmp_path), name])
    assert (tmp_path / f"{name}.svg").read_bytes() == (ROOT / "figures" / f"{name}.svg").read_bytes()


def test_committed_gallery_shows_every_figure_and_no_other_file_lies_there():
    text = (ROOT / "figures" / "README.md").read_text("utf-8")
    assert text == figures.gallery()
    shown = set(re.findall(r"\((\w+\.svg)\)", text))
    assert shown == {p.name for p in (ROOT / "figures").glob("*.svg")} == {f"{n}.svg" for n in figures.FIGURES}


def test_unknown_figure_is_named_and_nothing_is_written(tmp_path, capsys):
    with pytest.raises(SystemExit):
        figures.main(["--out", str(tmp_path / "new"), "same", "sane"])
    assert "no figure is called sane" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_readme_pictures_exist():
    text = (ROOT / "README.md").read_text("utf-8")
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
    assert pictures and all((ROOT / p).is_file() for p in pictures)
