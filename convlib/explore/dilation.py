"""The dilation explorer: a stack of dilated layers, its field, and the gaps in it."""

from __future__ import annotations

import numpy as np

from convlib.animate.dilation import MOST, dilation as film_of
from convlib.animate.example import example_sequence
from convlib.explore.calls import in_both
from convlib.explore.explorer import Explorer
from convlib.explore.topic import Control, Topic, View
from convlib.layers.receptive import stacked_field
from convlib.relation import Axis

CONTROLS = (
    Control("kernel_size", 1, 5, axes=("",)),
    Control("rates", 1, 8, axes=("layer 1", "layer 2", "layer 3", "layer 4"), grows="layers"),
    Control("outputs", 1, 8, axes=("",)),
)
FORMULA = "field = 1 + (kernel_size − 1)·(sum of the rates)"


def dilation(kernel_size=3, rates=(1, 2, 4), outputs=3, *, seed=0, edits=None, frame=None) -> Explorer:
    """Move the rates of a stack of dilated convolutions, and see how far one output reaches and what it misses.

    >>> explorer = dilation(rates=(1, 2, 4))
    >>> explorer.set(rates=(2, 2), outputs=1)
    >>> explorer
    explore.dilation(kernel_size=3, rates=(2, 2), outputs=1)
    >>> explorer.film
    Film('9 inputs, kernel 3, rates 2, 2: field 9, 4 gaps', 1 frame)

    ``rates``: the dilation of each layer, from the input up, for one to four layers. The sequence is as long as
    ``outputs`` outputs need. Click an input cell to change it. Raises ``ValueError`` or ``TypeError`` for a start
    that cannot be shown. Source: lectures layer-types (1-, 2-, 4-dilated), ops-notes, cpen455-5.
    """
    return Explorer(TOPIC, **locals())


def _sizes(values: dict) -> tuple[int, int]:
    """The field of the stack, and how many inputs its outputs need."""
    field = stacked_field(values["kernel_size"][0], values["rates"])
    return field, Axis(1, kernel_size=field).input_sizes(values["outputs"][0])[0]


def _check(values: dict) -> str | None:
    field, size = _sizes(values)
    if size <= MOST:
        return None
    return (
        f"a field of {field} cells needs {size} inputs for {values['outputs'][0]} outputs: at most {MOST} can be read"
    )


def _arrays(values: dict, seed: int) -> dict:
    _, size = _sizes(values)
    return {"x": example_sequence(size, seed)}


def _view(values: dict, arrays: dict) -> View:
    (kernel_size,), rates, x = values["kernel_size"], values["rates"], arrays["x"]
    field, _ = _sizes(values)
    weight = np.ones(kernel_size, dtype=int)
    film = film_of(x, weight, rates=rates)
    numbers = f"field = 1 + ({kernel_size} − 1)·({' + '.join(map(str, rates))}) = {field}"
    loop, step = f"for rate in {rates}:", "y = cl.conv1d(y, weight, dilation=rate)"
    given = {"x": x[None], "weight": weight[None, None]}
    calls = in_both(f"{loop} {step}", given, program=f"y = x\n{loop}\n    {step}")
    return View(film, (FORMULA, numbers), calls, (_reach(film, field), _cost(kernel_size, len(rates), field)))


def _reach(film, field: int) -> str:
    """What one output reads, from the film's trace."""
    read = len({x for x, _ in film.frames[0].reads if x.startswith("x_")})
    gaps = field - read
    missed = f"{gaps} {'is a gap' if gaps == 1 else 'are gaps'}" if gaps else "no gaps"
    return f"One output reads {read} of the {field} input{'s' * (field > 1)} in its field: {missed}."


def _cost(kernel_size: int, layers: int, field: int) -> str:
    weights = f"{layers} layer{'s' * (layers > 1)} of {kernel_size} weight{'s' * (kernel_size > 1)}"
    whole = f"one layer of that field, not dilated, has {field}"
    return f"{weights}: {layers * kernel_size} parameters, whatever the rates; {whole}."


PRESETS = {
    "layer-types: 1, 2, 4": {"kernel_size": 3, "rates": (1, 2, 4), "outputs": 3},
    "ops-notes: spacing 2, k = 5": {"kernel_size": 5, "rates": (2,), "outputs": 3},
    "not dilated: 1, 1, 1": {"kernel_size": 3, "rates": (1, 1, 1), "outputs": 3},
    "gridding: 2, 2, 2": {"kernel_size": 3, "rates": (2, 2, 2), "outputs": 3},
    "a cure for it: 1, 2, 3": {"kernel_size": 3, "rates": (1, 2, 3), "outputs": 3},
}
TOPIC = Topic("dilation", CONTROLS, _check, _arrays, _view, PRESETS)
