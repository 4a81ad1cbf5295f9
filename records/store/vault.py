r"""Sealing at rest: data keys, sealed columns, blind indexes, and the keyed digests that only the commission can make.

It does no I/O and knows no table: callers name the place
(table, row, column), and what is sealed for one place does not open in another. Formats, version 1, suites as in FORMAT.md, section 1:

    sealed   = u8 suite || u8 deflated || nonce[12] || AEAD(column key, nonce, aad, padded)
    key      = suite 1: the data key; suite 2: KDF(salt empty, ikm = the data key, info = "jiayi/v1/at-rest-key\0" || u8 suite)
    padded   = u32 len || packed, with zeros up to the size class with floor 256
    packed   = the value, deflated (RFC 1950) where that makes a long one shorter
    aad      = "jiayi/v1/at-rest\0" || first 2 bytes || table "\0" row "\0" column

A value is deflated alone, never with another's: nobody but its own author and reader puts words into it. What its length would still
tell, together with how repetitive it is, the size class takes away but for the power of two (docs/decisions/0024). A vault seals
under one suite and opens both, since what was stored stays stored; which one is authenticated, and each has its own key.

How a data key is wrapped is the matter of `records.store.kek` (FORMAT.md, section 12). Nonces are random 96 bits: under one data
key far fewer than 2^32 columns are sealed (NIST SP 800-38D, 8.3).
"""

from __future__ import annotations

import hmac
import secrets
import unicodedata
import zlib
from dataclasses import dataclass

from records.errors import CannotOpen
from records.seal.suites import SUITE_1, SUITES, Suite
from records.seal.wire import Cursor, pad, part
from records.store.errors import SealBroken
from records.store.kek.port import DataKey, KeyEncryptionKey, WrappedKey

_FLOOR = 256
_MAX_PACKED_BYTES = 64 * 1024 * 1024
_COLUMN_KEY = b"jiayi/v1/at-rest-key\0"
_KEY_BYTES = 32
_NONCE_BYTES = 12
_DEFLATE_FROM_BYTES = 256
_MAX_INFLATED_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Place:
    """Where a sealed value lives. Row ids hold no NUL, so the three parts cannot run into each other."""

    table: str
    row: str
    column: str

    def aad(self, head: bytes) -> bytes:
        """Answer the associated data of this place."""
        return b"jiayi/v1/at-rest\0" + head + f"{self.table}\0{self.row}\0{self.column}".encode()


def _column_key(suite: Suite, key: DataKey) -> bytes:
    return key if suite.number == 1 else suite.derive(key, salt=b"", info=_COLUMN_KEY + suite.tag)


_BY_TAG = {suite.tag: suite for suite in SUITES.values()}


class Vault:
    """Seals and opens columns, and makes the keyed digests. `waiting_root` seals what has no resident yet."""

    def __init__(
        self,
        kek: KeyEncryptionKey,
        *,
        index_key: bytes,
        waiting_root: bytes,
        audit_key: bytes,
        suite: Suite = SUITE_1,
    ) -> None:
        if min(len(index_key), len(waiting_root), len(audit_key)) < _KEY_BYTES:
            raise SealBroken("index, waiting and audit keys have 32 bytes")
        self._kek = kek
        self._suite = suite
        self._index_key = index_key
        self._waiting_root = waiting_root
        self._audit_key = audit_key

    @property
    def kek_id(self) -> str:
        """Answer the id of the key-encryption key in force."""
        return self._kek.kek_id

    def new_data_key(self, owner: str) -> tuple[DataKey, WrappedKey]:
        """Make a data key for a resident: the key, and what the database may hold of it."""
        key = DataKey(secrets.token_bytes(_KEY_BYTES))
        return key, self._kek.wrap(key, owner)

    def data_key(self, wrapped: bytes, owner: str) -> DataKey:
        """Open a resident's data key; raises `SealBroken`."""
        return self._kek.unwrap(WrappedKey(wrapped), owner)

    def waiting_key(self, encounter_id: str) -> DataKey:
        """Answer the key for an encounter whose identity has not arrived: derived, one per encounter."""
        return DataKey(hmac.digest(self._waiting_root, b"jiayi/v1/waiting\0" + encounter_id.encode(), "sha256"))

    def account_key(self, clinician_id: str) -> DataKey:
        """Answer the key for what an account keeps secret (its authenticator): derived, one per account."""
        return DataKey(hmac.digest(self._waiting_root, b"jiayi/v1/account\0" + clinician_id.encode(), "sha256"))

    def seal(self, key: DataKey, place: Place, body: bytes) -> bytes:
        """Seal a value for its place. Long values are deflated first, which costs less, and all are padded to a size class."""
        deflated = len(body) >= _DEFLATE_FROM_BYTES
        packed = zlib.compress(body, 1) if deflated else body
        if deflated and len(packed) >= len(body):
            deflated, packed = False, body
        head = self._suite.tag + (b"\x01" if deflated else b"\x00")
        nonce = secrets.token_bytes(_NONCE_BYTES)
        padded = pad(part(packed, _MAX_PACKED_BYTES), floor=_FLOOR, limit=_MAX_PACKED_BYTES)
        return head + nonce + self._suite.seal(_column_key(self._suite, key), nonce, padded, place.aad(head))

    def open(self, key: DataKey, place: Place, sealed: bytes) -> bytes:
        """Open a value in its place; raises `SealBroken` when it was altered, moved, or sealed under another key."""
        head, nonce, body = sealed[:2], sealed[2 : 2 + _NONCE_BYTES], sealed[2 + _NONCE_BYTES :]
        suite = _BY_TAG.get(head[:1])
        if suite is None:
            raise SealBroken(f"{place.table}/{place.row}/{place.column}: unknown suite")
        try:
            cursor = Cursor(suite.open(_column_key(suite, key), nonce, body, place.aad(head)))
            packed = cursor.part(_MAX_PACKED_BYTES)
            cursor.end_padded(_FLOOR)
        except (CannotOpen, ValueError) as error:
            raise SealBroken(f"{place.table}/{place.row}/{place.column} does not open") from error
        if head[1:] == b"\x00":
            return packed
        inflate = zlib.decompressobj()
        plain = inflate.decompress(packed, _MAX_INFLATED_BYTES)
        if not inflate.eof:
            raise SealBroken(f"{place.table}/{place.row}/{place.column} is longer than any value of the store")
        return plain

    def index(self, kind: str, value: str) -> bytes:
        """Answer the blind index of a value that was normalised by `normal_phone` or `normal_name`, or is an id."""
        return hmac.digest(self._index_key, f"jiayi/v1/index/{kind}\0{value}".encode(), "sha256")

    def audit_mac(self, previous: bytes, entry: bytes) -> bytes:
        """Answer the mac that chains an audit entry to the one before it."""
        return hmac.digest(self._audit_key, b"jiayi/v1/audit\0" + previous + entry, "sha256")


def normal_phone(phone: str) -> str:
    """Bring a phone number to digits; a leading +86, 0086 or 86 before eleven digits falls away."""
    digits = "".join(str(unicodedata.digit(letter)) for letter in phone if letter.isdigit())
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) - len(prefix) == len("13800000000"):
            return digits[len(prefix) :]
    return digits


def normal_name(name: str) -> str:
    """Bring a name to one form: NFKC, case folded, no spaces or middle dots (which are typed in many ways)."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if not letter.isspace() and letter not in "·•・‧.")
