"""Answers that travel with a picture: packed small, so that a saved page has some to give when there is no Python.

Alike as they are, their texts are cut into pieces, each piece is kept once, and all is deflated. Two builds of zlib
may deflate otherwise: what is compared is the digest of the pieces.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib

_PIECE = re.compile(r'(?=<g |<path |"[a-z_]+":)')


def packed(answers: list) -> tuple[str, str]:
    """The pack as text, and the digest of its content.

    >>> text, digest = packed([{"message": "one"}, {"message": "two"}])
    >>> unpacked(text), digest
    ([{'message': 'one'}, {'message': 'two'}], 'bffc096e9b41b32d')
    """
    places: dict[str, int] = {}
    rows = []
    for answer in answers:
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        row: list[int] = []  # runs of pieces: the first, and how many
        for piece in _PIECE.split(text):
            place = places.setdefault(piece, len(places))
            if row and place == row[-2] + row[-1]:
                row[-1] += 1
            else:
                row += [place, 1]
        rows.append(row)
    content = json.dumps([list(places), rows], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(content, 9)).decode(), hashlib.sha256(content).hexdigest()[:16]


def unpacked(text: str) -> list:
    """What :func:`packed` was given, as plain data."""
    pieces, rows = json.loads(zlib.decompress(base64.b64decode(text)))
    runs = ([pieces[first : first + count] for first, count in zip(row[::2], row[1::2], strict=True)] for row in rows)
    return [json.loads("".join(piece for run in each for piece in run)) for each in runs]
