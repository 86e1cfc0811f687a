"""Rows of images and of filter answers: the face of :mod:`convlib.show.plots`."""

from convlib.show.plots import *
