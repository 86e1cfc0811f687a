"""A film: one drawing, and for each element that changes its keyframes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import NamedTuple

from convlib.film.drawing import Drawing
from convlib.film.words import HOVER, Caption, counted


class Frame(NamedTuple):
    """One moment: the element ``writes`` gets its value from ``reads``, pairs of (input, kernel) elements.

    Where there is no kernel, a pair names its input twice.
    """

    writes: str
    reads: tuple[tuple[str, str], ...]
    caption: Caption
    also: tuple[str, ...] = ()  # more elements that are written at the same moment
    hides: tuple[str, ...] = ()  # elements that would give the value away to someone who is to predict it

    @property
    def elements(self) -> Iterator[str]:
        return chain((self.writes,), self.also, self.hides, *self.reads)


class Label(NamedTuple):
    """What the cells of an array are called, and how many of their leading indices are not said."""

    name: str
    skip: int = 0


@dataclass(frozen=True, eq=False)
class Film:
    """A picture that plays in a notebook, in a saved notebook without a kernel, and as a file.

    >>> from convlib import animate
    >>> film = animate.convolution(size=4, kernel_size=3)
    >>> film
    Film('4×4 input, 3×3 kernel: 2×2 output', 4 frames)
    >>> film.sentence(0)[:6], film.sentence(0)[-4:]
    ('y[0,0]', '= 22')

    ``tracks`` maps ``(element id, attribute)`` to its keyframes ``[(frame, value), ...]``, where the attribute is
    ``class`` or ``translate`` (``"x y"``, slid to, not jumped to). A value holds until the next keyframe. Raises
    ``ValueError`` when a track or a frame names an element that is not in the drawing.
    """

    title: str
    drawing: Drawing
    frames: tuple[Frame, ...]
    tracks: dict[tuple[str, str], list[tuple[int, str]]]
    labels: dict[str, Label] = field(default_factory=dict)  # by the array in an id
    copies: dict[str, str] = field(default_factory=dict)  # an element: the one whose value it repeats
    values: dict[str, object] = field(default_factory=dict)
    start: int = 0  # the frame that it opens on
    opens_there: bool = False  # so the picture of the film shows that frame too
    sums: tuple[Frame, ...] = ()  # what each output is made of, where frames do not write them one by one
    why_alone: str = "no window reads it"  # why a cell feeds no output
    says: dict[str, str] = field(default_factory=dict)  # what a cell says that has something else to say
    asks: bool = False  # whether it opens in Predict mode, and hides its value until asked

    def __post_init__(self) -> None:
        named = chain.from_iterable(moment.elements for moment in (*self.frames, *self.sums))
        named = {*named, *self.copies, *self.copies.values(), *self.says, *(element for element, _ in self.tracks)}
        if missing := named - self.drawing.ids.keys():
            raise ValueError(f"{self!r}: there is no {', '.join(sorted(missing))} in the drawing")

    def __repr__(self) -> str:
        return f"Film({self.title!r}, {counted(len(self), 'frame')})"

    def __len__(self) -> int:
        return len(self.frames)

    def predict(self) -> Film:
        """The same film, which hides each value until it is asked for: for a film that follows a question.

        >>> from convlib import animate
        >>> film = animate.convolution(size=4, kernel_size=3).predict()
        >>> film.sentence(0)[-3:], film.cover
        ('= ?', 0)
        """
        return replace(self, asks=True)

    def state(self, frame: int) -> Iterator[tuple[str, str, str]]:
        """``(element id, attribute, value)`` of everything that changes, as it is at ``frame``."""
        moment = self.frames[frame]
        hidden = {*moment.hides, moment.writes, *moment.also} if self.asks else ()
        for (element, attribute), keys in self.tracks.items():
            place = bisect_right(keys, frame, key=lambda key: key[0])
            value = keys[max(place - 1, 0)][1]
            yield element, attribute, _hidden(value) if element in hidden and attribute == "class" else value

    def alone(self) -> dict[str, str]:
        """What each cell says that neither makes an output nor is one, where it is not what such cells usually say."""
        used = set(chain.from_iterable(moment.elements for moment in self.sums or self.frames))
        used |= {other for element in used if (other := self.copies.get(element))} | self.copies.keys()
        words = HOVER["alone"].format(why=self.why_alone)
        told = {cell: self.says.get(cell, words) for cell in self.drawing.cells if cell not in used}
        return {cell: words for cell, words in told.items() if words != HOVER["alone"].format(why=Film.why_alone)}

    @property
    def cover(self) -> int:
        """The frame that stands for the film where it cannot play: where it opens, else the middle one."""
        return self.start if self.opens_there or self.asks else len(self) // 2

    def sentence(self, frame: int) -> str:
        """``y[0,0] = 3·1 + … = 10``"""
        return str(self.caption(frame))

    def caption(self, frame: int) -> Caption:
        """What is written under a frame; with ``?`` for the value that is to be predicted."""
        caption = self.frames[frame].caption
        return caption._replace(value="?") if self.asks else caption

    def data(self) -> dict:
        """What the player plays, as plain data, with the drawing; its fields are named in :mod:`convlib.film.data`."""
        from convlib.film.data import data

        return {**data(self), "svg": self.drawing.body}

    def to_html(self) -> str:
        """A whole page with the film and its player inside; it plays with no network."""
        from convlib.film.export import page

        return page(self)

    def to_svg(self, frame: int | None = None) -> str:
        """The animated film, or one ``frame`` of it, as the text of an SVG file."""
        from convlib.film.export import animated_svg, still_svg

        return animated_svg(self) if frame is None else still_svg(self, self._checked(frame))

    def save(self, path, frame: int | None = None) -> None:
        """Write ``x.svg``, ``x.html``, ``x.png`` or ``x.gif``, whole or not at all.

        ``frame`` picks one frame of an SVG or PNG; without it an SVG is animated and a PNG shows the cover.
        Raises ``ValueError`` for another ending, a frame that the film does not have, a GIF of over 150 frames.
        """
        from convlib.film.export import save

        save(self, path, None if frame is None else self._checked(frame))

    def _checked(self, frame: int) -> int:
        if not -len(self) <= frame < len(self):
            raise ValueError(f"{self!r} has frames 0 to {len(self) - 1}, not {frame}")
        return frame % len(self)

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        from convlib.film.export import fragment

        return {"text/plain": repr(self), "text/html": fragment(self)}

    def _mime_(self) -> tuple[str, str]:
        """What marimo shows: of html it keeps no scripts, but for a page in a frame of its own."""
        import marimo  # it is there: nobody else asks for this

        from convlib.film.export import fragment

        style = f"<style>:root{{color-scheme:{marimo.app_meta().theme}}}</style>"
        return marimo.iframe(style + fragment(self))._mime_()


def _hidden(kind: str) -> str:
    """The class of a cell whose number is not to be seen yet; of a mark that would tell it, nothing."""
    return f"{kind} empty" if kind.startswith("cell") else "off"
