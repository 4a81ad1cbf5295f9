"""TPM 2.0 evidence with real TPMs in software: what is admitted, and each lie with the reason that refuses it."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from app.compute.attest.attester import TpmAttester, extend_measurement, prepare_attester
from app.compute.attest.tpm import Tpm, TpmRefused
from app.compute.errors import HardwareUnusable
from records.errors import NotAdmitted, Reason, Refusal
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.wire import b64u, from_b64u
from records.trust.evidence.building import Rules, policies_of
from records.trust.evidence.challenges import Challenges
from records.trust.evidence.statement import NodeEvidence, Statement
from records.trust.evidence.tpm_policy import MEASUREMENT_PCR, TpmIntroduction, TpmPolicy, extended
from records.trust.evidence.tpm_structures import AK_ATTRIBUTES, AttestationKey
from records.trust.evidence.verifying import Verifier
from tests.fakes.software_tpm import SoftwareTpm, running

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]

MEASUREMENT, OTHER = "5a" * 32, "5b" * 32
KERNEL = hashlib.sha256(b"kernel and image").digest()
SIGNING, CHANNEL = generate_signing_key(), generate_kem_key()
NOW_MS = 1_795_000_000_000
MAC = Challenges(lambda text: hmac.digest(b"commission", text.encode(), "sha256"))


def booted(value: bytes = KERNEL) -> str:
    """PCR 4 after a boot that measured `value` into it."""
    return hashlib.sha256(bytes(32) + value).hexdigest()


def raw(text: str) -> bytes:
    return from_b64u(text, reason=Reason.JSON)


@dataclass
class Commission:
    """The verifier of a commission that trusts one maker, one boot and one measurement."""

    roots: str
    pcrs: dict[str, str] = field(default_factory=lambda: {"4": booted()})
    software: str | None = None
    measurements: tuple[str, ...] = (MEASUREMENT,)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def rules(self) -> Rules:
        platform = platform_text(self.pcrs, self.software)
        return Rules(ek_roots=(self.roots,), platforms={"tpm2": (platform,)})

    @property
    def policy(self) -> TpmPolicy:
        (policy,) = [each for each in self._policies() if isinstance(each, TpmPolicy)]
        return policy

    def _policies(self) -> Any:
        return policies_of(self.rules(), credential=MAC.credential, now=lambda: self.now)

    def challenge(self, introduction: Mapping[str, Any]) -> dict[str, Any]:
        nonce = MAC.issue(NOW_MS)
        blob, secret = self.policy.challenge(TpmIntroduction.model_validate(introduction["tpm2"]), nonce)
        return {"nonce": b64u(nonce), "credential": {"blob": b64u(blob), "secret": b64u(secret)}}

    def verify(self, evidence: NodeEvidence, nonce: bytes | None = None) -> Any:
        verifier = Verifier("production", self.measurements, self._policies())
        return verifier.verify(evidence, nonce=nonce or evidence.nonce_bytes)


def platform_text(pcrs: dict[str, str], software: str | None) -> str:
    return json.dumps({"pcrs": pcrs, "software": software})


def statement(challenge: Mapping[str, Any], **changes: Any) -> Statement:
    made = Statement(SIGNING, CHANNEL.public_bytes, raw(challenge["nonce"]), "https://node.example", MEASUREMENT)
    return replace(made, **changes)


@pytest.fixture
def machine(tpm_factory: Path) -> Iterator[SoftwareTpm]:
    """A machine that was just started with the allowed kernel."""
    with running(tpm_factory / "one", tpm_factory / "maker") as tpm:
        yield tpm


@pytest.fixture
def tpm(machine: SoftwareTpm) -> Tpm:
    connected = machine.connect()
    connected.extend(4, KERNEL)
    return connected


@pytest.fixture
def commission(machine: SoftwareTpm) -> Commission:
    return Commission(machine.roots_pem.decode())


@pytest.fixture
def attester(tpm: Tpm) -> TpmAttester:
    return TpmAttester(tpm, MEASUREMENT)


@pytest.fixture
def evidence(commission: Commission, attester: TpmAttester) -> NodeEvidence:
    challenge = commission.challenge(attester.introduction())
    return attester.prove(statement(challenge), challenge)


def refusal(run: Callable[[], Any]) -> Refusal:
    with pytest.raises(NotAdmitted) as refused:
        run()
    return refused.value.refusal


def with_proof(evidence: NodeEvidence, **changes: Any) -> NodeEvidence:
    """Change the proof as an intruder could who knows the signing key."""
    assert evidence.proof is not None
    return evidence.model_copy(update={"proof": {**evidence.proof, **changes}})


def test_a_node_with_a_certified_tpm_is_admitted_to_production(commission: Commission, evidence: NodeEvidence) -> None:
    proven = commission.verify(evidence)
    again = commission.verify(NodeEvidence.parse(evidence.model_dump()))
    assert proven == again
    assert evidence.proof is not None
    assert proven.attestation_key == hashlib.sha256(raw(evidence.proof["ak_public"])).hexdigest()
    assert len(proven.machine) == 64


def test_a_node_starts_again_in_the_same_boot(commission: Commission, tpm: Tpm, attester: TpmAttester) -> None:
    """Restarts extend nothing more; processes that start at one moment may extend twice."""
    extend_measurement(tpm, MEASUREMENT)
    assert tpm.read_pcrs()[MEASUREMENT_PCR].hex() == extended(MEASUREMENT, 1)
    tpm.extend(MEASUREMENT_PCR, bytes.fromhex(MEASUREMENT))
    challenge = commission.challenge(attester.introduction())
    commission.verify(attester.prove(statement(challenge), challenge))


def test_software_that_lies_about_its_measurement_is_refused(commission: Commission, tpm: Tpm) -> None:
    """Another software was measured honestly at start, and claims later to be the allowed one."""
    liar = TpmAttester(tpm, OTHER)
    challenge = commission.challenge(liar.introduction())
    assert refusal(lambda: commission.verify(liar.prove(statement(challenge), challenge))) is Refusal.MEASUREMENT
    honest = liar.prove(statement(challenge, measurement=OTHER), challenge)
    assert refusal(lambda: commission.verify(honest)) is Refusal.MEASUREMENT
    tpm.extend(MEASUREMENT_PCR, bytes.fromhex(MEASUREMENT))
    both = liar.prove(statement(challenge), challenge)
    assert refusal(lambda: commission.verify(both)) is Refusal.MEASUREMENT


def test_the_register_of_the_measurement_cannot_be_taken_back(tpm: Tpm, attester: TpmAttester) -> None:
    with pytest.raises(HardwareUnusable, match="Restart the machine"):
        extend_measurement(tpm, OTHER)
    with pytest.raises(TpmRefused):
        tpm._ask(0x13D, MEASUREMENT_PCR.to_bytes(4, "big"), "reset", sessions=_password())
    assert attester.kind == "tpm2"


def _password() -> bytes:
    return bytes.fromhex("40000009") + b"\0\0\0\0\0"


def test_a_platform_may_be_bound_to_one_software(commission: Commission, evidence: NodeEvidence) -> None:
    commission.software = MEASUREMENT
    commission.verify(evidence)
    commission.software = OTHER
    assert refusal(lambda: commission.verify(evidence)) is Refusal.PLATFORM


def test_a_machine_that_booted_otherwise_is_refused(
    commission: Commission, tpm: Tpm, attester: TpmAttester, evidence: NodeEvidence
) -> None:
    tpm.extend(4, b"\1" * 32)
    challenge = commission.challenge(attester.introduction())
    changed = attester.prove(statement(challenge), challenge)
    assert refusal(lambda: commission.verify(changed)) is Refusal.PLATFORM
    # its PCR values replaced by the good ones, the quote does not fit them
    assert evidence.proof is not None
    lied = with_proof(changed, pcrs=evidence.proof["pcrs"])
    assert refusal(lambda: commission.verify(lied)) is Refusal.QUOTE


def test_another_nonce_and_a_replay_are_refused(
    commission: Commission, attester: TpmAttester, evidence: NodeEvidence
) -> None:
    assert refusal(lambda: commission.verify(evidence, nonce=MAC.issue(NOW_MS))) is Refusal.NONCE
    # the same proof, under a new nonce that the node signed: neither credential nor quote were made for it
    fresh = MAC.issue(NOW_MS)
    renewed = statement({"nonce": b64u(fresh)}).signed("tpm2", evidence.proof)
    assert refusal(lambda: commission.verify(renewed)) is Refusal.ACTIVATION
    challenge = commission.challenge(attester.introduction())
    answered = attester.prove(statement(challenge), challenge)
    assert answered.proof is not None
    assert evidence.proof is not None
    old_quote = {
        **answered.proof,
        "quote": evidence.proof["quote"],
        "quote_signature": evidence.proof["quote_signature"],
    }
    assert refusal(lambda: commission.verify(answered.model_copy(update={"proof": old_quote}))) is Refusal.BINDING


def test_another_key_or_address_under_the_same_quote_is_refused(commission: Commission, evidence: NodeEvidence) -> None:
    """An intruder carries the quote of a good node over to its own keys, and signs with its own key."""
    challenge = {"nonce": evidence.nonce}
    stranger = generate_signing_key()
    for changes in (
        {"channel_public": generate_kem_key().public_bytes},
        {"signing_key": stranger},
        {"url": "https://evil.example"},
    ):
        carried = statement(challenge, **changes).signed("tpm2", evidence.proof)
        assert refusal(lambda carried=carried: commission.verify(carried)) is Refusal.BINDING
    changed = evidence.model_copy(update={"url": "https://evil.example"})
    assert refusal(lambda: commission.verify(changed)) is Refusal.SIGNATURE


def test_a_changed_quote_is_refused(commission: Commission, evidence: NodeEvidence) -> None:
    assert evidence.proof is not None
    for name in ("quote", "quote_signature"):
        whole = raw(evidence.proof[name])
        for at in range(0, len(whole), 3):
            changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
            lied = with_proof(evidence, **{name: b64u(changed)})
            assert refusal(lambda lied=lied: commission.verify(lied)) is Refusal.QUOTE, (name, at)
        for other in (whole[:-1], whole + b"\0", b""):
            lied = with_proof(evidence, **{name: b64u(other)})
            assert refusal(lambda lied=lied: commission.verify(lied)) is Refusal.QUOTE


def test_a_tpm_of_another_maker_is_refused(commission: Commission, more_tpms: Path) -> None:
    with running(more_tpms / "three", more_tpms / "stranger") as machine:
        tpm = machine.connect()
        tpm.extend(4, KERNEL)
        stranger = TpmAttester(tpm, MEASUREMENT)
        assert refusal(lambda: commission.challenge(stranger.introduction())) is Refusal.ENDORSEMENT
        own = Commission(machine.roots_pem.decode())
        challenge = own.challenge(stranger.introduction())
        given = stranger.prove(statement(challenge), challenge)
        own.verify(given)
        assert refusal(lambda: commission.verify(given)) is Refusal.ENDORSEMENT


def test_the_key_of_another_tpm_is_refused(
    commission: Commission, attester: TpmAttester, evidence: NodeEvidence, more_tpms: Path
) -> None:
    """Two genuine machines work together: the EK of one vouches for the AK of the other."""
    with running(more_tpms / "two", more_tpms / "maker") as second:
        tpm = second.connect()
        tpm.extend(4, KERNEL)
        other = TpmAttester(tpm, MEASUREMENT)
        mixed = {
            "tpm2": {
                "ek_certificate": attester.introduction()["tpm2"]["ek_certificate"],
                "ak_public": other.introduction()["tpm2"]["ak_public"],
            }
        }
        challenge = commission.challenge(mixed)
        with pytest.raises(TpmRefused):
            other.prove(statement(challenge), challenge)
        with pytest.raises(TpmRefused):
            attester.prove(statement(challenge), challenge)
        # the other's own, good evidence with this EK's certificate: the secret was for another subject
        own = commission.challenge(other.introduction())
        good = other.prove(statement(own), own)
        commission.verify(good)
        assert commission.verify(good) != commission.verify(evidence)
        lied = with_proof(good, ek_certificate=mixed["tpm2"]["ek_certificate"])
        assert refusal(lambda: commission.verify(lied)) is Refusal.ACTIVATION
        # this TPM's credential with the other's quote
        assert evidence.proof is not None
        assert good.proof is not None
        swapped = {**evidence.proof, "quote": good.proof["quote"], "quote_signature": good.proof["quote_signature"]}
        assert refusal(lambda: commission.verify(evidence.model_copy(update={"proof": swapped}))) is Refusal.QUOTE


@pytest.mark.parametrize("usage", [None, "1.3.6.1.5.5.7.3.2"])
def test_another_certificate_of_the_same_maker_vouches_for_no_tpm(
    commission: Commission, machine: SoftwareTpm, attester: TpmAttester, usage: str | None
) -> None:
    """The maker's authority certified a key for something else, which lies in no TPM."""
    issuer = x509.load_pem_x509_certificate(machine.roots_pem)
    signer = serialization.load_pem_private_key((machine.authority / "signkey.pem").read_bytes(), None)
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(issuer.subject)
        .public_key(rsa.generate_private_key(65537, 2048).public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(usage)]), critical=False)
    other = builder.sign(signer, hashes.SHA256())  # type: ignore[arg-type]
    introduction = attester.introduction()
    introduction["tpm2"]["ek_certificate"] = b64u(other.public_bytes(serialization.Encoding.DER))
    assert refusal(lambda: commission.challenge(introduction)) is Refusal.ENDORSEMENT


def test_a_secret_that_the_tpm_did_not_read_is_refused(commission: Commission, evidence: NodeEvidence) -> None:
    for activated in (b64u(bytes(32)), "", b64u(bytes(31))):
        lied = with_proof(evidence, activated=activated)
        assert refusal(lambda lied=lied: commission.verify(lied)) is Refusal.ACTIVATION


def test_a_certificate_before_its_time_is_refused(commission: Commission, evidence: NodeEvidence) -> None:
    commission.now = datetime.now(UTC) - timedelta(days=2)
    assert refusal(lambda: commission.verify(evidence)) is Refusal.ENDORSEMENT


def test_keys_that_anybody_could_use_are_no_attestation_keys(evidence: NodeEvidence) -> None:
    assert evidence.proof is not None
    public = raw(evidence.proof["ak_public"])
    AttestationKey.parse(public)
    attributes = AK_ATTRIBUTES.to_bytes(4, "big")
    assert public[4:8] == attributes
    for bit in range(32):
        changed = (AK_ATTRIBUTES ^ (1 << bit)).to_bytes(4, "big")
        other = public[:4] + changed + public[8:]
        assert refusal(lambda other=other: AttestationKey.parse(other)) is Refusal.ATTESTATION_KEY
    for other in (public[:-1], public + b"\0", b"", public[:2] + b"\0\x0c" + public[4:]):
        assert refusal(lambda other=other: AttestationKey.parse(other)) is Refusal.ATTESTATION_KEY


@pytest.mark.parametrize(
    "changes",
    [
        {"pcrs": []},
        {"pcrs": ["00" * 32] * 15},
        {"quote": 1},
        {"quote": "?"},
        {"more": 1},
        {"ek_certificate": "A" * 7000},
    ],
)
def test_a_proof_of_another_form_is_refused(
    commission: Commission, evidence: NodeEvidence, changes: dict[str, Any]
) -> None:
    assert refusal(lambda: commission.verify(with_proof(evidence, **changes))) is Refusal.FORM


def test_evidence_of_another_kind_is_refused(commission: Commission, evidence: NodeEvidence) -> None:
    challenge = {"nonce": evidence.nonce}
    for kind, wanted in (("development", Refusal.ENVIRONMENT), ("sev-snp", Refusal.KIND), ("tdx", Refusal.KIND)):
        claimed = statement(challenge).signed(kind, evidence.proof)
        assert refusal(lambda claimed=claimed: commission.verify(claimed)) is wanted
    empty = statement(challenge).signed("tpm2", None)
    assert refusal(lambda: commission.verify(empty)) is Refusal.FORM


def test_a_platform_names_at_least_one_register_of_the_boot(machine: SoftwareTpm) -> None:
    with pytest.raises(ValueError, match="pcrs"):
        Commission(machine.roots_pem.decode(), pcrs={}).policy  # noqa: B018


def test_a_certificate_from_a_file_is_as_good(
    commission: Commission, machine: SoftwareTpm, attester: TpmAttester, tmp_path: Path
) -> None:
    file = tmp_path / "ek.der"
    file.write_bytes(raw(attester.introduction()["tpm2"]["ek_certificate"]))
    machine.connections.pop().close()  # as a process that was killed: its keys stay in this TPM, which has room for three
    other = prepare_attester(machine.where, MEASUREMENT, file)
    challenge = commission.challenge(other.introduction())
    commission.verify(other.prove(statement(challenge), challenge))
    other._tpm.close()  # type: ignore[attr-defined]
    with pytest.raises(HardwareUnusable, match="No such file"):
        prepare_attester(machine.where, MEASUREMENT, tmp_path / "nothing")


def test_hardware_that_is_not_there_is_named(tmp_path: Path) -> None:
    for where in (str(tmp_path / "tpm0"), "tcp:127.0.0.1:1", "tcp:nowhere", "tsm"):
        with pytest.raises(HardwareUnusable, match="JIAYI_HARDWARE"):
            prepare_attester(where, MEASUREMENT)


def test_the_tools_of_others_agree(tpm: Tpm, attester: TpmAttester, evidence: NodeEvidence, tmp_path: Path) -> None:
    """tpm2-tools accepts this quote and reads the same from it; the system's OpenSSL agrees on the signature."""
    assert evidence.proof is not None
    key = AttestationKey.parse(raw(evidence.proof["ak_public"])).public_key
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "ak.pem").write_bytes(pem)
    (tmp_path / "quote").write_bytes(raw(evidence.proof["quote"]))
    (tmp_path / "signature").write_bytes(raw(evidence.proof["quote_signature"]))
    extra = hashlib.sha256(evidence.claim).hexdigest()
    files = ["-u", tmp_path / "ak.pem", "-m", tmp_path / "quote", "-s", tmp_path / "signature"]
    for nonce, fits in ((extra, True), ("00" * 32, False)):
        command = ["tpm2_checkquote", *map(str, files), "-g", "sha256", "-q", nonce]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        assert (done.returncode == 0) is fits, done.stderr
    assert attester.kind == "tpm2"
    assert tpm.read_pcrs()[4] == bytes.fromhex(booted())
