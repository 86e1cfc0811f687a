"""How sizes, parameters and products are written, the same in every scene."""

from __future__ import annotations

from convlib.film.drawing import number


def times(numbers) -> str:
    """``5×6``"""
    return "×".join(map(str, numbers))


def per_axis(numbers: tuple) -> str:
    """One number when all axes share it, else one for each: ``2``, ``2, 1``, ``(0, 1), (1, 2)``."""
    plain = [n[0] if isinstance(n, tuple) and n[0] == n[1] else n for n in numbers]
    return str(plain[0]) if len(set(plain)) == 1 else ", ".join(map(str, plain))


def options_of(**options: tuple) -> list[str]:
    """Options with a number for each axis as titles and notes say them, defaults left out.

    >>> options_of(stride=(2, 1), padding=(0, 0), dilation=(1, 1), output_padding=(1, 1))
    ['stride 2, 1', 'output padding 1']
    """
    defaults = {"padding": ({0}, {(0, 0)}), "output_padding": ({0},)}
    shown = {name: v for name, v in options.items() if set(v) not in defaults.get(name, ({1},))}
    return [f"{name.replace('_', ' ')} {per_axis(v)}" for name, v in shown.items()]


def bracket(value) -> str:
    text = number(value)
    return f"({text})" if text.startswith("−") else text


def rows_of(array) -> str:
    """A small array in one line: ``[1 0; 2 −1]``."""
    return "[" + "; ".join(" ".join(number(v.item()) for v in row) for row in array) + "]"


def name_of(array: str, index) -> str:
    """``y[0,2]``; a number that has no index has only its name"""
    return f"{array}[{','.join(map(str, index))}]" if index else array
