"""Writes the vectors of `records/seal/FORMAT.md`: `python tests/vectors/generate_seal.py` (`--check` compares only).

A second writer of the format, made from its text: it uses nothing of `records.seal`, not even its key schedule, so that
a mistake there cannot hide by being on both sides.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from seal_maker.attestation import attestation
from seal_maker.canonical import canonical_texts
from seal_maker.capsule import capsule_cases
from seal_maker.envelope import envelope_cases, essentials_cases
from seal_maker.evidence import evidence_cases
from seal_maker.keys import keys_cases
from seal_maker.log import log_cases, tree
from seal_maker.primitives import primitives
from seal_maker.request import replay_cases, request_cases
from seal_maker.share import share_cases
from seal_maker.stream import stream_cases
from seal_maker.token import admission_cases, blinding, token_cases
from seal_maker.trust import PIN, directory_cases, receipt_cases, release_cases
from seal_maker.writer import (
    DIRECTORY,
    FOLDER,
    KEPT,
    MAILBOX,
    NODE,
    OTHER_NODE,
    PRIME,
    RECEIPT,
    RECORD,
    ROOT,
    SIGNER,
    SMALL_ORDER,
    STRANGER,
    Case,
    b64u,
    canonical,
    to_class,
)


def refused_keys() -> list[bytes]:
    """Answer public keys that verify nothing (section 1), with the sign of x clear: of small order, and every y beyond the prime."""
    return [*SMALL_ORDER, *(y.to_bytes(32, "little") for y in range(PRIME, 2**255))]


def suite() -> dict[str, Any]:
    kems = {"node": NODE, "other node": OTHER_NODE, "record": RECORD, "mailbox": MAILBOX}
    signs = {"root": ROOT, "directory": DIRECTORY, "receipt": RECEIPT, "node": SIGNER, "stranger": STRANGER}
    lengths = [0, 1, 255, 256, 257, 4095, 4096, 4097, 65535, 65536, 65537, 131072, 131073, 300_000, 8 * 1024 * 1024]
    texts = ["", "a", "胸闷", 'q"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028\u2029', "😀", "\ufeff"]
    values: list[Any] = [
        {"b": 1, "a": {"d": None, "c": [True, False, 0, -1]}},
        {"A": 1, "a": 2, "_": 3},
        {"x": 2**53 - 1},
    ]
    return {
        "kem_keys": {
            name: {"seed": key.seed.hex(), "public": b64u(key.public), "key_id": key.key_id}
            for name, key in kems.items()
        },
        "signing_keys": {
            name: {"seed": key.seed.hex(), "public": b64u(key.public), "key_id": key.key_id}
            for name, key in signs.items()
        },
        "signing_keys_refused": [
            key.hex() for low in refused_keys() for key in (low, low[:31] + bytes([low[31] | 0x80]))
        ],
        "root_fingerprint": PIN,
        **primitives(),
        "canonical_texts": canonical_texts(),
        "size_classes": [
            {"length": length, "floor": floor, "size": len(to_class(bytes(length), floor))}
            for length in lengths
            for floor in (256, 4096, 40_960, 65_536)
        ],
        "canonical": [
            {"value": value, "text": canonical(value).decode()} for value in [*values, *({"t": t} for t in texts)]
        ],
    }


def main() -> int:
    check = "--check" in sys.argv[1:]
    made: dict[str, Any] = {"encapsulations": KEPT, "suite": suite(), "tree": tree(), "blinding": blinding()}
    made["attestation"] = attestation()
    makers: dict[str, Callable[[], list[Case]]] = {
        "request": request_cases,
        "replay": replay_cases,
        "stream": stream_cases,
        "capsule": capsule_cases,
        "envelope": envelope_cases,
        "essentials": essentials_cases,
        "directory": directory_cases,
        "log": log_cases,
        "receipt": receipt_cases,
        "release": release_cases,
        "token": token_cases,
        "admission": admission_cases,
        "evidence": evidence_cases,
        "keys": keys_cases,
        "share": share_cases,
    }
    made |= {name: {"structure": name, "cases": maker()} for name, maker in makers.items()}
    differ = []
    for name, value in made.items():
        path, text = FOLDER / f"{name}.json", json.dumps(value, ensure_ascii=False, indent=1) + "\n"
        if not path.exists() or path.read_text() != text:
            differ.append(path.name)
            if not check:
                FOLDER.mkdir(exist_ok=True)
                path.write_text(text)
    sys.stdout.write(f"{'differ' if check else 'written'}: {', '.join(differ) or 'none'}\n")
    return 1 if check and differ else 0


if __name__ == "__main__":
    raise SystemExit(main())
