"""What must be so of films of a convolution's matrix, worked out by other means."""

import numpy as np
from facts import Facts, split

from convlib import animate

FILMS = {"matrix": lambda: animate.matrix(size=(3, 4), kernel_size=2, padding=((0, 0), (1, 0)))}


class MatrixFacts(Facts):
    name = "W"

    @property
    def matrix(self):
        """Column c is what input c alone makes."""
        ones = np.eye(self.x.size, dtype=int).reshape(-1, *self.x.shape)
        return np.stack([self.operator(one).ravel() for one in ones], axis=1)

    def value(self, element):
        _, array, index = split(element)
        if array == "m":
            return self.matrix[index]
        if array in "uv":
            return {"u": self.y, "v": self.x}[array].flat[index[0]]
        return super().value(element)

    def place(self, element):
        _, array, index = split(element)
        return (index[0], 0) if array == "u" else super().place(element)

    def words(self):
        return super().words() | {f"{self.name} {self.y.size}×{self.x.size}", "below it the input"}


FACTS = {"matrix": MatrixFacts}
