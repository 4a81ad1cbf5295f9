"""`POST /v1/admission`: tokens for a phone with a magnet, refusals in words, and nothing of who drew in log, metrics or trail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.commission.housekeeping import Housekeeping
from app.commission.service import create_app
from records.seal.wire import b64u
from records.store.admission import Allowance
from records.store.keyfolder import rotation
from records.trust import blinding
from records.trust.directory import fingerprint, verify_directory
from records.trust.tokens import Token, TokenKey, check_token, day_of
from tests.fakes.commission import NOW_MS, World
from tests.fakes.serving import SettledClient
from tests.unit.app.commission.conftest import CODES, Api, config_for
from tests.unit.records.seal.vectors import raw

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
NODE_KEY = "ab" * 16


@pytest.fixture
def api(world: World, dist: Path) -> Iterator[Api]:
    config = config_for(world, dist, allowance=Allowance(burst=5, refill_ms=60_000))
    app = create_app(config, enqueue_archive=world.queue.enqueue, codes=lambda: CODES)
    with SettledClient(app, raise_server_exceptions=False) as client:
        yield Api(world, client, config)


def announced(api: Api) -> TokenKey:
    pin = fingerprint(api.world.keys.root.public_bytes)
    answer = api.client.get("/v1/directory").json()
    found = verify_directory(answer, pin, now_ms=api.world.clock.now_ms, production=False).directory.admission_key
    assert found is not None
    assert found.not_after > NOW_MS // 1000
    return TokenKey(found.public_bytes)


def begin(api: Api, count: int = 1) -> list[blinding.Blinding]:
    key = announced(api)
    return [blinding.begin(key, NODE_KEY, day_of(NOW_MS) + 1) for _ in range(count)]


def ask(api: Api, begun: list[blinding.Blinding], **changes: Any) -> Any:
    body = {"magnet": api.world.magnet, "kid": begun[0].key.key_id, "blinded": [b64u(one.blinded) for one in begun]}
    return api.client.post("/v1/admission", json={**body, **changes})


def test_a_token_is_signed_unseen_and_admits_at_its_node(api: Api) -> None:
    begun = begin(api, 3)
    answer = ask(api, begun)
    assert answer.status_code == 200
    signatures = answer.json()["signatures"]
    for one, signature in zip(begun, signatures, strict=True):
        token = one.finish(raw(signature))
        assert check_token(token, NODE_KEY, {one.key.key_id: one.key}.get, now_ms=NOW_MS) == Token.read(token)
        # What passed between phone and commission has nothing in common with what the node is shown.
        assert b64u(token[-384:]) not in answer.text
        assert one.nonce not in one.blinded


def test_fewer_than_asked_are_signed_when_fewer_are_left_and_then_none_with_words(api: Api) -> None:
    begun = begin(api, 4)
    assert [len(ask(api, begun).json()["signatures"]) for _ in range(2)] == [4, 1]
    answer = ask(api, begun)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert answer.json()["error"] == "too_many_tokens"
    assert "120" in answer.json()["text_zh"]
    assert "120" in answer.json()["text_en"]
    api.world.clock.pass_s(60)
    assert len(ask(api, begun).json()["signatures"]) == 1


def test_unknown_and_revoked_magnets_draw_nothing(api: Api) -> None:
    begun = begin(api)
    assert [(a.status_code, a.json()["error"]) for a in (ask(api, begun, magnet="nobody"),)] == [
        (404, "unknown_magnet")
    ]
    api.world.admin.revoke_magnet(api.world.magnet)
    answer = ask(api, begun)
    assert (answer.status_code, answer.json()["error"], answer.json()["phone"]) == (
        410,
        "revoked_magnet",
        "0951-5550120",
    )
    assert "120" in answer.json()["text_zh"]


def test_a_magnet_that_ended_says_how_and_never_which_took_its_place(api: Api) -> None:
    lost, worn = api.world.admin.issue_magnets(api.world.community, "wang", 2)
    api.world.admin.revoke_magnet(lost, ended_as="lost")
    new = api.world.admin.replace_magnet(worn)
    for magnet, word_zh, word_en in ((lost, "挂失", "lost"), (worn, "换过新的", "replaced")):
        answer = api.client.get(f"/v1/magnets/{magnet}")
        assert (answer.status_code, answer.json()["error"]) == (410, "revoked_magnet")
        assert word_zh in answer.json()["text_zh"]
        assert word_en in answer.json()["text_en"]
        assert new not in answer.text
    assert api.client.get(f"/v1/magnets/{new}").status_code == 200


def test_another_key_than_the_announced_one_is_told_and_costs_nothing(api: Api) -> None:
    begun = begin(api, 4)
    for _ in range(3):
        assert ask(api, begun, kid="0" * 32).status_code == 409
    assert len(ask(api, begun).json()["signatures"]) == 4


def test_a_changed_key_is_announced_and_signs_at_once(api: Api) -> None:
    before = begin(api)
    rotation.rotate(api.world.keys, "admission")
    assert ask(api, before).json() == {"error": "other_key"}
    # As large as no value for the new key may be, and some for the old one were.
    assert ask(api, before, blinded=[b64u(b"\xff" * 384)]).json() == {"error": "other_key"}
    after = begin(api)
    assert after[0].key.key_id != before[0].key.key_id
    token = after[0].finish(raw(ask(api, after).json()["signatures"][0]))
    assert Token.read(token).kid == after[0].key.key_id


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"blinded": []}, 422),
        ({"blinded": ["AAAA"] * 5}, 422),
        ({"blinded": ["A" * 513]}, 422),
        ({"blinded": "AAAA"}, 422),
        ({"blinded": [1]}, 422),
        ({"kid": "x"}, 422),
        ({"kid": None}, 422),
        ({"magnet": "a b"}, 422),
        ({"magnet": "x" * 65}, 422),
        ({"person": "张秀英"}, 422),
        ({"blinded": [""]}, 400),
        ({"blinded": ["AAAA"]}, 400),
        ({"blinded": ["!" * 512]}, 400),
        ({"blinded": [b64u(bytes(384))]}, 400),
        ({"blinded": [b64u(b"\xff" * 384)]}, 400),
        ({"blinded": [b64u(bytes(383))]}, 400),
    ],
)
def test_bad_asks_are_refused_by_form_and_cost_nothing(api: Api, changes: dict[str, Any], status: int) -> None:
    begun = begin(api, 4)
    answer = ask(api, begun, **changes)
    assert answer.status_code == status
    assert "张秀英" not in answer.text
    if status == 400:
        assert answer.json() == {"error": "cannot_open"}
    assert len(ask(api, begun).json()["signatures"]) == 4


def test_the_modulus_itself_and_what_is_above_are_out_of_range(api: Api) -> None:
    begun = begin(api)
    modulus = begun[0].key.modulus
    assert ask(api, begun, blinded=[b64u(modulus)]).status_code == 400
    below = (int.from_bytes(modulus, "big") - 1).to_bytes(384, "big")
    assert ask(api, begun, blinded=[b64u(below)]).status_code == 200


def test_log_and_metrics_count_and_name_nobody(api: Api, capsys: pytest.CaptureFixture[str]) -> None:
    begun = begin(api, 2)
    answer = ask(api, begun)
    ask(api, begun, magnet="nobody")
    metrics = api.client.get("/metrics").text
    assert 'jiayi_commission_admission_total{outcome="signed"} 1.0' in metrics
    assert 'jiayi_commission_admission_total{outcome="no_magnet"} 1.0' in metrics
    assert "jiayi_commission_admission_tokens_total 2.0" in metrics
    told = capsys.readouterr()
    for secret in (api.world.magnet, *answer.json()["signatures"], *(b64u(one.blinded) for one in begun)):
        assert secret not in told.out + told.err + metrics


def test_two_commission_processes_share_one_allowance(api: Api, dist: Path) -> None:
    begun = begin(api, 3)
    config = config_for(api.world, dist, allowance=Allowance(burst=5, refill_ms=60_000))
    beside = create_app(config, enqueue_archive=api.world.queue.enqueue, codes=lambda: CODES)
    with SettledClient(beside, raise_server_exceptions=False) as client:
        other = Api(api.world, client, config)
        assert [len(ask(one, begun).json()["signatures"]) for one in (api, other)] == [3, 2]


def test_housekeeping_forgets_who_drew_once_the_allowance_is_whole(api: Api) -> None:
    def rows() -> int:
        with api.world.database.reading() as connection:
            return connection.exec_driver_sql("select count(*) from admission_allowance").scalar_one()

    ask(api, begin(api, 2))
    housekeeping = Housekeeping(api.client.app.state.services)
    housekeeping.round()
    assert rows() == 1
    api.world.clock.pass_s(120)
    Housekeeping(api.client.app.state.services).round()
    assert rows() == 0
