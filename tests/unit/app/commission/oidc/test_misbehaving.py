"""A provider that lies, errs or hangs: nobody gets in, and what is told says which kind it was."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import RSAKey

from app.commission.oidc.errors import ProviderAway, ProviderRefused
from app.commission.oidc.fetching import Fetcher
from app.commission.oidc.provider import Provider as Asking
from app.commission.oidc.tokens import Expected, read_id_token
from records.store.identities import Vouched
from records.store.provider_flows import Flow
from tests.fakes.provider import CLIENT_ID, FORGED, Provider
from tests.unit.app.commission.oidc.conftest import agreed

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
NOW_S = 1_795_000_000
FLOW = Flow("state", "nonce-of-this-sign-in", "v" * 43, NOW_S * 1000)


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    made = Provider()
    made.now_s = lambda: NOW_S
    yield made
    made.close()


@pytest.fixture
def provider(running: Provider) -> Iterator[Provider]:
    kept = dict(running.keys)
    yield running
    running.wrong, running.algorithm, running.keys = "", "RS256", kept
    running.claims, running.metadata_changes = {}, {}
    running.asked.clear()


def asking(
    provider: Provider, *, fetcher: Fetcher | None = None, steady: Any = time.monotonic, **changes: Any
) -> Asking:
    return Asking(agreed(provider, **changes), lambda: NOW_S * 1000, fetcher, steady)


def vouched(provider: Provider, asked: Asking | None = None) -> Vouched:
    asked = asked or asking(provider)
    return asked.vouched(provider.sign_in(asked.address(FLOW))["code"], FLOW)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_true_token_vouches(provider: Provider, algorithm: str) -> None:
    provider.algorithm = algorithm
    assert vouched(provider) == Vouched(provider.issuer, "u-4711", "Wang@Hospital.example", second_factor=False)


@pytest.mark.parametrize(
    "wrong",
    sorted(FORGED),
)
def test_a_token_that_is_not_signed_by_the_provider_vouches_for_nobody(provider: Provider, wrong: str) -> None:
    provider.wrong = wrong
    with pytest.raises(ProviderRefused) as refused:
        vouched(provider)
    assert refused.value.code == "provider_token"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iss": "https://evil.example"}, "provider_token"),
        ({"iss": "{issuer}/"}, "provider_token"),
        ({"aud": "another"}, "provider_token"),
        ({"aud": [CLIENT_ID, "another"]}, "provider_token"),
        ({"aud": []}, "provider_token"),
        ({"azp": "another"}, "provider_token"),
        ({"nonce": "of another sign-in"}, "provider_token"),
        ({"nonce": None}, "provider_token"),
        ({"sub": ""}, "provider_token"),
        ({"sub": "x" * 256}, "provider_token"),
        ({"sub": 4711}, "provider_token"),
        ({"sub": None}, "provider_token"),
        ({"exp": None}, "provider_token"),
        ({"exp": "tomorrow"}, "provider_token"),
        ({"exp": True}, "provider_token"),
        ({"exp": 1e300}, "provider_token"),
        ({"exp": NOW_S - 121}, "provider_clock"),
        ({"iat": NOW_S + 121}, "provider_clock"),
        ({"iat": NOW_S - 3600}, "provider_clock"),
        ({"nbf": NOW_S + 121}, "provider_clock"),
        ({"auth_time": NOW_S - 3600}, "provider_token"),
        ({"auth_time": None}, "provider_token"),
    ],
)
def test_a_token_that_is_not_of_this_sign_in(provider: Provider, claims: dict[str, Any], code: str) -> None:
    provider.claims = {
        name: value.format(issuer=provider.issuer) if name == "iss" else value for name, value in claims.items()
    }
    with pytest.raises(ProviderRefused) as refused:
        vouched(provider)
    assert refused.value.code == code


@pytest.mark.parametrize("claim", ["nonce", "sub", "iss", "azp"])
def test_half_a_character_in_a_token_is_refused_as_other_untruths_are(provider: Provider, claim: str) -> None:
    key, config = provider.keys["RS256"], agreed(provider)
    said = {
        "iss": config.issuer,
        "aud": CLIENT_ID,
        "sub": "u",
        "exp": NOW_S + 300,
        "iat": NOW_S,
        "auth_time": NOW_S,
        "nonce": "n",
    }
    expected = Expected("n", NOW_S, NOW_S)
    for claims, good in ((said, True), (said | {claim: "\ud800"}, False)):
        token = jws.serialize_compact({"alg": "RS256", "kid": key.kid}, json.dumps(claims).encode(), key)
        if good:
            assert read_id_token(token, config, expected, lambda _: [key]).subject == "u"
            continue
        with pytest.raises(ProviderRefused):
            read_id_token(token, config, expected, lambda _: [key])


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": [CLIENT_ID]},
        {"azp": CLIENT_ID},
        {"exp": NOW_S - 100},
        {"iat": NOW_S + 100, "auth_time": NOW_S - 100},
        {"email": 7, "amr": "x", "groups": ["a"] * 500},
    ],
)
def test_what_may_differ_does(provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims = claims
    assert vouched(provider).subject == "u-4711"


def test_an_earlier_sign_in_at_the_provider_counts_where_the_commission_allows_it(provider: Provider) -> None:
    asked = asking(provider, ask_again=False)
    for said in (NOW_S - 3600, None):
        provider.claims = {"auth_time": said}
        assert vouched(provider, asked).subject == "u-4711"
    assert not {"prompt", "max_age"} & provider.prompts[-1].keys()


def test_an_algorithm_that_was_not_agreed_is_none(provider: Provider) -> None:
    provider.algorithm = "ES256"
    with pytest.raises(ProviderRefused):
        vouched(provider, asking(provider, algorithms=("RS256",)))


def test_without_a_key_id_there_must_be_one_key_that_fits(provider: Provider) -> None:
    provider.wrong = "no key id"
    assert vouched(provider).subject == "u-4711"
    provider.keys["before"] = RSAKey.generate_key(2048, {"kid": "rsa-0"})
    with pytest.raises(ProviderRefused):
        vouched(provider)
    provider.keys["before"] = RSAKey.import_key(provider.keys["before"].as_dict(), {"use": "enc"})
    assert vouched(provider).subject == "u-4711"  # that one is for something else


def test_a_key_that_was_changed_is_found_but_nobody_makes_us_ask_for_ever(provider: Provider) -> None:
    now = [1000.0]
    asked = asking(provider, steady=lambda: now[0])
    assert vouched(provider, asked).subject == "u-4711"
    assert vouched(provider, asked).subject == "u-4711"
    assert provider.asked.count("/keys") == 1
    provider.rotate()
    with pytest.raises(ProviderRefused):
        vouched(provider, asked)  # fetched a moment ago
    now[0] += 31
    assert vouched(provider, asked).subject == "u-4711"
    assert provider.asked.count("/keys") == 2
    provider.wrong = "its own key in the head"
    for _ in range(3):
        with pytest.raises(ProviderRefused):
            vouched(provider, asked)
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    now[0] += 3601
    provider.wrong = ""
    assert vouched(provider, asked).subject == "u-4711"
    assert provider.asked.count("/.well-known/openid-configuration") == 2


@pytest.mark.parametrize(
    ("what", "how"),
    [
        *(
            ("token", how)
            for how in ("slow", "drips", "huge", "html", "mislabelled", "deep", "broken", "elsewhere", "down")
        ),
        *(("metadata", how) for how in ("slow", "array", "elsewhere")),
        *(("keys", how) for how in ("slow", "huge", "elsewhere")),
    ],
)
def test_what_is_no_answer_is_a_provider_that_is_away(provider: Provider, what: str, how: str) -> None:
    asked = asking(provider, fetcher=Fetcher(deadline_s=0.4 if how in ("slow", "drips") else 5.0))
    provider.wrong = f"{what} {how}"
    started = time.monotonic()
    with pytest.raises(ProviderAway):
        vouched(provider, asked)
    assert time.monotonic() - started < 20
    # It was only away: nothing of it is kept.
    provider.wrong = ""
    assert vouched(provider, asking(provider)).subject == "u-4711"


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": None},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://user@evil.example/"},
    ],
)
def test_metadata_that_lead_elsewhere(provider: Provider, changes: dict[str, Any]) -> None:
    provider.metadata_changes = changes
    with pytest.raises(ProviderAway):
        asking(provider).address(FLOW)


def test_an_issuer_is_missed_only_where_it_was_announced(provider: Provider) -> None:
    with pytest.raises(ProviderRefused):
        asking(provider).check_sender(None)
    provider.metadata_changes = {"authorization_response_iss_parameter_supported": False}
    asked = asking(provider)
    asked.check_sender(None)
    asked.check_sender(provider.issuer)
    with pytest.raises(ProviderRefused):
        asked.check_sender("https://evil.example")


def test_nobody_answers() -> None:
    gone = Provider()
    gone.close()
    with pytest.raises(ProviderAway):
        asking(gone).address(FLOW)


def test_outside_of_development_everything_is_https(provider: Provider) -> None:
    with pytest.raises(ValueError, match="https"):
        agreed(provider, https_only=True)
    with pytest.raises(ValueError, match="https"):
        agreed(provider, issuer="https://id.example", https_only=True)  # the console's origin is plain


@pytest.mark.parametrize(
    "changes",
    [
        {"algorithms": ("HS256",)},
        {"algorithms": ("none",)},
        {"algorithms": ()},
        {"client_id": ""},
        {"console_origin": ""},
        {"console_origin": "https://console.test/jiayi"},
        {"issuer": "https://id.example?x=1"},
    ],
)
def test_settings_that_make_no_sense_are_refused_at_the_start(provider: Provider, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"issuer|algorithms|client|origin|address"):
        agreed(provider, **changes)
