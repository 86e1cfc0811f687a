"""The film of pooling: a window slides over each map; its largest cell wins, or its cells are averaged."""

from __future__ import annotations

from convlib.animate import scene, tracks
from convlib.animate.example import example_maps
from convlib.film.drawing import Drawing, cell_id
from convlib.film.film import Film, Frame
from convlib.film.words import options_of, per_axis, times
from convlib.ops.arguments import Call
from convlib.ops.pooling import avg_pool2d, max_pool2d, pool_window

POOLS = {"max": max_pool2d, "average": avg_pool2d}


@scene.can_ask
def pooling(
    x=None, kernel_size=2, stride=None, padding=0, kind="max", ceil_mode=False, *, size=(4, 6), channels=1, seed=0
) -> Film:
    """Film ``max_pool2d`` or ``avg_pool2d`` on given numbers, or on an example of a given ``size``.

    >>> pooling(size=(4, 6), kernel_size=(2, 3))
    Film('4×6 input, 2×3 window, stride 2, 3, max: 2×2 output', 4 frames)
    >>> pooling([[1, 3, 2], [4, 0, 5]], 2, stride=1, kind="average").sentence(0)
    'y[0,0] = (1 + 3 + 4 + 0) / 4 = 2'

    ``x``: ``(h, w)`` or ``(c, h, w)``, at most three channels. ``kind``: ``"max"``, whose winner stands in a double
    ring, or ``"average"``. The other arguments and the errors are those of :func:`convlib.max_pool2d`. Source:
    lectures cpen455-5, ops-notes.
    """
    x = example_maps("pooling", x, size, channels, seed)
    options = dict(kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode)
    call = Call("pooling", x=x, **options, dilation=1, kind=kind)
    pool = POOLS[call.choice("kind", POOLS)]
    scene.few_maps(call, x)
    run, window = scene.traced(call, pool, lambda call: pool_window(call, x.shape[1:]), input=x, **options)
    single, write = len(x) == 1, scene.averaged if kind == "average" else scene.caption
    frames, wins = [], []
    for f, o in enumerate((c, *o) for c in range(len(x)) for o in window.outputs()):
        found = run.reads(o)
        won = run.terms(o)[0].cells[0].index if found.how == "max" else ()
        wins += [(f, *won)] * bool(won)
        caption = write(scene.named("y", o, single), found, {"input": x}, run.output[o])
        cells = scene.cells_under(window, o) if kind == "average" else [cell_id("x", i) for _, i in found.cells]
        reads = tuple((cell, cell) for cell in cells)
        frames.append(Frame(cell_id("y", o), reads, caption, hides=(f"winner_{o[0]}",) * bool(won)))

    def over(channel: int) -> str:
        return scene.window_over(cell_id("window", (channel, channel)), window) + scene.winner(channel) * bool(wins)

    shown = scene.input_panel(x, window, over, padding_text="0" * (kind == "average"))
    drawing = Drawing({"input": shown, "output": scene.output_panel(run.output)})
    changes = tracks.slide(window, [[c] for c in range(len(x))]) | tracks.visits("winner", wins, len(frames))
    ceil = ["ceil_mode"] * bool(ceil_mode)
    more = [f"stride {per_axis(window.stride)}", *options_of(padding=window.padding), *ceil, kind]
    title = scene.title(window, *more, gives=f"{times(window.output_size)} output", kernel=False)
    labels, values = scene.labels(**dict.fromkeys("xpy", single)), {"x": x, "y": run.output}
    says = {cell: "holds nothing, so it does not count" for cell in drawing.ids if cell.startswith("p_")}
    return Film(title, drawing, tuple(frames), changes, labels, values=values, says=says)
