"""A notebook as one file to hand out."""

import re
import tomllib
from importlib.metadata import EntryPoint

import nbformat
import pytest
from bs4 import BeautifulSoup
from jinja2 import ChoiceLoader, DictLoader, Environment, FileSystemLoader
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from setup_paths import ROOT

from convlib.course import notebooks
from convlib.course.page import TEMPLATES, Page, main, mathml, page


def made(*cells):
    return Page().from_notebook_node(new_notebook(cells=list(cells)), {"metadata": {"name": "07_small"}})[0]


def said(text):
    return made(new_markdown_cell(text))


def shown(data):
    return made(new_code_cell("answer", outputs=[new_output("display_data", data=data)]))


@pytest.mark.parametrize("text, display", [("so $k^2$ is", "inline"), ("$$k^2$$", "block"), (r"\\(k^2\\)", "inline")])
def test_a_formula_becomes_mathml(text, display):
    assert re.search(rf'<math display="{display}"[^>]*><mrow><msup><mi>k</mi><mn>2</mn></msup>', said(text))
    assert "$" not in said(text)


def test_dollars_in_code_are_no_formula():
    assert "<code>$x$</code>" in said("a `$x$` in code")
    assert "<math" not in made(new_code_cell("print('$x$')"))


def test_a_command_that_is_not_known_is_an_error_and_not_a_wrong_formula():
    with pytest.raises(notebooks.NotebookError, match=r"holds \\nosuch, which is not known"):
        said(r"$a + \nosuch{b}$")
    assert "⌊" in mathml(r"\left\lfloor x \right\rfloor").replace("&#x0230A;", "⌊")


def test_links_into_the_course_leave_their_words_and_others_stay():
    html = said("[the next one](01_b.ipynb), [below](#there), [the docs](https://example.org)")
    assert re.findall(r'<a href="([^"]+)">', html) == ["#there", "https://example.org"] and "the next one," in html
    assert "<a" not in shown({"text/html": '<td><a href="01_b.ipynb">01_b</a></td>', "text/plain": "01_b"})


def test_a_picture_has_its_words_and_text_is_escaped():
    picture = BeautifulSoup(shown({"image/png": "QUJD\nRA==\n", "text/plain": 'maps: "a" < b'}), "html.parser").img
    assert (picture["alt"], picture["src"]) == ('maps: "a" < b', "data:image/png;base64,QUJDRA==")
    assert "<pre>array([1]) &lt;b&gt;</pre>" in shown({"text/plain": "array([1]) <b>"})
    stream = new_output("stream", name="stdout", text="1 < 2\n")
    assert "1 &lt; 2" in made(new_code_cell("print()", outputs=[stream]))


def test_the_richest_form_of_an_output_is_the_one_that_is_shown():
    assert "two" not in shown({"text/html": "<b>one</b>", "text/plain": "two"})


def test_the_page_is_called_what_the_notebook_is_called():
    assert "<title>Small &amp; good</title>" in made(new_markdown_cell("# Small & good"))
    assert "<title>07_small</title>" in said("no heading")


@pytest.mark.parametrize("path", notebooks.stored(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_notebook_makes_a_page_that_names_nothing_outside(path):
    html = page(path)
    assert not re.findall(r"<(?:link|iframe)|<script[^>]* src=|<img[^>]* src=.(?!data:)|@import|url\((?!data:|#)", html)


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path)
    nbformat.write(new_notebook(cells=[new_markdown_cell("# A small one")]), tmp_path / "01_small.ipynb")
    nbformat.write(new_notebook(cells=[new_markdown_cell(r"$\nosuch$")]), tmp_path / "02_wrong.ipynb")
    return tmp_path


def test_the_file_lies_beside_the_notebook_and_is_named(course, capsys):
    assert main(["01_small"]) == 0
    assert "<h1>A small one</h1>" in (course / "01_small.html").read_text("utf-8")
    assert "01_small.html: one file to hand out" in capsys.readouterr().out


@pytest.mark.parametrize("name, words", [("02_wrong", "not known"), ("", "there is no notebook"), ("x", "01_small")])
def test_what_cannot_be_made_is_said_and_leaves_no_file(course, capsys, name, words):
    assert main([name]) == 1
    assert words in capsys.readouterr().err
    assert not list(course.glob("*.html")) and len(list(course.iterdir())) == 2


def test_nbconvert_and_the_menu_of_jupyterlab_know_it_as_a_format():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ((name, where),) = project["entry-points"]["nbconvert.exporters"].items()
    assert EntryPoint(name, where, "nbconvert.exporters").load() is Page
    assert get_exporter(where.replace(":", ".")) is Page and Page.export_from_notebook == "Page to hand out"


def test_the_template_for_voila_leaves_out_what_would_be_fetched_and_nothing_else():
    link = '<link rel="stylesheet" href="{}all.min.css" type="text/css" />'
    theirs = "{% block notebook_css %}<style>a{}</style>" + link.format("https://example.org/") + link.format("static/")
    known = {"voila/templates/lab/index.html.j2": theirs + "{% endblock %}<main>"}
    ours = FileSystemLoader(TEMPLATES / "voila" / "templates" / "convlib")
    made = Environment(loader=ChoiceLoader([ours, DictLoader(known)])).get_template("index.html.j2").render()
    assert [sheet["href"] for sheet in BeautifulSoup(made, "html.parser").select("link[href]")] == [
        "static/all.min.css"
    ]
    assert made.startswith("<style>a{}</style>") and made.endswith("<main>")
