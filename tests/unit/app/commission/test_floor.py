"""A release tells of the directory in force in the transaction that admits the node (FORMAT.md, section 6)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.commission.routes import nodes as routes
from app.compute.attest.attester import DevelopmentAttester
from records.errors import Reason
from records.seal.keys import generate_kem_key, generate_signing_key
from records.seal.wire import b64u, from_b64u
from records.store import translog
from records.store.errors import StoreUnavailable
from records.store.nodes import revoke
from records.store.oversight.rules import set_rule
from records.store.policy import SYSTEM
from records.trust.directory import Directory, fingerprint, verify_directory
from records.trust.evidence.statement import Statement
from records.trust.log.audit import LogAudit
from records.trust.measurement import measurement
from records.trust.statekeys import accept_release
from tests.fakes.commission import NOW_MS
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


class Asking:
    """A node's part of its admission, at an address of its own."""

    def __init__(self, api: Api, port: int) -> None:
        self.signing, self.channel = generate_signing_key(), generate_kem_key()
        self._api, self._url = api, f"http://127.0.0.1:{port}"

    def admitted(self) -> int:
        """Be admitted or renewed; answer the serial that the release tells."""
        answer, nonce = self.ask()
        assert answer.status_code == 200
        return accept_release(
            answer.json()["release"],
            directory_key=self._api.world.keys.directory.public,
            channel_key=self.channel,
            signing_key_id=self.signing.key_id,
            nonce=nonce,
            now_s=NOW_MS // 1000,
            minimum_serial=0,
        ).directory_serial

    def ask(self) -> tuple[Any, bytes]:
        """Ask for admission; answer the answer, and the nonce."""
        client = self._api.client
        challenge = client.post("/v1/nodes/challenge").json()
        nonce = from_b64u(challenge["nonce"], reason=Reason.JSON, length=32)
        statement = Statement(self.signing, self.channel.public_bytes, nonce, self._url, measurement())
        evidence = DevelopmentAttester().prove(statement, challenge)
        return client.post("/v1/nodes/admission", json=evidence.model_dump()), nonce


def served(api: Api) -> Directory:
    now_ms = api.world.clock()
    pin = fingerprint(api.world.keys.root.public_bytes)
    answer = api.client.get("/v1/directory").json()
    return verify_directory(answer, pin, now_ms=now_ms, production=False).directory


def issues(api: Api) -> int:
    with api.world.database.reading() as connection:
        return int(connection.exec_driver_sql("select count(*) from directory_issue").scalar_one())


def test_the_directory_that_the_release_tells_of_lists_the_node_and_is_served(api: Api) -> None:
    before, node = served(api), Asking(api, 8701)
    told = node.admitted()
    after = served(api)
    assert before.serial < told == after.serial
    assert node.signing.key_id in {entry.node_id for entry in after.nodes}


def test_a_renewal_that_changes_nothing_signs_nothing(api: Api) -> None:
    node = Asking(api, 8701)
    told, signed = node.admitted(), issues(api)
    assert (node.admitted(), issues(api)) == (told, signed)


def what_it_says(directory: Directory) -> tuple[set[str], bool]:
    """Whom it lists, and whether it holds advice."""
    return {entry.node_id for entry in directory.nodes}, directory.advice is not None


def _bar_the_other(api: Api, other: Asking) -> None:
    with api.world.database.transaction() as unit:
        assert revoke(unit, SYSTEM, "node", other.signing.key_id) == [other.signing.key_id]


def _hold_advice(api: Api, _other: Asking) -> None:
    with api.world.database.transaction() as unit:
        set_rule(unit, SYSTEM, "advice_minutes", 60)


@pytest.mark.parametrize("change", [_bar_the_other, _hold_advice], ids=["a revocation", "an advice policy"])
def test_what_was_decided_and_nobody_has_read_yet_is_under_the_floor(
    api: Api, change: Callable[[Api, Asking], None]
) -> None:
    """The directory is signed when it is asked for. A release that told the last one signed would let through what was replaced."""
    node, other = Asking(api, 8701), Asking(api, 8702)
    node.admitted()
    other.admitted()
    replaced = served(api)
    change(api, other)
    told = node.admitted()
    assert told > replaced.serial
    found = served(api)
    assert found.serial == told
    assert what_it_says(found) != what_it_says(replaced)


def test_an_admission_that_fails_leaves_no_directory(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    node = Asking(api, 8701)
    before, signed = served(api), issues(api)
    told: list[int] = []

    def fails(*_: object, directory_serial: int, **__: object) -> str:
        told.append(directory_serial)
        raise StoreUnavailable("in mid-transaction")

    with monkeypatch.context() as patched:
        patched.setattr(routes, "release_state_keys", fails)
        assert node.ask()[0].status_code == 503
    assert told[0] > before.serial
    assert (served(api).serial, issues(api)) == (before.serial, signed)
    assert node.admitted() > before.serial


def test_many_at_once_are_told_serials_that_grow_and_the_log_holds(api: Api) -> None:
    """Admissions, readers and a revocation take the same locks: nobody waits for ever, and every directory is where an auditor wants it."""
    nodes = [Asking(api, 8701 + number) for number in range(5)]
    nodes[0].admitted()
    with ThreadPoolExecutor(8) as pool:
        admitted = [pool.submit(node.admitted) for node in nodes[1:]]
        read = [pool.submit(lambda: served(api).serial) for _ in range(2)]
        barred = pool.submit(_bar_the_other, api, nodes[0])
        told = [each.result(60) for each in admitted]
        barred.result(60)
        assert max(each.result(60) for each in read) <= served(api).serial
    assert len(set(told)) == len(told)
    assert nodes[0].signing.key_id not in {entry.node_id for entry in served(api).nodes}
    audit = LogAudit(b64u(api.world.keys.root.public_bytes))
    with api.world.database.reading() as connection:
        for raw in translog.entries(connection, 0, translog.size(connection)):
            audit.take(raw)
    assert audit.findings == []
