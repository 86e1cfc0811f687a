"""Convolution in neural networks: reference operators, films and explorers of a course that people run.

>>> import convlib as cl
>>> cl.conv1d([[1, 2, 4, 8]], [[[-1, 1]]])
array([[1, 2, 4]])

``import convlib`` loads NumPy and nothing heavier; ``convlib.animate``, ``convlib.data``, ``convlib.explore`` and
``convlib.plot`` load when used.
"""

from importlib import import_module

from convlib.ops import conv1d, conv2d, conv3d, pad
from convlib.trace import TraceError, trace

__version__ = "0.1.0"
__all__ = ["TraceError", "animate", "conv1d", "conv2d", "conv3d", "data", "explore", "pad", "plot", "trace"]

_LAZY = ("animate", "data", "explore", "plot")


def __getattr__(name: str):
    if name in _LAZY:
        return import_module(f"convlib.{name}")
    raise AttributeError(f"module 'convlib' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
