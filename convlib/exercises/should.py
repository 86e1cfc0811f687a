"""What one value should be made of: the cells that are read for it, and the sum or the maximum written out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from convlib.film.drawing import number
from convlib.film.words import bracket, name_of
from convlib.trace import Reads, Term, trace

MOST_TERMS = 9  # of a sum, or compared in a maximum; the rest is "…"


@dataclass(frozen=True)
class ShouldBe:
    """``y[0] should be 1·2 + 2·3 = 8`` and the cells that this reads, by array."""

    words: str
    reads: dict[str, set[tuple[int, ...]]] = field(default_factory=dict)


def should_be(solution: Callable, case: dict, place: tuple[int, ...], value) -> ShouldBe:
    """What the solution makes ``value``, its result at ``place``, of; the value alone where that cannot be traced."""
    plain = number(value.item())
    said = f"{name_of('y', place)} should be {plain}"
    try:
        found = trace(solution, **case).reads(place)
    except Exception:
        return ShouldBe(said)
    reads: dict[str, set[tuple[int, ...]]] = {}
    for array, index in found.cells:
        reads.setdefault(array, set()).add(index)
    made = _written_out(found, case)
    if not made:
        return ShouldBe(f"{said}: no cell is read for it")
    if len(found.cells) == 1 and made in (plain, bracket(value.item())):
        return ShouldBe(f"{said}, which is {name_of(*found.cells[0])}", reads)
    return ShouldBe(said if made == plain else f"{name_of('y', place)} should be {made} = {plain}", reads)


def _written_out(found: Reads, case: dict) -> str:
    """``1·2 + 2·3`` or ``max(1, 5, 3)``; empty where nothing is added."""
    if found.how == "sum":
        return " + ".join(_first_few([_product(term, case) for term in found.terms]))
    compared = _first_few([_sum(item, case) for item in found.items])
    return f"max({', '.join(compared)})" if len(compared) > 1 else compared[0]


def _sum(terms: tuple[Term, ...], case: dict) -> str:
    """One of the numbers that are compared; a cell that is compared as it is needs no brackets."""
    if len(terms) == 1 and len(_factors(terms[0], case)) == 1:
        return number(_factors(terms[0], case)[0])
    return " + ".join(_product(term, case) for term in terms) or "0"


def _product(term: Term, case: dict) -> str:
    return "·".join(map(bracket, _factors(term, case)))


def _factors(term: Term, case: dict) -> list:
    factors = [case[array][index].item() for array, index in term.cells]
    return factors if factors and term.factor == 1 else [*factors, term.factor]


def _first_few(texts: list[str]) -> list[str]:
    return texts if len(texts) <= MOST_TERMS else [*texts[:MOST_TERMS], "…"]
