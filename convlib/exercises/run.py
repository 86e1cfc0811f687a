"""Run a learner's function so that nothing it does reaches further: copies in, words caught, an end to every loop."""

from __future__ import annotations

import builtins
import contextlib
import copy
import dis
import inspect
import io
import linecache
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np

SECONDS = 1.0  # for all cases together; a solution takes some milliseconds
PATIENCE = 500  # lines after the deadline that may pass until no `try` is open
_TRUSTED = tuple(str(Path(package).parent) + os.sep for package in (np.__file__, Path(__file__).parent))


class TimeUp(BaseException):
    """No ``except Exception`` of a learner stops it."""


@dataclass(frozen=True)
class Outcome:
    """What one call did: gave a ``value`` or raised an ``error``, changed arguments, printed."""

    value: object = None
    error: BaseException | None = None
    line: tuple[int, str] | None = None  # where in the learner's own code the error arose: number and text
    changed: tuple[str, ...] = ()
    printed: str = ""
    afterwards: dict = field(default_factory=dict)  # the arguments that were changed, as they are now


class Clock:
    """Ends what runs too long: each line of Python is watched, and soon after the deadline one raises TimeUp.

    One clock serves several runs; they share its seconds. A single long call of compiled code is waited for, and
    what an ``import`` takes is not counted.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.left = seconds

    def run(self, function: Callable[[], object]):
        outer, until, late, bring = sys.gettrace(), perf_counter() + self.left, 0, builtins.__import__

        def look(frame, event, argument):
            nonlocal late
            if perf_counter() > until:
                late += 1
                if late > PATIENCE or not _shielded(frame):
                    raise TimeUp
            return None if frame.f_code.co_filename.startswith(_TRUSTED) else look

        def imported(*arguments, **options):
            nonlocal until
            began, watching = perf_counter(), sys.gettrace()
            sys.settrace(None)
            try:
                return bring(*arguments, **options)
            finally:
                until += perf_counter() - began
                sys.settrace(watching)

        try:
            builtins.__import__ = imported
            sys.settrace(look)
            return function()
        finally:
            sys.settrace(outer)
            builtins.__import__ = bring
            self.left = until - perf_counter()


def _shielded(frame) -> bool:
    """Whether a ``try`` of the learner's is open here: a bare ``except:`` would swallow TimeUp, which comes once."""
    while frame is not None and frame.f_code is not Clock.run.__code__:
        if any(e.start <= frame.f_lasti < e.end for e in dis.Bytecode(frame.f_code).exception_entries):
            return True
        frame = frame.f_back
    return False


def attempt(function: Callable, arguments: dict, clock: Clock | None = None, then: Callable = lambda value: value):
    """Call ``function(**arguments)`` on copies; everything but a real Ctrl-C ends in the :class:`Outcome`.

    ``then`` makes the result plain, under the same clock. Without a ``clock`` the function is ours, and trusted.
    """
    given = {name: _copied(value) for name, value in arguments.items()}
    said, value, error = io.StringIO(), None, None

    def call():
        return then(function(**given))

    with _alone(said):
        try:
            value = clock.run(call) if clock else call()
        except KeyboardInterrupt:
            raise
        except BaseException as raised:
            error = raised
    changed = tuple(name for name, before in arguments.items() if not _unchanged(before, given[name]))
    afterwards = {name: given[name] for name in changed}
    return Outcome(value, error, error and _own_line(function, error), changed, said.getvalue(), afterwards)


def _copied(value):
    return np.array(value) if isinstance(value, np.ndarray) else copy.deepcopy(value)


def _unchanged(before, after) -> bool:
    if not isinstance(before, np.ndarray):
        return before == after
    return before.dtype == after.dtype and np.array_equal(before, after, equal_nan=before.dtype.kind == "f")


@contextlib.contextmanager
def _alone(said: io.StringIO) -> Iterator[None]:
    """What is printed goes to ``said``; a question to the keyboard is an error, not a wait."""

    def no_question(*_args, **_kwargs):
        raise RuntimeError("nobody answers while a function is checked: what it needs comes as its arguments")

    kept = builtins.input, sys.breakpointhook
    builtins.input = sys.breakpointhook = no_question
    try:
        with (
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        builtins.input, sys.breakpointhook = kept


@contextlib.contextmanager
def rubbish(fill: int) -> Iterator[None]:
    """What ``np.empty`` makes holds this number, and not by chance what is right."""

    def filled(make: Callable) -> Callable:
        def made(*arguments, **options) -> np.ndarray:
            array = make(*arguments, **options)
            if array.dtype.kind in "iuf":
                array[...] = fill
            return array

        return made

    kept = np.empty, np.empty_like
    np.empty, np.empty_like = map(filled, kept)
    try:
        yield
    finally:
        np.empty, np.empty_like = kept


def code_of(function):
    """The code object behind a function, a partial, a decorated function or an object with ``__call__``."""
    for _ in range(8):
        inner = getattr(function, "__wrapped__", None) or getattr(function, "func", None)
        if inner is None and hasattr(function, "__code__"):
            return function.__code__
        function = inner or inspect.getattr_static(type(function), "__call__", None)
    return None


def is_empty(function) -> bool:
    """Whether the body is nothing but a docstring, ``pass``, ``...`` or ``return None``."""
    code = code_of(function)
    if not inspect.iscode(code):
        return False
    steps = list(dis.get_instructions(code))
    nothing = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
    return all(step.opname in nothing and (step.opcode not in dis.hasconst or step.argval is None) for step in steps)


def same_code(one: Callable, other: Callable) -> bool:
    """Whether two functions were compiled from the same lines, whatever they are called."""
    codes = code_of(one), code_of(other)
    if not all(map(inspect.iscode, codes)):
        return False
    mine, others = ((c.co_code, c.co_consts, c.co_names, c.co_varnames) for c in codes)
    return mine == others


def _own_line(function, error: BaseException) -> tuple[int, str] | None:
    """The last line in the learner's file, or in another cell, that the error came through."""
    code, trace, found = code_of(function), error.__traceback__, None
    if code is None:
        return None
    home = os.path.dirname(code.co_filename)
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name == code.co_filename or (os.path.dirname(name) == home and not name.startswith(_TRUSTED)):
            found = trace.tb_lineno, linecache.getline(name, trace.tb_lineno).strip()
        trace = trace.tb_next
    return found
