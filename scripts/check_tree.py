"""Checks of the tree that no other tool makes: hosts in locks, empty `__init__.py`, paths of one machine, module sizes.

Exits 1 and names each place. Run by `make contracts`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("agents", "app", "kg", "records")
MAX_LINES = 400
EXEMPT = re.compile(r"/generated/|/test/|/migrations/versions/")
LOCKS = (
    "requirements/*.txt",
    "requirements/*.in",
    "app/web/package-lock.json",
    "app/web/.npmrc",
    "tests/fhir_server/package-lock.json",
    "tests/fhir_server/.npmrc",
    "tests/screens/tools/package-lock.json",
    "tests/screens/tools/.npmrc",
    "Makefile",
    ".ci/run",
)
HOST = re.compile(r"https?://(?!127\.0\.0\.1|localhost)|--index-url|--extra-index-url|\bregistry\s*=", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home)/\w")


def tracked() -> list[Path]:
    """Answer the files git knows, or would add."""
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],  # noqa: S607 - git is found on the developer's PATH
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def problems() -> list[str]:
    """Answer one line a problem."""
    found = []
    locks = {path for pattern in LOCKS for path in ROOT.glob(pattern)}
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in {".png", ".jpg", ".ico", ".webp"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [
            f"{name}:{n}: a lock or script names a host (npm notes funding addresses: take them out)"
            for n, line in enumerate(text.splitlines(), 1)
            if path in locks and HOST.search(line)
        ]
        if name != "scripts/check_tree.py":
            found += [
                f"{name}:{n}: a path of one machine"
                for n, line in enumerate(text.splitlines(), 1)
                if MACHINE_PATH.search(line)
            ]
        if path.name == "__init__.py" and text.strip():
            found.append(f"{name}: __init__.py files stay empty")
        if path.suffix in {".py", ".ts", ".tsx"} and name.split("/")[0] in PACKAGES and not EXEMPT.search(name):
            lines = text.count("\n")
            if lines > MAX_LINES:
                found.append(f"{name}: {lines} lines; a module is one noun, at most {MAX_LINES} lines")
    return found


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines) or "tree: nothing to mend")
    sys.exit(1 if lines else 0)
