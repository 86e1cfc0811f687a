"""Several films on one sheet, in step: the shorter ones wait for the longer."""

from __future__ import annotations

from itertools import chain

from convlib.film.drawing import Drawing, Part, labelled
from convlib.film.film import Film, Frame


def sheet(films: dict[str, Film], headings: dict[str, str], columns: int = 2) -> Film:
    """Films side by side, each with a short name, which goes before its ids, and a heading. The last one speaks."""
    count = max(map(len, films.values()))
    in_step = {name: film for name, film in films.items() if not film.sums}
    speaker = list(in_step)[-1]
    last = films[speaker]
    wide, narrow = (
        {name: _panel(film, name, headings[name], kind) for name, film in films.items()} for kind in ("wide", "narrow")
    )
    return Film(
        title=f"{last.title.rpartition(',')[0]}, {len(films)} ways",
        drawing=Drawing(wide, columns, {name: film.drawing for name, film in films.items()}, narrow),
        frames=tuple(_frame(films, in_step, speaker, f, count) for f in range(count)),
        tracks={key: keys for name, film in films.items() for key, keys in _tracks(film, name, count)},
        labels={f"{name}.{array}": label for name, film in films.items() for array, label in film.labels.items()},
        copies={one: other for name, film in films.items() for one, other in _copies(film, name, speaker)},
        values=last.values,
        says={f"{name}.{cell}": words for name, film in films.items() for cell, words in film.alone().items()},
    )


def _panel(film: Film, name: str, heading: str, kind: str) -> Part:
    """The whole drawing of a film as one panel in a layout of this kind, its ids with the film's name before them."""
    layout = film.drawing.layouts()[kind]
    svg = film.drawing.body.replace(' id="', f' id="{name}.')
    digits = min(panel.digits for panel in film.drawing.panels.values())
    return labelled(Part(svg, layout["width"], layout["height"], digits), name, [heading])


def _tracks(film: Film, name: str, count: int):
    """The keyframes at the pace of ``count`` frames."""
    for (element, attribute), keys in film.tracks.items():
        later = [(-(-frame * count // len(film)), value) for frame, value in keys]
        yield (f"{name}.{element}", attribute), later


def _copies(film: Film, name: str, speaker: str):
    yield from ((f"{name}.{one}", f"{name}.{other}") for one, other in film.copies.items())
    cells = {e for moment in film.sums for e in (moment.writes, *chain(*moment.reads))}
    for element in sorted(cells):  # a film in its own pace: its cells stand for the speaker's
        yield f"{name}.{element}", f"{speaker}.{element}"


def _frame(films: dict[str, Film], in_step: dict[str, Film], speaker: str, f: int, count: int) -> Frame:
    now = {name: film.frames[f * len(film) // count] for name, film in in_step.items()}
    reads = tuple((f"{name}.{x}", f"{name}.{w}") for name, frame in now.items() for x, w in frame.reads)
    first, *also = [f"{name}.{e}" for name in reversed(now) for e in (now[name].writes, *now[name].also)]
    return Frame(first, reads, now[speaker].caption, tuple(also), tuple(_early(films, in_step, f, count)))


def _early(films: dict[str, Film], in_step: dict[str, Film], f: int, count: int):
    """What films in their own pace show already of outputs that are still to be written in step."""
    for name in films.keys() - in_step.keys():
        film = films[name]
        done = {moment.writes for moment in film.sums[: f * len(film.sums) // count]}
        ahead = {moment.writes for moment in film.sums} - done
        for element, attribute, value in film.state(f * len(film) // count):
            if attribute == "class" and element in ahead and "empty" not in value.split():
                yield f"{name}.{element}"
