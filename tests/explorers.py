"""Every explorer that the package declares: how to start it with unequal axes, and where it can be moved."""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from convlib import explore
from convlib.explore import Explorer

FACTORIES = {name: getattr(explore, name) for name in explore.__all__ if name not in ("Explorer", "together")}


def is_paired(control: dict) -> bool:
    """Whether a control has a slider for height and one for width, which may move together."""
    return not control["options"] and not control["grows"] and len(control["axes"]) > 1


@cache
def start(name: str) -> dict:
    """Arguments near the defaults, height and width of each control as different as they may be, in turn."""
    explorer = FACTORIES[name]()
    for number, control in enumerate(filter(is_paired, explorer.controls)):
        usual, span = explorer.values[control["name"]][0], range(control["low"], control["high"] + 1)
        pairs = [pair for pair in itertools.product(span, span) if len(set(pair)) == 2]
        nearest = sorted(pairs, key=lambda p: (sum(abs(v - usual) for v in p), (p[0] > p[1]) == number % 2))
        for pair in nearest:
            explorer.set(**{control["name"]: pair})
            if not explorer.message:
                break
    assert not explorer.message
    return dict(explorer.values)


def made(name: str, **changes) -> Explorer:
    explorer = FACTORIES[name](**start(name))
    explorer.set(**changes)
    return explorer


def by_chance(name: str, seed: int) -> Explorer:
    """An explorer whose numbers come from its seed."""
    return FACTORIES[name](**{"filter": "random"} if name == "filters" else {}, seed=seed)


def sliders(explorer: Explorer) -> list[tuple[str, int]]:
    """Every number that has a slider, by its control and its place there."""
    return [
        (c["name"], n) for c in explorer.controls if not c["options"] for n in range(len(explorer.values[c["name"]]))
    ]


def options(explorer: Explorer) -> list[tuple[str, object]]:
    return [(c["name"], option) for c in explorer.controls for option in c["options"]]


def span(explorer: Explorer, control: str) -> range:
    return next(range(c["low"], c["high"] + 1) for c in explorer.controls if c["name"] == control)


def move(explorer: Explorer, control: str, place: int, key: str) -> None:
    """What a key does to a slider."""
    values, all_of_it = list(explorer.values[control]), span(explorer, control)
    step = {"ArrowLeft": -1, "ArrowRight": 1, "Home": -99, "End": 99}[key]
    values[place] = min(max(values[place] + step, all_of_it[0]), all_of_it[-1])
    explorer.set(**{control: values})


def ask(explorer: Explorer, edits: dict[str, int], **changes) -> None:
    """Choose as a page does, and wait for the answer."""
    explorer._choose(explorer.values | changes, edits, "asked")


def hears(explorer: Explorer, **content) -> None:
    """A message from a page; in a running event loop the answer comes in a later turn."""
    explorer._handle_custom_msg(json.loads(json.dumps(content)), [])


def apart(function, *arguments, **options):
    """Call in a thread of its own, without the event loop that a browser test may have left running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, *arguments, **options).result()


def says(explorer: Explorer, **content) -> None:
    """A message from a page, and all that it leads to."""
    apart(hears, explorer, **content)


@cache
def too_far(name: str) -> list[tuple[str, int, str]]:
    """The fewest sliders to push to an end, until there is nothing to show."""
    for count in (1, 2, 3):
        moves = [(*slider, key) for slider in sliders(made(name)) for key in ("End", "Home")]
        for pushed in itertools.product(moves, repeat=count):
            explorer = made(name)
            for each in pushed:
                move(explorer, *each)
            if explorer.message:
                return list(pushed)
    raise AssertionError(f"explore.{name} can show everything")


def cells(explorer: Explorer) -> dict[str, list[str]]:
    """The cells that can be edited, in the order they are drawn, by what their names begin with."""
    svg = explorer.film.to_svg(0)
    return {prefix: re.findall(rf'id="({prefix}_[^"]*)"', svg) for prefix in explorer.editable}


def walk(name: str, steps: int) -> Iterator[Explorer]:
    """An explorer whose controls are moved by chance, one at a time, to what can be shown and what cannot."""
    explorer, chance = made(name), random.Random(steps)
    for _ in range(steps):
        control = chance.choice(explorer.controls)
        if control["options"]:
            value = chance.choice(control["options"])
        else:
            count = chance.randint(1, len(control["axes"])) if control["grows"] else len(control["axes"])
            value = [chance.randint(control["low"], control["high"]) for _ in range(count)]
        explorer.set(**{control["name"]: value})
        yield explorer
