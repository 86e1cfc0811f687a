"""Two explorers that move together, side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ipywidgets import HBox

from convlib.explore.cells import CELLS, needs_widgets, renewable
from convlib.explore.explorer import Explorer


class Pair:
    """What :func:`together` returns; it shows both, side by side where there is room."""

    def __init__(self, one: Explorer, other: Explorer) -> None:
        self.one, self.other = one, other

    def __repr__(self) -> str:
        return f"{self.one!r}\n{self.other!r}"

    def _ipython_display_(self) -> None:
        renew = renewable(partial(self._bundle, self._box() if needs_widgets() else None))
        for side in (self.one, self.other):
            side.shown_in_cell(renew)

    def _display_(self):
        """What marimo shows, which has boxes of its own."""
        import marimo  # it is there: nobody else asks for this

        return marimo.hstack([self.one, self.other], widths="equal", wrap=True)

    def _box(self) -> HBox:
        """Both as one widget, closed when the cell runs again."""
        box = HBox([self.one, self.other])
        box.shown_in = set()
        CELLS.add(box)
        return box

    def _bundle(self, box: HBox | None) -> tuple[dict, dict]:
        sides = (side.html() for side in (self.one, self.other))
        each = "".join(f'<div style="flex:1 1 400px;min-width:0">{html}</div>' for html in sides)
        html = f'<div class="convlib-pair" style="display:flex;flex-wrap:wrap;gap:16px">{each}</div>'
        widget = box._repr_mimebundle_() if box else {}
        return {**widget, "text/plain": repr(self), "text/html": html}, {}


def together(one: Explorer, other: Explorer, *names: str) -> Pair:
    """Show two explorers, and let controls move in both; ``"w"`` as a name stands for the numbers of the kernel.

    >>> from convlib import explore
    >>> pair = together(explore.convolution(size=5), explore.transposed(), "stride", "w")
    >>> pair.one.stride = 3
    >>> pair.one.edits = {"x_0_0_0": 5, "w_0_0_0_0": 9}
    >>> pair.other.stride, pair.other.edits
    (3, {'w_0_0_0_0': 9})

    A name is a control that both have, or what the cells of an array begin with that can be edited in both. When it
    begins, the second explorer takes the values of the first. Raises ``ValueError`` for another name.
    """
    both = {side: {*side.values, *side.editable} for side in (one, other)}
    if unknown := [name for name in names if name not in both[one] & both[other]]:
        shared = ", ".join(sorted(both[one] & both[other]))
        raise ValueError(f"together: {one!r} and {other!r} do not both have {', '.join(unknown)}; they have {shared}")
    for name in names:
        for here, there in ((one, other), (other, one)):
            follow = _follows(name, here, there)
            here.observe(lambda change, follow=follow: follow(), name if name in here.values else "edits")
            if here is one:
                follow()
    return Pair(one, other)


def _follows(name: str, here: Explorer, there: Explorer) -> Callable[[], None]:
    """What makes one explorer follow another in a control, or in the numbers of an array; or say why it cannot."""

    def follow() -> None:
        try:
            if name in here.values:
                setattr(there, name, getattr(here, name))
            else:
                there.edits = _numbers(there, name, of=False) | _numbers(here, name)
        except ValueError as error:  # a value that only one of them has
            there.complain(str(error))

    return follow


def _numbers(explorer: Explorer, array: str, of: bool = True) -> dict:
    """The edits of an array, or those of all others."""
    return {cell: number for cell, number in explorer.edits.items() if (cell.split("_")[0] == array) == of}
