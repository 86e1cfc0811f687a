"""The film of a convolution: the window slides over the input, each output is written with its sum."""

from __future__ import annotations

import itertools

import numpy as np

from convlib.animate import scene, tracks
from convlib.animate.example import example_input, example_weight
from convlib.animate.tracks import Tracks
from convlib.film.drawing import Drawing, cell_id
from convlib.film.film import Film, Frame
from convlib.film.words import options_of, times
from convlib.ops.arguments import Call
from convlib.ops.convolution import conv2d
from convlib.relation import Window
from convlib.trace import Trace


@scene.can_ask
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
    scene.few_maps(call, x, weight)
    options = dict(stride=stride, padding=padding, dilation=dilation, groups=groups, padding_mode=padding_mode)
    bias = None if bias is None else np.asarray(bias)
    arrays = dict(weight=weight, bias=bias)
    call = Call("convolution", x=x, **arrays, **options)
    run, window = scene.traced(
        call,
        conv2d,
        lambda call: call.window(x.shape[1:], weight.shape[2:]),
        **dict(input=x, **arrays, method="loops", **options),
    )
    return _Scene(x, weight, bias, run, window, groups, padding_mode).film()


class _Scene:
    def __init__(self, x, weight, bias, run: Trace, window: Window, groups: int, padding_mode: str) -> None:
        self.x, self.weight, self.bias, self.run, self.window = x, weight, bias, run, window
        self.groups, self.padding_mode = groups, padding_mode
        self.maps, self.per_group = weight.shape[:2]
        self.single = self.maps == 1
        self.order = [(m, *o) for m in range(self.maps) for o in window.outputs()]

    def film(self) -> Film:
        notes = options_of(stride=self.window.stride, dilation=self.window.dilation, groups=(self.groups,))
        panels = {
            "input": scene.input_panel(self.x, self.window, self._windows_over, self.padding_mode),
            "kernel": scene.kernels_panel(self.weight, self.bias, notes),
            "output": scene.output_panel(self.run.output),
        }
        frames = tuple(map(self._frame, self.order))
        values = {"x": self.x, "weight": self.weight, "bias": self.bias, "y": self.run.output}
        one_input, one_kernel = len(self.x) == 1, self.single and self.per_group == 1
        labels = scene.labels(x=one_input, p=one_input, w=2 * one_kernel, b=0, y=self.single)
        return Film(self._title(), Drawing(panels), frames, self._tracks(), labels, self._copies(), values)

    def _title(self) -> str:
        w, more = self.window, []
        if padding := options_of(padding=w.padding):
            more.append(padding[0] + f" ({self.padding_mode})" * (self.padding_mode != "zeros"))
        if not self.single or len(self.x) > 1:
            more.append(f"{len(self.x)} → {self.maps} channels" + f", {self.groups} groups" * (self.groups > 1))
        gives = f"{times(w.output_size)} output"
        return scene.title(w, *more, gives=gives, stride=w.stride, dilation=w.dilation)

    def _copies(self) -> dict[str, str]:
        """Each padding cell that repeats a cell of the input."""
        copies, (rows, columns) = {}, (a.span for a in self.window.axes)
        for c, h, w in itertools.product(range(len(self.x)), rows, columns):
            source = scene.source_of(self.window, (h, w), self.padding_mode)
            if source and not self.window.inside((h, w)):
                copies[cell_id("p", (c, h, w))] = cell_id("x", (c, *source))
        return copies

    def _channels_of(self, m: int) -> range:
        first = m // (self.maps // self.groups) * self.per_group
        return range(first, first + self.per_group)

    def _windows_over(self, channel: int) -> str:
        """The windows of all maps that read a channel."""
        readers = [(m, self._channels_of(m)) for m in range(self.maps)]
        return "".join(
            scene.window_over(
                cell_id("window", (m, channel)), self.window, scene.weights(self.weight[m, channel - channels[0]])
            )
            for m, channels in readers
            if channel in channels
        )

    def _tracks(self) -> Tracks:
        changes = tracks.slide(self.window, [self._channels_of(m) for m in range(self.maps)])
        each = len(self.order) // self.maps
        for m, *i in np.ndindex(self.weight.shape) if not self.single else ():
            turn = range(m * each, (m + 1) * each)  # its kernels stand out while a map is being written
            changes[cell_id("w", (m, *i)), "class"] = tracks.spans("cell", "cell active", turn, len(self.order))
        return changes

    def _frame(self, output: tuple[int, ...]) -> Frame:
        m, *o = output
        reads = tuple(
            (cell_id("x" if self.window.inside(i) else "p", (c, *i)), cell_id("w", (m, own, *k)))
            for own, c in enumerate(self._channels_of(m))
            for k, i in self.window.terms(tuple(o))
        )
        arrays = {"input": self.x, "weight": self.weight}
        left, value = scene.named("y", output, self.single), self.run.output[output]
        return Frame(cell_id("y", output), reads, scene.caption(left, self.run.reads(output), arrays, value))
