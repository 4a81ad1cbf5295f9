"""What a commission has agreed with its provider: plain values, checked when the process starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

ASYMMETRIC: Final = {
    "RS256": "RSA",
    "RS384": "RSA",
    "RS512": "RSA",
    "PS256": "RSA",
    "PS384": "RSA",
    "PS512": "RSA",
    "ES256": "EC",
    "ES384": "EC",
    "ES512": "EC",
    "EdDSA": "OKP",
    "Ed25519": "OKP",
}
"""Algorithms that an ID token may be signed with, and the type of their keys (RFC 7518, 3.1; RFC 8037; RFC 9864). None with a shared
secret: a public key must never be taken for one."""
CALLBACK_PATH: Final = "/jiayi/provider/callback"
"""Where the console takes the browser back; `app.console.provider_door` says the same."""


@dataclass(frozen=True)
class ProviderConfig:
    """One provider. Raises `ValueError` where a value makes no sense."""

    issuer: str
    client_id: str
    console_origin: str
    """Where doctors reach the console; the redirect URI is made of it and registered with the provider, exactly."""
    client_secret: str | None = field(default=None, repr=False)
    """None for a public client, which PKCE alone protects."""
    name_zh: str = "单位账号"
    name_en: str = "your organisation"
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256", "EdDSA")
    invite_claim: Literal["email", "preferred_username"] | None = "email"
    """What an administrator may invite somebody by. `email` counts only where the provider says it is verified."""
    two_factor_acr: tuple[str, ...] = ()
    two_factor_amr: tuple[str, ...] = ()
    """Values of `acr` and `amr` (RFC 8176) one of which proves two factors; with none, our own second factor is asked."""
    ask_again: bool = True
    """Whether the provider has to ask for the password at each sign-in, also where it knows the browser."""
    ca: Path | None = None
    https_only: bool = True

    def __post_init__(self) -> None:
        require_url(self.issuer, https_only=self.https_only)
        if urlsplit(self.issuer).query:
            raise ValueError("an issuer has no query")
        require_url(self.console_origin, https_only=self.https_only)
        if urlsplit(self.console_origin).path not in ("", "/"):
            raise ValueError("the console's origin has no path")
        if not self.client_id:
            raise ValueError("the provider's client id is missing")
        if self.ca is not None and not self.ca.is_file():
            raise ValueError(f"there is no certificate authority at {self.ca}")
        if not self.algorithms or not set(self.algorithms) <= set(ASYMMETRIC):
            raise ValueError(f"algorithms are some of {', '.join(ASYMMETRIC)}")

    @property
    def redirect_uri(self) -> str:
        """Answer where the provider sends the browser."""
        return self.console_origin.rstrip("/") + CALLBACK_PATH

    @property
    def scope(self) -> str:
        """Answer what is asked for: no more than is used."""
        return {None: "openid", "email": "openid email", "preferred_username": "openid profile"}[self.invite_claim]


def require_url(url: str, *, https_only: bool) -> None:
    """Refuse an address of the provider that is no plain one; raises `ValueError`."""
    parts = urlsplit(url)
    schemes = ("https",) if https_only else ("https", "http")
    if parts.scheme not in schemes or not parts.hostname or parts.username or parts.fragment:
        raise ValueError(f"not an address of {' or '.join(schemes)}: {url[:100]!r}")
