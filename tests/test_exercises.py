"""The engine of the exercises: every kind of answer gets its sentence, nothing hangs, nothing leaks."""

from __future__ import annotations

import builtins
import contextlib
import functools
import json
import re
import statistics
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest

from convlib.course import notebooks
from convlib.course import release as releasing
from convlib.exercises import CheckFailed, Exercise, Misconception, check, hint, progress, registry, solution
from convlib.exercises import __main__ as command
from convlib.exercises.checking import checked
from convlib.exercises.judging import problem
from convlib.exercises.run import Clock, TimeUp

ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    """Progress of these tests is kept nowhere else."""
    monkeypatch.setenv("CONVLIB_PROGRESS", str(tmp_path / "kept" / "progress.json"))
    return tmp_path / "kept" / "progress.json"


def slide(x, weight, stride):
    """Sums along a row: one output for each window."""
    count = (len(x) - len(weight)) // stride + 1
    y = np.zeros(count, dtype=x.dtype)
    for o in range(count):
        for k in range(len(weight)):
            y[o] += x[o * stride + k] * weight[k]
    return y


def slide_flipped(x, weight, stride):
    return slide(x, weight[::-1], stride)


def slide_everywhere(x, weight, stride):
    return slide(x, weight, 1)


def slide_cases():
    for size, k, stride in [(1, 1, 1), (3, 2, 1), (5, 2, 2), (6, 3, 1), (9, 3, 2)]:
        yield {"x": np.arange(size) ** 2 + 1, "weight": np.arange(k) + 2, "stride": stride}


def half(n):
    """Half of n, rounded down."""
    return n // 2


SLIDE = Exercise(
    name="slide",
    notebook="01_small",
    prompt="Slide.",
    hints=("Count the windows.", "Two loops."),
    solution=slide,
    cases=slide_cases,
    wrong={
        "flipped": Misconception(slide_flipped, "the kernel were flipped"),
        "no_stride": Misconception(slide_everywhere, "`stride` were ignored"),
    },
)
HALF = Exercise(
    name="half",
    notebook="02_small",
    prompt="Halve.",
    hints=("Round down.",),
    solution=half,
    cases=lambda: ({"n": n} for n in (0, 2, 3, 8, 9)),
    wrong={"rounded_up": Misconception(lambda n: -(-n // 2), "it were rounded up")},
)


def failure(exercise, function, capsys) -> tuple[CheckFailed, str]:
    with pytest.raises(CheckFailed) as caught:
        checked(exercise, function)
    return caught.value, capsys.readouterr().out


# right, or not attempted


def test_the_right_function_gets_one_line(capsys):
    checked(SLIDE, slide)
    assert capsys.readouterr().out == "slide is right in all 5 cases, the same as the course's own. Well done.\n"


@pytest.mark.parametrize(
    "accepted",
    [
        lambda n: np.int32(n // 2),
        lambda n: np.array(n // 2),
        lambda m: m // 2,
        lambda *args, **kwargs: [*args, *kwargs.values()][0] // 2,
        functools.partial(lambda by, n: n // by, 2),
        type("Halver", (), {"__call__": lambda self, n: n // 2})(),
    ],
    ids=["numpy scalar", "0-d array", "another name", "any arguments", "partial", "object"],
)
def test_what_is_right_in_another_form_is_right(accepted, capsys):
    checked(HALF, accepted)
    assert capsys.readouterr().out.startswith("half is right in all 5 cases")


def test_a_list_with_the_right_numbers_is_right(capsys):
    checked(SLIDE, lambda x, weight, stride: slide(x, weight, stride).tolist())
    assert "right in all 5 cases" in capsys.readouterr().out


def test_an_array_written_again_at_the_next_call_is_judged_as_it_was_returned(capsys):
    buffer = np.zeros(9, dtype=int)

    def again(x, weight, stride):
        y = slide(x, weight, stride)
        buffer[: len(y)] = y
        return buffer[: len(y)]

    checked(SLIDE, again)
    assert "right in all" in capsys.readouterr().out


def stub(n):
    """Half of n."""
    raise NotImplementedError


def only_words(n):
    """Half of n."""


def dots(n): ...


def passes(n):
    pass


@pytest.mark.parametrize("empty", [stub, only_words, dots, passes])
def test_a_stub_is_not_attempted_and_fails_nothing(empty, capsys, kept):
    checked(HALF, empty)
    assert capsys.readouterr().out.startswith("not attempted yet: write half in the cell above")
    assert not kept.exists()


# wrong: each kind has its sentence


def endless(n):
    while True:
        n += 1


def endless_on_one_line(n):
    return [0 for _ in iter(int, 1)]


def endless_and_deaf(n):
    while True:
        try:
            n += 1
        except:  # noqa: E722
            n -= 1


def deep(n):
    return deep(n + 1)


def asks(n):
    return int(input("n? "))


def leaves(n):
    sys.exit(3)


def divides(n):
    rest = n - n
    return n // rest


KINDS = {
    "returns nothing (None): is there a `return`?": lambda n: print(end=""),
    "gives 1; expected is 0": lambda n: n // 2 + 1,
    "returns 'a lot', of type str; expected is the number 0": lambda n: "a lot",
    "returns an array of 3 numbers; expected is the number 0": lambda n: np.zeros(3),
    "returns a generator; expected is": lambda n: (i for i in range(n)),
    "returns nan, which is no number": lambda n: float("nan"),
    "has the right values, but returns floats; expected are whole numbers: `//` and `int()` give them": lambda n: float(
        n // 2
    ),
    "still runs after 1 s, in line": endless,
    "still runs after 1 s, in line ": endless_on_one_line,
    "still runs after 1 s": endless_and_deaf,
    "calls itself again and again, without an end, in line": deep,
    "stops with RuntimeError: nobody answers while a function is checked": asks,
    "ends the whole program instead of returning a result": leaves,
    "stops with ZeroDivisionError: ": divides,
}


@pytest.mark.parametrize("words", KINDS)
def test_each_kind_of_wrong_has_its_sentence(words, capsys):
    began, before = time.perf_counter(), (sys.gettrace(), builtins.input, sys.stdout, np.geterr())
    error, said = failure(HALF, KINDS[words], capsys)
    assert f"Case 1 of 5: half {words.strip()}" in str(error)
    assert str(error).split(" Yours")[0] in said
    assert time.perf_counter() - began < 2
    assert (sys.gettrace(), builtins.input, sys.stdout, np.geterr()) == before


def test_an_error_names_the_learners_own_line(capsys):
    error, _ = failure(HALF, divides, capsys)
    number = divides.__code__.co_firstlineno + 2
    assert f"in line {number}: `return n // rest`" in str(error)
    assert isinstance(error.got, ZeroDivisionError)


def test_an_error_inside_a_library_names_the_line_that_called_it(capsys):
    def reshapes(n):
        return np.zeros(3).reshape(2, 2)

    error, _ = failure(HALF, reshapes, capsys)
    assert "`return np.zeros(3).reshape(2, 2)`" in str(error)


def wrong_shape(x, weight, stride):
    return np.append(slide(x, weight, stride), 0)


def floats(x, weight, stride):
    return slide(x, weight, stride).astype(float)


def in_place(x, weight, stride):
    y = slide(x, weight, stride)
    x[:] = 0
    return y


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (wrong_shape, "returns 2 numbers; expected is 1 number"),
        (lambda x, weight, stride: [[1]], "returns a list of 1×1; expected is an array of 1 number"),
        (lambda x, weight, stride: [[]], "returns an empty list; expected is an array of 1 number"),
        (lambda x, weight, stride: -slide(x, weight, stride), "gets its only value wrong"),
        (floats, "has the right values, but returns floats; expected are whole numbers: an array made with"),
        (in_place, "has the right values, but changes its argument `x`: write into a new array, or into a copy"),
        (lambda x, weight, stride: 5, "returns the number 5; expected is an array of 1"),
    ],
)
def test_arrays_of_the_wrong_kind(wrong, words, capsys):
    assert words in str(failure(SLIDE, wrong, capsys)[0])


def test_a_wrong_value_is_told_before_a_wrong_type(capsys):
    error, _ = failure(HALF, lambda n: n / 2, capsys)
    assert "Case 3 of 5: half gives 1.5; expected is 1" in str(error)
    assert (error.case, error.expected, error.got, error.misconception) == ({"n": 3}, 1, 1.5, None)


def test_ctrl_c_passes_through_and_everything_is_put_back():
    before = (sys.gettrace(), builtins.input, sys.stdout)

    def interrupted(n):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checked(HALF, interrupted)
    assert (sys.gettrace(), builtins.input, sys.stdout) == before


def deaf_in_another_function(n):
    while True:
        try:
            half(n)
        except:  # noqa: E722
            continue


@pytest.mark.parametrize("function", [endless, endless_on_one_line, endless_and_deaf, deaf_in_another_function])
def test_no_loop_outlives_its_clock(function):
    outer = sys.gettrace()
    for _ in range(5):
        clock = Clock(0.01)
        with pytest.raises(TimeUp):
            clock.run(lambda: function(0))
        assert clock.left < 0 and sys.gettrace() is outer


# misuse


@pytest.mark.parametrize("given", [(), (3,), (None,), ("half",)])
def test_what_is_no_function_is_answered_with_how_to_ask(given):
    with pytest.raises(CheckFailed, match=r"wants the function itself: check.output_size\(output_size\)"):
        check.output_size(*given)


def test_a_function_of_other_arguments_is_told_the_expected_ones():
    words = r"^slide is called as slide\(x, weight, stride\); yours takes \(x, weight\)$"
    with pytest.raises(CheckFailed, match=words):
        checked(SLIDE, lambda x, weight: x)


def test_a_name_that_is_nearly_one_is_answered_with_those_that_are():
    for face in (check, hint, solution):
        with pytest.raises(AttributeError, match=r"there is no exercise 'ouput_size'; near it is output_size"):
            _ = face.ouput_size
        assert dir(face) == sorted(exercise.name for exercise in registry())
        assert not hasattr(face, "_repr_html_")
    assert check.output_size.__doc__ == registry()["output_size"].prompt


# misconceptions


def test_a_misconception_is_recognised_by_what_it_does(capsys):
    def backwards(image, kernel, step):
        last = len(kernel) - 1
        return [
            sum(image[o * step + k] * kernel[last - k] for k in range(last + 1))
            for o in range((len(image) - last - 1) // step + 1)
        ]

    error, said = failure(SLIDE, backwards, capsys)
    assert error.misconception == "flipped" and "Yours behaves as if the kernel were flipped." in said
    assert str(error) == ("Case 2 of 5: slide gets 2 of 2 values wrong. Yours behaves as if the kernel were flipped.")


def test_one_case_that_differs_and_no_name_is_given(capsys):
    def nearly(x, weight, stride):
        return slide(x, weight[::-1], stride) + (len(x) == 9)

    assert failure(SLIDE, nearly, capsys)[0].misconception is None


def test_a_function_that_always_stops_is_no_misconception(capsys):
    def stops(x, weight, stride):
        raise ValueError("no")

    always = {"stops": Misconception(stops, "it stopped")}
    exercise = Exercise("slide", "01", "", (), slide, slide_cases, always)
    assert failure(exercise, stops, capsys)[0].misconception is None


@pytest.mark.parametrize(
    ("expected", "got", "kind"),
    [
        (np.ones((2, 3)), np.ones((2, 3), dtype=np.float32), None),
        (np.array([1.0]), np.array([1]), None),
        (np.array([0.1 + 0.2]), [0.3], None),
        (np.array([np.inf, np.nan]), [np.inf, np.nan], None),
        (np.array([1, 2]), [[1, 2]], "shape"),
        (np.array([1, 2]), [1, "b"], "type"),
        ((1, 2), [1, 2], None),
        ((1, 2), [1, 2, 3], "shape"),
        (True, 1, "dtype"),
        (1, True, "dtype"),
        ([], np.zeros(0), None),
        ({1, 2}, {2, 1}, None),
        ({1, 2}, [1, 2], "type"),
        (None, None, None),
        (3, 3 + 0j, "type"),
        (2**70, 2**70, None),
        (np.array([100_000_000]), np.array([100_000_001]), "value"),
    ],
)
def test_results_are_compared_kindly_and_exactly(expected, got, kind):
    assert problem(expected, got) == kind


# what is shown

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
    from convlib.exercises.report import Report

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


# hints, solutions, progress


def test_hints_come_one_at_a_time_and_end(capsys, monkeypatch, kept):
    monkeypatch.setattr("convlib.exercises.faces._hints_shown", {})
    exercise = registry()["output_size"]
    for _ in range(len(exercise.hints) + 2):
        hint.output_size()
    lines = capsys.readouterr().out
    for number, text in enumerate(exercise.hints, 1):
        assert f"Hint {number} of {len(exercise.hints)}: {text}" in lines
    assert lines.count("There are no more hints. solution.output_size() shows the whole function.") == 2
    assert json.loads(kept.read_text())["hints"] == {"output_size": len(exercise.hints)}


def test_the_solution_is_shown_whole(capsys):
    solution.output_size()
    said = capsys.readouterr().out
    assert said.startswith("def output_size(size, kernel_size, stride, padding, dilation):")
    scope = {"np": np}
    exec(said[: said.index("\nIn words:")], scope)
    check.output_size(scope["output_size"])


def test_progress_survives_a_restart_and_is_printed_when_asked(capsys):
    check.output_size(registry()["output_size"].solution)
    first = capsys.readouterr().out
    check.output_size(registry()["output_size"].solution)
    assert capsys.readouterr().out == first  # a check does not tell what was done before
    run = [sys.executable, "-m", "convlib.exercises", "progress"]
    said = subprocess.run(run, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=True).stdout
    assert said.startswith(f"1 of {len(registry())} done\n") and "✓ output_size" in said and "· conv2d" in said
    progress()
    assert capsys.readouterr().out == said


@pytest.mark.parametrize("content", ["{", "[]", '{"done": 3}', '{"done": [], "hints": {"a": "b"}}', "\x00"])
def test_a_spoilt_file_is_told_and_left_alone(content, capsys, kept):
    kept.parent.mkdir()
    kept.write_text(content)
    checked(HALF, half)
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("half is right") and said[1].startswith("(Your progress is not kept: ")
    assert kept.read_text() == content
    progress()
    assert "is not kept" in capsys.readouterr().out


def test_a_place_that_cannot_be_written_is_told(capsys, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CONVLIB_PROGRESS", str(tmp_path / "file" / "progress.json"))
    checked(HALF, half)
    assert "(Your progress is not kept: " in capsys.readouterr().out


def test_progress_can_be_switched_off(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("CONVLIB_PROGRESS", "off")
    monkeypatch.chdir(tmp_path)
    checked(HALF, half)
    assert capsys.readouterr().out.count("\n") == 1 and not [*tmp_path.iterdir()]


# the release

SOLVED = '''
def output_size(size, kernel_size, stride, padding, dilation):
    """How many windows fit on one axis."""
    ### BEGIN SOLUTION
    padded = size + 2 * padding
    return (padded - dilation * (kernel_size - 1) - 1) // stride + 1
    ### END SOLUTION
'''.strip()


def folders(tmp_path, *sources) -> tuple[Path, Path]:
    made, folder = nbformat.v4.new_notebook(), tmp_path / "notebooks"
    (folder / "solutions").mkdir(parents=True)
    made.cells = [nbformat.v4.new_markdown_cell("# Sizes"), *map(nbformat.v4.new_code_cell, sources)]
    nbformat.write(made, folder / "solutions" / "02_sizes.ipynb")
    return folder / "solutions", folder / "exercises"


LESSON = ("from convlib.exercises import check, hint", SOLVED, "check.output_size(output_size)", "hint.output_size()")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    both = folders(tmp_path_factory.mktemp("course"), *LESSON)
    assert releasing.release(*both) == [both[1] / "02_sizes.ipynb"]
    return both


def test_the_release_has_stubs_and_runs_to_its_end(released):
    notebook = nbformat.read(released[1] / "02_sizes.ipynb", as_version=4)
    assert notebook.metadata.kernelspec == notebooks.KERNEL
    stub, answer = notebook.cells[2], notebook.cells[3]
    assert stub.source.endswith('axis."""\n    raise NotImplementedError') and "SOLUTION" not in str(notebook)
    assert answer.outputs[0].text.startswith("not attempted yet")
    assert [p.name for p in released[1].parent.iterdir() if p.name.startswith(".")] == []


def test_releasing_again_gives_the_same_bytes_and_nothing_is_stale(released):
    stored = released[1] / "02_sizes.ipynb"
    before = stored.read_bytes()
    assert releasing.stale(*released) == []
    releasing.release(*released)
    assert stored.read_bytes() == before


def test_the_released_notebook_passes_nbval_whatever_was_done_before(released, kept):
    kept.parent.mkdir()
    kept.write_text('{"done": ["output_size"], "hints": {"output_size": 3}}')
    options = ["--nbval", "--nbval-current-env", f"--nbval-sanitize-with={ROOT / 'tests' / 'nbval.cfg'}"]
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "02_sizes.ipynb"]
    done = subprocess.run(run, cwd=released[1], capture_output=True, text=True, timeout=300)
    assert "4 passed" in done.stdout, done.stdout


def test_a_stale_a_missing_and_an_extra_notebook_are_named(tmp_path):
    solutions, exercises = folders(tmp_path, *LESSON)
    assert releasing.stale(solutions, exercises) == ["exercises/02_sizes.ipynb is missing"]
    exercises.mkdir()
    nbformat.write(releasing.student(solutions / "02_sizes.ipynb"), exercises / "02_sizes.ipynb")
    nbformat.write(releasing.student(solutions / "02_sizes.ipynb"), exercises / "03_old.ipynb")
    text = (solutions / "02_sizes.ipynb").read_text()
    (solutions / "02_sizes.ipynb").write_text(text.replace("# Sizes", "# Size"))
    assert releasing.stale(solutions, exercises) == [
        "exercises/02_sizes.ipynb is not what solutions/02_sizes.ipynb gives",
        "exercises/03_old.ipynb has no notebook in solutions/: remove it",
    ]


def test_a_cell_that_fails_unsolved_releases_nothing(tmp_path):
    solutions, exercises = folders(tmp_path, SOLVED, "output_size(7, 3, 1, 0, 1)")
    with pytest.raises(notebooks.NotebookError, match=r"02_sizes.ipynb, cell 3 of 3"):
        releasing.release(solutions, exercises)
    assert not [*exercises.iterdir()] and sorted(p.name for p in tmp_path.glob("notebooks/*")) == [
        "exercises",
        "solutions",
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (SOLVED.replace("### END", "# END"), "line 3: '### BEGIN SOLUTION' without an '### END SOLUTION' after it"),
        (SOLVED.replace("### BEGIN", "# BEGIN"), "line 6: '### END SOLUTION' without a '### BEGIN SOLUTION'"),
        (SOLVED.replace("### END", "### BEGIN"), "line 6: a second '### BEGIN SOLUTION'; the one in line 3"),
        (textwrap.dedent(SOLVED.split("\n", 2)[2]), "line 1: '### BEGIN SOLUTION' must stand inside a function"),
    ],
)
def test_a_marker_astray_is_named_with_notebook_and_cell(tmp_path, source, words):
    solutions, exercises = folders(tmp_path, "1", source)
    with pytest.raises(notebooks.NotebookError, match="^" + re.escape(f"02_sizes.ipynb, cell 3 of 3: {words}")):
        releasing.release(solutions, exercises)
    assert not exercises.exists()


def test_the_command_checks_and_says_what_to_do(tmp_path, monkeypatch, capsys):
    solutions, exercises = folders(tmp_path, *LESSON)
    monkeypatch.setattr(releasing.stale, "__defaults__", (solutions, exercises))
    assert command.main(["release", "--check"]) == 1
    said = capsys.readouterr().err
    assert "02_sizes.ipynb is missing" in said and "python -m convlib.exercises release" in said
    exercises.mkdir()
    nbformat.write(releasing.student(solutions / "02_sizes.ipynb"), exercises / "02_sizes.ipynb")
    assert command.main(["release", "--check"]) == 0


def test_in_a_notebook_the_failure_is_a_picture_and_one_line_of_error():
    wrong = "def output_size(size, kernel_size, stride, padding, dilation):\n    return size\n"
    broken, asked = wrong.replace("return size", "return [][size]"), "check.output_size(output_size)"
    cells = ["from convlib.exercises import check", wrong, asked, broken, asked]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    notebooks.NotebookClient(made, kernel_name="python3", allow_errors=True, timeout=120).execute()
    picture, error = made.cells[2].outputs
    assert picture.output_type == "display_data" and "convlib-check" in picture.data["text/html"]
    assert "output_size(size=" in picture.data["text/plain"]
    assert error.ename == "CheckFailed" and error.traceback == [f"CheckFailed: {error.evalue}"]
    assert "in line 2: `return [][size]`" in made.cells[4].outputs[1].evalue
