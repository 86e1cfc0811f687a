"""The skin of what is stored: player and style, renewed without running a cell: ``python -m convlib.course.skin``.

Notebooks and figures are compared by their content; what they wear, and what a notebook says of its language, is
compared once, here. ``--check`` changes nothing and says what is stale.
"""

from __future__ import annotations

import argparse
import re
import sys
import urllib.parse
from html import unescape
from pathlib import Path

import nbformat

from convlib.course import figures, notebooks
from convlib.course.summaries import card
from convlib.exercises import picture
from convlib.exercises.cards.page import card_skin
from convlib.explore.place import explorer_skin
from convlib.film import export, skin
from convlib.film.files import write_whole
from convlib.layers import stack
from convlib.show import tables

WORN = {
    "film": skin.film_skin(),
    "explorer": explorer_skin(),
    "card": card_skin(),
    "table": skin.style("table", tables.STYLE),
    "summary": skin.style("summary", stack.STYLE),
    "check": skin.style("check", picture.STYLE),
    "formulas": skin.style("formulas", card.STYLE),
}


def dressed(html: str) -> str:
    """An output with the skin of today.

    >>> dressed('<div><style data-skin="table">td{}</style>12</div>').endswith("</style>12</div>")
    True
    """
    if unknown := {style or code for style, code in skin.IN_PAGE.findall(html)} - WORN.keys():
        raise ValueError(f"no skin is called {', '.join(sorted(unknown))}; there are {', '.join(WORN)}")
    html = skin.IN_PAGE.sub(_worn_today, html)
    html = re.sub(r"onload='[^']*'", lambda _: skin.START, html)
    return skin.PICTURE.sub(lambda found: f'<img src="{_redrawn(found[1])}"', html)


def _worn_today(found: re.Match) -> str:
    """The skin of today; the code that is stored, where it is the same, however another zlib has deflated it."""
    today = WORN[found[1] or found[2]]
    code = [skin.inflated(each) for text in (found[0], today) for each in re.findall("data-code='(.*)'", text)]
    return found[0] if code and code[0] == code[1] else today


def _redrawn(source: str) -> str:
    svg = urllib.parse.unquote(unescape(source.removeprefix(export.SVG_URI)))
    return export.data_uri(dressed_picture(svg)).replace("&", "&amp;")


def dressed_picture(svg: str) -> str:
    """A picture with the style of today."""
    content = skin.IN_PICTURE.sub("", svg)
    style = f"<style>{export.file_css(content)}</style>"
    return skin.IN_PICTURE.sub(lambda _: style, svg)


def stored() -> list[Path]:
    """Every notebook and every figure."""
    gifs = [figures.FOLDER / f"{name}.gif" for name, figure in figures.FIGURES.items() if figure.gif]
    svgs = [figures.FOLDER / f"{name}.svg" for name in figures.FIGURES]
    return [*notebooks.stored(), *svgs, *gifs]


def renewed(path: Path) -> bytes:
    """A stored file as it would be with the skin of today."""
    if path.suffix == ".gif":
        return _renewed_gif(path)
    text = path.read_text("utf-8")
    return (_renewed_notebook(text) if path.suffix == ".ipynb" else _renewed_figure(path.stem, text)).encode()


def _renewed_figure(name: str, old: str) -> str:
    """The same content with the style of today, in motion too; one with another content is not the skin's business."""
    new = figures.FIGURES[name].film().to_svg()
    return new if skin.bare(new) == skin.bare(old) else old


def _renewed_notebook(text: str) -> str:
    notebook = nbformat.reads(text, as_version=4)
    notebook.metadata = nbformat.from_dict(notebooks.METADATA)
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        if "text/html" in output.get("data", {}):
            output.data["text/html"] = dressed(output.data["text/html"])
    return nbformat.writes(notebook) + "\n" * text.endswith("\n")


def _renewed_gif(path: Path) -> bytes:
    """A GIF of the same content is drawn again; one with another content is not the skin's business."""
    film, old = figures.FIGURES[path.stem].film(), path.read_bytes()
    svgs = export.gif_frames(film)
    content = export.content_of(svgs)
    mark = export.mark_of(svgs[0], content)
    return export.gif(film) if content.encode() in old and mark.encode() not in old else old


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m convlib.course.skin", description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; say what is stale")
    check, stale = parser.parse_args(arguments).check, 0
    for path in stored():
        content = renewed(path)
        if content != path.read_bytes():
            stale += 1
            print(f"{path.parent.name}/{path.name}: {'stale' if check else 'renewed'}", file=sys.stderr)
            if not check:
                write_whole(path, content)
    return int(check and stale > 0)


if __name__ == "__main__":
    raise SystemExit(main())
