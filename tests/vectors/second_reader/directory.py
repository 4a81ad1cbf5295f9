"""Sections 6 and 9 of the format: what `GET /v1/directory` answers."""

from __future__ import annotations

import base64
import hashlib
import re

from tests.vectors.second_reader.log import LOG, Seen, read_log
from tests.vectors.second_reader.notation import JSON, b64u_decode, is_hex, is_int, refuse
from tests.vectors.second_reader.signed import among, form, is_key, is_time, key_forms, read_form, read_jws


def is_name(value: JSON) -> bool:
    return isinstance(value, str) and len(value) <= 100


_URL = r"https?://[0-9A-Za-z.\-\[\]:]{1,255}(/[0-9A-Za-z._~/-]{0,255})?"
_ENVIRONMENT = among("production", "development")
_CERTIFICATE = {**key_forms(32), "not_before": is_time, "not_after": is_time, "environment": _ENVIRONMENT}
_NODE = {
    "node_id": lambda v: is_hex(v, 16),
    "url": lambda v: isinstance(v, str) and re.fullmatch(_URL, v) is not None,
    "channel_key": key_forms(1216),
    "signing_key": key_forms(32),
    "measurement": lambda v: is_hex(v, 32),
    "evidence": among("development", "tpm2", "sev-snp", "tdx"),
    "expires_at": is_time,
}
_ADMISSION_KEY = {**key_forms(384), "not_after": is_time}


def is_admission_key(value: JSON) -> bool:
    if value is None:
        return True
    if not form(value, _ADMISSION_KEY):
        return False
    modulus = b64u_decode(value["key"], "json")
    return modulus[0] >= 128 and modulus[-1] % 2 == 1


_DIRECTORY = {
    "version": among(1),
    "suite": among(1, 2),
    "serial": lambda v: is_int(v, 1, 2**53 - 1),
    "issued_at": is_time,
    "expires_at": is_time,
    "environment": _ENVIRONMENT,
    "commission": {"name_zh": is_name, "name_en": is_name},
    "record_key": {**key_forms(1216), "not_after": is_time},
    "receipt_key": key_forms(32),
    "admission_key": is_admission_key,
    "nodes": [_NODE],
}
_AFTER_RELEASE = {"within_minutes": lambda v: is_int(v, 1, 7 * 24 * 60)}


def _check_names(nodes: list[dict[str, JSON]]) -> None:
    if any(node["node_id"] != node["signing_key"]["kid"] for node in nodes):
        refuse("json")


def newest_of(before: dict[str, JSON] | None, certificate: dict[str, JSON]) -> dict[str, JSON]:
    """Answer what is kept of certificates after this one."""
    begins = certificate["not_before"]
    if before is None:
        return {"kid": certificate["kid"], "not_before": begins}
    if before["kid"] == certificate["kid"]:
        return {"kid": before["kid"], "not_before": max(begins, before["not_before"])}
    if begins < before["not_before"]:
        refuse("rollback")
    return {"kid": certificate["kid"], "not_before": begins}


def read_directory(
    answer: JSON,
    *,
    pin: str,
    now_ms: int,
    production: bool,
    minimum_serial: int,
    seen: Seen | None,
    certified: dict[str, JSON] | None = None,
) -> tuple[dict[str, JSON], int, Seen, dict[str, JSON]]:
    """Answer the directory, the skew in ms, and what to keep of the log and of the certificate."""
    fixed = {
        "root_key": is_key(32),
        "certificate": lambda _: True,
        "directory": lambda _: True,
        "log": LOG,
        "now_ms": lambda v: type(v) is int,
    }
    if not form(answer, fixed):
        refuse("json")
    root = b64u_decode(answer["root_key"], "json")
    if base64.urlsafe_b64encode(hashlib.sha256(root).digest()).rstrip(b"=").decode() != pin:
        refuse("chain")
    signed = read_jws(answer["certificate"], "jiayi-directory-cert+jws", root)
    certificate = read_form(signed, _CERTIFICATE, lambda value: [value])
    signed = read_jws(answer["directory"], "jiayi-directory+jws", b64u_decode(certificate["key"], "json"))
    directory = read_form(
        signed,
        _DIRECTORY | ({"advice": _AFTER_RELEASE} if "advice" in signed else {}),
        lambda value: [
            value["record_key"],
            value["receipt_key"],
            *([value["admission_key"]] if value["admission_key"] else []),
            *(node[name] for node in value["nodes"] for name in ("channel_key", "signing_key")),
        ],
    )
    _check_names(directory["nodes"])
    real = directory["environment"] == "production"
    if certificate["environment"] != directory["environment"] or (production and not real):
        refuse("environment")
    if real and any(n["evidence"] == "development" or not n["url"].startswith("https://") for n in directory["nodes"]):
        refuse("environment")
    admission = directory["admission_key"]
    if real and admission is None:
        refuse("environment")
    skew = max(-86_400_000, min(86_400_000, answer["now_ms"] - now_ms))
    now_s = (now_ms + skew) // 1000
    if max(certificate["not_before"], directory["issued_at"]) > now_s + 300:
        refuse("expired")
    if min(certificate["not_after"], directory["expires_at"]) <= now_s:
        refuse("expired")
    kept = newest_of(certified, certificate)
    if directory["serial"] < minimum_serial:
        refuse("rollback")
    if directory["record_key"]["not_after"] <= now_s or (admission is not None and admission["not_after"] <= now_s):
        refuse("expired_key")
    return directory, skew, read_log(answer, certificate=certificate, directory=directory, seen=seen), kept
