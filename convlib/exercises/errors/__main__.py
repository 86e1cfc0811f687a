"""``python -m convlib.exercises.errors`` computes again what the slips of changed exercises do."""

from __future__ import annotations

from convlib.exercises.catalogue import registry
from convlib.exercises.errors import store


def main() -> int:
    for name in store.renew(registry()):
        print(f"{name}: computed again")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
