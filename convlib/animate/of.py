"""The film of any function of an input and a kernel: a learner's own, finished or not."""

from __future__ import annotations

import numpy as np

from convlib.animate import scene, tracks
from convlib.animate.learners import Run
from convlib.animate.tracks import Marks, Tracks
from convlib.film.drawing import UNIT, Drawing, Part, beside, cell_id, grid, labelled, number, stacked
from convlib.film.film import Film, Frame, Label
from convlib.film.words import name_of, times
from convlib.ops.arguments import Call

MOST_CELLS = 400
LONGEST = 120  # characters of an error that a title repeats


@scene.can_ask
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
    if not x.size or (weight is not None and not weight.size):
        call.fail("x and weight must not be empty")
    run = Run(call, function, x, weight, options, unfinished=True)
    right = None if expected is None else Run(call, expected, x, weight, options)
    shape, largest = run.shape, max(x.size, run.trace.numbers.size, 0 if weight is None else weight.size)
    if len(shape) > 3 or largest > MOST_CELLS:
        call.fail(
            f"{run.name} gives {times(shape) or 'a number'}; a film shows up to three axes of {MOST_CELLS} cells in all"
        )
    if not run.order:
        call.fail(f"{run.name} made no output from x, so there is nothing to film")
    return _Scene(x, weight, run, right).film()


def _raised(index: tuple[int, ...], axes: int) -> tuple[int, ...]:
    """The index with axes of size 1 in front."""
    return (0,) * (axes - len(index)) + tuple(index)


def _x(i: tuple[int, ...]) -> str:
    return cell_id("x", _raised(i, 3))


def _y(o: tuple[int, ...]) -> str:
    return cell_id("y", _raised(o, 3))


class _Scene:
    def __init__(self, x, weight, run: Run, right: Run | None) -> None:
        self.x, self.weight, self.run, self.right = x, weight, run, right
        self.count = len(run.order)
        others = [o for o in np.ndindex(run.shape) if o not in run.made]
        self.constants = [o for o in others if right is not None and self._is_meant(o)]
        self.missing = [o for o in others if o not in self.constants]
        self.wrong = [o for o in run.order if right is not None and not self._agrees(o)]

    def _is_meant(self, o: tuple[int, ...]) -> bool:
        """Whether a number that comes from no input is as it should be, or one that should not be there at all."""
        return not self.right.holds(o) or (self.right.is_constant(o) and self._agrees(o))

    def _agrees(self, o: tuple[int, ...]) -> bool:
        return self.right.holds(o) and bool(
            np.isclose(float(self.run.value(o)), float(self.right.value(o)), equal_nan=True)
        )

    def film(self) -> Film:
        changes: Tracks = {}
        for f, o in enumerate(self.run.order):
            changes |= tracks.written(_y(o), f, self.count)
        panels = {"input": self._input(changes)}
        if self.weight is not None:
            weight = self.weight.reshape((1,) * (4 - self.weight.ndim) + self.weight.shape)
            panels["kernel"] = _panel("w", weight, f"kernel {times(self.weight.shape)}")
        panels["output"] = self._output(changes)
        labels = {"x": Label("x", 3 - self.x.ndim), "y": Label("y", 3 - len(self.run.shape))}
        labels["w"] = Label("weight", 4 - (0 if self.weight is None else self.weight.ndim))
        values = {"x": self.x, "weight": self.weight, "y": self.run.trace.output}
        says = {_y(o): "comes from no input" for o in self.constants}
        says |= {_y(o): "is not written" for o in self.missing}
        return Film(
            self._title(),
            Drawing(panels),
            tuple(map(self._frame, self.run.order)),
            changes,
            labels,
            values=values,
            start=self.run.order.index(self.wrong[0]) if self.wrong else 0,
            opens_there=bool(self.wrong),
            says=says,
        )

    def _title(self) -> str:
        parts = [f"{times(self.x.shape)} input"]
        parts += [f"{times(self.weight.shape)} kernel"] if self.weight is not None else []
        parts += [f"{times(self.run.shape) or 1} output", *self._remarks()]
        if error := self.run.trace.error:
            said = " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())
            parts.append(f"stopped by {type(error).__name__}" + f": {said[:LONGEST]}" * bool(said))
        return f"{self.run.name}: {', '.join(parts)}"

    def _remarks(self) -> list[str]:
        remarks = [f"{len(self.missing)} not written"] * bool(self.missing)
        if self.right is not None and self.right.shape != self.run.shape:
            remarks.append(f"expected {times(self.right.shape)}")
        return remarks + [f"{len(self.wrong)} wrong"] * bool(self.wrong)

    def _input(self, changes: Tracks) -> Part:
        """The input, what is read of it marked, and the cells that win a maximum in double rings."""
        x = self.x.reshape((1,) * (3 - self.x.ndim) + self.x.shape)
        marks, wins = [Marks(f"mark_{c}", self.count) for c in range(len(x))], []
        for f, o in enumerate(self.run.order):
            for kind, i, weights in self._compared(o):
                c, *place = _raised(i, 3)
                marks[c].add(f, place, weights, kind)
            if (won := self.run.winner(o)) is not None:
                wins.append((f, *_raised(won, 3)))
        for own in marks:
            changes |= own.tracks()
        changes |= tracks.visits("winner", wins, self.count)
        winners = {c for _, c, *_ in wins}
        over = [own.svg() + (scene.winner(c) if c in winners else "") for c, own in enumerate(marks)]
        return _panel("x", x, f"input {times(self.x.shape)}", over)

    def _output(self, changes: Tracks) -> Part:
        shape = (1,) * (3 - len(self.run.shape)) + self.run.shape
        values, over = np.full(shape, "", dtype=object), [scene.ring(c) for c in range(shape[0])]
        for o in (*self.run.order, *self.constants):
            values[_raised(o, 3)] = _shown(self.run.value(o))
        changes |= tracks.visits("ring", [(f, *_raised(o, 3)) for f, o in enumerate(self.run.order)], self.count)
        for channel in range(shape[0]):
            changes.setdefault((f"ring_{channel}", "class"), [(0, "ring off")])
        for o in self.wrong:
            c, h, w = _raised(o, 3)
            over[c] += _cross(cell_id("wrong", (c, h, w)), h, w)
            shown = tracks.timeline([(0, "wrong off"), (self.run.order.index(o), "wrong")], self.count)
            changes[cell_id("wrong", (c, h, w)), "class"] = shown

        def kind(*i: int) -> str:
            return "cell" if values[i] else "cell empty"

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
        pairs = [(_x(i), w) for i, w in self.run.reads(o)]
        reads = tuple((x, x if w is None else cell_id("w", _raised(w, 4))) for x, w in pairs)
        value = _shown(self.run.value(o))
        if o in self.wrong:
            held = self.right.holds(o)
            value += f" (expected {_shown(self.right.value(o))})" if held else " (there is no such output)"
        caption = scene.caption(name_of("y", o), self.run.trace.reads(o), self.run.arrays, value)
        won = self.run.winner(o)
        return Frame(_y(o), reads, caption, hides=() if won is None else (f"winner_{_raised(won, 3)[0]}",))


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
    rows, columns = map(range, array.shape[-2:])

    def part(n: int, lead: tuple[int, ...]) -> Part:
        def text(*i: int) -> str:
            return _shown(array[(*lead, *i)])

        def own(*i: int) -> str:
            return kind(*lead, *i) if kind else "cell"

        return grid(prefix, lead, rows, columns, text, kind=own, over=over[n] if over else "")

    parts = [part(n, lead) for n, lead in enumerate(np.ndindex(array.shape[:-2]))]
    across = array.shape[1] if array.ndim == 4 else 1
    rowed = [beside(parts[n : n + across]) for n in range(0, len(parts), across)]
    return labelled(stacked(rowed), label, notes)


def _shown(value) -> str:
    """A number as it is printed, words as they are."""
    return value if isinstance(value, str) else number(value.item() if isinstance(value, np.generic) else value)
