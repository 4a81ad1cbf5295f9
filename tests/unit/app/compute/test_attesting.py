"""Proving inside the sandbox, and reports of confidential guests from files of the kernel's layout."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from app.compute.attest.device import DeviceTransport, TpmUnreachable
from app.compute.attest.reports import ReportsUnavailable, open_reports, vcek_of
from app.compute.attest.tpm import Tpm, TpmRefused
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.wire import b64u
from records.trust.evidence.statement import NodeEvidence, Statement
from records.trust.evidence.tpm_policy import TpmIntroduction
from records.trust.evidence.verifying import Verifier
from tests.fakes.software_tpm import running
from tests.unit.records.trust.test_tpm import KERNEL, MAC, MEASUREMENT, NOW_MS, Commission

SANDBOXED = """
import json, sys
from app.compute.attest.attester import prepare_attester
from app.compute.sandbox import lock_down
from records.seal.keys import SigningKey
from records.trust.evidence.statement import Statement

attester = prepare_attester(sys.argv[1], sys.argv[2])
lock_down([9999])
print(json.dumps(attester.introduction()), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    statement = Statement(
        SigningKey(bytes.fromhex(asked["seed"])), bytes.fromhex(asked["channel"]), bytes.fromhex(asked["nonce"]),
        "https://node.example", sys.argv[2],
    )
    print(json.dumps(attester.prove(statement, asked["challenge"]).model_dump()), flush=True)
"""


@pytest.mark.server
@pytest.mark.enable_socket
def test_a_node_proves_itself_again_and_again_inside_the_sandbox(tpm_factory: Path) -> None:
    with running(tpm_factory / "one", tpm_factory / "maker") as machine:
        tpm = machine.connect()
        tpm.extend(4, KERNEL)
        tpm.close()
        machine.connections.clear()
        commission = Commission(machine.roots_pem.decode())
        command = [sys.executable, "-c", SANDBOXED, machine.where, MEASUREMENT]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            introduction = json.loads(process.stdout.readline())
            policy = commission.policy
            for _ in range(3):
                nonce = MAC.issue(NOW_MS)
                blob, secret = policy.challenge(TpmIntroduction.model_validate(introduction["tpm2"]), nonce)
                asked = {
                    "seed": generate_signing_key().to_bytes().hex(),
                    "channel": generate_kem_key().public_bytes.hex(),
                    "nonce": nonce.hex(),
                    "challenge": {"credential": {"blob": b64u(blob), "secret": b64u(secret)}},
                }
                process.stdin.write(json.dumps(asked) + "\n")
                process.stdin.flush()
                evidence = NodeEvidence.parse(json.loads(process.stdout.readline()))
                assert Verifier("production", [MEASUREMENT], [policy]).verify(evidence, nonce=nonce).machine
            process.stdin.close()
            assert process.wait(60) == 0


class Answers:
    """A TPM that answers what it is told to."""

    def __init__(self, *responses: bytes) -> None:
        self.responses = list(responses)
        self.asked = 0

    def exchange(self, command: bytes) -> bytes:
        assert int.from_bytes(command[2:6], "big") == len(command)
        self.asked += 1
        return self.responses.pop(0)

    def close(self) -> None:
        self.responses.clear()


def response(code: int, body: bytes = b"", length: int | None = None) -> bytes:
    return (
        b"\x80\x01" + (10 + len(body) if length is None else length).to_bytes(4, "big") + code.to_bytes(4, "big") + body
    )


def test_a_busy_tpm_is_asked_again_and_an_error_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.compute.attest.tpm._PAUSE_S", 0.0)
    busy = Answers(*[response(0x922)] * 3, response(0))
    Tpm(busy).flush(1)
    assert busy.asked == 4
    with pytest.raises(TpmUnreachable, match="busy"):
        Tpm(Answers(*[response(0x922)] * 60)).flush(1)
    with pytest.raises(TpmRefused, match="0x18b") as refused:
        Tpm(Answers(response(0x18B))).flush(1)
    assert refused.value.code == 0x18B
    for cut in (b"", response(0)[:9], response(0, length=11)):
        with pytest.raises(TpmUnreachable, match="cut"):
            Tpm(Answers(cut)).flush(1)


def test_a_tpm_without_a_sha256_bank_is_named() -> None:
    nothing = response(0, bytes(4) + bytes(4) + bytes(4))
    with pytest.raises(ValueError, match=r"end|SHA-256"):
        Tpm(Answers(nothing)).read_pcrs()


def test_a_device_is_spoken_to_by_one_write_and_one_read(tmp_path: Path) -> None:
    device = tmp_path / "tpm0"
    device.write_bytes(b"")
    transport = DeviceTransport(device)
    assert transport.exchange(b"command") == b""
    transport.close()
    assert device.read_bytes() == b"command"


# configfs-tsm, as files


def guest(folder: Path, provider: str, *, report: bytes, auxiliary: bytes = b"") -> Path:
    """Lay out the kernel's entry for this process."""
    entry = folder / f"jiayi-{os.getpid()}"
    entry.mkdir(parents=True)
    (entry / "provider").write_text(f"{provider}\n")
    (entry / "inblob").write_bytes(bytes(64))
    (entry / "outblob").write_bytes(report)
    (entry / "auxblob").write_bytes(auxiliary)
    (entry / "generation").write_text("0\n")
    return entry


def table(vcek: bytes, *, little: bool) -> bytes:
    name = uuid.UUID("63da758d-e664-4564-adc5-f4b93be8accd")
    other = uuid.UUID("4ab7b379-bbac-4fe4-a02f-05aef327c782")
    entries = [(other, b"ask"), (name, vcek)]
    head, body, at = b"", b"", 24 * 3
    for guid, certificate in entries:
        head += (guid.bytes_le if little else guid.bytes) + at.to_bytes(4, "little")
        head += len(certificate).to_bytes(4, "little")
        body, at = body + certificate, at + len(certificate)
    return head + bytes(24) + body


def statement() -> Statement:
    return Statement(
        generate_signing_key(), generate_kem_key().public_bytes, bytes(32), "https://node.example", MEASUREMENT
    )


class Counting:
    """Counts up as the kernel does: each write of a claim is a new generation."""

    def __init__(self, values: list[int]) -> None:
        self.values = values

    def __call__(self, _: Any = None) -> int:
        return self.values.pop(0)


@pytest.mark.parametrize(("provider", "kind"), [("sev_guest", "sev-snp"), ("tdx_guest", "tdx")])
def test_the_claim_goes_in_and_the_report_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: str, kind: str
) -> None:
    entry = guest(tmp_path, provider, report=b"report", auxiliary=table(b"vcek", little=True))
    attester = open_reports(tmp_path)
    assert (attester.kind, attester.introduction()) == (kind, {})
    monkeypatch.setattr(attester, "_generation", Counting([4, 5]))
    made = statement()
    evidence = attester.prove(made, {})
    assert (entry / "inblob").read_bytes() == hashlib.sha512(made.claim).digest()
    wanted = {"quote": b64u(b"report")} if kind == "tdx" else {"report": b64u(b"report"), "vcek": b64u(b"vcek")}
    assert (evidence.kind, evidence.proof) == (kind, wanted)
    monkeypatch.setattr(attester, "_generation", Counting([4, 6]))
    with pytest.raises(ReportsUnavailable, match="somebody else"):
        attester.prove(made, {})


REPORTING = """
import os, sys
from pathlib import Path
from app.compute.attest.reports import open_reports
from app.compute.sandbox import lock_down
from records.seal.keys import generate_kem_key, generate_signing_key
from records.trust.evidence.statement import Statement

entry = Path(sys.argv[1]) / f"jiayi-{os.getpid()}"
entry.mkdir()
for name, text in {"provider": "tdx_guest", "inblob": "", "outblob": "report", "generation": "0"}.items():
    (entry / name).write_text(text)
attester = open_reports(Path(sys.argv[1]))
attester._generation = iter([0, 1, 1, 2]).__next__
lock_down([9999], attester.writes)
for _ in range(2):
    made = Statement(
        generate_signing_key(), generate_kem_key().public_bytes, bytes(32), "https://node.example", "0" * 64
    )
    attester.prove(made, {})
    print((entry / "inblob").read_bytes().hex() == __import__("hashlib").sha512(made.claim).hexdigest())
    # configfs takes what was written when the file is closed: none may stay open
    print(any(os.path.realpath(f"/proc/self/fd/{each}") == str(entry / "inblob") for each in os.listdir("/proc/self/fd")))
for path, flags in ((entry / "provider", os.O_WRONLY), (entry / "new", os.O_CREAT | os.O_WRONLY)):
    try:
        os.open(path, flags)
    except PermissionError:
        print("refused")
"""


def test_a_guest_reports_again_and_again_inside_the_sandbox(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", REPORTING, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "False", "True", "False", "refused", "refused"]


def test_guests_of_another_kind_and_hosts_without_certificates_are_named(tmp_path: Path) -> None:
    guest(tmp_path, "arm_cca_guest", report=b"")
    with pytest.raises(ReportsUnavailable, match="arm_cca_guest"):
        open_reports(tmp_path)
    with pytest.raises(ReportsUnavailable, match="cannot be used"):
        open_reports(tmp_path / "nothing")
    assert vcek_of(table(b"vcek", little=False)) == b"vcek"
    for other in (b"", bytes(48), table(b"vcek", little=True)[:40], table(b"vcek", little=True)[:-1]):
        with pytest.raises(ReportsUnavailable, match="VCEK"):
            vcek_of(other)
