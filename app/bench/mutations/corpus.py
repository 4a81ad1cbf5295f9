"""Valid messages of every structure of FORMAT.md in several sizes and both suites, and what is known of their inside.

Made with the product's own sealers.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any, Final, Literal

from app.bench.mutations.plan import Entry, Span
from records.seal.capsule import seal_capsule
from records.seal.channel import RequestPayload, seal_request
from records.seal.envelope import (
    AskHeader,
    AttachmentHeader,
    EnvelopeHeader,
    IdentityHeader,
    MessageHeader,
    RecordHeader,
    ReplyHeader,
    seal_envelope,
)
from records.seal.essentials import commitment_of, seal_essentials
from records.seal.frames import FrameKind, FrameWriter
from records.seal.keys import KemPrivateKey, SigningKey, StateKeys, VerifyKey, root_fingerprint
from records.seal.suites import SUITES, Suite
from records.seal.wire import b64u
from records.trust import jws
from records.trust.directory import (
    DIRECTORY_TYP,
    Certificate,
    Commission,
    Directory,
    NodeEntry,
    sign_certificate,
    sign_directory,
)
from records.trust.log import tree
from records.trust.log.entries import certificate_entry, directory_entry, to_bytes
from records.trust.log.head import TreeHead, path_text, sign_head
from records.trust.receipt import Receipt, sign_receipt
from records.trust.statekeys import release_state_keys
from records.trust.values import AdmissionKeyRef, KemKeyRef, RecordKeyRef, SigningKeyRef

NOW_MS: Final = 1_795_000_000_000
_NOW: Final = NOW_MS // 1000
_RECORD_ID: Final = "b2" * 16
_OTHER_ID: Final = "c3" * 16
_ENVELOPE_FIXED: Final = 7


class Maker:
    """Keys and bytes drawn from a seed; the sealers add what is random of their own."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - made-up keys for a measurement
        self.node, self.record, self.mailbox = (KemPrivateKey(self.rng.randbytes(32)) for _ in range(3))
        self.root, self.directory, self.receipt, self.signer, self.stranger = (
            SigningKey(self.rng.randbytes(32)) for _ in range(5)
        )
        self.session = self.rng.randbytes(16).hex()
        self.state_keys = StateKeys({7: self.rng.randbytes(32), 8: self.rng.randbytes(32)}, 8)

    def corpus(self) -> list[Entry]:
        """Answer every entry."""
        makers = (self.requests, self.streams, self.capsules, self.envelopes, self.essentials, self.tokens)
        return [entry for make in makers for entry in make()]

    def requests(self) -> list[Entry]:
        """Answer requests: first turn, later turn, with photos; both suites."""
        entries = []
        shapes = (
            (0, 1, "", 0, 0),
            (0, 2, "疼", 0, 0),
            (3, 1, "胸闷两天，爬楼梯加重", 32_805, 0),
            (4, 2, "咳", 32_805, 90_000),
        )
        for turn, number, text, capsule, photo in shapes:
            payload = RequestPayload(
                _RECORD_ID, {"kind": "say", "text": text}, self.rng.randbytes(capsule) or None, NOW_MS
            )
            blobs = [self.rng.randbytes(photo)] if photo else []
            public, suite = self.node.public_bytes, SUITES[1 if number == 1 else 2]
            body = seal_request(public, self.node.key_id, self.session, turn, payload, blobs, suite=suite)
            context: dict[str, Any] = {"seed": b64u(self.node.to_bytes()), "now_ms": NOW_MS, "suite": suite.number}
            wrong: list[Mapping[str, Any]] = [
                {**context, "suite": 3 - suite.number},
                {**context, "seed": b64u(self.record.to_bytes())},
                {**context, "now_ms": NOW_MS + 300_001},
                {**context, "now_ms": NOW_MS - 86_400_000},
            ]
            fields = ((4, 5), (5, 21), (21, 37), (37, 41))
            front = ((0, 41),)
            entries.append(
                Entry(
                    "request",
                    f"turn {turn}",
                    body,
                    context,
                    wrong,
                    front,
                    fields,
                    (*fields, (41, 1161), (1161, len(body))),
                )
            )
        return entries

    def _stream(self, suite: Suite, told: int, record: int, *, fails: bool) -> Entry:
        reply_key, digest = self.rng.randbytes(32), self.rng.randbytes(32)
        writer = FrameWriter(reply_key, digest, suite=suite)
        parts = [writer.frame(FrameKind.PROGRESS, b'{"kind":"summary"}', last=False) for _ in range(told)]
        if fails:
            parts.append(writer.frame(FrameKind.FAILURE, b'{"code":"busy","retry":true}', last=True))
        else:
            parts.append(writer.frame(FrameKind.REPLY, b'{"text":"ok"}', last=False))
            parts.append(writer.frame(FrameKind.CAPSULE, self.rng.randbytes(900), last=False))
            parts.append(writer.frame(FrameKind.RECORD, self.rng.randbytes(record), last=True))
        data = b"".join(parts)
        regions, lengths, at = [(0, 16)], [], 16
        while at < len(data):
            end = at + 5 + int.from_bytes(data[at : at + 4], "big")
            regions.append((at, end))
            lengths.append((at, 4))
            at = end
        context = {"reply_key": b64u(reply_key), "digest": b64u(digest), "suite": suite.number}
        wrong: list[Mapping[str, Any]] = [
            {**context, "suite": 3 - suite.number},
            {**context, "digest": b64u(bytes(32))},
            {**context, "reply_key": b64u(bytes(32))},
        ]
        heads = tuple((start, start + 5) for start, _ in regions[1:4])
        front = ((0, 16), *heads, regions[1])
        name = f"suite {suite.number}, {len(data)} bytes"
        return Entry("stream", name, data, context, wrong, front, ((0, 16), *heads), regions, lengths)

    def streams(self) -> list[Entry]:
        """Answer streams: answered and failed, short and long, in both suites."""
        first, second = SUITES[1], SUITES[2]
        return [
            self._stream(first, 0, 1500, fails=False),
            self._stream(first, 9, 67_000, fails=False),
            self._stream(first, 2, 0, fails=True),
            self._stream(first, 0, 0, fails=True),
            self._stream(second, 3, 1500, fails=False),
            self._stream(second, 1, 0, fails=True),
        ]

    def capsules(self) -> list[Entry]:
        """Answer capsules: of the least class and the next, in both suites."""
        entries = []
        for number, size in ((1, 1300), (1, 40_000), (2, 1300)):
            suite = SUITES[1 if number == 1 else 2]
            place: dict[str, Any] = {"session_id": self.session, "turn": 4, "record_id": _RECORD_ID}
            data = seal_capsule(self.state_keys, **place, state=self.rng.randbytes(size), suite=suite)
            keys = {str(epoch): b64u(self.state_keys.key(epoch)) for epoch in self.state_keys.epochs}
            context = {**place, "state_keys": keys, "current": 8, "suite": suite.number}
            wrong = [
                {**context, "suite": 3 - suite.number},
                {**context, "turn": 5},
                {**context, "session_id": _OTHER_ID},
                {**context, "record_id": _OTHER_ID},
                {**context, "state_keys": {"8": keys["7"]}},
            ]
            fields = ((4, 5), (5, 9), (9, 21))
            entries.append(
                Entry(
                    "capsule",
                    f"{size} bytes",
                    data,
                    context,
                    wrong,
                    ((0, 21),),
                    fields,
                    (*fields, (21, len(data))),
                    ((5, 4),),
                )
            )
        return entries

    def _envelope(self, header: EnvelopeHeader, to: KemPrivateKey, size: int, by: SigningKey | None = None) -> Entry:
        data = seal_envelope(header, to.public_bytes, self.rng.randbytes(size), by)
        context = {"seed": b64u(to.to_bytes()), "signer": b64u((by or self.receipt).public_bytes)}
        wrong = [{**context, "seed": b64u(self.node.to_bytes())}]
        if by is not None:
            wrong.append({**context, "signer": b64u(self.stranger.public_bytes)})
        return _envelope_entry("envelope", f"{header.kind}, {len(data)} bytes", data, context, wrong)

    def envelopes(self) -> list[Entry]:
        """Answer envelopes of the kinds that are delivered."""
        ours: dict[str, Any] = {"record_id": _RECORD_ID, "key_id": self.record.key_id, "created_at_ms": NOW_MS}
        record = RecordHeader(**ours, revision=3, producer=self.signer.key_id)
        message = MessageHeader(
            mailbox_id=_OTHER_ID,
            message_id=_RECORD_ID,
            key_id=self.mailbox.key_id,
            created_at_ms=NOW_MS,
            producer=self.receipt.key_id,
        )
        photo = AttachmentHeader(**ours, attachment_id=_OTHER_ID, media_type="image/webp")
        return [
            self._envelope(record, self.record, 30_000, self.signer),
            self._envelope(record.model_copy(update={"revision": 4}), self.record, 70_000, self.signer),
            self._envelope(IdentityHeader(**ours, magnet="YC-7Q2M_x"), self.record, 300),
            self._envelope(photo, self.record, 90_000),
            self._envelope(ReplyHeader(**ours, message_id=_OTHER_ID), self.record, 80),
            self._envelope(message, self.mailbox, 400, self.receipt),
            self._envelope(message, self.mailbox, 5000, self.receipt),
        ]

    def essentials(self) -> list[Entry]:
        """Answer an ask and what it is answered with."""
        ask = seal_envelope(
            AskHeader(key_id=self.record.key_id, created_at_ms=NOW_MS), self.record.public_bytes, b'{"consent":true}'
        )
        asking = {"seed": b64u(self.record.to_bytes()), "now_ms": NOW_MS}
        secret = self.rng.randbytes(32)
        given = seal_essentials(
            b'{"diagnoses":[]}',
            channel_public=self.node.public_bytes,
            commitment=commitment_of(secret),
            signer=self.receipt,
            created_at_ms=NOW_MS,
        )
        context = {
            "seed": b64u(self.node.to_bytes()),
            "signer": b64u(self.receipt.public_bytes),
            "secret": b64u(secret),
            "now_ms": NOW_MS,
        }
        wrong = [
            {**context, "secret": b64u(bytes(32))},
            {**context, "now_ms": NOW_MS + 900_001},
            {**context, "seed": b64u(self.record.to_bytes())},
        ]
        return [
            _envelope_entry("ask", "ask", ask, asking, [{**asking, "now_ms": NOW_MS + 900_001}]),
            _envelope_entry("essentials", "essentials", given, context, wrong),
        ]

    def tokens(self) -> list[Entry]:
        """Answer directories and certificates, receipts and a release."""
        certificate = sign_certificate(
            self.root,
            Certificate(
                **SigningKeyRef.of(self.directory.public_bytes).model_dump(),
                not_before=_NOW - 1000,
                not_after=_NOW + 9000,
                environment="production",
            ),
        )
        small = self._directory(2)
        root_key = b64u(self.root.public_bytes)
        answer = {"root_key": root_key, "now_ms": NOW_MS, "log": self._log(root_key, certificate, small)}
        pinned = {"pin": root_fingerprint(self.root.public_bytes), "now_ms": NOW_MS, "minimum_serial": 41}
        inside = {**pinned, "part": "directory", "response": {**answer, "certificate": certificate}}
        outside = {**pinned, "part": "certificate", "response": {**answer, "directory": small}}
        signed = {"signer": b64u(self.receipt.public_bytes)}
        by_stranger = [{"signer": b64u(self.stranger.public_bytes)}]
        entries = [
            _token("directory", "two nodes", small, inside, _wrong_chain(inside)),
            _token("directory", "certificate", certificate, outside, _wrong_chain(outside)),
            _token("release", "two epochs", *self._release()),
        ]
        kinds: tuple[tuple[Literal["record", "identity"], str], ...] = (("record", "3"), ("identity", "identity"))
        for kind, key in kinds:
            receipt = Receipt(kind=kind, record_id=_RECORD_ID, key=key, digest="ab" * 32, received_at=_NOW)
            entries.append(_token("receipt", kind, sign_receipt(self.receipt, receipt), signed, by_stranger))
        return entries

    def _log(self, root_key: str, certificate: str, token: str) -> dict[str, Any]:
        """Answer the field `log` of an answer whose log holds nothing but this certificate and this directory."""
        payload = jws.verify(DIRECTORY_TYP, token, VerifyKey(self.directory.public_bytes))
        first = tree.leaf_hash(to_bytes(certificate_entry(root_key, certificate)))
        second = tree.leaf_hash(to_bytes(directory_entry(self.directory.key_id, token, payload)))
        nodes: dict[tree.Coordinate, bytes] = {}
        for index, leaf in enumerate((first, second)):
            nodes.update(tree.completed(index, leaf, nodes.__getitem__))
        head = TreeHead(size=2, root=tree.root(2, nodes.__getitem__).hex(), at=_NOW)
        return {
            "head": sign_head(self.directory, head),
            "certificate": {"index": 0, "path": path_text([second])},
            "directory": {"index": 1, "path": path_text([first])},
            "consistency": None,
        }

    def _directory(self, nodes: int) -> str:
        keys = [(KemPrivateKey(self.rng.randbytes(32)), SigningKey(self.rng.randbytes(32))) for _ in range(nodes)]
        return sign_directory(
            self.directory,
            Directory(
                suite=1,
                serial=41,
                issued_at=_NOW - 100,
                expires_at=_NOW + 800,
                environment="production",
                commission=Commission(name_zh="银川市卫生健康委员会", name_en="Yinchuan Health Commission"),
                record_key=RecordKeyRef.until(self.record.public_bytes, _NOW + 100_000),
                receipt_key=SigningKeyRef.of(self.receipt.public_bytes),
                admission_key=AdmissionKeyRef.until(b"\xff" + self.rng.randbytes(382) + b"\x01", _NOW + 100_000),
                nodes=[
                    NodeEntry(
                        node_id=signing.key_id,
                        url="https://node-1.example/compute",
                        channel_key=KemKeyRef.of(channel.public_bytes),
                        signing_key=SigningKeyRef.of(signing.public_bytes),
                        measurement="00" * 32,
                        evidence="tpm2",
                        expires_at=_NOW + 600,
                    )
                    for channel, signing in keys
                ],
            ),
        )

    def _release(self) -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
        nonce = self.rng.randbytes(32)
        token = release_state_keys(
            self.state_keys,
            directory_key=self.directory,
            channel_public=self.node.public_bytes,
            signing_key_id=self.signer.key_id,
            nonce=nonce,
            directory_serial=41,
            expires_at=_NOW + 600,
        )
        context = {
            "seed": b64u(self.node.to_bytes()),
            "signer": b64u(self.directory.public_bytes),
            "signing_key_id": self.signer.key_id,
            "nonce": b64u(nonce),
            "now_s": _NOW,
            "minimum_serial": 41,
        }
        wrong = [
            {**context, "minimum_serial": 42},
            {**context, "nonce": b64u(bytes(32))},
            {**context, "now_s": _NOW + 600},
            {**context, "seed": b64u(self.record.to_bytes())},
            {**context, "signing_key_id": self.receipt.key_id},
        ]
        return token, context, wrong


def _wrong_chain(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {**context, "pin": b64u(bytes(32))},
        {**context, "minimum_serial": 42},
        # The commission's clock moves the reader's own by a day at most.
        {**context, "now_ms": NOW_MS + 2 * 86_400_000},
        {**context, "now_ms": NOW_MS - 2 * 86_400_000},
    ]


def _envelope_entry(
    structure: str, name: str, data: bytes, context: Mapping[str, Any], wrong: list[dict[str, Any]]
) -> Entry:
    header = (_ENVELOPE_FIXED, _ENVELOPE_FIXED + int.from_bytes(data[5:7], "big"))
    sealed_at = header[1]
    sealed_end = sealed_at + 4 + int.from_bytes(data[sealed_at : sealed_at + 4], "big")
    fields = ((0, 4), (4, 5), (5, 7), header, (sealed_at, sealed_at + 4))
    regions: tuple[Span, ...] = (header, (sealed_at + 4, sealed_end), (sealed_end, len(data)))
    front = ((0, sealed_at + 4),)
    lengths = ((5, 2), (sealed_at, 4))
    return Entry(structure, name, data, context, wrong, front, fields, regions, lengths, header, 5)


def _token(structure: str, name: str, token: str, context: Mapping[str, Any], wrong: list[dict[str, Any]]) -> Entry:
    first, second = token.index("."), token.rindex(".")
    parts = ((0, first), (first + 1, second), (second + 1, len(token)))
    payload = len(token) % 2 == 0  # half of the tokens have their payload written another way, half their header
    return Entry(
        structure, name, token.encode(), context, wrong, (parts[0],), parts, parts, json=parts[1 if payload else 0]
    )
