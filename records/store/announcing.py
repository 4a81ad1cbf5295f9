"""Signing the directory: one newest row for all processes, made anew when its content changes or it grows old.

It is appended to the transparency log in the transaction that signs it, with the certificate and the keys that it rests on, and is
handed out with the proof (FORMAT.md, section 9) or not at all.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, text

from records.errors import CannotOpen, Reason
from records.seal.keys import SigningKey, VerifyKey
from records.seal.suites import SuiteId
from records.seal.wire import b64u, canonical_json, from_b64u
from records.store import translog
from records.store.database import Database, Unit
from records.store.errors import KeyStoreError, StoreUnavailable, Uncertified
from records.store.keyfolder.logged import note_keys
from records.store.keystore import KeyStore, KeyView
from records.store.nodes import live_nodes
from records.store.oversight.rules import release_minutes
from records.store.tables.nodes import DirectoryIssue
from records.trust import jws
from records.trust.directory import (
    CERTIFICATE_TYP,
    AfterRelease,
    Certificate,
    Commission,
    Directory,
    may_list,
    sign_certificate,
    sign_directory,
)
from records.trust.log.entries import certificate_entry, directory_entry
from records.trust.log.head import TreeHead, path_text, sign_head
from records.trust.values import AdmissionKeyRef, Environment, RecordKeyRef, SigningKeyRef

LIFE_MS = 12 * 3600 * 1000
REFRESH_MS = 10 * 60 * 1000
_KEPT_MS = 7 * 24 * 3600 * 1000
CERTIFICATE_LIFE_S = 90 * 24 * 3600
_CERTIFY_EVERY_MS = 24 * 3600 * 1000
RECORD_KEY_LIFE_S = 90 * 24 * 3600
ADMISSION_KEY_LIFE_S = 2 * 24 * 3600
"""Counted from each signing: so long nodes that hear of no newer directory go by it."""
_ENDING_S = 900
"""A node whose admission ends within this time is announced as soon as it is renewed; other renewals wait for the next directory."""
_KEPT_PROOFS = 256


@dataclass(frozen=True)
class Announcement:
    """What `GET /v1/directory` answers, but for the time."""

    root_key: str
    certificate: str
    directory: str
    log: dict[str, Any]


@dataclass(frozen=True)
class AnnouncedHead:
    """What `GET /v1/log/head` answers."""

    root_key: str
    certificate: str
    head: str


@dataclass(frozen=True)
class Signer:
    """A directory key with what the root says of it."""

    key: SigningKey
    root_key: str
    certificate: str
    certified_at_ms: int
    ends_at_ms: int


@dataclass(frozen=True)
class _Issued:
    """The directory in force, and what proves that it and this process's certificate are in the log."""

    token: str
    expires_at_ms: int
    size: int
    head: str
    signer: Signer
    certified: dict[str, Any]
    directed: dict[str, Any]


class Announcer:
    """Answers the signed directory. While the database is away it goes on answering the last one, until that expires."""

    def __init__(
        self, database: Database, keys: KeyStore, environment: Environment, names: Commission, suite: SuiteId = 1
    ) -> None:
        self._database = database
        self._keys = keys
        self._environment = environment
        self._names = names
        self._suite: SuiteId = suite
        self._lock = threading.Lock()
        self._signed_by: Signer = self._certified()
        self._last: _Issued | None = None
        self._continued: OrderedDict[tuple[int, int], list[str]] = OrderedDict()

    def announce(self, seen: int | None = None) -> Announcement:
        """Answer the directory in force, for a reader that has seen the log at size `seen`.

        Raises `StoreUnavailable` when there is no directory to give, or no proof that the log continues the one seen.
        """
        now_ms = self._database.clock()
        try:
            issued = self._current(now_ms)
        except StoreUnavailable:
            with self._lock:
                last = self._last
                if (
                    last is None
                    or last.expires_at_ms <= now_ms
                    or last.signer.key.key_id != self._keys.directory.key_id
                ):
                    raise
                # Another process may have served a newer one: this reader has, and must not take an outage for a rollback.
                if (seen or 0) > last.size:
                    raise
                issued = last
        else:
            with self._lock:
                if self._last is None or self._last.size <= issued.size:
                    self._last = issued
        log = {
            "head": issued.head,
            "certificate": issued.certified,
            "directory": issued.directed,
            "consistency": self._consistency(seen or 0, issued.size),
        }
        return Announcement(issued.signer.root_key, issued.signer.certificate, issued.token, log)

    def newest_head(self) -> AnnouncedHead:
        """Answer the signed head of all entries there are; raises `StoreUnavailable`."""
        self.announce()
        with self._lock:
            signer = self._signed_by
        with self._database.reading() as connection:
            size = translog.size(connection)
            head = signed_head(connection, signer.key, size, self._database.clock() // 1000)
        return AnnouncedHead(signer.root_key, signer.certificate, head)

    def _signer(self, keys: KeyView, now_ms: int) -> Signer:
        """Answer the directory key in force, certified anew after a rotation: certificate and directory must name one key.

        Raises `Uncertified` where the certificate has ended and no other is here.
        """
        with self._lock:
            signer = self._signed_by
            aged = now_ms - signer.certified_at_ms > _CERTIFY_EVERY_MS or signer.ends_at_ms <= now_ms
            if aged or signer.key.key_id != keys.directory.key_id:
                try:
                    self._signed_by = self._certified()
                except KeyStoreError as error:
                    raise Uncertified(str(error)) from error
            return self._signed_by

    def _certified(self) -> Signer:
        now_ms, key = self._database.clock(), self._keys.directory
        root_key, token = certify(self._keys, self._environment, now_ms // 1000)
        return Signer(key, root_key, token, now_ms, _read_certificate(root_key, token).not_after * 1000)

    def _current(self, now_ms: int) -> _Issued:
        keys = self._keys.newest()
        signer = self._signer(keys, now_ms)
        with self._database.reading() as connection:
            found = _newest(connection, _digest(self._content(connection, keys, now_ms), signer, now_ms), now_ms)
            if found is not None and (issued := self._proved(connection, found, signer)) is not None:
                return issued
        with self._database.transaction() as unit:
            return self._in_force(unit, now_ms)[0]

    def serial_in_force(self, unit: Unit) -> int:
        """Answer the serial of the directory in force within this transaction, signed in it where what it says has changed.

        Whoever reads a directory of this serial or a higher one reads everything that was committed before, and what `unit` did.
        """
        return self._in_force(unit, unit.now_ms)[1]

    def _in_force(self, unit: Unit, now_ms: int) -> tuple[_Issued, int]:
        # Before anything is read: what a directory lists is what the log said before it, of keys as of nodes.
        translog.lock(unit)
        keys = self._keys.newest()
        signer = self._signer(keys, now_ms)
        directory = self._content(unit.connection, keys, now_ms)
        row = _newest(unit.connection, _digest(directory, signer, now_ms), now_ms)
        issued = self._proved(unit.connection, row, signer) if row is not None else None
        if row is None or issued is None:
            row = self._issue(unit, directory, keys, signer)
            issued = self._proved(unit.connection, row, signer)
        if issued is None:
            raise StoreUnavailable("the log did not take the directory")
        return issued, row.serial

    def _content(self, connection: Connection, keys: KeyView, now_ms: int) -> Directory:
        return Directory(
            suite=self._suite,
            serial=1,
            issued_at=0,
            expires_at=0,
            environment=self._environment,
            commission=self._names,
            record_key=RecordKeyRef.until(keys.record.public_bytes, 0),
            receipt_key=SigningKeyRef.of(keys.receipt.public_bytes),
            admission_key=AdmissionKeyRef.until(keys.admission.public.modulus, 0),
            # Of a commission that was in development before, too: one such node and no reader takes the directory.
            nodes=[
                node for node in live_nodes(connection, now_ms) if may_list(self._environment, node.evidence, node.url)
            ],
            advice=None if (within := release_minutes(connection)) is None else AfterRelease(within_minutes=within),
        )

    def _issue(self, unit: Unit, directory: Directory, keys: KeyView, signer: Signer) -> Row[Any]:
        serial = unit.connection.execute(
            text("select nextval(pg_get_serial_sequence('directory_issue', 'serial'))")
        ).scalar_one()
        expires_at_ms = unit.now_ms + LIFE_MS
        record_key_ends = unit.now_ms // 1000 + RECORD_KEY_LIFE_S
        admission_key_ends = unit.now_ms // 1000 + ADMISSION_KEY_LIFE_S
        signed = directory.model_copy(
            update={
                "serial": serial,
                "issued_at": unit.now_ms // 1000,
                "expires_at": expires_at_ms // 1000,
                "record_key": RecordKeyRef.until(directory.record_key.public_bytes, record_key_ends),
                "admission_key": AdmissionKeyRef.until(keys.admission.public.modulus, admission_key_ends),
            }
        )
        token = sign_directory(signer.key, signed)
        certificate = certificate_entry(signer.root_key, signer.certificate)
        if translog.index_of(unit.connection, certificate) is None:
            translog.append(unit, certificate)
        note_keys(unit, keys.keys)
        index = translog.append(unit, directory_entry(signer.key.key_id, token, signed.model_dump()))
        row = unit.connection.execute(
            insert(DirectoryIssue)
            .values(
                serial=serial,
                content_digest=_digest(directory, signer, unit.now_ms),
                token=token,
                log_index=index,
                log_size=index + 1,
                log_head=signed_head(unit.connection, signer.key, index + 1, unit.now_ms // 1000),
                issued_at_ms=unit.now_ms,
                expires_at_ms=expires_at_ms,
            )
            .returning(DirectoryIssue.__table__)
        ).one()
        unit.connection.execute(delete(DirectoryIssue).where(DirectoryIssue.expires_at_ms < unit.now_ms - _KEPT_MS))
        return row

    def _proved(self, connection: Connection, row: Row[Any], signer: Signer) -> _Issued | None:
        """Answer a directory's row with its proofs; None where the signer's certificate is not yet under its head."""
        last = self._last
        if last is not None and (last.token, last.signer) == (row.token, signer):
            return last
        certified = translog.index_of(connection, certificate_entry(signer.root_key, signer.certificate))
        if certified is None or certified >= row.log_size:
            return None

        def included(index: int) -> dict[str, Any]:
            return {"index": index, "path": path_text(translog.inclusion(connection, index, row.log_size))}

        return _Issued(
            token=row.token,
            expires_at_ms=row.expires_at_ms,
            size=row.log_size,
            head=row.log_head,
            signer=signer,
            certified=included(certified),
            directed=included(row.log_index),
        )

    def _consistency(self, seen: int, size: int) -> dict[str, Any] | None:
        if not 0 < seen < size:
            return None
        with self._lock:
            path = self._continued.get((seen, size))
        if path is None:
            with self._database.reading() as connection:
                path = path_text(translog.consistency(connection, seen, size))
            with self._lock:
                self._continued[(seen, size)] = path
                while len(self._continued) > _KEPT_PROOFS:
                    self._continued.popitem(last=False)
        return {"from": seen, "path": path}


def signed_head(connection: Connection, key: SigningKey, size: int, now_s: int) -> str:
    """Answer the signed head of the log's first `size` entries."""
    head = TreeHead(size=size, root=translog.root(connection, size).hex(), at=now_s)
    return sign_head(key, head)


def certify(keys: KeyStore, environment: Environment, now_s: int) -> tuple[str, str]:
    """Answer the root's public key (b64u) and its certificate for the directory key.

    With the root key at hand the certificate is made anew and kept beside the keys; without it the kept one is used.
    Raises `KeyStoreError` when there is neither.
    """
    if keys.has_root:
        root = keys.root
        certificate = Certificate(
            **SigningKeyRef.of(keys.directory.public_bytes).model_dump(),
            not_before=now_s - 3600,
            not_after=now_s + CERTIFICATE_LIFE_S,
            environment=environment,
        )
        token = sign_certificate(root, certificate)
        root_key = b64u(root.public_bytes)
        keys.keep_certificate(f"{keys.directory_name}.certificate", root_key, token)
        return root_key, token
    root_key, token = keys.kept_certificate(f"{keys.directory_name}.certificate")
    _check_kept(keys, environment, root_key, token, now_s)
    return root_key, token


def _read_certificate(root_key: str, token: str) -> Certificate:
    """Answer a certificate that this root signed. Raises `CannotOpen`."""
    root = VerifyKey(from_b64u(root_key, reason=Reason.JSON, length=32))
    return Certificate.read(jws.verify(CERTIFICATE_TYP, token, root))


def _check_kept(keys: KeyStore, environment: Environment, root_key: str, token: str, now_s: int) -> None:
    try:
        certificate = _read_certificate(root_key, token)
    except CannotOpen as error:
        raise KeyStoreError(
            "the kept certificate of the directory key is damaged; bring the root key back once"
        ) from error
    held = (certificate.kid, certificate.environment) == (keys.directory.key_id, environment)
    if not held or certificate.not_after <= now_s:
        raise KeyStoreError(
            "the kept certificate is for another key or environment, or has expired: have the root sign a request of "
            "jiayi keys ceremony, and accept its answer"
        )


def _digest(directory: Directory, signer: Signer, now_ms: int) -> str:
    """Answer what a directory says, in short: renewals of nodes whose admission holds on do not count."""
    value = directory.model_dump()
    for node in value["nodes"]:
        node["expires_at"] = int(node["expires_at"] * 1000 - now_ms < _ENDING_S * 1000)
    return hashlib.sha256(canonical_json([signer.key.key_id, value])).hexdigest()


def _newest(connection: Connection, digest: str, now_ms: int) -> Row[Any] | None:
    row = connection.execute(
        select(DirectoryIssue.__table__).order_by(DirectoryIssue.serial.desc()).limit(1)
    ).one_or_none()
    if row is None or row.content_digest != digest or now_ms - row.issued_at_ms > REFRESH_MS:
        return None
    return row
