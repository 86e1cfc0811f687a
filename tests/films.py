"""Films to test, and a reader that takes a drawing apart again: what stands where, and what it says."""

from __future__ import annotations

import html
import json
import re
import urllib.parse
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.ft2font import FT2Font

from convlib import animate
from convlib.film.style import RULES, font_size

SVG = "{http://www.w3.org/2000/svg}"


def scene_modules() -> dict[str, object]:
    """For each scene what its tests know of it: a module of ``tests/scenes``, named as the scene's own."""
    names = {getattr(animate, scene).__module__.rpartition(".")[2] for scene in SCENE_NAMES}
    return {name: import_module(f"scenes.{name}") for name in sorted(names)}


SCENE_NAMES = [name for name in animate.__all__ if name != "Film"]
SCENES = {name: film for module in scene_modules().values() for name, film in module.FILMS.items()}


@cache
def made(name: str):
    """A small film of some scene, by its name."""
    return SCENES[name]()


def parts(caption) -> tuple[str, str, str]:
    """What is computed, its terms as they are written, and what they come to."""
    return caption.left, caption.terms, caption.value


def played(page: str) -> dict:
    """What the player in a page gets: the data, and the drawing out of the picture."""
    (data,) = map(html.unescape, re.findall(r"data-film='([^']*)'", page))
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
    """A number as it is written: ``−2``, ``(−2)``, ``(−2)²``."""
    number = float(text.rstrip("²").strip("()").replace("−", "-"))
    return number**2 if text.endswith("²") else number


def close(shown: float, value: float) -> bool:
    """Whether ``shown`` is ``value``: whole numbers exactly, others to their three digits."""
    whole = float(value).is_integer() and abs(value) < 1000
    return shown == value if whole else abs(shown - value) <= 0.0051 * abs(value)


def comes_to(terms: str) -> float:
    """What a written sum, maximum or average is."""
    if largest := re.fullmatch(r"max\((.*)\)", terms):
        return max(sum(evaluate(item)) for item in largest[1].split(", "))
    if mean := re.fullmatch(r"\((.*)\) / (\d+)", terms):
        return sum(evaluate(mean[1])) / int(mean[2])
    return sum(evaluate(terms))


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
        wide = width(self.text, "font-weight" in RULES.get(f".{self.kind}", {})) * self.size
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
            anchor = RULES.get(f".{kind}", {}).get("text-anchor", "middle")
            own = re.search(r"font-size:([\d.]+)px", node.get("style", ""))
            size = (float(own[1]) if own else font_size(kind)) * to[2]
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
