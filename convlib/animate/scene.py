"""The scene kit: what films of operators share, from the traced run to the panels, the sums and the words."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence

import numpy as np

from convlib.film.drawing import TICK, UNIT, Part, beside, cell, cell_id, grid, labelled, number, stacked, tap
from convlib.film.film import Film, Label
from convlib.film.words import MAX, Caption, average, bracket, counted, name_of, options_of, times
from convlib.ops.arguments import Call
from convlib.relation import Index, Window, source_index
from convlib.trace import Reads, Term, Trace, trace

MOST_MAPS = 3
NAMES = {"x": "x", "p": "padding", "w": "weight", "b": "bias", "y": "y", "z": "zero", "m": "matrix"}


def can_ask(make: Callable[..., Film]) -> Callable[..., Film]:
    """A function that makes films, with ``predict=True`` for one that asks: :meth:`Film.predict`."""

    @functools.wraps(make)
    def made(*args, predict: bool = False, **options) -> Film:
        film = make(*args, **options)
        return film.predict() if predict else film

    own = inspect.signature(make)
    option = inspect.Parameter("predict", inspect.Parameter.KEYWORD_ONLY, default=False)
    last = [p for p in own.parameters.values() if p.kind is p.VAR_KEYWORD]
    made.__signature__ = own.replace(parameters=[*(p for p in own.parameters.values() if p not in last), option, *last])
    return made


def traced(call: Call, function: Callable, window: Callable[[Call], Window], **arguments) -> tuple[Trace, Window]:
    """The trace of an operator and its window; what it refuses is said of the scene's own ``call``."""
    try:
        run = trace(function, **arguments)
    except (TypeError, ValueError) as error:
        if not hasattr(error, "complaint"):
            raise
        call.fail(error.complaint, type(error))
    return run, window(call)


def few_maps(call: Call, *arrays: np.ndarray) -> None:
    """Refuse more channels or maps than can be seen at once."""
    if any(len(array) > MOST_MAPS for array in arrays):
        call.fail(f"a film shows at most {MOST_MAPS} channels and {MOST_MAPS} maps")


# Names of the cells of one map and one kernel


def x_id(i: Index) -> str:
    return cell_id("x", (0, *i))


def w_id(k: Index) -> str:
    return cell_id("w", (0, 0, *k))


def y_id(o: Index) -> str:
    return cell_id("y", (0, *o))


# Words


def labels(**skip: int) -> dict[str, Label]:
    """What the cells of each array are called, and how many leading indices are not said: ``labels(x=1, w=2)``."""
    return {array: Label(NAMES[array], int(leading)) for array, leading in skip.items()}


def title(window: Window, *more: str, gives: str, kernel: bool = True, **options: tuple) -> str:
    """``5×6 input, 3×3 kernel, stride 2, padding 1: 3×3 output``"""
    sizes = [f"{times(window.size)} input", f"{times(window.kernel_size)} {'kernel' if kernel else 'window'}"]
    return f"{', '.join([*sizes, *options_of(**options), *more])}: {gives}"


def factors_of(term: Term, arrays: dict[str, np.ndarray]) -> list:
    """The cells of the ``arrays`` drawn, then a factor that is no cell, or before them where it stands for an input;
    the value alone where another array is in it, such as a bias."""
    factors = [values.item(c.index) for array, values in arrays.items() for c in term.cells if c.array == array]
    if len(factors) < len(term.cells) or not term.cells:
        return [_bare(term.value)]
    if term.factor != 1:
        stands_for_input = all(c.array != next(iter(arrays)) for c in term.cells)
        factors.insert(0 if stands_for_input else len(factors), _bare(term.factor))
    return factors


def _bare(value):
    return value.item() if isinstance(value, np.generic) else value


def summed(terms: Sequence[Term], arrays: dict[str, np.ndarray]) -> str:
    """``3·(−1) + 2·4``; a number alone without a bracket."""
    products = [factors_of(term, arrays) for term in terms]
    if [len(factors) for factors in products] == [1]:
        return number(products[0][0])
    return " + ".join("·".join(map(bracket, factors)) for factors in products) or "0"


def caption(left: str, found: Reads, arrays: dict[str, np.ndarray], value) -> Caption:
    """All that was summed, or compared, written out, and what it came to."""
    shown = value if isinstance(value, str) else number(_bare(value))
    if found.how == "max":
        return Caption(left, tuple(summed(item, arrays) for item in found.items), shown, MAX)
    products = tuple("·".join(map(bracket, factors_of(term, arrays))) for term in found.terms)
    return Caption(left, products or ("0",), shown)


def averaged(left: str, found: Reads, arrays: dict[str, np.ndarray], value) -> Caption:
    """An average, written as a sum over how many cells count; those that are no cells are zeros of the padding."""
    count = round(1 / found.terms[0].factor)
    write = bracket if count > 1 else number
    cells = [write(arrays[c.array][c.index].item()) for c in found.cells]
    return Caption(left, (*cells, *["0"] * (count - len(cells))), number(_bare(value)), average(count))


def named(array: str, index: Sequence[int], skip: int = 0) -> str:
    """``y[0,2]``, with ``skip`` leading indices not said."""
    return name_of(array, tuple(index)[skip:])


# Panels


def ring(channel: int = 0) -> str:
    """The strong ring around the cell that is written."""
    return f'<g id="ring_{channel}" class="ring"><rect width="{UNIT}" height="{UNIT}"/></g>'


def winner(channel: int = 0) -> str:
    """The double ring around the cell that won a maximum."""
    rings = "".join(f'<rect x="{d}" y="{d}" width="{UNIT - 2 * d}" height="{UNIT - 2 * d}"/>' for d in (1, 5))
    return f'<g id="winner_{channel}" class="winner">{rings}</g>'


def window_over(identifier: str, window: Window, text: Callable[[int, int], str] | None = None, kind="window") -> str:
    """Blue over the cells that are read, each with the weight ``text(*k)`` that meets it; tap (0, 0) at the origin."""
    taps = "".join(tap(*i, text(*k) if text else "") for k, i in window.padded().terms((0, 0)))
    height, width = (extent * UNIT for extent in window.extent)
    frame = f'<rect class="frame" x="0" y="0" width="{width}" height="{height}"/>'
    return f'<g id="{identifier}" class="{kind}" pointer-events="none">{frame}{taps}</g>'


def weights(kernel: np.ndarray) -> Callable[..., str]:
    """The numbers of a kernel ``(kh, kw)``, for the corners of a window's taps."""
    return lambda *k: number(kernel[k].item())


def source_of(window: Window, i: Sequence[int], padding_mode: str) -> tuple[int, ...] | None:
    """The input cell that cell ``i`` shows: itself, the one that padding copies, ``None`` for a padding zero."""
    pairs = zip(i, window.axes, strict=True)
    source = tuple(source_index(ii, axis.size, padding_mode) for ii, axis in pairs)
    return None if None in source else source


def cells_under(window: Window, o: Index) -> list[str]:
    """The cells of the input and of its padding that output ``(c, *o)`` stands over, each map for itself."""
    channel, *o = o
    places = [i for _, i in window.terms(tuple(o)) if window.holds(i)]
    return [cell_id("x" if window.inside(i) else "p", (channel, *i)) for i in places]


def input_panel(
    x: np.ndarray, window: Window, over: Callable[[int], str], padding_mode: str = "zeros", padding_text: str = "0"
) -> Part:
    """The maps ``(c, h, w)`` with their padding hatched and what no window reads crossed; ``over(c)`` lies on top.

    ``padding_text`` stands in a padding cell that copies none; where a last window hangs over, there is nothing.
    """
    unread = [set(axis.unread) for axis in window.axes]
    rows, columns = (axis.span for axis in window.axes)

    def kind(*i: int) -> str:
        if not window.inside(i):
            return "cell pad"
        return "cell unread" if any(ii in lost for ii, lost in zip(i, unread, strict=True)) else "cell"

    def text_of(channel: int) -> Callable[[int, int], str]:
        def text(*i: int) -> str:
            source = source_of(window, i, padding_mode)
            if source:
                return number(x[channel, *source].item())
            return padding_text if window.holds(i) else ""

        return text

    grids = [grid("x", (c,), rows, columns, text_of(c), kind=kind, over=over(c)) for c in range(len(x))]
    mode = f" ({padding_mode})" * (padding_mode != "zeros")
    notes = [note + mode for note in options_of(padding=window.padding)]
    lost = [counted(len(u), name) for u, name in zip(unread, ("row", "column"), strict=True) if u]
    notes += [f"{' and '.join(lost)} never read"] * bool(lost)
    notes += ["the last window hangs over"] * any(len(axis.span) > axis.padded_size for axis in window.axes)
    channels = f", {len(x)} channels" if len(x) > 1 else ""
    return labelled(stacked(grids), f"input {times(window.size)}{channels}", notes)


def kernel_panel(weight: np.ndarray, label: str, notes: Sequence[str] = (), flipped: bool = False) -> Part:
    """One kernel ``(kh, kw)``; flipped, it is drawn the other way round and its cells keep their names."""
    kh, kw = weight.shape

    def name(h: int, w: int) -> str:
        return cell_id("w", (0, 0, kh - 1 - h, kw - 1 - w) if flipped else (0, 0, h, w))

    return labelled(grid("w", (0, 0), numbers=weight[::-1, ::-1] if flipped else weight, name=name), label, notes)


def kernels_panel(weight: np.ndarray, bias: np.ndarray | None, notes: Sequence[str]) -> Part:
    """Kernels ``(c_out, c, kh, kw)``: a row for each map, with its bias under it."""
    rows = []
    for m, kernels in enumerate(weight):
        row = beside([grid("w", (m, c), numbers=kernel) for c, kernel in enumerate(kernels)])
        if bias is not None:
            b = Part(cell(cell_id("b", (m,)), TICK, 0, number(bias[m].item())), TICK + UNIT + 2, UNIT + 2)
            row = stacked([row, labelled(b, "bias")] if m == 0 else [row, b], 6)
        rows.append(row)
    return labelled(stacked(rows), f"kernel {times(weight.shape[2:])}", notes)


def output_panel(y: np.ndarray, label: str = "output") -> Part:
    """Maps ``(c, h, w)`` that are written, each with its ring."""
    grids = [grid("y", (m,), numbers=values, over=ring(m)) for m, values in enumerate(y)]
    maps = f", {len(y)} maps" if len(y) > 1 else ""
    return labelled(stacked(grids), f"{label} {times(y.shape[1:])}{maps}")
