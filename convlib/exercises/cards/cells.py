"""``predict.value``: what stands in a cell of a film; wrong answers are what other rules would write there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from convlib.exercises.cards.question import MOST, Asked, Reply
from convlib.exercises.cards.typed import key_for, shown
from convlib.film.film import Film, Frame
from convlib.film.words import MAX, SUM, counted, name_of


def asked_of(film: Film, output: tuple[int, ...]) -> Asked:
    """What stands in a cell of the output, from the sum that the film writes out.

    Raises ``ValueError`` for a cell that no frame writes by itself.
    """
    frame = frame_of(film, output)
    value, name = _number(frame.caption.value), frame.caption.left
    right = key_for(value)
    replies = {right: Reply(True, f"Yes: {frame.caption}.")}
    reasons: dict[str, list[str]] = {}
    for wrong, reason in _mistaken(film, frame):
        if (key := key_for(wrong)) not in (right, ""):
            reasons.setdefault(key, []).append(reason)
    for key, found in reasons.items():
        told = ", or if ".join(list(dict.fromkeys(found))[:MOST])
        replies[key] = Reply(
            False, f"{shown(float(key))} is what you would get if {told}.", tuple(dict.fromkeys(found))
        )
    arrays = {key: np.asarray(film.values[key]) for key in ("x", "weight", "bias") if film.values.get(key) is not None}
    return Asked(
        name="",
        words=f"{film.title}. What is `{name}`?",
        kind="number",
        replies=replies,
        arrays={name: _bare(array) for name, array in arrays.items()},
        hints=_hints(frame),
        answer=(f"{frame.caption}.",),
    )


def frame_of(film: Film, output: tuple[int, ...]) -> Frame:
    """The frame that writes ``y`` at ``output``, with or without the indices that the film does not say."""
    names = {frame.caption.left: frame for frame in (*film.sums, *film.frames) if not frame.also}
    called = f"predict.value({film!r}, {output!r})"
    index = tuple(output) if np.iterable(output) else (output,)
    if found := names.get(name_of("y", index)):
        if "expected" in found.caption.value:
            raise ValueError(f"{called}: the film writes a wrong value there, {found.caption.value}")
        return found
    there = ", ".join(list(names)[:6]) or "none"
    raise ValueError(f"{called}: no frame writes {name_of('y', index)} alone; there are {there}")


def _bare(array: np.ndarray) -> np.ndarray:
    """Without leading axes of one."""
    while array.ndim > 2 and len(array) == 1:
        array = array[0]
    return array


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


def _factors(item: str) -> list[float]:
    """``3·(−1)`` as numbers; none for an item that is a name."""
    try:
        return [_number(part.strip("()")) for part in item.split("·")]
    except ValueError:
        return []


def _mistaken(film: Film, frame: Frame) -> Iterator[tuple[float, str]]:
    """Values that slips lead to, each with the end of "is what you would get if"."""
    products = [_factors(item) for item in frame.caption.items]
    if not products or not all(products):
        return
    if frame.caption.joiner == MAX:
        yield from _of_a_maximum([product[0] for product in products])
    elif frame.caption.joiner == SUM:
        yield from _of_a_sum(film, frame, products)


def _of_a_maximum(cells: list[float]) -> Iterator[tuple[float, str]]:
    yield min(cells), "the smallest were taken"
    yield sum(cells), "the cells were added"
    yield sum(cells) / len(cells), "the average were taken"
    yield max(cells, key=abs), "the sign did not count"
    yield cells[0], "the first cell of the window were taken"
    yield cells[-1], "the last cell of the window were taken"


def _of_a_sum(film: Film, frame: Frame, products: list[list[float]]) -> Iterator[tuple[float, str]]:
    values = [float(np.prod(product)) for product in products]
    total = sum(values)
    pairs = [product for product in products if len(product) == 2]
    constants = [value for value, product in zip(values, products, strict=True) if len(product) == 1]
    bias = sum(constants) if film.values.get("bias") is not None else 0
    yield total - bias, "the bias were forgotten"
    yield from _other_windows(film, frame)
    yield from _other_padding(film, frame, products, total)
    if len(pairs) == len(products) - len(constants) and pairs:
        cells, taps = ([pair[n] for pair in pairs] for n in (0, 1))
        yield float(np.dot(cells, taps[::-1])) + bias, "the kernel were flipped on both axes"
        yield sum(cells) + bias, "the weights were left out, and the cells only added"
        yield float(np.abs(values).sum()), "a minus sign were lost"
        yield (total - bias) / len(pairs) + bias, "the sum were divided, as in an average"
    for value, item in zip(values, frame.caption.items, strict=True):
        if "·" in item:
            yield total - value, f"the product {item} were forgotten"
        if value < 0:
            yield total - 2 * value, f"the minus of {item} were lost"


def _other_padding(film: Film, frame: Frame, products: list[list[float]], total: float) -> Iterator[tuple[float, str]]:
    """What comes out where the padding holds something else."""
    padded = [
        (products[n][1], tuple(map(int, cell.split("_")[1:])))
        for n, (cell, _) in enumerate(frame.reads[: len(products)])
        if cell.startswith("p_") and len(products[n]) == 2 and products[n][0] == 0
    ]
    if not padded:
        return
    x = np.asarray(film.values["x"])
    nearest = [x[(c, *np.clip(i, 0, np.array(x.shape[1:]) - 1))] for _, (c, *i) in padded]
    weights = [weight for weight, _ in padded]
    yield total + sum(weights), "the padding held ones"
    yield total + float(np.dot(weights, nearest)), "the padding repeated the nearest cell"


def _other_windows(film: Film, frame: Frame) -> Iterator[tuple[float, str]]:
    """What the film writes just before and just after."""
    if frame not in film.frames:
        return
    place = film.frames.index(frame)
    for step, reason in ((1, "the cell after it were meant"), (-1, "the cell before it were meant")):
        if 0 <= place + step < len(film) and not film.frames[place + step].also:
            yield _number(film.frames[place + step].caption.value), reason


def _hints(frame: Frame) -> tuple[str, ...]:
    items = frame.caption.items
    if frame.caption.joiner == MAX:
        return ("Look at every cell under the window.", f"The cells are {', '.join(items)}.")
    products = counted(sum("·" in item for item in items), "product")
    more = ", and what stands alone" * any("·" not in item for item in items)
    return (f"Add up {products}, each a cell times the weight that lies on it{more}.", f"The first is {items[0]}.")
