"""Figures look the same wherever they are opened: resvg and librsvg draw them as Chromium does.

All three draw with the same font. Compared are colours averaged over blocks: small ones show a cell, a number or an
index that is missing, those of a cell's size a hatching that is.
"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import pyvips
from films import SCENES, made
from PIL import Image
from stage import LOOKS

from convlib.course import figures
from convlib.film import raster
from convlib.film.skin import IN_PICTURE
from convlib.film.style import DRAWING, SMALLER, variables

ZOOM = 2
MOST = {6: 25, 36: 4}  # for blocks of so many pixels: how much a colour, of 0 to 255, may differ
FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
FACES = "".join(
    f"@font-face{{font-family:'DejaVu Sans';font-weight:{weight};src:url(data:font/ttf;base64,{data})}}"
    for weight, name in ((400, "DejaVuSans.ttf"), (700, "DejaVuSans-Bold.ttf"))
    for data in [base64.b64encode((FONTS / name).read_bytes()).decode()]
)
# The others place letters to a fraction of a pixel, and do not make marked cells a little smaller.
PAGE = f"""<style>{FACES} body{{margin:0}} svg{{display:block}} text{{text-rendering:geometricPrecision}}
.cell rect{{transform:none!important}}</style><div></div>"""
PUT = """async svg => {
  document.querySelector("div").innerHTML = svg;
  await Promise.all([...document.fonts].map((face) => face.load()));
}"""


@pytest.fixture(scope="module")
def chromium(chrome):
    """A picture as Chromium draws it for a reader who wants no motion."""
    context = chrome.new_context(device_scale_factor=ZOOM, reduced_motion="reduce", color_scheme="light")
    page = context.new_page()
    page.set_content(PAGE)

    def draw(svg: str) -> np.ndarray:
        page.evaluate(PUT, svg)
        return _opened(page.locator("svg").screenshot())

    yield draw
    context.close()


@pytest.fixture(scope="module")
def librsvg(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts.conf").write_text(
        f"<fontconfig><dir>{FONTS}</dir><cachedir>{folder}</cachedir></fontconfig>", encoding="utf-8"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FONTCONFIG_FILE", str(folder / "fonts.conf"))

        def draw(svg: str) -> np.ndarray:
            return _opened(pyvips.Image.svgload_buffer(svg.encode(), scale=ZOOM).pngsave_buffer())

        yield draw


def resvg(svg: str) -> np.ndarray:
    return _opened(raster.png(svg, ZOOM))


def _opened(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(float)


def differ(one: np.ndarray, other: np.ndarray) -> dict[int, float]:
    """The largest difference of two pictures, for each size of blocks that is too large."""
    height, width = np.minimum(one.shape[:2], other.shape[:2])
    assert max(np.abs(np.subtract(one.shape, other.shape))) <= 2  # a size is rounded up or down
    apart = {}
    for side, most in MOST.items():
        rows, columns = height // (side * ZOOM), width // (side * ZOOM)
        cut = (one[:height, :width] - other[:height, :width])[: rows * side * ZOOM, : columns * side * ZOOM]
        found = np.abs(cut.reshape(rows, side * ZOOM, columns, side * ZOOM, 3).mean((1, 3))).max()
        if found > most:
            apart[side] = round(float(found), 1)
    return apart


def stored(name: str) -> str:
    return (figures.FOLDER / f"{name}.svg").read_text("utf-8")


@pytest.mark.parametrize("name", figures.FIGURES)
def test_a_figure_looks_the_same_in_three_renderers(name, chromium, librsvg):
    svg = stored(name)
    seen = chromium(svg)
    assert (differ(seen, resvg(svg)), differ(seen, librsvg(svg))) == ({}, {})


SPOILED = {
    "a colour that is a variable": (r"(\.now rect\{fill:)[^;}]*", r"\1var(--written)"),
    "no hatching": ('<path class="hatch"[^>]*/>', ""),
    "a number is missing": (r'(<g id="x_0_1_1"[^>]*><rect[^>]*/><text[^>]*>)\w+', r"\1"),
    "an index is missing": (r'(<text class="tick" x="-11"[^>]*>)0<', r"\1<"),
    "a weight is missing": (r'(<text class="corner"[^>]*>)2<', r"\1<"),
    "numbers to come are there": (r"\.empty text\{display:none\}", ""),
    "every caption at once": (r'\.off\{display:none\}| display="none"', ""),
}


@pytest.mark.parametrize("what", SPOILED)
def test_a_figure_that_is_spoiled_is_told_from_the_right_one(what, chromium, librsvg):
    right = stored("same")
    spoiled = re.sub(*SPOILED[what], right)
    seen = chromium(right)
    assert spoiled != right and differ(seen, resvg(spoiled)) and differ(seen, librsvg(spoiled))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_file_has_the_colours_that_the_player_has_in_light_and_in_dark(chrome, theme):
    page = chrome.new_page(color_scheme=theme, reduced_motion="reduce")
    playing = f"<style>svg{{{variables(theme == 'dark')}}}{DRAWING}{SMALLER}</style>"
    for name in SCENES:
        svg = made(name).to_svg(made(name).cover)
        page.set_content(svg)
        seen = page.evaluate(LOOKS, None)
        page.set_content(IN_PICTURE.sub(playing, svg))
        assert seen == page.evaluate(LOOKS, None)
    page.close()
