"""Reports of confidential guests by the kernel's one interface for them, configfs-tsm (Linux ABI, configfs-tsm-report).

Not tried on the hardware: there was none. What is tested is that the right bytes go in and come out of files of that layout.
The entry is made before the sandbox is entered; inside, its `inblob` is the one file that may be opened for writing. It is opened anew for
each report, because configfs hands on what was written to a binary attribute when the file is closed and no earlier (Linux,
Documentation/filesystems/configfs.rst).
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from records.seal.wire import b64u
from records.trust.evidence.statement import NodeEvidence, Statement
from records.trust.values import EvidenceKind

FOLDER: Final = Path("/sys/kernel/config/tsm/report")
_KINDS: Final[Mapping[str, EvidenceKind]] = {"sev_guest": "sev-snp", "tdx_guest": "tdx"}
_VCEK: Final = uuid.UUID("63da758d-e664-4564-adc5-f4b93be8accd")
"""The VCEK's entry in the host's certificate table (AMD 56421, "SNP Extended Guest Request")."""
_ENTRY_BYTES: Final = 24


class ReportsUnavailable(RuntimeError):
    """The kernel gives no reports; the message says what is missing."""


class ReportAttester:
    """SEV-SNP or TDX, whichever this guest is."""

    def __init__(self, entry: Path, kind: EvidenceKind) -> None:
        self.kind: EvidenceKind = kind
        self._entry = entry
        self.writes: tuple[str, ...] = (str(entry / "inblob"),)
        os.close(self._open_inblob())

    def introduction(self) -> dict[str, Any]:
        """Answer an empty body: these kinds need no credential."""
        return {}

    def prove(self, statement: Statement, challenge: Mapping[str, Any]) -> NodeEvidence:  # noqa: ARG002 - the port's
        """Answer the evidence with a report over SHA-512 of the claim. Raises `ReportsUnavailable`, `OSError`."""
        before = self._generation()
        inblob = self._open_inblob()
        try:
            os.write(inblob, hashlib.sha512(statement.claim).digest())
        finally:
            os.close(inblob)
        report = (self._entry / "outblob").read_bytes()
        certificates = (self._entry / "auxblob").read_bytes() if self.kind == "sev-snp" else b""
        if self._generation() != before + 1:
            raise ReportsUnavailable("somebody else asked for a report through the same entry")
        if self.kind == "tdx":
            return statement.signed(self.kind, {"quote": b64u(report)})
        return statement.signed(self.kind, {"report": b64u(report), "vcek": b64u(vcek_of(certificates))})

    def _open_inblob(self) -> int:
        return os.open(self._entry / "inblob", os.O_WRONLY | os.O_CLOEXEC)

    def _generation(self) -> int:
        return int((self._entry / "generation").read_text(encoding="ascii"))


def open_reports(folder: Path = FOLDER) -> ReportAttester:
    """Make this process's entry and open it. Raises `ReportsUnavailable`."""
    entry = folder / f"jiayi-{os.getpid()}"
    try:
        entry.mkdir(exist_ok=True)
        provider = (entry / "provider").read_text(encoding="ascii").strip()
        if provider not in _KINDS:
            raise ReportsUnavailable(f"{provider!r} is no kind of guest that this software knows: {', '.join(_KINDS)}")
        return ReportAttester(entry, _KINDS[provider])
    except OSError as error:
        raise ReportsUnavailable(
            f"{entry} cannot be used: {error.strerror}; a guest of SEV-SNP or TDX with Linux 6.7 or later has it, for root"
        ) from error


def vcek_of(table: bytes) -> bytes:
    """Answer the VCEK (DER) of a host's certificate table. Raises `ReportsUnavailable` where it is not there."""
    for start in range(0, len(table) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        entry = table[start : start + _ENTRY_BYTES]
        if not any(entry):
            break
        offset, length = (int.from_bytes(entry[at : at + 4], "little") for at in (16, 20))
        # Hosts write GUIDs in either byte order.
        named = {uuid.UUID(bytes=entry[:16]), uuid.UUID(bytes_le=entry[:16])}
        if _VCEK in named and offset + length <= len(table):
            return table[offset : offset + length]
    raise ReportsUnavailable("the host gives no certificate of its chip (VCEK); it must load the certificate table")
