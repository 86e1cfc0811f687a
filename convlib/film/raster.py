"""SVG text as PNG and GIF: drawn with matplotlib's DejaVu font, so that every machine draws the same bytes."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

COLOURS = 128  # in a GIF's palette, one for all its frames


def png(svg: str, zoom: float) -> bytes:
    """The picture, ``zoom`` times as large as its view box."""
    import matplotlib
    import resvg_py

    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            font_files=[str(fonts / "DejaVuSans.ttf"), str(fonts / "DejaVuSans-Bold.ttf")],
            skip_system_fonts=True,
        )
    )


def gif(svgs: Sequence[str], zoom: float, times: Sequence[int], comment: str = "") -> bytes:
    """The pictures one after the other, each for its time in milliseconds, from the start again after the last.

    They share one palette: the colours seen most. Others become the nearest of these, without dithering.
    """
    from PIL import Image

    pictures = [png(svg, zoom) for svg in svgs]  # kept small: each is unpacked when it is its turn
    seen: Counter[int] = Counter()
    for frame in map(_opened, pictures):
        colours, counts = np.unique(frame, return_counts=True)
        seen.update(dict(zip(colours.tolist(), counts.tolist(), strict=True)))
    order = np.array(sorted(seen, key=lambda colour: (-seen[colour], colour)), dtype=np.int32)
    kept = order[:COLOURS]
    nearest = np.zeros(1 << 24, dtype=np.uint8)  # for a packed colour, its place in the palette
    nearest[order] = ((_unpacked(order)[:, None] - _unpacked(kept)) ** 2).sum(-1).argmin(1)
    frames = [Image.fromarray(nearest[frame]) for frame in map(_opened, pictures)]
    for frame in frames:
        frame.putpalette(_unpacked(kept).astype(np.uint8).tobytes())
    file = io.BytesIO()
    how = {"duration": list(times), "loop": 0, "disposal": 1, "comment": comment.encode()}
    # optimize: a frame stores only what has changed
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], optimize=True, **how)
    return file.getvalue()


def _opened(picture: bytes) -> np.ndarray:
    from PIL import Image

    return _packed(np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")))


def _packed(colours: np.ndarray) -> np.ndarray:
    """Red, green and blue as one number."""
    return colours.astype(np.int32) @ np.array([1 << 16, 1 << 8, 1], dtype=np.int32)


def _unpacked(colours: np.ndarray) -> np.ndarray:
    return colours[:, None] >> np.array([16, 8, 0]) & 255
