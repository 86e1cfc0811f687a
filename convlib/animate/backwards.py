"""A transposed convolution that ran: what its four films are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from convlib.animate import scene, tracks
from convlib.animate.scene import w_id, x_id, y_id
from convlib.animate.tracks import Tracks
from convlib.film.drawing import Part, grid, labelled
from convlib.film.film import Frame
from convlib.film.words import options_of, times
from convlib.ops.arguments import Call
from convlib.relation import Index, Window
from convlib.trace import Term, Trace


@dataclass(frozen=True)
class Backwards:
    """One map ``x (h, w)``, one kernel ``(kh, kw)``, and the window of the convolution that goes the other way."""

    call: Call
    x: np.ndarray
    weight: np.ndarray
    run: Trace
    window: Window
    output_padding: tuple[int, ...]

    @property
    def y(self) -> np.ndarray:
        return self.run.output[0]

    @cached_property
    def inputs(self) -> list[Index]:
        return list(np.ndindex(self.x.shape))

    @cached_property
    def outputs(self) -> list[Index]:
        return list(np.ndindex(self.y.shape))

    @cached_property
    def terms(self) -> dict[Index, list[tuple[Index, Index, Term]]]:
        """For each output the inputs that reach it, the kernel cell that each comes through, and their product."""
        found = {i: [] for i in self.outputs}
        for i in self.outputs:
            for term in self.run.terms((0, *i)):
                cells = {c.array: c.index for c in term.cells}
                if "input" in cells:
                    found[i].append((cells["input"][1:], cells["weight"][2:], term))
        return found

    @cached_property
    def made_of(self) -> dict[Index, list[tuple[Index, Index]]]:
        return {i: [(o, k) for o, k, _ in terms] for i, terms in self.terms.items()}

    def frame(self, i: Index) -> Frame:
        """An output and the sum that gave it."""
        reads = tuple((x_id(o), w_id(k)) for o, k in self.made_of[i])
        arrays = {"input": self.x[None], "weight": self.weight[None, None]}
        caption = scene.caption(scene.named("y", i), self.run.reads((0, *i)), arrays, self.y[i])
        return Frame(y_id(i), reads, caption)

    def written(self) -> Tracks:
        """The outputs one by one, and the ring that goes with them."""
        changes = tracks.moved("ring_0", self.outputs)
        for f, i in enumerate(self.outputs):
            changes |= tracks.written(y_id(i), f, len(self.outputs))
        return changes

    def input_panel(self, over: str, label: str = "input") -> Part:
        return labelled(grid("x", (0,), numbers=self.x, over=over), f"{label} {times(self.x.shape)}")

    def kernel_panel(self, flipped: bool = False) -> Part:
        """Flipped, it moves by one cell: the stride is in the inserted zeros."""
        label = f"kernel {times(self.window.kernel_size)}" + ", flipped" * flipped
        stride = (1, 1) if flipped else self.window.stride
        return scene.kernel_panel(self.weight, label, options_of(stride=stride, dilation=self.window.dilation), flipped)
