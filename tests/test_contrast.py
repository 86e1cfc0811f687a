"""Contrast of what is drawn, worked out from the palette and the rules for every pair that occurs, in both themes."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

import pytest
from films import SCENES, made, pictures

from convlib.film.skin import asset
from convlib.film.style import PALETTE, RULES

TEXT, EDGE = 4.5, 3  # WCAG 2.2, 1.4.3 and 1.4.11
THEMES = pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
FED = dict(re.findall(r"([\w-]+):([^;}]+)", re.search(r"\.fed rect\{([^}]+)\}", asset("player.css"))[1]))
Colour = tuple[float, ...]


def colour(value: str, theme: int) -> Colour:
    """``var(--ink)``"""
    code = PALETTE[re.fullmatch(r"var\(--(\w+)\)", value)[1]][theme]
    return tuple(bytes.fromhex(code[1:]))


def laid(fill: dict, under: Colour, theme: int) -> Colour:
    """A filled shape on a colour."""
    if fill.get("fill", "none") == "none":
        return under
    alpha = float(fill.get("fill-opacity", 1))
    return tuple(alpha * a + (1 - alpha) * u for a, u in zip(colour(fill["fill"], theme), under, strict=True))


def light(of: Colour) -> float:
    parts = [n / 255 / 12.92 if n / 255 <= 0.04045 else ((n / 255 + 0.055) / 1.055) ** 2.4 for n in of]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a: Colour, b: Colour) -> float:
    """WCAG's ratio, 1 to 21."""
    dark, bright = sorted(map(light, (a, b)))
    return (bright + 0.05) / (dark + 0.05)


def rule(kinds: str, tag: str) -> dict[str, str]:
    """What an element inside others of some kinds is drawn with: a later rule wins, one of two parts over one."""
    found = dict(RULES.get(tag, {}))
    for wanted in ({f".{kind}" for kind in kinds.split()}, {f".{kind} {tag}" for kind in kinds.split()}):
        for selector in (selector for selector in RULES if selector in wanted):
            found |= RULES[selector]
    return found


@cache
def occurring() -> tuple[set[str], set[tuple[str, str]]]:
    """The kinds of cells in all films, and which marks lie over which of them: ``("window", "cell pad")``."""
    kinds, pairs = set(), set()
    for picture in (picture for name in SCENES for picture in pictures(made(name))):
        at = {picture.place[name]: kind for name, kind in picture.kind.items() if kind.startswith("cell")}
        kinds |= set(at.values())
        for name, taps in picture.taps.items():
            pairs |= {(picture.kind[name], at[place]) for place, _ in taps if place in at}
    return {k for k in kinds if "off" not in k}, {p for p in pairs if "off" not in p[0] + p[1]}


def tap_of(mark: str) -> dict[str, str]:
    """How a tap is drawn in a mark of some kinds."""
    found = dict(RULES[".tap"])
    for selector, declared in RULES.items():
        if selector in {f".{kind} .tap" for kind in mark.split()}:
            found |= declared
    return found


def grounds(kinds: str, theme: int) -> list[Colour]:
    """What a cell's number may stand on: its fill, on paper or a line of the hatching; also when it is pointed at."""
    paper = [colour("var(--paper)", theme)]
    under = [*paper, colour(RULES[".hatch"]["stroke"], theme)] if "pad" in kinds else paper
    plain = [laid(rule(kinds, "rect"), ground, theme) for ground in under]
    return plain + [laid(FED, ground, theme) for ground in under]


def test_the_films_show_what_is_hard_to_read():
    kinds, pairs = occurring()
    assert {"cell pad", "cell zero", "cell unread", "cell faint", "cell now", "cell lit", "cell active"} <= kinds
    assert {("window", "cell pad"), ("window", "cell zero"), ("window stamp", "cell now"), ("mark", "cell")} <= pairs


@THEMES
def test_every_number_of_a_cell_can_be_read(theme):
    kinds, pairs = occurring()
    low = {}
    for kind in kinds:
        number = colour(rule(kind, "text")["fill"], theme)
        low[kind] = min(contrast(number, ground) for ground in grounds(kind, theme))
    for mark, kind in pairs:  # the mark lies over the number too
        tap, number = tap_of(mark), colour(rule(kind, "text")["fill"], theme)
        over = [(laid(tap, number, theme), laid(tap, ground, theme)) for ground in grounds(kind, theme)]
        low[mark, kind] = min(contrast(*pair) for pair in over)
    assert {pair: ratio for pair, ratio in low.items() if ratio < TEXT} == {}


@THEMES
def test_every_weight_in_a_corner_can_be_read(theme):
    weight, low = colour(RULES[".corner"]["fill"], theme), {}
    for mark, kind in {*occurring()[1], ("mark extra", "cell"), ("mark missing", "cell pad")}:
        low[mark, kind] = min(contrast(weight, laid(tap_of(mark), g, theme)) for g in grounds(kind, theme))
    assert {pair: ratio for pair, ratio in low.items() if ratio < TEXT} == {}


@THEMES
def test_words_and_signs_around_cells_can_be_read(theme):
    paper = colour("var(--paper)", theme)
    words = {name: contrast(colour(f"var(--{name})", theme), paper) for name in ("ink", "muted", "error")}
    words["pressed button"] = contrast(paper, colour("var(--accent)", theme))
    sign = colour(RULES[".sign"]["fill"], theme)
    words |= {m: contrast(sign, laid(tap_of(f"mark {m}"), paper, theme)) for m in ("missing", "other", "extra")}
    assert {name: ratio for name, ratio in words.items() if ratio < TEXT} == {}


@THEMES
def test_every_edge_that_means_something_can_be_seen(theme):
    paper, written = colour("var(--paper)", theme), laid(RULES[".now rect"], (0, 0, 0), theme)
    edges = [(kind, rule(kind, "rect"), paper) for kind in occurring()[0]]
    ringed = {kind for kind in occurring()[0] if "now" in kind}  # a ring or a frame of its own lies around these
    edges += [(k, rule(k, "rect"), laid(rule(k, "rect"), paper, theme)) for k in occurring()[0] - ringed]
    edges += [("fed", FED, laid(FED, paper, theme))]
    for name, ground in product((".ring rect", ".winner rect"), (paper, laid(RULES[".tap"], paper, theme))):
        edges.append((name, RULES[name], ground))
    edges += [(name, RULES[name], written) for name in (".ring rect", ".stamp .tap", ".stamp .frame")]
    for mark in ("window", "mark", "mark missing", "mark other", "mark extra"):
        edges += [(mark, tap_of(mark), paper), (mark, tap_of(mark), laid(tap_of(mark), paper, theme))]
    edges += [(name, RULES[name], paper) for name in (".frame", ".cross", ".wrong path", ".link path", ".on path")]
    low = {name: contrast(colour(edge["stroke"], theme), ground) for name, edge, ground in edges}
    assert {name: ratio for name, ratio in low.items() if ratio < EDGE} == {}


@THEMES
@pytest.mark.parametrize(("name", "package"), [("player.css", "convlib.film"), ("explorer.css", "convlib.explore")])
def test_every_border_of_a_control_and_every_ring_of_the_focus_can_be_seen(name, package, theme):
    drawn = re.findall(
        r"(?:border|outline|border-color|box-shadow|accent-color):[^;}]*var\(--(\w+)\)", asset(name, package)
    )
    assert drawn
    paper = colour("var(--paper)", theme)
    assert {n: r for n in drawn if (r := contrast(colour(f"var(--{n})", theme), paper)) < EDGE} == {}


def test_a_contrast_is_what_wcag_says():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("name", "package"), [("player.css", "convlib.film"), ("explorer.css", "convlib.explore")])
def test_no_words_fade(name, package):
    """What is stale or refused loses its colours, not its contrast; only the voice is not seen at all."""
    faded = re.findall(r"([^{}]+)\{[^{}]*(?<![\w-])opacity:", asset(name, package))
    assert [selector.strip().rpartition(".")[2] for selector in faded] == ["voice"]
