"""What must be so of films of a transposed convolution, worked out by other means."""

import numpy as np
from facts import Facts, split
from scenes.matrix import MatrixFacts

import convlib as cl
from convlib import animate
from convlib.film.words import times

FILMS = {
    "scatter": lambda: animate.transposed(
        size=(2, 3), kernel_size=(3, 2), stride=2, padding=((0, 1), (0, 0)), output_padding=(1, 0)
    ),
    "zeros": lambda: animate.transposed(size=(2, 3), kernel_size=3, stride=(1, 2), padding=1, way="zeros"),
    "transposed matrix": lambda: animate.transposed(size=(1, 3), kernel_size=2, stride=2, way="matrix"),
    "gradient": lambda: animate.transposed(size=(2, 3), kernel_size=(3, 2), stride=2, padding=1, way="gradient"),
    "all ways": lambda: animate.transposed(size=(1, 2), kernel_size=(2, 1), stride=2, way="all"),
}
WAYS = {
    "scatter": "each input stamps the kernel",
    "zeros": "inserted, then a convolution with the flipped kernel",
    "matrix": "Wᵀx",
    "gradient": "each output sums over its readers",
}


class TransposedFacts(MatrixFacts):
    name = "Wᵀ"

    @property
    def way(self):
        return self.given.get("way", "scatter")

    def way_of(self, element):
        return split(element)[0] or self.way

    def operator(self, x):
        options = self.options("stride", "padding", "dilation", "output_padding")
        return cl.conv_transpose2d(x, self.weight, **options)

    def value(self, element):
        if split(element)[1] in "pz":
            return None if self.way_of(element) == "scatter" else 0
        return super().value(element)

    def place(self, element):
        _, array, _ = split(element)
        h, w = super().place(element)
        if self.way_of(element) != "zeros" or array not in "wx":
            return h, w
        if array == "w":
            kh, kw = self.weight.shape[-2:]
            return kh - 1 - h, kw - 1 - w
        step = self.given.get("stride", 1)
        return h * step, w * step

    def words(self):
        size, kernel, out = (times(a.shape[-2:]) for a in (self.x, self.weight, self.y))
        around, more = self.weight.shape[-1] - 1 - self.pad, self.given.get("output_padding", 0)
        unreached = np.count_nonzero(self.y == 0)
        return Facts.words(self) | {
            *WAYS,
            *WAYS.values(),
            f"Wᵀ {self.y.size}×{self.x.size}",
            "below it the input",
            f"input {size}, zeros between",
            f"kernel {kernel}, flipped",
            f"stride {self.given.get('stride', 1)}: stride − 1 zeros between",
            f"padding p = {self.pad}, so p′ = {(around, around + more) if more else around}",
            f"x, gradient of the output {size}",
            f"y, gradient of the input {out}",
            f"padding {self.pad}: the frame is cut away",
            f"output padding {more}",
            f"{unreached} cells that no input reaches" * bool((self.x == 1).all()),  # where ones are stamped, 0 is none
        }


FACTS = {"transposed": TransposedFacts, "overlap": TransposedFacts}
