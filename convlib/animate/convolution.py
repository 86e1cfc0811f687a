"""The film of a convolution: the window slides over the input, each output is written with its sum."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from convlib.animate import scene
from convlib.animate.example import example_input, example_weight
from convlib.film.drawing import (
    TICK,
    UNIT,
    Drawing,
    Part,
    beside,
    cell,
    cell_id,
    grid,
    labelled,
    number,
    stacked,
)
from convlib.film.film import Film, Frame
from convlib.film.words import name_of, options_of, per_axis, times
from convlib.ops.arguments import Call
from convlib.ops.convolution import conv2d
from convlib.relation import Window, source_index
from convlib.trace import Trace

MOST_MAPS = 3


def convolution(
    x=None,
    weight=None,
    bias=None,
    *,
    size=7,
    kernel_size=3,
    stride=1,
    padding=0,
    dilation=1,
    groups=1,
    padding_mode="zeros",
    in_channels=1,
    out_channels=1,
    seed=0,
) -> Film:
    """Film ``conv2d`` on given numbers, or on an example of a given ``size`` and ``kernel_size``.

    >>> convolution(size=(5, 6), kernel_size=3, stride=2, padding=1)
    Film('5×6 input, 3×3 kernel, stride 2, padding 1: 3×3 output', 9 frames)
    >>> convolution(np.eye(4, dtype=int), np.ones((2, 2), dtype=int))
    Film('4×4 input, 2×2 kernel: 3×3 output', 9 frames)

    ``x``: ``(h, w)`` or ``(c, h, w)``; ``weight``: ``(kh, kw)`` or ``(c_out, c / groups, kh, kw)``; at most
    three channels and three maps. The other arguments and the errors are those of :func:`convlib.conv2d`.
    """
    if x is None:
        call = Call("convolution", size=size, in_channels=in_channels, seed=seed)
        shape = call.integer("in_channels", 1), call.per_axis("size", 2, 1)
        x = example_input(*shape, call.integer("seed", 0))
    x = Call("convolution", x=x).array("x", (2, 3), "(h, w) or (c, h, w)")
    if weight is None:
        call = Call("convolution", kernel_size=kernel_size, out_channels=out_channels, groups=groups, seed=seed)
        each = (len(x) if x.ndim == 3 else 1) // call.integer("groups", 1)
        shape = call.integer("out_channels", 1), max(each, 1), call.per_axis("kernel_size", 2, 1)
        weight = example_weight(*shape, call.integer("seed", 0))
    call = Call("convolution", x=x, weight=weight, bias=bias)
    weight = call.array("weight", (2, 4), "(kh, kw) or (c_out, c / groups, kh, kw)")
    x, weight = x[None] if x.ndim == 2 else x, weight[None, None] if weight.ndim == 2 else weight
    if len(x) > MOST_MAPS or len(weight) > MOST_MAPS:
        call.fail(f"a film shows at most {MOST_MAPS} channels and {MOST_MAPS} maps")
    options = dict(stride=stride, padding=padding, dilation=dilation, groups=groups, padding_mode=padding_mode)
    bias = None if bias is None else np.asarray(bias)
    call = Call("convolution", x=x, weight=weight, bias=bias, **options)
    run = scene.traced(call, conv2d, input=x, weight=weight, bias=bias, method="loops", **options)
    window = call.window(x.shape[1:], weight.shape[2:])
    return _Scene(x, weight, bias, run, window, groups, padding_mode).film()


class _Scene:
    def __init__(self, x, weight, bias, run: Trace, window: Window, groups: int, padding_mode: str) -> None:
        self.x, self.weight, self.bias, self.run, self.window = x, weight, bias, run, window
        self.groups, self.padding_mode = groups, padding_mode
        self.maps, self.per_group = weight.shape[:2]
        self.single = self.maps == 1
        self.order = [(m, *o) for m in range(self.maps) for o in window.outputs()]

    def film(self) -> Film:
        drawing = Drawing({"input": self._input(), "kernel": self._kernel(), "output": self._output()})
        frames = tuple(self._frame(o) for o in self.order)
        values = {"x": self.x, "weight": self.weight, "bias": self.bias, "y": self.run.output}
        one_input, one_kernel = len(self.x) == 1, self.single and self.per_group == 1
        labels = {
            "x": ("x", int(one_input)),
            "p": ("padding", int(one_input)),
            "w": ("weight", 2 * one_kernel),
            "b": ("bias", 0),
            "y": ("y", int(self.single)),
        }
        return Film(self._title(), drawing, frames, self._tracks(), labels, self._copies(), values)

    def _source(self, i: tuple[int, ...]) -> tuple | None:
        """The input cell that cell ``i`` shows, ``None`` for a padding zero."""
        pairs = zip(i, self.window.axes, strict=True)
        source = tuple(source_index(ii, axis.size, self.padding_mode) for ii, axis in pairs)
        return None if None in source else source

    def _copies(self) -> dict[str, str]:
        rows, columns = ([*range(a.size), *a.padding_cells] for a in self.window.axes)
        places = [(h, w) for h in rows for w in columns if not self.window.inside((h, w)) and self._source((h, w))]
        return {cell_id("p", (c, *i)): cell_id("x", (c, *self._source(i))) for c in range(len(self.x)) for i in places}

    def _title(self) -> str:
        w = self.window
        parts = [f"{times(w.size)} input", f"{times(w.kernel_size)} kernel"]
        parts += options_of(stride=w.stride, dilation=w.dilation)
        if self._padded():
            parts.append(f"padding {per_axis(w.padding)}" + f" ({self.padding_mode})" * (self.padding_mode != "zeros"))
        if not self.single or len(self.x) > 1:
            parts.append(f"{len(self.x)} → {self.maps} channels" + f", {self.groups} groups" * (self.groups > 1))
        return ", ".join(parts) + f": {times(w.output_size)} output"

    def _padded(self) -> bool:
        return any(map(any, self.window.padding))

    def _channels_of(self, m: int) -> range:
        first = m // (self.maps // self.groups) * self.per_group
        return range(first, first + self.per_group)

    # what is drawn

    def _input(self) -> Part:
        h_axis, w_axis = self.window.axes
        rows, columns = (sorted([*range(a.size), *a.padding_cells]) for a in (h_axis, w_axis))
        unread_h, unread_w = (set(axis.unread) for axis in (h_axis, w_axis))

        def kind(h: int, w: int) -> str:
            if not (h_axis.inside(h) and w_axis.inside(w)):
                return "cell pad"
            return "cell unread" if h in unread_h or w in unread_w else "cell"

        def text(channel: int) -> Callable[[int, int], str]:
            def shown(h: int, w: int) -> str:
                source = self._source((h, w))
                return number(self.x[(channel, *source)].item() if source else 0)

            return shown

        parts = [
            grid("x", (c,), rows, columns, text(c), kind=kind, over=self._windows_over(c)) for c in range(len(self.x))
        ]
        notes = []
        if self._padded():
            mode = f" ({self.padding_mode})" * (self.padding_mode != "zeros")
            notes.append(f"padding {per_axis(self.window.padding)}{mode}")
        lost = [f"{len(u)} {n}{'s' * (len(u) > 1)}" for u, n in ((unread_h, "row"), (unread_w, "column")) if u]
        if lost:
            notes.append(f"{' and '.join(lost)} never read")
        channels = f", {len(self.x)} channels" if len(self.x) > 1 else ""
        return labelled(stacked(parts), f"input {times(self.window.size)}{channels}", notes)

    def _windows_over(self, channel: int) -> str:
        return "".join(
            scene.window_over(
                cell_id("window", (m, channel)),
                self.window,
                lambda h, w, m=m: number(self.weight[m, channel - self._channels_of(m)[0], h, w].item()),
            )
            for m in range(self.maps)
            if channel in self._channels_of(m)
        )

    def _kernel(self) -> Part:
        kh, kw = self.window.kernel_size
        rows = []
        for m in range(self.maps):
            grids = [
                grid(
                    "w",
                    (m, c),
                    range(kh),
                    range(kw),
                    lambda h, w, m=m, c=c: number(self.weight[m, c, h, w].item()),
                )
                for c in range(self.per_group)
            ]
            row = beside(grids)
            if self.bias is not None:
                b = Part(cell(cell_id("b", (m,)), TICK, 0, number(self.bias[m].item())), TICK + UNIT + 2, UNIT + 2)
                row = stacked([row, labelled(b, "bias")] if m == 0 else [row, b], 6)
            rows.append(row)
        notes = options_of(stride=self.window.stride, dilation=self.window.dilation, groups=(self.groups,))
        return labelled(stacked(rows), f"kernel {times(self.window.kernel_size)}", notes)

    def _output(self) -> Part:
        oh, ow = self.window.output_size
        grids = [
            grid(
                "y",
                (m,),
                range(oh),
                range(ow),
                lambda h, w, m=m: number(self.run.output[m, h, w].item()),
                over=scene.ring(m),
            )
            for m in range(self.maps)
        ]
        maps = "" if self.single else f", {self.maps} maps"
        return labelled(stacked(grids), f"output {times((oh, ow))}{maps}")

    # what changes

    def _tracks(self) -> scene.Tracks:
        tracks: scene.Tracks = {}
        for f, (m, *o) in enumerate(self.order):
            tracks |= scene.written(cell_id("y", (m, *o)), f, len(self.order))
            tracks.setdefault((f"ring_{m}", "translate"), []).append((f, scene.corner(*o)))
            start = scene.corner(*self.window.input_index(tuple(o), (0, 0)))
            for c in self._channels_of(m):
                tracks.setdefault((cell_id("window", (m, c)), "translate"), []).append((f, start))
        return tracks if self.single else tracks | self._turns()

    def _turns(self) -> scene.Tracks:
        """Each map has its turn: its windows and its kernels show while it is being written."""
        turns, count = {}, len(self.order) // self.maps
        for m in range(self.maps):
            kinds = {f"ring_{m}": ("ring off", "ring")}
            kinds |= {cell_id("window", (m, c)): ("window off", "window") for c in self._channels_of(m)}
            kinds |= {cell_id("w", (m, *i)): ("cell", "cell active") for i in np.ndindex(self.weight[m].shape)}
            for element, (off, on) in kinds.items():
                turns[element, "class"] = scene.spans(off, on, range(m * count, (m + 1) * count), len(self.order))
        return turns

    def _frame(self, output: tuple[int, ...]) -> Frame:
        m, *o = output
        terms = self.run.terms(output)
        sums = " + ".join(scene.product_of(term, self.x, self.weight, self.bias) for term in terms)
        value = number(self.run.output[output].item())
        reads = tuple(
            (cell_id("x" if self.window.inside(i) else "p", (c, *i)), cell_id("w", (m, own, *k)))
            for own, c in enumerate(self._channels_of(m))
            for k, i in self.window.terms(tuple(o))
        )
        caption = (name_of("y", output[1:] if self.single else output), sums or "0", value)
        return Frame(cell_id("y", output), reads, caption)
