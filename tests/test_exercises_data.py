"""The exercises as data: solutions that are right, misconceptions that differ, cases that let no slip through."""

import ast
import inspect
import re
import sys
from importlib import import_module
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
import torch.nn.functional as F
from cases import cases, numbers
from hypothesis import strategies as st

import convlib as cl
from convlib.course import notebooks
from convlib.exercises import registry
from convlib.exercises.catalogue import TOPICS
from convlib.exercises.topics import size
from convlib.exercises.variants import variants
from convlib.relation import Axis, named_padding
from convlib.trace import trace

SOLUTIONS = Path(__file__).parents[1] / "notebooks" / "solutions"
MODULES = [import_module(f"convlib.exercises.topics.{topic}") for topic in TOPICS]
ALL = list(registry())
NAMED = {exercise.name: exercise for exercise in ALL}
FIXED = {
    "output_size": "size kernel_size stride padding dilation",
    "same_padding": "kernel_size dilation",
    "conv2d": "x weight stride padding",
    "conv2d_channels": "x weight bias",
    "dilate_kernel": "weight dilation",
    "transposed_size": "size kernel_size stride padding output_padding",
    "conv_transpose2d": "x weight stride padding",
    "insert_zeros": "x stride",
    "overlap_count": "size kernel_size stride",
    "output_padding_for": "size_in size_out kernel_size stride padding",
}

every = pytest.mark.parametrize("exercise", ALL, ids=lambda exercise: exercise.name)


def same(one, other) -> bool:
    """Equal in type, shape, kind of number and value."""
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.dtype.kind == other.dtype.kind and np.array_equal(one, other)
    return type(one) is type(other) and bool(one == other)


# the solutions, against PyTorch and the relation


def torched(function, *arrays, **options):
    """A function of PyTorch on maps without a batch axis, exact."""
    return function(*(torch.tensor(a).double() for a in arrays), **options).numpy().astype(int)


def composed(kernel_size, rates):
    """How often each cell behind one output of a stack of dilated layers is read: their kernels, convolved."""
    read = np.ones(1, dtype=int)
    for rate in rates:
        layer = np.zeros(rate * (kernel_size - 1) + 1, dtype=int)
        layer[::rate] = 1
        read = np.convolve(read, layer)
    return read


def half_of_same(kernel_size, dilation):
    before, after = named_padding("same", 50, kernel_size, dilation=dilation)
    assert before == after
    return before


def dilated(weight, dilation):
    """The kernel that a single 1 shows, turned round, when PyTorch dilates."""
    reach = [dilation * (k - 1) for k in weight.shape]
    point = np.zeros((1, *(2 * r + 1 for r in reach)))
    point[0, reach[0], reach[1]] = 1
    return torched(F.conv2d, point, weight[None, None], dilation=dilation)[0, ::-1, ::-1]


def learned(c_in, c_out, kernel_size, bias):
    layer = torch.nn.Conv2d(c_in, c_out, kernel_size, bias=bias, device="meta")
    return sum(p.numel() for p in layer.parameters())


def missing(size_in, size_out, kernel_size, stride, padding):
    axis = Axis(size_in, kernel_size, stride, (padding, padding))
    return next(extra for extra in range(stride) if axis.transposed_size(extra) == size_out)


def back(size, kernel_size, stride, padding, output_padding):
    options = {"stride": stride, "padding": padding, "output_padding": output_padding}
    return F.conv_transpose1d(torch.zeros(1, size), torch.zeros(1, 1, kernel_size), **options).shape[-1]


RIGHT = {
    "flip": lambda weight: torched(torch.flip, weight, dims=(0, 1)),
    "conv2d_channels": lambda x, weight, bias: torched(F.conv2d, x, weight, bias),
    "parameters": learned,
    "output_size": lambda size, kernel_size, stride, padding, dilation: F.conv1d(
        torch.zeros(1, size), torch.zeros(1, 1, kernel_size), None, stride, padding, dilation
    ).shape[-1],
    "same_padding": half_of_same,
    "conv2d": lambda x, weight, **options: torched(F.conv2d, x[None], weight[None, None], **options)[0],
    "lost_cells": lambda **axis: len(Axis(**axis).unread),
    "dilate_kernel": dilated,
    "receptive_field": lambda **stack: len(composed(**stack)),
    "rates_without_gaps": lambda **stack: bool(composed(**stack).all()),
    "transposed_size": back,
    "conv_transpose2d": lambda x, weight, **options: torched(
        F.conv_transpose2d, x[None], weight[None, None], **options
    )[0],
    "insert_zeros": lambda x, stride: torched(F.conv_transpose2d, x[None], np.ones((1, 1, 1, 1)), stride=stride)[0],
    "overlap_count": lambda size, kernel_size, stride: torched(
        F.conv_transpose1d, np.ones((1, size)), np.ones((1, 1, kernel_size)), stride=stride
    )[0],
    "output_padding_for": missing,
}


def drawn(name, n):
    """Arguments of a call that can work; ``n(a, b)`` draws a number."""
    k, s, d, p, extra, seed = n(1, 5), n(1, 4), n(1, 3), n(0, 2), n(0, 6), n(0, 9999)
    h, w, kh, kw = n(1, 6), n(1, 6), n(1, 4), n(1, 4)
    axis = {"kernel_size": k, "stride": s}
    rates = tuple(n(1, 5) for _ in range(n(1, 4)))
    weight, fits = numbers(seed, "int64", kh, kw), numbers(seed + 1, "int64", kh + h - 1, kw + w - 1)
    p = min(p, (k - 1) // 2) if name in ("transposed_size", "output_padding_for") else p
    smallest = (w - 1) * s + k - 2 * p
    return {
        "flip": lambda: {"weight": weight},
        "conv2d_channels": lambda: {
            "x": numbers(seed, "int64", d, kh + h - 1, kw + w - 1),
            "weight": numbers(seed + 1, "int64", s, d, kh, kw),
            "bias": numbers(seed + 2, "int64", s),
        },
        "parameters": lambda: {"c_in": h, "c_out": w, "kernel_size": (kh, kw), "bias": bool(p)},
        "output_size": lambda: {"size": max(1, d * (k - 1) + 1 + extra - 2 * p), **axis, "padding": p, "dilation": d},
        "same_padding": lambda: {"kernel_size": k if k % 2 else k + d % 2, "dilation": d},
        "conv2d": lambda: {"x": fits, "weight": weight, "stride": s, "padding": p},
        "lost_cells": lambda: {"size": k + extra, **axis},
        "dilate_kernel": lambda: {"weight": weight, "dilation": d},
        "receptive_field": lambda: {"kernel_size": k, "rates": rates},
        "rates_without_gaps": lambda: {"kernel_size": k, "rates": rates},
        "transposed_size": lambda: {"size": w, **axis, "padding": p, "output_padding": min(extra, s - 1)},
        "conv_transpose2d": lambda: {
            "x": numbers(seed, "int64", h, w),
            "weight": weight,
            "stride": s,
            "padding": min(p, ((h - 1) * s + kh - 1) // 2, ((w - 1) * s + kw - 1) // 2),
        },
        "insert_zeros": lambda: {"x": numbers(seed, "int64", h, w), "stride": s},
        "overlap_count": lambda: {"size": w, **axis},
        "output_padding_for": lambda: {"size_in": w, "size_out": smallest + extra % s, **axis, "padding": p},
    }[name]()


def agrees(exercise, case):
    kept = {name: np.copy(value) for name, value in case.items()}
    y = exercise.solution(**case)
    assert same(y, RIGHT[exercise.name](**case)), case
    assert all(np.array_equal(case[name], value) for name, value in kept.items())


@every
def test_the_solution_is_right_in_every_case(exercise):
    for case in exercise.cases():
        agrees(exercise, case)


@every
@cases(100, st.data())
def test_the_solution_is_right_in_other_cases_too(exercise, data):
    agrees(exercise, drawn(exercise.name, lambda least, most: data.draw(st.integers(least, most))))


@pytest.mark.parametrize(
    "name", ["flip", "dilate_kernel", "insert_zeros", "conv2d", "conv_transpose2d", "conv2d_channels"]
)
def test_a_solution_on_arrays_can_be_traced(name):
    for case in NAMED[name].cases():
        run, right = trace(NAMED[name].solution, **case), NAMED[name].solution(**case)
        assert same(run.output, right)


@pytest.mark.parametrize("name", ["conv2d", "conv_transpose2d"])
def test_a_solution_reads_what_the_course_s_operator_reads(name):
    for case in NAMED[name].cases():
        ours = {"input": case["x"][None], "weight": case["weight"][None, None]}
        options = {key: case[key] for key in ("stride", "padding")}
        run, operator = trace(NAMED[name].solution, **case), trace(getattr(cl, name), **ours, **options)
        for o in np.ndindex(run.output.shape):
            assert {c.index for c in run.cells(o, "x")} == {c.index[1:] for c in operator.cells((0, *o), "input")}


# the data


def test_there_are_fifteen_exercises_over_four_notebooks():
    stems = {module: {e.notebook for e in module.EXERCISES} for module in MODULES}
    assert len(ALL) == len(NAMED) == 15 and RIGHT.keys() == NAMED.keys()
    names = ("01_layers_and_filters", "02_size_padding_stride", "05_dilation", "09_transposed")
    assert list(stems.values()) == [{name} for name in names]


@pytest.mark.parametrize("name", FIXED)
def test_the_signature_is_the_agreed_one(name):
    assert list(inspect.signature(NAMED[name].solution).parameters) == FIXED[name].split()


@every
def test_the_prompt_is_short_and_says_the_size_and_what_to_predict(exercise):
    words = exercise.prompt.replace("**", "").split()
    assert len(words) <= 60
    assert exercise.name in exercise.prompt
    assert re.search(r"About \d+ lines|One line", " ".join(words))
    assert re.search(r"Predict first:\*\* [^?]+\?$", exercise.prompt)
    assert 2 <= len(exercise.hints) <= 4
    assert exercise.solution.__doc__ and "\n" not in exercise.solution.__doc__


@every
def test_the_size_hint_is_about_the_solution_s_length(exercise):
    said = int((re.search(r"About\s(\d+)\slines", exercise.prompt) or "01")[1])
    assert abs(len(inspect.getsource(exercise.solution).splitlines()) - 2 - said) <= 1


@every
def test_cases_are_the_same_each_time_fresh_and_go_from_small_to_large(exercise):
    first, again = list(exercise.cases()), list(exercise.cases())
    assert 8 <= len(first) <= 25
    for one, other in zip(first, again, strict=True):
        assert list(one) == list(inspect.signature(exercise.solution).parameters)
        for name, value in one.items():
            assert np.array_equal(value, other[name])
            assert not isinstance(value, np.ndarray) or value is not other[name]
            assert np.asarray(value).dtype.kind in "ib" or value == ()
    sizes = [sum(np.sum(v.shape if isinstance(v, np.ndarray) else v) for v in case.values()) for case in first]
    assert sizes == sorted(sizes)


@every
def test_maps_and_kernels_are_not_only_square_and_small_numbers_differ(exercise):
    for name in ("x", "weight"):
        arrays = [case[name] for case in exercise.cases() if name in case]
        shapes = {a.shape[-2:] for a in arrays}
        assert not shapes or sum(h != w for h, w in shapes) > len(shapes) / 2
        assert not shapes or {h < w for h, w in shapes if h != w} == {True, False}
        for array in arrays:
            assert 0 not in array and np.abs(array).max() < 100 and len(np.unique(array)) == array.size


# misconceptions


def outcomes(function, exercise):
    return [function(**case) for case in exercise.cases()]


@every
def test_there_are_enough_misconceptions_and_each_ends_a_sentence(exercise):
    assert len(exercise.wrong) >= 5
    words = [misconception.as_if for misconception in exercise.wrong.values()]
    assert len(set(words)) == len(words)
    for said in words:
        assert said[0].islower() or said[0] == "`"
        assert not said.endswith((".", "!")) and len(said) <= 90
    assert list(exercise.misconceptions) == list(exercise.wrong)
    assert all(function.__name__ == name for name, function in exercise.misconceptions.items())


@every
def test_no_misconception_can_be_taken_for_another_nor_for_the_solution(exercise):
    results = {name: outcomes(f, exercise) for name, f in exercise.misconceptions.items()}
    results["right"] = outcomes(exercise.solution, exercise)
    names = list(results)
    for n, one in enumerate(names):
        for other in names[:n]:
            pairs = zip(results[one], results[other], strict=True)
            assert any(not np.array_equal(a, b) for a, b in pairs), f"{one} is {other}"


@every
def test_a_misconception_s_source_can_be_read_and_differs_from_the_solution_s(exercise):
    right = inspect.getsource(exercise.solution).splitlines()[1:]
    for function in exercise.misconceptions.values():
        assert inspect.getsource(function).splitlines()[1:] != right


def test_a_change_that_is_not_in_the_source_is_refused():
    with pytest.raises(ValueError, match="typo: same_padding has no 'kernle' to change"):
        variants(size.same_padding, typo=("never", "kernle → kernel"))


# one operator or one number changed

SWAPS = {
    ast.Add: [ast.Sub, ast.Mult],
    ast.Sub: [ast.Add, ast.Mult],
    ast.Mult: [ast.Add, ast.FloorDiv],
    ast.FloorDiv: [ast.Mult, ast.Div],
    ast.Eq: [ast.NotEq, ast.LtE, ast.GtE],
}
STEPS = 100_000
EQUAL = {  # mutants that are right as well, and why
    ("lost_cells", "read.add(start - tap)"): "each window mirrored about its start: as many different cells",
    ("rates_without_gaps", "return len(read) >= max(read) + 1"): "there are never more cells than places for them",
}


def mutants(function):
    """``(name, function)``: each with one operator or one number of the source changed."""
    source = inspect.getsource(function)
    for number, node in enumerate(ast.walk(ast.parse(source))):
        operator = node.ops[0] if isinstance(node, ast.Compare) else getattr(node, "op", None)
        changes = [swap() for swap in SWAPS.get(type(operator), [])]
        if isinstance(node, ast.Constant) and type(node.value) is int:
            changes = [node.value + 1, node.value - 1]
        for change in changes:
            tree = ast.parse(source)
            changed = list(ast.walk(tree))[number]
            if isinstance(node, ast.Constant):
                changed.value = change
            elif isinstance(node, ast.Compare):
                changed.ops = [change]
            else:
                changed.op = change
            scope = {"np": np}
            exec(compile(ast.fix_missing_locations(tree), "<mutant>", "exec"), scope)
            was, now = ast.unparse(tree).splitlines(), ast.unparse(ast.parse(source)).splitlines()
            name = next(line.strip() for line, old in zip(was, now, strict=True) if line != old)
            yield name, scope[function.__name__]


def limited(function, case):
    """What the call gives, or what it raises; stopped after some thousand lines."""
    left = STEPS

    def step(frame, event, argument):
        nonlocal left
        left -= 1
        if left < 0:
            raise TimeoutError
        return step if frame.f_code.co_filename == "<mutant>" else None

    outer = sys.gettrace()
    sys.settrace(step)
    try:
        return function(**case)
    except Exception as error:
        return error
    finally:
        sys.settrace(outer)


def test_a_mutant_that_does_not_end_is_stopped():
    scope = {}
    exec(compile("def forever():\n    while True:\n        pass", "<mutant>", "exec"), scope)
    assert isinstance(limited(scope["forever"], {}), TimeoutError)


def test_the_cases_reject_every_solution_with_one_thing_changed():
    count, survivors = 0, set()
    for exercise in ALL:
        right = [(case, exercise.solution(**case)) for case in exercise.cases()]
        for name, mutant in mutants(exercise.solution):
            count += 1
            if all(same(limited(mutant, case), y) for case, y in right):
                survivors.add((exercise.name, name))
    assert count > 150
    assert survivors == EQUAL.keys()
    assert len(survivors) <= 0.02 * count


# the notebooks


def cells_of(stem):
    return nbformat.read(SOLUTIONS / f"{stem}.ipynb", as_version=4).cells


def bare(source):
    return "\n".join(line for line in source.splitlines() if "### " not in line)


@every
def test_the_notebook_holds_prompt_solution_and_check_in_three_cells(exercise):
    cells = cells_of(exercise.notebook)
    place = next(n for n, cell in enumerate(cells) if cell.source.startswith(f"def {exercise.name}("))
    prompt, written, check = cells[place - 1 : place + 2]
    assert prompt.source.split("\n", 2)[2] == exercise.prompt and prompt.source.startswith("## ")
    assert bare(written.source) == inspect.getsource(exercise.solution).rstrip()
    head = r'def \w+\(.*\):\n    """.+"""\n    ### BEGIN SOLUTION\n'
    assert re.fullmatch(head + r"(    (?!###).*\n)+    ### END SOLUTION", written.source)
    assert check.source == f"check.{exercise.name}({exercise.name})"


@pytest.mark.parametrize("module", MODULES)
def test_the_notebook_is_clean_and_has_the_exercises_in_order(module):
    path = SOLUTIONS / f"{module.EXERCISES[0].notebook}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    names = re.findall(r"^check\.(\w+)\(", "\n".join(c.source for c in notebook.cells), re.MULTILINE)
    assert names == [e.name for e in module.EXERCISES]
    assert all(c.metadata.slideshow.slide_type in ("slide", "fragment", "skip") for c in notebook.cells)
    assert notebook.cells[0].source.startswith("# ")
    assert nbformat.writes(notebooks.clean(notebook)).rstrip() == path.read_text(encoding="utf-8").rstrip()
