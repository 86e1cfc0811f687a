"""Films to test, and a reader that takes a drawing apart again: what stands where, and what it says."""

from __future__ import annotations

import html
import itertools
import json
import re
import urllib.parse
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.ft2font import FT2Font

import convlib as cl
from convlib import animate

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"label": 15, "note": 12.5, "tick": 10.5, "small": 12, "corner": 10.5, "caption": 15, "sign": 10.5}
BOLD, LEFT = ("label", "corner", "sign"), ("label", "note", "caption", "sign")


@dataclass
class Case:
    """A convolution; ``pairs`` is what its padding comes to, by hand."""

    x: tuple[int, ...]
    weight: tuple[int, ...]
    pairs: tuple = ((0, 0), (0, 0))
    options: dict = field(default_factory=dict)
    bias: bool = False
    floats: bool = False

    def arrays(self) -> tuple:
        rng = np.random.default_rng(sum(self.x) + 10 * sum(self.weight))
        x, weight = rng.integers(-4, 10, self.x), rng.integers(-3, 4, self.weight)
        bias = rng.integers(-5, 6, self.weight[0]) if self.bias else None
        if self.floats:
            x, weight, bias = (None if a is None else a * rng.normal(size=a.shape) for a in (x, weight, bias))
        return x, weight, bias

    def film(self):
        return animate.convolution(*self.arrays(), **self.options)

    def number(self, name: str) -> tuple[int, int]:
        value = self.options.get(name, 1)
        return value if isinstance(value, tuple) else (value, value)

    def padded(self) -> np.ndarray:
        (top, bottom), (left, right) = self.pairs
        mode = self.options.get("padding_mode", "zeros").replace("zeros", "constant")
        return cl.pad(self.arrays()[0], (left, right, top, bottom), mode=mode)

    def reads(self, output) -> dict[tuple, tuple]:
        """Input cell (channel, h, w) by kernel cell: the relation, written out."""
        m, *o = output
        maps, each, *kernel = self.weight
        first = m // (maps // self.options.get("groups", 1)) * each
        rows = zip(o, self.number("stride"), self.number("dilation"), self.pairs, strict=True)
        rows = [(oo * s - before, d) for oo, s, d, (before, _) in rows]
        return {
            (m, c, *k): (first + c, *(start + kk * d for kk, (start, d) in zip(k, rows, strict=True)))
            for c in range(each)
            for k in itertools.product(*map(range, kernel))
        }


CASES = {
    "plain": Case((1, 4, 6), (1, 1, 3, 2)),
    "one frame": Case((1, 3, 2), (1, 1, 3, 2)),
    "stride": Case((1, 6, 8), (1, 1, 3, 3), options={"stride": (2, 3)}),
    "stride over gaps": Case((1, 7, 5), (1, 1, 1, 2), options={"stride": 3}),
    "dilation": Case((1, 7, 6), (1, 1, 3, 2), options={"dilation": (2, 3)}),
    "padding": Case((1, 4, 5), (1, 1, 3, 3), ((1, 1), (2, 2)), {"padding": (1, 2)}),
    "asymmetric": Case((1, 4, 3), (1, 1, 2, 3), ((0, 2), (3, 1)), {"padding": ((0, 2), (3, 1)), "stride": (2, 1)}),
    "same": Case((1, 5, 6), (1, 1, 4, 3), ((1, 2), (1, 1)), {"padding": "same"}),
    "full": Case((1, 2, 4), (1, 1, 2, 3), ((1, 1), (2, 2)), {"padding": "full"}),
    "reflect": Case((1, 3, 4), (1, 1, 3, 2), ((2, 2), (1, 1)), {"padding": (2, 1), "padding_mode": "reflect"}),
    "replicate": Case(
        (1, 3, 5), (1, 1, 3, 3), ((2, 2), (1, 1)), {"padding": (2, 1), "padding_mode": "replicate", "stride": 2}
    ),
    "circular": Case(
        (1, 3, 4), (1, 1, 2, 3), ((0, 1), (2, 0)), {"padding": ((0, 1), (2, 0)), "padding_mode": "circular"}
    ),
    "three to three": Case((3, 4, 5), (3, 3, 2, 3), bias=True),
    "groups": Case((2, 4, 5), (2, 1, 3, 2), ((1, 1), (1, 1)), {"groups": 2, "padding": 1, "stride": 2}),
    "two to one": Case((2, 3, 5), (1, 2, 2, 2), bias=True),
    "floats": Case((1, 4, 3), (1, 1, 2, 3), ((1, 1), (1, 1)), {"padding": 1}, bias=True, floats=True),
}


def _over(weight):
    return lambda x, w: cl.conv2d(x[None], weight(w)[None, None])[0]


SCENES = {
    "scatter": lambda: animate.transposed(
        size=(2, 3), kernel_size=(3, 2), stride=2, padding=((0, 1), (0, 0)), output_padding=(1, 0)
    ),
    "zeros": lambda: animate.transposed(size=(2, 3), kernel_size=3, stride=(1, 2), padding=1, way="zeros"),
    "transposed matrix": lambda: animate.transposed(size=(1, 3), kernel_size=2, stride=2, way="matrix"),
    "gradient": lambda: animate.transposed(size=(2, 3), kernel_size=(3, 2), stride=2, padding=1, way="gradient"),
    "all ways": lambda: animate.transposed(size=(1, 2), kernel_size=(2, 1), stride=2, way="all"),
    "matrix": lambda: animate.matrix(size=(3, 4), kernel_size=2, padding=((0, 0), (1, 0))),
    "stack": lambda: animate.dilation(rates=(1, 3), kernel_size=2, size=8),
    "own function": lambda: animate.of(
        _over(lambda w: w[::-1]), np.arange(12).reshape(3, 4), np.array([[1, -2], [1, 3]]), expected=_over(lambda w: w)
    ),
}


def made(name: str):
    """A film by its name in ``CASES`` or ``SCENES``."""
    return CASES[name].film() if name in CASES else SCENES[name]()


def parts(caption) -> tuple[str, str, str]:
    """What is computed, its terms as they are written, and what they come to."""
    return caption.left, caption.terms, caption.value


def played(page: str) -> dict:
    """What the player in a page gets: the data, and the drawing out of the picture."""
    (data,) = re.findall(r'<script type="application/json">(.*?)</script>', page, re.S)
    picture = urllib.parse.unquote(html.unescape(*re.findall(r'<img src="(data:[^"]*)"', page))).replace("'", '"')
    (svg,) = re.findall(r'<g class="panels">(.*)</g><text class="caption', picture, re.S)
    return {**json.loads(data), "svg": svg}


def plays(page: str, film) -> None:
    """A page's player gets the film whole: all its data, and its drawing, as it stands on the cover."""
    got, made = played(page), json.loads(json.dumps(film.data()))
    drawings = [
        re.findall(r'<(?:text|rect|path)[^>]*>[^<]*| (?:data-)?id="[^"]*"', data.pop("svg")) for data in (got, made)
    ]
    assert got == made and drawings[0] == drawings[1]


def read(text: str) -> float:
    return float(text.strip("()").replace("−", "-"))


def close(shown: float, value: float) -> bool:
    """Whether ``shown`` is ``value``: whole numbers exactly, others to their three digits."""
    whole = float(value).is_integer() and abs(value) < 1000
    return shown == value if whole else abs(shown - value) <= 0.0051 * abs(value)


def evaluate(terms: str) -> list[float]:
    """The value of each term of ``3·(−1) + 2·4 + 5``."""
    return [float(np.prod([read(factor) for factor in term.split("·")])) for term in terms.split(" + ")]


@cache
def width(text: str, bold: bool) -> float:
    """In the font that exported pictures are drawn with, at size 1."""
    name = f"DejaVuSans{'-Bold' * bold}.ttf"
    font = FT2Font(str(Path(matplotlib.get_data_path(), "fonts", "ttf", name)))
    font.set_size(100, 72)
    font.set_text(text)
    return font.get_width_height()[0] / 64 / 100


@dataclass
class Text:
    text: str
    kind: str
    x: float
    y: float
    anchor: str
    size: float

    def box(self) -> tuple[float, float, float, float]:
        wide = width(self.text, self.kind in BOLD) * self.size
        left = self.x - {"start": 0, "middle": wide / 2, "end": wide}[self.anchor]
        return left, self.y - 0.75 * self.size, left + wide, self.y


class Picture:
    """An SVG taken apart: by id, an element's class, text and place; every text and every stroke that is visible.

    Places are those in the whole picture, with all that moves or scales an element counted in. ``taps`` holds, by id,
    the places of the cells under a window and the weights on them, ``signs`` the signs on marked cells, ``strokes`` the
    points where the visible lines of a path start: ``(id, class, points)``.
    """

    def __init__(self, svg: str) -> None:
        self.root = ET.fromstring(svg)
        *_, self.width, self.height = map(float, self.root.get("viewBox").split())
        self.kind, self.text, self.place, self.taps, self.signs = {}, {}, {}, {}, {}
        self.texts, self.strokes, self.boxes = [], [], []
        self._walk(self.root, (0.0, 0.0, 1.0), "", False)

    def _walk(self, node, to: tuple[float, float, float], parent: str, hidden: bool) -> None:
        for child in node:
            kind = child.get("class", "")
            name, gone = child.get("id", parent), hidden or "off" in kind.split()
            if "id" in child.attrib:
                assert name not in self.kind, f"two elements are called {name}"
                self.kind[name] = kind
            own = _moved(to, child.get("transform"))
            if child.tag == f"{SVG}rect" and name:
                at = _at(own, child.get("x", 0), child.get("y", 0))
                size = [float(child.get(side)) * own[2] for side in ("width", "height")]
                self.place.setdefault(name, at)
                if not gone:
                    self.boxes.append((*at, at[0] + size[0], at[1] + size[1]))
                if kind == "tap":  # drawn a little inside its cell
                    self.taps.setdefault(name, []).append([(at[0] - 2, at[1] - 2), None])
            if child.tag == f"{SVG}path" and not gone:
                starts = [_at(own, *point) for point in re.findall(r"[ML](\S+?) ([^MLl]+)", child.get("d"))]
                self.strokes.append((name, kind, starts))
            if child.tag == f"{SVG}text":
                self._note(child, kind, own, name, gone or "empty" in self.kind.get(name, "").split())
            self._walk(child, own, name, gone)

    def _note(self, node, kind: str, to: tuple[float, float, float], name: str, hidden: bool) -> None:
        if kind == "sign":
            self.signs[name] = node.text
        else:
            self.text.setdefault(name, node.text or "")
        if kind == "corner":
            self.taps[name][-1][1] = node.text
        if not hidden:
            anchor = {"corner": "end"}.get(kind, "start" if kind in LEFT else "middle")
            own = re.search(r"font-size:([\d.]+)px", node.get("style", ""))
            size = (float(own[1]) if own else SIZES.get(kind, 15)) * to[2]
            self.texts.append(Text(node.text or "", kind, *_at(to, node.get("x"), node.get("y")), anchor, size))

    def visible(self, *kinds: str) -> set[str]:
        """The ids of the elements that have all these classes and are not hidden."""
        wanted = set(kinds)
        return {e for e, kind in self.kind.items() if wanted <= set(kind.split()) and "off" not in kind.split()}

    def crossed(self) -> set[tuple[float, float]]:
        """The places of the cells that are crossed out as never read."""
        return {(x - 5, y - 5) for _, kind, starts in self.strokes if kind == "cross" for x, y in starts}

    def collisions(self) -> list[tuple[str, str]]:
        """Pairs of visible texts whose boxes, estimated from their font, overlap."""
        left, top, right, bottom = np.array([t.box() for t in self.texts]).T
        across = np.minimum.outer(right, right) - np.maximum.outer(left, left)
        down = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
        both = np.triu((across > 0.5) & (down > 0.5), k=1)
        return [(self.texts[a].text, self.texts[b].text) for a, b in np.argwhere(both)]


def _moved(to: tuple[float, float, float], transform: str | None) -> tuple[float, float, float]:
    """Where the origin goes and how much is scaled, with one transform more."""
    if not transform:
        return to
    name, numbers = re.fullmatch(r"(translate|scale)\(([^()]+)\)", transform).groups()
    numbers = [float(n) for n in numbers.split()]
    return (*to[:2], to[2] * numbers[0]) if name == "scale" else (*_at(to, *numbers), to[2])


def _at(to: tuple[float, float, float], x, y) -> tuple[float, float]:
    return round(to[0] + float(x) * to[2], 3), round(to[1] + float(y) * to[2], 3)


@cache
def pictures(film) -> list[Picture]:
    """Every frame of a film, taken apart once."""
    made = [Picture(film.to_svg(frame)) for frame in range(len(film))]
    for picture in made:
        picture.root = None  # the rest is small
    return made


def is_legible(pictures) -> None:
    """On no picture is anything outside it, or one text on another."""
    for picture in pictures:
        for left, top, right, bottom in [*(text.box() for text in picture.texts if text.text), *picture.boxes]:
            assert 0 <= left < right <= picture.width and 0 <= top < bottom <= picture.height
        assert picture.collisions() == []


def shows_the_states_of(film, pictures) -> None:
    """Every still picture has the classes and places that the film has at that frame."""
    origin = {}
    for frame, picture in enumerate(pictures):
        for element, attribute, value in film.state(frame):
            if attribute == "class":
                assert picture.kind[element] == value
            else:
                x, y = map(float, value.split())
                at = tuple(round(n, 3) for n in (picture.place[element][0] - x, picture.place[element][1] - y))
                assert origin.setdefault(element, at) == at
