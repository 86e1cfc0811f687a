"""The film of a transposed convolution that scatters: each input stamps its multiple of the kernel on the output."""

from __future__ import annotations

from typing import NamedTuple

from convlib.animate import scene, tracks
from convlib.animate.backwards import Backwards
from convlib.animate.scene import w_id, x_id, y_id
from convlib.animate.tracks import Tracks
from convlib.film.drawing import UNIT, Drawing, Part, cell, cell_id, grid, labelled, number, tap
from convlib.film.film import Frame
from convlib.film.words import Caption, bracket, counted, options_of, rows_of, times
from convlib.relation import Index


class Stage(NamedTuple):
    """An output after one of the stamps that reach it: what it shows from that frame until the next stamp."""

    output: Index
    frame: int
    until: int | None  # the frame of the next stamp; ``None`` after the last one
    total: object
    name: str


def scatter(b: Backwards) -> dict:
    """What :class:`~convlib.film.film.Film` needs, besides title and numbers."""
    stages = [stage for i in b.outputs for stage in _stages(b, i)]
    stamp = scene.window_over("stamp_0", b.window, scene.weights(b.weight), "window stamp")
    read = f'<g id="read_0" class="window" pointer-events="none">{tap(0, 0, "")}</g>'
    corners = [b.window.input_index(o, (0, 0)) for o in b.inputs]
    changes = tracks.moved("stamp_0", corners) | tracks.moved("read_0", b.inputs)
    for stage in stages:
        changes |= _shown(stage, len(b.inputs))
    panels = {"input": b.input_panel(read), "kernel": b.kernel_panel(), "output": _output_panel(b, stages, stamp)}
    return {
        "drawing": Drawing(panels),
        "frames": _frames(b, stages),
        "tracks": changes,
        "sums": tuple(map(b.frame, b.outputs)),
        "why_alone": "the padding cuts it away",
    }


def _stages(b: Backwards, i: Index) -> list[Stage]:
    """How output ``i`` grows, stamp by stamp."""
    turn = {o: f for f, o in enumerate(b.inputs)}
    stamps = sorted((turn[o], term.value) for o, _, term in b.terms[i])
    frames, total, stages = [f for f, _ in stamps], 0, []
    for n, (f, value) in enumerate(stamps):
        total, last = total + value, n == len(stamps) - 1
        name = y_id(i) if last else cell_id("s", (n, *i))
        stages.append(Stage(i, f, None if last else frames[n + 1], total, name))
    return stages


def _shown(stage: Stage, count: int) -> Tracks:
    """A sum that grows on gives way to the next one."""
    if stage.until is None:
        return tracks.written(stage.name, stage.frame, count)
    off, f = "cell partial off", stage.frame
    moments = [(0, off), (f, "cell partial now"), (f + 1, "cell partial"), (stage.until, off)]
    return {(stage.name, "class"): tracks.timeline(moments, count)}


def _frames(b: Backwards, stages: list[Stage]) -> tuple[Frame, ...]:
    """An input, the kernel, and the cells that their product is added to."""
    stamped: dict[int, list[str]] = {}
    for stage in stages:
        stamped.setdefault(stage.frame, []).append(stage.name)
    frames = []
    for f, o in enumerate(b.inputs):
        items = (f"{bracket(b.x[o].item())}·{rows_of(b.weight)}",)
        said = Caption(f"{scene.named('x', o)}·w", items, rows_of(b.x[o] * b.weight))
        reads = tuple((x_id(o), w_id(k)) for k in b.window.taps())
        first, *also = stamped.get(f) or [x_id(o)]
        frames.append(Frame(first, reads, said, tuple(also)))
    return tuple(frames)


def _output_panel(b: Backwards, stages: list[Stage], stamp: str) -> Part:
    """The output, with the frame that padding cuts away, and cells that no input reaches crossed out."""
    never = {i for i, reached in b.made_of.items() if not reached}

    def kind(*i: int) -> str:
        return "cell pad" if not b.window.inside(i) else "cell unread" if i in never else "cell"

    def text(*i: int) -> str:
        return number(b.y[i].item()) if b.window.inside(i) else ""

    last = b.window.input_index(b.inputs[-1], tuple(k - 1 for k in b.window.kernel_size))
    span = [range(-a.padding[0], max(a.size, end + 1)) for a, end in zip(b.window.axes, last, strict=True)]
    growing = "".join(
        cell(stage.name, stage.output[1] * UNIT, stage.output[0] * UNIT, number(stage.total), "cell partial off")
        for stage in stages
        if stage.until is not None
    )
    notes = [f"{note}: the frame is cut away" for note in options_of(padding=b.window.padding)]
    notes += options_of(output_padding=b.output_padding)
    notes += [f"{counted(len(never), 'cell')} that no input reaches"] * bool(never)
    shown = grid("y", (0,), *span, text, kind=kind, over=growing + stamp)
    return labelled(shown, f"output {times(b.y.shape)}", notes)
