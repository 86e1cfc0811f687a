"""The lecture map and its claims: the face of :mod:`convlib.course.lectures`."""

from convlib.course.lectures import *
