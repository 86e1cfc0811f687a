"""The widget that all explorers are: controls, a stage for the film, and a message in plain words."""

from __future__ import annotations

import anywidget
import traitlets

from convlib.explore.topic import Topic
from convlib.film.export import fragment
from convlib.film.film import Film
from convlib.film.skin import asset, player
from convlib.film.style import page_css
from convlib.ops.arguments import Call


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

    def __init__(self, topic: Topic, *, seed: int = 0, **values) -> None:
        self._topic, self._revision = topic, 0
        self._seed = Call(f"explore.{topic.name}", seed=seed).integer("seed", 0)
        self._controls = {control.name: control for control in topic.controls}
        self.film: Film | None = None
        self.message = ""
        self.values = self._checked({name: values[name] for name in self._controls})
        self.edits: dict[str, int] = {}
        if problem := topic.problem(self.values):
            raise ValueError(f"{self!r}: {problem}")
        self._start = self.values
        super().__init__(
            _esm=player() + asset("tools.js", "convlib.explore") + asset("explorer.js", "convlib.explore"),
            _css=page_css(asset("player.css") + asset("explorer.css", "convlib.explore")),
            controls=[vars(control) for control in topic.controls],
            editable=list(topic.arrays(self.values, self._seed)),
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
        choices = content.get("ahead", ())
        self.send({"ahead": [self._look(self._checked(choice["values"]), choice["edits"])[0] for choice in choices]})

    def _checked(self, values: dict) -> dict:
        return {name: self._controls[name].checked(value) for name, value in values.items()}

    def _choose(self, values: dict, edits: dict) -> None:
        self.values = self.values | self._checked(values)
        self.edits = dict(edits)

    def _answer(self, request: str) -> dict:
        """What the page shows next: with a problem, its words around the last good picture."""
        looked, film = self._look(self.values, self.edits)
        self.message = looked["message"]
        if film is not None:
            self.film, self._revision, self._shown = film, self._revision + 1, looked
        return {**self._shown, **looked, "request": request, "revision": self._revision}

    def _look(self, values: dict, edits: dict) -> tuple[dict, Film | None]:
        """What there is to show for some values; only the words of the problem when they are not valid."""
        problem = self._topic.problem(values)
        answer = {"values": values, "edits": edits, "message": problem or "", "valid": self._topic.valid(values)}
        answer["start"] = self._start
        if problem:
            return answer, None
        view = self._topic.shown(values, self._seed, edits)
        words = {"formula": list(view.formula), "notes": list(view.notes), "calls": list(view.calls)}
        return {**answer, "film": view.film.data(), **words}, view.film

    def __repr__(self) -> str:
        pairs = (f"{name}={self._controls[name].shown(value)!r}" for name, value in self.values.items())
        return f"explore.{self._topic.name}({', '.join(pairs)})"

    def _repr_mimebundle_(self, **kwargs):
        """The widget, and for a notebook without a kernel the film as it stands."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/plain": repr(self), "text/html": fragment(self.film)}, metadata
