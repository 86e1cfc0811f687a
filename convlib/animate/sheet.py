"""Several films on one sheet, in step: the shorter ones wait for the longer."""

from __future__ import annotations

import re

from convlib.animate.drawing import Drawing, Part, beside, labelled, stacked
from convlib.animate.film import Film, Frame


def sheet(films: list[Film], names: dict[str, str], columns: int = 2) -> Film:
    """Films side by side; ``names`` gives each a short name, for its ids, and its label. The last one speaks."""
    count = max(map(len, films))
    parts, tracks, labels, copies = [], {}, {}, {}
    for film, (name, label) in zip(films, names.items(), strict=True):
        layout = film.drawing.layouts()["wide"]
        svg = re.sub(r' id="', f' id="{name}.', film.drawing.body())
        parts.append(labelled(Part(svg, layout["width"], layout["height"]), label))
        for (element, attribute), keys in film.tracks.items():
            later = [(-(-frame * count // len(film)), value) for frame, value in keys]
            tracks[f"{name}.{element}", attribute] = later
        labels |= {f"{name}.{array}": word for array, word in film.labels.items()}
        copies |= {f"{name}.{one}": f"{name}.{other}" for one, other in film.copies.items()}
    in_step = {name: film for film, name in zip(films, names, strict=True) if len(film) == count and not film.sums}
    speaker = list(in_step)[-1]
    frames = []
    for moment in zip(*(film.frames for film in in_step.values()), strict=True):
        own = dict(zip(in_step, moment, strict=True))
        reads = tuple((f"{speaker}.{x}", f"{speaker}.{w}") for x, w in own[speaker].reads)
        also = tuple(f"{name}.{frame.writes}" for name, frame in own.items() if name != speaker)
        frames.append(Frame(f"{speaker}.{own[speaker].writes}", reads, own[speaker].caption, also))
    rows = [beside(parts[n : n + columns], 40) for n in range(0, len(parts), columns)]
    title = films[-1].title.rpartition(",")[0] + f", {len(films)} ways"
    values = films[-1].values
    return Film(title, Drawing({"sheet": stacked(rows, 26)}), tuple(frames), tracks, labels, copies, values)
