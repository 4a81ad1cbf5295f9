"""One provider as it is today: what it announces, its keys, where the browser goes, and what a code is worth."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable
from typing import Annotated, Any, Final
from urllib.parse import quote_plus, urlencode

from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.commission.oidc.config import ProviderConfig, require_url
from app.commission.oidc.errors import ProviderAway, ProviderRefused
from app.commission.oidc.fetching import Fetcher
from app.commission.oidc.tokens import Expected, read_id_token
from records.store.database import Clock
from records.store.identities import Vouched
from records.store.provider_flows import Flow

KEPT_S: Final = 3600.0
"""How long what a provider announces is believed without asking again."""
KEYS_AGAIN_S: Final = 30.0
"""How long keys are not fetched anew because of an unknown id: anybody may send one."""
_MOST_KEYS: Final = 50


class Metadata(BaseModel):
    """What is used of a provider's metadata (OpenID Connect Discovery 3; RFC 8414, 2; RFC 9207, 3)."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = Field(default=["client_secret_basic"])
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    id_token: Annotated[str, Field(max_length=100_000)]


class Provider:
    """Speaks with one provider. Raises `ProviderAway`, `ProviderRefused`."""

    def __init__(
        self,
        config: ProviderConfig,
        clock: Clock,
        fetcher: Fetcher | None = None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.config = config
        self._clock = clock
        self._steady = steady
        self._fetcher = fetcher or Fetcher(config.ca)
        self._lock = threading.Lock()
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, tuple[Key, ...]] | None = None

    def address(self, flow: Flow) -> str:
        """Answer where to send the browser (Core 3.1.2.1; RFC 7636, 4.3)."""
        endpoint = self.metadata().authorization_endpoint
        challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.redirect_uri,
            "scope": self.config.scope,
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if self.config.ask_again:
            # With it the token has to say when (Core 2, `auth_time`). Whoever holds the browser may take both out of the address again.
            asked |= {"prompt": "login", "max_age": "0"}
        if self.config.two_factor_acr:
            asked["acr_values"] = " ".join(self.config.two_factor_acr)
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def check_sender(self, issuer: str | None) -> None:
        """Refuse an answer that another provider gave (RFC 9207, 2.4)."""
        said = self.metadata().authorization_response_iss_parameter_supported
        if issuer != self.config.issuer and (said or issuer is not None):
            raise ProviderRefused("provider_token", "the answer names another issuer, or none")

    def vouched(self, code: str, flow: Flow) -> Vouched:
        """Trade the code for an ID token, and answer whom it vouches for."""
        token = self._trade(code, flow)
        expected = Expected(flow.nonce, flow.begun_at_ms / 1000, self._clock() / 1000)
        return read_id_token(token, self.config, expected, self._find_keys)

    def metadata(self) -> Metadata:
        """Answer what the provider announces (Discovery 4.3: it must be the one that was asked)."""
        with self._lock:
            kept = self._metadata
        if kept is not None and self._steady() - kept[0] < KEPT_S:
            return kept[1]
        content = self._fetcher.get(self.config.issuer.rstrip("/") + "/.well-known/openid-configuration")
        try:
            found = Metadata.model_validate(content)
            for url in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
                require_url(url, https_only=self.config.https_only)
        except ValidationError as error:
            raise ProviderAway(f"metadata: {error.errors(include_input=False)[0]['loc']}") from None
        except ValueError as error:
            raise ProviderAway(f"metadata: {error}") from None
        if found.issuer != self.config.issuer:
            raise ProviderAway("the metadata are another issuer's")
        with self._lock:
            self._metadata = (self._steady(), found)
        return found

    def _trade(self, code: str, flow: Flow) -> str:
        found = self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.config.redirect_uri,
            "code_verifier": flow.verifier,
            "client_id": self.config.client_id,
        }
        secret, basic = self.config.client_secret, None
        if secret is not None and "client_secret_basic" in found.token_endpoint_auth_methods_supported:
            # RFC 6749, 2.3.1: both are form-encoded first.
            basic = (quote_plus(self.config.client_id), quote_plus(secret))
        elif secret is not None:
            form["client_secret"] = secret
        answer = self._fetcher.post(found.token_endpoint, form, basic)
        error = answer.content.get("error")
        if answer.status == 200:  # noqa: PLR2004 - HTTP's OK
            try:
                return _Tokens.model_validate(answer.content).id_token
            except ValidationError:
                raise ProviderRefused("provider_token", "no ID token came") from None
        if error == "invalid_grant":
            raise ProviderRefused("provider_over", "the code was used, or is too old")
        if 400 <= answer.status < 500:  # noqa: PLR2004 - HTTP's client errors
            raise ProviderRefused("provider_setup", f"the token endpoint refuses this client, status {answer.status}")
        raise ProviderAway(f"status {answer.status} from the token endpoint")

    def _find_keys(self, key_id: str | None) -> list[Key]:
        with self._lock:
            kept = self._keys
        now = self._steady()
        if kept is not None and now - kept[0] < KEPT_S:
            found = [key for key in kept[1] if key_id in (None, key.kid)]
            if found or now - kept[0] < KEYS_AGAIN_S:
                return found
        fresh = tuple(_public_keys(self._fetcher.get(self.metadata().jwks_uri)))
        with self._lock:
            self._keys = (now, fresh)
        return [key for key in fresh if key_id in (None, key.kid)]


def _public_keys(content: dict[str, Any]) -> list[Key]:
    listed = content.get("keys")
    if not isinstance(listed, list):
        raise ProviderAway("no key set")
    keys: list[Key] = []
    for one in listed[:_MOST_KEYS]:
        # RFC 7517, 5: what is not understood is passed over.
        if isinstance(one, dict) and one.get("kty") in ("RSA", "EC", "OKP"):
            try:
                keys.append(JWKRegistry.import_key(one))
            except (JoseError, LookupError, ValueError, TypeError):
                continue  # a curve that is not known is a LookupError
    return keys
