"""What stands in the transparency log: one value for each kind of entry, and its bytes (FORMAT.md, section 9).

A phone makes the entries of a directory and its certificate anew from the answer that it holds: they are functions of that answer alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from records.errors import CannotOpen, Reason
from records.seal.wire import MIB, canonical_json, parse_canonical_object
from records.trust.digests import files_digest
from records.trust.values import Hex16, Hex32, TimeS, TrustValue

MAX_ENTRY_BYTES: Final = 1 * MIB
KeyEventName = Literal["made", "revoked", "destroyed"]
"""`made`: in use from now on, told before any directory names it."""
Purpose = Annotated[str, Field(pattern=r"^[a-z]{1,16}\Z")]
LoggedKeyId = Annotated[str, Field(pattern=r"^[0-9a-z-]{1,64}\Z")]
_SEGMENT: Final = "[0-9A-Za-z_-][0-9A-Za-z._-]{0,119}"
PagePath = Annotated[str, Field(pattern=rf"^{_SEGMENT}(/{_SEGMENT}){{0,8}}\Z")]


class CertificateEntry(TrustValue):
    """A certificate of the directory key, whole, so that the log can be checked by itself."""

    kind: Literal["certificate"] = "certificate"
    root_key: Annotated[str, Field(max_length=43)]
    token: Annotated[str, Field(max_length=8192)]


class DirectoryEntry(TrustValue):
    """A signed directory: who signed it, the digest of its token, and what it says but for the keys themselves."""

    kind: Literal["directory"] = "directory"
    kid: Hex16
    token_digest: Hex32
    directory: dict[str, Any]


class AdmittedEntry(TrustValue):
    """A node whose evidence was verified, as it then stands in directories, without keys."""

    kind: Literal["node"] = "node"
    at: TimeS
    event: Literal["admitted"] = "admitted"
    node: dict[str, Any]


class RevokedEntry(TrustValue):
    """A node that is never to stand in a directory again."""

    kind: Literal["node"] = "node"
    at: TimeS
    event: Literal["revoked"] = "revoked"
    node_id: Hex16


class PageFile(TrustValue):
    """One file of the page, by its path below the build."""

    path: PagePath
    digest: Hex32


class PageEntry(TrustValue):
    """A build of the resident's page that a process of the commission began to serve."""

    kind: Literal["page"] = "page"
    at: TimeS
    software: Annotated[str, Field(max_length=100)]
    digest: Hex32
    files: list[PageFile]


class KeyEntry(TrustValue):
    """The beginning or the end of one of the commission's keys; never the key."""

    kind: Literal["key"] = "key"
    at: TimeS
    event: KeyEventName
    purpose: Purpose
    key_id: LoggedKeyId


Entry = CertificateEntry | DirectoryEntry | AdmittedEntry | RevokedEntry | PageEntry | KeyEntry
_ANY: Final[TypeAdapter[Entry]] = TypeAdapter(Entry)


def to_bytes(entry: Entry) -> bytes:
    """Answer the entry as the log holds it. Raises `ValueError` for one that is over the limit."""
    raw = canonical_json(entry.model_dump())
    if len(raw) > MAX_ENTRY_BYTES:
        raise ValueError(f"an entry of {len(raw)} bytes is over {MAX_ENTRY_BYTES}")
    return raw


def from_bytes(raw: bytes) -> Entry:
    """Answer the entry in these bytes. Raises `CannotOpen`: `too_long`, `json`, `not_canonical`."""
    if len(raw) > MAX_ENTRY_BYTES:
        raise CannotOpen(Reason.TOO_LONG)
    payload = parse_canonical_object(raw, malformed=Reason.JSON)
    try:
        return _ANY.validate_python(payload)
    except ValidationError:
        raise CannotOpen(Reason.JSON) from None


def without_keys(value: Any) -> Any:
    """Answer `value` without the `key` of every object that names it by a `kid`."""
    if isinstance(value, dict):
        named = "kid" in value and "key" in value
        return {name: without_keys(item) for name, item in value.items() if not (named and name == "key")}
    if isinstance(value, list | tuple):
        return [without_keys(item) for item in value]
    return value


def certificate_entry(root_key: str, token: str) -> CertificateEntry:
    """Answer the entry of a certificate."""
    return CertificateEntry(root_key=root_key, token=token)


def directory_entry(kid: str, token: str, payload: dict[str, Any]) -> DirectoryEntry:
    """Answer the entry of a directory; `payload` is what its token says."""
    digest = hashlib.sha256(token.encode("ascii")).hexdigest()
    return DirectoryEntry(kid=kid, token_digest=digest, directory=without_keys(payload))


def page_digest(files: Iterable[PageFile]) -> str:
    """Answer the digest of a page from those of its files, in hex."""
    return files_digest("page", {file.path: bytes.fromhex(file.digest) for file in files}).hex()
