"""Claims about sizes, padding and receptive fields."""

from __future__ import annotations

from itertools import product

from convlib.course.claims.helpers import convolved, only
from convlib.layers import Conv
from convlib.layers.stack import summary
from convlib.relation import Axis


def size_640() -> int:
    return Axis(640, kernel_size=3, stride=2, padding=(1, 1)).output_size


def size_formula() -> bool:
    """The formula against the real output of a convolution."""
    cases = [c for c in product(range(1, 9), range(1, 6), range(1, 4), range(3)) if c[0] + 2 * c[3] >= c[1]]
    return all((i + 2 * p - k) // s + 1 == convolved(i, k, stride=s, padding=p) for i, k, s, p in cases)


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


def field_after_stride() -> int:
    return summary([Conv(1, 3, stride=2), Conv(1, 3)], (1, 15)).rows[-1].receptive_field[0]
