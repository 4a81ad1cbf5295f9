"""What an auditor holds a commission to, over all entries of its log in their order (FORMAT.md, section 9). No I/O.

Nothing here raises for what is wrong with an entry: each fault is a `Finding`, and the walk goes on.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from records.errors import CannotOpen, Reason
from records.seal.keys import VerifyKey, root_fingerprint
from records.seal.wire import from_b64u
from records.trust import jws
from records.trust.directory import CERTIFICATE_TYP, Certificate
from records.trust.log.entries import (
    AdmittedEntry,
    CertificateEntry,
    DirectoryEntry,
    Entry,
    KeyEntry,
    PageEntry,
    RevokedEntry,
    from_bytes,
    page_digest,
)
from records.trust.log.head import TreeHead, verify_head
from records.trust.log.tree import Frontier

_LEEWAY_S = 3600
"""A certificate is dated back by as much, so that a clock a little behind takes it."""


@dataclass(frozen=True)
class Finding:
    """One fault. `entry` is the number of the entry that has it; None for the log as a whole."""

    entry: int | None
    what: str


@dataclass(frozen=True)
class SignedHead:
    """A tree head that hangs on a root: what `GET /v1/log/head` answers, read."""

    head: TreeHead
    root_key: str
    certificate: str


def read_head(answer: Any, pin: str | None, *, now_s: int | None = None) -> SignedHead:
    """Check the answer of `GET /v1/log/head` up to the pin, where there is one. Raises `CannotOpen`.

    With `now_s` its certificate must hold then: a directory key that has ended signs nothing. A head that was kept is read without.
    """
    if not isinstance(answer, dict) or answer.keys() != {"root_key", "certificate", "head"}:
        raise CannotOpen(Reason.JSON)
    root = VerifyKey(from_b64u(answer["root_key"], reason=Reason.JSON, length=32))
    if pin is not None and not hmac.compare_digest(root_fingerprint(root.public_bytes).encode(), pin.encode()):
        raise CannotOpen(Reason.CHAIN)
    certificate = Certificate.read(jws.verify(CERTIFICATE_TYP, answer["certificate"], root))
    if now_s is not None and not certificate.not_before - _LEEWAY_S <= now_s < certificate.not_after:
        raise CannotOpen(Reason.EXPIRED)
    head = verify_head(answer["head"], VerifyKey(certificate.public_bytes))
    return SignedHead(head, answer["root_key"], answer["certificate"])


def _named_keys(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Answer purpose and id of the keys that a directory names."""
    purposes = ["record", "receipt"] + (["admission"] if said["admission_key"] is not None else [])
    return [(purpose, str(said[f"{purpose}_key"]["kid"])) for purpose in purposes]


@dataclass
class LogAudit:
    """Takes the entries one by one. `watched` sizes leave their root in `roots`."""

    root_key: str
    watched: frozenset[int] = frozenset()
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    roots: dict[int, str] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    """Digests of page builds, with the number of the entry that told of it last."""
    certificates: set[str] = field(default_factory=set)
    tree: Frontier = field(default_factory=Frontier)
    _certified: dict[str, list[Certificate]] = field(default_factory=dict)
    _serial: int = 0
    _in_production: bool = False
    _begun: set[tuple[str, str]] = field(default_factory=set)
    _ended: set[tuple[str, str]] = field(default_factory=set)
    _admitted: dict[str, dict[str, Any]] = field(default_factory=dict)
    _revoked: set[str] = field(default_factory=set)

    def take(self, raw: bytes) -> None:
        """Check the next entry."""
        number = self.tree.size
        self.tree.append(raw)
        if self.tree.size in self.watched:
            self.roots[self.tree.size] = self.tree.root.hex()
        try:
            entry = from_bytes(raw)
        except CannotOpen as error:
            self._find(number, f"is no entry of the format ({error.reason})")
            return
        self.counts[entry.kind] += 1
        self._check(entry, lambda what: self._find(number, what))

    @property
    def directory_keys(self) -> list[VerifyKey]:
        """The directory keys that were certified."""
        return [VerifyKey(found[0].public_bytes) for found in self._certified.values()]

    def _find(self, number: int | None, what: str) -> None:
        self.findings.append(Finding(number, what))

    def _check(self, entry: Entry, find: Callable[[str], None]) -> None:
        match entry:
            case CertificateEntry():
                self._certificate(entry, find)
            case DirectoryEntry():
                self._directory(entry, find)
            case AdmittedEntry() | RevokedEntry():
                self._statement(entry, find)
            case PageEntry():
                self._page(entry, find)
            case KeyEntry():
                self._key(entry, find)

    def _statement(self, entry: AdmittedEntry | RevokedEntry, find: Callable[[str], None]) -> None:
        if isinstance(entry, RevokedEntry):
            if entry.node_id not in self._admitted:
                find(f"revokes node {entry.node_id}, which was never admitted")
            self._revoked.add(entry.node_id)
            return
        node_id = str(entry.node.get("node_id"))
        if node_id in self._revoked:
            find(f"admits node {node_id}, which was revoked before")
        self._admitted[node_id] = entry.node

    def _page(self, entry: PageEntry, find: Callable[[str], None]) -> None:
        names = [file.path.encode() for file in entry.files]
        if names != sorted(set(names)):
            find("lists the page's files twice or out of order")
        if page_digest(entry.files) != entry.digest:
            find("states a digest that is not that of the page's files")
        self.pages[entry.digest] = self.tree.size - 1

    def _certificate(self, entry: CertificateEntry, find: Callable[[str], None]) -> None:
        if entry.root_key != self.root_key:
            find("is a certificate under another root key")
            return
        try:
            root = VerifyKey(from_b64u(entry.root_key, reason=Reason.JSON, length=32))
            certificate = Certificate.read(jws.verify(CERTIFICATE_TYP, entry.token, root))
        except CannotOpen as error:
            find(f"is a certificate that the root key did not sign ({error.reason})")
            return
        self.certificates.add(entry.token)
        self._certified.setdefault(certificate.kid, []).append(certificate)

    def _key(self, entry: KeyEntry, find: Callable[[str], None]) -> None:
        key = (entry.purpose, entry.key_id)
        if entry.event == "made":
            if key in self._ended:
                find(f"begins the {entry.purpose} key {entry.key_id} after it had ended")
            self._begun.add(key)
        else:
            self._ended.add(key)

    def _directory(self, entry: DirectoryEntry, find: Callable[[str], None]) -> None:
        said = entry.directory
        try:
            serial, issued_at, environment = int(said["serial"]), int(said["issued_at"]), said["environment"]
            keys = _named_keys(said)
            nodes = {str(node["node_id"]): node for node in said["nodes"]}
            named = len(said["nodes"])
        except (KeyError, TypeError, ValueError):
            find("is a directory of another form")
            return
        if serial <= self._serial:
            find(f"has serial {serial} after {self._serial}")
        self._serial = max(self._serial, serial)
        if self._in_production and environment != "production":
            find("is of development, after one of production")
        self._in_production = self._in_production or environment == "production"
        if len(nodes) != named:
            find("lists a node twice")
        certified = [
            one
            for one in self._certified.get(entry.kid, ())
            if one.not_before - _LEEWAY_S <= issued_at < one.not_after and one.environment == environment
        ]
        if not certified:
            find(f"was signed by key {entry.kid}, which had no certificate for it then")
        for key in [("directory", entry.kid), *keys]:
            if key not in self._begun:
                find(f"names the {key[0]} key {key[1]}, of which the log does not know")
            if key in self._ended:
                find(f"names the {key[0]} key {key[1]}, which had ended")
        for node_id, node in nodes.items():
            self._node(node_id, node, environment, find)

    def _node(self, node_id: str, node: dict[str, Any], environment: object, find: Callable[[str], None]) -> None:
        if node_id in self._revoked:
            find(f"lists node {node_id}, which was revoked before")
        signing = node.get("signing_key")
        if not isinstance(signing, dict) or signing.get("kid") != node_id:
            find(f"lists node {node_id} under another name than its signing key's")
        admitted = self._admitted.get(node_id)
        if admitted is None:
            find(f"lists node {node_id}, which was never admitted")
        elif admitted != node:
            differ = sorted(name for name in node.keys() | admitted.keys() if node.get(name) != admitted.get(name))
            find(f"lists node {node_id} otherwise than it was admitted: {', '.join(differ)}")
        if environment == "production" and node.get("evidence") == "development":
            find(f"lists node {node_id} with development evidence in production")
