"""The few TPM 2.0 commands that a node needs (TPM 2.0 Library, part 3), over any `Transport`.

Nothing is guessed: a response of another shape than the command's is refused.

Own layer instead of tpm2-pytss: that needs the TSS's headers and a compiler on every machine that installs this software, and
brings a hundred commands where ten are used. The tests compare it with tpm2-tools.
"""

from __future__ import annotations

import contextlib
import time
from typing import Final

from app.compute.attest.device import TpmUnreachable, Transport
from records.trust.evidence.tpm_structures import (
    AK_ATTRIBUTES,
    ALG_ECC,
    ALG_ECDSA,
    ALG_NULL,
    ALG_SHA256,
    CURVE_P256,
    PCR_SELECTION,
    RH_ENDORSEMENT,
    Malformed,
    Reader,
)

_NO_SESSIONS, _SESSIONS = 0x8001, 0x8002
_NV_READ, _CREATE_PRIMARY, _ACTIVATE, _POLICY_SECRET, _QUOTE = 0x14E, 0x131, 0x147, 0x151, 0x158
_FLUSH, _NV_READ_PUBLIC, _START_SESSION, _PCR_READ, _PCR_EXTEND = 0x165, 0x169, 0x176, 0x17E, 0x182
_RH_NULL, _RS_PW = 0x40000007, 0x40000009
_SE_POLICY: Final = 0x01
_BUSY: Final = frozenset({0x908, 0x90A, 0x922})
"""TPM_RC_YIELDED, TPM_RC_TESTING, TPM_RC_RETRY."""
_NO_ROOM: Final = 0x902
"""TPM_RC_OBJECT_MEMORY."""
_TRANSIENT: Final = range(0x80000000, 0x80000003)
"""The handles of the three keys that a TPM holds at least (PC Client Platform TPM Profile)."""
_TRIES, _PAUSE_S = 50, 0.1
_NV_CHUNK: Final = 512
_HEADER_BYTES: Final = 10
EK_CERTIFICATE_INDEX: Final = 0x01C00002
"""Where the RSA-2048 EK's certificate lies (TCG EK credential profile, 2.2.1.4)."""
_EK_POLICY: Final = bytes.fromhex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa")
"""PolicySecret(TPM_RH_ENDORSEMENT) with SHA-256 (the same profile, template L-1)."""


class TpmRefused(Exception):
    """The TPM answered a command with an error; `code` is its TPM_RC."""

    def __init__(self, what: str, code: int) -> None:
        super().__init__(f"the TPM refused to {what} (TPM_RC 0x{code:03x})")
        self.code = code


def _u16(value: int) -> bytes:
    return value.to_bytes(2, "big")


def _u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


def _sized(raw: bytes) -> bytes:
    return _u16(len(raw)) + raw


def _words(*values: int) -> bytes:
    return b"".join(map(_u16, values))


_PASSWORD = _u32(_RS_PW) + _sized(b"") + b"\0" + _sized(b"")
_EK_TEMPLATE = (
    _words(0x0001, ALG_SHA256) + _u32(0x000300B2) + _sized(_EK_POLICY) + _words(0x0006, 128, 0x0043, ALG_NULL, 2048)
) + (_u32(0) + _sized(bytes(256)))
_AK_TEMPLATE = (
    _words(ALG_ECC, ALG_SHA256) + _u32(AK_ATTRIBUTES) + _sized(b"") + _words(ALG_NULL, ALG_ECDSA, ALG_SHA256)
) + (_words(CURVE_P256, ALG_NULL) + _sized(b"") + _sized(b""))


class Tpm:
    """One TPM. Not safe in several threads: whoever holds it is the only one to talk to it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._own: set[int] = set()

    def close(self) -> None:
        """Give the TPM back."""
        self._transport.close()

    def create_endorsement_key(self) -> int:
        """Make the RSA-2048 EK of template L-1, always the same in one TPM, and answer its handle."""
        return self._create_primary(_EK_TEMPLATE, "make its endorsement key")[0]

    def create_attestation_key(self) -> tuple[int, bytes]:
        """Make the AK of FORMAT.md, always the same in one TPM; answer its handle and its TPMT_PUBLIC."""
        return self._create_primary(_AK_TEMPLATE, "make its attestation key")

    def endorsement_certificate(self) -> bytes:
        """Answer the EK's certificate (DER) from the TPM's own memory. Raises `TpmRefused` where there is none."""
        index = _u32(EK_CERTIFICATE_INDEX)
        what = (
            "show its endorsement certificate (name its file in JIAYI_EK_CERTIFICATE when the maker keeps it elsewhere)"
        )
        reader = self._ask(_NV_READ_PUBLIC, index, what)
        public = Reader(reader.sized())
        public.take(4 + 2 + 4)
        public.sized()
        size, read = public.u16(), bytearray()
        while len(read) < size:
            chunk = _u16(min(_NV_CHUNK, size - len(read))) + _u16(len(read))
            answer = self._ask(
                _NV_READ, index + index, "read its endorsement certificate", sessions=_PASSWORD, body=chunk
            )
            part = answer.sized()
            if not part:
                raise Malformed("an empty part of a certificate")
            read += part
        return _der(bytes(read))

    def activate_credential(self, ak: int, ek: int, blob: bytes, secret: bytes) -> bytes:
        """Answer the secret in a credential that was made for this AK in this TPM (blob and secret as TPM2Bs)."""
        session = self._policy_session()
        try:
            handles = _u32(RH_ENDORSEMENT) + _u32(session)
            body = _sized(b"") * 3 + _u32(0)
            self._ask(_POLICY_SECRET, handles, "use its endorsement hierarchy", sessions=_PASSWORD, body=body)
            both = _PASSWORD + _u32(session) + _sized(b"") + b"\0" + _sized(b"")
            reader = self._ask(_ACTIVATE, _u32(ak) + _u32(ek), "read the credential", sessions=both, body=blob + secret)
        except (TpmRefused, Malformed):
            self.flush(session)
            raise
        return reader.sized()

    def extend(self, pcr: int, digest: bytes) -> None:
        """Extend a PCR of the SHA-256 bank."""
        body = _u32(1) + _u16(ALG_SHA256) + digest
        self._ask(_PCR_EXTEND, _u32(pcr), f"extend PCR {pcr}", sessions=_PASSWORD, body=body)

    def read_pcrs(self) -> list[bytes]:
        """Answer PCRs 0 to 15 of the SHA-256 bank. Raises `Malformed` where the TPM has no such bank."""
        values: dict[int, bytes] = {}
        for pcr in range(16):
            mask = (1 << pcr).to_bytes(3, "little")
            selection = _u32(1) + _u16(ALG_SHA256) + b"\3" + mask
            reader = self._ask(_PCR_READ, b"", f"read PCR {pcr}", body=selection)
            reader.u32()
            answered = reader.take(len(selection))
            if answered != selection or reader.u32() != 1:
                raise Malformed("this TPM has no SHA-256 bank of PCRs")
            values[pcr] = reader.sized()
            reader.end()
        return [values[pcr] for pcr in range(16)]

    def quote(self, ak: int, extra_data: bytes) -> tuple[bytes, bytes]:
        """Answer (TPMS_ATTEST, TPMT_SIGNATURE) over PCRs 0 to 15 and `extra_data`."""
        body = _sized(extra_data) + _u16(ALG_NULL) + PCR_SELECTION
        reader = self._ask(_QUOTE, _u32(ak), "quote", sessions=_PASSWORD, body=body)
        attest = reader.sized()
        start = reader.take(4)
        r, s = reader.sized(), reader.sized()
        return attest, start + _sized(r) + _sized(s)

    def flush(self, handle: int) -> None:
        """Take a key or a session out of the TPM's memory."""
        self._ask(_FLUSH, b"", "forget a handle", body=_u32(handle))

    def _create_primary(self, template: bytes, what: str) -> tuple[int, bytes]:
        body = _sized(_sized(b"") + _sized(b"")) + _sized(template) + _sized(b"") + _u32(0)
        try:
            raw = self._exchange(_CREATE_PRIMARY, _u32(RH_ENDORSEMENT), what, sessions=_PASSWORD, body=body)
        except TpmRefused as refused:
            if refused.code != _NO_ROOM:
                raise
            self._make_room()
            raw = self._exchange(_CREATE_PRIMARY, _u32(RH_ENDORSEMENT), what, sessions=_PASSWORD, body=body)
        reader = Reader(raw)
        handle = reader.u32()
        self._own.add(handle)
        return handle, Reader(reader.take(reader.u32())).sized()

    def _make_room(self) -> None:
        """Take out the keys that an earlier process left when it was killed.

        Only where there is no resource manager (a raw device, a simulator), and there this process is the only one to speak to it.
        """
        for handle in sorted(set(_TRANSIENT) - self._own):
            with contextlib.suppress(TpmRefused):
                self.flush(handle)

    def _policy_session(self) -> int:
        body = _sized(bytes(16)) + _sized(b"") + bytes([_SE_POLICY]) + _words(ALG_NULL, ALG_SHA256)
        raw = self._exchange(_START_SESSION, _u32(_RH_NULL) * 2, "start a session", body=body)
        return Reader(raw).u32()

    def _ask(self, code: int, handles: bytes, what: str, *, sessions: bytes = b"", body: bytes = b"") -> Reader:
        """Answer the parameters of a response that brings no handle."""
        reader = Reader(self._exchange(code, handles, what, sessions=sessions, body=body))
        return Reader(reader.take(reader.u32())) if sessions else reader

    def _exchange(self, code: int, handles: bytes, what: str, *, sessions: bytes = b"", body: bytes = b"") -> bytes:
        authorised = _u32(len(sessions)) + sessions if sessions else b""
        rest = _u32(code) + handles + authorised + body
        command = _u16(_SESSIONS if sessions else _NO_SESSIONS) + _u32(6 + len(rest)) + rest
        for _ in range(_TRIES):
            response = self._transport.exchange(command)
            if len(response) < _HEADER_BYTES or int.from_bytes(response[2:6], "big") != len(response):
                raise TpmUnreachable("the TPM's answer was cut")
            answer = int.from_bytes(response[6:10], "big")
            if answer == 0:
                return response[_HEADER_BYTES:]
            if answer not in _BUSY:
                raise TpmRefused(what, answer)
            time.sleep(_PAUSE_S)
        raise TpmUnreachable("the TPM stays busy")


def _der(raw: bytes) -> bytes:
    """Answer the certificate at the front of memory that may be longer than it. Raises `Malformed`."""
    if raw[:2] != b"\x30\x82" or len(raw) < 4 + int.from_bytes(raw[2:4], "big"):
        raise Malformed("no certificate lies there")
    return raw[: 4 + int.from_bytes(raw[2:4], "big")]
