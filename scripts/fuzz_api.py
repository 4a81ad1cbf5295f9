"""Fuzzes commission and compute by their own descriptions: real processes, sealed bodies, a session of each role, whole consultations.

    python scripts/fuzz_api.py --seconds 300

Exits 1 where an answer was a 5xx or not described; prints what was found and how to ask it again. The short run of the same code is
`tests/journey/test_api.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.fuzz.running import NODE, SHARES, fuzz
from tests.fuzz.world import fill
from tests.journey.city import City


def main() -> int:
    """Fuzz both, and answer how it went."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--seconds", type=int, default=240, help="for all together (default 240)")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="jiayi-fuzz-") as folder:
        city = City(Path(folder))
        try:
            city.start("commission", "compute")
            known = fill(city)
            runs = [*(("commission", name, share) for name, share in SHARES.items()), ("compute", "node", NODE)]
            seconds = given.seconds // len(runs)
            found = {
                name: fuzz(
                    city,
                    f"http://127.0.0.1:{city.ports[service]}",
                    known,
                    seconds=seconds,
                    seed=given.seed,
                    share=share,
                )
                for service, name, share in runs
            }
        finally:
            city.close()
    for name, each in found.items():
        print(f"== {name}: {each.cases} cases, {'clean' if each.clean else 'NOT clean'}")
        if not each.clean:
            print(each.report)
    return 0 if all(each.clean for each in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
