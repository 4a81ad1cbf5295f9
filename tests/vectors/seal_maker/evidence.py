"""Vectors of section 11: claims and what the kinds of hardware carry of them, the measurement's register, and a TPM's credential."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from seal_maker.writer import NODE, SIGNER, Case, b64u, fixed, u

URL = "https://node-1.example/compute"


def claim_of(nonce: bytes, channel: bytes, signing: bytes, url: str, measurement: bytes) -> bytes:
    digests = b"".join(hashlib.sha256(part).digest() for part in (channel, signing, url.encode()))
    return b"jiayi/v1/admission\0" + nonce + digests + measurement


def extended(measurement: bytes, times: int) -> str:
    value = bytes(32)
    for _ in range(times):
        value = hashlib.sha256(value + measurement).digest()
    return value.hex()


def _kdfa(key: bytes, label: bytes, context: bytes, bits: int) -> bytes:
    """TPM 2.0 Library, part 1, 11.4.10.2: one block of SHA-256 is enough here."""
    return hmac.new(key, u(32, 1) + label + b"\0" + context + u(32, bits), hashlib.sha256).digest()[: bits // 8]


def evidence_cases() -> list[Case]:
    cases = []
    for name in ("first", "second"):
        nonce, measurement = fixed(f"nonce {name}"), fixed(f"measurement {name}")
        claim = claim_of(nonce, NODE.public, SIGNER.public, URL, measurement)
        cases.append(
            {
                "name": f"claim: {name}",
                "nonce": b64u(nonce),
                "channel_key": b64u(NODE.public),
                "signing_seed": SIGNER.seed.hex(),
                "url": URL,
                "measurement": measurement.hex(),
                "claim": claim.hex(),
                "signature": b64u(SIGNER.sign(claim)),
                "sha256": hashlib.sha256(claim).hexdigest(),
                "sha512": hashlib.sha512(claim).hexdigest(),
                "pcr13": [extended(measurement, times) for times in range(9)],
            }
        )
    seed, name = fixed("credential seed"), b"\0\x0b" + fixed("name")
    keys: dict[str, Any] = {
        "name": "credential: keys",
        "seed": seed.hex(),
        "object_name": name.hex(),
        "storage_key": _kdfa(seed, b"STORAGE", name, 128).hex(),
        "integrity_key": _kdfa(seed, b"INTEGRITY", b"", 256).hex(),
    }
    return [*cases, keys]
