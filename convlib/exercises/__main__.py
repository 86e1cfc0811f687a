"""``python -m convlib.exercises progress`` prints what is done."""

from __future__ import annotations

import argparse

from convlib.exercises import progress


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m convlib.exercises", description="The exercises of the course.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("progress", help="print which exercises are done")
    parser.parse_args(arguments)
    progress()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
