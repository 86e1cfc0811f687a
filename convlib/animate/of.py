"""The film of any function of an input and a kernel: a learner's own, finished or not."""

from __future__ import annotations

import inspect

import numpy as np

from convlib.animate import scene
from convlib.film.drawing import UNIT, Drawing, Part, beside, cell_id, grid, labelled, number, stacked
from convlib.film.film import Film, Frame
from convlib.film.words import bracket, name_of, times
from convlib.ops.arguments import Call
from convlib.trace import Term, Trace, trace
from convlib.trace.numbers import Traced, value_of

MOST_CELLS = 400
LONGEST = 120  # characters of an error that a title repeats


def of(function, x, weight=None, *, expected=None, **options) -> Film:
    """Film ``function(x, weight, **options)``: what it reads for each output, and the sum that it makes.

    >>> def mine(x, weight):
    ...     y = np.zeros((2, 3))
    ...     y[0, 0] = (x[:2, :2] * weight).sum()        # the rest is still to do
    ...     return y
    >>> of(mine, np.arange(12).reshape(3, 4), np.ones((2, 2), dtype=int))
    Film('mine: 3×4 input, 2×2 kernel, 2×3 output, 5 not written', 1 frame)

    ``x``: up to three axes, ``weight``: up to four, or ``None`` for a function of x alone; the output has up to
    three. Outputs that the function has not written stay empty; if it stops with an error, the film shows what it
    had written by then. ``expected``: a function with the same arguments that is right: cells that it reads and
    yours does not are marked ``+``, those too many ``×``, those that meet another weight ``≠``; wrong outputs are
    crossed, and the film opens on the first of them. Raises
    :class:`~convlib.trace.TraceError` where a trace cannot follow, ``ValueError`` when nothing was written.
    """
    call = Call("of", x=x, weight=weight)
    x = call.array("x", (1, 2, 3), "an array of one to three axes")
    weight = None if weight is None else call.array("weight", (1, 2, 3, 4), "an array of one to four axes")
    run = _Run(call, function, x, weight, options, unfinished=True)
    right = None if expected is None else _Run(call, expected, x, weight, options)
    shape, largest = run.shape, max(x.size, run.trace.numbers.size, 0 if weight is None else weight.size)
    if len(shape) > 3 or largest > MOST_CELLS:
        call.fail(
            f"{run.name} gives {times(shape) or 'a number'}; a film shows up to three axes of {MOST_CELLS} cells in all"
        )
    if not run.order:
        call.fail(f"{run.name} made no output from x, so there is nothing to film")
    return _Scene(x, weight, run, right).film()


class _Run:
    """A traced run, with the function's own names for its arguments turned into ``x`` and ``w``."""

    def __init__(self, call: Call, function, x, weight, options: dict, unfinished: bool = False) -> None:
        if not callable(function):
            call.fail(f"what is filmed must be a function, not {function!r}", TypeError)
        self.name = getattr(function, "__name__", type(function).__name__)
        arrays = [x] if weight is None else [x, weight]
        try:
            signature = inspect.signature(function)
            signature.bind(*arrays, **options)
        except (TypeError, ValueError) as error:
            call.fail(f"{self.name} cannot be called so: {error}", TypeError)
        named = list(signature.parameters.values())[: len(arrays)]
        if any(p.kind is not p.POSITIONAL_OR_KEYWORD for p in named):
            call.fail(f"{self.name} must give its arguments names, such as x and weight", TypeError)
        self._names = {p.name: name for p, name in zip(named, "xw", strict=False)}
        given = {p.name: array for p, array in zip(named, arrays, strict=True)}
        self.trace: Trace = trace(function, _unfinished=unfinished, **given, **options)
        self.shape = self.trace.numbers.shape
        self.order = [i for i in np.ndindex(self.shape) if isinstance(self.trace.numbers[i], Traced)]

    def holds(self, o: tuple[int, ...]) -> bool:
        return len(o) == len(self.shape) and all(i < n for i, n in zip(o, self.shape, strict=True))

    def is_plain(self, o: tuple[int, ...]) -> bool:
        """Whether an output is a number that comes from no input, such as an inserted zero."""
        return self.holds(o) and not isinstance(self.trace.numbers[o], Traced)

    def value(self, o: tuple[int, ...]):
        return value_of(self.trace.numbers[o])

    def cells(self, term: Term, name: str) -> list[tuple[int, ...]]:
        """Where a term reads ``x`` or ``w``."""
        return [c.index for c in term.cells if self._names.get(c.array) == name]

    def reads(self, o: tuple[int, ...]) -> list[tuple]:
        """Pairs of an input cell and the kernel cell that it meets, or ``None``."""
        terms = self.trace.terms(o)
        return [(x, w) for t in terms for x in self.cells(t, "x") for w in self.cells(t, "w") or [None]]


def _raised(index: tuple[int, ...], axes: int) -> tuple[int, ...]:
    """The index with axes of size 1 in front."""
    return (0,) * (axes - len(index)) + tuple(index)


class _Scene:
    def __init__(self, x, weight, run: _Run, right: _Run | None) -> None:
        self.x, self.weight, self.run, self.right = x, weight, run, right
        self.count = len(run.order)
        others = [o for o in np.ndindex(run.shape) if not isinstance(run.trace.numbers[o], Traced)]
        self.plain = [o for o in others if right is not None and self._is_meant(o)]
        self.missing = len(others) - len(self.plain)
        self.wrong = [o for o in run.order if right is not None and not self._agrees(o)]

    def _is_meant(self, o: tuple[int, ...]) -> bool:
        """Whether a number that comes from no input is as it should be, or one that should not be there at all."""
        return not self.right.holds(o) or (self.right.is_plain(o) and self._agrees(o))

    def _agrees(self, o: tuple[int, ...]) -> bool:
        return self.right.holds(o) and bool(np.isclose(float(self.run.value(o)), float(self.right.value(o))))

    def film(self) -> Film:
        x = self.x.reshape((1,) * (3 - self.x.ndim) + self.x.shape)
        marks = [scene.Marks(f"mark_{c}", self.count) for c in range(len(x))]
        tracks: scene.Tracks = {}
        for f, o in enumerate(self.run.order):
            tracks |= scene.written(cell_id("y", _raised(o, 3)), f, self.count)
            for kind, x_index, weights in self._compared(o):
                c, *place = _raised(x_index, 3)
                marks[c].add(f, place, weights, kind)
        for own in marks:
            tracks |= own.tracks()
        panels = {"input": _panel("x", x, f"input {times(self.x.shape)}", [m.svg() for m in marks])}
        if self.weight is not None:
            weight = self.weight.reshape((1,) * (4 - self.weight.ndim) + self.weight.shape)
            panels["kernel"] = _panel("w", weight, f"kernel {times(self.weight.shape)}")
        panels["output"] = self._output(tracks)
        labels = {"x": ("x", 3 - self.x.ndim), "y": ("y", 3 - len(self.run.shape))}
        labels["w"] = ("weight", 4 - (0 if self.weight is None else self.weight.ndim))
        values = {"x": self.x, "weight": self.weight, "y": self.run.trace.output}
        frames = tuple(map(self._frame, self.run.order))
        start = self.run.order.index(self.wrong[0]) if self.wrong else 0
        return Film(self._title(), Drawing(panels), frames, tracks, labels, values=values, start=start)

    def _title(self) -> str:
        parts = [f"{times(self.x.shape)} input"]
        parts += [f"{times(self.weight.shape)} kernel"] if self.weight is not None else []
        parts += [f"{times(self.run.shape) or 1} output", *self._remarks()]
        if error := self.run.trace.error:
            said = " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())
            parts.append(f"stopped by {type(error).__name__}" + f": {said[:LONGEST]}" * bool(said))
        return f"{self.run.name}: {', '.join(parts)}"

    def _remarks(self) -> list[str]:
        remarks = [f"{self.missing} not written"] * bool(self.missing)
        if self.right is not None and self.right.shape != self.run.shape:
            remarks.append(f"expected {times(self.right.shape)}")
        return remarks + [f"{len(self.wrong)} wrong"] * bool(self.wrong)

    def _output(self, tracks: scene.Tracks) -> Part:
        shape = (1,) * (3 - len(self.run.shape)) + self.run.shape
        values, over = np.full(shape, "", dtype=object), [scene.ring(c) for c in range(shape[0])]
        for o in (*self.run.order, *self.plain):
            values[_raised(o, 3)] = _shown(self.run.value(o))
        turns: dict[int, list[int]] = {c: [] for c in range(shape[0])}
        for f, o in enumerate(self.run.order):
            c, h, w = _raised(o, 3)
            turns[c].append(f)
            tracks.setdefault((f"ring_{c}", "translate"), []).append((f, scene.corner(h, w)))
            if o in self.wrong:
                over[c] += _cross(cell_id("wrong", (c, h, w)), h, w)
                shown = scene.timeline([(0, "wrong off"), (f, "wrong")], self.count)
                tracks[cell_id("wrong", (c, h, w)), "class"] = shown
        for c, frames in turns.items():
            tracks[f"ring_{c}", "class"] = scene.spans("ring off", "ring", frames, self.count)
        kind = lambda *i: "cell" if values[i] else "cell empty"  # noqa: E731
        return _panel("y", values, f"output {times(self.run.shape)}".strip(), over, kind, self._remarks())

    def _compared(self, o: tuple[int, ...]) -> list[tuple[str, tuple, str]]:
        """Each cell that is read or should be: how it is marked, and the weights that meet it."""
        mine = _met(self.run.reads(o))
        theirs = _met(self.right.reads(o)) if self.right is not None and self.right.holds(o) else mine
        marked = []
        for x in mine | theirs:
            kind = "extra" if x not in theirs else "missing" if x not in mine else "other" * (mine[x] != theirs[x])
            weights = ",".join(number(self.weight[w].item()) for w in (mine.get(x) or theirs[x]) if w is not None)
            marked.append((f"mark {kind}".strip(), x, weights))
        return marked

    def _frame(self, o: tuple[int, ...]) -> Frame:
        pairs = [(cell_id("x", _raised(x, 3)), w) for x, w in self.run.reads(o)]
        reads = tuple((x, x if w is None else cell_id("w", _raised(w, 4))) for x, w in pairs)
        sums = " + ".join(map(self._product, self.run.trace.terms(o)))
        value = _shown(self.run.value(o))
        if o in self.wrong:
            held = self.right.holds(o)
            value += f" (expected {_shown(self.right.value(o))})" if held else " (there is no such output)"
        return Frame(cell_id("y", _raised(o, 3)), reads, (name_of("y", o), sums or "0", value))

    def _product(self, term: Term) -> str:
        """``3·2`` for an input cell and a kernel cell; whatever else is in the term as a factor more."""
        factors = [array[i].item() for n, array in (("x", self.x), ("w", self.weight)) for i in self.run.cells(term, n)]
        if len(factors) < len(term.cells):  # an array that is not drawn, a bias for example
            return bracket(_plain(term.value))
        rest = [_plain(term.factor)] if not factors or term.factor != 1 else []
        return "·".join(map(bracket, factors + rest))


def _met(reads: list[tuple]) -> dict[tuple, list]:
    """For each input cell the kernel cells that it meets."""
    met: dict[tuple, list] = {}
    for x, w in reads:
        met.setdefault(x, []).append(w)
    return {x: sorted(set(cells), key=str) for x, cells in met.items()}


def _cross(element: str, h: int, w: int) -> str:
    x, y = w * UNIT + UNIT - 5, h * UNIT + 5
    path = f"M{x} {y}l-7 7M{x - 7} {y}l7 7"
    return f'<g id="{element}" class="wrong off" pointer-events="none"><path d="{path}"/></g>'


def _panel(prefix: str, array: np.ndarray, label: str, over=None, kind=None, notes=()) -> Part:
    """The last two axes as grids, stacked; of a kernel's four axes the maps go down and the channels across."""
    parts = []
    for n, lead in enumerate(np.ndindex(array.shape[:-2])):
        text = lambda *i, lead=lead: _shown(array[(*lead, *i)])  # noqa: E731
        own = (lambda *i, lead=lead: kind(*lead, *i)) if kind else lambda *i: "cell"
        rows, columns = map(range, array.shape[-2:])
        parts.append(grid(prefix, lead, rows, columns, text, kind=own, over=over[n] if over else ""))
    across = array.shape[1] if array.ndim == 4 else 1
    rows = [beside(parts[n : n + across]) for n in range(0, len(parts), across)]
    return labelled(stacked(rows), label, notes)


def _plain(value):
    return value.item() if isinstance(value, np.generic) else value


def _shown(value) -> str:
    return value if isinstance(value, str) else number(_plain(value))
