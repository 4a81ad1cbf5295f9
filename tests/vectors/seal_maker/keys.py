"""Cases of FORMAT.md, section 12: keys at rest. Only the commission reads them; what does not open is `refused`."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from seal_maker.writer import (
    DIRECTORY,
    NOW_MS,
    RECORD_ID,
    ROOT,
    Case,
    b64u,
    canonical,
    case,
    fixed,
    flip,
    hkdf_expand,
    hkdf_extract,
)

KEK, OTHER_KEK, DATA_KEY, FOLDER_KEY = (fixed(name) for name in ("kek", "other kek", "data key", "folder key"))
PASSPHRASE = "Fünf Wörter, die niemand wählte"
OWNER = RECORD_ID.hex()
COST = {"memory_kib": 19_456, "passes": 2, "lanes": 1}


def box(key: bytes, aad: bytes, text: bytes, name: str) -> bytes:
    nonce = fixed(f"nonce {name}", 12)
    return nonce + AESGCM(key).encrypt(nonce, text, aad)


def symmetric_id(purpose: str, key: bytes) -> str:
    return hashlib.sha256(b"jiayi/v1/key-id\0" + purpose.encode() + b"\0" + key).digest()[:16].hex()


def derived(folder_key: bytes, info: bytes) -> bytes:
    return hkdf_expand(hkdf_extract(b"", folder_key), info, 32)


def wrapped(kek: bytes = KEK, owner: str = OWNER, key: bytes = DATA_KEY, version: int = 1) -> bytes:
    head = bytes([version]) + bytes.fromhex(symmetric_id("kek", kek))
    return head + box(kek, b"jiayi/v1/data-key\0" + head + owner.encode(), key, "data key")


def data_key_cases() -> list[Case]:
    good = wrapped()

    def given(data: bytes, owner: str = OWNER) -> dict[str, Any]:
        return {"what": "data_key", "kek": KEK.hex(), "owner": owner, "wrapped": b64u(data)}

    opens = {"key": DATA_KEY.hex(), "kek_id": symmetric_id("kek", KEK)}
    bad = {
        "another owner": given(good, "0" * 32),
        "under another key": given(wrapped(OTHER_KEK)),
        "another key's id": given(good[:1] + bytes.fromhex(symmetric_id("kek", OTHER_KEK)) + good[17:]),
        "version 2": given(wrapped(version=2)),
        "31 bytes": given(wrapped(key=DATA_KEY[:31])),
        "nonce altered": given(flip(good, 20)),
        "tag altered": given(flip(good, -1)),
        "cut": given(good[:-1]),
        "longer": given(good + b"\0"),
        "nothing": given(b""),
        "head only": given(good[:17]),
    }
    return [
        case("data key for its owner", given(good), opens),
        *(case(f"data key: {name}", each, "refused") for name, each in bad.items()),
    ]


def holder(passphrase: str = PASSPHRASE, **changes: Any) -> dict[str, Any]:
    salt = fixed("salt", 16)
    made: dict[str, Any] = {"kind": "passphrase", "kdf": "argon2id", **COST, "salt": b64u(salt)}
    made |= changes
    key = hash_secret_raw(
        passphrase.encode(),
        salt,
        time_cost=COST["passes"],
        memory_cost=COST["memory_kib"],
        parallelism=COST["lanes"],
        hash_len=32,
        type=Type.ID,
        version=0x13,
    )
    aad = b"jiayi/v1/holder\0" + canonical(made)
    return {**made, "sealed": b64u(box(key, aad, FOLDER_KEY, "holder"))}


def sealed_file(purpose: str = "root", secret: bytes = ROOT.seed, key_id: str = ROOT.key_id, **changes: Any) -> bytes:
    file_key = derived(FOLDER_KEY, b"jiayi/v1/key-files\0")
    aad = b"jiayi/v1/key-file\0" + purpose.encode() + b"\0" + key_id.encode()
    body = {
        "version": 1,
        "purpose": purpose,
        "key_id": key_id,
        "holder": holder(),
        "sealed": b64u(box(file_key, aad, secret, "root file")),
    }
    return canonical(body | changes) + b"\n"


def root_cases() -> list[Case]:
    good = sealed_file()

    def given(content: bytes, passphrase: str = PASSPHRASE) -> dict[str, Any]:
        return {"what": "root", "passphrase": passphrase, "file": b64u(content)}

    decomposed = "Fu\u0308nf Wo\u0308rter, die niemand wa\u0308hlte"
    bad = {
        "another passphrase": given(good, "fünf wörter, die niemand wählte"),
        "another key than it says": given(sealed_file(key_id=DIRECTORY.key_id)),
        "a backup": given(sealed_file(purpose="backup")),
        "version 2": given(sealed_file(version=2)),
        "a member more": given(sealed_file(more=1)),
        "cost below the floor": given(sealed_file(holder=holder(memory_kib=19_455))),
        "cost changed": given(sealed_file(holder={**holder(), "passes": 3})),
        "not canonical": given(good.replace(b",", b", ", 1)),
        "cut": given(good[:-10]),
        "nothing": given(b""),
    }
    opens = {"secret": ROOT.seed.hex(), "key_id": ROOT.key_id}
    return [
        case("root file", given(good), opens),
        case("root file, its passphrase typed in another normal form", given(good, decomposed), opens),
        *(case(f"root file: {name}", each, "refused") for name, each in bad.items()),
    ]


def key_list(**changes: Any) -> bytes:
    entry = {
        "name": "directory-1",
        "purpose": "directory",
        "key_id": DIRECTORY.key_id,
        "state": "active",
        "made_at_ms": NOW_MS,
        "ends_at_ms": None,
        "where": {"kind": "file"},
    }
    body: dict[str, Any] = {
        "version": 1,
        "environment": "production",
        "changed_at_ms": NOW_MS,
        "holder": holder(),
        "keys": [entry],
        "pending": [],
    }
    info = b"jiayi/v1/key-list\0"
    mac = hmac.new(derived(FOLDER_KEY, info), info + canonical(body), "sha256").digest()
    return canonical({**body, "mac": b64u(mac), **changes}) + b"\n"


def key_file(name: str = "directory-1", says: str = "directory-1") -> bytes:
    aad = b"jiayi/v1/key-file\0" + name.encode() + b"\0" + DIRECTORY.key_id.encode()
    sealed = box(derived(FOLDER_KEY, b"jiayi/v1/key-files\0"), aad, DIRECTORY.seed, "key file")
    return f"jiayi-key 1 {says} {b64u(sealed)}\n".encode()


def folder_cases() -> list[Case]:
    def given(listed: bytes = key_list(), file: bytes = key_file()) -> dict[str, Any]:
        files = {"keys.json": listed.decode(), "directory-1.key": file.decode()}
        return {"what": "folder", "passphrase": PASSPHRASE, "files": files, "read": "directory-1"}

    bad = {
        "a mac of zeros": given(key_list(mac=b64u(bytes(32)))),
        "another environment": given(key_list(environment="development")),
        "an empty list under the same mac": given(key_list(keys=[])),
        "a member more": given(key_list(more=1)),
        "the file of another name": given(file=key_file(name="directory-2")),
        "a file that says another name": given(file=key_file(says="directory-2")),
        "a file that is cut": given(file=key_file()[:-6] + b"\n"),
    }
    return [
        case("folder", given(), {"secret": DIRECTORY.seed.hex(), "key_id": DIRECTORY.key_id}),
        *(case(f"folder: {name}", each, "refused") for name, each in bad.items()),
    ]


def request_cases() -> list[Case]:
    body = {
        "version": 1,
        "purpose": "directory",
        "environment": "production",
        "key": b64u(DIRECTORY.public),
        "kid": DIRECTORY.key_id,
        "made_at_ms": NOW_MS,
    }
    signed = b"jiayi/v1/certificate-request\0" + canonical(body)
    good = {**body, "proof": b64u(DIRECTORY.sign(signed))}

    def given(value: dict[str, Any]) -> dict[str, Any]:
        return {"what": "request", "file": b64u(canonical(value) + b"\n")}

    bad = {
        "another environment": {**good, "environment": "development"},
        "a proof by another key": {**good, "proof": b64u(ROOT.sign(signed))},
        "another kid": {**good, "kid": ROOT.key_id},
        "without proof": body,
    }
    return [
        case("certificate request", given(good), {"kid": DIRECTORY.key_id, "environment": "production"}),
        *(case(f"certificate request: {name}", given(each), "refused") for name, each in bad.items()),
    ]


def keys_cases() -> list[Case]:
    return [*data_key_cases(), *root_cases(), *folder_cases(), *request_cases()]
