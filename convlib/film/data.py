"""A film as the plain data that the player plays. Every field has a name, and all of them are named here.

Elements are numbers: the places of their ids in the order of the drawing.

``title`` · ``start``, the frame it opens on · ``cover``, the frame that is printed · ``asks``, where
values are hidden until they are asked for · ``layouts``: for ``wide`` and
``narrow`` the ``width``, the ``height`` and ``at``, the place of each panel by its id; for ``narrow`` the scales from
which on it is ``legible``
``frames``, ``sums``: moments, a list for each field, one entry for each moment: ``writes`` (the elements written),
``reads`` and ``through`` (input cells, and the kernel cell that each comes through; a single list holds for all
moments, and without ``through`` there is no kernel), the caption's ``left``, ``items``, ``joiner`` (its place in
``joiners``; left out when all are the first) and ``value``, and ``hides`` (what would give the value away; left out
when nothing would)
``joiners``: ``between``, ``before`` and ``after`` the items of a caption
``classes``: ``elements`` that change alike, the ``frames`` of their keyframes, and the class from each on, a place in
``kinds`` · ``moves``: likewise, with ``places`` (``"x y"``) that are slid to
``labels``: for the array in an id the ``name`` its cells go by, and how many leading indices to ``skip``
``copies``: elements, each followed by the one whose value it repeats · ``hover``: what a cell says, with places for
names and counts · ``alone``: what a cell says that feeds no output, and ``says`` what some say instead
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from convlib.film.words import HOVER

if TYPE_CHECKING:
    from convlib.film.film import Film, Frame


def data(film: Film) -> dict:
    """Everything but the drawing."""
    ids = film.drawing.ids
    joiners = list(dict.fromkeys(moment.caption.joiner for moment in (*film.frames, *film.sums)))
    classes = [keys for (_, attribute), keys in film.tracks.items() if attribute == "class"]
    kinds = list(dict.fromkeys(value for keys in classes for _, value in keys))
    return {
        "title": film.title,
        "start": film.start,
        "cover": film.cover,
        **({"asks": True} if film.asks else {}),
        "layouts": film.drawing.layouts(),
        "frames": _moments(film.frames, ids, joiners),
        "sums": _moments(film.sums, ids, joiners),
        "joiners": [joiner._asdict() for joiner in joiners],
        "kinds": kinds,
        "classes": _changes(film, ids, "class", "kinds", kinds.index),
        "moves": _changes(film, ids, "translate", "places", str),
        "labels": {array: label._asdict() for array, label in film.labels.items()},
        "copies": [ids[element] for pair in film.copies.items() for element in pair],
        "hover": HOVER,
        "alone": HOVER["alone"].format(why=film.why_alone),
        "says": {ids[element]: words for element, words in film.says.items()},
    }


def _moments(frames: tuple[Frame, ...], ids: dict[str, int], joiners: list) -> dict[str, list]:
    captions = [frame.caption for frame in frames]
    columns = {
        "writes": [[ids[element] for element in (frame.writes, *frame.also)] for frame in frames],
        "reads": [[ids[read] for read, _ in frame.reads] for frame in frames],
        "left": [caption.left for caption in captions],
        "items": [caption.items for caption in captions],
        "value": [caption.value for caption in captions],
    }
    if any(read != kernel for frame in frames for read, kernel in frame.reads):
        through = [[ids[kernel] for _, kernel in frame.reads] for frame in frames]
        columns["through"] = through if any(kernels != through[0] for kernels in through) else through[:1]
    if any(joiners.index(caption.joiner) for caption in captions):
        columns["joiner"] = [joiners.index(caption.joiner) for caption in captions]
    if any(frame.hides for frame in frames):
        columns["hides"] = [[ids[element] for element in frame.hides] for frame in frames]
    return columns


def _changes(film: Film, ids: dict[str, int], wanted: str, values: str, stored: Callable) -> dict[str, list]:
    """The tracks of one attribute, a list for each field; elements with the same keyframes share an entry."""
    alike: dict[tuple, list[int]] = {}
    for (element, attribute), keys in film.tracks.items():
        if attribute == wanted:
            alike.setdefault(tuple(keys), []).append(ids[element])
    return {
        "elements": list(alike.values()),
        "frames": [[frame for frame, _ in keys] for keys in alike],
        values: [[stored(value) for _, value in keys] for keys in alike],
    }
