"""The film of a transposed convolution as an ordinary one: zeros inserted, padded by p′, the kernel flipped."""

from __future__ import annotations

from convlib.animate import scene, tracks
from convlib.animate.backwards import Backwards
from convlib.animate.scene import w_id, x_id
from convlib.film.drawing import Drawing, cell_id, grid, labelled, number
from convlib.film.words import options_of, per_axis, times
from convlib.relation import Index, Window


class Spread:
    """The input with its zeros: which cell of ``x`` stands where, what is padding, what a p′ below 0 cuts away."""

    def __init__(self, b: Backwards) -> None:
        self.x, self.window = b.x, b.window.inserted(b.x.shape)
        self.source = {b.window.spread(o): o for o in b.inputs}

    def name(self, *i: int) -> str:
        if i in self.source:
            return x_id(self.source[i])
        return cell_id("z" if self.window.inside(i) else "p", (0, *i))

    def kind(self, *i: int) -> str:
        if not self.window.inside(i):
            return "cell pad"
        kept = (range(-a.padding[0], a.size + a.padding[1]) for a in self.window.axes)
        if any(ii not in keep for ii, keep in zip(i, kept, strict=True)):
            return "cell unread"
        return "cell" if i in self.source else "cell zero"

    def text(self, *i: int) -> str:
        return number(self.x[self.source[i]].item()) if i in self.source else "0"

    @property
    def span(self) -> list[range]:
        return [range(min(0, -a.padding[0]), a.size + max(0, a.padding[1])) for a in self.window.axes]


def zeros(b: Backwards) -> dict:
    """What :class:`~convlib.film.film.Film` needs, besides title and numbers."""
    spread = Spread(b)
    over = scene.window_over("window_0_0", spread.window, scene.weights(b.weight[::-1, ::-1]))
    shown = grid("z", (0,), *spread.span, spread.text, kind=spread.kind, name=spread.name, over=over)
    panels = {
        "input": labelled(shown, f"input {times(b.x.shape)}, zeros between", _notes(b, spread.window)),
        "kernel": b.kernel_panel(flipped=True),
        "output": scene.output_panel(b.y[None]),
    }
    corners = [spread.window.input_index(i, (0, 0)) for i in b.outputs]
    frames = tuple(b.frame(i)._replace(reads=_reads(b, spread, i)) for i in b.outputs)
    return {"drawing": Drawing(panels), "frames": frames, "tracks": b.written() | tracks.moved("window_0_0", corners)}


def _reads(b: Backwards, spread: Spread, i: Index) -> tuple[tuple[str, str], ...]:
    """Every cell under the window, zeros too, with the kernel cell of the flipped kernel that meets it."""
    taps = list(b.window.taps())
    opposite = dict(zip(taps, reversed(taps), strict=True))
    return tuple((spread.name(*z), w_id(opposite[k])) for k, z in spread.window.terms(i))


def _notes(b: Backwards, ordinary: Window) -> list[str]:
    notes = [f"{note}: stride − 1 zeros between" for note in options_of(stride=b.window.stride)]
    notes.append(f"padding p = {per_axis(b.window.padding)}, so p′ = {per_axis(ordinary.padding)}".replace("-", "−"))
    return notes + ["p′ below 0: the crossed cells are cut away"] * (min(map(min, ordinary.padding)) < 0)
