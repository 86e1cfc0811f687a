"""The film of a kernel that is learnt: each frame is one kernel, with its own error."""

import numpy as np
import pytest
from films import is_legible, parts, pictures, read
from scenes.learnt import descent, errors, rounded

from convlib import animate

X = np.array([[1, 2, 0, 3, 1], [0, 1, 2, 1, 4], [2, 0, 1, 3, 0], [1, 1, 0, 2, 5]])
WANTED = np.array([[1, -1, 0], [0, 2, -1]])
RATE = 0.03


@pytest.fixture(scope="module", params=["a list", "a dict"])
def case(request):
    """A film, its steps and its kernels, by other means than the scene's."""
    kernels = descent(X, WANTED, 12, RATE)
    if request.param == "a list":
        return animate.learnt(kernels, WANTED, X), range(13), kernels
    steps = (0, 1, 3, 6, 12)
    by_step = {step: kernels[step] for step in reversed(steps)}
    return animate.learnt(by_step, WANTED, X), steps, [kernels[step] for step in steps]


def test_each_frame_shows_the_numbers_of_its_own_kernel_and_no_others(case):
    film, _, kernels = case
    for kernel, picture in zip(kernels, pictures(film), strict=True):
        corner = picture.place["w_0_0_0_0"]
        shown = picture.visible("cell", "active")
        assert len(shown) == WANTED.size
        for element in shown:
            across, down = (round((a - b) / 54) for a, b in zip(picture.place[element], corner, strict=True))
            assert read(picture.text[element]) == rounded(kernel[down, across])
        for t in np.ndindex(WANTED.shape):
            assert read(picture.text["_".join(map(str, ("t", *t)))]) == WANTED[t]


def test_the_errors_so_far_stand_under_their_steps_and_the_last_is_marked(case):
    film, steps, kernels = case
    right = dict(zip(steps, errors(X, WANTED, kernels), strict=True))
    for now, picture in zip(steps, pictures(film), strict=True):
        kinds = {step: picture.kind[f"e_{step}"] for step in steps}
        assert kinds == {s: "cell now" if s == now else "cell" if s < now else "cell empty" for s in steps}
        assert all(read(picture.text[f"e_{step}"]) == rounded(right[step]) for step in steps)
        assert picture.place["ring_0"] == pytest.approx(picture.place[f"e_{now}"])


def test_the_caption_writes_the_mean_of_the_squares_out(case):
    film, steps, kernels = case
    for step, kernel, frame in zip(steps, kernels, film.frames, strict=True):
        left, terms, value = parts(frame.caption)
        differences = animate.learnt([kernel], WANTED, X).frames[0].caption.items
        assert left == f"error[{step}]" and frame.caption.items == differences and len(differences) == 9
        error = errors(X, WANTED, [kernel])[0]
        assert read(value) == rounded(error)
        assert abs(sum(map(read, differences)) / 9 - error) <= 0.01 + 0.01 * error
        assert terms.endswith(") / 9")


def test_what_a_film_learns_itself_is_what_gradient_steps_give():
    film = animate.learnt(wanted=WANTED, x=X, steps=12, rate=RATE)
    made = list(film.values["kernels"].values())
    assert np.allclose(made, descent(X, WANTED, 12, RATE))
    assert np.all(np.diff(film.values["errors"]) < 0) and film.values["errors"][-1] < 0.2 * film.values["errors"][0]


def test_a_caption_of_many_squares_stops_and_still_says_how_many_there_are():
    caption = animate.learnt([np.zeros((1, 1))], [[1]], np.arange(99)[None]).frames[0].caption
    assert len(caption.items) == 17 and caption.items[-1] == "…" and caption.terms.endswith("…) / 99")


def test_predicting_hides_the_error_and_leaves_the_kernel():
    picture = pictures(animate.learnt(steps=2, predict=True))[1]
    assert picture.kind["e_1"] == "cell now empty" and len(picture.visible("cell", "active")) == 9


def test_24_large_kernels_are_legible():
    rng = np.random.default_rng(0)
    kernels = -12.34 * rng.random((24, 5, 5))
    is_legible([pictures(animate.learnt(kernels, kernels[0], rng.random((9, 9))))[n] for n in (0, 11, 23)])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kernels": []}, "kernels must be from 1 to 24, one for each frame, not 0"),
        ({"kernels": np.zeros((25, 3, 3))}, "from 1 to 24, one for each frame, not 25"),
        ({"kernels": 3}, "kernels must be a list, or a dict by the number of steps, not 3"),
        ({"kernels": [np.zeros((2, 3))]}, r"learnt\(kernels\[0\] \(2, 3\) .*kernels\[0\] must be as large as wanted"),
        ({"kernels": {7: [0, 1]}}, r"kernels\[7\] must be \(kh, kw\), not 1-dimensional"),
        ({"kernels": [np.full((3, 3), np.nan)]}, r"kernels\[0\] must be finite, it holds nan"),
        ({"kernels": {-1: np.ones((3, 3))}}, "step must not be negative, not -1"),
        ({"kernels": {"one": np.ones((3, 3))}}, "step must be made of integers, not 'one'"),
        ({"wanted": np.zeros((0, 2))}, "wanted must have from 1 to 5 taps a side, not 0×2"),
        ({"wanted": np.ones((2, 6))}, "wanted must have from 1 to 5 taps a side, not 2×6"),
        ({"wanted": [1, 2]}, r"wanted must be \(kh, kw\), not 1-dimensional"),
        ({"x": np.ones((2, 9))}, "the kernel, 3×3, does not fit into x, 2×9"),
        ({"x": "a"}, "x must hold integers or floats"),
        ({"steps": 24}, r"learnt\(steps=24, rate=0.1\): steps must be at most 23, not 24"),
        ({"steps": -1}, "steps must not be negative, not -1"),
        ({"rate": 0}, "rate must be finite and above 0, not 0"),
        ({"seed": -1}, "seed must not be negative"),
    ],
)
def test_a_kernel_that_cannot_be_filmed_is_explained(given, message):
    with pytest.raises((ValueError, TypeError), match=message):
        animate.learnt(**given)
