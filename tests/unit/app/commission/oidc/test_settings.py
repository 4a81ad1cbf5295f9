"""From variables of the environment to a provider: what is missing or makes no sense stops the start, in one line, secrets unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.cli.errors import CliError
from app.cli.serve import _check_provider
from app.commission.oidc.settings import provider_config
from app.settings import ProviderSettings

WHOLE = {
    "JIAYI_OIDC_ISSUER": "https://id.example/realm",
    "JIAYI_OIDC_CLIENT_ID": "jiayi",
    "JIAYI_CONSOLE_ORIGIN": "https://console.example",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_without_an_issuer_there_is_no_provider(monkeypatch):
    assert provider_config(ProviderSettings(), development=False) is None
    monkeypatch.setenv("JIAYI_LOCAL_SIGN_IN", "administrators")
    with pytest.raises(ValidationError, match="JIAYI_OIDC_ISSUER"):
        ProviderSettings()


def test_what_is_set_arrives(environment, tmp_path: Path):
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text("hush\n", encoding="utf-8")
    environment.setenv("JIAYI_OIDC_CLIENT_SECRET_FILE", str(secret))
    environment.setenv("JIAYI_OIDC_TWO_FACTOR_AMR", "mfa, hwk")
    environment.setenv("JIAYI_OIDC_INVITE_CLAIM", "none")
    environment.setenv("JIAYI_OIDC_ALGORITHMS", "ES256")
    found = provider_config(ProviderSettings(), development=False)
    assert found is not None
    assert found.redirect_uri == "https://console.example/jiayi/provider/callback"
    assert (found.two_factor_amr, found.two_factor_acr, found.invite_claim) == (("mfa", "hwk"), (), None)
    assert (found.algorithms, found.scope, found.ask_again) == (("ES256",), "openid", True)
    assert found.client_secret == "hush"
    assert "hush" not in repr(found)
    secret.chmod(0o644)
    with pytest.raises(Exception, match="chmod 600"):
        provider_config(ProviderSettings(), development=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JIAYI_OIDC_ISSUER", "http://id.example"),
        ("JIAYI_CONSOLE_ORIGIN", "http://console.example"),
        ("JIAYI_OIDC_ALGORITHMS", "HS256"),
        ("JIAYI_OIDC_ALGORITHMS", ""),
        ("JIAYI_OIDC_CLIENT_ID", ""),
        ("JIAYI_OIDC_CA", "/nowhere/ca.pem"),
        ("JIAYI_OIDC_INVITE_CLAIM", "sub"),
    ],
)
def test_what_makes_no_sense_stops_the_start_in_one_line(environment, name, value):
    _check_provider(development=False)
    environment.setenv(name, value)
    with pytest.raises(CliError) as said:
        _check_provider(development=False)
    assert "\n" not in str(said.value)
