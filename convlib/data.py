"""Real images that come with scikit-learn: two photographs and the handwritten digits; nothing is downloaded.

Pixels stay ``uint8``, 0 to 255, and everything here is whole-number arithmetic, so that an answer computed
from them is the same on every machine.
"""

from __future__ import annotations

import numpy as np

PHOTOS = ("china", "flower")


def photo(name: str = "flower", size: tuple[int, int] | None = None) -> np.ndarray:
    """A colour photograph, channels first: ``uint8``, shape ``(3, h, w)``, red, green, blue.

    >>> photo().shape
    (3, 427, 640)
    >>> photo("china", size=(96, 144)).shape
    (3, 96, 144)

    ``name`` is ``"flower"`` or ``"china"``. With ``size=(h, w)`` the middle of the picture is shrunk to that
    size: each pixel is the mean of a square block. Raises ``ValueError`` for another name, and for a size that
    the photograph, 427×640, does not have.
    """
    if name not in PHOTOS:
        raise ValueError(f"photo({name!r}): name must be one of {', '.join(map(repr, PHOTOS))}")
    pixels = np.moveaxis(_datasets().load_sample_image(f"{name}.jpg"), -1, 0)
    return np.ascontiguousarray(pixels if size is None else _shrunk(pixels, size))


def _shrunk(pixels: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    (h, w), (height, width) = size, pixels.shape[1:]
    if not (1 <= h <= height and 1 <= w <= width):
        raise ValueError(f"photo: size must be from (1, 1) to {(height, width)}, not {size}")
    block = min(height // h, width // w)
    top, left = (height - block * h) // 2, (width - block * w) // 2
    middle = pixels[:, top : top + block * h, left : left + block * w].astype(np.int64)
    sums = middle.reshape(len(pixels), h, block, w, block).sum(axis=(2, 4))
    return ((sums + block**2 // 2) // block**2).astype(np.uint8)


def gray(photo: np.ndarray) -> np.ndarray:
    """Brightness of a ``(3, h, w)`` photograph as ``(h, w)``, ``uint8``: 0.299 red + 0.587 green + 0.114 blue.

    >>> gray(np.array([[[255, 255]], [[0, 255]], [[0, 255]]]))
    array([[ 76, 255]], dtype=uint8)
    """
    if np.ndim(photo) != 3 or len(photo) != 3:
        raise ValueError(f"gray: the photograph must be (3, h, w), not {np.shape(photo)}")
    red, green, blue = np.asarray(photo).astype(np.int64)
    return ((299 * red + 587 * green + 114 * blue + 500) // 1000).astype(np.uint8)


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Handwritten digits: images ``(1797, 8, 8)``, ``uint8`` from 0 to 16, and the digit that each one shows.

    >>> images, labels = digits()
    >>> images.shape, labels[:5].tolist()
    ((1797, 8, 8), [0, 1, 2, 3, 4])
    """
    loaded = _datasets().load_digits()
    return loaded.images.astype(np.uint8), loaded.target.astype(np.int64)


def _datasets():
    try:
        import sklearn.datasets
    except ImportError as error:
        raise ImportError(
            "the images come with scikit-learn, which is not installed: pip install scikit-learn"
        ) from error
    return sklearn.datasets
