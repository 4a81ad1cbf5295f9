"""Shared visit summaries: what a phone gives, what a reader gets, and everything that must not open one (FORMAT.md, section 13)."""

from __future__ import annotations

import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from records.seal.share import SEALED_LENGTHS
from records.seal.wire import b64u
from records.store import shares
from records.store.shares import LIVES_MS, MOST_OPENED, MOST_WRONG, forget_old_shares
from records.store.tables.shares import Share
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@dataclass
class Shared:
    """What a phone made, as it keeps it."""

    share_id: str = field(default_factory=lambda: secrets.token_hex(16))
    proof: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    owner: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    sealed: bytes = field(default_factory=lambda: secrets.token_bytes(SEALED_LENGTHS[0]))

    @property
    def body(self) -> dict[str, str]:
        return {
            "share_id": self.share_id,
            "proof_digest": hashlib.sha256(self.proof).hexdigest(),
            "owner_digest": hashlib.sha256(self.owner).hexdigest(),
            "sealed": b64u(self.sealed),
        }

    @property
    def bearer(self) -> dict[str, str]:
        return {"authorization": f"Bearer {b64u(self.owner)}"}


def opened(api: Api, share: Shared, proof: bytes | None = None) -> httpx.Response:
    given = {"proof": b64u(share.proof if proof is None else proof)}
    return api.client.post(f"/v1/shares/{share.share_id}/open", json=given)


def stands(api: Api, share: Shared) -> httpx.Response:
    return api.client.get(f"/v1/shares/{share.share_id}", headers=share.bearer)


def made(api: Api) -> Shared:
    share = Shared()
    answer = api.client.post("/v1/shares", json=share.body)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"expires_at_ms": api.world.clock() + LIVES_MS}
    return share


def test_who_proves_the_code_reads_it_and_the_phone_is_told(api: Api) -> None:
    share = made(api)
    assert stands(api, share).json() == {"opened": 0, "wrong": 0, "expires_at_ms": api.world.clock() + LIVES_MS}
    for times in (1, 2):
        answer = opened(api, share)
        assert (answer.status_code, answer.json()["sealed"]) == (200, b64u(share.sealed))
        assert answer.headers["cache-control"] == "no-store"
        assert stands(api, share).json()["opened"] == times


def test_the_fifth_wrong_code_destroys_it_for_good(api: Api) -> None:
    share = made(api)
    for left in (4, 3, 2, 1):
        answer = opened(api, share, secrets.token_bytes(32))
        assert (answer.status_code, answer.json()["error"], answer.json()["tries_left"]) == (403, "wrong_code", left)
    # What was right in between gives no try back.
    assert opened(api, share).status_code == 200
    assert opened(api, share, secrets.token_bytes(32)).json()["tries_left"] == 0
    assert opened(api, share).status_code == 404
    assert stands(api, share).json()["wrong"] == MOST_WRONG
    with api.world.database.reading() as connection:
        assert connection.execute(select(Share.sealed)).scalar_one() == b""
    # The same bytes, recorded and given in again, do not bring it back.
    assert api.client.post("/v1/shares", json=share.body).status_code == 409


def test_many_tries_at_once_are_five(api: Api) -> None:
    share = made(api)
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: opened(api, share, secrets.token_bytes(32)).status_code, range(12)))
    assert sorted(codes) == [403] * MOST_WRONG + [404] * (12 - MOST_WRONG)
    assert opened(api, share).status_code == 404


def test_taken_back_it_opens_for_nobody_and_only_its_phone_takes_it_back(api: Api) -> None:
    share = made(api)
    for stranger in ({}, {"authorization": f"Bearer {b64u(secrets.token_bytes(32))}"}, {"authorization": "Bearer x"}):
        assert api.client.delete(f"/v1/shares/{share.share_id}", headers=stranger).status_code == 404
        assert api.client.get(f"/v1/shares/{share.share_id}", headers=stranger).status_code == 404
    assert opened(api, share).status_code == 200
    assert api.client.delete(f"/v1/shares/{share.share_id}", headers=share.bearer).status_code == 204
    assert opened(api, share).status_code == 404
    assert api.client.post("/v1/shares", json=share.body).status_code == 409


def test_it_ends_after_a_day_and_is_forgotten(api: Api) -> None:
    share = made(api)
    api.world.clock.now_ms += LIVES_MS - 1
    assert opened(api, share).status_code == 200
    api.world.clock.now_ms += 1
    assert opened(api, share).status_code == 404
    assert stands(api, share).status_code == 404
    with api.world.database.transaction() as unit:
        assert forget_old_shares(unit) == 1


def test_it_opens_twenty_times(api: Api) -> None:
    share = made(api)
    for _ in range(MOST_OPENED):
        assert opened(api, share).status_code == 200
    assert opened(api, share).status_code == 404


def test_the_same_share_again_is_one_and_another_under_its_id_is_refused(api: Api) -> None:
    share = made(api)
    api.world.clock.now_ms += 1000
    again = api.client.post("/v1/shares", json=share.body)
    assert again.json() == {"expires_at_ms": api.world.clock() - 1000 + LIVES_MS}
    other = Shared(share_id=share.share_id)
    answer = api.client.post("/v1/shares", json=other.body)
    assert (answer.status_code, answer.json()["error"]) == (409, "taken")
    assert opened(api, share).status_code == 200


def test_what_lies_in_the_database_is_sealed_once_more_and_names_nobody(api: Api) -> None:
    share = made(api)
    with api.world.database.reading() as connection:
        row = connection.execute(select(Share.__table__)).one()
        columns = set(row._mapping)
        foreign = connection.execute(
            text("select count(*) from pg_constraint where conrelid = 'share'::regclass and contype = 'f'")
        ).scalar_one()
        trail = [tuple(one) for one in connection.execute(text("select actor, action, subject from audit_entry"))]
    assert share.sealed not in row.sealed
    assert share.proof not in row.sealed
    assert columns == {
        *("id", "proof_digest", "owner_digest", "sealed_digest", "sealed", "opened", "wrong", "expires_at_ms"),
    }
    assert foreign == 0
    assert ("phone", "make_share", f"share:{share.share_id}") in trail


def test_what_no_phone_makes_is_not_kept(api: Api) -> None:
    changes: list[dict[str, Any]] = [
        {"share_id": "A" * 32},
        {"share_id": "0" * 31},
        {"proof_digest": "0" * 63},
        {"owner_digest": ""},
        {"sealed": b64u(bytes(SEALED_LENGTHS[0] - 1))},
        {"sealed": b64u(bytes(28))},
        {"sealed": b64u(bytes(SEALED_LENGTHS[-1] + 64 * 1024))},
        {"sealed": "ä"},
        {"resident": "x"},
    ]
    for change in changes:
        answer = api.client.post("/v1/shares", json=Shared().body | change)
        assert answer.status_code in (400, 422), (change, answer.text)
    with api.world.database.reading() as connection:
        assert connection.execute(select(Share.id)).all() == []


def test_an_address_looks_for_what_is_not_there_only_so_often(api: Api) -> None:
    codes = [opened(api, Shared()).status_code for _ in range(31)]
    assert codes == [404] * 30 + [429]


def test_when_there_are_too_many_it_is_said_kindly(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "MOST_SHARES", 1)
    made(api)
    answer = api.client.post("/v1/shares", json=Shared().body)
    assert (answer.status_code, answer.json()["error"]) == (503, "full")
    assert answer.json()["text_zh"]


def test_the_readers_page_speaks_with_nobody_else_and_the_keeper_fetches_from_here_only(api: Api) -> None:
    answer = api.client.get(f"/s/{'0' * 32}")
    policy = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert (answer.status_code, policy["connect-src"], policy["worker-src"]) == (200, "'self'", "'none'")
    assert policy["default-src"] == "'none'"
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert api.client.get("/sw.js").status_code == 404  # this page was built without one
    (api.config.web_dist / "sw.js").write_text("self", encoding="utf-8")
    keeper = api.client.get("/sw.js")
    assert keeper.headers["content-security-policy"] == "default-src 'none'; connect-src 'self'"
    assert keeper.headers["cache-control"] == "no-cache"
    # Under whatever name a worker was planted: the browser that looks for a newer one is given this.
    for path in ("/evil.js", "/assets/index.js", "/m/x/deep/worker.js", "/v1/directory", "/sw.js"):
        asked = api.client.get(path, headers={"Service-Worker": "script"})
        assert (asked.status_code, asked.text, asked.headers["service-worker-allowed"]) == (200, "self", "/")
    assert api.client.get("/evil.js").status_code == 404
