"""Four ways to a transposed convolution, in step on one sheet."""

from __future__ import annotations

import itertools

from films import Picture, is_legible, pictures
from transposed_films import CASES, FILMS, WAYS, every_case, y_id


@every_case
def test_a_sheet_shows_the_four_ways_in_step(name):
    case, film = CASES[name], CASES[name].film("all")
    single = {way: FILMS[name, way] for way in WAYS}
    count = max(map(len, single.values()))
    assert len(film) == count
    seen = {way: list(pictures(one)) for way, one in single.items()}
    for frame, picture in enumerate(pictures(film)):
        moments = {way: frame * len(one) // count for way, one in single.items()}
        panels = {f"panel_{way}" for way in WAYS}
        kind, text = dict.fromkeys(panels, "panel"), {}
        for way, one in seen.items():
            part = one[moments[way]]
            kind |= {f"{way}.{e}": value for e, value in part.kind.items()}
            text |= {f"{way}.{e}": value for e, value in part.text.items() if e}
        assert picture.kind == kind
        assert {e: picture.text[e] for e in text} == text
        assert {"", *panels} >= {e for e in picture.text if e not in text}
        moment = film.frames[frame]
        written = {
            f"{way}.{e}"
            for way in WAYS[1:]
            for e in [single[way].frames[moments[way]].writes, *single[way].frames[moments[way]].also]
        }
        assert {moment.writes, *moment.also} == written and moment.writes.startswith("gradient.")
        assert moment.caption == single["gradient"].frames[moments["gradient"]].caption
        for way in ("zeros", "matrix", "gradient"):
            assert picture.place[f"{way}.ring_0"] == picture.place[f"{way}.{y_id(list(case.made_of)[moments[way]])}"]
    reads = {e for way in WAYS[1:] for frame in single[way].frames for e in _prefixed(way, frame.reads)}
    assert {pair for frame in film.frames for pair in frame.reads} == reads
    cells = {e for frame in single["scatter"].sums for e in (frame.writes, *itertools.chain(*frame.reads))}
    copies = {f"matrix.{one}": f"matrix.{other}" for one, other in single["matrix"].copies.items()}
    assert film.copies == copies | {f"scatter.{e}": f"gradient.{e}" for e in cells}


def _prefixed(way: str, pairs):
    return [(f"{way}.{x}", f"{way}.{w}") for x, w in pairs]


def test_a_sheet_is_legible_and_names_the_ways():
    for name in ("plain", "asymmetric", "floats"):
        film = CASES[name].film("all")
        is_legible(pictures(film))
        labels = [t.text.partition(":")[0] for t in Picture(film.to_svg(0)).texts if t.kind == "label"]
        assert [label for label in labels if label in WAYS] == list(WAYS)
    assert CASES["plain"].film("all").title == "2×3 input, 3×2 kernel: 4×4 output, 4 ways"
