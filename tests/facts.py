"""What a figure must show, from its parameters and the operator alone: the scene is not asked.

A scene's own facts are a subclass in ``tests/scenes``, under ``FACTS``.
"""

from __future__ import annotations

import numpy as np

import convlib as cl
from convlib.film.words import times

NAMED_PADDING = {"valid": (0, 0), "same": (0.5, 0.5), "full": (1, 1)}  # of the kernel less one cell, at stride 1


def split(element: str) -> tuple[str, str, tuple[int, ...]]:
    """The film on a sheet, the array and the index of a cell's id."""
    film, _, name = element.rpartition(".")
    array, *index = name.split("_")
    return film, array, tuple(map(int, index))


class Facts:
    """The facts of one figure; a convolution's, unless a scene has others."""

    def __init__(self, film, parameters: dict) -> None:
        self.film, self.given = film, parameters
        self.x, self.weight, self.bias = (film.values.get(key) for key in ("x", "weight", "bias"))
        self.y = self.operator(self.x)

    def options(self, *names: str) -> dict:
        return {name: self.given[name] for name in names if name in self.given}

    def operator(self, x):
        names = ("stride", "padding", "dilation", "groups", "padding_mode")
        return cl.conv2d(x, self.weight, self.bias, **self.options(*names))

    @property
    def pads(self) -> tuple[int, int]:
        """The padding before and after, of both axes."""
        padding = self.given.get("padding", 0)
        if isinstance(padding, str):
            more = self.weight.shape[-1] - 1
            before, after = (share * more for share in NAMED_PADDING[padding])
            return int(before), int(-(-after // 1))
        return padding, padding

    @property
    def pad(self):
        before, after = self.pads
        return before if before == after else (before, after)

    def frame_around(self, index):
        before, after = self.pads
        mode = self.given.get("padding_mode", "zeros").replace("zeros", "constant")
        padded = cl.pad(self.x, (before, after, before, after), mode=mode)
        return padded[index[0], index[1] + before, index[2] + before]

    def held(self) -> dict[str, np.ndarray]:
        """The arrays whose cells must all be there, once in each film of a sheet."""
        return {"x": self.x, "w": self.weight, "y": self.y}

    def value(self, element: str):
        """The number in a cell, by the cell's name; ``None`` where a cell is to be blank."""
        _, array, index = split(element)
        if array == "p":
            return self.frame_around(index)
        return {"x": self.x, "w": self.weight, "y": self.y, "b": self.bias}[array][index]

    def made_of(self, lit: list[tuple[float | None, float | None]], output: tuple[int, ...]):
        """What the cells that are lit, each with its corner, come to; ``None`` where they tell nothing."""
        products = [value * corner for value, corner in lit if corner is not None]
        bias = 0 if self.bias is None else self.bias[output[0]]
        return sum(products) + bias if products else None

    def agrees(self, shown: float, value: float) -> bool:
        """Whether what a caption comes to is what the operator says; a scene with fractions rounds."""
        return shown == value

    def place(self, element: str) -> tuple[int, int]:
        """Row and column of a cell in its grid, by its name."""
        *_, h, w = (0, 0, *split(element)[2])
        return h, w

    def words(self) -> set[str]:
        """Every label and note that the figure may have, its numbers computed here."""
        size, kernel, out = (times(a.shape[-2:]) for a in (self.x, self.weight, self.y))
        words = {
            f"input {size}" + f", {len(self.x)} channels" * (len(self.x) > 1),
            f"kernel {kernel}",
            f"output {out}" + f", {len(self.y)} maps" * (len(self.y) > 1),
            "bias",
        }
        words |= {f"{name} {n}" for name, n in self.options("stride", "dilation", "groups").items()}
        mode = f" ({self.given['padding_mode']})" if "padding_mode" in self.given else ""
        words.add(f"padding {self.pad}{mode}")
        if self.pad == 0:
            span = (self.weight.shape[-2] - 1) * self.given.get("dilation", 1) + 1
            lost = self.x.shape[-2] - (self.y.shape[-2] - 1) * self.given.get("stride", 1) - span
            words.add(f"{lost} row never read")
        return words

    def sizes(self) -> set[str]:
        """The sizes that a figure's own caption may name."""
        span = self.given.get("dilation", 1) * (self.weight.shape[-1] - 1) + 1
        shapes = {times(a.shape[-2:]) for a in (self.x, self.weight, self.y)}
        return shapes | {times((span, span)), f"{self.y.size}×{self.x.size}"}
