"""Compact JWS with one algorithm, one header and one reading (FORMAT.md, section 6).

The header is compared, never consulted: no `alg`, `jwk` or `crit` in a message decides anything. joserfc writes a token; reading one
is a comparison and one signature, each with its own reason, which a general reader of JWS does not give.
"""

from __future__ import annotations

from typing import Any, Final

from joserfc import jws
from joserfc.jwk import OKPKey

from records.errors import CannotOpen, CannotSeal, Reason
from records.seal.keys import SigningKey, VerifyKey
from records.seal.wire import MIB, b64u, canonical_json, from_b64u, is_hex16, parse_canonical_object

_ALG: Final = "Ed25519"
_MAX_TOKEN: Final = 1 * MIB
_PARTS: Final = 3


def sign(typ: str, payload: dict[str, Any], key: SigningKey) -> str:
    """Sign `payload` (canonical JSON) as a token of type `typ`. Raises `CannotSeal`."""
    raw = canonical_json(payload)
    jwk = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64u(key.public_bytes), "d": b64u(key.to_bytes())})
    # joserfc writes the header in the order given, which is that of canonical JSON
    token = jws.serialize_compact({"alg": _ALG, "kid": key.key_id, "typ": typ}, raw, jwk, algorithms=[_ALG])
    if len(token) > _MAX_TOKEN:
        raise CannotSeal(f"a token of {len(token)} characters is over {_MAX_TOKEN}")
    return token


def verify(typ: str, token: object, key: VerifyKey) -> dict[str, Any]:
    """Answer the payload of a token of type `typ` signed by `key`. Raises `CannotOpen`.

    Reasons in this order: `too_long`, `length` (not three parts), `header`, `unknown_key`, `signature`, `json`,
    `not_canonical`.
    """
    if not isinstance(token, str) or not token.isascii():
        raise CannotOpen(Reason.HEADER)
    if len(token) > _MAX_TOKEN:
        raise CannotOpen(Reason.TOO_LONG)
    parts = token.split(".")
    if len(parts) != _PARTS:
        raise CannotOpen(Reason.LENGTH)
    _check_header(from_b64u(parts[0], reason=Reason.HEADER), typ, key)
    signature = from_b64u(parts[2], reason=Reason.SIGNATURE, length=64)
    key.verify(signature, f"{parts[0]}.{parts[1]}".encode("ascii"))
    return parse_canonical_object(from_b64u(parts[1], reason=Reason.NOT_CANONICAL), malformed=Reason.JSON)


def _check_header(raw: bytes, typ: str, key: VerifyKey) -> None:
    if raw == canonical_json({"alg": _ALG, "kid": key.key_id, "typ": typ}):
        return
    header = parse_canonical_object(raw, malformed=Reason.HEADER)
    only_kid_differs = header == {"alg": _ALG, "kid": header.get("kid"), "typ": typ} and is_hex16(header["kid"])
    raise CannotOpen(Reason.UNKNOWN_KEY if only_kid_differs else Reason.HEADER)
