"""The film of a kernel that is learnt: its numbers step by step, the one looked for, and the error that falls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from convlib.animate import scene, tracks
from convlib.animate.example import example_input
from convlib.animate.scene import w_id
from convlib.animate.tracks import Tracks
from convlib.film.drawing import TICK, UNIT, Drawing, Part, cell, cell_id, grid, labelled, number, scaled
from convlib.film.film import Film, Frame, Label
from convlib.film.words import Caption, average, bracket, counted, times
from convlib.ops.arguments import Call
from convlib.ops.convolution import conv2d
from convlib.ops.gradient import conv2d_weight_grad

MOST = 24  # kernels, one for each frame
LARGEST = 5  # taps along an axis that can be read
SAID = 16  # squares that a caption writes out
ROW = 5  # errors side by side
ROOM = 2  # cells from one row of errors to the next: the numbers of the steps stand between
LARGE, WIDE = 1.5, 1.3  # how much larger the kernels and the errors are drawn
EDGES = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


@scene.can_ask
def learnt(kernels=None, wanted=None, x=None, *, steps=9, rate=0.1, seed=0) -> Film:
    """Film the kernels that gradient steps went through, beside the kernel that was looked for.

    >>> learnt()
    Film('3×3 kernel, learnt in 9 steps: error 29.8, then 0.04', 10 frames)
    >>> learnt({0: [[0, 0]], 50: [[-0.9, 1]]}, [[-1, 1]], [[1, 2, 4], [5, 3, 5]])
    Film('1×2 kernel, learnt in 50 steps: error 3.25, then 0.1', 2 frames)

    ``kernels``: a list of ``(kh, kw)``, the first before any step; or a dict of them, by how many steps were made.
    ``wanted``: the kernel that was looked for; ``x``: ``(h, w)``, what both answer to. The error is the mean of the
    squares of what the answers differ by. Without kernels ``steps`` steps are made here, with the learning rate
    ``rate``, from zeros on. At most 24 frames and 5×5 taps. Raises ``ValueError`` or ``TypeError``, restating the call.
    """
    call = Call("learnt", wanted=EDGES if wanted is None else wanted, x=x)
    wanted = call.array("wanted", (2,), "(kh, kw)")
    if not wanted.size or max(wanted.shape) > LARGEST:
        call.fail(f"wanted must have from 1 to {LARGEST} taps a side, not {times(wanted.shape)}")
    if x is None:
        call.arguments["x"] = example_input(1, (6, 6), Call("learnt", seed=seed).integer("seed", 0))[0] - 2
    x = call.array("x", (2,), "(h, w)")
    if any(n < k for n, k in zip(x.shape, wanted.shape, strict=True)):
        call.fail(f"the kernel, {times(wanted.shape)}, does not fit into x, {times(x.shape)}")
    if kernels is None:
        own = Call("learnt", steps=steps, rate=rate)
        kernels = list(_descent(x, wanted, own.integer("steps", 0, MOST - 1), own.positive("rate", rate)))
    return _Scene(_by_step(call, kernels), wanted, x).film()


def _by_step(call: Call, kernels) -> dict[int, np.ndarray]:
    """Kernels by the number of steps made, in order, each as large as the one that is wanted."""
    if not isinstance(kernels, (Mapping, list, tuple, np.ndarray)):
        call.fail(f"kernels must be a list, or a dict by the number of steps, not {kernels!r}", TypeError)
    given = dict(kernels.items() if isinstance(kernels, Mapping) else enumerate(kernels))
    if not 1 <= len(given) <= MOST:
        call.fail(f"kernels must be from 1 to {MOST}, one for each frame, not {len(given)}")
    found = {}
    for step in sorted(Call("learnt", step=step).integer("step", 0) for step in given):
        name = f"kernels[{step}]"
        own = Call("learnt", **{name: given[step]}, wanted=call.arguments["wanted"])
        found[step] = own.array(name, (2,), "(kh, kw)")
        own.real_array(name, found[step])
        if found[step].shape != call.arguments["wanted"].shape:
            own.fail(f"{name} must be as large as wanted")
    return found


def _descent(x: np.ndarray, wanted: np.ndarray, steps: int, rate: float) -> Iterator[np.ndarray]:
    """The kernel before any step, and after each."""
    kernel, size = np.zeros(wanted.shape), (1, 1, *wanted.shape)
    for _ in range(steps):
        yield kernel
        difference = _differences(x, kernel, wanted)
        gradient = conv2d_weight_grad(x[None], size, 2 * difference[None] / difference.size)
        kernel = kernel - rate * gradient[0, 0]
    yield kernel


def _differences(x: np.ndarray, kernel: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """What a kernel answers less what was wanted."""
    mine, right = (conv2d(x[None], k[None, None])[0] for k in (kernel, wanted))
    return mine - right


def _shown(value) -> str:
    """To two digits after the point."""
    return number(round(float(value), 2))


class _Scene:
    def __init__(self, kernels: dict[int, np.ndarray], wanted: np.ndarray, x: np.ndarray) -> None:
        self.kernels, self.wanted, self.x = kernels, wanted, x
        self.steps, self.count = list(kernels), len(kernels)
        self.differences = [_differences(x, kernel, wanted) for kernel in kernels.values()]
        self.errors = np.array([np.mean(np.square(d, dtype=float)) for d in self.differences])
        self.taps = list(np.ndindex(wanted.shape))

    def film(self) -> Film:
        changes = tracks.moved("ring_0", [(n // ROW * ROOM, n % ROW) for n in range(self.count)])
        for f, step in enumerate(self.steps):
            changes |= tracks.written(cell_id("e", (step,)), f, self.count) | self._numbers(f)
        last = list(self.kernels.values())[-1]
        looked_for = {cell_id("t", t): "is what is looked for; no step reads it" for t in self.taps}
        return Film(
            self._title(),
            Drawing(self._panels(last)),
            tuple(self._frame(f) for f in range(self.count)),
            changes,
            {"w": Label("weight", 2), "t": Label("wanted"), "e": Label("error")},
            values={"x": self.x, "weight": last, "wanted": self.wanted, "errors": self.errors, "kernels": self.kernels},
            says=looked_for,
        )

    def _title(self) -> str:
        made = f"learnt in {counted(self.steps[-1], 'step')}: error {_shown(self.errors[0])}"
        return f"{times(self.wanted.shape)} kernel, {made}, then {_shown(self.errors[-1])}"

    def _name(self, f: int, t: tuple[int, ...]) -> str:
        """The cell of a tap at a frame; what stands there last has the kernel's own name."""
        return w_id(t) if f == self.count - 1 else cell_id("s", (f, *t))

    def _numbers(self, f: int) -> Tracks:
        """The kernel's numbers, each at its own frame."""
        last = f == self.count - 1
        off, on = ("cell empty", "cell active") if last else ("cell partial off", "cell partial active")
        return {(self._name(f, t), "class"): tracks.spans(off, on, [f], self.count) for t in self.taps}

    def _panels(self, last: np.ndarray) -> dict[str, Part]:
        early = "".join(
            cell(self._name(f, t), t[1] * UNIT, t[0] * UNIT, _shown(kernel[t]), "cell partial off")
            for f, kernel in enumerate(list(self.kernels.values())[:-1])
            for t in self.taps
        )
        rows, columns = map(range, self.wanted.shape)
        learnt = grid("w", (0, 0), rows, columns, lambda *t: _shown(last[t]), over=early)
        wanted = grid("t", (), rows, columns, lambda *t: _shown(self.wanted[t]))
        return {
            "kernel": labelled(scaled(learnt, LARGE), f"kernel {times(self.wanted.shape)}", ["as it is learnt"]),
            "wanted": labelled(scaled(wanted, LARGE), "wanted", ["what is looked for"]),
            "errors": labelled(scaled(self._errors(), WIDE), "error, by step", ["mean of (answer − wanted answer)²"]),
        }

    def _errors(self) -> Part:
        """The errors in rows, the number of its step above each."""
        squares, digits = "", 15.0
        for f, (step, error) in enumerate(zip(self.steps, self.errors, strict=True)):
            left, top = f % ROW * UNIT, f // ROW * ROOM * UNIT
            one = Part(cell(cell_id("e", (step,)), left, top, _shown(error)), UNIT, UNIT)
            squares += one.svg + f'<text class="tick" x="{left + UNIT / 2:g}" y="{top - 5}">{number(step)}</text>'
            digits = min(digits, 48 / max(4, len(_shown(error))))
        down = (self.count - 1) // ROW * ROOM * UNIT + UNIT
        svg = f'<g transform="translate(1 {TICK})">{squares}{scene.ring()}</g>'
        return Part(svg, min(self.count, ROW) * UNIT + 3, TICK + down + 2, digits)

    def _frame(self, f: int) -> Frame:
        squares = [f"{bracket(round(d, 2))}²" for d in self.differences[f].ravel().tolist()]
        items = (*squares[:SAID], *["…"] * (len(squares) > SAID))
        error = cell_id("e", (self.steps[f],))
        said = Caption(f"error[{self.steps[f]}]", items, _shown(self.errors[f]), average(len(squares)))
        return Frame(error, tuple((w_id(t), w_id(t)) for t in self.taps), said)
