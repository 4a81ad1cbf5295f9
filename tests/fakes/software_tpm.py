"""A real TPM 2.0 in software (swtpm), on loopback, with an EK that a local authority certified."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.bench.ports import free_ports
from app.compute.attest.device import TpmUnreachable, open_transport
from app.compute.attest.tpm import Tpm

STARTS_WITHIN_S = 30.0


@dataclass(frozen=True)
class SoftwareTpm:
    """Where it answers, and the folder of the authority that certified its EK."""

    where: str
    authority: Path
    connections: list[Tpm] = field(default_factory=list)

    def connect(self) -> Tpm:
        """Connect to it, until it stops. It serves one connection at a time, and may listen a moment after it was started."""
        until = time.monotonic() + STARTS_WITHIN_S
        while True:
            try:
                self.connections.append(Tpm(open_transport(self.where)))
                return self.connections[-1]
            except TpmUnreachable:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    @property
    def roots_pem(self) -> bytes:
        """What a commission is given to trust this TPM's maker."""
        return (self.authority / "issuercert.pem").read_bytes()

    def revocations(self, *serials: int, signed_by_a_stranger: bool = False) -> str:
        """Answer the maker's revocation list (PEM), made now, with the serial numbers of these certificates."""
        issuer = x509.load_pem_x509_certificate(self.roots_pem)
        key = serialization.load_pem_private_key((self.authority / "signkey.pem").read_bytes(), None)
        now = datetime.now(UTC)
        made = x509.CertificateRevocationListBuilder().issuer_name(issuer.subject).last_update(now)
        made = made.next_update(now + timedelta(days=30))
        for serial in serials:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(now).build()
            made = made.add_revoked_certificate(entry)
        by = ec.generate_private_key(ec.SECP256R1()) if signed_by_a_stranger else key
        listed = made.sign(by, hashes.SHA256())  # type: ignore[arg-type]
        # The maker's certificate states that its key signs certificates alone: one for lists, by the maker, goes behind.
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        signer = (
            x509.CertificateBuilder()
            .subject_name(issuer.subject)
            .issuer_name(issuer.subject)
            .public_key(issuer.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(key, hashes.SHA256())  # type: ignore[arg-type]
        )
        return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in (listed, signer)).decode()


def make_state(folder: Path, authority: Path) -> None:
    """Manufacture a TPM: its state, its EK, and the EK's certificate by the authority (made when it is not there)."""
    authority.mkdir(parents=True, exist_ok=True)
    folder.mkdir(parents=True)
    ca = folder.parent / f"{folder.name}-localca.conf"
    ca.write_text(
        f"statedir = {authority}\nsigningkey = {authority}/signkey.pem\n"
        f"issuercert = {authority}/issuercert.pem\ncertserial = {authority}/certserial\n"
    )
    options = folder.parent / f"{folder.name}-localca.options"
    options.write_text("--platform-manufacturer Test\n--platform-version 1\n--platform-model Test\n")
    setup = folder.parent / f"{folder.name}-setup.conf"
    setup.write_text(
        "create_certs_tool=/usr/bin/swtpm_localca\n"
        f"create_certs_tool_config={ca}\ncreate_certs_tool_options={options}\n"
    )
    command = ["swtpm_setup", "--tpm2", "--tpmstate", str(folder), "--create-ek-cert", "--config", str(setup)]
    command += ["--pcr-banks", "sha256", "--logfile", str(folder.parent / f"{folder.name}.log"), "--overwrite"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


@contextlib.contextmanager
def running(folder: Path, authority: Path) -> Iterator[SoftwareTpm]:
    """Start the TPM whose state lies in `folder`, as after a restart of the machine, and stop it at the end."""
    port = free_ports(2)
    control = port + 1
    command = ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={folder}", "--flags", "not-need-init,startup-clear"]
    command += ["--server", f"type=tcp,port={port}", "--ctrl", f"type=tcp,port={control}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(control)
        tpm = SoftwareTpm(f"tcp:127.0.0.1:{port}", authority)
        yield tpm
        for connection in tpm.connections:
            connection.close()
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(1000):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError("swtpm does not start")
