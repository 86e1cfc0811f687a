"""The pooling explorer: the largest or the average number of every window."""

from __future__ import annotations

from convlib.animate.example import example_maps
from convlib.animate.pooling import POOLS, pooling as film_of
from convlib.explore.calls import in_both, keywords
from convlib.explore.explorer import Explorer
from convlib.explore.rows import by_axis, windows_counted
from convlib.explore.topic import Control, Topic, View
from convlib.ops.arguments import Call
from convlib.ops.pooling import pool_window


def pooling(
    size=6, kernel_size=2, stride=2, padding=0, kind="max", ceil_mode=False, *, seed=0, edits=None, frame=None
) -> Explorer:
    """Move the parameters of a pooling, and see what each output compares or averages.

    >>> explorer = pooling(size=5, kernel_size=3)
    >>> explorer.set(ceil_mode=True, size=6)
    >>> explorer.answer["formula"][1]
    'output = ⌈(6 + 2·0 − 3) / 2⌉ + 1 = 3'

    Every number may be one for both axes or ``(h, w)``; ``kind`` is ``"max"`` or ``"average"``. Click a cell of the
    input to change it. Raises ``ValueError`` or ``TypeError`` for a start that cannot be shown. Source: lectures
    cpen455-5, ops-notes.
    """
    return Explorer(TOPIC, **locals())


def _view(values: dict, arrays: dict) -> View:
    options = {name: values[name] for name in ("kernel_size", "stride", "padding", "ceil_mode")}
    pool, given = POOLS[values["kind"]], {"x": arrays["x"].astype(float)}  # PyTorch averages no integers
    rows = [windows_counted(f"{a.size} + 2·{a.padding[0]} − {a.kernel_size}", a) for a in TOPIC.check(values).axes]
    formula = (FORMULAS[values["ceil_mode"]], *by_axis("output", rows))
    calls = in_both(f"cl.{pool.__name__}(x{keywords(pool, options)})", given)
    return View(film_of(arrays["x"], kind=values["kind"], **options), formula, calls)


FORMULAS = (
    "output = ⌊(size + 2·padding − kernel_size) / stride⌋ + 1",
    "output = ⌈(size + 2·padding − kernel_size) / stride⌉ + 1, less 1 if the last window would start past the input",
)
CONTROLS = (
    *(Control("size", 1, 10), Control("kernel_size", 1, 5), Control("stride", 1, 5), Control("padding", 0, 2)),
    *(Control("kind", options=tuple(POOLS)), Control("ceil_mode", options=(False, True))),
)
PLAIN = {"size": 4, "kernel_size": 2, "stride": 2, "padding": 0, "kind": "max", "ceil_mode": False}
PRESETS = {
    "ops-notes: 4×4, the maximum": PLAIN,
    "ops-notes: 4×4, the average": PLAIN | {"kind": "average"},
    "windows that overlap: 3×3, stride 2": PLAIN | {"size": 7, "kernel_size": 3},
    "the last window hangs over: ceil_mode": PLAIN | {"size": 5, "ceil_mode": True},
    "global average": PLAIN | {"kernel_size": 4, "stride": 1, "kind": "average"},
}
TOPIC = Topic(
    "pooling",
    CONTROLS,
    check=lambda values: pool_window(Call("pooling", dilation=1, **values), values["size"]),
    arrays=lambda values, seed: {"x": example_maps("pooling", None, values["size"], 1, seed)},
    view=_view,
    presets=PRESETS,
)
