"""``python -m convlib.exercises release [--check]`` makes the learners' notebooks; ``progress`` prints what is done."""

from __future__ import annotations

import argparse
import sys

from convlib.exercises import progress


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m convlib.exercises", description="The exercises of the course.")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("release", help="make notebooks/exercises/ from notebooks/solutions/")
    make.add_argument("--check", action="store_true", help="change nothing; say which notebooks are stale")
    commands.add_parser("progress", help="print which exercises are done")
    given = parser.parse_args(arguments)
    if given.command == "progress":
        progress()
        return 0
    return _release(given.check)


def _release(check: bool) -> int:
    from convlib.course.notebooks import NotebookError
    from convlib.course.release import release, stale

    try:
        if not check:
            for path in release():
                print(f"exercises/{path.name}: made and run")
        complaints = stale()
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    if complaints and check:
        print("Run python -m convlib.exercises release.", file=sys.stderr)
    return int(bool(complaints))


if __name__ == "__main__":
    raise SystemExit(main())
