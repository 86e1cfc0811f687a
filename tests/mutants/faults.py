"""Faults for a source: changes of one place, each a slip that a programmer could have made.

>>> [fault.new for fault in faults("y = x < 1")]
['y = x <= 1', 'y = x < 2', 'y = x < 0']

The text is changed where a node of its tree stands, and is the same everywhere else.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate, pairwise

PAIRS = ("< <=", "> >=", "== !=", "and or", "+ -", "+= -=", "* //", "*= //=", "min max", "any all", "True False")
SWAPS = {a: b for pair in PAIRS for a, b in (pair.split(), pair.split()[::-1])}
CHECKS = {"slots", "strict"}  # arguments that change nothing as long as the rest is right


@dataclass(frozen=True)
class Fault:
    """``text`` in place of the characters from ``start`` to ``end``; ``lines``: those of the expression around it."""

    start: int
    end: int
    text: str
    line: int
    lines: range
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    def apply(self, source: str) -> str:
        return source[: self.start] + self.text + source[self.end :]


class Text:
    """A source, and where the nodes of its tree stand in it, in characters."""

    def __init__(self, source: str) -> None:
        self.source, self.lines = source, source.encode().splitlines(keepends=True)
        self.starts = list(accumulate((len(line.decode()) for line in self.lines), initial=0))

    def span(self, node: ast.expr) -> tuple[int, int]:
        ends = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
        return tuple(self.starts[line - 1] + len(self.lines[line - 1][:column].decode()) for line, column in ends)

    def sign(self, left: ast.expr, right: ast.expr) -> tuple[int, int]:
        """Where the operator between two operands stands, among brackets, comments and broken lines."""
        gap = re.compile(r"(?:[\s()\\]|#.*)*([^\s()\\#]+)")
        return gap.match(self.source, self.span(left)[1], self.span(right)[0]).span(1)

    def shows(self, node: ast.expr) -> bool:
        """Whether it stands where the tree says: inside f-strings, Python 3.11 is not always right."""
        with suppress(SyntaxError, IndexError):
            start, end = self.span(node)
            return ast.dump(ast.parse(f"({self.source[start:end]})", mode="eval").body) == ast.dump(node)
        return False

    def fault(self, start: int, end: int, text: str, lines: range | None) -> Fault:
        first, last = bisect(self.starts, start), bisect(self.starts, max(start, end - 1))
        before, after = self.source[self.starts[first - 1] : start], self.source[end : self.starts[last]]
        old, new = (" ".join((before + middle + after).split()) for middle in (self.source[start:end], text))
        return Fault(start, end, text, first, lines or range(first, last + 1), old, new)


def for_type_checkers(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def left_alone(node: ast.AST, field: str, child: ast.AST, text: Text) -> bool:
    """Annotations, what only type checkers run, ``__all__``, mere checks, and what stands elsewhere."""
    if field in ("annotation", "returns") or (for_type_checkers(node) and field != "orelse"):
        return True
    targets = getattr(child, "targets", [getattr(child, "target", None)])
    exported = any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)
    check = isinstance(child, ast.keyword) and child.arg in CHECKS
    return exported or check or (isinstance(child, ast.FormattedValue) and not text.shows(child.value))


def parts(node: ast.AST, text: Text, lines: range | None = None) -> Iterator[tuple[ast.AST, range | None]]:
    """Every node that may be changed, with the lines of the whole expression that it is a part of."""
    if isinstance(node, ast.expr) and lines is None:
        lines = range(node.lineno, node.end_lineno + 1)
    yield node, lines
    for field, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not left_alone(node, field, child, text):
                yield from parts(child, text, lines)


def operands(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """The pairs with a sign between: of a comparison, a calculation, an ``and`` or an ``or``."""
    match node:
        case ast.Compare(left=left, comparators=others):
            return list(pairwise([left, *others]))
        case ast.BoolOp(values=values):
            return list(pairwise(values))
        case ast.BinOp(left=left, right=right) | ast.AugAssign(target=left, value=right):
            return [(left, right)]
    return []


def conditions(node: ast.AST) -> list[ast.expr]:
    """The tests to negate, without those that another fault negates: a constant, a ``not``, a single ``==``."""

    def negated(test: ast.expr) -> bool:
        single = isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq | ast.NotEq)
        return single or isinstance(test, ast.Constant) or isinstance(getattr(test, "op", None), ast.Not)

    choice = isinstance(node, ast.If | ast.While | ast.IfExp) and not for_type_checkers(node)
    tests = [node.test] if choice else getattr(node, "ifs", [])
    return [test for test in tests if not negated(test)]


def changes(node: ast.AST, text: Text) -> Iterator[tuple[int, int, str]]:
    """``(start, end, replacement)`` of every fault that belongs to this node."""
    swapped = [text.sign(*pair) for pair in operands(node)]
    for test in conditions(node):
        start, end = text.span(test)
        yield start, end, f"not ({text.source[start:end]})"
    match node:
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            start, _ = text.span(node)
            yield *re.compile(r"(not|-)\s*").match(text.source, start).span(), ""
        case ast.Constant(value=bool()):
            swapped.append(text.span(node))
        case ast.Constant(value=int(value)):
            yield from ((*text.span(node), str(other)) for other in (value + 1, value - 1))
        case ast.Name(id=name) | ast.Attribute(attr=name):
            _, end = text.span(node)
            swapped.append((end - len(name), end))
    for start, end in swapped:
        if text.source[start:end] in SWAPS:
            yield start, end, SWAPS[text.source[start:end]]


def faults(source: str) -> list[Fault]:
    """Every fault that can be put into a source, from its first character to its last."""
    text = Text(source)
    changed = ((change, lines) for node, lines in parts(ast.parse(source), text) for change in changes(node, text))
    return sorted((text.fault(*change, lines) for change, lines in changed), key=lambda fault: fault.start)
