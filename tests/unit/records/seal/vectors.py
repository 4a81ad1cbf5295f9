"""Reads the vectors of FORMAT.md for the tests: cases by structure, and the fixed keys."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from records.errors import Reason
from records.seal.keys import KemKeyring, KemPrivateKey, SigningKey
from records.seal.wire import b64u, from_b64u

TESTS = Path(__file__).resolve().parents[3]
FOLDER = TESTS / "vectors" / "seal"
STRUCTURES = (
    *("request", "replay", "stream", "capsule", "envelope", "essentials", "directory", "log", "receipt", "release"),
    *("token", "admission"),
)

Case = dict[str, Any]


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@cache
def cases(structure: str) -> list[Case]:
    """Answer the cases of a structure, long values written out: they stand as edits of an earlier case's."""
    found = read(structure)["cases"]
    for case in found:
        case["given"] = _repeated(case["given"])
    for field in ("body", "stream", "capsule", "envelope", "sealed"):
        whole: dict[str, bytes] = {}
        for case in found:
            value = case["given"].get(field)
            if isinstance(value, dict):
                case["given"][field] = b64u(_edited(whole[value["like"]], value["edits"]))
            elif value is not None:
                whole[case["name"]] = raw(value)
    return found


def _repeated(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value.keys() == {"repeat"}:
        text, times = value["repeat"]
        return text * times
    return {key: _repeated(item) for key, item in value.items()}


def _edited(data: bytes, edits: list[list[Any]]) -> bytes:
    for at, taken, put in reversed(edits):
        data = data[:at] + (bytes(put) if isinstance(put, int) else raw(put)) + data[at + taken :]
    return data


def raw(text: str) -> bytes:
    return from_b64u(text, reason=Reason.JSON)


SUITE = read("suite")
KEM_KEYS = {name: KemPrivateKey(bytes.fromhex(key["seed"])) for name, key in SUITE["kem_keys"].items()}
SIGNING_KEYS = {name: SigningKey(bytes.fromhex(key["seed"])) for name, key in SUITE["signing_keys"].items()}
NODE = KEM_KEYS["node"]


def node_ring(retired: list[str]) -> KemKeyring:
    return KemKeyring([NODE], retired)
