"""Builds the page anew from its source, and holds against that build what lies in `app/web/dist` or what a server serves.

    python scripts/check_page.py                              dist is what the source builds, wherever and by whomever it is built
    python scripts/check_page.py https://… [--pin PIN] [--ca PEM]   the server serves what the source builds, and its log says so

Exits 0 when it is the same, 1 when it differs (each file is named), 2 when it could not be checked. Needs `make page` before: the page's
packages are taken from `app/web/node_modules`, whose versions and digests `package-lock.json` pins.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "app" / "web"
SOURCES = ("src", "public", "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
_HOSTILE = {"NODE_ENV": "development", "TZ": "Asia/Shanghai", "LANG": "zh_CN.UTF-8"}
"""What another machine's surroundings may look like: none of it may reach the build."""

sys.path.insert(0, str(ROOT))


def build(folder: Path) -> Path:
    """Build the page from a copy of its source, in a folder of another name and depth; answers the build."""
    copy = folder / "elsewhere" / "page"
    copy.mkdir(parents=True)
    for name in SOURCES:
        source = WEB / name
        if source.is_dir():
            shutil.copytree(source, copy / name)
        elif source.exists():
            shutil.copy(source, copy / name)
    (copy / "node_modules").symlink_to((WEB / "node_modules").resolve())
    prefix = subprocess.run(  # noqa: S603 - our own script
        ["bash", ROOT / "scripts" / "node_path.sh", ROOT / ".venv"],  # noqa: S607 - bash is on the developer's PATH
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    environment = {**os.environ, **_HOSTILE, "PATH": f"{prefix}{os.environ['PATH']}"}
    made = subprocess.run(  # noqa: S603 - the page's own build
        ["npm", "--prefix", copy, "run", "--silent", "build"],  # noqa: S607 - npm is found as the Makefile finds it
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise OSError(f"the page does not build: {made.stderr.strip()[-2000:]}")
    return copy / "dist"


def same_as_dist(built: Path) -> list[str]:
    """Answer how `app/web/dist` differs from a build."""
    from records.trust.digests import page_files  # noqa: PLC0415 - the path is set above

    here, anew = page_files(WEB / "dist"), page_files(built)
    if not here:
        raise OSError("app/web/dist holds no page: run `make page`")
    return [
        f"{name} is not what the source builds"
        for name in sorted(here.keys() | anew)
        if here.get(name) != anew.get(name)
    ]


def same_as_served(built: Path, url: str, pin: str | None, authority: str | None) -> list[str]:
    """Answer how what a server serves and logs differs from a build."""
    from app.translog.page import check_page  # noqa: PLC0415 - the path is set above
    from app.translog.sources import remote  # noqa: PLC0415 - as above

    return check_page(remote(url, authority=authority), built, pin=pin).faults


def main() -> int:
    """Check, and say what differs."""
    parser = ArgumentParser(description="Is the page what its source builds?")
    parser.add_argument("url", nargs="?", help="address of a commission; without it app/web/dist is looked at")
    parser.add_argument("--pin", help="the root's fingerprint, as a magnet's link carries it after #")
    parser.add_argument("--ca", help="PEM file of the commission's own certificate authority")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            built = build(Path(folder))
            faults = same_as_served(built, given.url, given.pin, given.ca) if given.url else same_as_dist(built)
        except Exception as error:  # noqa: BLE001 - whatever kept it from being checked is said, and nothing is claimed
            print(f"could not be checked: {error}", file=sys.stderr)
            return 2
    print("\n".join(faults) or "the page is what its source builds")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
