"""The widget that all explorers are: controls, a stage for the film, and a message in plain words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import anywidget
import traitlets

from convlib.explore.answers import Answers, edited, text_of
from convlib.explore.cells import CELLS, needs_widgets, renewable, running
from convlib.explore.place import explorer_code, explorer_css, place_of
from convlib.explore.topic import Control, Topic
from convlib.explore.turns import Turns
from convlib.film.film import Film
from convlib.ops.arguments import Call

NEAR = 16  # answers that travel with a picture


class Chosen(traitlets.TraitType):
    """The value of a control, as a person would give it; any other value is an error that names the control."""

    def __init__(self, control: Control) -> None:
        super().__init__()
        self.control = control

    def validate(self, obj, value):
        return self.control.shown(self.control.checked(value))


class Explorer(anywidget.AnyWidget):
    """An interactive film; make one with a function of :mod:`convlib.explore`.

    Each control is a trait of its name, ``value`` a dictionary of all; so are ``frame``, where the film stands,
    ``edits``, the numbers changed by hand, and ``presets``, settings with a name. ``film`` is the last good film,
    ``message`` why a choice cannot be shown.

    >>> from convlib import explore
    >>> explorer = explore.convolution(size=5)
    >>> explorer.observe(lambda change: print(change["name"], change["new"]), "stride")
    >>> explorer.stride = 2
    stride 2
    >>> explorer.presets = {"my example": {"size": 6, "padding": 1}}
    """

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    place = traitlets.Unicode().tag(sync=True)  # what its places in pages are called
    controls = traitlets.List().tag(sync=True)
    editable = traitlets.List().tag(sync=True)
    start = traitlets.Dict().tag(sync=True)
    presets = traitlets.Dict().tag(sync=True, to_json=lambda presets, explorer: explorer._settings(presets))
    answer = traitlets.Dict().tag(sync=True, to_json=lambda answer, _: text_of(answer))  # the film, and words
    value = traitlets.Dict()
    edits = traitlets.Dict()
    frame = traitlets.Int()

    def __init__(self, topic: Topic, *, seed: int = 0, edits: dict | None = None, frame: int | None = None, **values):
        self._topic = topic
        self._answers = Answers(topic, Call(f"explore.{topic.name}", seed=seed).integer("seed", 0))
        self._turns, self._revision, self._renew = Turns(), 0, []
        self.shown_in: set[str | None] = set()
        self.film: Film | None = None
        self._placed: int | None = None  # the revision whose frame a page has told
        self.message = ""
        self.values = self._start = self._answers.checked({c.name: values[c.name] for c in topic.controls})
        arrays = list(topic.arrays(self.values, self._answers.seed))
        self._numbers = numbers = edited(edits or {}, arrays)
        if problem := topic.problem(self.values):
            raise ValueError(f"{self!r}: {problem}")
        self.add_traits(**{control.name: Chosen(control) for control in topic.controls})
        answer = self._answer("")
        self._at = self.film.start if frame is None else self.film._checked(frame)
        super().__init__(
            _esm=explorer_code(),
            _css=explorer_css(),
            place=uuid4().hex,
            controls=[control.data() for control in topic.controls],
            editable=arrays,
            start=self.values,
            presets=topic.presets,
            answer=answer,
            edits=numbers,
            frame=self._at,
            **self._chosen(),
        )
        self.on_msg(self._on_message)
        CELLS.add(self)

    # what is chosen, from Python or from a page

    def set(self, **values) -> None:
        """Choose values from Python: ``explorer.set(stride=2)``; an invalid choice leaves a ``message``."""
        self._known(values, repr(self))
        after = self.values | self._answers.checked(values)
        self._choose(after, self._answers.kept(self.values, after, self._numbers), self.answer["request"])

    def complain(self, words: str) -> None:
        """Say beside the picture, which stays, why something could not be done."""
        self.message = words
        self.answer = {**self.answer, "message": words}

    def _choose(self, values: dict, edits: dict, request: str, frame: int | None = None) -> None:
        """The picture first, then everyone who wants to know; ``frame`` is where the page shows it already."""
        before, edits = self.film, edited(edits, self.editable)
        self.values, self._numbers = self.values | self._answers.checked(values), edits
        self.answer = self._answer(request)
        if self.film is not before:
            self._at = self.film.start if frame is None else frame
            self._placed = None if frame is None else self._revision
        with self.hold_trait_notifications():
            self.edits, self.frame = edits, self._at
            for name, value in self._chosen().items():
                setattr(self, name, value)

    def _chosen(self) -> dict:
        shown = {name: self._answers.control(name).shown(value) for name, value in self.values.items()}
        return {**shown, "value": shown}

    def notify_change(self, change) -> None:
        """A trait that was set: what follows from it is there before anyone is told."""
        name, new = change["name"], change["new"]
        if name in self.values and self._answers.control(name).checked(new) != self.values[name]:
            self.set(**{each: getattr(self, each) for each in self.values})
        elif name == "value" and self._answers.checked(new) != self.values:
            self.set(**new)
        elif name == "edits" and new != self._numbers:
            self._choose({}, new, self.answer["request"])
        elif name == "frame" and new != self._at:
            self._at = new
            self.send({"frame": new, "by": ""})
        super().notify_change(change)

    @traitlets.validate("value")
    def _valid_value(self, proposal):
        self._known(proposal["value"], repr(self))
        checked = self.values | self._answers.checked(proposal["value"])
        return {name: self._answers.control(name).shown(value) for name, value in checked.items()}

    @traitlets.validate("edits")
    def _valid_edits(self, proposal):
        return edited(proposal["value"], self.editable or list(self._topic.arrays(self.values, self._answers.seed)))

    @traitlets.validate("frame")
    def _valid_frame(self, proposal):
        return max(0, min(proposal["value"], len(self.film) - 1))  # as the player does with a step too far

    @traitlets.validate("presets")
    def _valid_presets(self, proposal):
        for name, values in self._settings(proposal["value"]).items():
            if problem := self._topic.problem(self._start | values):
                raise ValueError(f"preset {name!r}: {problem}")
        return proposal["value"]

    def _settings(self, presets: dict) -> dict:
        """Presets with their numbers as tuples; an error for what no control has."""
        for name, values in presets.items():
            self._known(values, f"preset {name!r}")
        return {name: self._answers.checked(values) for name, values in presets.items()}

    def _known(self, values: dict, what: str) -> None:
        """Raise ``ValueError`` for what is no control."""
        if unknown := values.keys() - self.values.keys():
            raise ValueError(f"{what} has no {', '.join(sorted(unknown))}; it has {', '.join(self.values)}")

    # what is answered

    def _answer(self, request: str) -> dict:
        """What the page shows next: with a problem, its words around the last good picture."""
        looked, film = self._answers.look(self.values, self._numbers)
        self.message = looked["message"]
        if film is not None:
            self.film, self._revision, self._shown = film, self._revision + 1, looked
        return {**self._shown, **looked, "request": request, "revision": self._revision}

    def _on_message(self, _, content: dict, buffers) -> None:
        """What a page says: a choice, choices it may make next, where the film stands, and that it is worth keeping."""
        if "ask" in content:
            page, _, _ = content["ask"]["request"].rpartition("-")
            self._turns.ask(page, partial(self._choose, **content["ask"]))
        if "ahead" in content:
            choices = [(self._answers.checked(choice["values"]), choice["edits"]) for choice in content["ahead"]]
            self._turns.spare(partial(self._tell, *choice, last=choice is choices[-1]) for choice in choices)
        if "frame" in content and content["of"] == self._revision:
            self._goes_to(content["frame"], content["first"], content["by"])
        if "keep" in content:
            self._turns.spare([*(partial(self._answers.look, *choice) for choice in self._near()), self._keep])
        if "here" in content:
            self.send({"here": content["here"], "frame": self._at, "by": ""})

    def _goes_to(self, frame: int, first: bool, page: str) -> None:
        """A page shows a frame, and the others follow; of a film that is new in all of them the first one's counts."""
        late = first and self._placed == self._revision
        self._placed = self._revision
        if not late:
            self._at = self.frame = frame
        self.send({"frame": self._at, "by": "" if late else page})

    def _tell(self, values: dict, edits: dict, last: bool) -> None:
        """Answer a choice that has not been made, and change nothing; ``last`` of those that were asked for."""
        self.send({"known": text_of(self._answers.look(values, edits)[0]), "last": last})

    # where it is shown

    def close(self) -> None:
        """Let go of the page; its layout, a widget too, goes as well."""
        self.layout.close()
        super().close()

    def __repr__(self) -> str:
        return self._answers.line(self.values, self._numbers)

    def html(self) -> str:
        """The film with the answers near it: it plays, and moves a little, where there is no Python."""
        about = {"controls": self.controls, "editable": self.editable, "start": self.start}
        about["presets"] = self._settings(self.presets)
        near = [self._answers.look(*choice)[0] for choice in self._near()]
        now = self._shown | {"film": self.film.data() | {"start": self._at}}
        return place_of(self.film, self.place, about, [now, *near])

    def _near(self) -> list[tuple[dict, dict]]:
        """Choices near to this one."""
        near = self._answers.near(self.values, NEAR)
        return [(values, self._answers.kept(self.values, values, self._numbers)) for values in near]

    def _repr_mimebundle_(self, **kwargs):
        return self._bundle(needs_widgets())

    def _bundle(self, as_widget: bool) -> tuple[dict, dict]:
        """A page, not a widget if it can be: most that are offered one show an error when its kernel is gone."""
        widget, metadata = super()._repr_mimebundle_() if as_widget else ({}, {})
        return {**widget, "text/plain": repr(self), "text/html": self.html()}, metadata

    def _ipython_display_(self) -> None:
        self.shown_in_cell(renewable(partial(self._bundle, needs_widgets())))

    def shown_in_cell(self, renew: Callable[[], None]) -> None:
        """The running cell shows it; ``renew`` makes that output anew."""
        self._renew.append(renew)
        self.shown_in.add(running())

    def _keep(self) -> None:
        """What is saved with the notebook is what is seen."""
        for renew in self._renew:
            renew()
