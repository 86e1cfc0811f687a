"""A film as a file: animated or still SVG, a self-contained HTML page, PNG, GIF."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from convlib.film import raster
from convlib.film.data import data
from convlib.film.files import write_whole
from convlib.film.motion import SECONDS, later, motion
from convlib.film.skin import IN_PICTURE, START, film_skin, quoted
from convlib.film.style import file_css

if TYPE_CHECKING:
    from convlib.film.film import Film

HOLD = 3  # how many times as long a GIF shows its last frame
ZOOM = 1.25  # of a GIF
MOST_FRAMES = 150  # of a GIF
CAPTION = 34  # height of the caption under the drawing
CHARACTER = 8.6  # width of a character of the caption, on the generous side

SVG_URI = "data:image/svg+xml;utf8,"
_OPENING = re.compile(r'<g id="([^"]+)"([^>]*)>')


def _svg(film: Film, frame: int, captions: str, motion: str = "") -> str:
    """The drawing as it is at a frame, with captions; ``motion`` is rules that move it on."""
    layout = film.drawing.layouts()["wide"]
    longest = max(len(_cut(film, frame)) for frame in range(len(film)))
    width, height = max(layout["width"], round(CHARACTER * longest) + 20), layout["height"] + CAPTION
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img"><title>{escape(film.title)}</title>'
    )
    paper = '<rect class="paper" width="100%" height="100%"/>'
    content = f'{paper}<g class="panels">{_body(film, frame)}</g>{captions}{motion}</svg>'
    return f"{head}<style>{file_css(head + content)}</style>{content}"


def _body(film: Film, frame: int) -> str:
    """The drawing with every class and every place as it is at a frame."""
    state: dict[str, dict[str, str]] = {}
    for element, attribute, value in film.state(frame):
        state.setdefault(element, {})[attribute] = value

    def settle(match: re.Match) -> str:
        element, rest = match.groups()
        for attribute, value in state.get(element, {}).items():
            name, value = ("transform", f"translate({value})") if attribute == "translate" else (attribute, value)
            rest = re.sub(rf' {name}="[^"]*"', "", rest) + f' {name}="{value}"'
        return f'<g id="{element}"{rest}>'

    return _OPENING.sub(settle, film.drawing.body)


def _caption(film: Film, frame: int, kind: str = 'class="caption"') -> str:
    """One line under the drawing."""
    y = film.drawing.layouts()["wide"]["height"] + 16
    return f'<text {kind} x="10" y="{y:g}">{escape(_cut(film, frame))}</text>'


def _cut(film: Film, frame: int) -> str:
    """The caption in the width of the drawing, if it can be cut so far."""
    width = film.drawing.layouts()["wide"]["width"]
    return film.caption(frame).cut(int(width / CHARACTER) - 3)


def still_svg(film: Film, frame: int) -> str:
    """One frame."""
    return _svg(film, frame, _caption(film, frame))


def animated_svg(film: Film) -> str:
    """The film as one SVG that plays by itself, without scripts; where it cannot, or should not, it is the cover."""
    frames = range(len(film))
    off = 'class="caption off" display="none"'  # said twice: LibreOffice does not know it as a style
    kinds = ['class="caption"' if f == film.cover else off for f in frames]
    captions = "".join(_caption(film, f, f'{kinds[f]} style="{later(f, len(film))}"') for f in frames)
    moves = f"@media (prefers-reduced-motion:no-preference){{{motion(film)}}}"
    return _svg(film, film.cover, captions, f'<style class="motion">{moves}</style>')


def png(film: Film, frame: int, zoom: float = 2) -> bytes:
    """One frame as PNG."""
    return raster.png(still_svg(film, frame), zoom)


def gif(film: Film) -> bytes:
    """Every frame as one looping GIF; the last is held longer. Raises ``ValueError`` for a very long film."""
    if len(film) > MOST_FRAMES:
        raise ValueError(
            f"{film!r} is too long for a GIF: at most {MOST_FRAMES} frames; save it as .svg or .html, or film less"
        )
    frames = range(len(film))
    times = [round(1000 * SECONDS * (HOLD if f == frames[-1] else 1)) for f in frames]
    svgs = gif_frames(film)
    return raster.gif(svgs, ZOOM, times, mark_of(svgs[0], content_of(svgs)))


def gif_frames(film: Film) -> list[str]:
    """The pictures of a GIF."""
    return [still_svg(film, f) for f in range(len(film))]


def content_of(svgs: list[str]) -> str:
    """A word for all that pictures show, apart from their style."""
    shown = "".join(IN_PICTURE.sub("", svg) for svg in svgs)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def mark_of(svg: str, content: str) -> str:
    """What a GIF says of itself, so that its content and its style can be compared one without the other."""
    style = hashlib.sha256("".join(IN_PICTURE.findall(svg)).encode()).hexdigest()[:16]
    return f"convlib content {content} style {style}"


def data_uri(svg: str) -> str:
    """A picture for the ``src`` of an image. Only what must be is quoted: the player reads the drawing from here."""
    return SVG_URI + svg.replace("%", "%25").replace("#", "%23").replace('"', "'")


STANDS_STILL = "It stands still here: run this cell to play it."


def fragment(film: Film, skin: str | None = None, more: str = "") -> str:
    """The film inside a page or a notebook's output: a picture and a line of text, nothing else.

    Where scripts may run, the player takes their place; elsewhere they stay. A page of many films needs one player:
    ``skin=""`` leaves it out, and the page runs :func:`convlib.film.skin.film_code` once. ``more`` are further
    attributes of the place.
    """
    text = json.dumps(data(film), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    picture = data_uri(still_svg(film, film.cover)).replace("&", "&amp;")
    width = film.drawing.layouts()["wide"]["width"]
    skin = film_skin() if skin is None else skin
    attributes = " ".join(filter(None, [f"data-film='{quoted(text)}'", more, skin]))
    return (
        f'<div class="convlib-film" {attributes}>'
        f'<img src="{picture}" width="{width:g}" alt="{escape(film.title)}"{" " * bool(skin)}{START * bool(skin)}/>'
        f"<div>{escape(film.title)}. {escape(film.sentence(film.cover))} <i>{STANDS_STILL}</i></div></div>"
    )


def page(film: Film) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width,initial-scale=1"/>'
        f"<title>{escape(film.title)}</title>"
        "<style>:root{color-scheme:light dark}body{margin:1.5rem auto;max-width:72rem;padding:0 min(1rem,2vw)}"
        "h1{font:600 1.15rem system-ui,sans-serif;margin:0 0 .8rem}"
        "@media (max-width:480px){body{margin-top:.5rem}h1{position:absolute;clip-path:inset(50%);height:1px}}</style>"
        f"</head><body><main><h1>{escape(film.title)}</h1>{fragment(film)}</main></body></html>\n"
    )


_KINDS: dict[str, Callable[[Film, int | None], bytes]] = {
    ".svg": lambda film, frame: film.to_svg(frame).encode(),
    ".html": lambda film, frame: film.to_html().encode(),
    ".png": lambda film, frame: png(film, film.cover if frame is None else frame),
    ".gif": lambda film, frame: gif(film),
}
_WHOLE = {".html": "a page", ".gif": "a GIF"}


def save(film: Film, path, frame: int | None = None) -> None:
    """Make the bytes first, then the file: whole, or not at all."""
    target = Path(path)
    kind = target.suffix.lower()
    if kind not in _KINDS:
        raise ValueError(f"save({str(path)!r}): the name must end in {', '.join(_KINDS)}")
    if frame is not None and kind in _WHOLE:
        raise ValueError(f"save({str(path)!r}, frame={frame}): {_WHOLE[kind]} holds the whole film; leave frame out")
    write_whole(target, _KINDS[kind](film, frame))
