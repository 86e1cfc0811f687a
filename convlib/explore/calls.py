"""One call in both libraries, as a person would write it, and ready to be copied and run."""

from __future__ import annotations

from collections.abc import Callable
from inspect import signature
from typing import NamedTuple

import numpy as np

START = {
    "convlib": "import numpy as np\nimport convlib as cl",
    "PyTorch": "import torch\nimport torch.nn.functional as F",
}
ARRAY = {"convlib": "np.array", "PyTorch": "torch.tensor"}


class Snippet(NamedTuple):
    """A call to copy."""

    library: str
    line: str  # as it is shown
    whole: str  # the same with its imports and arrays before it


def keywords(function: Callable, options: dict) -> str:
    """Options as they stand in a call of ``function``: one number for axes that share it, defaults left out.

    >>> def pool(x, stride=1, padding=0, ceil_mode=False): ...
    >>> keywords(pool, {"stride": (2, 2), "padding": (1, 0), "ceil_mode": False})
    ', stride=2, padding=(1, 0)'
    """
    defaults, shown = signature(function).parameters, ""
    for name, value in options.items():
        if isinstance(value, tuple) and len(set(value)) == 1:
            value = value[0]
        if value != defaults[name].default:
            shown += f", {name}={value!r}"
    return shown


def in_both(
    line: str, arrays: dict[str, np.ndarray | str], *, torch: str | None = None, program: str | None = None
) -> tuple[Snippet, Snippet]:
    """A line for convlib, whose functions begin with ``cl.``, and for PyTorch: the same with ``F.``, or ``torch``.

    ``program`` is what convlib runs when it is not ``y = line``. An array too large to be written out is given by the
    line that makes it.

    >>> here, there = in_both("cl.relu(x)", {"x": np.array([1, 2])})
    >>> there.line
    'F.relu(x)'
    >>> print(here.whole, end="")
    import numpy as np
    import convlib as cl
    <BLANKLINE>
    x = np.array([1, 2])
    y = cl.relu(x)
    """
    there = torch or _in_torch(line)
    program_there = _in_torch(program) if program else f"y = {there}"
    return (
        _snippet("convlib", line, arrays, program or f"y = {line}"),
        _snippet("PyTorch", there, arrays, program_there),
    )


def _in_torch(source: str) -> str:
    return source.replace("cl.", "F.")


def _snippet(library: str, line: str, arrays: dict[str, np.ndarray | str], program: str) -> Snippet:
    written = {name: array if isinstance(array, str) else f"{array.tolist()}" for name, array in arrays.items()}
    given = "".join(f"{name} = {ARRAY[library]}({array})\n" for name, array in written.items())
    more = "\nimport convlib as cl" * ("cl." in given and "as cl" not in START[library])
    return Snippet(library, line, f"{START[library]}{more}\n\n{given}{program}\n")
