"""What stands around the input: how many cells a named padding means, and which cell each of them shows."""

from __future__ import annotations

from convlib.relation.axis import Axis

PADDING_NAMES = ("valid", "same", "same_lower", "full")
PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


def source_index(i: int, size: int, padding_mode: str) -> int | None:
    """The input cell that cell ``i`` shows: itself, the one a padding cell copies, or ``None`` for a zero.

    >>> [source_index(i, 4, "reflect") for i in range(-2, 6)]
    [2, 1, 0, 1, 2, 3, 2, 1]
    >>> [source_index(i, 4, "circular") for i in range(-2, 6)]
    [2, 3, 0, 1, 2, 3, 0, 1]
    """
    if 0 <= i < size:
        return i
    if padding_mode == "reflect":
        return -i if i < 0 else 2 * (size - 1) - i
    if padding_mode == "replicate":
        return 0 if i < 0 else size - 1
    return i % size if padding_mode == "circular" else None


def padding_problem(size: int, padding: tuple[int, int], padding_mode: str) -> str | None:
    """Why ``padding_mode`` cannot fill this padding, in words; ``None`` when it can."""
    reflect = (size - 1, "one less than the size: the border cell is not repeated")
    limits = {"reflect": reflect, "circular": (size, "the size")}
    if padding_mode == "replicate" and size < 1 <= max(padding):
        return "padding_mode 'replicate' has no border cell to repeat: the size is 0"
    if padding_mode not in limits or max(padding) <= max(limits[padding_mode][0], 0):
        return None
    limit, why = limits[padding_mode]
    return f"padding_mode {padding_mode!r} can fill at most {limit} cells a side here ({why}), not {max(padding)}"


def named_padding(name: str, size: int, kernel_size: int, stride: int = 1, dilation: int = 1) -> tuple[int, int]:
    """``(before, after)`` for ``"valid"``, ``"same"``, ``"same_lower"`` or ``"full"``.

    ``"same"`` gives ``ceil(size / stride)`` outputs; an odd cell goes after, with ``"same_lower"`` before.

    >>> named_padding("same", size=7, kernel_size=4), named_padding("full", size=7, kernel_size=4)
    ((1, 2), (3, 3))
    """
    axis = Axis(size, kernel_size, stride, (0, 0), dilation)
    if name == "valid":
        return (0, 0)
    if name == "full":
        return (axis.extent - 1, axis.extent - 1)
    last = axis.input_index(-(-size // stride) - 1, kernel_size - 1)
    less, more = max(last + 1 - size, 0) // 2, (max(last + 1 - size, 0) + 1) // 2
    return (less, more) if name == "same" else (more, less)
