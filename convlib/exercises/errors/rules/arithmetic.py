"""Slips in a formula: a term, a factor or a bracket dropped, an operator for another, one too many, another name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from convlib.exercises.errors.edits import Place, expression
from convlib.exercises.errors.scene import Scene

Slip = tuple[str, str, bool]  # the new text, with {a} and {b} for operands; words; whether it is rare


def sums(node: ast.AST, scene: Scene) -> Iterator[Slip]:
    """``a + b`` and ``a - b``"""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Sub))):
        return
    right, plus = ast.unparse(node.right), isinstance(node.op, ast.Add)
    yield "{a}", f"`{right}` were {'left out' if plus else 'not taken away'}", False
    if plus:
        yield "{a} - {b}", f"`{right}` were taken away, not added", False
        yield "{b}", f"`{ast.unparse(node.left)}` were left out", False
        yield "{a} * {b}", "two numbers were multiplied, not added", True
    else:
        yield "{a} + {b}", f"`{right}` were added, not taken away", False
        yield "{b} - {a}", "the difference were taken the other way round", True
    yield from _signs_in_a_bracket(node, scene)


def _signs_in_a_bracket(node: ast.BinOp, scene: Scene) -> Iterator[Slip]:
    """``a - (b + c - d)`` as ``a - b + c - d``"""
    taken = scene.definitions.get(node.right.id) if isinstance(node.right, ast.Name) else node.right
    if isinstance(node.op, ast.Sub) and isinstance(taken, ast.BinOp) and isinstance(taken.op, (ast.Add, ast.Sub)):
        yield f"{{a}} - {ast.unparse(taken)}", "the bracket after the minus were forgotten", False


def products(node: ast.AST, scene: Scene) -> Iterator[Slip]:
    """``a * b``"""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield "{a}", f"the factor `{ast.unparse(node.right)}` were left out", False
        yield "{b}", f"the factor `{ast.unparse(node.left)}` were left out", False
        yield "{a} + {b}", "two numbers were added, not multiplied", False
        yield "{a} // {b}", "it were divided, not multiplied", True
        if isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Mult):
            yield "{la} + {lb} * {b}", "two numbers were added, not multiplied", False


def quotients(node: ast.AST, scene: Scene) -> Iterator[Slip]:
    """``a // b``"""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.FloorDiv):
        by = ast.unparse(node.right)
        yield "{a}", f"it were not divided by `{by}`", False
        yield "-(-{a} // {b})", "it were rounded up, not down", False
        yield "round({a} / {b})", "it were rounded to the nearest whole number", True
        yield "{a} / {b}", "it were not rounded at all", True
        yield "{a} * {b}", f"it were multiplied by `{by}`, not divided", True
        yield "{a} % {b}", "the remainder were taken, and not the quotient", True


_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.FloorDiv: "//"}


def brackets(node: ast.AST, scene: Scene) -> Iterator[Slip]:
    """``(a + b) * c`` as ``a + b * c``, and ``a // b + c`` as ``(a + c) // b``"""
    sign = _SIGNS.get(type(getattr(node, "op", None)))
    if not isinstance(node, ast.BinOp) or sign is None:
        return
    left, right = (_SIGNS.get(type(getattr(side, "op", None))) for side in (node.left, node.right))
    if sign in ("*", "//") and left in ("+", "-"):
        yield f"{{la}} {left} {{lb}} {sign} {{b}}", "a bracket were forgotten", False
        yield f"{{la}} {sign} {{b}} {left} {{lb}}", "a bracket were forgotten", False
    if sign == "*" and right in ("+", "-"):
        yield f"{{a}} * {{ra}} {right} {{rb}}", "a bracket were forgotten", False
        yield f"{{ra}} {right} {{a}} * {{rb}}", "a bracket were forgotten", True
    if sign in ("+", "-") and left in ("*", "//"):
        yield f"({{la}} {sign} {{b}}) {left} {{lb}}", "a bracket reached too far", False
        yield f"{{la}} {left} ({{lb}} {sign} {{b}})", "a bracket reached too far", True
    if sign == "+" and right == "*":
        yield "({a} + {ra}) * {rb}", "a bracket reached too far", True
        yield "{a} * {ra} + {rb}", f"the factor `{ast.unparse(node.right.left)}` stood with the wrong number", False
    if sign == "+" and left == "*":
        yield "{la} + {lb} * {b}", f"the factor `{ast.unparse(node.left.right)}` stood with the wrong number", False


def ones(node: ast.AST, scene: Scene) -> Iterator[Slip]:
    """A number that is one more or one less."""
    if isinstance(node, ast.Constant) and type(node.value) is int:
        for other in (node.value - 1, node.value + 1):
            if other >= 0:
                yield str(other), f"`{node.value}` were `{other}`", other > 2
        for name in scene.numbers:
            if name in scene.arguments:
                yield name, f"`{node.value}` were `{name}`", True
    elif _is_number(node, scene):
        computed = node.id not in scene.arguments
        yield f"{node.id} + 1", f"`{node.id}` were one more", computed
        yield f"{node.id} - 1", f"`{node.id}` were one less", computed


def names(node: ast.AST, scene: Scene) -> Iterator[Slip]:
    """A name for another of its kind."""
    for kind in (scene.numbers, scene.arrays):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in kind:
            for other in kind:
                if other != node.id:
                    yield other, f"`{node.id}` were `{other}`", True


def comparisons(node: ast.AST, scene: Scene) -> Iterator[Slip]:
    """``a == b``, and what a condition says."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
        for sign in ("==", "!=", "<=", ">=", "<", ">"):
            text = f"{left} {sign} {right}"
            if text != ast.unparse(node):
                yield text, f"the comparison were `{sign}`", sign in ("<", ">")


def _is_number(node: ast.AST, scene: Scene) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in scene.numbers


def slips(place: Place, scene: Scene) -> Iterator[tuple[str, object, bool]]:
    """``(words, make, rare)`` of every slip in this place, with what stands there and what would."""
    node = place.node
    for rule in (sums, products, quotients, brackets, ones, names, comparisons):
        for text, words, rare in rule(node, scene):
            yield _said(words, place, node, text), _maker(text), rare


def _maker(text: str):
    """``a`` and ``b`` are the operands that stand there now, ``la`` is the left one of ``a``, and so on."""

    def make(node: ast.AST) -> ast.AST:
        parts = {}
        if isinstance(node, ast.BinOp):
            parts = {"a": node.left, "b": node.right}
            for side, operand in (("l", node.left), ("r", node.right)):
                if isinstance(operand, ast.BinOp):
                    parts |= {f"{side}a": operand.left, f"{side}b": operand.right}
        return expression(text, **parts)

    return make


def _said(words: str, place: Place, node: ast.AST, text: str) -> str:
    """The words, the place, and for a formula what it would be."""
    words = f"{words} {place.part}".rstrip()
    if not isinstance(node, ast.BinOp):
        return words
    return f"{words}: `{ast.unparse(_maker(text)(node))}` for `{ast.unparse(node)}`"
