"""The films of a transposed convolution: the same numbers, computed in four ways."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from convlib.animate import scene
from convlib.animate.example import input_and_kernel
from convlib.animate.matrix import panels
from convlib.film.drawing import UNIT, Drawing, cell, cell_id, grid, labelled, number, tap
from convlib.film.film import Film, Frame
from convlib.film.sheet import sheet
from convlib.film.words import bracket, name_of, options_of, per_axis, rows_of, times
from convlib.ops.arguments import Call
from convlib.ops.transposed import TRANSPOSED_METHODS, conv_transpose2d, transposed_window

WAYS = tuple(TRANSPOSED_METHODS)


def transposed(
    x=None,
    weight=None,
    *,
    size=3,
    kernel_size=3,
    stride=1,
    padding=0,
    output_padding=0,
    dilation=1,
    way="scatter",
    seed=0,
) -> Film:
    """Film ``conv_transpose2d`` on given numbers, or on an example of a given ``size`` and ``kernel_size``.

    >>> transposed(size=(2, 3), kernel_size=3, stride=2, padding=1)
    Film('2×3 input, 3×3 kernel, stride 2, padding 1: 3×5 output, scatter', 6 frames)
    >>> transposed(np.eye(2, dtype=int), np.ones((3, 2), dtype=int), stride=2, way="zeros")
    Film('2×2 input, 3×2 kernel, stride 2: 5×4 output, zeros', 20 frames)

    ``x``: ``(h, w)``, ``weight``: ``(kh, kw)``, one channel and one map. ``way``: ``"scatter"`` (each input stamps the
    kernel), ``"zeros"`` (zeros between the inputs, an ordinary convolution), ``"matrix"`` (``Wᵀx``), ``"gradient"``
    (each output asks who read it), or ``"all"`` on one sheet. The other arguments and the errors are those of
    :func:`convlib.conv_transpose2d`. Source: lectures cpen455-5, layer-types, msu-7.
    """
    call = Call("transposed", way=way)
    call.choice("way", (*WAYS, "all"))
    x, weight = input_and_kernel("transposed", x, weight, size, kernel_size, seed, least=1)
    options = dict(stride=stride, padding=padding, output_padding=output_padding, dilation=dilation)
    films = [_Transposed(x, weight, options, w).film() for w in (WAYS if way == "all" else (way,))]
    return films[0] if way != "all" else sheet(films, dict(zip(WAYS, _SHEET, strict=True)))


_SHEET = (
    "scatter: each input stamps the kernel",
    "zeros: inserted, then a convolution with the flipped kernel",
    "matrix: Wᵀx",
    "gradient: each output sums over its readers",
)


def overlap(size=4, kernel_size=3, *, stride=2, padding=0, output_padding=0, dilation=1) -> Film:
    """How many inputs reach each output of a transposed convolution: the count that makes checkerboards.

    >>> overlap(size=(2, 3), kernel_size=3, stride=2)
    Film('2×3 input, 3×3 kernel, stride 2: 5×7 output, each cell written 1 to 4 times', 6 frames)

    Ones are stamped with ones. ``size`` and ``kernel_size``: a number, or one for each axis; the other arguments and
    the errors are those of :func:`convlib.conv_transpose2d`. Source: lecture cpen455-5; Odena et al. 2016.
    """
    call = Call("overlap", size=size, kernel_size=kernel_size)
    ones = [np.ones(call.per_axis(name, 2, 1), dtype=int) for name in ("size", "kernel_size")]
    options = dict(stride=stride, padding=padding, output_padding=output_padding, dilation=dilation)
    film = transposed(*ones, **options, way="scatter")
    fewest, most = (int(pick(film.values["y"])) for pick in (np.min, np.max))
    times_each = f"{fewest} to {most} times" if fewest < most else f"{most} time{'s' * (most > 1)}"
    return replace(film, title=f"{film.title.rpartition(',')[0]}, each cell written {times_each}")


class _Transposed:
    def __init__(self, x: np.ndarray, weight: np.ndarray, options: dict, way: str) -> None:
        self.x, self.weight, self.way = x, weight, way
        self.call = Call("transposed", x=x[0], weight=weight[0, 0], **options)
        call = Call("transposed", x=x[0], weight=weight[0, 0], **options)
        self.run = scene.traced(call, conv_transpose2d, input=x, weight=weight, **options, method=way)
        self.y = self.run.output[0]
        self.window = transposed_window(self.call, x.shape[1:], weight.shape[2:])
        self.inputs = list(np.ndindex(x.shape[1:]))
        self.outputs = list(np.ndindex(self.y.shape))
        self.terms = {i: self.run.terms((0, *i)) for i in self.outputs}
        self.extra = tuple(self.call.per_axis("output_padding", 2, 0))

    def film(self) -> Film:
        panels, frames, tracks, more = getattr(self, f"_{self.way}")()
        values = {"x": self.x, "weight": self.weight, "y": self.run.output}
        labels = dict(x=("x", 1), w=("weight", 2), y=("y", 1), p=("padding", 1), z=("zero", 1), m=("matrix", 0))
        return Film(self._title(), Drawing(panels), tuple(frames), tracks, labels, values=values, **more)

    def _title(self) -> str:
        w = self.window
        options = options_of(stride=w.stride, padding=w.padding, dilation=w.dilation, output_padding=self.extra)
        parts = [f"{times(self.x.shape[1:])} input", f"{times(w.kernel_size)} kernel", *options]
        return f"{', '.join(parts)}: {times(self.y.shape)} output, {self.way}"

    # what several ways share

    def _frame(self, i: tuple[int, int]) -> Frame:
        """An output and the sum that gave it."""
        terms = self.terms[i]
        reads = [(cell_id("x", c["input"]), cell_id("w", c["weight"])) for c in map(_cells, terms) if "input" in c]
        sums = " + ".join(scene.product_of(term, self.x, self.weight, None) for term in terms)
        return Frame(cell_id("y", (0, *i)), tuple(reads), (name_of("y", i), sums or "0", number(self.y[i].item())))

    def _output(self, over: str | None = None, label: str = "output"):
        """The output, with the frame that padding cuts away, and cells that no input reaches crossed out."""
        h, w = self.y.shape
        last = self.window.input_index(self.inputs[-1], tuple(k - 1 for k in self.window.kernel_size))
        span = [range(-a.padding[0], max(a.size, end + 1)) for a, end in zip(self.window.axes, last, strict=True)]
        inside = self.window.inside
        never = {i for i in self.outputs if not any("input" in _cells(t) for t in self.terms[i])}
        kind = lambda *i: "cell pad" if not inside(i) else "cell unread" if i in never else "cell"  # noqa: E731
        text = lambda *i: number(self.y[i].item()) if inside(i) else ""  # noqa: E731
        notes = [f"padding {per_axis(self.window.padding)}: the frame is cut away"] * self._has("padding", (0, 0))
        notes += [f"output padding {per_axis(self.extra)}"] * any(self.extra)
        notes += [f"{len(never)} cell{'s' * (len(never) > 1)} that no input reaches"] * bool(never)
        part = grid("y", (0,), *span, text, kind=kind, over=scene.ring() if over is None else over)
        return labelled(part, f"{label} {times((h, w))}", notes)

    def _has(self, name: str, default) -> bool:
        return any(value != default for value in getattr(self.window, name))

    def _input(self, over: str, label: str = "input"):
        h, w = self.x.shape[1:]
        text = lambda h, w: number(self.x[0, h, w].item())  # noqa: E731
        return labelled(grid("x", (0,), range(h), range(w), text, over=over), f"{label} {times((h, w))}")

    def _kernel(self, flipped: bool = False):
        label = f"kernel {times(self.window.kernel_size)}" + ", flipped" * flipped
        stride = (1, 1) if flipped else self.window.stride
        notes = options_of(stride=stride, dilation=self.window.dilation)
        return scene.kernel(self.weight[0, 0], label, notes, flipped)

    def _written(self) -> scene.Tracks:
        tracks = scene.moved("ring_0", self.outputs)
        for f, i in enumerate(self.outputs):
            tracks |= scene.written(cell_id("y", (0, *i)), f, len(self.outputs))
        return tracks

    # the four ways

    def _scatter(self):
        count, stages, tracks = len(self.inputs), [], {}
        turn = {o: f for f, o in enumerate(self.inputs)}
        stamped: dict[tuple[int, int], list[str]] = {o: [] for o in self.inputs}
        for i in self.outputs:
            values = {_cells(t)["input"][1:]: t.value for t in self.terms[i]}
            order = sorted((turn[o], o) for o in values)
            total = 0
            for n, (f, o) in enumerate(order):
                total, last = total + values[o], n == len(order) - 1
                name = cell_id("y", (0, *i)) if last else cell_id("s", (n, *i))
                stamped[o].append(name)
                if last:
                    tracks |= scene.written(name, f, count)
                    continue
                off, then = "cell partial off", order[n + 1][0]
                moments = [(0, off), (f, "cell partial now"), (f + 1, "cell partial"), (then, off)]
                tracks[name, "class"] = scene.timeline(moments, count)
                stages.append(cell(name, i[1] * UNIT, i[0] * UNIT, number(total), "cell partial off"))
        weights = lambda *k: number(self.weight[0, 0][k].item())  # noqa: E731
        stamp = scene.window_over("stamp_0", self.window, weights, "window stamp")
        tracks |= scene.moved("stamp_0", [self.window.input_index(o, (0, 0)) for o in self.inputs])
        tracks |= scene.moved("read_0", self.inputs)
        read = f'<g id="read_0" class="window" pointer-events="none">{tap(0, 0, "")}</g>'
        frames = []
        for o in self.inputs:
            value, made = self.x[0][o].item(), self.x[0][o] * self.weight[0, 0]
            caption = (f"{name_of('x', o)}·w", f"{bracket(value)}·{rows_of(self.weight[0, 0])}", rows_of(made))
            reads = tuple((cell_id("x", (0, *o)), cell_id("w", (0, 0, *k))) for k in self.window.taps())
            first, *also = stamped[o] or [cell_id("x", (0, *o))]
            frames.append(Frame(first, reads, caption, tuple(also)))
        panels = {"input": self._input(read), "kernel": self._kernel(), "output": self._output("".join(stages) + stamp)}
        return panels, frames, tracks, {"sums": tuple(map(self._frame, self.outputs))}

    def _zeros(self):
        ordinary = self.window.inserted(self.x.shape[1:])
        source = {self.window.spread(o): o for o in self.inputs}
        kept = [range(-a.padding[0], a.size + a.padding[1]) for a in ordinary.axes]

        def kind(*i) -> str:
            if not ordinary.inside(i):
                return "cell pad"
            cropped = any(ii not in keep for ii, keep in zip(i, kept, strict=True))
            return "cell unread" if cropped else "cell" if i in source else "cell zero"

        name = lambda *i: cell_id("x" if i in source else "pz"[ordinary.inside(i)], (0, *source.get(i, i)))  # noqa: E731
        text = lambda *i: number(self.x[0][source[i]].item()) if i in source else "0"  # noqa: E731
        span = [range(min(0, -a.padding[0]), a.size + max(0, a.padding[1])) for a in ordinary.axes]
        flipped, taps = self.weight[0, 0, ::-1, ::-1], list(self.window.taps())
        opposite = dict(zip(taps, reversed(taps), strict=True))
        over = scene.window_over("window_0_0", ordinary, lambda *k: number(flipped[k].item()))
        z = labelled(
            grid("z", (0,), *span, text, kind=kind, name=name, over=over),
            f"input {times(self.x.shape[1:])}, zeros between",
            [f"stride {per_axis(self.window.stride)}: stride − 1 zeros between"] * self._has("stride", 1)
            + [f"padding p = {per_axis(self.window.padding)}, so p′ = {per_axis(ordinary.padding)}".replace("-", "−")]
            + ["p′ below 0: the crossed cells are cut away"] * (min(map(min, ordinary.padding)) < 0),
        )
        tracks = self._written() | scene.moved("window_0_0", [ordinary.input_index(i, (0, 0)) for i in self.outputs])
        frames = []
        for i in self.outputs:
            pairs = [(name(*z), cell_id("w", (0, 0, *opposite[k]))) for k, z in ordinary.terms(i)]
            frames.append(self._frame(i)._replace(reads=tuple(pairs)))
        return {"input": z, "kernel": self._kernel(flipped=True), "output": scene.output(self.y)}, frames, tracks, {}

    def _matrix(self):
        reads = [self._frame(i) for i in self.outputs]
        return panels(
            self.call,
            self.x,
            self.weight,
            self.y,
            reads,
            transposed=True,
            notes=options_of(stride=self.window.stride, dilation=self.window.dilation),
        )

    def _gradient(self):
        marks = scene.Marks("mark", len(self.outputs))
        frames, lit = [self._frame(i) for i in self.outputs], {}
        for f, i in enumerate(self.outputs):
            for cells in map(_cells, self.terms[i]):
                marks.add(f, cells["input"][1:], number(self.weight[cells["weight"]].item()))
                lit.setdefault(cells["weight"], []).append(f)
        count = len(self.outputs)
        tracks = self._written() | marks.tracks()
        for k in np.ndindex(self.weight.shape):
            tracks[cell_id("w", k), "class"] = scene.spans("cell", "cell active", lit.get(k, ()), count)
        panels = {
            "input": self._input(marks.svg(), "x, gradient of the output"),
            "kernel": self._kernel(),
            "output": scene.output(self.y, "y, gradient of the input"),
        }
        return panels, frames, tracks, {}


def _cells(term) -> dict[str, tuple[int, ...]]:
    return {c.array: c.index for c in term.cells}
