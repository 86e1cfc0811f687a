"""Pictures inside a drawing: arrays as pixels, in a PNG that every machine writes alike."""

from __future__ import annotations

import base64
import struct
import zlib
from functools import cache

import numpy as np

from convlib.film.drawing import Part
from convlib.film.style import SIGNED

GRAYS = 64  # from black to white, so that a page with many pictures stays small
LEVELS = 16  # of a signed picture, on each side of zero


def strongest(values: np.ndarray) -> float:
    """Where a signed scale ends: 1 value in 200 is stronger.

    >>> strongest(np.array([-3, 0, 2]))
    3.0
    """
    return float(np.percentile(np.abs(values), 99.5, method="higher")) or 1.0


def gray(values: np.ndarray, pixel: float, over: str = "") -> Part:
    """Brightness ``(h, w)``, black at 0 and white at 255, what is beyond cut off; ``over`` lies on top of it."""
    steps = np.rint(np.clip(values, 0, 255) / 255 * (GRAYS - 1))
    return _picture(np.rint(steps * 255 / (GRAYS - 1)).astype(np.uint8), pixel, over)


def signed(values: np.ndarray, pixel: float, over: str = "") -> Part:
    """Numbers ``(h, w)`` of both signs: white at 0, and full colour from :func:`strongest` on."""
    levels = np.rint(np.clip(values / strongest(values), -1, 1) * LEVELS) + LEVELS
    return _picture(levels.astype(np.uint8), pixel, over, _signed_colours())


@cache
def _signed_colours() -> bytes:
    from matplotlib import colormaps

    return bytes(colormaps[SIGNED](np.linspace(0, 1, 2 * LEVELS + 1), bytes=True)[:, :3].tobytes())


def _picture(levels: np.ndarray, pixel: float, over: str, colours: bytes = b"") -> Part:
    height, width = (n * pixel for n in levels.shape)
    text = base64.b64encode(png(levels, colours)).decode()
    svg = (
        f'<image href="data:image/png;base64,{text}" width="{width:g}" height="{height:g}" '
        f'image-rendering="optimizeSpeed" style="image-rendering:pixelated"/>{over}'
    )
    return Part(svg, width, height)


def png(levels: np.ndarray, colours: bytes = b"") -> bytes:
    """Levels ``(h, w)`` as a PNG file: of gray, or of a palette, three bytes a colour.

    It is stored, not deflated: two builds of zlib may deflate otherwise, and what holds it is deflated as a whole.

    >>> png(np.zeros((1, 1), dtype=np.uint8))[:8]
    b'\\x89PNG\\r\\n\\x1a\\n'
    """
    height, width = levels.shape
    rows = np.pad(levels, ((0, 0), (1, 0))).tobytes()  # before each row how it is filtered: not at all
    head = struct.pack(">IIBBBBB", width, height, 8, 3 if colours else 0, 0, 0, 0)
    chunks = {b"IHDR": head, **({b"PLTE": colours} if colours else {}), b"IDAT": _stored(rows), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks.items())


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _stored(content: bytes) -> bytes:
    """A stream of zlib in which nothing is deflated: blocks of at most 65 535 bytes."""
    blocks = [content[n : n + 0xFFFF] for n in range(0, len(content), 0xFFFF)]
    parts = [
        struct.pack("<BHH", n == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for n, block in enumerate(blocks)
    ]
    return b"\x78\x01" + b"".join(parts) + struct.pack(">I", zlib.adler32(content))
