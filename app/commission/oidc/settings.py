"""From settings of the environment to what a commission has agreed with its provider."""

from __future__ import annotations

from app.commission.oidc.config import ProviderConfig
from app.keys import secret_line
from app.settings import ProviderSettings


def provider_config(settings: ProviderSettings, *, development: bool) -> ProviderConfig | None:
    """Answer the provider that is set, None without one; raises `ValueError`, `KeyStoreError` (the secret's file)."""
    if settings.oidc_issuer is None:
        return None
    secret = settings.oidc_client_secret_file
    return ProviderConfig(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id or "",
        client_secret=secret_line(secret) if secret is not None else None,
        console_origin=settings.console_origin or "",
        name_zh=settings.oidc_name_zh,
        name_en=settings.oidc_name_en,
        algorithms=_words(settings.oidc_algorithms),
        invite_claim=None if settings.oidc_invite_claim == "none" else settings.oidc_invite_claim,
        two_factor_acr=_words(settings.oidc_two_factor_acr),
        two_factor_amr=_words(settings.oidc_two_factor_amr),
        ask_again=settings.oidc_ask_again,
        ca=settings.oidc_ca,
        https_only=not development,
    )


def _words(said: str) -> tuple[str, ...]:
    return tuple(said.replace(",", " ").split())
