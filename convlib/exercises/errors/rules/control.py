"""Slips in what is done when: a loop one short, `=` for `+=`, a mean for a sum, a reset or a `return` too deep."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from convlib.exercises.errors.edits import Edit, Make, Place, expression, statement
from convlib.exercises.errors.scene import Scene

Slip = tuple[str, Make, bool]  # words, how it is made, whether it is rare


def loops(place: Place, scene: Scene) -> Iterator[Slip]:
    """What a loop leaves out, and a round too many."""
    loop = place.parent
    if not (isinstance(loop, (ast.For, ast.comprehension)) and place.field == "iter"):
        return
    names = [n.id for n in ast.walk(loop.target) if isinstance(n, ast.Name)]
    if isinstance(place.node, ast.Name):
        ways = {"left out the first": "[1:]", "left out the last": "[:-1]", "ended after the first": "[:1]"}
        for words, cut in ways.items():
            yield f"the loop over `{names[0]}` {words}", _cut(cut), False
        yield f"the loop over `{names[0]}` saw only the last", _cut("[-1:]"), True
    if isinstance(place.node, ast.Call):
        for n, name in enumerate(names):
            at = f"at[{n}]" if len(names) > 1 else "at"
            yield f"the loop over `{name}` ended one early", _kept(f"{at} != max({at} for at in {{a}})"), False
            yield f"the loop over `{name}` began one late", _kept(f"{at} != min({at} for at in {{a}})"), False
            yield f"the loop over `{name}` ended after one round", _kept(f"{at} == min({at} for at in {{a}})"), False
        if len(names) == 1 and ast.unparse(place.node.func) == "range":
            yield f"the loop over `{names[0]}` went one too far", _further, False
            if len(place.node.args) == 3:
                yield f"the loop over `{names[0]}` took every cell", _every, False


def _cut(text: str) -> Make:
    return lambda node: expression(f"{{a}}{text}", a=node)


def _kept(condition: str) -> Make:
    return lambda node: expression(f"[at for at in {{a}} if {condition}]", a=node)


def _further(node: ast.Call) -> ast.AST:
    """One more at the end of the range."""
    args = list(node.args)
    end = min(1, len(args) - 1)
    args[end] = expression("{a} + 1", a=args[end])
    return ast.Call(node.func, args, [])


def _every(node: ast.Call) -> ast.AST:
    return ast.Call(node.func, node.args[:2], [])


def accumulated(place: Place, scene: Scene) -> Iterator[Slip]:
    """``+=``"""
    node = place.node
    if not (isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add)):
        return
    yield "`=` stood for `+=`, so that each value replaced the one before", _assigned("{value}"), False
    yield "each value were taken away, not added", _assigned("{target} - {value}"), True
    yield "each value were multiplied in, not added", _assigned("{target} * {value}"), True
    yield "the largest were kept, instead of the sum", _assigned("max({target}, {value})"), True
    count = _rounds(place)
    if count:
        yield "the mean were taken, instead of the sum", _assigned(f"{{target}} + {{value}} / ({count})"), False


def _assigned(text: str) -> Make:
    def make(node: ast.AugAssign) -> ast.AST:
        target = ast.unparse(node.target)
        return statement(f"{target} = {text.format(target=target, value=f'({ast.unparse(node.value)})')}")

    return make


def _rounds(place: Place) -> str:
    """How often the innermost loop around this place goes round."""
    loop = place.parent
    if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Call):
        return " * ".join(f"({ast.unparse(bound)})" for bound in loop.iter.args)
    return ""


def conditions(place: Place, scene: Scene) -> Iterator[Slip]:
    """``if bias:``"""
    if isinstance(place.parent, (ast.If, ast.IfExp)) and place.field == "test":
        said = ast.unparse(place.node)
        yield f"`{said}` always held", lambda node: expression("True"), False
        yield f"`{said}` never held", lambda node: expression("False"), False
        yield f"the condition were turned round: `not {said}`", lambda node: expression("not {a}", a=node), False


def slips(place: Place, scene: Scene) -> Iterator[Slip]:
    """``(words, make, rare)`` of every slip in this place."""
    for rule in (loops, accumulated, conditions):
        yield from rule(place, scene)


def moved(everywhere: list[Place]) -> Iterator[Edit]:
    """A statement before a loop done in each of its rounds; a `return` after it done in the first."""
    for place in everywhere:
        if not isinstance(place.node, ast.For) or place.index is None:
            continue
        names = ast.unparse(place.node.target).strip("()")
        for other in everywhere:
            if other.parent is not place.parent or other.field != place.field or other.index is None:
                continue
            node = other.node
            if other.index < place.index and isinstance(node, ast.Assign):
                words = f"`{ast.unparse(node.targets[0])}` were set anew in each round of the loop over `{names}`"
                yield Edit(words, ((other, _gone), (place, _beginning_with(node))), rare=True)
            if other.index > place.index and isinstance(node, ast.Return):
                words = f"the `return` stood inside the loop over `{names}`, and ended it after one round"
                yield Edit(words, ((other, _gone), (place, _ending_with(node))), rare=True)


def _gone(node: ast.AST) -> ast.AST:
    return ast.Pass()


def _beginning_with(first: ast.stmt) -> Make:
    return lambda loop: ast.For(loop.target, loop.iter, [first, *loop.body], [])


def _ending_with(last: ast.stmt) -> Make:
    return lambda loop: ast.For(loop.target, loop.iter, [*loop.body, last], [])
