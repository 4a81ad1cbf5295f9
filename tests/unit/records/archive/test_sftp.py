"""SFTP against Debian's own OpenSSH server: whole or not at all, once, and to nobody but the machine whose key is pinned."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from records.archive.destinations.port import Sent
from records.archive.destinations.sftp import SftpAddress, SftpFolder
from records.archive.errors import DeliveryRefused, DestinationAway, Reason
from records.archive.plan import plan
from records.archive.values import Document
from tests.fakes.sftp_server import make_key, running
from tests.fakes.signed_encounters import signed


@pytest.fixture(scope="module")
def sshd(tmp_path_factory):
    with running(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture
def folder(sshd):
    made = SftpFolder(sshd.address, sshd.host_key, sshd.client_key)
    yield made
    made.close()


@pytest.mark.server
@pytest.mark.enable_socket
class TestOpenSsh:
    def test_a_delivery_arrives_whole_once_and_can_be_compared(self, sshd, folder):
        delivery = plan(signed())
        half = sshd.inbox / f".{delivery.name}.partial"
        half.mkdir()
        (half / "bundle.json").write_text("{")
        folder.deliver(delivery)
        folder.deliver(delivery)
        assert not half.exists()
        written = {path.name: path.read_bytes() for path in (sshd.inbox / delivery.name).iterdir()}
        manifest = json.loads(written.pop("manifest.json"))
        assert {each["name"]: each["sha256"] for each in manifest["documents"]} == {
            each.name: each.sha256 for each in delivery.documents
        }
        assert set(written) == {each.name for each in delivery.documents}
        sent = [Sent(delivery.encounter_id, delivery.name)]
        assert folder.held(sent) == {delivery.encounter_id: folder.parts(delivery)}
        (sshd.inbox / "taken").mkdir()
        (sshd.inbox / delivery.name).rename(sshd.inbox / "taken" / delivery.name)
        folder.deliver(delivery)
        assert not (sshd.inbox / delivery.name).exists()
        assert list(folder.inventory()).count(delivery.encounter_id) == 1

    def test_another_under_the_same_name_is_refused_and_a_replay_goes_over_it(self, sshd, folder):
        delivery = plan(signed(7, "77" * 16))
        folder.deliver(replace(delivery, documents=(Document("bundle.json", "application/fhir+json", b"{}"),)))
        with pytest.raises(DeliveryRefused) as raised:
            folder.deliver(delivery)
        assert raised.value.reason is Reason.NAME_TAKEN
        folder.deliver(delivery, overwrite=True)
        assert (sshd.inbox / delivery.name / "bundle.json").read_bytes() == delivery.bundle.content

    def test_a_stranger_s_host_key_is_sent_nothing(self, sshd, tmp_path):
        stranger = make_key(tmp_path / "other").with_suffix(".pub").read_text()
        made = SftpFolder(sshd.address, stranger, sshd.client_key)
        with pytest.raises(DestinationAway) as raised:
            made.deliver(plan(signed(8, "88" * 16)))
        made.close()
        assert raised.value.reason is Reason.HOST_KEY
        assert not list(sshd.inbox.glob("*88888888*"))

    def test_who_is_not_let_in_and_where_there_is_no_folder(self, sshd, tmp_path):
        for address, key, reason in (
            (sshd.address, make_key(tmp_path / "unknown"), Reason.LOGIN),
            (replace(sshd.address, folder="/nowhere/at/all"), sshd.client_key, Reason.STORAGE),
            (replace(sshd.address, port=1), sshd.client_key, Reason.UNREACHABLE),
        ):
            made = SftpFolder(address, sshd.host_key, key)
            with pytest.raises(DestinationAway) as raised:
                made.deliver(plan(signed(9, "99" * 16)))
            made.close()
            assert raised.value.reason is reason

    def test_a_line_that_broke_is_made_anew(self, sshd, folder):
        folder.deliver(plan(signed(10, "aa" * 16)))
        folder._loop.call_soon_threadsafe(folder._connection.abort)
        try:
            folder.deliver(plan(signed(11, "ab" * 16)))
        except DestinationAway:
            folder.deliver(plan(signed(11, "ab" * 16)))
        assert len(list(sshd.inbox.glob("00000000??-a*"))) == 2


def test_an_address_has_a_user_and_no_password():
    assert SftpAddress.parse("sftp://jiayi@10.0.0.5/inbox%20a") == SftpAddress("jiayi", "10.0.0.5", 22, "/inbox a")
    for wrong in ("sftp://10.0.0.5/inbox", "sftp://a:b@c/d", "https://a@b/c"):
        with pytest.raises(ValueError, match="sftp://user@host"):
            SftpAddress.parse(wrong)
