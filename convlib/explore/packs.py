"""Answers that travel with a picture: packed small, so that a saved page has some to give when there is no Python.

Alike as they are, their texts are cut into pieces, each piece is kept once, beside those that are like it, and all is
deflated. Two builds of zlib may deflate otherwise: what is compared is the digest of the pieces.
"""

from __future__ import annotations

import hashlib
import json
import re
from itertools import accumulate, pairwise

from convlib.film.skin import deflated, inflated

_PIECE = re.compile(r'(?=<g |<path |<image |"[a-z_]+":)')


def packed(answers: list) -> tuple[str, str]:
    """The pack as text, and the digest of its content.

    >>> text, digest = packed([{"message": "one"}, {"message": "two"}])
    >>> unpacked(text), digest
    ([{'message': 'one'}, {'message': 'two'}], '7ead01f5357f6447')
    """
    texts = [_PIECE.split(json.dumps(answer, ensure_ascii=False, separators=(",", ":"))) for answer in answers]
    pieces = sorted({piece for text in texts for piece in text})
    places = {piece: place for place, piece in enumerate(pieces)}
    rows = [[there - here for here, there in pairwise([0, *(places[piece] for piece in text)])] for text in texts]
    content = json.dumps([pieces, rows], ensure_ascii=False, separators=(",", ":"))
    return deflated(content), hashlib.sha256(content.encode()).hexdigest()[:16]


def unpacked(text: str) -> list:
    """What :func:`packed` was given, as plain data."""
    pieces, rows = json.loads(inflated(text))
    return [json.loads("".join(pieces[place] for place in accumulate(steps))) for steps in rows]
