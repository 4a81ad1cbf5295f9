"""The development machine's HTTPS: a client that installed the authority connects, one that did not refuses."""

from __future__ import annotations

import socket
import ssl
import threading

import pytest
from cryptography import x509

from records.trust.local_tls import local_tls

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def shake(files, context, name):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(files.certificate, files.key)
    ours, theirs = socket.socketpair()

    def serve():
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with context.wrap_socket(ours, server_hostname=name) as connection:
            return connection.version()
    finally:
        ours.close()
        thread.join()


@pytest.mark.parametrize("address", ["192.0.2.7", "jiayi.test"])
def test_only_who_installed_the_authority_connects(tmp_path, address):
    files = local_tls(tmp_path, address)
    trusting = ssl.create_default_context(cafile=files.authority)
    assert shake(files, trusting, address) == "TLSv1.3"
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(files, ssl.create_default_context(), address)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake(files, trusting, "192.0.2.8")


def test_files_are_kept_while_they_are_good_and_the_key_is_private(tmp_path):
    first = local_tls(tmp_path, "192.0.2.7")
    before = first.certificate.read_bytes()
    assert local_tls(tmp_path, "192.0.2.7").certificate.read_bytes() == before
    assert first.key.stat().st_mode & 0o077 == 0


def test_going_back_to_an_earlier_address_keeps_authority_and_certificate_together(tmp_path):
    local_tls(tmp_path, "127.0.0.1")
    local_tls(tmp_path, "127.0.0.2")
    files = local_tls(tmp_path, "127.0.0.1")
    certificate = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(files.authority.read_bytes()))
