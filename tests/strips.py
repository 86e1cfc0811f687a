"""Strips of cells to slide over: each window that fits is cut out, no formula of the relation used."""

import itertools

from convlib.relation import Axis

PADDINGS = [(0, 0), (1, 1), (0, 2), (3, 1), (2, 3)]


EVERY = [
    Axis(size, k, s, p, d)
    for size, k, s, p, d in itertools.product(range(1, 13), range(1, 5), (1, 2, 3), PADDINGS, (1, 2, 3))
]


def read(axis):
    """The input index of every tap, by output."""
    return [[i for _, i in axis.taps(o)] for o in range(axis.output_size)]


def strip_of(axis):
    """The cells of the padded input in order, named by their input index."""
    return [*range(-axis.padding[0], 0), *range(axis.size), *range(axis.size, axis.size + axis.padding[1])]


def walk(axis):
    """The cells under the taps of each window that fits: slide, cut, keep the whole ones."""
    strip = strip_of(axis)
    cuts = [strip[start :: axis.dilation][: axis.kernel_size] for start in range(0, len(strip), axis.stride)]
    return [cut for cut in cuts if len(cut) == axis.kernel_size]


FITTING = [(axis, walk(axis)) for axis in EVERY if walk(axis)]
