"""How this node proves what it runs: made before the sandbox is entered, used inside it for every renewal.

`prepare_attester` is the one call before the sandbox: it opens the hardware, extends the measurement, and answers the object
that the node keeps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from app.compute.attest.device import open_transport
from app.compute.attest.reports import FOLDER, ReportsUnavailable, open_reports
from app.compute.attest.tpm import Tpm, TpmRefused
from app.compute.errors import HardwareUnusable
from records.errors import Reason
from records.seal.wire import b64u, from_b64u
from records.trust.evidence.statement import NodeEvidence, Statement
from records.trust.evidence.tpm_policy import MEASUREMENT_PCR, stands_in
from records.trust.evidence.tpm_structures import Malformed
from records.trust.values import EvidenceKind

_ZERO: Final = bytes(32).hex()


class Attester(Protocol):
    """Proves statements by one kind of hardware."""

    kind: EvidenceKind
    writes: tuple[str, ...]
    """Files of the kernel's that it must open for writing inside the sandbox, by path."""

    def introduction(self) -> dict[str, Any]:
        """Answer the body of the request for a challenge."""
        ...

    def prove(self, statement: Statement, challenge: Mapping[str, Any]) -> NodeEvidence:
        """Answer the evidence for a statement, in answer to a challenge."""
        ...


class DevelopmentAttester:
    """Has no hardware: the node's word."""

    kind: EvidenceKind = "development"
    writes: tuple[str, ...] = ()

    def introduction(self) -> dict[str, Any]:
        """Answer an empty body."""
        return {}

    def prove(self, statement: Statement, challenge: Mapping[str, Any]) -> NodeEvidence:  # noqa: ARG002 - the port's
        """Answer the signed statement."""
        return statement.signed(self.kind, None)


class TpmAttester:
    """A TPM 2.0: quotes the boot and the measurement, with a key that the TPM's maker vouches for."""

    kind: EvidenceKind = "tpm2"
    writes: tuple[str, ...] = ()

    def __init__(self, tpm: Tpm, measurement: str, certificate: bytes | None = None) -> None:
        """Load the keys and extend the measurement unless it stands there. Raises `TpmRefused`, `HardwareUnusable`.

        `certificate` (DER) is the EK's; without it the TPM's own memory is read, where some makers put none.
        """
        self._tpm = tpm
        self._certificate = tpm.endorsement_certificate() if certificate is None else certificate
        self._ek = tpm.create_endorsement_key()
        self._ak, self._ak_public = tpm.create_attestation_key()
        extend_measurement(tpm, measurement)

    def introduction(self) -> dict[str, Any]:
        """Answer who this TPM is."""
        return {"tpm2": self._introduced()}

    def prove(self, statement: Statement, challenge: Mapping[str, Any]) -> NodeEvidence:
        """Read the credential and quote the claim. Raises `TpmRefused`; `CannotOpen(json)` for a malformed challenge."""
        credential = challenge["credential"]
        blob = from_b64u(credential["blob"], reason=Reason.JSON)
        secret = from_b64u(credential["secret"], reason=Reason.JSON)
        activated = self._tpm.activate_credential(self._ak, self._ek, blob, secret)
        pcrs = self._tpm.read_pcrs()
        quote, signature = self.quote(hashlib.sha256(statement.claim).digest())
        proof = {
            **self._introduced(),
            "activated": b64u(activated),
            "quote": b64u(quote),
            "quote_signature": b64u(signature),
            "pcrs": [value.hex() for value in pcrs],
        }
        return statement.signed(self.kind, proof)

    def quote(self, extra_data: bytes) -> tuple[bytes, bytes]:
        """Answer (TPMS_ATTEST, TPMT_SIGNATURE) over the registers and `extra_data`. Raises `TpmRefused`."""
        return self._tpm.quote(self._ak, extra_data)

    def _introduced(self) -> dict[str, str]:
        return {"ek_certificate": b64u(self._certificate), "ak_public": b64u(self._ak_public)}


def extend_measurement(tpm: Tpm, measurement: str) -> None:
    """Put the measurement into its PCR unless it stands there since this boot. Raises `HardwareUnusable`."""
    before = tpm.read_pcrs()[MEASUREMENT_PCR].hex()
    if stands_in(before, measurement):
        return
    if before != _ZERO:
        raise HardwareUnusable(
            f"PCR {MEASUREMENT_PCR} of this machine's TPM holds another software than this one: it ran here since the machine "
            "started, and a commission would refuse this node. Restart the machine to run this version."
        )
    tpm.extend(MEASUREMENT_PCR, bytes.fromhex(measurement))


@dataclass(frozen=True)
class Needs:
    """What a process must be left to use some hardware: files to write and folders to make others in, by path, and TCP ports."""

    write: tuple[str, ...] = ()
    make: tuple[str, ...] = ()
    connect: tuple[int, ...] = ()


def needs_of(hardware: str | None) -> Needs:
    """Answer what whoever starts nodes must leave them of this hardware (as for `prepare_attester`); nothing of what is not there."""
    if hardware is None:
        return Needs()
    if hardware == "tsm":
        return Needs(make=tuple(str(each) for each in (FOLDER,) if each.is_dir()))
    scheme, _, rest = hardware.partition(":")
    if scheme != "tcp":
        return Needs(write=tuple(each for each in (hardware,) if Path(each).exists()))
    port = rest.rpartition(":")[2]
    return Needs(connect=(int(port),) if port.isdecimal() else ())


def prepare_attester(hardware: str | None, measurement: str, ek_certificate: Path | None = None) -> Attester:
    """Open the hardware that the settings name. Call it before the sandbox is entered.

    `hardware` is None (development), `tsm` (SEV-SNP or TDX, by the kernel's report interface), a TPM's device or `tcp:HOST:PORT`.
    `ek_certificate` (DER) is for a TPM whose maker keeps the certificate elsewhere than in it.
    Raises `HardwareUnusable`, which says why and what to do.
    """
    if hardware is None:
        return DevelopmentAttester()
    try:
        if hardware == "tsm":
            return open_reports()
        certificate = None if ek_certificate is None else ek_certificate.read_bytes()
        tpm = Tpm(open_transport(hardware))
        try:
            return TpmAttester(tpm, measurement, certificate)
        except BaseException:
            tpm.close()
            raise
    except (OSError, TpmRefused, Malformed, ReportsUnavailable) as error:
        raise HardwareUnusable(f"JIAYI_HARDWARE={hardware}: {error}") from error
