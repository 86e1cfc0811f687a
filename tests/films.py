"""Films to test, and a reader that takes a drawing apart again: what stands where, and what it says."""

from __future__ import annotations

import itertools
import re
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
SIZES = {"label": 15, "note": 12.5, "tick": 10.5, "small": 12, "corner": 10.5, "caption": 15}


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
        wide = width(self.text, self.kind in ("label", "corner")) * self.size
        left = self.x - {"start": 0, "middle": wide / 2, "end": wide}[self.anchor]
        return left, self.y - 0.75 * self.size, left + wide, self.y


class Picture:
    """An SVG taken apart: by id, an element's class, text and place; and every text that is visible."""

    def __init__(self, svg: str) -> None:
        self.root = ET.fromstring(svg)
        self.kind, self.text, self.place, self.taps, self.texts = {}, {}, {}, {}, []
        self._walk(self.root, 0.0, 0.0, "", False)

    def _walk(self, node, x: float, y: float, parent: str, hidden: bool) -> None:
        for child in node:
            kind = child.get("class", "")
            if move := child.get("transform"):
                dx, dy = map(float, re.fullmatch(r"translate\((\S+) (\S+)\)", move).groups())
            else:
                dx = dy = 0.0
            name, gone = child.get("id", parent), hidden or "off" in kind.split()
            if "id" in child.attrib:
                self.kind[name] = kind
            if child.tag == f"{SVG}rect" and name:
                at = (x + float(child.get("x", 0)), y + float(child.get("y", 0)))
                self.place.setdefault(name, at)
                if kind == "tap":  # drawn a little inside its cell
                    self.taps.setdefault(name, []).append([(at[0] - 2, at[1] - 2), None])
            if child.tag == f"{SVG}text":
                self._note(child, kind, x, y, name, gone or "empty" in self.kind.get(name, "").split())
            self._walk(child, x + dx, y + dy, name, gone)

    def _note(self, node, kind: str, x: float, y: float, name: str, hidden: bool) -> None:
        self.text.setdefault(name, node.text)
        if kind == "corner":
            self.taps[name][-1][1] = node.text
        if not hidden:
            anchor = {"corner": "end"}.get(kind, "start" if kind in ("label", "note", "caption") else "middle")
            own = re.search(r"font-size:([\d.]+)px", node.get("style", ""))
            size = float(own[1]) if own else SIZES.get(kind, 15)
            self.texts.append(Text(node.text, kind, x + float(node.get("x")), y + float(node.get("y")), anchor, size))

    def collisions(self) -> list[tuple[str, str]]:
        """Pairs of visible texts whose boxes, estimated from their font, overlap."""
        boxes = [(t.text, t.box()) for t in self.texts]
        return [
            (s, t)
            for (s, a), (t, b) in itertools.combinations(boxes, 2)
            if min(a[2], b[2]) - max(a[0], b[0]) > 0.5 and min(a[3], b[3]) - max(a[1], b[1]) > 0.5
        ]
