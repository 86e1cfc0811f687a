"""What a failed check shows: words, a picture, a film, and nothing that the function smuggles in."""

from __future__ import annotations

import contextlib
import re
import statistics
import time

import numpy as np
import pytest
from exercising import HALF, SLIDE, failure, slide, slide_flipped
from test_exercises_wrong import in_place

from convlib.exercises import CheckFailed, registry
from convlib.exercises.checking import checked
from convlib.exercises.report import Report

PLAIN = """\
Case 2 of 5: slide gets 2 of 2 values wrong. The case before it is right.

  slide(x, weight, stride=1)

x, 3 cells
  (1) (2)  5
(…) read by y[0]

weight, 2 cells
  (2) (3)
(…) read by y[0]

expected, 2 cells
   8  19
y[0] framed

yours, 2 cells
   7✗ 16✗
✗: 2 of 2 wrong

Yours behaves as if the kernel were flipped.
y[0] should be 1·2 + 2·3 = 8; yours is 7.
Below, your function at work: `≠` marks a cell that should meet another weight.
Film('slide_flipped: 3 input, 2 kernel, 2 output, 2 wrong', 2 frames)
"""


def test_the_plain_text_shows_everything(capsys):
    assert failure(SLIDE, slide_flipped, capsys)[1] == PLAIN


def reported(exercise, function, monkeypatch) -> str:
    shown = []
    monkeypatch.setattr("convlib.exercises.checking.show", shown.append)
    with pytest.raises(CheckFailed):
        checked(exercise, function)
    return Report(shown[0])._repr_mimebundle_()["text/html"]


def test_the_picture_marks_wrong_cells_by_tint_and_sign_and_frames_what_should_be_read(monkeypatch):
    html = reported(SLIDE, slide_flipped, monkeypatch)
    picture = html[: html.index("Yours behaves")]
    assert (picture.count('class="bad"'), picture.count('class="sign"'), picture.count('class="tap"')) == (2, 2, 4)
    assert picture.count('class="first"') == 1
    assert not re.search(r'\bid="', picture)
    assert 'class="convlib-film"' in html


def test_a_changed_argument_is_shown_as_the_function_left_it_and_no_film(monkeypatch):
    html = reported(SLIDE, in_place, monkeypatch)
    assert re.findall("<title>(.*?)</title>", html) == [
        *("x, 1 cell", "weight, 1 cell", "expected, 1 cell", "yours, 1 cell", "x afterwards, 1 cell")
    ]
    assert "<table>" not in html and "convlib-film" not in html


def test_a_hint_is_offered_only_where_nothing_is_recognised(capsys):
    offer = "`hint.slide()` gives a first step."
    assert offer in failure(SLIDE, lambda x, weight, stride: slide(x, weight + 1, stride), capsys)[1]
    assert offer not in failure(SLIDE, slide_flipped, capsys)[1]


def test_a_function_of_a_kernel_alone_is_filmed_too(capsys):
    _, said = failure(registry()["dilate_kernel"], lambda weight, dilation: weight[::-1, ::-1], capsys)
    assert "Below, your function at work" in said and "Film('<lambda>: 1×2 input" in said


def test_a_function_with_other_names_for_its_arguments_is_filmed_too(capsys):
    def smallest(image, k, step):
        y = np.zeros([(n - k) // step + 1 for n in image.shape])
        for i, j in np.ndindex(y.shape):
            y[i, j] = image[i * step : i * step + k, j * step : j * step + k].min()
        return y

    _, said = failure(registry()["max_pool2d"], smallest, capsys)
    assert "Below, your function at work" in said and "Film('smallest: 2×3 input" in said


def test_what_is_shown_is_what_was_passed_and_a_tuple_is_no_list(capsys):
    _, said = failure(registry()["receptive_field"], lambda kernel_size, rates: -1, capsys)
    assert "receptive_field(kernel_size=2, rates=(1,))" in said
    error, said = failure(registry()["sizes_that_give"], lambda **case: (1, np.int64(0)), capsys)
    assert "gives (1, 0); expected is (1, 1)" in str(error)
    assert "  expected  (1, 1)\n  yours     (1, 0)" in said and "y[" not in said


def test_a_count_and_a_flip_are_not_told_as_sums(capsys):
    _, said = failure(registry()["overlap_count"], lambda size, kernel_size, stride: np.array([5]), capsys)
    assert "y[0] should be 1; yours is 5." in said and "no cell is read" not in said
    _, said = failure(registry()["flip"], lambda weight: weight, capsys)
    assert "y[0,0] should be −1, which is weight[0,1]; yours is 2." in said


def test_cells_that_were_never_written_are_recognised(capsys):
    def unwritten(x, stride):
        z = np.empty([(n - 1) * stride + 1 for n in x.shape])
        z[::stride, ::stride] = x
        return z

    error, _ = failure(registry()["insert_zeros"], unwritten, capsys)
    assert "as if it read what `np.empty` left there" in str(error) and error.misconception is None


def test_a_function_that_draws_lots_is_not_said_to_read_rubbish(capsys):
    drawn = np.random.default_rng(1)
    error, _ = failure(registry()["insert_zeros"], lambda x, stride: x + drawn.random(), capsys)
    assert "np.empty" not in str(error)


def test_the_signs_of_the_film_are_explained_where_they_occur(capsys):
    def late(x, weight, stride):
        return slide(np.append(x[1:], x[0]), weight, stride)

    said = failure(SLIDE, late, capsys)[1]
    line = next(line for line in said.splitlines() if line.startswith("Below"))
    assert "`+` marks a cell that it should read and does not; `×` marks a cell that it should not read" in line


def test_the_report_looks_the_same_without_a_film_on_the_page(monkeypatch):
    html = reported(HALF, lambda n: -1, monkeypatch)
    assert "convlib-film" not in html and "border:1px solid var(--rule)" in html


def test_what_the_function_printed_raised_or_returned_is_escaped_and_short(monkeypatch):
    def loud(n):
        print("<b>bold</b>" * 1000)
        raise ValueError("<script>alert(1)</script>")

    def sly(n):
        return "<img src=x onerror=alert(1)>"

    html = reported(HALF, loud, monkeypatch)
    assert "&lt;b&gt;bold" in html and "<b>bold" not in html and "<script>" not in html
    assert len(html) < 10_000
    assert "<img" not in reported(HALF, sly, monkeypatch)


def test_printing_is_told_and_not_mixed_in(capsys):
    def talks(n):
        print("so far", n)
        return n // 2

    checked(HALF, talks)
    assert capsys.readouterr().out.splitlines()[1:] == ["It printed: so far 0"]


def test_what_cannot_be_filmed_says_so_in_a_line(capsys):
    def by_float(x, weight, stride):
        return [int(float(n)) for n in slide(x, weight[::-1], stride)]

    said = failure(SLIDE, by_float, capsys)[1]
    assert "It cannot be filmed: trace cannot follow a conversion" in said


def test_jupyter_shows_the_message_and_no_traceback(capsys):
    error, _ = failure(HALF, lambda n: -1, capsys)
    assert error._render_traceback_() == ["CheckFailed: Case 1 of 5: half gives -1; expected is 0."]


def test_an_answer_comes_at_once(capsys):
    took = []
    for exercise in registry():
        for function in (exercise.solution, *exercise.misconceptions.values()):
            began = time.perf_counter()
            with contextlib.suppress(CheckFailed):
                checked(exercise, function)
            took.append(time.perf_counter() - began)
    assert statistics.median(took) < 0.3 and max(took) < 2
