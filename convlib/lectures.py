"""The lecture map and its claims, the letters, words and formulas: the face of :mod:`convlib.course.show`."""

from convlib.course.show import *
