"""Reads the vectors of FORMAT.md for the tests: cases by structure, and the fixed keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from records.errors import Reason
from records.seal.keys import KemKeyring, KemPrivateKey, SigningKey
from records.seal.wire import from_b64u

TESTS = Path(__file__).resolve().parents[3]
FOLDER = TESTS / "vectors" / "seal"
STRUCTURES = (
    *("request", "replay", "stream", "capsule", "envelope", "essentials", "directory", "receipt", "release"),
    *("token", "admission"),
)

Case = dict[str, Any]


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def cases(structure: str) -> list[Case]:
    return read(structure)["cases"]


def raw(text: str) -> bytes:
    return from_b64u(text, reason=Reason.JSON)


SUITE = read("suite")
KEM_KEYS = {name: KemPrivateKey(bytes.fromhex(key["seed"])) for name, key in SUITE["kem_keys"].items()}
SIGNING_KEYS = {name: SigningKey(bytes.fromhex(key["seed"])) for name, key in SUITE["signing_keys"].items()}
NODE = KEM_KEYS["node"]


def node_ring(retired: list[str]) -> KemKeyring:
    return KemKeyring([NODE], retired)
