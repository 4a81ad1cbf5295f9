"""Section 6 of the format: signed JSON, receipts, releases of state keys. The directory has a module of its own."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

from tests.vectors.second_reader.notation import (
    JSON,
    MIB,
    Refused,
    b64u_decode,
    canonical_object,
    is_hex,
    is_int,
    refuse,
)
from tests.vectors.second_reader.suites import Kem, check_signature, key_id


def read_jws(token: JSON, typ: str, public: bytes) -> dict[str, JSON]:
    if not isinstance(token, str) or not token.isascii():
        refuse("header")
    if len(token) > MIB:
        refuse("too_long")
    parts = token.split(".")
    if len(parts) != 3:
        refuse("length")
    header = canonical_object(b64u_decode(parts[0], "header"), "header")
    if header != {"alg": "Ed25519", "kid": header.get("kid"), "typ": typ} or not is_hex(header["kid"], 16):
        refuse("header")
    if header["kid"] != key_id(public):
        refuse("unknown_key")
    check_signature(public, b64u_decode(parts[2], "signature", 64), f"{parts[0]}.{parts[1]}".encode())
    return canonical_object(b64u_decode(parts[1], "not_canonical"), "json")


def form(value: JSON, wanted: JSON) -> bool:
    """Whether a value has exactly the stated keys, each of its form: a check, a list of one form, or an object of forms."""
    if callable(wanted):
        return bool(wanted(value))
    if isinstance(wanted, list):
        return isinstance(value, list) and all(form(item, wanted[0]) for item in value)
    if not isinstance(value, dict) or value.keys() != wanted.keys():
        return False
    return all(form(value[name], check) for name, check in wanted.items())


def is_key(length: int) -> Callable[[JSON], bool]:
    def check(value: JSON) -> bool:
        try:
            return len(b64u_decode(value, "json", length)) == length
        except Refused:
            return False

    return check


def key_forms(length: int) -> dict[str, Callable[[JSON], bool]]:
    return {"kid": lambda v: is_hex(v, 16), "key": is_key(length)}


def among(*values: JSON) -> Callable[[JSON], bool]:
    return lambda v: any(type(v) is type(value) and v == value for value in values)


def is_time(value: JSON) -> bool:
    return is_int(value, 0, 2**40)


def read_form(payload: dict[str, JSON], wanted: dict[str, JSON], refs: Callable[[JSON], list[JSON]]) -> dict[str, JSON]:
    if not form(payload, wanted):
        refuse("json")
    for ref in refs(payload):
        if key_id(b64u_decode(ref["key"], "json")) != ref["kid"]:
            refuse("json")
    return payload


def read_receipt(token: JSON, receipt_key: bytes) -> dict[str, JSON]:
    keys = r"[1-9][0-9]{0,9}|identity|[0-9a-f]{32}"
    wanted = {
        "kind": among("record", "identity", "attachment", "reply"),
        "record_id": lambda v: is_hex(v, 16),
        "key": lambda v: isinstance(v, str) and re.fullmatch(keys, v) is not None,
        "digest": lambda v: is_hex(v, 32),
        "received_at": is_time,
    }
    return read_form(read_jws(token, "jiayi-receipt+jws", receipt_key), wanted, lambda _: [])


def read_release(
    token: JSON,
    *,
    directory_key: bytes,
    channel: Kem,
    signing_key_id: str,
    nonce: bytes,
    now_s: int,
    minimum_serial: int,
) -> tuple[dict[int, bytes], int]:
    def is_epoch(value: JSON) -> bool:
        return is_int(value, 0, 2**32 - 1)

    wanted = {
        "nonce": lambda v: isinstance(v, str),
        "channel_key_id": lambda v: is_hex(v, 16),
        "signing_key_id": lambda v: is_hex(v, 16),
        "directory_serial": lambda v: is_int(v, 1, 2**53 - 1),
        "current": is_epoch,
        "retired": [is_epoch],
        "expires_at": is_time,
        "keys": [{"epoch": is_epoch, "sealed": lambda v: isinstance(v, str)}],
    }
    release = read_form(read_jws(token, "jiayi-state-keys-v2+jws", directory_key), wanted, lambda _: [])
    stated = base64.urlsafe_b64encode(nonce).rstrip(b"=").decode(), channel.key_id, signing_key_id
    if (release["nonce"], release["channel_key_id"], release["signing_key_id"]) != stated:
        refuse("chain")
    if release["expires_at"] <= now_s:
        refuse("expired")
    if release["directory_serial"] < minimum_serial:
        refuse("rollback")
    keys: dict[int, bytes] = {}
    for entry in release["keys"]:
        sealed = b64u_decode(entry["sealed"], "json", 1136 + 32)
        if entry["epoch"] in keys:
            refuse("json")
        bound = entry["epoch"].to_bytes(4, "big") + nonce + bytes.fromhex(signing_key_id)
        keys[entry["epoch"]] = channel.hpke_open(b"jiayi/v2/state-key\0" + bound, sealed)
    if release["current"] not in keys or keys.keys() & set(release["retired"]):
        refuse("json")
    return keys, release["directory_serial"]
