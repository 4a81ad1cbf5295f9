"""Every field of every kind of envelope, wrong in every way, over HTTP: what is answered, what is kept, and what the numbers say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from records.seal.envelope import AskHeader, MessageHeader, seal_envelope
from records.seal.keys import generate_kem_key
from records.seal.wire import canonical_json
from tests.fakes.commission import NOW_MS, Phone, World, encounter_record, new_hex
from tests.unit.app.commission.conftest import Api

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]
KINDS = ("record", "identity", "attachment", "reply")
DAY_MS = 24 * 3600 * 1000


def made(world: World, kind: str) -> bytes:
    record_id = new_hex()
    match kind:
        case "record":
            return world.record(encounter_record(record_id))
        case "identity":
            return world.identity(Phone().registration(record_id))
        case "attachment":
            return world.attachment(record_id, new_hex(), b"\xff\xd8 photo")
        case _:
            return world.reply(record_id, "好一点了")


def header_of(envelope: bytes) -> dict[str, Any]:
    length = int.from_bytes(envelope[5:7], "big")
    return json.loads(envelope[7 : 7 + length])


def with_header(envelope: bytes, raw: bytes) -> bytes:
    length = int.from_bytes(envelope[5:7], "big")
    return envelope[:5] + len(raw).to_bytes(2, "big") + raw + envelope[7 + length :]


def wrong_values(name: str, value: Any) -> Iterator[Any]:
    """Too long, too short, of another type, in another alphabet."""
    if isinstance(value, str):
        yield from ("", value * 300, value + "\n", "é" * len(value), 7, None)
        if name not in ("kind", "magnet", "media_type"):
            yield from (value[:-1], value + "0", value.upper() if value.upper() != value else "G" * len(value))
    else:
        yield from (-1, 2**53, 1.5, str(value), None, True)


def headers(envelope: bytes) -> Iterator[tuple[str, bytes]]:
    right = header_of(envelope)
    for name, value in right.items():
        yield "missing", canonical_json({key: held for key, held in right.items() if key != name})
        raw = canonical_json(right)
        again = json.dumps({name: value}, separators=(",", ":")).encode()[1:-1]
        yield "twice", raw[:-1] + b"," + again + b"}"
        for wrong in wrong_values(name, value):
            yield "wrong", json.dumps({**right, name: wrong}, separators=(",", ":"), sort_keys=True).encode()
    yield "unknown", canonical_json({**right, "note": "x"})
    yield "spaced", json.dumps(right, sort_keys=True).encode()
    yield "no object", b"[]"
    yield "empty", b""


def numbers(api: Api) -> dict[tuple[str, str], float]:
    text = api.client.get("/metrics").text
    found = re.findall(r'jiayi_commission_envelopes_total\{kind="(\w+)",outcome="(\w+)"\} (\S+)', text)
    return {(kind, outcome): float(value) for kind, outcome, value in found}


def kept(world: World) -> list[tuple[Any, ...]]:
    with world.database.reading() as connection:
        rows = connection.exec_driver_sql("select kind, state, reason, envelope is not null from intake order by id")
        return [tuple(row) for row in rows]


@pytest.fixture(autouse=True)
def patient_api(api: Api) -> None:
    """An address that sends so much rubbish would be asked to wait; here each one is to be looked at."""
    api.client.app.state.services.bad_envelopes._failures = 10_000  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_clear_header_is_refused_at_the_door_and_leaves_only_a_number(
    api: Api, world: World, kind: str
) -> None:
    envelope = made(world, kind)
    sent = 0
    for what, raw in headers(envelope):
        answer = api.deliver(with_header(envelope, raw))
        assert (answer.status_code, answer.json()) == (400, {"error": "cannot_open"}), (what, raw)
        sent += 1
    assert sent > 40
    assert kept(world) == []
    counted = numbers(api)
    assert {outcome for _, outcome in counted} <= {"header", "not_canonical", "too_long", "length"}
    assert sum(counted.values()) == sent
    assert {where for where, _ in counted} == {"unknown"}
    assert api.deliver(envelope).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_bytes_around_it_are_refused_at_the_door(api: Api, world: World, kind: str) -> None:
    envelope = made(world, kind)
    cases = {
        "version": envelope[:4] + b"\x02" + envelope[5:],
        "magic": b"JYRQ" + envelope[4:],
        "too_short": envelope[:500],
        "length": envelope + b"\0",
    }
    for bad in cases.values():
        assert api.deliver(bad).status_code == 400
    assert kept(world) == []
    assert numbers(api) == {("unknown", reason): 1.0 for reason in cases}


def test_kinds_that_are_not_delivered_this_way_are_refused_at_the_door(api: Api, world: World) -> None:
    mailbox = generate_kem_key()
    message = MessageHeader(
        mailbox_id=new_hex(),
        message_id=new_hex(),
        key_id=mailbox.key_id,
        producer=world.keys.receipt.key_id,
        created_at_ms=NOW_MS,
    )
    ask = AskHeader(key_id=world.keys.record.key_id, created_at_ms=NOW_MS)
    for envelope in (
        seal_envelope(message, mailbox.public_bytes, b"{}", world.keys.receipt),
        seal_envelope(ask, world.keys.record.public_bytes, b"{}"),
    ):
        assert api.deliver(envelope).status_code == 400
    assert kept(world) == []


def test_what_is_wrong_inside_is_kept_as_evidence_with_its_reason(api: Api, world: World) -> None:
    record, registration = encounter_record(new_hex()), Phone().registration(new_hex())
    altered = bytearray(world.record(encounter_record(new_hex())))
    altered[-1] ^= 1
    blind = bytearray(world.identity(Phone().registration(new_hex())))
    blind[-1] ^= 1
    bad = {
        ("record", "mismatch"): world.record(record, revision=2),
        ("record", "signature"): bytes(altered),
        ("record", "expired_node"): world.record(encounter_record(new_hex()), created_at_ms=NOW_MS + DAY_MS),
        ("identity", "decrypt"): bytes(blind),
        ("identity", "mismatch"): world.identity(registration, record_id=new_hex()),
        ("identity", "magnet"): world.identity(Phone().registration(new_hex()), magnet="of-yesterday"),
        ("identity", "mailbox"): world.identity(Phone().registration(new_hex(), mailbox_key="AAAA")),
    }
    for envelope in bad.values():
        answer = api.deliver(envelope)
        assert (answer.status_code, answer.json()) == (400, {"error": "cannot_open"})
    assert kept(world) == [(kind, "failed", reason, True) for kind, reason in bad]
    assert numbers(api) == dict.fromkeys(bad, 1.0)
    with world.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from encounter").scalar_one() == 0
    # Sent again, it is the same row and the same answer, and the true one of its key is not in its way.
    assert api.deliver(bad["record", "mismatch"]).status_code == 400
    assert len(kept(world)) == len(bad)
    assert api.deliver(world.record(record.model_copy(update={"revision": 2}))).status_code == 200
