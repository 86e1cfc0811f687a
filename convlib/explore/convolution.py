"""The convolution explorer: size, kernel, stride, padding, dilation, and the sum they give."""

from __future__ import annotations

import numpy as np

from convlib.animate.convolution import convolution as film_of
from convlib.animate.drawing import cell_id, number
from convlib.animate.example import example_input, example_weight
from convlib.explore.explorer import Control, Explorer, Topic, View
from convlib.relation import PADDING_MODES, Axis, padding_problem
from convlib.window import Window

CONTROLS = (
    Control("size", 1, 12),
    Control("kernel_size", 1, 7),
    Control("stride", 1, 5),
    Control("padding", 0, 4),
    Control("dilation", 1, 4),
    Control("padding_mode", options=PADDING_MODES),
)


def convolution(size=7, kernel_size=3, stride=1, padding=0, dilation=1, padding_mode="zeros", *, seed=0) -> Explorer:
    """Move the parameters of a convolution and see what each output reads.

    >>> explorer = convolution(size=7, stride=2)
    >>> explorer.set(padding=1)
    >>> explorer
    explore.convolution(size=7, kernel_size=3, stride=2, padding=1, dilation=1, padding_mode='zeros')
    >>> explorer.film
    Film('7×7 input, 3×3 kernel, stride 2, padding 1: 4×4 output', 16 frames)

    Every number may be one for both axes or ``(h, w)``. Click a cell of the input or the kernel to change it.
    Raises ``ValueError`` or ``TypeError`` for a start that cannot be shown.
    """
    topic = Topic("convolution", CONTROLS, _problem, lambda values: _view(values, seed), editable=("x", "w"))
    return Explorer(
        topic,
        size=size,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
        padding_mode=padding_mode,
    )


def _window(values: dict) -> Window:
    names = ("size", "kernel_size", "stride", "padding", "dilation")
    return Window.of(**{name: values[name] for name in names})


def _problem(values: dict) -> str | None:
    window = _window(values)
    filled = (padding_problem(axis.size, axis.padding, values["padding_mode"]) for axis in window.axes)
    return window.problem or next((problem for problem in filled if problem), None)


def _view(values: dict, seed: int) -> View:
    x = example_input(1, tuple(values["size"]), seed)
    weight = example_weight(1, 1, tuple(values["kernel_size"]), seed)
    for array, prefix in ((x, "x"), (weight, "w")):
        for index in np.ndindex(array.shape):
            array[index] = values["edits"].get(cell_id(prefix, index), array[index])
    options = {name: tuple(values[name]) for name in ("stride", "padding", "dilation")}
    film = film_of(x, weight, padding_mode=values["padding_mode"], **options)
    return View(film, _formula(_window(values)), _calls(x, weight, options, values["padding_mode"]))


def _formula(window: Window) -> tuple[str, ...]:
    names = "output = ⌊(size + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1"
    rows = list(dict.fromkeys(_with_numbers(axis) for axis in window.axes))
    if len(rows) == 1:
        return (names, f"output = {rows[0]}")
    return (names, *(f"output_{axis} = {_with_numbers(a)}" for axis, a in zip("hw", window.axes, strict=True)))


def _with_numbers(axis: Axis) -> str:
    sizes = f"{axis.size} + 2·{axis.padding[0]} − {axis.dilation}·({axis.kernel_size} − 1) − 1"
    return f"⌊({sizes}) / {axis.stride}⌋ + 1 = {number(axis.output_size)}"


def _calls(x: np.ndarray, weight: np.ndarray, options: dict, padding_mode: str) -> tuple[tuple[str, str, str], ...]:
    """The call in both libraries. ``torch.nn.functional.conv2d`` pads with zeros only, so others pad before it."""

    def keywords(names) -> str:
        shown = {n: options[n] for n in names if set(options[n]) != {0 if n == "padding" else 1}}
        return "".join(f", {n}={v[0] if v[0] == v[1] else v}" for n, v in shown.items())

    def to_copy(start: str, wrap: str, call: str) -> str:
        return f"{start}\n\nx = {wrap}({x.tolist()})\nweight = {wrap}({weight.tolist()})\ny = {call}\n"

    here = f"cl.conv2d(x, weight{keywords(options)}"
    torch, start = f"F.conv2d(x, weight{keywords(options)})", "import torch\nimport torch.nn.functional as F"
    if padding_mode != "zeros" and any(options["padding"]):
        here += f", padding_mode={padding_mode!r}"
        h, w = options["padding"]
        padded = f'F.pad(x, ({w}, {w}, {h}, {h}), mode="{padding_mode}")'
        torch = f"F.conv2d({padded}, weight{keywords(('stride', 'dilation'))})"
    return (
        ("convlib", f"{here})", to_copy("import numpy as np\nimport convlib as cl", "np.array", f"{here})")),
        ("PyTorch", torch, to_copy(start, "torch.tensor", torch)),
    )
