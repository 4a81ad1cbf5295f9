"""The page that a server serves, against a build of it and the log (FORMAT.md, section 9)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from app.translog.errors import CannotCheck
from app.translog.sources import RemoteLog
from app.translog.verify import verify_log
from records.trust.digests import files_digest, page_files

_MOST_BYTES: Final = 16 * 1024 * 1024
_ANY_MAGNET: Final = "check"
"""The page is the same for every magnet: it reads its own address."""


@dataclass
class PageReport:
    """What was served, against what was built."""

    digest: str
    files: int
    entry: int | None
    """The log's entry that tells of this build; None when there is none."""
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything served is as built, and the build is in a log that holds."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """Answer it for machines."""
        return {"holds": self.holds, **asdict(self)}


def check_page(server: RemoteLog, dist: Path, *, pin: str | None = None) -> PageReport:
    """Fetch each file of the build and compare it, and look the build up in the whole log. Raises `CannotCheck`."""
    built = page_files(dist)
    if not built:
        raise CannotCheck(f"{dist} holds no built page; build it with `make page`, or name another with --dist")
    digest = files_digest("page", built).hex()
    log = verify_log(server, pin=pin)
    report = PageReport(digest, len(built), log.pages.get(digest))
    if not log.holds:
        report.faults.append(
            f"the log does not hold: {len(log.findings)} findings, see `jiayi log verify {server.url}`"
        )
    if report.entry is None:
        logged = ", ".join(log.pages) or "none"
        report.faults.append(f"the build {digest} is not in the log; pages in it: {logged}")
    for name, wanted in sorted(built.items()):
        path = f"/m/{_ANY_MAGNET}" if name == "index.html" else f"/{name}"
        served = _served(server, path)
        if served is None:
            report.faults.append(f"{name} is not served at {path}")
        elif served != wanted:
            report.faults.append(
                f"{name} is served otherwise than it was built: {served.hex()} instead of {wanted.hex()}"
            )
    return report


def _served(server: RemoteLog, path: str) -> bytes | None:
    seen, digest = 0, hashlib.sha256()
    try:
        with server.client.stream("GET", f"{server.url}{path}") as response:
            if response.status_code != httpx.codes.OK:
                return None
            for piece in response.iter_bytes():
                seen += len(piece)
                if seen > _MOST_BYTES:
                    raise CannotCheck(f"{server.url}{path} serves more than {_MOST_BYTES} bytes")
                digest.update(piece)
    except httpx.HTTPError as error:
        raise CannotCheck(f"{server.url} cannot be reached ({type(error).__name__})") from error
    return digest.digest()
