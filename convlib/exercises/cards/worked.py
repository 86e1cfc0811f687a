"""A function's way to its answer, with the numbers put in: ``padded = 6 + 2 * 1 = 8``."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable

import numpy as np

LONGEST = 90  # characters of a line


def worked(function: Callable, arguments: dict) -> list[str]:
    """A line for each step; none for a function that loops, branches or meets arrays.

    >>> from convlib.exercises.topics.size import output_size
    >>> for line in worked(output_size, dict(size=6, kernel_size=3, stride=2, padding=1, dilation=1)):
    ...     print(line)
    padded = 6 + 2 * 1 = 8
    extent = 1 * (3 - 1) + 1 = 3
    (8 - 3) // 2 + 1 = 3
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    steps = [step for step in tree.body if not _is_docstring(step)]
    known, lines = dict(arguments), []
    for step in steps:
        if not _is_simple(step) or not all(_is_plain(value) for value in known.values()):
            return []
        value = eval(compile(ast.Expression(step.value), "<worked>", "eval"), {"np": np}, dict(known))
        left = f"{step.targets[0].id} = " if isinstance(step, ast.Assign) else ""
        shown, result = ast.unparse(_Filled(known).visit(step.value)), _said(value)
        lines.append(f"{left}{shown}" + f" = {result}" * (shown != result))
        if left:
            known[step.targets[0].id] = value
    return [] if any(len(line) > LONGEST for line in lines) else lines


class _Filled(ast.NodeTransformer):
    """Names that are known, as what they stand for."""

    def __init__(self, known: dict) -> None:
        self.known = known

    def visit_Name(self, node):
        return ast.parse(_said(self.known[node.id]), mode="eval").body if node.id in self.known else node


def _is_docstring(step) -> bool:
    return isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)


def _is_simple(step) -> bool:
    named = isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name)
    loops = any(isinstance(node, (ast.comprehension, ast.Lambda)) for node in ast.walk(step))
    return (named or isinstance(step, ast.Return)) and not loops


def _is_plain(value) -> bool:
    plain = (bool, int, float)
    return isinstance(value, plain) or (isinstance(value, tuple) and all(isinstance(each, plain) for each in value))


def _said(value) -> str:
    return repr(tuple(value) if isinstance(value, list) else value)
