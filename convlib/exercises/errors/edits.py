"""Changes of a function's source, made and undone in its syntax tree, alone or two at once."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

Make = Callable[[ast.AST], ast.AST]  # from what stands at a place now to what shall stand there


class DoesNotFit(Exception):
    """An edit found no more what it was made for: another one has taken it away."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a node stands in the tree, and in words: ``in the index of `x` ``."""

    parent: ast.AST
    field: str
    index: int | None
    depth: int
    part: str

    @property
    def node(self) -> ast.AST:
        held = getattr(self.parent, self.field)
        return held if self.index is None else held[self.index]

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node

    @property
    def slot(self) -> tuple:
        return id(self.parent), self.field, self.index


@dataclass(frozen=True, eq=False)
class Edit:
    """One slip: its words end the sentence "Yours behaves as if ..."; ``rare`` ones meet only what is listed."""

    words: str
    changes: tuple[tuple[Place, Make], ...]
    rare: bool = False
    wraps: bool = False  # goes around whatever stands there, so that it can meet another edit in one place

    def meets(self, other: Edit) -> bool:
        """Whether both can be made in one function."""
        mine, others = ({place.slot for place, _ in edit.changes} for edit in (self, other))
        return not (self.rare or other.rare) and (self.wraps or other.wraps or not mine & others)


@contextmanager
def made(*edits: Edit) -> Iterator[None]:
    """The tree with the edits in it, the inner ones first; afterwards it is as before."""
    changes = [(place, make, edit.wraps) for edit in edits for place, make in edit.changes]
    changes.sort(key=lambda change: (-change[0].depth, change[2]))
    undo = []
    try:
        for place, make, _ in changes:
            undo.append((place, place.node))
            place.put(make(place.node))
        yield
    finally:
        for place, node in reversed(undo):
            place.put(node)


def expression(text: str, **parts: ast.AST) -> ast.expr:
    """A new expression; ``{a}`` stands for a node, in brackets where it needs them.

    >>> one = expression("size - 1")
    >>> ast.unparse(expression("{a} * stride", a=one))
    '(size - 1) * stride'
    """
    try:
        filled = text.format(**{name: f"({ast.unparse(node)})" for name, node in parts.items()})
    except KeyError:
        raise DoesNotFit(text) from None
    return ast.parse(filled, mode="eval").body


def statement(text: str) -> ast.stmt:
    return ast.parse(text).body[0]


def places(tree: ast.FunctionDef) -> Iterator[Place]:
    """Every place in the body of a function, outer ones first."""
    waiting = [(tree, 0, "")]
    while waiting:
        parent, depth, part = waiting.pop(0)
        for field, value in ast.iter_fields(parent):
            if parent is tree and field != "body":
                continue
            for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(node, (ast.expr, ast.stmt, ast.comprehension)):
                    inside = _part(parent, field) or part
                    yield Place(parent, field, index, depth, inside)
                    waiting.append((node, depth + 1, inside))


def _part(parent: ast.AST, field: str) -> str:
    """Where a child of this node is, in words; empty where the words of the parent hold."""
    match parent, field:
        case (ast.For() | ast.comprehension(), "iter"):
            return f"in the loop over `{ast.unparse(parent.target).strip('()')}`"
        case ast.Subscript(), "slice":
            return f"in the index of `{ast.unparse(parent.value)}`"
        case ast.Call(func=ast.Attribute(attr="zeros")), "args":
            return "in the shape"
        case ast.Assign(targets=[ast.Name(id=name)]), "value":
            return f"in `{name}`"
        case ast.Return(), "value":
            return "in the result"
        case ast.If(), "test":
            return "in the condition"
    return ""
