"""Opens what the plan altered, with the product's own readers: the name of a structure to a call that raises `CannotOpen`, or answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from records.errors import Reason
from records.seal.capsule import open_capsule
from records.seal.channel import open_request
from records.seal.envelope import open_envelope
from records.seal.essentials import open_ask, open_essentials
from records.seal.frames import FrameReader
from records.seal.keys import KemPrivateKey, StateKeys, VerifyKey
from records.seal.suites import SUITES
from records.seal.wire import from_b64u
from records.trust.directory import verify_directory
from records.trust.receipt import verify_receipt
from records.trust.statekeys import accept_release

Context = Mapping[str, Any]
_kems: dict[str, KemPrivateKey] = {}


def _raw(text: str) -> bytes:
    return from_b64u(text, reason=Reason.JSON)


def _kem(seed: str) -> KemPrivateKey:
    if seed not in _kems:
        _kems[seed] = KemPrivateKey(_raw(seed))
    return _kems[seed]


def _request(data: bytes, context: Context) -> object:
    return open_request(_kem(context["seed"]), data, now_ms=context["now_ms"], suite=SUITES[context["suite"]])


def _stream(data: bytes, context: Context) -> object:
    reader = FrameReader(_raw(context["reply_key"]), _raw(context["digest"]), suite=SUITES[context["suite"]])
    frames = reader.feed(data)
    reader.finish()
    return frames


def _capsule(data: bytes, context: Context) -> object:
    keys = StateKeys({int(epoch): _raw(key) for epoch, key in context["state_keys"].items()}, context["current"])
    place = context["session_id"], context["turn"], context["record_id"]
    return open_capsule(keys, *place, data, suite=SUITES[context["suite"]])


def _envelope(data: bytes, context: Context) -> object:
    signer = VerifyKey(_raw(context["signer"]))
    return open_envelope(data, _kem(context["seed"]), {signer.key_id: signer}.get)


def _ask(data: bytes, context: Context) -> object:
    key = _kem(context["seed"])
    return open_ask(data, {key.key_id: key}.get, now_ms=context["now_ms"])


def _essentials(data: bytes, context: Context) -> object:
    signer, secret = VerifyKey(_raw(context["signer"])), _raw(context["secret"])
    signers = {signer.key_id: signer}.get
    return open_essentials(data, _kem(context["seed"]), signers, secret=secret, now_ms=context["now_ms"])


def _directory(data: bytes, context: Context) -> object:
    answer = {**context["response"], context["part"]: data.decode("latin-1")}
    serial, now_ms = context["minimum_serial"], context["now_ms"]
    return verify_directory(answer, context["pin"], now_ms=now_ms, production=True, minimum_serial=serial)


def _receipt(data: bytes, context: Context) -> object:
    return verify_receipt(data.decode("latin-1"), VerifyKey(_raw(context["signer"])))


def _release(data: bytes, context: Context) -> object:
    return accept_release(
        data.decode("latin-1"),
        directory_key=VerifyKey(_raw(context["signer"])),
        channel_key=_kem(context["seed"]),
        signing_key_id=context["signing_key_id"],
        nonce=_raw(context["nonce"]),
        now_s=context["now_s"],
        minimum_serial=context["minimum_serial"],
    )


OPENERS: Final[dict[str, Callable[[bytes, Context], object]]] = {
    "request": _request,
    "stream": _stream,
    "capsule": _capsule,
    "envelope": _envelope,
    "ask": _ask,
    "essentials": _essentials,
    "directory": _directory,
    "receipt": _receipt,
    "release": _release,
}
ON_THE_PHONE: Final = ("stream", "envelope", "directory", "receipt")
"""What a phone opens: the plan of these runs in both languages, and every single outcome must be the same."""
