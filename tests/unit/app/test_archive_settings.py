"""From settings to destinations: which are opened, what is refused at start, and a server that asks for our certificate."""

from __future__ import annotations

import http.server
import json
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

from app.archive.destinations import destinations_of, fhir_server
from app.archive.settings import ArchiveSettings
from app.settings import WorkerSettings
from records.archive.errors import DestinationAway, Reason
from records.archive.plan import plan
from records.trust.local_tls import local_tls
from tests.fakes.signed_encounters import signed


def names(worker: WorkerSettings, **settings: object) -> list[str]:
    with destinations_of(ArchiveSettings.model_validate(settings), worker) as found:
        return [each.name for each in found]


def test_the_drop_folder_is_there_when_named_or_when_nothing_else_is(tmp_path: Path) -> None:
    worker = WorkerSettings(data_dir=tmp_path)
    assert names(worker) == ["drop-folder"]
    assert names(worker, fhir_url="https://archive.test/fhir") == ["fhir"]
    named = WorkerSettings(data_dir=tmp_path, drop_folder=tmp_path / "drop")
    assert names(named, fhir_url="https://archive.test/fhir") == ["fhir", "drop-folder"]


@pytest.mark.parametrize(
    "settings",
    [
        {"fhir_url": "http://archive.test/fhir"},
        {"fhir_url": "http://127.0.0.1.archive.test/fhir"},
        {"fhir_url": "http://localhost@archive.test/fhir"},
        {"fhir_url": "ftp://localhost/fhir"},
        {"fhir_url": "https://archive.test/fhir", "token_url": "https://archive.test/token"},
        {"fhir_url": "https://archive.test/fhir", "fhir_certificate": "a.pem"},
        {"sftp_url": "sftp://me@archive.test/inbox"},
    ],
)
def test_half_a_setting_is_refused_at_start(settings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"JIAYI_ARCHIVE|HTTPS"):
        ArchiveSettings.model_validate(settings)


def test_a_secret_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s")
    secret.chmod(0o644)
    settings = ArchiveSettings(
        fhir_url="https://archive.test/fhir",
        token_url="https://archive.test/token",
        client_id="me",
        client_secret_file=secret,
    )
    with fhir_server(settings) as server, pytest.raises(DestinationAway, match="chmod 600") as raised:
        server.deliver(plan(signed()))
    assert raised.value.reason is Reason.LOGIN


class Answers(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        body = {
            "resourceType": "Bundle",
            "type": "transaction-response",
            "entry": [{"response": {"status": "201"}} for _ in sent["entry"]],
        }
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        return


@pytest.mark.server
@pytest.mark.enable_socket
def test_a_server_that_asks_for_our_certificate_gets_it(tmp_path: Path) -> None:
    tls = local_tls(tmp_path / "tls", "127.0.0.1")
    ours, key = tmp_path / "ours.pem", tmp_path / "ours.key"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=jiayi"
    subprocess.run([*make.split(), "-out", ours, "-keyout", key], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(ours))
    context.load_cert_chain(tls.certificate, tls.key)
    context.verify_mode = ssl.CERT_REQUIRED
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://127.0.0.1:{server.server_address[1]}"
        plain = ArchiveSettings(fhir_url=url, fhir_ca=tls.authority)
        with fhir_server(plain) as without, pytest.raises(DestinationAway):
            without.deliver(plan(signed()))
        mutual = plain.model_copy(update={"fhir_certificate": ours, "fhir_key": key})
        with fhir_server(mutual) as with_ours:
            with_ours.deliver(plan(signed()))
        server.shutdown()
