"""The figures of the README and of slides, made from a table, figures.toml, by ``python -m convlib.course.figures``."""

from __future__ import annotations

import argparse
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from convlib import animate
from convlib.film.film import Film

FOLDER = Path(__file__).parents[2] / "figures"
BAR = 24  # characters of the progress bar


class Figure(NamedTuple):
    """A scene with its parameters, what it shows, the lecture that shows it, if one does; a GIF too, or not."""

    scene: str
    parameters: dict
    caption: str
    lecture: str = ""
    gif: bool = False

    def film(self) -> Film:
        """
        >>> FIGURES["valid"].film()
        Film('4×6 input, 3×2 kernel: 2×5 output', 10 frames)
        """
        return getattr(animate, self.scene)(**{name: _tuples(value) for name, value in self.parameters.items()})

    @property
    def endings(self) -> tuple[str, ...]:
        return (".svg", ".gif") if self.gif else (".svg",)


class Group(NamedTuple):
    """Figures of one topic, by name, under a heading and a line."""

    heading: str
    line: str
    figures: dict[str, Figure]


def _tuples(value):
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _groups() -> list[Group]:
    table = tomllib.loads(files("convlib.course").joinpath("figures.toml").read_text(encoding="utf-8"))
    return [Group(**g | {"figures": {n: Figure(**f) for n, f in g["figures"].items()}}) for g in table["group"]]


GROUPS = _groups()
FIGURES = {name: figure for group in GROUPS for name, figure in group.figures.items()}


def make(folder: Path, names: list[str]) -> None:
    """Write the chosen figures, as animated SVG and some as GIF, and the gallery that shows all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    todo = [(name, ending) for name in names for ending in FIGURES[name].endings]
    for done, (name, ending) in enumerate(todo):
        _progress(done, len(todo), name + ending)
        FIGURES[name].film().save(folder / (name + ending))
    (folder / "README.md").write_text(gallery(), encoding="utf-8", newline="\n")
    _progress(len(todo), len(todo), f"in {folder}")


def _progress(done: int, count: int, now: str) -> None:
    """A bar that stays on its line in a terminal, a line each elsewhere."""
    if not sys.stdout.isatty():
        print(f"{done}/{count} {now}", flush=True)
        return
    bar = "█" * (BAR * done // count)
    print(f"\r{bar:░<{BAR}} {done}/{count} {now}\x1b[K", end="\n" * (done == count), flush=True)


def gallery() -> str:
    """The gallery as Markdown."""
    parts = [
        "# Figures",
        "They play by themselves, in light and dark, and stand still for those who ask for less motion. Made by\n"
        "`make figures` from `convlib/course/figures.toml`; every number comes from the operator that ran.",
        "On this page: " + ", ".join(f"[{g.heading}](#{g.heading.lower().replace(' ', '-')})" for g in GROUPS) + ".",
    ]
    for group in GROUPS:
        parts += [f"## {group.heading}", group.line]
        for name, figure in group.figures.items():
            lecture = f" Lecture `{figure.lecture}`." * bool(figure.lecture)
            parts.append(f"**{name}**: {figure.caption}{lecture}" + f" Also a [GIF]({name}.gif)." * figure.gif)
            parts.append(f"![{figure.caption}]({name}.svg)")
    return "\n\n".join(parts) + "\n"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m convlib.course.figures", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which figures; all when none is named")
    parser.add_argument("--out", type=Path, default=FOLDER, metavar="DIR", help="where to write them")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.names if name not in FIGURES]:
        parser.error(f"no figure is called {', '.join(unknown)}; there are {', '.join(FIGURES)}")
    make(chosen.out, chosen.names or list(FIGURES))


if __name__ == "__main__":
    main()
