"""Slips in what goes in and what comes out: an argument ignored or taken for another, a map or a result turned."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from convlib.exercises.errors.edits import Edit, Make, Place, expression, statement
from convlib.exercises.errors.scene import NEUTRAL, Scene

_TURNED = {  # of an array, by its last two axes
    "upside down": "{a}[..., ::-1, :]",
    "turned left to right": "{a}[..., ::-1]",
    "turned by half a turn": "{a}[..., ::-1, ::-1]",
    "transposed": "np.swapaxes({a}, -1, -2)",
}
_CUT = {
    "last row": "{a}[..., :-1, :]",
    "last column": "{a}[..., :-1]",
    "first row": "{a}[..., 1:, :]",
    "first column": "{a}[..., 1:]",
}


def given(scene: Scene, start: Place) -> Iterator[Edit]:
    """An argument that is not what was passed, from the function's first line on."""
    numbers = [name for name, value in scene.arguments.items() if type(value) is int]
    for name, value in scene.arguments.items():
        ways: dict[str, str] = {}
        if name in numbers:
            others = [n for n in (0, 1) if n != NEUTRAL.get(name)]
            ways |= {f"`{name}` were {n}": str(n) for n in others}
            ways |= {f"`{name}` were one {word}": f"{name} {n}" for word, n in (("less", "- 1"), ("more", "+ 1"))}
            ways |= {f"`{name}` were `{other}`": other for other in numbers if other != name}
        elif isinstance(value, np.ndarray):
            turned = _TURNED if value.ndim > 1 else {"turned round": "{a}[::-1]"}
            ways |= {f"`{name}` were {words}": text.format(a=name) for words, text in turned.items()}
            ways |= {f"`{name}` held its mean everywhere": f"{name} * 0 + {name}.mean()"}
            if value.ndim == 1:
                ways |= {f"`{name}` held its sum everywhere": f"{name} * 0 + {name}.sum()"}
        elif isinstance(value, tuple):
            ways = {
                f"`{name}` were read from the end": f"{name}[::-1]",
                f"`{name}` were all the first": f"({name}[0],) * len({name})",
                f"`{name}` were all the last": f"({name}[-1],) * len({name})",
                f"`{name}` were sorted": f"tuple(sorted({name}))",
            }
        for words, text in ways.items():
            yield Edit(words, ((start, _after(f"{name} = {text}")),), rare=name in numbers, wraps=True)
        if name in NEUTRAL:
            neutral = ((start, _after(f"{name} = {NEUTRAL[name]}")),)
            yield Edit(f"`{name}` were always {NEUTRAL[name]}", neutral, wraps=True)
    for one in numbers:
        for other in numbers[numbers.index(one) + 1 :]:
            words, text = f"`{one}` and `{other}` were swapped", f"{one}, {other} = {other}, {one}"
            yield Edit(words, ((start, _after(text)),), rare=True, wraps=True)


def _after(text: str) -> Make:
    """What stood there, and then one statement more."""
    added = statement(text)
    return lambda node: ast.If(expression("True"), [node, added], [])


def returned(scene: Scene, place: Place) -> Iterator[Edit]:
    """A result that is turned, cut, or one more or less."""
    result = np.asarray(scene.result)
    if result.dtype.kind == "b":
        ways = {"the opposite were asked for": "not {a}"}
    elif result.ndim == 0:
        ways = {
            "the result were one more": "{a} + 1",
            "the result were one less": "{a} - 1",
            "the result were doubled": "{a} * 2",
            "the result were halved": "{a} // 2",
            "the result were negative": "-{a}",
        }
    else:
        ways = {"the result lacked its last cell": "{a}[:-1]", "the result lacked its first cell": "{a}[1:]"}
        if result.ndim > 1:
            ways = {f"the result were {words}": text for words, text in _TURNED.items()}
            ways |= {f"the result lacked its {words}": text for words, text in _CUT.items()}
    for words, text in ways.items():
        yield Edit(words, ((place, _around(text)),), wraps=True)


def _around(text: str) -> Make:
    return lambda node: expression(text, a=node)
