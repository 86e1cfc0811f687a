"""The film of a filter on a photograph: all of it as a picture, and a part of it cell by cell."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np

from convlib.animate import scene, tracks
from convlib.animate.tracks import Tracks
from convlib.film import pixels
from convlib.film.drawing import Drawing, Part, beside, cell_id, grid, labelled, number, stacked
from convlib.film.film import Film, Frame
from convlib.film.words import times
from convlib.ops.arguments import Call
from convlib.ops.convolution import conv2d
from convlib.relation import Window
from convlib.trace import trace

COLOURS = ("red", "green", "blue")
WIDE = {1: 300, 3: 180}  # of a picture, by how many channels there are
LINE = 2  # of a frame in a picture, around what it frames


@scene.can_ask
def filters(x, weight, at=(0, 0), size=4) -> Film:
    """Film ``conv2d`` with ``padding="same"`` on a photograph: the ``size`` outputs from row and column ``at`` on.

    >>> from convlib import data
    >>> filters(data.gray(data.photo(size=(48, 72))), [[-1, 0, 1]] * 3, at=(20, 30))
    Film('48×72 photograph, 3×3 kernel: 4×4 of the answer, from row 20, column 30', 16 frames)

    ``x``: brightness ``(h, w)``, or red, green and blue ``(3, h, w)``, 0 to 255; ``weight``: ``(kh, kw)``, or
    ``(1, c, kh, kw)``. Where the weights add up to more than 0, an answer is shown as brightness, divided by that
    sum; else purple is below 0 and orange above. Raises ``ValueError`` or ``TypeError``, restating the call.
    """
    call = Call("filters", x=x, weight=weight, at=at, size=size, stride=1, padding="same", dilation=1)
    x = call.array("x", (2, 3), "(h, w) or (3, h, w)")
    weight = call.array("weight", (2, 4), "(kh, kw) or (1, c, kh, kw)")
    x, weight = x[None] if x.ndim == 2 else x, weight[None, None] if weight.ndim == 2 else weight
    if len(x) not in WIDE:
        call.fail(f"a photograph has 1 or 3 channels, not {len(x)}")
    if weight.shape[:2] != (1, len(x)):
        call.fail(f"weight must be for 1 map from {len(x)} channels, not {weight.shape}")
    window = call.window(x.shape[1:], weight.shape[2:])
    corner, several = call.per_axis("at", 2, 0), call.per_axis("size", 2, 1)
    if complaint := leaves(window, corner, several):
        call.fail(complaint)
    return _Scene(x, weight, window, outputs_of(corner, several)).film()


def outputs_of(at: tuple[int, int], size: tuple[int, int]) -> tuple[range, range]:
    """Rows and columns of a part of the answer."""
    return tuple(range(first, first + several) for first, several in zip(at, size, strict=True))


def leaves(window: Window, at: tuple[int, int], size: tuple[int, int]) -> str | None:
    """What to say of a part that leaves the answer; else ``None``."""
    for name, first, several, most in zip(("row", "column"), at, size, window.output_size, strict=True):
        if first + several > most:
            return f"{several} from {name} {first} on end at {name} {first + several - 1}; the last one is {most - 1}"
    return None


def is_signed(weight: np.ndarray) -> bool:
    """Whether an even area does not answer with brightness: its weights do not add up to more than 0."""
    return weight.sum() <= 0


class _Scene:
    def __init__(self, x: np.ndarray, weight: np.ndarray, window: Window, outputs: tuple[range, range]) -> None:
        self.x, self.weight, self.window, self.outputs = x, weight, window, outputs
        self.under, part = window.under(outputs), window.part(outputs)
        inside = [[i for i in cells if axis.inside(i)] for cells, axis in zip(self.under, window.axes, strict=True)]
        self.part = x[np.ix_(range(len(x)), *inside)] + 0 * weight.flat[0]  # a photograph's type counts to 255 only
        self.run = trace(conv2d, input=self.part, weight=weight, padding=part.padding, method="loops")
        self.channels, self.pixel = range(len(x)), WIDE[len(x)] / x.shape[2]

    def film(self) -> Film:
        places = list(itertools.product(*self.outputs))
        changes = tracks.slide(self.window, [self.channels], places) | self._visits(places)
        frames = tuple(map(self._frame, places, np.ndindex(*self.run.output.shape[1:])))
        one = len(self.x) == 1
        labels = scene.labels(x=one, p=one, w=2 if one else 1, y=True)
        values = {"x": self.part, "weight": self.weight, "y": self.run.output}
        return Film(self._title(), self._drawing(), frames, changes, labels, values=values)

    def _title(self) -> str:
        channels = f", {len(self.x)} channels" * (len(self.x) > 1)
        row, column = (some[0] for some in self.outputs)
        part = f"{times(map(len, self.outputs))} of the answer, from row {row}, column {column}"
        return f"{times(self.window.size)} photograph{channels}, {times(self.window.kernel_size)} kernel: {part}"

    def _frame(self, o: tuple[int, int], place: tuple[int, ...]) -> Frame:
        """What output ``o`` reads; in the part it is at ``place``."""
        reads = tuple(
            (cell_id("x" if self.window.inside(i) else "p", (c, *i)), cell_id("w", (0, c, *k)))
            for c in self.channels
            for k, i in self.window.terms(o)
        )
        arrays, made = {"input": self.part, "weight": self.weight}, (0, *place)
        caption = scene.caption(scene.named("y", o), self.run.reads(made), arrays, self.run.output[made])
        return Frame(cell_id("y", (0, *o)), reads, caption)

    # Pictures, and where a frame in them stands

    def _visits(self, places: list[tuple[int, int]]) -> Tracks:
        """The window in each photograph, the output in each answer."""
        corners = [self.window.input_index(o, (0, 0)) for o in places]
        stops = {f"seen_{c}": corners for c in self.channels} | {f"made_{m}": places for m in self._answers()}
        return {
            (name, "translate"): [(f, f"{w * self.pixel:g} {h * self.pixel:g}") for f, (h, w) in enumerate(where)]
            for name, where in stops.items()
        }

    def _answers(self) -> range:
        """The pictures of answers: one, or one for each channel and then their sum."""
        return range(1 if len(self.x) == 1 else len(self.x) + 1)

    def _box(self, kind: str, rows, columns) -> str:
        h, w, line = rows[0] * self.pixel - LINE, columns[0] * self.pixel - LINE, 2 * LINE
        high, wide = len(rows) * self.pixel + line, len(columns) * self.pixel + line
        box = f'x="{w:g}" y="{h:g}" width="{wide:g}" height="{high:g}"'
        return f'<rect class="halo" {box}/><rect class="{kind}" {box}/>'

    def _over(self, name: str, kind: str, cells: tuple[range, range], moving: tuple[int, int]) -> str:
        """The frame around the part, and in it the one that moves."""
        moves = self._box("dot", *map(range, moving))
        return f'<g class="place">{self._box(kind, *cells)}</g><g id="{name}">{moves}</g>'

    def _photograph(self, c: int) -> Part:
        """One channel; its frame follows a pointer where someone listens to what is said here of its size."""
        over = self._over(f"seen_{c}", "frame", self.under, self.window.kernel_size)
        shown = pixels.gray(self.x[c], self.pixel, over)
        high, wide = self.window.size
        along = f'data-across="column" data-down="row" data-wide="{wide}" data-high="{high}"'
        return replace(shown, svg=f"<g {along}>{shown.svg}</g>")

    def _answer(self, m: int, channels: list[int]) -> Part:
        """What some channels answer together, all over the photograph."""
        weight = self.weight[:, channels]
        (answer,) = conv2d(self.x[channels], weight, padding="same")
        over = self._over(f"made_{m}", "dot", self.outputs, (1, 1))
        if is_signed(weight):
            return pixels.signed(answer, self.pixel, over)
        return pixels.gray(answer / weight.sum(), self.pixel, over)

    def _scale(self) -> str:
        """What the colours of the whole answer mean."""
        total = self.weight.sum().item()
        if total > 0:
            return f"answer / {number(total)}: " * (total != 1) + "0 black, 255 white"
        (answer,) = conv2d(self.x, self.weight, padding="same")
        most = number(pixels.strongest(answer))
        return f"−{most} purple, 0 white, {most} orange"

    # Cells

    def _input(self, c: int) -> Part:
        def kind(*i: int) -> str:
            return "cell" if self.window.inside(i) else "cell pad"

        def text(*i: int) -> str:
            return number(self.x[c, *i].item()) if self.window.inside(i) else "0"

        over = scene.window_over(cell_id("window", (0, c)), self.window, scene.weights(self.weight[0, c]))
        return grid("x", (c,), *self.under, text, kind=kind, over=over)

    def _output(self) -> Part:
        rows, columns = self.outputs

        def text(h: int, w: int) -> str:
            return number(self.run.output[0, h - rows[0], w - columns[0]].item())

        shown = grid("y", (0,), rows, columns, text, over=scene.ring())
        return labelled(shown, f"its answer {times(map(len, self.outputs))}")

    def _drawing(self) -> Drawing:
        size, kernel = times(self.window.size), f"kernel {times(self.window.kernel_size)}"
        part = f"a part {times(map(len, self.under))}"
        inputs, kernels = [], []
        for c in self.channels:
            inputs.append(self._input(c))
            kernels.append(grid("w", (0, c), numbers=self.weight[0, c]))
        if len(self.x) == 1:
            photo = labelled(self._photograph(0), f"photograph {size}", ["0 black, 255 white"])
            answer = labelled(self._answer(0, [0]), f"answer {size}", [self._scale()])
            cells = beside([labelled(kernels[0], kernel), self._output()])
            return Drawing({"photo": photo, "answer": answer, "input": labelled(inputs[0], part), "cells": cells}, 2)
        named = list(enumerate(COLOURS))
        photos = [labelled(self._photograph(c), colour) for c, colour in named]
        answers = [labelled(self._answer(c, [c]), f"{colour} answers") for c, colour in named]
        total = labelled(self._answer(len(self.x), list(self.channels)), "their sum", [self._scale()])
        tall = max(each.height for each in (*photos, *inputs, *kernels, *answers))

        def rows(parts: list[Part], label: str) -> Part:
            return labelled(stacked([replace(each, height=tall) for each in parts]), label)

        return Drawing(
            {
                "photo": rows(photos, f"photograph {size}"),
                "input": rows(inputs, part),
                "kernel": rows(kernels, kernel),
                "answer": rows(answers, f"answers {size}"),
                "output": stacked([total, self._output()], 22),
            }
        )
