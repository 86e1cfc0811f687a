"""The film of dilated layers on a sequence: the cone of cells behind one output, and the gaps in it."""

from __future__ import annotations

import numpy as np

from convlib.animate import scene, tracks
from convlib.animate.convolution import convolution
from convlib.animate.example import example_sequence
from convlib.animate.tracks import Tracks
from convlib.film.drawing import INSET, UNIT, Drawing, Part, cell, cell_id, labelled, number
from convlib.film.film import Film, Frame, Label
from convlib.film.words import Caption, bracket, name_of
from convlib.layers.receptive import stacked_field
from convlib.ops.arguments import Call
from convlib.ops.convolution import conv1d
from convlib.relation import Window
from convlib.trace import trace

ROW = 84  # from one layer to the next
MOST = 40


@scene.can_ask
def dilation(x=None, weight=None, *, rates=(1, 2, 4), kernel_size=3, size=None, seed=0) -> Film:
    """Film a stack of dilated convolutions of a sequence, one layer above the other, from an output down to the input.

    >>> dilation(rates=(1, 2, 4))
    Film('17 inputs, kernel 3, rates 1, 2, 4: field 15, all read', 3 frames)
    >>> dilation(rates=(2, 2), size=11)
    Film('11 inputs, kernel 3, rates 2, 2: field 9, 4 gaps', 3 frames)
    >>> dilation(rates=2, size=(6, 7))
    Film('6×7 input, 3×3 kernel, dilation 2: 2×3 output', 6 frames)

    ``x``: ``(w,)``, or an example of ``size`` cells (two more than the field when not given); ``weight``: ``(k,)``, the
    same in every layer, or ones. ``rates``: the dilation of each layer, from the input up; a single number films that
    one layer in two dimensions, as :func:`convlib.animate.convolution` does. Each frame lights one
    output's cone; inputs inside the field that it does not read are gaps, crossed out. Raises ``ValueError`` or
    ``TypeError``, restating the call. Source: lectures layer-types (1-, 2-, 4-dilated), ops-notes, cpen455-5.
    """
    call = Call("dilation", x=x, weight=weight, rates=rates, kernel_size=kernel_size, size=size, seed=seed)
    if isinstance(rates, int):
        side = 9 if size is None else size
        return convolution(x, weight, size=side, kernel_size=kernel_size, dilation=rates, seed=seed)
    if not isinstance(rates, (tuple, list)) or not 1 <= len(rates) <= 5:
        call.fail("rates must be one to five numbers, one for each layer")
    rates = call.per_axis("rates", len(rates), 1)
    if weight is None:
        weight = np.ones(call.integer("kernel_size", 1), dtype=int)
    else:
        weight = call.array("weight", (1,), "(k,)")
        if not weight.size:
            call.fail("weight is empty")
    if x is None:
        field = stacked_field(len(weight), rates)
        length = field + 2 if size is None else call.integer("size", 1)
        if length > MOST:
            call.fail(f"{length} inputs are too many to draw: at most {MOST}")
        x = example_sequence(length, call.integer("seed", 0))
    call.arguments["x"] = x
    x = call.array("x", (1,), "(w,)")
    if x.size > MOST:
        call.fail(f"{x.size} inputs are too many to draw: at most {MOST}")
    layers = [x]
    for rate in rates:
        window = Window.of(layers[-1].shape, weight.shape, dilation=rate)
        if window.problem:
            call.fail(f"the layer with rate {rate}: {window.problem}")
        layers.append(conv1d(layers[-1][None], weight[None, None], dilation=rate)[0])
    return _Scene(layers, weight, rates).film()


class _Scene:
    def __init__(self, layers: list[np.ndarray], weight: np.ndarray, rates: tuple[int, ...]) -> None:
        self.layers, self.weight, self.rates = layers, weight, rates
        self.top, self.count = len(rates), len(layers[-1])
        self.runs = [
            trace(conv1d, input=below[None], weight=weight[None, None], dilation=rate)
            for below, rate in zip(layers, rates, strict=False)
        ]
        self.cones = [self._cone(o) for o in range(self.count)]

    def _below(self, layer: int, i: int) -> list[tuple[int, int]]:
        """The cells of the layer below that cell ``i`` is made from, each with its tap."""
        found = [{c.array: c.index[-1] for c in t.cells} for t in self.runs[layer - 1].terms((0, i))]
        return [(cells["input"], cells["weight"]) for cells in found]

    def _cone(self, o: int) -> list[set[int]]:
        """The cells of each layer that output ``o`` depends on, from the trace."""
        cone = [set() for _ in self.layers[:-1]] + [{o}]
        for layer in range(self.top, 0, -1):
            cone[layer - 1] = {i for cell in cone[layer] for i, _ in self._below(layer, cell)}
        return cone

    def film(self) -> Film:
        field = self._field(0)
        gaps = len(field) - len(self.cones[0][0])
        rates = ", ".join(map(str, self.rates))
        found = f"{gaps} gap{'s' * (gaps > 1)}" if gaps else "all read"
        title = f"{len(self.layers[0])} inputs, kernel {self.weight.size}, rates {rates}: field {len(field)}, {found}"
        labels = {"y": Label("y"), "x": Label("x"), **{f"l{n}": Label(f"layer {n}") for n in range(1, self.top)}}
        frames = tuple(self._frame(o) for o in range(self.count))
        values = {"x": self.layers[0], "weight": self.weight, "y": self.layers[-1]}
        return Film(
            title,
            Drawing({"stack": self._stack(rates, len(field), found)}),
            frames,
            self._tracks(),
            labels,
            values=values,
        )

    def _field(self, o: int) -> range:
        read = self.cones[o][0]
        return range(min(read), max(read) + 1)

    def _id(self, layer: int, i: int) -> str:
        return cell_id("x" if layer == 0 else "y" if layer == self.top else f"l{layer}", (i,))

    def _place(self, layer: int, i: int) -> tuple[float, float]:
        """A cell stands over the middle of its field."""
        shift = (len(self.layers[0]) - len(self.layers[layer])) / 2
        return (i + shift) * UNIT + INSET, (self.top - layer) * ROW + INSET

    def _stack(self, rates: str, field: int, found: str) -> Part:
        cells, links, seen = "", "", set()
        for layer, values in enumerate(self.layers):
            for i, value in enumerate(values):
                x, y = self._place(layer, i)
                cells += cell(self._id(layer, i), x, y, number(value.item()))
                for j, _ in self._below(layer, i) if layer else ():
                    if (key := (layer, i, j)) not in seen:
                        seen.add(key)
                        bx, by = self._place(layer - 1, j)
                        links += (
                            f'<g id="{cell_id("link", key)}" class="link">'
                            f'<path d="M{x + UNIT / 2:g} {y + UNIT:g}L{bx + UNIT / 2:g} {by:g}"/></g>'
                        )
        for i in range(len(self.layers[0])):
            x, y = self._place(0, i)
            cells += (
                f'<text class="tick" x="{x + UNIT / 2:g}" y="{y + UNIT + 14:g}">{i}</text>'
                f'<g id="{cell_id("gap", (i,))}" class="gap off" pointer-events="none">'
                f'<path class="cross" d="M{x + 5:g} {y + 5:g}l{UNIT - 10} {UNIT - 10}"/></g>'
            )
        x, y = self._place(self.top, 0)
        over = f'<g transform="translate({x:g} {y:g})">{scene.ring()}</g>'
        width = len(self.layers[0]) * UNIT + 2 * INSET
        part = Part(links + cells + over, width, self.top * ROW + UNIT + 2 * INSET + 14)
        note = f"kernel {self.weight.size}, from the input up: rates {rates}; one output sees {field} inputs, {found}"
        return labelled(part, "output above, input below", [note])

    def _tracks(self) -> Tracks:
        changes = tracks.moved("ring_0", [(0, o) for o in range(self.count)])
        for o in range(self.count):
            changes |= tracks.written(self._id(self.top, o), o, self.count)
        for layer in range(self.top):
            for i in range(len(self.layers[layer])):
                lit = [o for o, cone in enumerate(self.cones) if i in cone[layer]]
                changes[self._id(layer, i), "class"] = tracks.spans("cell", "cell lit", lit, self.count)
        for i in range(len(self.layers[0])):
            gap = [o for o, cone in enumerate(self.cones) if i in self._field(o) and i not in cone[0]]
            changes[cell_id("gap", (i,)), "class"] = tracks.spans("gap off", "gap", gap, self.count)
        for layer in range(1, self.top + 1):
            for i in range(len(self.layers[layer])):
                lit = [o for o, cone in enumerate(self.cones) if i in cone[layer]]
                for j, _ in self._below(layer, i):
                    changes[cell_id("link", (layer, i, j)), "class"] = tracks.spans("link", "link on", lit, self.count)
        return changes

    def _frame(self, o: int) -> Frame:
        """The sum of the last layer; what it reads is the whole cone, down to the input."""
        below = self.layers[self.top - 1]
        terms = [f"{bracket(below[i].item())}·{bracket(self.weight[k].item())}" for i, k in self._below(self.top, o)]
        reads = tuple(
            (self._id(layer, i), self._id(layer, i)) for layer in range(self.top) for i in sorted(self.cones[o][layer])
        )
        caption = Caption(name_of("y", (o,)), tuple(terms), number(self.layers[-1][o].item()))
        return Frame(self._id(self.top, o), reads, caption)
