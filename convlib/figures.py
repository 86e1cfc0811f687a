"""The figures of the README and of slides: one table, ``name → film``, made by ``python -m convlib.figures``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from convlib import animate
from convlib.animate.film import Film

FOLDER = Path(__file__).parents[1] / "figures"


class Figure(NamedTuple):
    """A film, what it shows in one sentence, and the lecture that draws it."""

    film: Callable[[], Film]
    caption: str
    lecture: str


def _convolution(**parameters) -> Callable[[], Film]:
    return lambda: animate.convolution(**parameters)


FIGURES = {
    "convolution": Figure(
        _convolution(size=(5, 6), kernel_size=3, stride=2, padding=1),
        "A 3×3 kernel over a 5×6 input with one cell of padding, two cells at a time.",
        "layer-types",
    ),
    "stride_1_padding_0": Figure(
        _convolution(size=4, kernel_size=3), "Stride 1, no padding: 4×4 becomes 2×2.", "msu-7"
    ),
    "stride_2_padding_0": Figure(
        _convolution(size=5, kernel_size=3, stride=2), "Stride 2, no padding: 5×5 becomes 2×2.", "msu-7"
    ),
    "stride_2_padding_1": Figure(
        _convolution(size=5, kernel_size=3, stride=2, padding=1),
        "Stride 2, padding 1: 5×5 becomes 3×3.",
        "msu-7",
    ),
    "same": Figure(
        _convolution(size=(4, 5), kernel_size=3, padding="same"),
        "SAME: with padding 1 a 3×3 kernel keeps the size.",
        "msu-7",
    ),
    "full": Figure(
        _convolution(size=(3, 4), kernel_size=3, padding="full"),
        "Full: every overlap of kernel and input counts.",
        "ops-notes",
    ),
    "floor_loses_a_row": Figure(
        _convolution(size=(6, 7), kernel_size=3, stride=2),
        "The floor at work: the last row of a 6×7 input is never read.",
        "ops-notes",
    ),
    "channels": Figure(
        _convolution(size=4, kernel_size=2, in_channels=3, out_channels=2, bias=(1, -2)),
        "Three channels to two maps: each map has a kernel for every channel, and a bias.",
        "msu-7",
    ),
    "reflect": Figure(
        _convolution(size=(4, 5), kernel_size=3, padding=1, padding_mode="reflect"),
        "A mirror image as the frame, instead of zeros.",
        "msu-7",
    ),
}


def make(folder: Path, names: list[str]) -> None:
    """Write the chosen figures as animated SVG and the gallery that shows all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names, start=1):
        FIGURES[name].film().save(folder / f"{name}.svg")
        print(f"{number}/{len(names)} {name}.svg")
    (folder / "README.md").write_text(gallery(), encoding="utf-8")


def gallery() -> str:
    """The gallery as Markdown."""
    shown = "\n".join(
        f"## {name}\n\n{figure.caption} Lecture `{figure.lecture}`.\n\n![{figure.caption}]({name}.svg)\n"
        for name, figure in FIGURES.items()
    )
    return f"# Figures\n\nMade by `make figures`; every number comes from the operator that ran.\n\n{shown}"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m convlib.figures", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which figures; all when none is named")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="where to write them")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.names if name not in FIGURES]:
        parser.error(f"no figure is called {', '.join(unknown)}; there are {', '.join(FIGURES)}")
    make(chosen.out, chosen.names or list(FIGURES))


if __name__ == "__main__":
    main()
