"""All tests, in two parts and with one summary: ``python -m tests [options of pytest]``, as ``make test`` runs it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # as pytest does
from parts import main

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # a log on Windows has another
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit("\nstopped → FAILED") from None
