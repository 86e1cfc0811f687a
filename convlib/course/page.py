"""A notebook as one HTML file to hand out: ``python -m convlib.course.page NAME``.

The file needs nothing but a browser: films play in it, formulas are MathML, nothing is fetched. It is what is stored
in the notebook; no cell is run.
"""

from __future__ import annotations

import argparse
import re
import sys
from html import unescape
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from jupyterlab_pygments import JupyterStyle
from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter
from traitlets import default

from convlib.course.notebooks import NotebookError, find
from convlib.film.files import write_whole
from convlib.film.style import variables

TEMPLATES = Path(__file__).parent / "templates"


def mathml(latex: str, display: str = "inline") -> str:
    r"""A formula as browsers show it without a script; :class:`NotebookError` for a command that is not known.

    >>> mathml(r"k^2").partition("<mrow>")[2]
    '<msup><mi>k</mi><mn>2</mn></msup></mrow></math>'
    """
    made = convert(latex, display=display)
    if unknown := re.search(r"\\\w*", unescape(made)):
        raise NotebookError(f"the formula {latex!r} holds {unknown[0]}, which is not known here")
    return made


class Renderer(IPythonRenderer):
    """Markdown, with formulas in MathML."""

    def inline_math(self, body: str) -> str:
        return mathml(body)

    def block_math(self, body: str) -> str:
        return mathml(body, "block")

    def latex_environment(self, name: str, body: str) -> str:
        return mathml(rf"\begin{{{name}}}{body}\end{{{name}}}", "block")


class Page(HTMLExporter):
    """A notebook as a page that stands alone."""

    @default("template_name")
    def _handout(self) -> str:
        return "handout"

    @default("extra_template_basedirs")
    def _ours(self) -> list[str]:
        return [str(TEMPLATES)]

    def default_filters(self):
        yield from super().default_filters()
        yield (
            "markdown2html",
            lambda source: MarkdownWithMath(Renderer(False, exclude_anchor_links=True)).render(source),
        )


def page(notebook, name: str) -> str:
    """The HTML of a notebook. A link into the course leads nowhere from a single file: its words stay."""
    words = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    title = re.search(r"^# +(.*)", words, re.MULTILINE)
    resources = {"metadata": {"name": name}, "title": title[1] if title else name}
    resources |= {"light": variables(0), "dark": variables(1)}
    resources["code"] = HtmlFormatter(style=JupyterStyle).get_style_defs(".highlight")
    html, _ = Page().from_notebook_node(notebook, resources)
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.select("a[href]"):
        if not link["href"].startswith(("https://", "#")):
            link.unwrap()
    return str(soup)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m convlib.course.page", description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="+", help="a notebook's name or path, as 09_transposed")
    try:
        for path in find(parser.parse_args(arguments).name):
            target = path.with_suffix(".html")
            write_whole(target, page(nbformat.read(path, 4), path.stem))
            print(f"{target.parent.name}/{target.name}: one file to hand out, {target.stat().st_size / 1e6:.1f} MB")
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
