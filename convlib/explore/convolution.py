"""The convolution explorer: size, kernel, stride, padding, dilation, and the sum they give."""

from __future__ import annotations

from convlib.animate.convolution import convolution as film_of
from convlib.animate.example import example_input, example_weight
from convlib.explore.calls import Snippet, in_both, keywords
from convlib.explore.explorer import Explorer
from convlib.explore.rows import by_axis, size_with_numbers
from convlib.explore.topic import Control, Topic, View
from convlib.ops.arguments import Call
from convlib.ops.convolution import conv2d
from convlib.relation import PADDING_MODES, Window

CONTROLS = (
    Control("size", 1, 12),
    Control("kernel_size", 1, 7),
    Control("stride", 1, 5),
    Control("padding", 0, 4),
    Control("dilation", 1, 4),
    Control("padding_mode", options=PADDING_MODES),
)
FORMULA = "output = ⌊(size + 2·padding − dilation·(kernel_size − 1) − 1) / stride⌋ + 1"


def convolution(
    size=7, kernel_size=3, stride=1, padding=0, dilation=1, padding_mode="zeros", *, seed=0, edits=None, frame=None
) -> Explorer:
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
    return Explorer(TOPIC, **locals())


def _window(values: dict) -> Window:
    return Call("conv2d", **values).window(values["size"], values["kernel_size"])


def _arrays(values: dict, seed: int) -> dict:
    return {"x": example_input(1, values["size"], seed), "w": example_weight(1, 1, values["kernel_size"], seed)}


def _view(values: dict, arrays: dict) -> View:
    options = {name: values[name] for name in ("stride", "padding", "dilation", "padding_mode")}
    film = film_of(arrays["x"], arrays["w"], **options)
    sizes = by_axis("output", map(size_with_numbers, _window(values).axes))
    return View(film, (FORMULA, *sizes), _calls(arrays, options))


def _calls(arrays: dict, options: dict) -> tuple[Snippet, ...]:
    """The call in both libraries. ``torch.nn.functional.conv2d`` pads with zeros only, so others pad before it."""
    given, mode = {"x": arrays["x"], "weight": arrays["w"]}, options["padding_mode"]
    if mode == "zeros" or not any(options["padding"]):
        line = f"cl.conv2d(x, weight{keywords(conv2d, options | {'padding_mode': 'zeros'})})"
        return in_both(line, given)
    h, w = options["padding"]
    padded = f'F.pad(x, ({w}, {w}, {h}, {h}), mode="{mode}")'
    rest = keywords(conv2d, {name: options[name] for name in ("stride", "dilation")})
    line = f"cl.conv2d(x, weight{keywords(conv2d, options)})"
    return in_both(line, given, torch=f"F.conv2d({padded}, weight{rest})")


PLAIN = {"size": 5, "kernel_size": 3, "stride": 1, "padding": 0, "dilation": 1, "padding_mode": "zeros"}
PRESETS = {
    "cpen455-5: 4×4 to 2×2": PLAIN | {"size": 4},
    "cpen455-5: 5×5 to 3×3": PLAIN | {"stride": 2, "padding": 1},
    "cpen455-5: 6×6 to 3×3": PLAIN | {"size": 6, "stride": 2, "padding": 1},
    "same: the size stays": PLAIN | {"padding": 1},
    "full: every overlap": PLAIN | {"padding": 2},
    "stride 2 leaves the last column unread": PLAIN | {"size": 6, "stride": 2},
    "dilation 2": PLAIN | {"size": 7, "dilation": 2},
    "padding that mirrors": PLAIN | {"padding": 2, "padding_mode": "reflect"},
}
TOPIC = Topic("convolution", CONTROLS, _window, _arrays, _view, PRESETS)
