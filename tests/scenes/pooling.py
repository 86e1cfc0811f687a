"""What must be so of films of pooling, worked out by other means."""

from facts import Facts, split

import convlib as cl
from convlib import animate
from convlib.film.words import times

FILMS = {
    "max pooling": lambda: animate.pooling(size=(3, 5), kernel_size=(2, 3), padding=(0, 1), stride=(1, 2)),
    "average pooling": lambda: animate.pooling(size=(3, 5), kind="average", padding=1, ceil_mode=True),
    "pooled channels": lambda: animate.pooling(size=(2, 5), channels=2, ceil_mode=True),
}


class PoolingFacts(Facts):
    """There is no kernel; a padding cell is blank, and a 0 in an average."""

    @property
    def is_average(self):
        return self.given.get("kind") == "average"

    def operator(self, x):
        pool = cl.avg_pool2d if self.is_average else cl.max_pool2d
        options = self.options("stride", "padding", "ceil_mode")
        return pool(x, self.given.get("kernel_size", 2), **options)

    def held(self):
        return {"x": self.x, "y": self.y}

    def value(self, element):
        _, array, (_, *i) = split(element)
        if array == "p":
            inside = all(-p <= ii < n + p for ii, n, p in zip(i, self.x.shape[1:], self.pads, strict=True))
            return 0 if self.is_average and inside else None
        return super().value(element)

    def made_of(self, lit, output):
        values = [value for value, _ in lit if value is not None]
        return sum(values) / len(values) if self.is_average else max(values)

    def words(self):
        lost = [f"{n} {axis}{'s' * (n > 1)}" for axis in ("row", "column") for n in range(1, 9)]
        channels = f", {len(self.x)} channels" * (len(self.x) > 1)
        maps = f", {len(self.y)} maps" * (len(self.y) > 1)
        words = {f"input {times(self.x.shape[1:])}{channels}", f"output {times(self.y.shape[1:])}{maps}"}
        return words | {f"padding {self.pad}", "the last window hangs over", *(f"{n} never read" for n in lost)}

    def sizes(self):
        k = self.given.get("kernel_size", 2)
        return {times(a.shape[1:]) for a in (self.x, self.y)} | {times(k if isinstance(k, tuple) else (k, k))}


FACTS = {"pooling": PoolingFacts}
