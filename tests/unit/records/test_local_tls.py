"""The development machine's HTTPS: a client that installed the authority connects, one that did not refuses."""

from __future__ import annotations

import socket
import ssl
import threading

import pytest

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
