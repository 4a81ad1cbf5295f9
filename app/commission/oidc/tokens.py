"""Whether an ID token is true, for us and of this sign-in: OpenID Connect Core 3.1.3.7, in order. Does no I/O."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.commission.oidc.config import ASYMMETRIC, ProviderConfig
from app.commission.oidc.errors import ProviderRefused
from records.store.identities import LONGEST, Vouched

LEEWAY_S: Final = 120
"""How far two clocks that are kept may differ."""
OLDEST_S: Final = 600
"""How long ago a token may have been made: it is fetched in the moment it is made."""
_LEAST_RSA_BITS: Final = 2048
FindKeys = Callable[[str | None], Sequence[Key]]
"""Port: answers the provider's keys of this id, all without one; it may fetch them anew."""
_Visible = Annotated[str, Field(pattern=r"^[\x20-\x7e]+$")]
_Moment = Annotated[float, Field(ge=0, le=2**40, allow_inf_nan=False)]


class _Claims(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    iss: str
    sub: Annotated[_Visible, Field(max_length=255)]
    aud: str | list[str]
    exp: _Moment
    iat: _Moment
    nonce: _Visible
    azp: str | None = None
    nbf: _Moment | None = None
    auth_time: _Moment | None = None
    acr: Any = None
    amr: Any = None
    email: Any = None
    email_verified: Any = None
    preferred_username: Any = None


@dataclass(frozen=True)
class Expected:
    """What this sign-in was begun with, and what time it is."""

    nonce: str
    begun_at_s: float
    now_s: float


def read_id_token(token: str, config: ProviderConfig, expected: Expected, find_keys: FindKeys) -> Vouched:
    """Answer whom the token vouches for; raises `ProviderRefused`, and what `find_keys` raises."""
    claims = _signed_claims(token, config, find_keys)
    # 2. The issuer, exactly.
    if claims.iss != config.issuer:
        raise _untrue("another issuer")
    # 3 to 5. We are the audience, alone: an audience beside us is one that we do not know (3), and `azp` must be us where it is said.
    audience = [claims.aud] if isinstance(claims.aud, str) else claims.aud
    if set(audience) != {config.client_id} or claims.azp not in (None, config.client_id):
        raise _untrue("another audience")
    # 9, 10. Times.
    if claims.exp + LEEWAY_S <= expected.now_s or claims.iat - LEEWAY_S > expected.now_s:
        raise ProviderRefused("provider_clock", "the token is over, or of the future")
    if claims.iat + OLDEST_S + LEEWAY_S < expected.now_s or (claims.nbf or 0) - LEEWAY_S > expected.now_s:
        raise ProviderRefused("provider_clock", "the token is old, or not yet good")
    # 11. The nonce of this sign-in.
    if not hmac.compare_digest(claims.nonce.encode(), expected.nonce.encode()):
        raise _untrue("another nonce")
    # 13. Where the provider had to ask again, it did, and says so: that it was asked to is in an address that anybody may change.
    if config.ask_again and (claims.auth_time is None or claims.auth_time + LEEWAY_S < expected.begun_at_s):
        raise _untrue("no authentication, or an earlier one, though a new one was asked for")
    # 12. What it says about how.
    return Vouched(config.issuer, claims.sub, _name(claims, config), second_factor=_two_factors(claims, config))


def _signed_claims(token: str, config: ProviderConfig, find_keys: FindKeys) -> _Claims:
    # 1, 6 to 8. Signed, not encrypted; the algorithm is one of the list before any key is looked at; the key is of its type.
    try:
        head = jws.extract_compact(token.encode()).headers()
        algorithm, key_id = head.get("alg"), head.get("kid")
        if not isinstance(algorithm, str) or algorithm not in config.algorithms:
            raise _untrue("an algorithm that is not allowed")
        if not isinstance(key_id, str | None):
            raise _untrue("no key id")
        fitting = [key for key in find_keys(key_id) if _fits(key, algorithm)]
        if len(fitting) != 1:
            raise _untrue("no key, or several, of this id")
        return _Claims.model_validate(jwt.decode(token, fitting[0], algorithms=[algorithm]).claims)
    except ValidationError as error:
        raise _untrue(f"claims: {error.errors(include_input=False)[0]['loc']}") from None
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise _untrue(type(error).__name__) from None


def _fits(key: Key, algorithm: str) -> bool:
    """Tell whether a key is for signatures of this algorithm, and long enough."""
    if not isinstance(key, RSAKey | ECKey | OKPKey) or key.key_type != ASYMMETRIC[algorithm]:
        return False
    if isinstance(key, RSAKey) and key.public_key.key_size < _LEAST_RSA_BITS:
        return False
    said = key.as_dict(private=False)
    return said.get("use", "sig") == "sig" and said.get("alg", algorithm) == algorithm


def _name(claims: _Claims, config: ProviderConfig) -> str | None:
    if config.invite_claim is None or (config.invite_claim == "email" and claims.email_verified is not True):
        return None
    said = claims.email if config.invite_claim == "email" else claims.preferred_username
    fits = isinstance(said, str) and said.strip() and said.isprintable() and len(said) <= LONGEST
    return said if fits else None


def _two_factors(claims: _Claims, config: ProviderConfig) -> bool:
    shown = claims.amr if isinstance(claims.amr, list) else [claims.amr]
    return (isinstance(claims.acr, str) and claims.acr in config.two_factor_acr) or any(
        isinstance(one, str) and one in config.two_factor_amr for one in shown
    )


def _untrue(why: str) -> ProviderRefused:
    return ProviderRefused("provider_token", why)
