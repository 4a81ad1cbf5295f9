"""Blind signing: RFC 9474's own vector, the vectors of FORMAT.md, faults kept back, and what the commission can see."""

from __future__ import annotations

import json
import math
import secrets
from typing import Any

import gmpy2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from records.errors import BadKey, CannotOpen, Reason
from records.seal.wire import b64u
from records.trust import blinding
from records.trust.blindsign import SECRET_BYTES, BlindSigner, SignatureFault
from records.trust.tokens import EXPONENT, Token, TokenKey, signed_text
from tests.fakes.admission import fresh_signer, signer
from tests.unit.records.seal.vectors import TESTS, raw, read

NODE_KEY = "ab" * 16
VECTORS = read("blinding")


def rfc() -> dict[str, bytes]:
    found = json.loads((TESTS / "vectors" / "rfc9474.json").read_text(encoding="utf-8"))
    return {name: bytes.fromhex(value) for name, value in found.items() if name != "source"}


def integer(data: bytes) -> int:
    return int.from_bytes(data, "big")


def test_the_vector_of_the_rfc() -> None:
    given = rfc()
    n = integer(given["p"]) * integer(given["q"])
    modulus, prepared = n.to_bytes(512, "big"), given["msg_prefix"] + given["msg"]
    unit = pow(integer(given["inv"]), -1, n)
    assert blinding.blind(modulus, prepared, given["salt"], unit) == given["blinded_msg"]
    assert blinding.unblind(modulus, given["blind_sig"], integer(given["inv"])) == given["sig"]
    public = rsa.RSAPublicNumbers(EXPONENT, n).public_key()
    public.verify(given["sig"], prepared, padding.PSS(padding.MGF1(hashes.SHA384()), 48), hashes.SHA384())


def test_the_private_operation_of_the_rfc_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The RFC's key has 4096 bits, which the signer takes for once."""
    given = rfc()
    for name, value in {
        "SECRET_BYTES": 512,
        "_PRIME_BYTES": 256,
        "_BITS": 4096,
        "ADMISSION_MODULUS_BYTES": 512,
    }.items():
        monkeypatch.setattr(f"records.trust.blindsign.{name}", value)
    monkeypatch.setattr("records.trust.tokens.ADMISSION_MODULUS_BYTES", 512)
    made = BlindSigner(given["p"] + given["q"])
    assert made.blind_sign(given["blinded_msg"]) == given["blind_sig"]


@pytest.mark.parametrize("step", VECTORS["steps"])
def test_vectors(step: dict[str, Any]) -> None:
    made = BlindSigner(raw(VECTORS["primes"]["p"]) + raw(VECTORS["primes"]["q"]))
    assert (b64u(made.public.modulus), made.key_id) == (VECTORS["key"], VECTORS["key_id"])
    text = signed_text(raw(step["nonce"]), step["node_key_id"], step["day"])
    unit = integer(raw(step["unit"]))
    blinded = blinding.blind(made.public.modulus, text, raw(step["salt"]), unit)
    assert b64u(blinded) == step["blinded"]
    assert b64u(made.blind_sign(blinded)) == step["blind_signature"]
    inverse = pow(unit, -1, integer(made.public.modulus))
    begun = blinding.Blinding(made.public, step["node_key_id"], step["day"], raw(step["nonce"]), blinded, inverse)
    assert b64u(begun.finish(raw(step["blind_signature"]))) == step["token"]


def test_a_generated_key_signs_what_the_library_verifies_and_opens_again_as_the_same() -> None:
    made = fresh_signer()
    again = BlindSigner(made.to_bytes())
    assert (again.key_id, len(made.to_bytes())) == (made.key_id, SECRET_BYTES)
    begun = blinding.begin(made.public, NODE_KEY, 7)
    token = begun.finish(again.blind_sign(begun.blinded))
    TokenKey(made.public.modulus).verify(Token.read(token), NODE_KEY)
    assert Token.read(token).to_bytes() == token


def test_no_secret_shows_in_repr() -> None:
    made = signer()
    begun = blinding.begin(made.public, NODE_KEY, 7)
    token = Token.read(begun.finish(made.blind_sign(begun.blinded)))
    shown = repr(made) + repr(begun) + repr(made.public) + repr(token)
    for secret in (begun.nonce, token.signature, made.to_bytes()[:192], made.to_bytes()[192:]):
        assert repr(secret) not in shown
        assert str(integer(secret)) not in shown
    assert str(begun.inverse) not in shown


@pytest.mark.parametrize(
    "blinded",
    [b"", bytes(383), bytes(384), bytes(385), b"\xff" * 384, "modulus", "modulus+1"],
    ids=["empty", "short", "zero", "long", "most", "n", "n+1"],
)
def test_what_is_out_of_range_is_not_signed(blinded: bytes | str) -> None:
    made = signer()
    value = blinded if isinstance(blinded, bytes) else b""
    if isinstance(blinded, str):
        value = (integer(made.public.modulus) + blinded.count("+")).to_bytes(384, "big")
    with pytest.raises(CannotOpen) as refused:
        made.blind_sign(value)
    assert refused.value.reason is Reason.TOKEN


def test_one_and_n_minus_one_are_in_range() -> None:
    made = signer()
    n = integer(made.public.modulus)
    assert [integer(made.blind_sign(value.to_bytes(384, "big"))) for value in (1, n - 1)] == [1, n - 1]


@pytest.mark.parametrize("faulty", ["_dp", "_dq", "_q_inverse"])
def test_a_wrong_signature_is_kept_back(faulty: str) -> None:
    """One wrong half of a signature would give the primes away (Boneh, DeMillo, Lipton 1997)."""
    made = BlindSigner(signer().to_bytes())
    setattr(made, faulty, getattr(made, faulty) + 2)
    begun = blinding.begin(made.public, NODE_KEY, 7)
    with pytest.raises(SignatureFault):
        made.blind_sign(begun.blinded)


def test_the_secret_exponents_meet_the_constant_time_power_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = signer()
    begun = blinding.begin(made.public, NODE_KEY, 7)
    bases: list[int] = []
    plain, secure = gmpy2.powmod, gmpy2.powmod_sec

    def watched(base: Any, exponent: Any, modulus: Any) -> Any:
        assert exponent == EXPONENT
        return plain(base, exponent, modulus)

    def noted(base: Any, exponent: Any, modulus: Any) -> Any:
        bases.append(int(base))
        return secure(base, exponent, modulus)

    monkeypatch.setattr(gmpy2, "powmod", watched)
    monkeypatch.setattr(gmpy2, "powmod_sec", noted)
    assert made.blind_sign(begun.blinded) == made.blind_sign(begun.blinded)
    # The same message meets another base each time, and never the message itself.
    assert len(bases) == len(set(bases)) == 4
    assert integer(begun.blinded) % made._p not in bases


@pytest.mark.parametrize("case", ["short", "one prime twice", "composite", "too small a product", "e divides p - 1"])
def test_bytes_that_are_no_key(case: str) -> None:
    good = signer().to_bytes()
    p = integer(good[:192])
    small = int(gmpy2.next_prime(1 << 1535)) // 2
    small = int(gmpy2.next_prime(small))
    tied = next(k for k in range((3 << 1534) // EXPONENT, 1 << 1536) if gmpy2.is_prime(k * EXPONENT + 1)) * EXPONENT + 1
    bad = {
        "short": good[:-1],
        "one prime twice": good[:192] * 2,
        "composite": (p + 2 if not gmpy2.is_prime(p + 2) else p + 4).to_bytes(192, "big") + good[192:],
        "too small a product": small.to_bytes(192, "big") + good[192:],
        "e divides p - 1": tied.to_bytes(192, "big") + good[192:],
    }[case]
    with pytest.raises(BadKey):
        BlindSigner(bad)


@pytest.mark.parametrize("modulus", [b"", b"\xff" * 383, b"\x7f" + b"\xff" * 383, b"\xff" * 383 + b"\xfe"])
def test_bytes_that_are_no_public_key(modulus: bytes) -> None:
    with pytest.raises(BadKey):
        TokenKey(modulus)


# --- what the commission sees


def test_any_token_can_lie_behind_any_blinded_value() -> None:
    """Blindness is perfect: for each token and each drawing there is one blinding that joins them, so neither points at the other."""
    made = signer()
    n = integer(made.public.modulus)
    drawings = [blinding.begin(made.public, NODE_KEY, 7) for _ in range(3)]
    signatures = [made.blind_sign(begun.blinded) for begun in drawings]
    tokens = [begun.finish(signature) for begun, signature in zip(drawings, signatures, strict=True)]
    for begun, signature in zip(drawings, signatures, strict=True):
        for token in tokens:
            shown = integer(token[-384:])
            inverse = shown * pow(integer(signature), -1, n) % n
            assert math.gcd(inverse, n) == 1
            unit = pow(inverse, -1, n)
            # The blinding that would have made this drawing of that token.
            assert pow(shown, EXPONENT, n) * pow(unit, EXPONENT, n) % n == integer(begun.blinded)


def test_blinded_values_of_one_message_spread_evenly() -> None:
    made = signer()
    n, text, salt = integer(made.public.modulus), signed_text(bytes(32), NODE_KEY, 7), bytes(48)
    seen = [
        integer(blinding.blind(made.public.modulus, text, salt, 2 + secrets.randbelow(n - 2))) for _ in range(1_600)
    ]
    shares = [0] * 16
    for value in seen:
        shares[value * 16 // n] += 1
    # Chi-squared with 15 degrees of freedom: above 50 by chance once in 90,000 runs.
    assert sum((share - 100) ** 2 / 100 for share in shares) < 50
    assert len(set(seen)) == len(seen)


def test_a_signature_under_another_key_makes_no_token() -> None:
    """A commission that gave each resident a key of its own could tell tokens apart; the phone takes the directory's alone."""
    begun = blinding.begin(signer(0).public, NODE_KEY, 7)
    with pytest.raises(CannotOpen) as refused:
        begun.finish(BlindSigner(signer(1).to_bytes()).blind_sign(bytes(1) + begun.blinded[1:]))
    assert refused.value.reason is Reason.TOKEN


def test_product_of_two_signatures_signs_no_token() -> None:
    """Raw RSA is multiplicative; PSS is what keeps a third token from following from two."""
    made = signer()
    n = integer(made.public.modulus)
    one, two = (blinding.begin(made.public, NODE_KEY, 7) for _ in range(2))
    tokens = [begun.finish(made.blind_sign(begun.blinded)) for begun in (one, two)]
    product = integer(tokens[0][-384:]) * integer(tokens[1][-384:]) % n
    for token in tokens:
        with pytest.raises(CannotOpen):
            made.public.verify(Token.read(token[:-384] + product.to_bytes(384, "big")), NODE_KEY)
