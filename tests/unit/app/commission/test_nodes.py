"""Admission over HTTP: only a node that answers its own challenge gets the capsule keys, and gets them sealed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.commission.config import CommissionConfig
from app.commission.service import create_app
from records.errors import Reason
from records.seal.keys import KemPrivateKey, SigningKey, generate_kem_key, generate_signing_key
from records.seal.wire import b64u, from_b64u
from records.store.announcing import CERTIFICATE_LIFE_S
from records.trust.directory import Certificate, sign_certificate
from records.trust.evidence.statement import development_evidence
from records.trust.measurement import measurement
from records.trust.statekeys import accept_release
from records.trust.values import SigningKeyRef
from tests.fakes.commission import NOW_MS, Phone, World, new_hex
from tests.fakes.serving import SettledClient
from tests.unit.app.commission.conftest import CODES, Api, config_for

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
URL = "http://127.0.0.1:8701"


def nonce_of(client: TestClient) -> bytes:
    return from_b64u(client.post("/v1/nodes/challenge").json()["nonce"], reason=Reason.JSON, length=32)


def evidence(nonce: bytes, signing: SigningKey, channel: KemPrivateKey, **changes: Any) -> dict[str, Any]:
    made = development_evidence(
        signing_key=signing, channel_public=channel.public_bytes, nonce=nonce, url=URL, measurement=measurement()
    )
    return {**made.model_dump(), **changes}


def test_a_node_that_proves_itself_gets_the_keys_and_stands_in_the_directory(api: Api) -> None:
    signing, channel = generate_signing_key(), generate_kem_key()
    nonce = nonce_of(api.client)
    answer = api.client.post("/v1/nodes/admission", json=evidence(nonce, signing, channel))
    assert answer.status_code == 200
    found = answer.json()
    released = accept_release(
        found["release"],
        directory_key=api.world.keys.directory.public,
        channel_key=channel,
        signing_key_id=signing.key_id,
        nonce=nonce,
        now_s=NOW_MS // 1000,
        minimum_serial=0,
    )
    assert released.state_keys.key(1) == api.world.keys.state_keys().key(1)
    assert (found["node_id"], found["expires_at"]) == (signing.key_id, NOW_MS // 1000 + 3600)
    policy = api.client.get("/m/x").headers["content-security-policy"]
    assert URL in policy


def test_a_certificate_that_ended_is_said_and_mended_without_a_restart(api: Api) -> None:
    """The root lies elsewhere, as it should, and nobody had it sign in time."""
    world, clock = api.world, api.world.clock
    root = world.keys.root
    assert api.client.get("/v1/directory").status_code == 200
    (world.keys.folder / "root.key").unlink()
    clock.now_ms += (CERTIFICATE_LIFE_S + 1) * 1000
    signing, channel = generate_signing_key(), generate_kem_key()
    for _ in range(2):
        asked = evidence(nonce_of(api.client), signing, channel)
        for answer in (api.client.post("/v1/nodes/admission", json=asked), api.client.get("/v1/log/head")):
            assert (answer.status_code, answer.json()["error"]) == (503, "uncertified")
            assert "120" in answer.json()["text_zh"]
        assert api.client.get("/v1/directory").status_code == 503
    assert signing.key_id not in str(world.admin.list_nodes())  # nothing of it was kept
    record_id = new_hex()
    assert api.deliver(world.identity(Phone().registration(record_id))).status_code == 200  # records go on coming in
    accepted = Certificate(
        **SigningKeyRef.of(world.keys.directory.public_bytes).model_dump(),
        not_before=clock.now_ms // 1000 - 3600,
        not_after=clock.now_ms // 1000 + 3600,
        environment="development",
    )
    world.keys.keep_certificate("directory-1.certificate", b64u(root.public_bytes), sign_certificate(root, accepted))
    assert (
        api.client.post("/v1/nodes/admission", json=evidence(nonce_of(api.client), signing, channel)).status_code == 200
    )
    assert api.client.get("/v1/directory").status_code == 200


def test_a_nonce_holds_once_and_for_two_minutes(api: Api) -> None:
    signing, channel = generate_signing_key(), generate_kem_key()
    used = nonce_of(api.client)
    assert api.client.post("/v1/nodes/admission", json=evidence(used, signing, channel)).status_code == 200
    late = nonce_of(api.client)
    api.world.clock.pass_s(121)
    for nonce in (used, late, bytes(32)):
        answer = api.client.post("/v1/nodes/admission", json=evidence(nonce, signing, channel))
        assert (answer.status_code, answer.json()) == (403, {"error": "not_admitted"})


@pytest.mark.parametrize(
    "changes",
    [
        {"measurement": "0" * 64},
        {"url": "http://evil.example"},
        {"signature": "A" * 86},
        {"kind": "tpm2"},
        {"kind": "word of honour"},
        {"channel_key": "AAAA"},
        {"more": 1},
    ],
)
def test_evidence_that_does_not_hold_is_one_refusal(api: Api, changes: dict[str, Any]) -> None:
    signing, channel = generate_signing_key(), generate_kem_key()
    answer = api.client.post("/v1/nodes/admission", json=evidence(nonce_of(api.client), signing, channel, **changes))
    assert (answer.status_code, answer.json()) == (403, {"error": "not_admitted"})
    with api.world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from node").scalar_one() == 1


def test_another_software_is_not_admitted(api: Api) -> None:
    signing, channel = generate_signing_key(), generate_kem_key()
    nonce = nonce_of(api.client)
    made = development_evidence(
        signing_key=signing, channel_public=channel.public_bytes, nonce=nonce, url=URL, measurement="1" * 64
    )
    assert api.client.post("/v1/nodes/admission", json=made.model_dump()).status_code == 403


def test_a_production_commission_takes_no_development_evidence(world: World, dist: Path) -> None:
    config = config_for(world, dist, environment="production", public_origin="https://testserver")
    app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
    with SettledClient(app, raise_server_exceptions=False) as client:
        signing, channel = generate_signing_key(), generate_kem_key()
        answer = client.post("/v1/nodes/admission", json=evidence(nonce_of(client), signing, channel))
        assert answer.status_code == 403
        assert client.get("/healthz").headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize(
    "changes",
    [
        {"environment": "production"},
        {"public_origin": "testserver"},
        {"public_origin": "http://x/y"},
        {"node_origins": ("https://a.example; script-src *",)},
    ],
)
def test_settings_that_contradict_themselves_are_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    values: dict[str, Any] = {
        "database_url": "postgresql://x/y",
        "key_folder": tmp_path,
        "web_dist": tmp_path,
        "public_origin": "http://testserver",
        "environment": "development",
        "name_zh": "x",
        "name_en": "x",
    }
    CommissionConfig(**values)
    with pytest.raises(ValueError, match=r"origin|https"):
        CommissionConfig(**{**values, **changes})


def test_an_address_that_asks_too_often_has_to_wait_and_refusals_weigh_more(api: Api) -> None:
    wrong = evidence(bytes(32), generate_signing_key(), generate_kem_key())
    codes = [api.client.post("/v1/nodes/admission", json=wrong).status_code for _ in range(41)]
    assert codes == [403] * 40 + [429]
    answer = api.client.post("/v1/nodes/challenge")
    assert (answer.status_code, answer.json()["error"]) == (429, "too_often")
    assert 0 < int(answer.headers["retry-after"]) <= 60


def test_a_rack_of_nodes_behind_one_address_is_let_through(api: Api) -> None:
    assert {api.client.post("/v1/nodes/challenge").status_code for _ in range(200)} == {200}
