"""Claims about sizes, padding and receptive fields."""

from __future__ import annotations

from itertools import pairwise, product
from math import ceil

from convlib.course.claims.helpers import convolved, only
from convlib.layers import Conv
from convlib.layers.stack import summary
from convlib.relation import Axis


def size_640() -> int:
    return Axis(640, kernel_size=3, stride=2, padding=(1, 1)).output_size


def _sizes():
    """What is left to step over, the stride, and the real size of the output."""
    for i, k, s, p in product(range(1, 9), range(1, 6), range(1, 4), range(3)):
        if i + 2 * p >= k:
            yield i + 2 * p - k, s, convolved(i, k, stride=s, padding=p)


def size_unrounded() -> bool:
    """Whether the division without rounding gives the size of a convolution's real output."""
    return all(left / s + 1 == size for left, s, size in _sizes())


def size_formula() -> bool:
    return all(left // s + 1 == size for left, s, size in _sizes())


def size_rounded_up() -> bool:
    return all(ceil(left / s) + 1 == size for left, s, size in _sizes())


def size_rounded_up_exact() -> bool:
    """Rounding up where the division leaves nothing to round."""
    return all(ceil(left / s) + 1 == size for left, s, size in _sizes() if left % s == 0)


def valid_size() -> bool:
    cases = [(size, k) for size, k in product(range(1, 12), repeat=2) if k <= size]
    return all(convolved(size, k, padding="valid") == size - k + 1 for size, k in cases)


def same_padding() -> list[int]:
    """The padding that keeps the size at stride 1, for kernels of 3 and 5."""
    return [only(p for p in range(9) if Axis(32, k, padding=(p, p)).output_size == 32) for k in (3, 5)]


def halving_padding() -> list[int]:
    """The padding that halves every even size at stride 2, for kernels of 2, 4, 6 and 8."""

    def halves(k: int, p: int) -> bool:
        axes = [Axis(size, k, stride=2, padding=(p, p)) for size in range(8, 40, 2)]
        return all(2 * axis.output_size == axis.size and not (axis.padded_size - k) % 2 for axis in axes)

    return [only(p for p in range(9) if halves(k, p)) for k in (2, 4, 6, 8)]


def sizes_from_17() -> list[int]:
    """What a 3×3 kernel makes of 17 cells, at strides 1 and 2."""
    return [Axis(17, kernel_size=3, stride=stride).output_size for stride in (1, 2)]


def settings_17_to_7() -> str:
    """Every kernel of up to 7 taps that takes 17 cells to 7 without padding, smallest first."""
    found = [Axis(17, k, s, dilation=d) for k, s, d in product(range(2, 8), range(1, 5), range(1, 7))]
    works = [axis for axis in found if not axis.problem and axis.output_size == 7]
    return "; ".join(f"k={a.kernel_size} s={a.stride}" + f" d={a.dilation}" * (a.dilation > 1) for a in works)


def dilated_span() -> int:
    return Axis(9, kernel_size=3, dilation=2).extent


def field_of_two() -> list[int]:
    return list(summary([Conv(1, 3), Conv(1, 3)], (1, 9, 9)).rows[-1].receptive_field)


def strided_widths() -> list[int]:
    """What a kernel of 3 with stride 2 makes of 7 cells, and how many cells 3 of its outputs see."""
    seen = {i for o in range(3) for _, i in Axis(7, kernel_size=3, stride=2).taps(o)}
    return [Axis(7, kernel_size=3, stride=2).output_size, len(seen)]


def _field_grows(kernel_sizes) -> bool:
    """Whether every layer more makes the receptive field larger, in every stack of three layers."""
    for kernels, stride in product(product(kernel_sizes, repeat=3), (1, 2)):
        rows = summary([Conv(1, k, stride=stride) for k in kernels], (1, 60)).rows
        fields = [1, *(row.receptive_field[0] for row in rows)]
        if any(later <= earlier for earlier, later in pairwise(fields)):
            return False
    return True


def fields_grow() -> bool:
    return _field_grows((1, 2, 3))


def fields_grow_with_taps() -> bool:
    return _field_grows((2, 3, 5))
