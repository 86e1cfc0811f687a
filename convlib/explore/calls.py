"""What explorers share: numbers changed by clicking, sizes with the numbers in, and one call in both libraries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from convlib.film.drawing import cell_id, number
from convlib.relation import Axis, Window

Call = tuple[str, str, str]  # library, the call in one line, the same with its arrays, to copy

START = {
    "convlib": "import numpy as np\nimport convlib as cl",
    "PyTorch": "import torch\nimport torch.nn.functional as F",
}
ARRAY = {"convlib": "np.array", "PyTorch": "torch.tensor"}
DEFAULTS = {"padding": 0, "output_padding": 0}  # all others: 1


def window_of(values: dict) -> Window:
    """The window that an explorer's sliders describe."""
    return Window.of(**{name: values[name] for name in ("size", "kernel_size", "stride", "padding", "dilation")})


def edited(array: np.ndarray, prefix: str, edits: dict[str, int]) -> np.ndarray:
    """A copy in which the cells that ``edits`` names by their element ids have other numbers.

    >>> edited(np.array([[1, 2]]), "x", {"x_0_1": 7, "x_5_5": 9})     # a cell outside waits until it is back
    array([[1, 7]])
    """
    array = array.copy()
    for index in np.ndindex(array.shape):
        array[index] = edits.get(cell_id(prefix, index), array[index])
    return array


def keywords(options: dict[str, Sequence[int]]) -> str:
    """Options given per axis as they stand in a call, defaults left out.

    >>> keywords({"stride": (2, 2), "padding": (1, 0), "dilation": (1, 1)})
    ', stride=2, padding=(1, 0)'
    """
    shown = {name: v for name, v in options.items() if set(v) != {DEFAULTS.get(name, 1)}}
    return "".join(f", {name}={v[0] if len(set(v)) == 1 else tuple(v)}" for name, v in shown.items())


def to_copy(library: str, line: str, arrays: dict[str, np.ndarray], program: str | None = None) -> Call:
    """A call with its imports and arrays before it; ``program`` is what is run when it is not ``y = line``."""
    given = "".join(f"{name} = {ARRAY[library]}({array.tolist()})\n" for name, array in arrays.items())
    return library, line, f"{START[library]}\n\n{given}{program or f'y = {line}'}\n"


def by_axis(name: str, each: Sequence[str], sign: str = " = ") -> list[str]:
    """One row when the axes share it, else one for each.

    >>> by_axis("output", ["3", "3"]), by_axis("output", ["3", "4"])
    (['output = 3'], ['output_h = 3', 'output_w = 4'])
    """
    if len(set(each)) == 1:
        return [f"{name}{sign}{each[0]}"]
    return [f"{name}_{axis}{sign}{row}" for axis, row in zip("hw", each, strict=True)]


def size_with_numbers(axis: Axis) -> str:
    """The size formula of a convolution, with the numbers in and what they come to.

    >>> size_with_numbers(Axis(7, kernel_size=3, stride=2, padding=(1, 1)))
    '⌊(7 + 2·1 − 1·(3 − 1) − 1) / 2⌋ + 1 = 4'
    """
    sizes = f"{axis.size} + 2·{axis.padding[0]} − {axis.dilation}·({axis.kernel_size} − 1) − 1"
    return f"⌊({sizes}) / {axis.stride}⌋ + 1 = {number(axis.output_size)}"
