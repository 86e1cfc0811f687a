"""The visual language, in one place: colours for light and dark, and how each kind of cell is drawn.

Read = blue, written = orange with a strong ring, the winner of a maximum = a double ring, not yet written = empty,
padding = hatched with a dashed edge, inserted zero = dotted, never read = crossed out. Meaning never rests on colour
alone; the two hues keep apart for colour-blind eyes (Okabe and Ito's palette). Every text keeps a contrast of 4.5 to
all that it stands on or under, every edge one of 3: ``tests/test_contrast.py`` holds it.
"""

from __future__ import annotations

import re

PALETTE = {
    "paper": ("#ffffff", "#15181c"),
    "ink": ("#1b1f24", "#eceff3"),
    "muted": ("#59636e", "#a3adb8"),
    "soft": ("#343c46", "#d6dde5"),
    "rule": ("#8b949e", "#626c77"),
    "hatch": ("#d1d7de", "#343b44"),
    "read": ("#0072b2", "#56b4e9"),
    "weight": ("#00466f", "#b4e0fb"),
    "written": ("#ffd79b", "#7a4700"),
    "ring": ("#b85c00", "#ffb454"),
    "accent": ("#0072b2", "#6cc0f2"),
    "error": ("#a3280d", "#ff9b85"),
}

SIGNED = "PuOr_r"  # matplotlib's: purple below zero, white at zero, orange above: safe for colour-blind eyes

DRAWING = """
text{font-family:var(--font);font-size:15px;fill:var(--ink);text-anchor:middle;font-variant-numeric:tabular-nums}
.label{font-size:15px;font-weight:bold;text-anchor:start}
.note{font-size:12.5px;fill:var(--muted);text-anchor:start}
.tick{font-size:10.5px;fill:var(--muted)}
.small{font-size:12px}
.cell rect{fill:var(--paper);stroke:var(--rule);stroke-width:1}
.empty text{visibility:hidden}
.now rect{fill:var(--written)}
.ring rect{fill:none;stroke:var(--ring);stroke-width:3.4;pointer-events:none}
.winner rect{fill:none;stroke:var(--ring);stroke-width:2;pointer-events:none}
.now text{font-weight:bold}
.pad rect{fill:none;stroke-dasharray:3 3;pointer-events:all}
.pad text{fill:var(--soft)}
.hatch{stroke:var(--hatch);stroke-width:1;fill:none}
.unread text{fill:var(--muted)}
.cross{stroke:var(--muted);stroke-width:1.2;fill:none;pointer-events:none}
.tap{fill:var(--read);fill-opacity:.2;stroke:var(--read);stroke-width:1.6}
.frame{fill:none;stroke:var(--read);stroke-width:2.6}
.halo{fill:none;stroke:var(--paper);stroke-width:5}
.dot{fill:none;stroke:var(--ring);stroke-width:2}
.corner{font-size:10px;font-weight:bold;fill:var(--weight);text-anchor:end}
.off{visibility:hidden}
.zero rect{stroke-dasharray:1 3;stroke:var(--muted)}
.zero text{fill:var(--soft)}
.faint text{fill:var(--muted)}
.lit rect{fill:var(--read);fill-opacity:.2;stroke:var(--read);stroke-width:2}
.missing .tap{fill:none;stroke:var(--error);stroke-width:1.8;stroke-dasharray:4 2}
.other .tap{fill:none;stroke:var(--error);stroke-width:1.8;stroke-dasharray:4 2}
.extra .tap{fill:var(--error);fill-opacity:.2;stroke:var(--error);stroke-width:2.4}
.mark{pointer-events:none}
.sign{font-size:10.5px;font-weight:bold;fill:var(--error);text-anchor:start}
.wrong path{stroke:var(--error);stroke-width:2.4;fill:none}
.link path{stroke:var(--rule);stroke-width:1;fill:none}
.on path{stroke:var(--read);stroke-width:2.2}
.partial{pointer-events:none}
.stamp .tap{fill:none;stroke:var(--ring);stroke-width:2}
.stamp .frame{stroke:var(--ring);stroke-width:3.4}
.active rect{fill:var(--read);fill-opacity:.1;stroke:var(--read);stroke-width:2}
.caption{font-size:15px;text-anchor:start}
.paper{fill:var(--paper)}
"""

# Cells that stand out are a little smaller: the next cells would cover their edge. For readers with all of CSS.
SMALLER = """
.cell rect{transform-box:fill-box;transform-origin:center}
.lit rect{transform:scale(.93)}
.active rect{transform:scale(.93)}
"""

HIDDEN = "visibility:hidden"
FONT = "'DejaVu Sans',Verdana,sans-serif"
SIMPLE = re.compile(r"\.?[a-z]+(?: \.?[a-z]+)?")


def rules(css: str) -> dict[str, dict[str, str]]:
    """A selector's declarations, for rules of one line each; ``ValueError`` for one that not every renderer reads.

    >>> rules(".small{font-size:12px}")
    {'.small': {'font-size': '12px'}}
    """
    found = {}
    for line in css.split("\n"):
        if not line:
            continue
        match = re.fullmatch(r"([^{}]+)\{([^{}]+)\}", line)
        if match is None or not SIMPLE.fullmatch(match[1]):
            raise ValueError(f"{line!r}: a rule of a drawing is one line, for a class or a tag, or one inside another")
        pairs = [declaration.partition(":") for declaration in match[2].split(";")]
        found[match[1]] = {name: value for name, _, value in pairs}
    return found


RULES = rules(DRAWING)
MODERN = {selector: declared | RULES[selector] for selector, declared in rules(SMALLER).items()}


def font_size(kind: str) -> float:
    """Of a text with this class, in pixels.

    >>> font_size("note"), font_size("")
    (12.5, 15.0)
    """
    return float(RULES.get(f".{kind}", {}).get("font-size", RULES["text"]["font-size"]).removesuffix("px"))


def variables(theme: int) -> str:
    """CSS custom properties; theme 0 is light, 1 is dark."""
    return "".join(f"--{name}:{colours[theme]};" for name, colours in PALETTE.items())


DARK = ('body[data-jp-theme-light="false"]', "body.vscode-dark", '[theme="dark"] body')  # JupyterLab, VS Code, Colab


def page_css(more: str) -> str:
    """The player's style, and ``more`` of its own.

    It is dark where the page around it is: by its ``color-scheme``, or by what a front end writes there instead. On
    paper it is light.
    """
    ours = ":is(.convlib-stage,.convlib-explorer,.convlib-card)"
    colours = "".join(f"--{name}:light-dark({light},{dark});" for name, (light, dark) in PALETTE.items())
    return (
        f"{ours}{{{colours}--font:var(--jp-ui-font-family,system-ui,{FONT})}}"
        f"@media screen{{:is({','.join(DARK)}) {ours}{{color-scheme:dark}}}}"
        f"@media print{{{ours}{{color-scheme:light}}}}"
        f".convlib-stage svg.drawing{{{_joined(DRAWING + SMALLER)}}}" + re.sub(r"\n\s*", "", more)
    )


def file_css(svg: str) -> str:
    """The style inside an SVG file: only the rules that the ``svg`` needs, with their colours filled in.

    What is hidden is left out, since not every renderer can hide. Light comes first; what few can read stands in
    blocks that the others pass over: the dark of a reader who wants it, and the colours that the ``svg`` names itself,
    to be animated.
    """
    needed, named = _needed(DRAWING, svg), set(re.findall(r"var\(--(\w+)\)", svg))
    names = ["".join(f"--{n}:{c[theme]};" for n, c in PALETTE.items() if n in named) for theme in (0, 1)]
    light, dark = (f"svg{{{colours}}}" * bool(named) for colours in names)
    blocks = {
        "@supports (transform-box:fill-box)": _joined(_needed(SMALLER, svg)) + light,
        "@media screen and (prefers-color-scheme:dark)": _filled(_painted(needed), 1) + dark,
    }
    shown = _filled(needed, 0).replace(HIDDEN, "display:none")
    return shown + "".join(f"{when}{{{css}}}" for when, css in blocks.items() if css)


def _needed(css: str, svg: str) -> str:
    words = set(re.findall(r"[a-z]+", svg))
    return "\n".join(rule for rule in css.split("\n") if set(re.findall(r"\w+", rule.partition("{")[0])) <= words)


def _painted(css: str) -> str:
    """Of these rules only what they say about colours, ``none`` too: it stands above the colours before it.

    They are for a root, which LibreOffice does not know: it reads every rule, also of a block that it should leave.
    """
    kept = {s: {n: v for n, v in rule.items() if n in ("fill", "stroke")} for s, rule in rules(css).items()}
    return "".join(f":root {s}{{{';'.join(f'{n}:{v}' for n, v in rule.items())}}}" for s, rule in kept.items() if rule)


def _filled(css: str, theme: int) -> str:
    """The rules with every variable filled in."""
    values = {name: colours[theme] for name, colours in PALETTE.items()} | {"font": FONT}
    return re.sub(r"var\(--([\w-]+)\)", lambda m: values[m[1]], _joined(css))


def _joined(css: str) -> str:
    return css.replace("\n", "")
