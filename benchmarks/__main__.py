"""``make bench``, or ``python -m benchmarks [part ...]``: a Markdown table, the peer beside it.

What was asked is judged in the table only: the exit code is 0 whatever the ratios, and 1 when a part could not run.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks import explorer, film, imports, operators
from benchmarks.measure import HEADER, Unavailable, machine

PARTS = {"explorer": explorer.rows, "film": film.rows, "import": imports.rows, "operators": operators.rows}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Time convlib beside its peers.")
    parser.add_argument("part", nargs="*", help=f"of {', '.join(PARTS)}; all when none is named")
    parts = parser.parse_args().part or list(PARTS)
    if unknown := [name for name in parts if name not in PARTS]:
        parser.error(f"no part named {', '.join(unknown)}; there are {', '.join(PARTS)}")
    print(f"{machine()}\n\n{HEADER}", flush=True)
    missing = {}
    for name in parts:
        try:
            for row in PARTS[name]():
                print(row, flush=True)
        except Unavailable as reason:
            missing[name] = reason
    for name, reason in missing.items():
        print(f"\n{name}: not measured. {reason}", flush=True)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
