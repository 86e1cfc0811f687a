"""What the rules must know of a function: which names are numbers, which are arrays, and how far a loop goes."""

from __future__ import annotations

import ast
from functools import cached_property

import numpy as np

NEUTRAL = {"stride": 1, "padding": 0, "dilation": 1, "output_padding": 0}  # what makes an argument do nothing


class Scene:
    """A function as a tree, and what its names hold when it runs."""

    def __init__(self, source: str, arguments: dict, result: object) -> None:
        self.tree: ast.FunctionDef = ast.parse(source).body[0]
        self.arguments, self.result = arguments, result

    @cached_property
    def arrays(self) -> list[str]:
        """Arguments that are arrays, and what ``np.zeros`` and ``np.pad`` made."""
        given = [name for name, value in self.arguments.items() if isinstance(value, np.ndarray)]
        return given + [name for name, value in self.definitions.items() if _makes_an_array(value)]

    @cached_property
    def numbers(self) -> list[str]:
        """Arguments that are numbers, and what is counted, computed or taken out of a shape."""
        given = [name for name, value in self.arguments.items() if np.isscalar(value)]
        computed = [name for name, value in self.definitions.items() if isinstance(value, (ast.BinOp, ast.Constant))]
        targets = [node for node in ast.walk(self.tree) if isinstance(node, (ast.For, ast.comprehension))]
        unpacked = [node.targets[0] for node in ast.walk(self.tree) if isinstance(node, ast.Assign)]
        many = [node for node in unpacked if isinstance(node, ast.Tuple)] + [node.target for node in targets]
        inside = [n.id for node in many for n in ast.walk(node) if isinstance(n, ast.Name)]
        return list(dict.fromkeys([*given, *computed, *inside]))

    @cached_property
    def definitions(self) -> dict[str, ast.expr]:
        """Names that are assigned as a whole, and what to, the first time."""
        found: dict[str, ast.expr] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found.setdefault(node.targets[0].id, node.value)
        return found

    @cached_property
    def bounds(self) -> dict[str, ast.expr]:
        """How many rounds the loop over a name has: ``{"u": kh, "v": kw}``."""
        found: dict[str, ast.expr] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.iter, ast.Call):
                names = [n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)]
                if len(names) == len(node.iter.args):
                    found |= zip(names, node.iter.args, strict=True)
        return found


def _makes_an_array(value: ast.expr) -> bool:
    return isinstance(value, ast.Call) and ast.unparse(value.func) in ("np.zeros", "np.pad", "np.zeros_like")
