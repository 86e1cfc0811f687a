"""A notebook as one HTML file to hand out: ``python -m convlib.course.page NAME``.

The file needs nothing but a browser: films play in it, formulas are MathML, nothing is fetched. It is what is stored
in the notebook; no cell is run. For nbconvert the page is a format, ``jupyter nbconvert --to handout``, and JupyterLab
has it in its menu, *Save and Export Notebook As*.
"""

from __future__ import annotations

import argparse
import re
import sys
from html import unescape
from pathlib import Path

from bs4 import BeautifulSoup
from jupyterlab_pygments import JupyterStyle
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
    from latex2mathml.converter import convert  # here, so that nbconvert can list its formats without it

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
    """A notebook as a page that stands alone. A link into the course leads nowhere from it, so its words stay."""

    export_from_notebook = "Page to hand out"

    @default("template_name")
    def _handout(self) -> str:
        return "handout"

    @default("extra_template_basedirs")
    def _ours(self) -> list[str]:
        return [str(TEMPLATES)]

    def default_filters(self):
        yield from super().default_filters()
        yield "markdown2html", MarkdownWithMath(Renderer(escape=False, exclude_anchor_links=True)).render

    def from_notebook_node(self, nb, resources=None, **kw):
        words = "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
        heading = re.search(r"^# +(.*)", words, re.MULTILINE)
        more = {"heading": heading and heading[1], "light": variables(0), "dark": variables(1)}
        more["code"] = HtmlFormatter(style=JupyterStyle).get_style_defs(".highlight")
        html, resources = super().from_notebook_node(nb, {**(resources or {}), **more}, **kw)
        soup = BeautifulSoup(html, "html.parser")
        for link in soup.select("a[href]"):
            if not link["href"].startswith(("https://", "#")):
                link.unwrap()
        return str(soup), resources


def page(path: Path) -> str:
    """The HTML of a stored notebook."""
    return Page().from_filename(str(path))[0]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m convlib.course.page", description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="+", help="a notebook's name or path, as 09_transposed")
    try:
        for path in find(parser.parse_args(arguments).name):
            target = path.with_suffix(".html")
            write_whole(target, page(path))
            print(f"{target.parent.name}/{target.name}: one file to hand out, {target.stat().st_size / 1e6:.1f} MB")
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
