"""The commission's half of blind signing (RFC 9474, section 4.3): raw RSA over what it cannot read.

`cryptography` offers no unpadded private operation, so the exponentiation is GMP's own constant-time one (`mpz_powm_sec`), seven
times faster than Python's integers and, unlike them, made for secrets. The base is blinded with a fresh random unit for each
signature all the same. What is left uneven: reductions modulo the primes, the inverse of that unit, and the recombination, all of
them over values that an asker neither chooses nor sees. Every signature is checked before it leaves.
"""

from __future__ import annotations

import secrets
from typing import Any, Final, Self

import gmpy2
from cryptography.hazmat.primitives.asymmetric import rsa

from records.errors import BadKey, CannotOpen, Reason
from records.trust.tokens import EXPONENT, TokenKey
from records.trust.values import ADMISSION_MODULUS_BYTES

SECRET_BYTES: Final = ADMISSION_MODULUS_BYTES
"""The two primes, half of the bytes each."""
_PRIME_BYTES: Final = SECRET_BYTES // 2
_BITS: Final = ADMISSION_MODULUS_BYTES * 8


class SignatureFault(Exception):
    """A signature came out wrong and was not given away: the machine computes badly, or the key is damaged."""


class BlindSigner:
    """An admission key with its secret primes. Raises `BadKey` for bytes that are no two such primes."""

    __slots__ = ("_dp", "_dq", "_n", "_p", "_q", "_q_inverse", "public")

    def __init__(self, raw: bytes) -> None:
        if len(raw) != SECRET_BYTES:
            raise BadKey(f"an admission key has {SECRET_BYTES} bytes, not {len(raw)}")
        p, q = (gmpy2.mpz(int.from_bytes(raw[at : at + _PRIME_BYTES], "big")) for at in (0, _PRIME_BYTES))
        sound = p != q and all(gmpy2.is_prime(prime) and prime % EXPONENT != 1 for prime in (p, q))
        if not sound or (p * q).bit_length() != _BITS:
            raise BadKey("an admission key is two primes whose product has 3072 bits")
        self._p, self._q, self._n = p, q, p * q
        self._dp, self._dq = (gmpy2.invert(EXPONENT, prime - 1) for prime in (p, q))
        self._q_inverse = gmpy2.invert(q, p)
        self.public = TokenKey(int(self._n).to_bytes(ADMISSION_MODULUS_BYTES, "big"))

    @classmethod
    def generate(cls) -> Self:
        """Make a fresh key; takes a tenth of a second or a few."""
        numbers = rsa.generate_private_key(EXPONENT, _BITS).private_numbers()
        return cls(numbers.p.to_bytes(_PRIME_BYTES, "big") + numbers.q.to_bytes(_PRIME_BYTES, "big"))

    def to_bytes(self) -> bytes:
        """Answer the two primes, 384 bytes: a secret."""
        return b"".join(int(prime).to_bytes(_PRIME_BYTES, "big") for prime in (self._p, self._q))

    @property
    def key_id(self) -> str:
        """The key id of the modulus."""
        return self.public.key_id

    def blind_sign(self, blinded: bytes) -> bytes:
        """Answer the 384-byte signature of a blinded message.

        Raises:
            CannotOpen: `token`, for another length or an integer that is not from 1 to n - 1.
            SignatureFault: it came out wrong.
        """
        message = gmpy2.mpz(int.from_bytes(blinded, "big"))
        if len(blinded) != ADMISSION_MODULUS_BYTES or not 0 < message < self._n:
            raise CannotOpen(Reason.TOKEN)
        unit, inverse = self._fresh_unit()
        base = message * gmpy2.powmod(unit, EXPONENT, self._n) % self._n
        signature = self._private(base) * inverse % self._n
        if gmpy2.powmod(signature, EXPONENT, self._n) != message:
            raise SignatureFault("a blind signature does not verify; it was kept back")
        return int(signature).to_bytes(ADMISSION_MODULUS_BYTES, "big")

    def _private(self, base: Any) -> Any:
        of_p = gmpy2.powmod_sec(base % self._p, self._dp, self._p)
        of_q = gmpy2.powmod_sec(base % self._q, self._dq, self._q)
        return of_q + self._q * (self._q_inverse * (of_p - of_q) % self._p)

    def _fresh_unit(self) -> tuple[Any, Any]:
        while True:
            unit = gmpy2.mpz(2 + secrets.randbelow(int(self._n) - 2))
            if gmpy2.gcd(unit, self._n) == 1:
                return unit, gmpy2.invert(unit, self._n)

    def __repr__(self) -> str:
        return f"<BlindSigner {self.key_id}>"
