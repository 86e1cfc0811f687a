"""What every explorer shares: a table of controls, a stage for the film, and a message in plain words."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field

import anywidget
import traitlets

from convlib.film.export import fragment
from convlib.film.film import Film
from convlib.film.skin import asset, player
from convlib.film.style import page_css


@dataclass(frozen=True)
class Control:
    """A parameter to move: a slider from ``low`` to ``high`` for each of ``axes``, or a choice from ``options``.

    With ``grows``, there may be fewer numbers than ``axes``; the word says what is counted.
    """

    name: str
    low: int = 0
    high: int = 0
    options: tuple[str, ...] = ()
    axes: tuple[str, ...] = ("h", "w")
    grows: str = ""

    def checked(self, value):
        """The numbers as a list, a choice as it is; anything else is an error that names the control."""
        if self.options:
            if value not in self.options:
                raise ValueError(f"{self.name} must be one of {', '.join(map(repr, self.options))}, not {value!r}")
            return value
        most = len(self.axes)
        each = list(value) if isinstance(value, (tuple, list)) else [value] * (1 if self.grows else most)
        try:
            each = [operator.index(v) for v in each]
        except TypeError:
            several = " or one for each of " + " and ".join(self.axes) if most > 1 else ""
            wanted = f"1 to {most} integers" if self.grows else f"an integer{several}"
            raise TypeError(f"{self.name} must be {wanted}, not {value!r}") from None
        if not (1 if self.grows else most) <= len(each) <= most or not all(self.low <= v <= self.high for v in each):
            count = f", for 1 to {most} {self.grows}" if self.grows else ""
            raise ValueError(f"{self.name} goes from {self.low} to {self.high} here{count}, not {value!r}")
        return each

    def shown(self, value):
        """The value as a person would give it."""
        if self.options or self.grows:
            return value if self.options else tuple(value)
        return value[0] if len(set(value)) == 1 else tuple(value)


@dataclass(frozen=True)
class View:
    """What an explorer shows for one choice of values."""

    film: Film
    formula: tuple[str, ...]  # with names, then with the numbers in
    calls: tuple[tuple[str, str, str], ...]  # library, the call in one line, the same with its arrays, to copy
    notes: tuple[str, ...] = ()  # what else the numbers say, in sentences


@dataclass(frozen=True)
class Topic:
    """A kind of explorer: ``problem`` says why values are not valid, ``view`` shows valid ones."""

    name: str
    controls: tuple[Control, ...]
    problem: Callable[[dict], str | None]
    view: Callable[[dict], View]
    editable: tuple[str, ...] = field(default=())  # id prefixes of the cells whose values can be changed


class Explorer(anywidget.AnyWidget):
    """An interactive film; make one with a function of :mod:`convlib.explore`.

    ``values`` is what is chosen, ``film`` the last good film, ``message`` why a choice cannot be shown.
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    editable = traitlets.List().tag(sync=True)
    asked = traitlets.Dict().tag(sync=True, echo_update=False)  # from the page: request (a name), values, edits
    answer = traitlets.Dict().tag(sync=True)  # from here: the film and what stands around it

    def __init__(self, topic: Topic, **values) -> None:
        self._topic, self._revision = topic, 0
        self._controls = {control.name: control for control in topic.controls}
        self.film: Film | None = None
        self.message = ""
        self.values = {name: self._controls[name].checked(value) for name, value in values.items()}
        self.edits: dict[str, int] = {}
        if problem := topic.problem(self.values):
            raise ValueError(f"{self!r}: {problem}")
        self._start = dict(self.values)
        super().__init__(
            _esm=player() + asset("explorer.js", "convlib.explore"),
            _css=page_css(asset("player.css") + asset("explorer.css", "convlib.explore")),
            controls=[vars(control) for control in topic.controls],
            editable=list(topic.editable),
            answer=self._answer(""),
        )
        self.observe(self._on_asked, "asked")
        self.on_msg(self._on_message)

    def set(self, **values) -> None:
        """Choose values from Python: ``explorer.set(stride=2)``; an invalid choice leaves a ``message``."""
        unknown = values.keys() - self._controls.keys()
        if unknown:
            raise ValueError(f"{self!r} has no {', '.join(sorted(unknown))}; it has {', '.join(self._controls)}")
        self._choose(values, self.edits)
        self.answer = self._answer(self.answer["request"])

    def _on_asked(self, change) -> None:
        asked = change["new"]
        if asked:
            self._choose(asked["values"], asked["edits"])
            self.answer = self._answer(asked["request"])

    def _on_message(self, _, content: dict, buffers) -> None:
        """Answer choices that have not been made, and change nothing: the page may want them next."""
        answers = [self._look(choice["values"], choice["edits"])[0] for choice in content.get("ahead", ())]
        self.send({"ahead": answers})

    def _choose(self, values: dict, edits: dict) -> None:
        self.values = self.values | {name: self._controls[name].checked(value) for name, value in values.items()}
        self.edits = dict(edits)

    def _answer(self, request: str) -> dict:
        looked, film = self._look(self.values, self.edits)
        self.message = looked["message"]
        if film is not None:
            self.film, self._revision, self._shown = film, self._revision + 1, looked
        return {**self._shown, **looked, "request": request, "revision": self._revision}

    def _look(self, values: dict, edits: dict) -> tuple[dict, Film | None]:
        """What there is to show for some values; only the words of the problem when they are not valid."""
        problem = self._topic.problem(values)
        answer = {"values": values, "edits": edits, "message": problem or "", "valid": self._valid(values)}
        answer["start"] = self._start
        if problem:
            return answer, None
        view = self._topic.view({**values, "edits": edits})
        words = {"formula": list(view.formula), "notes": list(view.notes), "calls": [list(c) for c in view.calls]}
        return {**answer, "film": view.film.data(), **words}, view.film

    def _valid(self, values: dict) -> dict[str, list[list[int]]]:
        """For each number of each slider the values that could be shown, all else as it is."""
        sliders = [control for control in self._topic.controls if not control.options]
        joined = all(c.grows or len(set(values[c.name])) == 1 for c in sliders)  # then the axes move as one

        def row(control: Control, a: int) -> list[int]:
            both, now = joined and not control.grows, values[control.name]
            moved = lambda v: [v if both or n == a else other for n, other in enumerate(now)]  # noqa: E731
            span = range(control.low, control.high + 1)
            return [v for v in span if not self._topic.problem({**values, control.name: moved(v)})]

        return {control.name: [row(control, a) for a in range(len(values[control.name]))] for control in sliders}

    def __repr__(self) -> str:
        pairs = (f"{name}={self._controls[name].shown(value)!r}" for name, value in self.values.items())
        return f"explore.{self._topic.name}({', '.join(pairs)})"

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and for a notebook without a kernel the film as it stands."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/plain": repr(self), "text/html": fragment(self.film)}, metadata
