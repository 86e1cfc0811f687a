"""The convolution explorer: size, kernel, stride, padding, dilation, and the sum they give."""

from __future__ import annotations

from convlib.animate.convolution import convolution as film_of
from convlib.animate.example import example_input, example_weight
from convlib.explore.calls import Call, by_axis, edited, keywords, size_with_numbers, to_copy, window_of
from convlib.explore.explorer import Control, Explorer, Topic, View
from convlib.relation import PADDING_MODES, padding_problem

CONTROLS = (
    Control("size", 1, 12),
    Control("kernel_size", 1, 7),
    Control("stride", 1, 5),
    Control("padding", 0, 4),
    Control("dilation", 1, 4),
    Control("padding_mode", options=PADDING_MODES),
)
FORMULA = "output = ⌊(size + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1"


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


def _problem(values: dict) -> str | None:
    window = window_of(values)
    filled = (padding_problem(axis.size, axis.padding, values["padding_mode"]) for axis in window.axes)
    return window.problem or next((problem for problem in filled if problem), None)


def _view(values: dict, seed: int) -> View:
    x = edited(example_input(1, tuple(values["size"]), seed), "x", values["edits"])
    weight = edited(example_weight(1, 1, tuple(values["kernel_size"]), seed), "w", values["edits"])
    options = {name: tuple(values[name]) for name in ("stride", "padding", "dilation")}
    film = film_of(x, weight, padding_mode=values["padding_mode"], **options)
    sizes = by_axis("output", [size_with_numbers(axis) for axis in window_of(values).axes])
    return View(film, (FORMULA, *sizes), _calls({"x": x, "weight": weight}, options, values["padding_mode"]))


def _calls(arrays: dict, options: dict, padding_mode: str) -> tuple[Call, ...]:
    """The call in both libraries. ``torch.nn.functional.conv2d`` pads with zeros only, so others pad before it."""
    here, torch = (f"{library}.conv2d(x, weight{keywords(options)}" for library in ("cl", "F"))
    if padding_mode != "zeros" and any(options["padding"]):
        here += f", padding_mode={padding_mode!r}"
        h, w = options["padding"]
        padded = f'F.pad(x, ({w}, {w}, {h}, {h}), mode="{padding_mode}")'
        torch = f"F.conv2d({padded}, weight{keywords({n: options[n] for n in ('stride', 'dilation')})}"
    return to_copy("convlib", f"{here})", arrays), to_copy("PyTorch", f"{torch})", arrays)
