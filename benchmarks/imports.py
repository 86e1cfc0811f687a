"""``import convlib`` against ``import numpy``, each in a fresh process; the start of Python is not counted."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from statistics import median

from benchmarks.measure import Row, seconds

REPEATS = 25
MOST = 1.5
HEAVY = ("torch", "matplotlib")
CODE = """
import json, sys, time
start = time.perf_counter()
import {module}
took = time.perf_counter() - start
print(json.dumps([took, [name for name in {heavy} if name in sys.modules]]))
"""


def fresh_import(module: str) -> tuple[float, list[str]]:
    """Seconds to import ``module`` (all that it imports is in them), and which heavy packages came with it."""
    code = CODE.format(module=module, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    took, heavy = json.loads(done.stdout)
    return took, heavy


def rows() -> Iterator[Row]:
    modules = ("convlib", "numpy")
    for module in modules:  # files into the cache, bytecode written
        fresh_import(module)
    runs = [[fresh_import(module) for module in modules] for _ in range(REPEATS)]
    ours, peer = (median(run[place][0] for run in runs) for place in (0, 1))
    ratio = ours / peer
    yield Row(
        "`import convlib` against `import numpy`, fresh process, median",
        seconds(ours),
        seconds(peer),
        f"{ratio:.2f} × as long",
        f"≤ {MOST}",
        ratio <= MOST,
    )
    loaded = sorted({name for run in runs for name in run[0][1]})
    shown = ", ".join(loaded) or "none"
    yield Row(f"{' or '.join(HEAVY)} loaded by `import convlib`", shown, "–", "–", "none", not loaded)
