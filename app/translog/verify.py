"""Checks a whole log: every entry, the head, the proofs, and that it continues a head that was kept."""

from __future__ import annotations

import random
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from app.translog.errors import CannotCheck
from app.translog.sources import LogSource, RemoteLog, StoredLog
from records.errors import CannotOpen, Reason
from records.seal.keys import VerifyKey, root_fingerprint
from records.seal.wire import from_b64u
from records.trust.directory import verify_directory
from records.trust.log.audit import Finding, LogAudit, SignedHead, read_head
from records.trust.log.head import SeenHead, verify_head
from records.trust.log.tree import continues, includes, leaf_hash, node_hash

_PROBES = 16


@dataclass
class LogReport:
    """What a check found; it holds when there are no findings."""

    source: str
    size: int
    root: str
    root_fingerprint: str
    counts: dict[str, int]
    since: int | None
    findings: list[Finding] = field(default_factory=list)
    pages: dict[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def to_json(self) -> dict[str, Any]:
        """Answer it for machines."""
        return {"holds": self.holds, **asdict(self)}


def verify_log(source: LogSource, *, pin: str | None = None, since: Any = None) -> LogReport:
    """Read all of a log and check it. `since` is an answer of `GET /v1/log/head` that was kept. Raises `CannotCheck`.

    Without a pin the log is checked under the root key that it names itself, which the report states.
    """
    # Before the head, so that the head's tree holds it.
    directory = source.directory() if isinstance(source, RemoteLog) else None
    # In a database the newest head may be of a commission that stopped long ago; served, it is of today.
    now_s = time.time_ns() // 1_000_000_000 if isinstance(source, RemoteLog) else None
    newest = _head(source.head(), pin, source.name, now_s)
    earlier = _head(since, root_fingerprint(_raw(newest.root_key)), "the head that was kept") if since else None
    size = newest.head.size
    shown, faults = (
        _directory(directory, root_fingerprint(_raw(newest.root_key))) if directory is not None else (None, [])
    )
    heads = source.heads() if isinstance(source, StoredLog) else []
    whole = source.size() if isinstance(source, StoredLog) else size
    watched = {
        size,
        *(one for one, _ in heads),
        *([earlier.head.size] if earlier else []),
        *([shown.size] if shown else []),
    }
    audit = LogAudit(newest.root_key, frozenset(watched))
    probes = {0, size - 1, *random.Random(size).sample(range(size), min(_PROBES, size))}  # noqa: S311 - samples, no secret
    leaves: dict[int, bytes] = {}
    for number, raw in enumerate(source.entries(0, max(whole, size))):
        audit.take(raw)
        if number in probes or isinstance(source, StoredLog):
            leaves[number] = leaf_hash(raw)
    report = LogReport(
        source.name,
        size,
        newest.head.root,
        root_fingerprint(_raw(newest.root_key)),
        dict(audit.counts),
        earlier.head.size if earlier else None,
        [*audit.findings, *faults],
        audit.pages,
    )
    _check_heads(report, audit, newest, earlier)
    if isinstance(source, RemoteLog):
        _check_proofs(report, source, newest, earlier, leaves)
        if shown is not None and audit.roots.get(shown.size) != shown.root:
            report.findings.append(
                Finding(None, "the directory stands in another log than the one that is open to everybody")
            )
    if isinstance(source, StoredLog):
        _check_stored(report, audit, source, heads, [leaves[number] for number in range(len(leaves))])
    return report


def _head(answer: Any, pin: str | None, whose: str, now_s: int | None = None) -> SignedHead:
    try:
        return read_head(answer, pin, now_s=now_s)
    except CannotOpen as error:
        if error.reason is Reason.CHAIN:
            raise CannotCheck(f"{whose} hangs on another root key than the one that is pinned") from None
        raise CannotCheck(f"{whose} gives no tree head that holds ({error.reason})") from None


def _raw(root_key: str) -> bytes:
    return from_b64u(root_key, reason=Reason.JSON, length=32)


def _check_heads(report: LogReport, audit: LogAudit, newest: SignedHead, earlier: SignedHead | None) -> None:
    if audit.tree.size < newest.head.size:
        report.findings.append(Finding(None, f"there are {audit.tree.size} entries under a head of {newest.head.size}"))
    elif audit.roots.get(newest.head.size) != newest.head.root:
        report.findings.append(Finding(None, "the entries do not have the root that was signed over them"))
    if newest.certificate not in audit.certificates:
        report.findings.append(Finding(None, "the certificate that the head hangs on is not in the log"))
    if earlier is None:
        return
    if earlier.head.size > newest.head.size:
        lost = earlier.head.size - newest.head.size
        report.findings.append(Finding(None, f"the log is {lost} entries shorter than the head that was kept"))
    elif audit.roots.get(earlier.head.size) != earlier.head.root:
        report.findings.append(
            Finding(None, "the log does not continue the head that was kept: its past was rewritten")
        )


def _check_proofs(
    report: LogReport, source: RemoteLog, newest: SignedHead, earlier: SignedHead | None, leaves: dict[int, bytes]
) -> None:
    size, root = newest.head.size, bytes.fromhex(newest.head.root)
    for number, leaf in sorted(leaves.items()):
        path = source.path("inclusion", index=number, size=size)
        if not includes(leaf, number, size, path, root):
            report.findings.append(Finding(number, "the proof that the server gives for it does not hold"))
    if earlier is not None and earlier.head.size <= size:
        path = source.path("consistency", **{"from": earlier.head.size, "size": size})
        if not continues(earlier.head.size, bytes.fromhex(earlier.head.root), size, root, path):
            report.findings.append(
                Finding(None, "the server's proof that the log continues the kept head does not hold")
            )


def _directory(answer: Any, pin: str) -> tuple[SeenHead | None, list[Finding]]:
    """Answer the log's head that comes with a directory, or what is wrong with it."""
    try:
        return verify_directory(answer, pin, now_ms=time.time_ns() // 1_000_000, production=False).seen, []
    except CannotOpen as error:
        return None, [Finding(None, f"the directory that the server gives does not hold ({error.reason})")]


def _check_stored(
    report: LogReport, audit: LogAudit, source: StoredLog, heads: list[tuple[int, str]], leaves: list[bytes]
) -> None:
    level, wanted = 0, leaves
    while wanted:
        if source.nodes(level) != dict(enumerate(wanted)):
            what = f"the stored tree, of which proofs are made, is not that of the entries at level {level}"
            report.findings.append(Finding(None, what))
        wanted = [node_hash(left, right) for left, right in zip(wanted[::2], wanted[1::2], strict=False)]
        level += 1
    for size, token in heads:
        signed = [root for key in audit.directory_keys if (root := _root_in(token, key)) is not None]
        if signed != [audit.roots.get(size)]:
            report.findings.append(Finding(None, f"the head that was signed at {size} entries does not hold"))


def _root_in(token: str, key: VerifyKey) -> str | None:
    try:
        return verify_head(token, key).root
    except CannotOpen:
        return None
