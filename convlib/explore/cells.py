"""The notebook around an explorer: outputs that can be renewed, and which cell made what.

A cell that runs again closes what it replaces.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from weakref import WeakSet

from anywidget._util import in_colab


def shell():
    """IPython's shell, in a kernel that says which cell is running; else None."""
    found = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return found if hasattr(found, "get_parent") else None


def running() -> str | None:
    """The id of the cell that is running; None outside a notebook, and where the page does not say."""
    kernel = shell()
    return (kernel.get_parent().get("metadata") or {}).get("cellId") if kernel else None


def needs_widgets() -> bool:
    """Whether only a widget's script has a way to the kernel, on the page that runs the cell: in Colab and VS Code.

    Colab makes a page of each output. VS Code starts its widgets when it shows the first one; one that is not there
    any more it passes over, and shows the picture that moves by itself.
    """
    return in_colab() or (running() or "").startswith("vscode-notebook-cell:")


def renewable(bundle: Callable[[], tuple[dict, dict]]) -> Callable[[], None]:
    """Display what ``bundle`` returns, data and metadata; to call what this returns is to show what it is by then."""
    from IPython.display import display, update_display

    data, metadata = bundle()
    handle = display(data, metadata=metadata, raw=True, display_id=True)
    if handle is None:  # no kernel: it has been printed
        return lambda: None

    def renew() -> None:
        data, metadata = bundle()
        update_display(data, metadata=metadata, raw=True, display_id=handle.display_id)

    return renew


class Cells:
    """Widgets by the cells that made them; ``shown_in`` of a widget are the cells that show it.

    A cell that runs again closes what it replaces, once it has run: so there is always one widget more than none, and
    JupyterLab keeps the thread that listens to them. It ends that thread with the last one, whoever is just speaking.
    """

    def __init__(self) -> None:
        self._made: dict[str, WeakSet] = {}
        self._replaced: list = []
        self._listens_to = None

    def add(self, widget) -> None:
        """Close ``widget`` when the running cell has run again, unless it or another cell then shows it."""
        if cell := running():
            self._made.setdefault(cell, WeakSet()).add(widget)
            if self._listens_to is not shell():
                self._listens_to = shell()
                self._listens_to.events.register("pre_run_cell", self._runs_again)
                self._listens_to.events.register("post_run_cell", self._has_run)

    def _runs_again(self, info) -> None:
        self._replaced = list(self._made.get(info.cell_id, ()))
        for widget in self._replaced:
            widget.shown_in.discard(info.cell_id)

    def _has_run(self, result) -> None:
        for widget in self._replaced:
            if not widget.shown_in:
                widget.close()
                self._made[result.info.cell_id].discard(widget)
        self._replaced = []


CELLS = Cells()
