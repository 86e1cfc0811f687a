"""A film that plays by itself in a file: CSS animations, for readers that know them and have not asked for less motion.

A change of class is played as a change of what the class sets (its fill, its visibility, ...), held until the next
one. Colours are named, and the style of the file says what they are in light and in dark.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from convlib.film.style import HIDDEN, MODERN, RULES

if TYPE_CHECKING:
    from convlib.film.film import Film

SECONDS = 0.9  # a frame's time
SLIDE = 0.35  # the part of it in which the window slides
SOMETIMES = ",".join(f":root {selector}" for selector, declared in RULES.items() if "visibility" in declared)  # there

Keys = list[tuple[int, str]]
Stops = list[tuple[str, str]]  # when, in percent, and what is declared from then on


def motion(film: Film) -> str:
    """The rules that move the picture of the cover through all frames; its captions wait for their time.

    >>> from convlib import animate
    >>> motion(animate.convolution(size=4, kernel_size=3))
    '*{animation:3.6s step-end infinite}...@keyframes m0{0%{fill:var(--written)}25%{fill:var(--paper)}}...'
    """
    count = len(film)
    moving: dict[str, list[tuple[str, Stops]]] = {}  # by what they apply to, with how they go from stop to stop
    for (element, attribute), keys in film.tracks.items():
        target = "#" + element.replace(".", r"\.")
        if attribute == "translate":
            moving.setdefault(target, []).append(("linear", _slides(keys, count)))
        else:
            for part, stops in _changes(keys, count):
                moving.setdefault(f"{target} {part}".rstrip(), []).append(("step-end", stops))
    moving[".caption"] = [("step-end", [("0%", "visibility:visible"), (_percent(1, count), HIDDEN)])]
    return _rules(moving, f"{count * SECONDS:g}s")


def later(frame: int, count: int) -> str:
    """The style of a caption: all play the same, each at its time, as if they had begun a round ago.

    >>> later(2, count=10)
    'animation-delay:-7.2s'
    """
    return f"animation-delay:{(frame - count) * SECONDS:g}s"


def _rules(moving: dict[str, list[tuple[str, Stops]]], time: str) -> str:
    """What has the same stops shares keyframes, and what moves alike shares a rule."""
    names: dict[str, str] = {}
    alike: dict[tuple[str, str], list[str]] = {}
    for target, animations in moving.items():
        texts = ["".join(f"{when}{{{what}}}" for when, what in stops) for _, stops in animations]
        name = ",".join(names.setdefault(text, f"m{len(names)}") for text in texts)
        alike.setdefault((name, ",".join(pace for pace, _ in animations)), []).append(target)
    return "".join(
        [f"*{{animation:{time} step-end infinite}}", f"{SOMETIMES}{{display:inline;{HIDDEN}}}"]
        + [f"@keyframes {name}{{{text}}}" for text, name in names.items()]
        + [f"{','.join(targets)}{{animation-name:{name}{_pace(pace)}}}" for (name, pace), targets in alike.items()]
    )


def _pace(pace: str) -> str:
    return f";animation-timing-function:{pace}" * ("linear" in pace)


def _percent(frame: float, count: int) -> str:
    return f"{100 * frame / count:.5g}%"


def _slides(keys: Keys, count: int) -> Stops:
    """Each place is slid to, then held."""
    places = ["transform:translate({}px,{}px)".format(*value.split()) for _, value in keys]
    stops = [("0%", places[0])]
    for (frame, _), before, after in zip(keys[1:], places, places[1:], strict=False):
        stops += [(_percent(frame, count), before), (_percent(frame + SLIDE, count), after)]
    return [*stops, ("to", places[-1])]


def _changes(keys: Keys, count: int) -> Iterator[tuple[str, Stops]]:
    """For each part of an element, and for the whole of it, what the classes that it goes through set differently."""
    kinds = [kind.split() for _, kind in keys]
    seen = {f".{word}" for kind in kinds for word in kind}
    for part in sorted({selector.partition(" ")[2] for selector in RULES if selector.partition(" ")[0] in seen}):
        looks = [_look(kind, part) for kind in kinds]
        names = dict.fromkeys(name for look in looks for name in look)
        changed = [name for name in names if len({look.get(name) for look in looks}) > 1]
        if changed:
            told = [";".join(f"{name}:{look.get(name, 'unset')}" for name in changed) for look in looks]
            yield part, [(_percent(frame, count), what) for (frame, _), what in zip(keys, told, strict=True)]


def _look(kind: list[str], part: str) -> dict[str, str]:
    """All that is declared for a part of an element of these classes; what is not is unset."""
    look = dict(RULES.get(part, {}))
    for selector, declared in (RULES | MODERN).items():
        owner, _, inner = selector.partition(" ")
        if inner == part and owner[1:] in kind:
            look |= declared
    return look
