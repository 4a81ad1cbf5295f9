"""Where an auditor reads a log: over HTTP, as anybody may, or in the commission's own database."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import httpx
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.translog.errors import CannotCheck
from records.errors import CannotOpen, Reason, RecordsError
from records.seal.wire import from_b64u
from records.store import translog
from records.store.database import driver_url
from records.store.errors import Refused
from records.store.tables.nodes import DirectoryIssue
from records.store.tables.translog import LogEntry, LogNode
from records.trust.log.entries import CertificateEntry, from_bytes
from records.trust.log.head import path_bytes
from records.trust.log.tree import MAX_PATH

_MOST_BYTES: Final = 8 * 1024 * 1024
_TIMEOUT_S: Final = 30.0


class LogSource(Protocol):
    """A log that can be read. Raises `CannotCheck`."""

    name: str

    def head(self) -> Any:
        """Answer `{"root_key", "certificate", "head"}` of the newest tree, unverified."""
        ...

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Answer the entries from `start` on and before `end`, all of them."""
        ...


@dataclass
class RemoteLog:
    """A commission's log over HTTP."""

    url: str
    client: httpx.Client
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = self.url

    def head(self) -> Any:
        """Answer the newest head, unverified."""
        return self.get("/v1/log/head")

    def directory(self) -> Any:
        """Answer the directory in force, unverified."""
        return self.get("/v1/directory")

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Answer the entries, page by page."""
        at = start
        while at < end:
            page = self.get("/v1/log/entries", start=at, end=end)
            found = page.get("entries") if isinstance(page, dict) else None
            if not isinstance(found, list) or not 0 < len(found) <= end - at or page.get("start") != at:
                raise CannotCheck(f"{self.url} answers entries {at} to {end} with something else")
            try:
                yield from [from_b64u(text, reason=Reason.JSON) for text in found]
            except CannotOpen:
                raise CannotCheck(f"{self.url} answers an entry from {at} on that is not base64url") from None
            at += len(found)

    def path(self, kind: str, **query: int) -> list[bytes]:
        """Answer a proof (`inclusion` or `consistency`), unverified."""
        answer = self.get(f"/v1/log/{kind}", **query)
        path = answer.get("path") if isinstance(answer, dict) else None
        if isinstance(path, list) and len(path) <= MAX_PATH:
            with suppress(CannotOpen):
                return path_bytes(path)
        raise CannotCheck(f"{self.url} answers a proof of another form")

    def get(self, path: str, **query: int) -> Any:
        """Answer the JSON at a path; at most 8 MiB are read."""
        try:
            with self.client.stream("GET", f"{self.url}{path}", params=query) as response:
                if response.status_code != httpx.codes.OK:
                    raise CannotCheck(f"{self.url}{path} answers {response.status_code}")
                body = b""
                for piece in response.iter_bytes():
                    body += piece
                    if len(body) > _MOST_BYTES:
                        raise CannotCheck(f"{self.url}{path} answers more than {_MOST_BYTES} bytes")
            return json.loads(body)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CannotCheck(f"{self.url} cannot be reached ({type(error).__name__})") from error
        except (ValueError, RecursionError):
            raise CannotCheck(f"{self.url}{path} answers something that is not JSON") from None


def remote(url: str, *, authority: str | None = None) -> RemoteLog:
    """Open a commission's log by its address. `authority` is a PEM file for a commission with one of its own."""
    try:
        client = httpx.Client(timeout=_TIMEOUT_S, trust_env=False, verify=_context(authority), follow_redirects=False)
    except OSError as error:
        raise CannotCheck(f"{authority} cannot be read: {error}") from error
    return RemoteLog(url.rstrip("/"), client)


def _context(authority: str | None) -> Any:
    import ssl  # noqa: PLC0415 - only where there is an authority

    return ssl.create_default_context(cafile=authority) if authority else True


class StoredLog:
    """The log in a commission's database, read only; no key is needed."""

    def __init__(self, database_url: str) -> None:
        self.name = "the database"
        try:
            self._engine = create_engine(
                driver_url(database_url),
                poolclass=NullPool,
                hide_parameters=True,
                connect_args={"connect_timeout": 5, "options": "-c default_transaction_read_only=on"},
            )
        except (ValueError, ImportError) as error:
            raise CannotCheck(str(error)) from error

    def head(self) -> Any:
        """Answer the newest head that was signed with a directory, and the newest certificate before it."""
        heads = self.heads()
        if not heads:
            raise CannotCheck("the database holds no directory yet, so no tree head was signed")
        size, token = heads[-1]
        with self._reading() as connection:
            rows = connection.execute(
                select(LogEntry.entry)
                .where(LogEntry.kind == "certificate", LogEntry.number < size)
                .order_by(LogEntry.number.desc())
            ).scalars()
            for raw in rows:
                with suppress(CannotOpen):
                    entry = from_bytes(bytes(raw))
                    if isinstance(entry, CertificateEntry):
                        return {"root_key": entry.root_key, "certificate": entry.token, "head": token}
        raise CannotCheck("no certificate in the log can be read")

    def heads(self) -> list[tuple[int, str]]:
        """Answer the heads that were signed with directories and are still kept: size and token, by serial."""
        with self._reading() as connection:
            rows = connection.execute(
                select(DirectoryIssue.log_size, DirectoryIssue.log_head).order_by(DirectoryIssue.serial)
            )
            return [(row.log_size, row.log_head) for row in rows]

    def size(self) -> int:
        """Answer how many entries there are."""
        with self._reading() as connection:
            return translog.size(connection)

    def nodes(self, level: int) -> dict[int, bytes]:
        """Answer the stored subtrees of a level by number: of these the proofs are made."""
        with self._reading() as connection:
            rows = connection.execute(select(LogNode.number, LogNode.hash).where(LogNode.level == level))
            return {row.number: bytes(row.hash) for row in rows}

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Answer the entries, page by page."""
        at = start
        while at < end:
            with self._reading() as connection:
                try:
                    found = translog.entries(connection, at, end)
                except Refused:
                    found = []
            if not found:
                raise CannotCheck(f"entries are missing from the database, from number {at} on")
            yield from found
            at += len(found)

    @contextmanager
    def _reading(self) -> Generator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (DBAPIError, RecordsError) as error:
            raise CannotCheck(f"the log in the database cannot be read ({type(error).__name__})") from error
