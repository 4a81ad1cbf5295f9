"""Cases of FORMAT.md, section 6: directory, receipt and state-key release."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from seal_maker.token import KEY
from seal_maker.writer import (
    DIRECTORY,
    NODE,
    NOW,
    NOW_MS,
    OTHER_NODE,
    PRIME,
    RECEIPT,
    RECORD,
    RECORD_ID,
    ROOT,
    SIGNER,
    STATE_KEYS,
    STRANGER,
    Anybody,
    Case,
    Kem,
    Sign,
    b64u,
    canonical,
    case,
    fixed,
    flip,
    key_id,
    u,
    unb64u,
)

NEUTRAL = Anybody((1).to_bytes(32, "little"))
NEUTRAL_BEYOND = Anybody((PRIME + 1).to_bytes(32, "little"))
"""The same point by a y that is not below the prime."""


def token(typ: str, payload: Any, signer: Sign | Anybody, **header: Any) -> str:
    head = canonical({"alg": "Ed25519", "kid": signer.key_id, "typ": typ} | header)
    return raw_token(head, payload if isinstance(payload, bytes) else canonical(payload), signer)


def raw_token(head: bytes, payload: bytes, signer: Sign | Anybody) -> str:
    text = f"{b64u(head)}.{b64u(payload)}"
    return f"{text}.{b64u(signer.sign(text.encode()))}"


def loose_token(typ: str, payload: str, signer: Sign) -> str:
    """A token whose payload is this text, whatever it is."""
    text = f"{b64u(canonical({'alg': 'Ed25519', 'kid': signer.key_id, 'typ': typ}))}.{payload}"
    return f"{text}.{b64u(signer.sign(text.encode()))}"


TOO_LONG = {"repeat": ["A", 1024 * 1024 + 1]}


def ref(key: Kem | Sign | Anybody) -> dict[str, str]:
    return {"kid": key.key_id, "key": b64u(key.public)}


CERT_TYP, DIRECTORY_TYP = "jiayi-directory-cert+jws", "jiayi-directory+jws"
RECEIPT_TYP, RELEASE_TYP = "jiayi-receipt+jws", "jiayi-state-keys-v2+jws"
RELEASE_TYP_OF_VERSION_1 = "jiayi-state-keys+jws"
CERT = ref(DIRECTORY) | {"not_before": NOW - 1000, "not_after": NOW + 9000, "environment": "production"}
ADMISSION_KEY: dict[str, Any] = {"kid": KEY.key_id, "key": b64u(KEY.modulus), "not_after": NOW + 100_000}
NODE_ENTRY = {
    "node_id": SIGNER.key_id,
    "url": "https://node-1.example/compute",
    "channel_key": ref(NODE),
    "signing_key": ref(SIGNER),
    "measurement": fixed("measurement").hex(),
    "evidence": "tpm2",
    "expires_at": NOW + 600,
}
DIRECTORY_VALUE = {
    "version": 1,
    "suite": 1,
    "serial": 41,
    "issued_at": NOW - 100,
    "expires_at": NOW + 800,
    "environment": "production",
    "commission": {"name_zh": "银川市卫生健康委员会", "name_en": "Yinchuan Health Commission"},
    "record_key": ref(RECORD) | {"not_after": NOW + 100_000},
    "receipt_key": ref(RECEIPT),
    "admission_key": ADMISSION_KEY,
    "nodes": [NODE_ENTRY],
}
PIN = b64u(hashlib.sha256(ROOT.public).digest())
DEVELOPMENT = {"environment": "development"}


VALUE = DIRECTORY_VALUE


def without_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_keys(v) for k, v in value.items() if not (k == "key" and "kid" in value)}
    return [without_keys(item) for item in value] if isinstance(value, list) else value


def logged(root_key: str, certificate: str, directory: str, payload: Any) -> tuple[bytes, bytes]:
    """The entries of a certificate and a directory (section 9)."""
    digest = hashlib.sha256(str(directory).encode()).hexdigest()
    entry = {"kind": "directory", "kid": DIRECTORY.key_id, "token_digest": digest, "directory": without_keys(payload)}
    return canonical({"kind": "certificate", "root_key": root_key, "token": certificate}), canonical(entry)


OPENED = {"serial": 41, "suite": 1, "skew_ms": 0, "live": [SIGNER.key_id]}
LOCAL_NODE = NODE_ENTRY | {"evidence": "development", "url": "http://127.0.0.1:8441"}
LOCAL: dict[str, Any] = {"certificate": CERT | DEVELOPMENT, "directory": VALUE | DEVELOPMENT | {"nodes": [LOCAL_NODE]}}
Add = Callable[..., None]


def directory_cases() -> list[Case]:
    from seal_maker.log import log_of  # noqa: PLC0415 - the log's cases need the directory's parts

    cases: list[Case] = []

    def add(name: str, wants: str | dict[str, Any], **parts: Any) -> None:
        certificate = parts.pop("certificate", CERT)
        value = parts.pop("directory", VALUE)
        response = {
            "root_key": b64u(ROOT.public),
            "certificate": certificate if isinstance(certificate, str) else token(CERT_TYP, certificate, ROOT),
            "directory": value
            if isinstance(value, str) or value == TOO_LONG
            else token(DIRECTORY_TYP, value, DIRECTORY),
            "now_ms": NOW_MS,
        }
        response |= parts.pop("response", {})
        payload = value if isinstance(value, dict) else VALUE
        tokens = (response["root_key"], response["certificate"], response["directory"])
        response = {"log": log_of(*tokens, payload)} | response
        given = {"response": response, "pin": PIN, "now_ms": NOW_MS, "production": True, "minimum_serial": 41}
        kept = {"certified": {"kid": DIRECTORY.key_id, "not_before": NOW - 1000}}
        opens = wants if isinstance(wants, str) else kept | wants
        cases.append(case(name, given | {"certified": None} | parts, opens))

    for group in (directory_opens, directory_chain, directory_content, directory_policy):
        group(add)
    return cases


def directory_opens(add: Add) -> None:
    add("production", OPENED)
    add("development, where allowed", OPENED, production=False, **LOCAL)
    add("production, where development would do", OPENED, production=False)
    add("suite 2", OPENED | {"suite": 2}, directory=VALUE | {"suite": 2})
    no_key = LOCAL["directory"] | {"admission_key": None}
    add("development without an admission key", OPENED, production=False, **LOCAL | {"directory": no_key})
    add("no nodes", OPENED | {"live": []}, directory=VALUE | {"nodes": []})
    add("node expired", OPENED | {"live": []}, directory=VALUE | {"nodes": [NODE_ENTRY | {"expires_at": NOW}]})
    add("phone an hour behind", OPENED | {"skew_ms": 3_600_000}, now_ms=NOW_MS - 3_600_000)
    add("phone a day ahead", OPENED | {"skew_ms": -86_400_000}, now_ms=NOW_MS + 86_400_000)
    for kind in ("sev-snp", "tdx"):
        add(f"evidence {kind}", OPENED, directory=VALUE | {"nodes": [NODE_ENTRY | {"evidence": kind}]})
    for within in (1, 1440, 10080):
        held = {"advice": {"within_minutes": within}}
        add(f"advice after release within {within} minutes", OPENED | held, directory=VALUE | held)
    same = {"kid": DIRECTORY.key_id, "not_before": NOW - 1000}
    add("the certificate seen before", OPENED, certified=same)
    add(
        "an older certificate of the same key",
        OPENED | {"certified": same | {"not_before": NOW}},
        certified=same | {"not_before": NOW},
    )
    add("a newer certificate of the same key", OPENED, certified=same | {"not_before": 0})
    before = {"kid": STRANGER.key_id, "not_before": NOW - 1000}
    add("a successor's certificate", OPENED, certified=before | {"not_before": NOW - 1001})
    add("a successor's certificate that begins with the one before", OPENED, certified=before)
    add("issued 300 s ahead", OPENED, directory=VALUE | {"issued_at": NOW + 300})


def directory_chain(add: Add) -> None:
    add("other pin", "chain", pin=b64u(hashlib.sha256(STRANGER.public).digest()))
    add("empty pin", "chain", pin="")
    add("a stranger's root key", "chain", response={"root_key": b64u(STRANGER.public)})
    add("certificate by a stranger", "signature", certificate=token(CERT_TYP, CERT, STRANGER, kid=ROOT.key_id))
    add("certificate names a stranger", "unknown_key", certificate=token(CERT_TYP, CERT, STRANGER))
    add("directory by a stranger", "unknown_key", directory=token(DIRECTORY_TYP, VALUE, STRANGER))
    add(
        "directory by a stranger under the key's id",
        "signature",
        directory=token(DIRECTORY_TYP, VALUE, STRANGER, kid=DIRECTORY.key_id),
    )
    add("directory by the root", "unknown_key", directory=token(DIRECTORY_TYP, VALUE, ROOT))
    for name, key in {"a point of small order": NEUTRAL, "a y beyond the prime": NEUTRAL_BEYOND}.items():
        weak = token(CERT_TYP, CERT | ref(key), ROOT)
        add(f"directory key that is {name}", "signature", certificate=weak, directory=token(DIRECTORY_TYP, VALUE, key))
    good = token(DIRECTORY_TYP, VALUE, DIRECTORY)
    head, body, signature = good.split(".")
    add("signature altered", "signature", directory=f"{head}.{body}.{b64u(flip(unb64u(signature), 3))}")
    add("signature missing", "signature", directory=f"{head}.{body}.")
    payload = canonical(VALUE | {"serial": 42})
    add("payload exchanged", "signature", directory=f"{head}.{b64u(payload)}.{signature}")
    add("two parts", "length", directory=f"{head}.{body}")
    add("four parts", "length", directory=f"{good}.{body}")
    add("no text", "header", response={"directory": None})
    add(
        "alg none",
        "header",
        directory=f"{b64u(canonical({'alg': 'none', 'kid': DIRECTORY.key_id, 'typ': DIRECTORY_TYP}))}.{body}.",
    )
    add("alg EdDSA", "header", directory=token(DIRECTORY_TYP, VALUE, DIRECTORY, alg="EdDSA"))
    add("header with jwk", "header", directory=token(DIRECTORY_TYP, VALUE, DIRECTORY, jwk={"kty": "OKP"}))
    add("a certificate as directory", "header", directory=token(CERT_TYP, VALUE, DIRECTORY))
    spaced = json.dumps({"alg": "Ed25519", "kid": DIRECTORY.key_id, "typ": DIRECTORY_TYP}).encode()
    add("header not canonical", "not_canonical", directory=raw_token(spaced, canonical(VALUE), DIRECTORY))
    add("payload not canonical", "not_canonical", directory=token(DIRECTORY_TYP, json.dumps(VALUE).encode(), DIRECTORY))
    add("payload not base64url", "not_canonical", directory=loose_token(DIRECTORY_TYP, "%%%", DIRECTORY))
    add("over its limit", "too_long", directory=TOO_LONG)
    add("payload not JSON", "json", directory=token(DIRECTORY_TYP, b"{", DIRECTORY))


def directory_content(add: Add) -> None:
    node_key = ref(NODE) | {"kid": RECORD.key_id}
    even, low = flip(KEY.modulus, -1), bytes([KEY.modulus[0] & 0x7F]) + KEY.modulus[1:]
    for name, changes in {
        "version 2": {"version": 2},
        "version missing": {"version": ...},
        "suite 0": {"suite": 0},
        "suite 3": {"suite": 3},
        "suite is text": {"suite": "2"},
        "suite missing": {"suite": ...},
        "admission key of 383 bytes": {"admission_key": ADMISSION_KEY | {"key": b64u(KEY.modulus[:-1])}},
        "admission key that is even": {"admission_key": ADMISSION_KEY | {"kid": key_id(even), "key": b64u(even)}},
        "admission key of 3071 bits": {"admission_key": ADMISSION_KEY | {"kid": key_id(low), "key": b64u(low)}},
        "kid of another admission key": {"admission_key": ADMISSION_KEY | {"kid": SIGNER.key_id}},
        "admission key without an end": {"admission_key": {"kid": KEY.key_id, "key": b64u(KEY.modulus)}},
        "serial 0": {"serial": 0},
        "unknown field": {"more": 1},
        "record key too short": {"record_key": VALUE["record_key"] | ref(SIGNER)},
        "kid of another key": {"nodes": [NODE_ENTRY | {"channel_key": node_key}]},
        "node named by another key": {"nodes": [NODE_ENTRY | {"node_id": RECORD.key_id}]},
        "url with a user": {"nodes": [NODE_ENTRY | {"url": "https://a@evil.example"}]},
        "url of a script": {"nodes": [NODE_ENTRY | {"url": "javascript:alert(1)"}]},
        "evidence unknown": {"nodes": [NODE_ENTRY | {"evidence": "none"}]},
        "nodes missing": {"nodes": None},
        "advice null": {"advice": None},
        "advice without a time": {"advice": {}},
        "advice within 0 minutes": {"advice": {"within_minutes": 0}},
        "advice within more than a week": {"advice": {"within_minutes": 10081}},
        "advice with more": {"advice": {"within_minutes": 60, "community": "x"}},
        "advice as a word": {"advice": "at_once"},
    }.items():
        value = {key: item for key, item in (VALUE | changes).items() if item is not ...}
        add(f"directory: {name}", "json", directory=value)
    without = {name: value for name, value in VALUE.items() if name != "admission_key"}
    add("directory: admission key not even null", "json", directory=without)
    add("response with more", "json", response={"more": 1})
    add("response with a clock of text", "json", response={"now_ms": str(NOW_MS)})
    add("root key too short", "json", response={"root_key": b64u(ROOT.public[:31])})


def directory_policy(add: Add) -> None:
    add("development, where production is required", "environment", **LOCAL)
    add("environments mixed", "environment", directory=VALUE | DEVELOPMENT, production=False)
    add(
        "development node in production",
        "environment",
        directory=VALUE | {"nodes": [NODE_ENTRY | {"evidence": "development"}]},
    )
    add(
        "production node without TLS",
        "environment",
        directory=VALUE | {"nodes": [NODE_ENTRY | {"url": "http://node-1.example"}]},
    )
    add("directory expired", "expired", directory=VALUE | {"expires_at": NOW})
    add("directory of the future", "expired", directory=VALUE | {"issued_at": NOW + 301})
    add("certificate expired", "expired", certificate=CERT | {"not_after": NOW})
    add("certificate of the future", "expired", certificate=CERT | {"not_before": NOW + 301})
    add("phone two days behind", "expired", now_ms=NOW_MS - 2 * 86_400_000)
    add(
        "an old directory and a server clock set back two days",
        "expired",
        response={"now_ms": NOW_MS},
        now_ms=NOW_MS + 2 * 86_400_000,
    )
    add("production without an admission key", "environment", directory=VALUE | {"admission_key": None})
    add("admission key expired", "expired_key", directory=VALUE | {"admission_key": ADMISSION_KEY | {"not_after": NOW}})
    add("serial below one seen", "rollback", minimum_serial=42)
    followed = {"kid": STRANGER.key_id, "not_before": NOW - 999}
    add("key that another one followed", "rollback", certified=followed)
    add("key that another one followed, expired", "expired", certified=followed, directory=VALUE | {"expires_at": NOW})
    add("record key expired", "expired_key", directory=VALUE | {"record_key": VALUE["record_key"] | {"not_after": NOW}})


def receipt_cases() -> list[Case]:
    good = {"kind": "record", "record_id": RECORD_ID.hex(), "key": "3", "digest": fixed("d").hex(), "received_at": NOW}

    def case(name: str, text: str | dict[str, Any], wants: str | dict[str, Any], key: Sign | Anybody = RECEIPT) -> Case:
        outcome = {"reason": wants} if isinstance(wants, str) else {"opens": wants}
        return {"name": name, "given": {"token": text, "receipt_key": b64u(key.public)}, "wants": outcome}

    identity = good | {"kind": "identity", "key": "identity"}
    text = token(RECEIPT_TYP, good, RECEIPT)
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spare = digits[digits.index(text[-1]) + 1]  # 64 bytes leave four spare bits in the last character
    return [
        case("record", text, good),
        case("identity", token(RECEIPT_TYP, identity, RECEIPT), identity),
        case("by a stranger", token(RECEIPT_TYP, good, STRANGER), "unknown_key"),
        case("by a stranger under the key's id", token(RECEIPT_TYP, good, STRANGER, kid=RECEIPT.key_id), "signature"),
        case("signature with spare bits", text[:-1] + spare, "signature"),
        case("by anybody, under a point of small order", token(RECEIPT_TYP, good, NEUTRAL), "signature", NEUTRAL),
        case(
            "by anybody, under a y beyond the prime",
            token(RECEIPT_TYP, good, NEUTRAL_BEYOND),
            "signature",
            NEUTRAL_BEYOND,
        ),
        case("another type", token(DIRECTORY_TYP, good, RECEIPT), "header"),
        case("empty", "", "length"),
        case("over its limit", TOO_LONG, "too_long"),
        case("payload not canonical", token(RECEIPT_TYP, json.dumps(good).encode(), RECEIPT), "not_canonical"),
        case("payload with spare bits", loose_token(RECEIPT_TYP, b64u(b"{}")[:-1] + "1", RECEIPT), "not_canonical"),
        case("payload empty", loose_token(RECEIPT_TYP, "", RECEIPT), "json"),
        case("header with a space", token(RECEIPT_TYP, good, RECEIPT).replace("eyJ", "eyAi", 1), "header"),
        case("key is a number", token(RECEIPT_TYP, good | {"key": 3}, RECEIPT), "json"),
        case("key with a leading zero", token(RECEIPT_TYP, good | {"key": "03"}, RECEIPT), "json"),
        case("message has no receipt", token(RECEIPT_TYP, good | {"kind": "message"}, RECEIPT), "json"),
        case("field missing", token(RECEIPT_TYP, {"kind": "record"}, RECEIPT), "json"),
    ]


def release_cases() -> list[Case]:
    cases: list[Case] = []
    nonce = fixed("nonce")

    def sealed(epoch: int, *, info_epoch: int | None = None, node: Kem = NODE, version: int = 2) -> str:
        info = (
            b"jiayi/v%d/state-key\0" % version
            + u(32, epoch if info_epoch is None else info_epoch)
            + nonce
            + bytes.fromhex(SIGNER.key_id)
        )
        return b64u(node.seal(info, STATE_KEYS[epoch]))

    good = {
        "nonce": b64u(nonce),
        "channel_key_id": NODE.key_id,
        "signing_key_id": SIGNER.key_id,
        "directory_serial": 41,
        "current": 8,
        "retired": [6],
        "expires_at": NOW + 600,
        "keys": [{"epoch": 7, "sealed": sealed(7)}, {"epoch": 8, "sealed": sealed(8)}],
    }

    def add(
        name: str,
        wants: str | dict[str, Any],
        changes: dict[str, Any] | None = None,
        signer: Sign = DIRECTORY,
        **given: Any,
    ) -> None:
        value = {key: item for key, item in (good | (changes or {})).items() if item is not ...}
        base = {"nonce": b64u(nonce), "signing_key_id": SIGNER.key_id, "now_s": NOW, "minimum_serial": 41}
        cases.append(case(name, {"token": token(RELEASE_TYP, value, signer)} | base | given, wants))

    opened = {"keys": {str(epoch): key.hex() for epoch, key in STATE_KEYS.items()}, "directory_serial": 41}
    add("two epochs, at the serial seen", opened)
    add("by a node that has seen no directory", opened, minimum_serial=0)
    largest = {"directory_serial": 2**53 - 1}
    add("the largest serial", opened | largest, largest)
    add("by a stranger", "unknown_key", signer=STRANGER)
    text = token(RELEASE_TYP, good, DIRECTORY)
    add("over its limit", "too_long", token=TOO_LONG)
    add("two parts", "length", token=text.rpartition(".")[0])
    add("a directory as release", "header", token=token(DIRECTORY_TYP, good, DIRECTORY))
    add("signature altered", "signature", token=text[:-4] + ("A" if text[-4] != "A" else "B") + text[-3:])
    add("payload not canonical", "not_canonical", token=token(RELEASE_TYP, json.dumps(good).encode(), DIRECTORY))
    add("other nonce", "chain", nonce=b64u(bytes(32)))
    add("other node's signing key", "chain", signing_key_id=RECEIPT.key_id)
    add("other node's channel key", "chain", {"channel_key_id": OTHER_NODE.key_id})
    add("expired", "expired", now_s=NOW + 600)
    add("epochs exchanged", "decrypt", {"keys": [{"epoch": 8, "sealed": sealed(7)}]})
    add("sealed to another node", "decrypt", {"keys": [{"epoch": 8, "sealed": sealed(8, node=OTHER_NODE)}]})
    add("current epoch missing", "json", {"current": 9})
    add("current epoch retired", "json", {"retired": [8]})
    add("epoch twice", "json", {"keys": good["keys"] + good["keys"]})
    add("sealed key too short", "json", {"keys": [{"epoch": 8, "sealed": "AAAA"}]})
    add("field missing", "json", {"keys": None})
    add("an older directory than one seen", "rollback", minimum_serial=42)
    add(
        "an older directory, and a key that does not open",
        "rollback",
        {"keys": [{"epoch": 8, "sealed": sealed(7)}]},
        minimum_serial=42,
    )
    add("expired, and an older directory", "expired", now_s=NOW + 600, minimum_serial=42)
    for name, serial in {"missing": ..., "0": 0, "null": None, "text": "41", "above 2^53 - 1": 2**53}.items():
        reason = "not_canonical" if serial == 2**53 else "json"
        add(f"directory serial {name}", reason, {"directory_serial": serial})
    add("unknown field", "json", {"more": 1})
    before = {key: item for key, item in good.items() if key != "directory_serial"}
    before["keys"] = [{"epoch": 8, "sealed": sealed(8, version=1)}]
    add("version 1", "header", token=token(RELEASE_TYP_OF_VERSION_1, before, DIRECTORY))
    add("version 1 that names a directory", "header", token=token(RELEASE_TYP_OF_VERSION_1, good, DIRECTORY))
    add("version 1 under the typ of version 2", "json", token=token(RELEASE_TYP, before, DIRECTORY))
    add("a key sealed under the label of version 1", "decrypt", {"keys": before["keys"]})
    return cases
