"""Looks for what was said: `python scripts/hunt.py --consultations 200 --seed 7 --kills 12 [--json]`. Exit code 1 where anything was found.

Real processes on loopback in a temporary folder; takes what tests take (see `tests.hunt`). Nodes, commission and archive worker are killed
in turn in the middle of it, again and again. Places that could not be searched are told under `not_searched`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.hunt.hunt import hunt


def main() -> int:
    """Hunt, print, and answer the exit code."""
    options = argparse.ArgumentParser(description="Look for marked phrases everywhere a word could be left.")
    options.add_argument("--consultations", type=int, default=200)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--kills", type=int, default=12)
    options.add_argument(
        "--leave-out",
        type=Path,
        action="append",
        default=[],
        help="a folder of others, below /tmp or the like, that is not searched",
    )
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="jiayi-hunt-") as folder:
        found = hunt(
            Path(folder),
            consultations=given.consultations,
            seed=given.seed,
            kills=given.kills,
            leave_out=tuple(given.leave_out),
            say=lambda text: print(text, file=sys.stderr, flush=True),
        )
    print(json.dumps(found.as_json(), ensure_ascii=False, indent=None if given.json else 2))
    return 1 if found.hits else 0


if __name__ == "__main__":
    sys.exit(main())
