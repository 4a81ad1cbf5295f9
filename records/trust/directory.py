"""The commission's signed directory: which nodes compute, and which keys the commission has (FORMAT.md, section 6).

A reader holds one thing beforehand, the root's fingerprint from the magnet, and a clock.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from records.errors import CannotOpen, Reason
from records.seal.keys import SigningKey, VerifyKey, root_fingerprint
from records.seal.suites import SuiteId
from records.seal.wire import from_b64u
from records.trust import jws
from records.trust.log.entries import certificate_entry, directory_entry
from records.trust.log.head import SeenHead, TreeHead, check_directory_log, read_directory_log
from records.trust.values import (
    AdmissionKeyRef,
    Environment,
    EvidenceKind,
    Hex16,
    Hex32,
    KemKeyRef,
    RecordKeyRef,
    Serial,
    SigningKeyRef,
    TimeS,
    TrustValue,
    Url,
)

CERTIFICATE_TYP: Final = "jiayi-directory-cert+jws"
DIRECTORY_TYP: Final = "jiayi-directory+jws"
MOST_RELEASE_MINUTES: Final = 7 * 24 * 60
_LEEWAY_S: Final = 300
_MAX_SKEW_MS: Final = 24 * 3600 * 1000
_RESPONSE_KEYS: Final = frozenset({"root_key", "certificate", "directory", "log", "now_ms"})


class Certificate(SigningKeyRef):
    """The root's word for the directory key."""

    not_before: TimeS
    not_after: TimeS
    environment: Environment


class Commission(TrustValue):
    """Whose directory it is."""

    name_zh: Annotated[str, Field(max_length=100)]
    name_en: Annotated[str, Field(max_length=100)]


class AfterRelease(TrustValue):
    """The advice policy *after release*: a doctor releases guidance before the resident reads it, within this time."""

    within_minutes: Annotated[int, Field(ge=1, le=MOST_RELEASE_MINUTES)]


class NodeEntry(TrustValue):
    """One admitted compute node. `node_id` is the key id of its signing key."""

    node_id: Hex16
    url: Url
    channel_key: KemKeyRef
    signing_key: SigningKeyRef
    measurement: Hex32
    evidence: EvidenceKind
    expires_at: TimeS

    @model_validator(mode="after")
    def _named_by_its_key(self) -> Self:
        # Else a node that was revoked could stand here under another name, and no auditor would see it.
        if self.node_id != self.signing_key.kid:
            raise ValueError("node_id is not the id of the signing key")
        return self


class Directory(TrustValue):
    """What the directory key signs. `serial` grows with every change."""

    version: Literal[1] = 1
    suite: SuiteId = 1
    serial: Serial
    issued_at: TimeS
    expires_at: TimeS
    environment: Environment
    commission: Commission
    record_key: RecordKeyRef
    receipt_key: SigningKeyRef
    admission_key: AdmissionKeyRef | None
    """None in development alone: nodes then ask for no admission token."""
    nodes: list[NodeEntry]
    advice: AfterRelease | None = None
    """None where guidance is told at once: the payload then has no such key, which readers from before it know, too."""

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self:
        """Answer the directory of a parsed payload. Raises `CannotOpen(json)`."""
        if "advice" not in payload:
            return super().read({**payload, "advice": None})
        if payload["advice"] is None:
            raise CannotOpen(Reason.JSON)
        return super().read(payload)

    @model_serializer(mode="wrap")
    def _as_signed(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        value: dict[str, Any] = plain(self)
        if self.advice is None:
            del value["advice"]
        return value

    def live_nodes(self, now_s: int) -> tuple[NodeEntry, ...]:
        """Answer the nodes whose entry has not expired."""
        return tuple(node for node in self.nodes if node.expires_at > now_s)


@dataclass(frozen=True, slots=True)
class SeenCertificate:
    """What a reader keeps of the newest certificate that it believed: a key that was followed by another is believed no more."""

    kid: str
    not_before: int

    def allows(self, certificate: Certificate) -> bool:
        """Tell whether a certificate may be believed after this one."""
        return certificate.kid == self.kid or certificate.not_before >= self.not_before

    def then(self, certificate: Certificate) -> SeenCertificate:
        """Answer what is kept after a certificate that this one allows."""
        return SeenCertificate(certificate.kid, max(certificate.not_before, self.not_before))


@dataclass(frozen=True, slots=True)
class VerifiedDirectory:
    """A directory that hangs on the pin, the key that signed it, how far the reader's clock is behind (ms), and the log it is in."""

    directory: Directory
    directory_key: VerifyKey
    skew_ms: int
    head: TreeHead
    certified: SeenCertificate
    """To be kept, and brought along the next time."""

    @property
    def seen(self) -> SeenHead:
        """What a reader keeps of the log until it asks again."""
        return SeenHead(self.head.size, self.head.root)


def fingerprint(root_public: bytes) -> str:
    """Answer what a magnet's link pins: 43 characters."""
    return root_fingerprint(root_public)


def sign_certificate(root: SigningKey, certificate: Certificate) -> str:
    """Sign the directory key with the root key."""
    return jws.sign(CERTIFICATE_TYP, certificate.model_dump(), root)


def sign_directory(directory_key: SigningKey, directory: Directory) -> str:
    """Sign the directory with the directory key."""
    return jws.sign(DIRECTORY_TYP, directory.model_dump(), directory_key)


def verify_directory(
    response: dict[str, Any],
    pin: str,
    *,
    now_ms: int,
    production: bool,
    minimum_serial: int = 0,
    seen: SeenHead | None = None,
    certified: SeenCertificate | None = None,
) -> VerifiedDirectory:
    """Check the answer of `GET /v1/directory` up to the pin. Raises `CannotOpen`.

    `now_ms` is the reader's own clock; `production` says that a development directory is refused; `minimum_serial` is
    the highest serial seen before, `seen` the log's head, `certified` the newest certificate.
    The checks are those of FORMAT.md, sections 6 and 9, in their order.
    """
    if not isinstance(response, dict) or response.keys() != _RESPONSE_KEYS or type(response["now_ms"]) is not int:
        raise CannotOpen(Reason.JSON)
    log = read_directory_log(response["log"])
    # 1. the root key is the pinned one
    root_public = from_b64u(response["root_key"], reason=Reason.JSON, length=32)
    if not hmac.compare_digest(root_fingerprint(root_public).encode(), pin.encode()):
        raise CannotOpen(Reason.CHAIN)
    # 2. the certificate, 3. the directory under its key
    certificate = Certificate.read(jws.verify(CERTIFICATE_TYP, response["certificate"], VerifyKey(root_public)))
    directory_key = VerifyKey(certificate.public_bytes)
    payload = jws.verify(DIRECTORY_TYP, response["directory"], directory_key)
    directory = Directory.read(payload)
    # 4. one environment, and the one required
    _check_environment(certificate, directory, production=production)
    # 5. times, by the own clock moved towards the commission's by a day at most
    skew_ms = max(-_MAX_SKEW_MS, min(_MAX_SKEW_MS, response["now_ms"] - now_ms))
    now_s = (now_ms + skew_ms) // 1000
    _check_times(certificate, directory, now_s)
    # 6. neither certificate nor directory older than one already seen, 7. a record key and an admission key that may still be used
    certified = certified or SeenCertificate(certificate.kid, certificate.not_before)
    if not certified.allows(certificate) or directory.serial < minimum_serial:
        raise CannotOpen(Reason.ROLLBACK)
    if any(key is not None and key.not_after <= now_s for key in (directory.record_key, directory.admission_key)):
        raise CannotOpen(Reason.EXPIRED_KEY)
    # 8. in the log, which continues the one seen before
    head = check_directory_log(
        log,
        directory_key,
        certificate_entry(response["root_key"], response["certificate"]),
        directory_entry(directory_key.key_id, response["directory"], payload),
        seen,
    )
    return VerifiedDirectory(directory, directory_key, skew_ms, head, certified.then(certificate))


def may_list(environment: Environment, evidence: EvidenceKind, url: str) -> bool:
    """Tell whether a directory of this environment may list such a node: readers refuse a whole directory for one that it may not."""
    return environment != "production" or (evidence != "development" and url.startswith("https://"))


def _check_environment(certificate: Certificate, directory: Directory, *, production: bool) -> None:
    mixed = certificate.environment != directory.environment
    if mixed or (production and directory.environment != "production"):
        raise CannotOpen(Reason.ENVIRONMENT)
    if directory.environment == "production" and directory.admission_key is None:
        raise CannotOpen(Reason.ENVIRONMENT)
    if not all(may_list(directory.environment, node.evidence, node.url) for node in directory.nodes):
        raise CannotOpen(Reason.ENVIRONMENT)


def _check_times(certificate: Certificate, directory: Directory, now_s: int) -> None:
    starts = max(certificate.not_before, directory.issued_at)
    ends = min(certificate.not_after, directory.expires_at)
    if starts > now_s + _LEEWAY_S or ends <= now_s:
        raise CannotOpen(Reason.EXPIRED)
