"""Convolution in neural networks: reference operators, films and explorers of a course that people run.

>>> import convlib as cl
>>> cl.conv1d([[1, 2, 4, 8]], [[[-1, 1]]])
array([[1, 2, 4]])

``import convlib`` loads NumPy and nothing heavier; ``convlib.animate``, ``convlib.architectures``, ``convlib.data``,
``convlib.exercises``, ``convlib.explore``, ``convlib.lectures``, ``convlib.plot``, ``convlib.predict`` and
``convlib.practice`` load when used.
"""

from importlib import import_module

from convlib import counting, layers, ops
from convlib.layers import receptive_field, summary
from convlib.ops import *
from convlib.trace import TraceError, trace

__version__ = "0.1.0"
__all__ = [
    "TraceError",
    "animate",
    "architectures",
    "counting",
    "data",
    "exercises",
    "explore",
    "layers",
    "lectures",
    "plot",
    "practice",
    "predict",
    "receptive_field",
    "summary",
    "trace",
]
__all__ += ops.__all__

_LAZY = ("animate", "architectures", "data", "exercises", "explore", "lectures", "plot")
_OF_EXERCISES = ("practice", "predict")


def __getattr__(name: str):
    if name in _LAZY:
        return import_module(f"convlib.{name}")
    if name in _OF_EXERCISES:
        return getattr(import_module("convlib.exercises"), name)
    raise AttributeError(f"module 'convlib' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
