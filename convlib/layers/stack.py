"""A stack of layers, read row by row: shapes, parameters, multiply-adds and receptive fields, as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from textwrap import fill

from convlib.layers.base import Branching, Layer, Shape, free
from convlib.layers.counting import Cost
from convlib.layers.receptive import Field, Whole
from convlib.ops.arguments import Call
from convlib.show.tables import style

Fields = tuple[Field, ...]  # one for each axis of the input

NOTES = (
    "multiply-adds: a product and its addition, FLOPs are twice as many; biases not counted, taps on padding counted; "
    "transposed layers by their input size",
    "field: input cells behind one output far from the border, from the first to the last; the widest, where outputs "
    "differ; only cells that are there, where everything is read or branches of different jumps meet",
    "jump: cells that the field moves per output; centre: the middle of the first output's field, below 0 in padding",
)
_COLUMNS = ("", "layer", "output", "parameters", "multiply-adds", "field", "jump", "centre")


@dataclass(frozen=True)
class Row:
    """One layer of a stack: what it costs, and the field of what it puts out, one :class:`Field` for each axis.

    ``position`` counts from 1; ``"3.2.1"`` is the first layer in the second branch of layer 3.
    """

    position: str
    name: str
    cost: Cost
    fields: Fields

    @property
    def depth(self) -> int:
        """How many branching layers it is inside of."""
        return (self.position.count(".") + 1) // 2

    @property
    def output_shape(self) -> Shape:
        return self.cost.output_shape

    @property
    def parameters(self) -> int:
        return self.cost.parameters

    @property
    def multiply_adds(self) -> int:
        return self.cost.multiply_adds

    @property
    def receptive_field(self) -> tuple[int, ...]:
        return tuple(field.size for field in self.fields)

    @property
    def jump(self) -> tuple[int | Fraction | None, ...]:
        return tuple(field.jump for field in self.fields)

    @property
    def centre(self) -> tuple[int | Fraction | None, ...]:
        return tuple(field.centre for field in self.fields)

    def cells(self, thousands: str) -> tuple[str, ...]:
        """The row of the table, as text."""
        numbers = (f"{n:,}".replace(",", thousands) for n in (self.parameters, self.multiply_adds))
        sizes = (_times(self.receptive_field) or "–", _each(self.jump), _each(self.centre, decimal=True))
        return (self.position, self.name, _times(self.output_shape), *numbers, *sizes)


class Summary:
    """What :func:`summary` found: ``rows``, and for the whole stack ``parameters``, ``multiply_adds``,
    ``output_shape`` and ``fields``. Shows itself as a table, in a notebook and as text."""

    def __init__(self, input_shape: Shape, rows: Iterable[Row], output_shape: Shape, fields: Fields) -> None:
        self.input_shape, self.rows, self.output_shape, self.fields = input_shape, tuple(rows), output_shape, fields
        self.parameters = sum(row.parameters for row in self.rows)
        self.multiply_adds = sum(row.multiply_adds for row in self.rows)

    def _lines(self, thousands: str) -> list[tuple[int, tuple[str, ...]]]:
        """The table with its first and last line, and how far each is indented."""
        first = Row("", "input", free(self.input_shape), tuple(map(Field, self.input_shape[1:])))
        cost = Cost(self.output_shape, self.parameters, 0, self.multiply_adds)
        whole = [first, *self.rows, Row("", "in all", cost, self.fields)]
        return [(row.depth, row.cells(thousands)) for row in whole]

    def __repr__(self) -> str:
        lines = [("  " * depth + name, position, *rest) for depth, (position, name, *rest) in self._lines(" ")]
        table = [(_COLUMNS[1], _COLUMNS[0], *_COLUMNS[2:]), *lines]
        name, position, *widths = (max(map(len, column)) for column in zip(*table, strict=True))
        text = [
            f"{line[1]:<{position}}  {line[0]:<{name}}  "
            + "  ".join(f"{cell:>{width}}" for cell, width in zip(line[2:], widths, strict=True))
            for line in table
        ]
        rule = "─" * len(text[0])
        notes = [fill(note, max(len(rule), 72)) for note in NOTES]
        return "\n".join([text[0], rule, *text[1:-1], rule, text[-1], "", *notes])

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{name}</th>" for name in _COLUMNS)
        body = "".join(
            f'<tr><td>{cells[0]}</td><td style="padding-left:{0.6 + 1.4 * depth:g}em">{escape(cells[1])}</td>'
            f"{''.join(f'<td>{cell}</td>' for cell in cells[2:])}</tr>"
            for depth, cells in self._lines("\u202f")
        )
        notes = "<br>".join(NOTES)
        return (
            f'<div class="convlib-summary"><style data-skin="summary">{STYLE}</style>'
            f"<table><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table><p>{notes}</p></div>"
        )


STYLE = style(
    "convlib-summary",
    ":is(th,td){text-align:right;white-space:nowrap}",
    ":is(th,td):nth-child(-n+2){text-align:left}",
    "td:first-child{opacity:.65}",
    "td:nth-child(2){font-family:ui-monospace,Menlo,Consolas,monospace;white-space:normal;overflow-wrap:anywhere}",
    "tbody tr:last-child td{font-weight:600;border-top:1px solid rgba(128,128,128,.6)}",
)


def _times(numbers: Iterable) -> str:
    return "×".join(map(str, numbers))


def _each(numbers: tuple, decimal: bool = False) -> str:
    """One number when all axes share it; a minus is a minus, no hyphen."""
    shown = ["–" if n is None else str(float(n) if decimal and n % 1 else n).replace("-", "−") for n in numbers]
    return ", ".join(shown[:1] if len(set(shown)) == 1 else shown) or "–"


def summary(layers: Iterable[Layer], input_shape: Shape) -> Summary:
    """What every layer of a stack puts out, costs and sees, without computing any of it.

    >>> from convlib.layers import Conv, Depthwise, Sum, Upsample
    >>> found = summary([Conv(8, 3, stride=2), Sum((Depthwise(3, padding=1), Conv(8, 1)), ()), Upsample(2)], (3, 17, 9))
    >>> found.output_shape, found.parameters, found.multiply_adds
    ((8, 16, 8), 376, 11264)
    >>> for row in found.rows:
    ...     print(row.position, row.name, row.output_shape, row.receptive_field, *row.jump)
    1 Conv(8, 3, stride=2) (8, 8, 4) (3, 3) 2 2
    2 Sum of 2 branches (8, 8, 4) (7, 7) 2 2
    2.1.1 Depthwise(3, padding=1) (8, 8, 4) (7, 7) 2 2
    2.1.2 Conv(8, 1) (8, 8, 4) (7, 7) 2 2
    2.2 unchanged (8, 8, 4) (3, 3) 2 2
    3 Upsample(2) (8, 16, 8) (7, 7) 1 1

    ``layers``: a list of :mod:`convlib.layers`. ``input_shape``: ``(c, w)``, ``(c, h, w)``, ``(c, d, h, w)`` or
    ``(features,)``, without the batch. The row of a branching layer says what its branches give together; theirs
    follow it. The conventions stand under the table. A layer that does not fit raises ``ValueError`` or
    ``TypeError`` with its position and the layer restated.
    Source: lectures ops-notes, msu-7 (receptive field), layer-types, deep-conv, cpen455-5 (costs).
    """
    return Summary(*_read("summary", layers, input_shape))


def receptive_field(layers: Iterable[Layer], input_shape: Shape, output: Shape | None = None) -> tuple:
    """The input cells that one output really reads, on each axis: gaps left out, nothing outside the input.

    >>> from convlib.layers import Conv
    >>> receptive_field([Conv(1, 3, dilation=2), Conv(1, 3, dilation=4)], (1, 30))        # gridding: every other cell
    ((9, 11, 13, 15, 17, 19, 21),)

    ``output`` is a place of the last map, ``(h, w)``, or, after :class:`~convlib.layers.Flatten`, of the map before
    it; its middle if not given. Of branches it is what any of them reads. Errors as in :func:`summary`.
    Source: lectures ops-notes, layer-types (dilated), msu-7.
    """
    shape, _, _, fields = _read("receptive_field", layers, input_shape)
    places = tuple(field.outputs for field in fields)
    output = tuple(n // 2 for n in places) if output is None else output
    call = Call("receptive_field", input_shape=shape, output=output)
    o = call.per_axis("output", len(fields), 0)
    if any(oo >= n for oo, n in zip(o, places, strict=True)):
        call.fail(f"output must be below {places}, the size of the last map")
    return tuple(field.cells(oo) for field, oo in zip(fields, o, strict=True))


def _read(name: str, layers, input_shape) -> tuple[Shape, list[Row], Shape, Fields]:
    """The input shape, once the arguments are in order, and what the stack does to it."""
    if isinstance(layers, Layer) or not isinstance(layers, Iterable):
        Call(name, layers=layers).fail(f"layers must be a list of layers, not {layers!r}", TypeError)
    call = Call(name, input_shape=input_shape)
    if not isinstance(input_shape, (tuple, list)) or not 1 <= len(input_shape) <= 4:
        call.fail("input_shape must be (features,), (c, w), (c, h, w) or (c, d, h, w), without the batch")
    shape = call.per_axis("input_shape", len(input_shape), 1)
    return shape, *_walk(layers, shape, tuple(map(Field, shape[1:])))


def _walk(layers, shape: Shape, fields: Fields, path: str = "") -> tuple[list[Row], Shape, Fields]:
    """The rows of a stack that starts with this shape and these fields; the shape and the fields it ends with."""
    rows: list[Row] = []
    for count, layer in enumerate(layers, start=1):
        position = f"{path}{count}"
        if not isinstance(layer, Layer):
            raise TypeError(f"layer {position} must be a layer, such as ReLU(), not {layer!r}")
        inner, ends = [], []
        for number, branch in enumerate(layer.branches if isinstance(layer, Branching) else (), start=1):
            found, *end = _walk(branch, shape, fields, f"{position}.{number}.")
            inner += found or [Row(f"{position}.{number}", "unchanged", free(shape), fields)]
            ends.append(end)
        try:
            cost, fields = _joined(layer, ends, fields) if ends else _after(layer, shape, fields)
        except (ValueError, TypeError) as error:
            if not hasattr(error, "complaint"):
                raise
            raise type(error)(f"layer {position}, {layer.title}: {error.complaint}") from None
        shape = cost.output_shape
        rows += [Row(position, layer.title, cost, fields), *inner]
    return rows, shape, fields


def _after(layer: Layer, shape: Shape, fields: Fields) -> tuple[Cost, Fields]:
    cost, steps = layer.plan(shape)
    if layer.reads_all:
        steps = tuple(Whole(field.outputs) for field in fields)
    return cost, tuple(field.then(step) for field, step in zip(fields, steps, strict=True)) if steps else fields


def _joined(layer: Branching, ends: list, fields: Fields) -> tuple[Cost, Fields]:
    shapes, branches = zip(*ends, strict=True)
    each = zip(fields, zip(*branches, strict=True), strict=True)
    return free(layer.joined(shapes)), tuple(field.join(several) for field, several in each)
