"""Puts faults into the package, one at a time, and says which of them no test catches.

    python -m tests.mutants convlib/relation convlib/ops --seed 0 --count 50

A fault changes one place: a `<` becomes a `<=`, a 1 a 2, a `not` goes. The first run, without a fault, finds out which
tests execute which lines of the named modules; browser tests are left out. Then each fault is put into a copy of the
project, and the tests of its line run there until one fails, then the other tests of its module. The working tree is
never touched. The same seed gives the same faults.

A survivor shows a missing test, or is a change that makes no difference: then name it in EQUAL. `SURVIVED 60 of 900
tests` says that the time was up; `--seconds 400` runs more. The exit code is 1 when fewer than 95 of 100 are caught.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .faults import Fault, faults
from .trials import AT_A_TIME
from .workplace import RUNNING, Workplace, stop

EQUAL: dict[tuple[str, str], str] = {  # (module, "old line → new line"): why it makes no difference
    (
        "convlib/animate/scene.py",
        'b = Part(cell(cell_id("b", (m,)), TICK, 0, number(bias[m].item())), TICK + UNIT + 2, UNIT + 2)'
        ' → b = Part(cell(cell_id("b", (m,)), TICK, 0, number(bias[m].item())), TICK + UNIT - 2, UNIT + 2)',
    ): "a little more or less room beside a bias: nothing stands there",
    (
        "convlib/explore/explorer.py",
        "self._topic, self._revision = topic, 0 → self._topic, self._revision = topic, 1",
    ): "a revision only has to grow",
    (
        "convlib/relation/sampling.py",
        "return np.maximum(0, 1 - abs(distance)) → return np.maximum(-1, 1 - abs(distance))",
    ): "no cell that is asked for is farther than 1",
    (
        "convlib/trace/stand_ins.py",
        "return builtins.max(**kwargs) → return builtins.min(**kwargs)",
    ): "without numbers both are the same error",
}
ROOT = Path(__file__).parents[2]
ENOUGH = 0.95
Case = tuple[str, Fault]  # a module, as a path from the root, and a fault in it


def modules(root: Path, paths: list[str]) -> list[str]:
    """The modules at these paths, each once."""
    found = set()
    for place in (root.resolve() / path for path in paths):
        if not place.exists():
            raise SystemExit(f"there is no {place.relative_to(root.resolve())} in the project")
        found.update(place.rglob("*.py") if place.is_dir() else [place])
    return sorted(file.relative_to(root.resolve()).as_posix() for file in found)


def every(root: Path, named: list[str]) -> list[Case]:
    return [(module, fault) for module in named for fault in faults((root / module).read_bytes().decode())]


def draw(cases: list[Case], seed: int, count: int) -> list[Case]:
    """So many of these, or all when there are fewer, in the order of the text."""
    return [cases[n] for n in sorted(random.Random(seed).sample(range(len(cases)), min(count, len(cases))))]


def main(arguments: list[str] | None = None, root: Path = ROOT, equal: dict[tuple[str, str], str] = EQUAL) -> int:
    parser = argparse.ArgumentParser("python -m tests.mutants", description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a module, or a folder of them")
    parser.add_argument("--seed", type=int, default=0, help="another seed, other faults")
    parser.add_argument("--count", type=int, default=50, metavar="N", help="how many faults (50)")
    parser.add_argument("--seconds", type=float, default=40, metavar="S", help="processor time for a fault (40)")
    asked = parser.parse_args(arguments)

    named = modules(root, asked.paths)
    cases = every(root, named)
    drawn = draw(cases, asked.seed, asked.count)
    for module, change in equal.keys() - {(module, str(fault)) for module, fault in cases}:
        if module in named or not (root / module).exists():
            print(f"{module}: EQUAL has no use any more for: {change}")
    for module, fault in drawn:
        if (module, str(fault)) in equal:
            print(f"{module}:{fault.line}  {fault}  equal: {equal[module, str(fault)]}")
    tried = [(module, fault) for module, fault in drawn if (module, str(fault)) not in equal]

    def verdict(case: Case) -> str:
        return workplace.verdict(*case, asked.seconds)

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(AT_A_TIME) as pool:
        try:
            start = time.monotonic()
            workplace = Workplace(root, Path(folder).resolve(), named, pool)
            print(f"{len(workplace.touched)} tests pass without a fault; {time.monotonic() - start:.0f} s", flush=True)
            for test in workplace.failed:
                print(f"left out, as it fails without a fault: {test}")
            caught, start = 0, time.monotonic()
            for (module, fault), said in zip(tried, pool.map(verdict, tried), strict=True):
                print(f"{module}:{fault.line}  {fault}  {said}", flush=True)
                caught += said.startswith("caught")
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            stop(*RUNNING)
    share = 100 * caught // max(1, len(tried))
    print(f"caught {caught} of {len(tried)} ({share} %); {time.monotonic() - start:.0f} s")
    return int(caught < ENOUGH * len(tried))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped in whatever way, it leaves nothing behind
    sys.exit(main())
