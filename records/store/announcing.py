"""Signing the directory: one newest row for all processes, made anew when its content changes or it grows old."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, text

from records.errors import CannotOpen, Reason
from records.seal.keys import SigningKey, VerifyKey
from records.seal.wire import b64u, canonical_json, from_b64u
from records.store.database import Database, Unit
from records.store.errors import KeyStoreError, StoreUnavailable
from records.store.keystore import KeyStore
from records.store.nodes import live_nodes
from records.store.tables.nodes import DirectoryIssue
from records.trust import jws
from records.trust.directory import (
    CERTIFICATE_TYP,
    Certificate,
    Commission,
    Directory,
    sign_certificate,
    sign_directory,
)
from records.trust.values import Environment, RecordKeyRef, SigningKeyRef

LIFE_MS = 12 * 3600 * 1000
REFRESH_MS = 10 * 60 * 1000
_KEPT_MS = 7 * 24 * 3600 * 1000
CERTIFICATE_LIFE_S = 90 * 24 * 3600
_CERTIFY_EVERY_MS = 24 * 3600 * 1000
RECORD_KEY_LIFE_S = 90 * 24 * 3600
_LOCK = 0x6A69_6164


@dataclass(frozen=True)
class Announcement:
    """What `GET /v1/directory` answers, but for the time."""

    root_key: str
    certificate: str
    directory: str


@dataclass(frozen=True)
class Signer:
    """A directory key with what the root says of it."""

    key: SigningKey
    root_key: str
    certificate: str
    certified_at_ms: int


class Announcer:
    """Answers the signed directory. While the database is away it goes on answering the last one, until that expires."""

    def __init__(self, database: Database, keys: KeyStore, environment: Environment, names: Commission) -> None:
        self._database = database
        self._keys = keys
        self._environment = environment
        self._names = names
        self._lock = threading.Lock()
        self._signed_by: Signer = self._certified()
        self._last: tuple[str, int, str] | None = None

    def announce(self) -> Announcement:
        """Answer the directory in force; raises `StoreUnavailable` when there is none left to give."""
        now_ms = self._database.clock()
        with self._lock:
            # After a rotation the certificate is made anew at once: certificate and directory must name one key.
            aged = now_ms - self._signed_by.certified_at_ms > _CERTIFY_EVERY_MS
            if aged or self._signed_by.key.key_id != self._keys.directory.key_id:
                self._signed_by = self._certified()
            signer = self._signed_by
        try:
            token, expires_at_ms = self._current(now_ms, signer.key)
        except StoreUnavailable:
            with self._lock:
                if self._last is None or self._last[1] <= now_ms or self._last[2] != signer.key.key_id:
                    raise
                token = self._last[0]
        else:
            with self._lock:
                self._last = (token, expires_at_ms, signer.key.key_id)
        return Announcement(signer.root_key, signer.certificate, token)

    def _certified(self) -> Signer:
        now_ms, key = self._database.clock(), self._keys.directory
        return Signer(key, *certify(self._keys, self._environment, now_ms // 1000), now_ms)

    def _current(self, now_ms: int, signer: SigningKey) -> tuple[str, int]:
        with self._database.reading() as connection:
            directory = self._content(connection, now_ms)
            digest = _digest(directory, signer)
            found = _newest(connection, digest, now_ms)
        if found is not None:
            return found
        with self._database.transaction() as unit:
            unit.connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            directory = self._content(unit.connection, now_ms)
            found = _newest(unit.connection, _digest(directory, signer), now_ms)
            return found or self._issue(unit, directory, signer)

    def _content(self, connection: Connection, now_ms: int) -> Directory:
        return Directory(
            serial=1,
            issued_at=0,
            expires_at=0,
            environment=self._environment,
            commission=self._names,
            record_key=RecordKeyRef.until(self._keys.record.public_bytes, 0),
            receipt_key=SigningKeyRef.of(self._keys.receipt.public_bytes),
            nodes=live_nodes(connection, now_ms),
        )

    def _issue(self, unit: Unit, directory: Directory, signer: SigningKey) -> tuple[str, int]:
        serial = unit.connection.execute(
            text("select nextval(pg_get_serial_sequence('directory_issue', 'serial'))")
        ).scalar_one()
        expires_at_ms = unit.now_ms + LIFE_MS
        record_key_ends = unit.now_ms // 1000 + RECORD_KEY_LIFE_S
        signed = directory.model_copy(
            update={
                "serial": serial,
                "issued_at": unit.now_ms // 1000,
                "expires_at": expires_at_ms // 1000,
                "record_key": RecordKeyRef.until(directory.record_key.public_bytes, record_key_ends),
            }
        )
        token = sign_directory(signer, signed)
        unit.connection.execute(
            insert(DirectoryIssue).values(
                serial=serial,
                content_digest=_digest(directory, signer),
                token=token,
                issued_at_ms=unit.now_ms,
                expires_at_ms=expires_at_ms,
            )
        )
        unit.connection.execute(delete(DirectoryIssue).where(DirectoryIssue.expires_at_ms < unit.now_ms - _KEPT_MS))
        return token, expires_at_ms


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


def _check_kept(keys: KeyStore, environment: Environment, root_key: str, token: str, now_s: int) -> None:
    try:
        root = VerifyKey(from_b64u(root_key, reason=Reason.JSON, length=32))
        certificate = Certificate.read(jws.verify(CERTIFICATE_TYP, token, root))
    except CannotOpen as error:
        raise KeyStoreError(
            "the kept certificate of the directory key is damaged; bring the root key back once"
        ) from error
    held = (certificate.kid, certificate.environment) == (keys.directory.key_id, environment)
    if not held or certificate.not_after <= now_s:
        raise KeyStoreError(
            "the kept certificate is for another key or environment, or has expired; bring the root key back once"
        )


def _digest(directory: Directory, signer: SigningKey) -> str:
    return hashlib.sha256(canonical_json([signer.key_id, directory.model_dump()])).hexdigest()


def _newest(connection: Connection, digest: str, now_ms: int) -> tuple[str, int] | None:
    row = connection.execute(
        select(DirectoryIssue.__table__).order_by(DirectoryIssue.serial.desc()).limit(1)
    ).one_or_none()
    if row is None or row.content_digest != digest or now_ms - row.issued_at_ms > REFRESH_MS:
        return None
    return row.token, row.expires_at_ms
