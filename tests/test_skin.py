"""What stored notebooks and figures wear: compared once, renewed without running a cell."""

import re
import shutil

import pytest

from convlib import animate
from convlib.course import figures, notebooks, skin
from convlib.film import style
from convlib.film.export import fragment
from convlib.film.skin import START, film_skin, small


def test_the_stored_player_and_style_are_those_of_today():
    stale = [path.name for path in skin.stored() if skin.renewed(path) != path.read_bytes()]
    assert stale == [], "`make skin` renews them"


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A notebook, a figure and a GIF of the course, in a folder of their own."""
    for module, name in ((notebooks, "02_size_padding_stride.ipynb"), (figures, "same.svg"), (figures, "same.gif")):
        folder = tmp_path / module.FOLDER.name
        folder.mkdir(exist_ok=True)
        shutil.copy(module.FOLDER / name, folder)
    monkeypatch.setattr(figures, "FIGURES", {"same": figures.FIGURES["same"]})
    for module in (notebooks, figures):
        monkeypatch.setattr(module, "FOLDER", tmp_path / module.FOLDER.name)
    skin.main([])  # whatever the course's own are like
    return tmp_path


def test_a_stale_skin_is_told_then_renewed_and_nothing_else_changes(shelf, capsys):
    kept = {path: path.read_bytes() for path in skin.stored()}
    assert len(kept) == 3 and skin.main(["--check"]) == 0
    for path, content in kept.items():
        old = re.sub(rb"style [0-9a-f]{16}", b"style 0123456789abcdef", content)
        old = old.replace(b".hatch{", b".hatch{opacity:.5;").replace(b"const STEP", b"const SLOW")
        path.write_bytes(old)
        assert old != content
    changed = {path: path.read_bytes() for path in kept}
    assert skin.main(["--check"]) == 1
    assert capsys.readouterr().err.count(": stale") == 3
    untouched = {path: path.read_bytes() for path in kept} == changed
    assert untouched and skin.main([]) == 0
    as_it_was = {path: path.read_bytes() for path in kept} == kept  # no diff of a whole notebook
    assert as_it_was


def test_a_changed_number_is_no_business_of_the_skin(shelf):
    for path in skin.stored():
        old = path.read_bytes()
        new = re.sub(rb"content [0-9a-f]{4}", b"content 0000", old.replace(b">2</text>", b">7</text>"))
        path.write_bytes(new)
        changed, left_alone = new != old, skin.renewed(path) == new  # no diff of a whole notebook
        assert changed and left_alone


def test_many_films_on_a_page_share_one_player():
    films = [animate.convolution(size=(3, 4)), animate.pooling()]
    alone, shared = [fragment(f) for f in films], [fragment(f, skin="") for f in films]
    bare = [a.replace(f" {film_skin()}", "").replace(f" {START}", "") for a in alone]
    assert bare == shared and "data-code" not in "".join(shared)


@pytest.mark.parametrize(
    "css", [".a,.b{fill:red}", ".a > rect{fill:red}", "@media print{.a{fill:red}}", ".a:hover{fill:red}", ".a{fill:red"]
)
def test_a_rule_that_not_every_renderer_reads_is_an_error(css):
    with pytest.raises(ValueError, match="a rule of a drawing is one line, for a class or a tag"):
        style.rules(css)


def test_what_is_in_quotes_survives_the_small_player():
    assert small('const a = "x  +  y", b = `${a} = ` ;') == 'const a="x  +  y",b=`${a} = `;'
    assert small("a = '\"' ; // said") == "a='\"';"
