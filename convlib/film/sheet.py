"""Several films on one sheet, in step: the shorter ones wait for the longer."""

from __future__ import annotations

import re
from itertools import chain

from convlib.film.drawing import Drawing, Part, labelled
from convlib.film.film import Film, Frame


def sheet(films: list[Film], names: dict[str, str], columns: int = 2) -> Film:
    """Films side by side; ``names`` gives each a short name, for its ids, and its label. The last one speaks."""
    count = max(map(len, films))
    parts, tracks, labels, copies = {}, {}, {}, {}
    for film, (name, label) in zip(films, names.items(), strict=True):
        layout = film.drawing.layouts()["wide"]
        svg = re.sub(r' id="', f' id="{name}.', film.drawing.body())
        parts[name] = labelled(Part(svg, layout["width"], layout["height"]), label)
        for (element, attribute), keys in film.tracks.items():
            later = [(-(-frame * count // len(film)), value) for frame, value in keys]
            tracks[f"{name}.{element}", attribute] = later
        labels |= {f"{name}.{array}": word for array, word in film.labels.items()}
        copies |= {f"{name}.{one}": f"{name}.{other}" for one, other in film.copies.items()}
    in_step = {name: film for film, name in zip(films, names, strict=True) if not film.sums}
    speaker = list(in_step)[-1]
    for film, name in zip(films, names, strict=True):  # one in its own pace: its cells stand for the speaker's
        cells = {e for moment in film.sums for e in (moment.writes, *chain(*moment.reads))}
        copies |= {f"{name}.{e}": f"{speaker}.{e}" for e in sorted(cells)}
    frames = []
    for f in range(count):
        own = {name: film.frames[f * len(film) // count] for name, film in in_step.items()}
        reads = tuple((f"{name}.{x}", f"{name}.{w}") for name, frame in own.items() for x, w in frame.reads)
        writes = [f"{name}.{e}" for name in reversed(own) for e in (own[name].writes, *own[name].also)]
        frames.append(Frame(writes[0], reads, own[speaker].caption, tuple(writes[1:])))
    title = films[-1].title.rpartition(",")[0] + f", {len(films)} ways"
    values = films[-1].values
    return Film(title, Drawing(parts, columns), tuple(frames), tracks, labels, copies, values)
