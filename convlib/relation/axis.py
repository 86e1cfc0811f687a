"""The one relation behind every operator of this course, and all that follows from it.

On every axis, output index ``o``, tap ``k`` of the kernel and input index ``i`` are tied by

    i = o·stride + k·dilation − padding

Output sizes, padding cells, what an output reads, what an input feeds and the sizes of a transposed
convolution are derived from it here, and nowhere else. Lectures: ops-notes, layer-types, msu-7, cpen455-5.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of a sliding window: sizes in cells, padding as ``(before, after)``.

    >>> axis = Axis(size=7, kernel_size=3, stride=2, padding=(1, 1))
    >>> axis.output_size
    4
    >>> axis.taps(0)                # (k, i): tap 0 of output 0 falls on padding
    [(0, -1), (1, 0), (2, 1)]
    >>> axis.readers(3)             # (o, k): input 3 feeds two outputs
    [(1, 2), (2, 0)]
    """

    size: int
    kernel_size: int
    stride: int = 1
    padding: tuple[int, int] = (0, 0)
    dilation: int = 1
    ceil_mode: bool = False

    @property
    def extent(self) -> int:
        """Cells from the first tap to the last one, both counted."""
        return (self.kernel_size - 1) * self.dilation + 1

    @property
    def padded_size(self) -> int:
        return self.padding[0] + self.size + self.padding[1]

    @property
    def output_size(self) -> int:
        """How many windows fit: floor((padded − extent) / stride) + 1.

        With ``ceil_mode`` a last window may hang over the end, if it starts inside the input or the
        padding before it (PyTorch's rule for pooling).
        """
        if not self.ceil_mode:
            return (self.padded_size - self.extent) // self.stride + 1
        return self.rounded_up - self.drops_the_last

    @property
    def rounded_up(self) -> int:
        """How many windows there are when a last one may hang over, wherever it starts."""
        return -((self.extent - self.padded_size) // self.stride) + 1

    @property
    def drops_the_last(self) -> bool:
        """Whether, with ``ceil_mode``, the last of them would start past the input."""
        return self.ceil_mode and (self.rounded_up - 1) * self.stride >= self.size + self.padding[0]

    @property
    def problem(self) -> str | None:
        """Why no window fits, in words; ``None`` when the axis is valid.

        >>> Axis(size=2, kernel_size=3, dilation=2).problem
        'the kernel spans 5 cells (3 taps, dilation 2), the padded input has 2'
        """
        for name, least in (("size", 1), ("kernel_size", 1), ("stride", 1), ("dilation", 1)):
            if getattr(self, name) < least:
                return f"{name} must be at least {least}, not {getattr(self, name)}"
        if min(self.padding) < 0:
            return f"padding must not be negative, not {self.padding}"
        if self.extent > self.padded_size and not (self.ceil_mode and self.output_size > 0):
            taps = f" ({self.kernel_size} taps, dilation {self.dilation})" * (self.dilation > 1)
            return f"the kernel spans {self.extent} cells{taps}, the padded input has {self.padded_size}"
        return None

    def input_index(self, o: int, k: int) -> int:
        """The relation. Below 0 or from ``size`` on, the cell is padding."""
        return o * self.stride + k * self.dilation - self.padding[0]

    def inside(self, i: int) -> bool:
        return 0 <= i < self.size

    def holds(self, i: int) -> bool:
        """Whether ``i`` is a cell of the input or of its padding."""
        return -self.padding[0] <= i < self.size + self.padding[1]

    def taps(self, o: int) -> list[tuple[int, int]]:
        """Every ``(k, i)`` of output ``o``, those on padding included."""
        return [(k, self.input_index(o, k)) for k in range(self.kernel_size)]

    def readers(self, i: int, beyond: bool = False) -> list[tuple[int, int]]:
        """Every ``(o, k)`` that reads input ``i``: the relation solved for ``o``; with ``beyond``, outputs past the
        ends too, as if the axis went on."""
        found = []
        for k in reversed(range(self.kernel_size)):
            o, rest = divmod(i + self.padding[0] - k * self.dilation, self.stride)
            if rest == 0 and (beyond or 0 <= o < self.output_size):
                found.append((o, k))
        return found

    @property
    def padding_cells(self) -> list[int]:
        """Indices of the padding cells: −before … −1, then size … size + after − 1."""
        return [*range(-self.padding[0], 0), *range(self.size, self.size + self.padding[1])]

    @property
    def span(self) -> range:
        """Every cell that is there or that a window stands on: padding, the input, and where a last window hangs over.

        >>> Axis(size=4, kernel_size=3, stride=2, ceil_mode=True).span
        range(0, 5)
        """
        last = self.input_index(self.output_size - 1, self.kernel_size - 1)
        return range(-self.padding[0], max(self.size + self.padding[1], last + 1))

    def under(self, outputs: range) -> range:
        """Every cell that the windows of some ``outputs``, next to each other, stand on, padding included.

        >>> Axis(6, kernel_size=3, padding=(1, 1)).under(range(2))
        range(-1, 3)
        """
        return range(self.input_index(outputs[0], 0), self.input_index(outputs[-1], self.kernel_size - 1) + 1)

    def part(self, outputs: range) -> Axis:
        """The axis that makes only these outputs, from the inputs among the cells that are :meth:`under` them."""
        cells = self.under(outputs)
        padding = sum(i < 0 for i in cells), sum(i >= self.size for i in cells)
        return replace(self, size=len(cells) - sum(padding), padding=padding)

    @property
    def unread(self) -> list[int]:
        """Inputs that no window reads: lost to the floor, or in the gaps between windows.

        >>> Axis(size=6, kernel_size=3, stride=2).unread
        [5]
        """
        return [i for i in range(self.size) if not self.readers(i)]

    @property
    def padding_only(self) -> int | None:
        """The first output whose taps all fall on padding; ``None`` when every one reads a cell of the input.

        >>> Axis(size=1, kernel_size=2, padding=(1, 1), dilation=2).padding_only
        0
        """
        reading = 0  # all outputs before this one read a cell
        for k in reversed(range(self.kernel_size)):  # the last tap is the first to come inside
            outputs, _ = self.slices(k)
            if outputs.start <= reading:
                reading = max(reading, outputs.stop)
        return None if reading == self.output_size else reading

    def padded(self) -> Axis:
        """The same axis, seen by someone who got the padded input: its padding is 0."""
        return replace(self, size=self.padded_size, padding=(0, 0))

    def input_sizes(self, output_size: int) -> range:
        """Every input size that gives ``output_size``; a transposed convolution has to choose one.

        >>> list(Axis(0, kernel_size=3, stride=2, padding=(1, 1)).input_sizes(3))
        [5, 6]
        """
        smallest = self.input_index(output_size - 1, self.kernel_size - 1) + 1 - self.padding[1]
        return range(smallest, smallest + self.stride)

    def transposed_size(self, output_padding: int = 0) -> int:
        """Output size of the transposed convolution whose input has this ``size``.

        ``output_padding`` below the stride chooses one of :meth:`input_sizes`; PyTorch allows more, up to the
        dilation, and so do we: sizes that the convolution takes to more cells than these.

        >>> Axis(3, kernel_size=3, stride=2, padding=(1, 1)).transposed_size(output_padding=1)
        6
        """
        sizes, most = self.input_sizes(self.size), max(self.stride, self.dilation) - 1
        if not 0 <= output_padding <= most:
            limit = "stride" if self.stride >= self.dilation else "dilation"
            raise ValueError(
                f"output_padding must be from 0 to {limit} − 1 = {most}, not {output_padding}: "
                f"the sizes that a convolution with stride {self.stride} takes to {self.size} are {list(sizes)}"
            )
        size = sizes[0] + output_padding
        if size < 1:
            raise ValueError(f"the output would have {size} cells: the padding is too large".replace("-", "−"))
        return size

    def transposed(self, output_padding: int = 0) -> Axis:
        """The forward axis that a transposed convolution of this ``size`` runs backwards: sizes swapped."""
        return replace(self, size=self.transposed_size(output_padding))

    def inserted(self, outputs: int) -> Axis:
        """The ordinary convolution that does what the transposed one does: over ``outputs`` cells with
        ``stride − 1`` zeros between them, padded by p′ = dilation·(k − 1) − p, at stride 1, with the kernel
        flipped. A p′ below 0 crops.

        >>> Axis(6, kernel_size=3, stride=2, padding=(1, 1)).inserted(3)
        Axis(size=5, kernel_size=3, stride=1, padding=(1, 2), dilation=1, ceil_mode=False)
        """
        before, size = self.extent - 1 - self.padding[0], (outputs - 1) * self.stride + 1
        after = self.size + self.extent - 1 - size - before
        return replace(self, size=size, stride=1, padding=(before, after))

    def spread(self, o: int) -> int:
        """Where cell ``o`` of a transposed convolution's input stands once zeros are inserted."""
        return o * self.stride

    @property
    def kept(self) -> slice:
        """What a padding below 0 leaves, in cells of the axis padded by the rest: the others are cropped."""
        first = max(0, -self.padding[0])
        return slice(first, first + self.padded_size)

    def slices(self, k: int, outputs: int | None = None) -> tuple[slice, slice]:
        """Outputs whose tap ``k`` falls inside, and the inputs it falls on; of the first ``outputs``, or of all.

        >>> Axis(size=7, kernel_size=3, stride=2, padding=(1, 1)).slices(0)
        (slice(1, 4, None), slice(1, 6, 2))
        """
        start = self.input_index(0, k)
        count = self.output_size if outputs is None else outputs
        first, last = max(0, -(start // self.stride)), min(count - 1, (self.size - 1 - start) // self.stride)
        if last < first:
            return slice(0, 0), slice(0, 0)
        return slice(first, last + 1), slice(self.input_index(first, k), self.input_index(last, k) + 1, self.stride)


def adaptive_range(o: int, size: int, output_size: int) -> range:
    """The inputs of output ``o`` when pooling is told the output's size: from floor(o·size / output_size) up to
    ceil((o + 1)·size / output_size). Windows may share a cell, and may differ in length by one.

    >>> [list(adaptive_range(o, size=5, output_size=3)) for o in range(3)]
    [[0, 1], [1, 2, 3], [3, 4]]
    """
    return range(o * size // output_size, -(-(o + 1) * size // output_size))
