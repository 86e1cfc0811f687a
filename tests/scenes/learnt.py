"""What must be so of films of a kernel that is learnt, worked out by other means: by the matrix of all windows."""

from functools import cached_property

import numpy as np
from facts import Facts, split

from convlib import animate
from convlib.film.words import times

FILMS = {
    "learnt": lambda: animate.learnt(steps=3),
    "learnt elsewhere": lambda: animate.learnt({0: [[0, 0]], 50: [[-0.5, 1.25]]}, [[-1, 1]], [[1, 2, 4], [5, 3, 5]]),
}


def windows(x, shape) -> np.ndarray:
    """A row for each window of ``x``, a column for each tap."""
    return np.lib.stride_tricks.sliding_window_view(x, shape).reshape(-1, np.prod(shape))


def descent(x, wanted, steps, rate) -> list[np.ndarray]:
    """The kernels of the gradient of |A(kernel − wanted)|² / n, which is 2AᵀA(kernel − wanted) / n."""
    rows, kernels = windows(x, wanted.shape), [np.zeros(wanted.size)]
    for _ in range(steps):
        gradient = 2 * rows.T @ rows @ (kernels[-1] - wanted.ravel()) / len(rows)
        kernels.append(kernels[-1] - rate * gradient)
    return [kernel.reshape(wanted.shape) for kernel in kernels]


def errors(x, wanted, kernels) -> list[float]:
    rows = windows(x, wanted.shape)
    return [float(np.mean((rows @ (kernel - wanted).ravel()) ** 2)) for kernel in kernels]


def rounded(value) -> float:
    """To two digits after the point, and to three digits in all."""
    return float(f"{round(float(value), 2):.3g}")


class LearntFacts(Facts):
    """The outputs are the errors, one for each step; the kernel shown is the last."""

    @property
    def wanted(self):
        return np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])

    @cached_property
    def kernels(self):
        return descent(self.x, self.wanted, self.given["steps"], self.given["rate"])

    def operator(self, x):
        return np.array([errors(x, self.wanted, self.kernels)])

    def held(self):
        return {"w": self.kernels[-1][None, None], "t": self.wanted, "e": self.y[0]}

    def value(self, element):
        _, array, index = split(element)
        return rounded(self.held()[array][index])

    def agrees(self, shown, value):
        return abs(shown - value) <= 0.01 + 0.01 * value

    def place(self, element):
        _, array, index = split(element)
        return index * 2 if array == "e" else super().place(element)

    def words(self):
        labels = {f"kernel {times(self.wanted.shape)}", "as it is learnt", "wanted", "what is looked for"}
        return labels | {"error, by step", "mean of (answer − wanted answer)²"}

    def sizes(self):
        return {times(self.wanted.shape)}


FACTS = {"learnt": LearntFacts}
