"""Slips in what is read and written: an axis flipped or swapped, a slice, a shape, a padding, a sum for a mean."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from convlib.exercises.errors.edits import Make, Place, expression
from convlib.exercises.errors.scene import Scene

Slip = tuple[str, Make, bool]  # words, how it is made, whether it is rare


def _text(text: str) -> Make:
    return lambda node: expression(text, a=node)


def backwards(place: Place, scene: Scene) -> Iterator[Slip]:
    """``x[i]`` as ``x[n - 1 - i]``, and the other way round."""
    node = place.node
    if not place.part.startswith("in the index"):
        return
    if isinstance(node, ast.Name) and node.id in scene.bounds:
        bound = ast.unparse(scene.bounds[node.id])
        yield f"`{node.id}` ran backwards {place.part}", _text(f"{bound} - 1 - {{a}}"), True
    for name in {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & scene.bounds.keys():
        if isinstance(node, ast.BinOp) and ast.unparse(node) == f"{ast.unparse(scene.bounds[name])} - 1 - {name}":
            yield f"`{name}` did not run backwards {place.part}", _text(name), False
            yield f"`{name}` ran backwards from 0 {place.part}", _text(f"-{name}"), False


def subscripts(place: Place, scene: Scene) -> Iterator[Slip]:
    """Two axes swapped, one axis always read at 0, a slice that begins or ends elsewhere."""
    node = place.node
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and ast.unparse(node.value) in scene.arrays:
        yield f"the sign of `{ast.unparse(node)}` were turned round", _text("-{a}"), True
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        axes = len(node.slice.elts)
        for n in range(axes - 1):
            yield f"axes {n} and {n + 1} of `{ast.unparse(node.value)}` were swapped", _swapped(n), False
    if place.field == "slice" or (isinstance(place.parent, ast.Tuple) and place.part.startswith("in the index")):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield f"`{node.id}` were always 0 {place.part}", _text("0"), False
        if isinstance(node, ast.Slice):
            yield from _sliced(node, place)


def _swapped(n: int) -> Make:
    def make(node: ast.Subscript) -> ast.AST:
        axes = [ast.unparse(axis) for axis in node.slice.elts]
        axes[n], axes[n + 1] = axes[n + 1], axes[n]
        new = expression(f"{ast.unparse(node.value)}[{', '.join(axes)}]")
        new.ctx = node.ctx
        return new

    return make


def _sliced(node: ast.Slice, place: Place) -> Iterator[Slip]:
    for side, words in (("lower", "began at the first cell"), ("upper", "went on to the last cell")):
        if getattr(node, side):
            yield f"the slice {words} {place.part}", _without(side), False
    if node.upper:
        for step, words in (("- 1", "one early"), ("+ 1", "one late")):
            yield f"the slice ended {words} {place.part}", _ended(step), False


def _without(side: str) -> Make:
    return lambda node: ast.Slice(**{name: getattr(node, name) for name in ("lower", "upper") if name != side})


def _ended(step: str) -> Make:
    return lambda node: ast.Slice(lower=node.lower, upper=expression(f"{{a}} {step}", a=node.upper))


def calls(place: Place, scene: Scene) -> Iterator[Slip]:
    """``np.zeros``, ``np.pad``, ``.max()``"""
    node = place.node
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    match node.func.attr:
        case "zeros":
            yield from _made(node, scene)
        case "pad":
            yield from _padded(node)
        case "max" | "min" | "sum" | "mean":
            called = {"max": "maximum", "min": "minimum", "sum": "sum", "mean": "mean"}
            for other, words in called.items():
                if other != node.func.attr:
                    yield f"the {words} were taken", _method(other), False


def _made(node: ast.Call, scene: Scene) -> Iterator[Slip]:
    for name in scene.arguments:
        if name in scene.arrays:
            yield f"it were written into `{name}` itself, which is still read", _text(name), True
    yield "the output could hold whole numbers only", lambda node: _with(node, "dtype", "int"), False
    if isinstance(node.args[0], ast.Tuple) and len(node.args[0].elts) > 1:
        yield "height and width of the shape were swapped", _shape_swapped, False


def _with(node: ast.Call, name: str, value: str) -> ast.Call:
    others = [keyword for keyword in node.keywords if keyword.arg != name]
    return ast.Call(node.func, node.args, [*others, ast.keyword(name, expression(value))])


def _shape_swapped(node: ast.Call) -> ast.AST:
    *rest, h, w = (ast.unparse(size) for size in node.args[0].elts)
    return ast.Call(node.func, [expression(f"({', '.join([*rest, w, h])})"), *node.args[1:]], node.keywords)


def _padded(node: ast.Call) -> Iterator[Slip]:
    ways = {
        "before only": "({b}, 0)",
        "after only": "(0, {b})",
        "above and below only": "(({b}, {b}), (0, 0))",
        "left and right only": "((0, 0), ({b}, {b}))",
    }
    for words, text in ways.items():
        yield f"padding were put {words}", _pad(text), False
    yield "the frame repeated the border", lambda node: _with(node, "mode", "'edge'"), True
    yield "the frame held ones", lambda node: _with(node, "constant_values", "1"), True


def _pad(text: str) -> Make:
    return lambda node: ast.Call(node.func, [node.args[0], expression(text, b=node.args[1])], node.keywords)


def _method(name: str) -> Make:
    return lambda node: ast.Call(ast.Attribute(node.func.value, name, ast.Load()), node.args, node.keywords)


def slips(place: Place, scene: Scene) -> Iterator[Slip]:
    """``(words, make, rare)`` of every slip in this place."""
    for rule in (backwards, subscripts, calls):
        yield from rule(place, scene)
