"""How a function is run: its clock, its stub, its arguments; and how it is found by its name."""

from __future__ import annotations

import builtins
import contextlib
import functools
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from exercising import HALF, SLIDE, failure, half, slide

from convlib.exercises import registry, run
from convlib.exercises.checking import checked
from convlib.exercises.run import Clock, TimeUp, attempt, code_of, is_empty

# time and stubs


def test_a_try_that_closes_soon_after_the_deadline_swallows_nothing():
    caught = []

    def careful():
        try:
            time.sleep(0.02)
        except:  # noqa: E722
            caught.append(True)
        while True:
            pass

    with pytest.raises(TimeUp):
        Clock(0.01).run(careful)
    assert caught == []


@pytest.mark.parametrize(("lines", "caught"), [(3, []), (4, [True])])
def test_after_so_many_lines_a_try_is_waited_for_no_longer(lines, caught, monkeypatch):
    monkeypatch.setattr(run, "PATIENCE", 3)
    head, tail = (
        "def f():\n    try:\n        sleep(0.02)\n",
        "    except:\n        caught.append(True)\n    n = 2\n",
    )
    scope = {"sleep": time.sleep, "caught": []}
    exec(head + "        n = 1\n" * lines + tail, scope)
    with contextlib.suppress(TimeUp):
        Clock(0.01).run(scope["f"])
    assert scope["caught"] == caught


def test_a_clock_is_shared_by_its_runs_and_puts_back_what_watched_before():
    clock, outer = Clock(0.05), sys.gettrace()
    clock.run(lambda: time.sleep(0.02))
    assert clock.left < 0.031 and sys.gettrace() is outer
    assert clock.run(lambda: 3) == 3


def wrapped(function, times):
    for _ in range(times):
        function = functools.partial(function)
        function.__wrapped__ = function.func  # so that partials of partials stay what they are
    return function


def test_code_is_found_behind_seven_wrappers_and_not_behind_any_number():
    assert code_of(half) is half.__code__
    assert code_of(wrapped(half, 7)) is half.__code__
    assert code_of(wrapped(half, 8)) is None
    assert code_of(len) is None or not is_empty(len)


@pytest.mark.parametrize(
    ("body", "empty"),
    [
        *((body, True) for body in ("pass", "...", "'words'", "return", "return None")),
        *((body, False) for body in ("return 0", "return n", "return False", "n = None", "n")),
    ],
)
def test_a_body_is_empty_when_it_does_and_returns_nothing(body, empty):
    scope = {}
    exec(f"def f(n):\n    {body}", scope)
    assert is_empty(scope["f"]) == empty


def test_a_function_that_prints_and_returns_nothing_was_attempted(capsys):
    assert "is there a `return`?" in str(failure(HALF, lambda n: print(n), capsys)[0])


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (lambda x: x.sort(), ("x",)),
        (lambda x: None, ()),
        (lambda x: x.resize(4, refcheck=False), ("x",)),
        (lambda x: setattr(x, "dtype", "u8"), ("x",)),
        (lambda x: x.fill(np.nan), ("x",)),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_an_argument_has_changed_when_its_cells_shape_or_type_have(change, changed):
    assert attempt(change, {"x": np.array([3.0, np.nan, 1.0])}).changed == changed
    assert attempt(lambda x: x.append(1), {"x": [1]}).afterwards == {"x": [1, 1]}


def test_an_import_inside_a_function_takes_no_time_of_its_own(tmp_path, monkeypatch):
    (tmp_path / "slow_to_arrive.py").write_text("import time\ntime.sleep(0.3)\nvalue = 3\n")
    monkeypatch.syspath_prepend(tmp_path)

    def brings():
        import slow_to_arrive

        return slow_to_arrive.value

    clock, before = Clock(0.2), (builtins.__import__, sys.gettrace())
    assert clock.run(brings) == 3 and clock.left > 0.1
    assert (builtins.__import__, sys.gettrace()) == before


def test_a_loop_after_an_import_is_still_watched():
    def endless():
        import json

        while json:
            pass

    with pytest.raises(TimeUp):
        Clock(0.05).run(endless)


def test_what_np_empty_holds_is_seen_and_put_back():
    before = np.empty, np.empty_like
    with run.rubbish(7):
        assert np.empty((1, 2)).tolist() == [[7, 7]] and np.empty_like(np.zeros(1, dtype=int)).tolist() == [7]
    assert (np.empty, np.empty_like) == before


def test_a_function_is_the_same_whatever_it_is_called_and_not_when_a_number_changes():
    scope = {}
    exec("def a(n):\n    return n // 2\ndef b(n):\n    return n // 2\ndef c(n):\n    return n // 3", scope)
    assert run.same_code(scope["a"], scope["b"]) and not run.same_code(scope["a"], scope["c"])
    assert not run.same_code(len, len)


# names of arguments


def test_arguments_go_by_name_where_the_names_fit_and_else_by_place(capsys):
    checked(SLIDE, lambda stride, x, weight: slide(x, weight, stride))
    checked(SLIDE, lambda a, b, c=1: slide(a, b, c))
    assert capsys.readouterr().out.count("right in all 5 cases") == 2


def test_a_built_in_function_that_does_not_tell_its_arguments_is_called_by_place(capsys):
    largest = replace(HALF, solution=larger, cases=lambda: ({"a": n, "b": 4} for n in (3, 5)))
    checked(largest, max)
    assert "larger is right in all 2 cases" in capsys.readouterr().out


def larger(a, b):
    return a if a > b else b


def test_the_registry_is_a_tuple_that_knows_names():
    exercises = registry()
    assert exercises[0] is exercises[exercises[0].name] and exercises[:2] == tuple(exercises)[:2]
    with pytest.raises(KeyError, match=r"there is no exercise 'xyzzy'; there is .*conv2d, "):
        _ = exercises["xyzzy"]
