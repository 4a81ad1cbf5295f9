"""Signing in through a provider over HTTP, against a real one on loopback: whom it lets in, and everything that must not."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from app.commission.limits import FailureLimit
from records.store.provider_flows import forget_old_flows
from tests.fakes.commission import PASSWORD
from tests.unit.app.commission.oidc.conftest import SECRET, Door
from tests.unit.app.commission.test_sign_in import set_up

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


def error_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json().get("error", "")


def test_who_is_linked_signs_in_and_the_session_is_like_any_other(door: Door) -> None:
    assert door.link().status_code == 200
    answer = door.round_trip()
    assert answer.status_code == 200, answer.text
    session = answer.json()
    assert (session["name"], session["stage"]) == ("王医生", "full")
    headers = {"authorization": f"Bearer {session['token']}"}
    assert door.client.get("/v1/worklist", headers=headers).status_code == 200
    door.world.clock.pass_s(31 * 60)
    assert door.client.get("/v1/worklist", headers=headers).status_code == 401


def test_what_the_provider_is_asked(door: Door) -> None:
    url = door.begin().json()["url"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert asked.pop("tenant") == "1"  # the endpoint's own query stays
    state, nonce, challenge = (asked.pop(name) for name in ("state", "nonce", "code_challenge"))
    assert len({state, nonce, challenge}) == 3
    assert {len(state), len(nonce), len(challenge)} == {43}
    assert asked == {
        "response_type": "code",
        "client_id": door.config.provider.client_id,
        "redirect_uri": "http://console.test/jiayi/provider/callback",
        "scope": "openid email",
        "code_challenge_method": "S256",
        "prompt": "login",
        "max_age": "0",
    }
    with door.world.database.reading() as connection:
        row = str(connection.exec_driver_sql("select * from provider_flow").one())
    assert not any(secret in row for secret in (state, nonce, SECRET))


def test_who_is_not_linked_is_told_so_and_no_account_comes_into_being(door: Door) -> None:
    with door.world.database.reading() as connection:
        before = connection.exec_driver_sql("select count(*) from clinician").scalar_one()
    assert error_of(door.round_trip()) == (422, "provider_unlinked")
    with door.world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from clinician").scalar_one() == before
        last = connection.exec_driver_sql(
            "select actor, detail from audit_entry where action = 'log_in' order by seq desc limit 1"
        ).one()
    assert last.actor == "unknown"
    assert "provider_unlinked" in last.detail
    assert "u-4711" not in last.detail


def test_an_invited_address_signs_in_once_and_then_the_subject_counts(door: Door) -> None:
    assert door.link("invitation", " wang@hospital.EXAMPLE ").status_code == 200
    assert door.round_trip().status_code == 200
    door.provider.person |= {"email": "other@hospital.example"}
    assert door.round_trip().status_code == 200  # married, moved: still the same person
    door.provider.person |= {"sub": "u-new", "email": "wang@hospital.example"}
    assert error_of(door.round_trip()) == (422, "provider_unlinked")  # the address was given to somebody else


def test_an_address_that_nobody_verified_invites_nobody(door: Door) -> None:
    door.link("invitation", "wang@hospital.example")
    for changes in ({"email_verified": False}, {"email_verified": "true"}, {"email_verified": None}, {"email": None}):
        door.provider.claims = changes
        assert error_of(door.round_trip()) == (422, "provider_unlinked"), changes


@pytest.mark.parametrize(
    "name",
    [
        "wang\u212a@hospital.example",
        "wangk@ho\u017fpital.example",
        "wang\uff2b@hospital.example",
        " wangk@hospital.example",
    ],
)
def test_a_name_that_only_looks_like_the_invited_one_is_somebody_else(door: Door, name: str) -> None:
    door.link("invitation", "wangk@hospital.example")
    door.provider.person |= {"sub": "u-somebody-else", "email": name}
    assert error_of(door.round_trip()) == (422, "provider_unlinked")
    door.provider.person |= {"sub": "u-4711", "email": "WangK@Hospital.example"}
    assert door.round_trip().status_code == 200


def test_an_invitation_is_good_for_two_weeks(door: Door) -> None:
    door.link("invitation", "wang@hospital.example")
    door.world.clock.pass_s(14 * 24 * 3600 + 1)
    assert error_of(door.round_trip()) == (422, "provider_unlinked")
    (row,) = door.client.get("/v1/admin/identities", headers=door.boss).json()["items"]
    assert row["over"] is True


def test_links_are_made_seen_and_taken_away_by_administrators(door: Door) -> None:
    door.link()
    session = door.round_trip().json()
    found = door.client.get("/v1/admin/identities", headers=door.boss).json()
    assert found["items"] == [
        {
            "username": "wang",
            "name": "王医生",
            "by": "subject",
            "value": "u-4711",
            "made_at_ms": door.world.clock.now_ms,
            "over": False,
        }
    ]
    assert (found["provider"], found["invite_by"], found["next"]) == ("单位账号", "email", None)
    assert error_of(door.link(value="u-2")) == (422, "identity_linked")
    door.world.create_clinician("li")
    assert error_of(door.link(username="li")) == (422, "identity_taken")
    assert error_of(door.link(username="nobody")) == (404, "not_found")
    assert error_of(door.link("subject", "\n", "li")) == (422, "identity")
    path = "/v1/admin/accounts/wang/identity"
    own = {"authorization": f"Bearer {session['token']}"}
    assert door.client.delete(path, headers=own).status_code == 403
    assert door.client.delete(path, headers=door.boss).json() == {"done": True}
    assert door.client.get("/v1/account", headers=own).status_code == 401
    assert error_of(door.round_trip()) == (422, "provider_unlinked")
    with door.world.database.reading() as connection:
        details = connection.exec_driver_sql("select detail from audit_entry where detail like '%%identity%%'").all()
    said = " ".join(row.detail for row in details)
    assert "link_identity" in said
    assert "unlink_identity" in said
    assert "u-4711" not in said


def test_a_doctor_who_leaves_is_out_and_the_identity_is_free_again(door: Door) -> None:
    door.link()
    session = door.round_trip().json()
    door.world.admin.close_clinician("wang")
    assert door.client.get("/v1/account", headers={"authorization": f"Bearer {session['token']}"}).status_code == 401
    assert error_of(door.round_trip()) == (422, "provider_unlinked")
    assert door.link().status_code == 404
    door.world.create_clinician("wang2")
    assert door.link(username="wang2").status_code == 200
    assert door.round_trip().json()["stage"] == "full"


def test_our_second_factor_is_asked_unless_the_providers_counts(door_of) -> None:
    door = door_of(of_provider={"two_factor_amr": ("mfa", "hwk"), "two_factor_acr": ("urn:two",)})
    door.link()
    set_up(door, door.log_in())
    assert door.round_trip().json()["stage"] == "code"
    for claims, stage in (
        ({"amr": ["pwd"]}, "code"),
        ({"amr": ["pwd", "mfa"]}, "full"),
        ({"acr": "urn:two"}, "full"),
        ({"acr": ["urn:two"]}, "code"),
        ({"amr": {"mfa": True}}, "code"),
    ):
        door.provider.claims = claims
        assert door.round_trip().json()["stage"] == stage, claims
    assert door.provider.prompts[-1]["acr_values"] == "urn:two"


def test_where_a_second_factor_is_required_it_is_set_up_first(door_of) -> None:
    door = door_of(second_factor_required=True)
    totp, _ = set_up(door, door.log_in("boss"))
    code = totp.at(door.world.clock.now_ms // 1000)
    half = {"authorization": f"Bearer {door.log_in('boss')['authorization'][7:]}"}
    boss = {
        "authorization": f"Bearer {door.client.post('/v1/session/code', headers=half, json={'code': code}).json()['token']}"
    }
    body = {"by": "subject", "value": "u-4711"}
    assert door.client.put("/v1/admin/accounts/wang/identity", headers=boss, json=body).status_code == 200
    session = door.round_trip().json()
    assert session["stage"] == "enrol"
    half = {"authorization": f"Bearer {session['token']}"}
    assert door.client.get("/v1/worklist", headers=half).status_code == 401
    set_up(door, half)
    assert door.round_trip().json()["stage"] == "code"


def test_passwords_may_be_closed_to_all_but_administrators(door_of) -> None:
    door = door_of(local_sign_in="administrators")
    assert door.client.get("/v1/session/ways").json() == {
        "provider": {"name_zh": "单位账号", "name_en": "your organisation"},
        "local": "administrators",
    }

    def attempt(username: str, password: str):
        return error_of(door.client.post("/v1/session", json={"username": username, "password": password}))

    assert attempt("wang", PASSWORD) == (422, "provider_only")
    assert attempt("wang", "wrong wrong") == (401, "bad_credentials")
    assert attempt("boss", PASSWORD) == (200, "")
    door.provider.wrong = "metadata down"
    assert attempt("boss", PASSWORD) == (200, "")  # also while the provider is away


def test_a_sign_in_is_finished_once_by_the_browser_that_began_it_and_in_time(door: Door) -> None:
    door.link()
    came = door.provider.sign_in(door.begin().json()["url"])
    assert error_of(door.finish(came, "t" * 43)) == (422, "provider_over")  # somebody else's browser
    assert error_of(door.finish({**came, "state": "x" * 43})) == (422, "provider_over")
    assert door.finish(came).status_code == 200
    assert error_of(door.finish(came)) == (422, "provider_over")  # back button, reload
    late = door.provider.sign_in(door.begin().json()["url"])
    door.world.clock.pass_s(10 * 60 + 1)
    assert error_of(door.finish(late)) == (422, "provider_over")


def test_a_code_of_another_sign_in_is_worth_nothing(door: Door) -> None:
    door.link()
    stolen = door.provider.sign_in(door.begin().json()["url"])
    own = door.provider.sign_in(door.begin("t" * 43).json()["url"])
    # Injected into the thief's own sign-in it fails at PKCE, at the provider.
    assert error_of(door.finish({**own, "code": stolen["code"]}, "t" * 43)) == (422, "provider_over")


def test_the_answer_names_its_issuer(door: Door) -> None:
    door.link()
    for change in ({"iss": "https://evil.example"}, {"iss": None}):
        came = {**door.provider.sign_in(door.begin().json()["url"]), **change}
        assert error_of(door.finish({name: value for name, value in came.items() if value})) == (422, "provider_token")


def test_a_provider_that_lets_nobody_in(door: Door) -> None:
    for said, told in (
        ("access_denied", (422, "provider_denied")),
        ("login_required", (422, "provider_denied")),
        ("unauthorized_client", (422, "provider_setup")),
        ("temporarily_unavailable", (503, "provider_away")),
        ("<script>", (422, "provider_denied")),
    ):
        answer = door.round_trip(error=said)
        assert error_of(answer) == told
        assert "<script>" not in answer.text


def test_a_client_that_the_provider_does_not_know(door_of) -> None:
    door = door_of(of_provider={"client_secret": "another"})
    assert error_of(door.round_trip()) == (422, "provider_setup")


def test_without_a_provider_there_is_no_such_way(api) -> None:
    assert api.client.get("/v1/session/ways").json() == {"provider": None, "local": "everybody"}
    assert api.client.post("/v1/session/provider/begin", json={"browser": "0" * 64}).status_code == 404
    body = {"state": "x", "browser_secret": "y", "code": "z"}
    assert api.client.post("/v1/session/provider", json=body).status_code == 404
    api.world.create_clinician("boss", role="administrator")
    body = {"by": "subject", "value": "u"}
    answer = api.client.put("/v1/admin/accounts/wang/identity", headers=api.log_in("boss"), json=body)
    assert error_of(answer) == (422, "identity_off")


def test_who_begins_without_end_has_to_wait(door: Door) -> None:
    door.services.provider_asks = FailureLimit(failures=3, window_s=60.0)
    codes = [door.finish({"state": "x", "code": "y"}).status_code for _ in range(4)]
    assert codes == [422, 422, 422, 429]
    assert door.begin().status_code == 429


def test_what_nobody_came_back_from_is_forgotten(door: Door) -> None:
    for _ in range(3):
        door.begin()
    with door.world.database.transaction() as unit:
        assert forget_old_flows(unit) == 0
    door.world.clock.pass_s(10 * 60 + 1)
    with door.world.database.transaction() as unit:
        assert forget_old_flows(unit) == 3


def test_what_no_browser_and_no_database_can_hold_is_refused(door: Door) -> None:
    good = {"state": "s", "code": "c"}
    for wrong in ({"state": "\x00"}, {"iss": "é"}, {"state": "s" * 201}, {"more": "x"}):
        assert door.finish({**good, **wrong}).status_code == 422
    assert door.client.get("/v1/admin/identities", params={"after": "\x00"}, headers=door.boss).status_code == 422
    raw = b'{"state": "\\ud800", "browser_secret": "s", "code": "c"}'
    head = {"content-type": "application/json"}
    assert door.client.post("/v1/session/provider", content=raw, headers=head).status_code == 422
    body = {"by": "subject", "value": "u"}
    for name in ("%00", "%F0%9F%98%80", "A B"):
        path = f"/v1/admin/accounts/{name}/identity"
        assert door.client.put(path, headers=door.boss, json=body).status_code == 404
        assert door.client.delete(path, headers=door.boss).status_code == 404
    assert error_of(door.link("subject", "a\x00b")) == (422, "identity")
    door.link("invitation", "wang@hospital.example")
    for email in ("wang\x00", "x" * 256, ["wang@hospital.example"]):
        door.provider.claims = {"email": email}
        assert error_of(door.round_trip()) == (422, "provider_unlinked")


def test_a_provider_of_before_is_worth_nothing(door_of) -> None:
    first = door_of()
    first.link()
    issuer = first.provider.issuer
    door = door_of(of_provider={"issuer": f"{issuer}/"})
    assert door.client.get("/v1/admin/identities", headers=door.boss).json()["items"] == []
    door.provider.metadata_changes = {"issuer": f"{issuer}/"}
    door.provider.claims = {"iss": f"{issuer}/"}
    begun = door.begin().json()["url"]
    came = {**door.provider.sign_in(begun), "iss": f"{issuer}/"}
    assert error_of(door.finish(came)) == (422, "provider_unlinked")
    assert door.link().status_code == 200
    came = {**door.provider.sign_in(door.begin().json()["url"]), "iss": f"{issuer}/"}
    assert door.finish(came).status_code == 200


def test_links_come_in_pages(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.store.identities.PAGE", 2)
    for number in range(3):
        door.world.create_clinician(f"d{number}")
        assert door.link(value=f"u-{number}", username=f"d{number}").status_code == 200
    first = door.client.get("/v1/admin/identities", headers=door.boss).json()
    rest = door.client.get("/v1/admin/identities", params={"after": first["next"]}, headers=door.boss).json()
    assert [row["username"] for row in (*first["items"], *rest["items"])] == ["d0", "d1", "d2"]
    assert (first["next"], rest["next"]) == ("d1", None)
