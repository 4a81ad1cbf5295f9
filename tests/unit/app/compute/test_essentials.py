"""What the commission released of a resident's record, brought along on turn 0: used, said, written down, or refused."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from app.compute.node import Node
from app.compute.turns import TurnService
from records.errors import CannotOpen, Reason
from records.model import ConfirmedDiagnosis, Essentials, KnownFinding, Text
from records.seal.essentials import commitment_of, seal_essentials
from records.seal.keys import SigningKey, generate_signing_key
from records.seal.wire import b64u
from tests.unit.app.compute.conftest import START, City, Phone, now_ms, say

SECRET = secrets.token_bytes(32)
SIGNED = Essentials(
    known=(
        KnownFinding(id="hx.asthma", name=Text(zh="哮喘史", en="Asthma"), kind="history", told_at_ms=1_780_000_000_000),
    ),
    diagnoses=(ConfirmedDiagnosis(icd10="I10", name="原发性高血压", signed_at_ms=1_780_000_000_000),),
)


def envelope(
    city: City, node: Node, body: bytes | None = None, signer: SigningKey | None = None, **changes: Any
) -> bytes:
    values: dict[str, Any] = {"commitment": commitment_of(SECRET), "created_at_ms": now_ms()}
    return seal_essentials(
        SIGNED.model_dump_json().encode() if body is None else body,
        channel_public=node.channel_key.public_bytes,
        signer=signer or city.receipt_key,
        **{**values, **changes},
    )


def start(secret: bytes = SECRET, blob: int = 0) -> dict[str, Any]:
    return {**START, "essentials": {"blob": blob, "secret": b64u(secret)}}


def test_what_was_signed_is_used_said_and_in_the_record(
    city: City, turns: TurnService, phone: Phone, node: Node
) -> None:
    answered = phone.take(turns, start(), envelope(city, node))
    said = "".join(answered.reply.messages)
    assert "哮喘" in said
    assert "原发性高血压" in said
    answered = phone.take(turns, say("咳嗽三天，晚上喘"))
    record = city.open(answered.envelope)
    present = {each.id: each.said for each in record.findings if each.status == "present"}
    assert "健康档案" in present["hx.asthma"]
    assert "健康档案" in present["hx.hypertension"]
    assert "原发性高血压（I10，2026-05）" in record.note.subjective
    answered = phone.take(turns, say("我没有哮喘，是以前写错了"))
    record = city.open(answered.envelope)
    assert [each.status for each in record.findings if each.id == "hx.asthma"] == ["absent"]


def test_without_it_nothing_is_said_of_a_record(turns: TurnService, phone: Phone) -> None:
    assert "档案" not in "".join(phone.take(turns, START).reply.messages)


def test_an_empty_release_says_that_nothing_is_signed_and_denies_nothing(
    city: City, turns: TurnService, phone: Phone, node: Node
) -> None:
    answered = phone.take(turns, start(), envelope(city, node, Essentials().model_dump_json().encode()))
    assert "还没有医生签过字" in "".join(answered.reply.messages)
    assert city.open(answered.envelope).findings == ()


def refused(turns: TurnService, phone: Phone, given: dict[str, Any], *blobs: bytes) -> Reason:
    with pytest.raises(CannotOpen) as caught:
        next(turns.answer(phone.seal(given, *blobs)))
    return caught.value.reason


def test_a_release_for_another_secret_node_signer_or_time_is_refused(
    city: City, turns: TurnService, phone: Phone, node: Node, make_node: Any
) -> None:
    good = envelope(city, node)
    assert refused(turns, phone, start(bytes(32)), good) is Reason.DECRYPT
    assert refused(turns, phone, start(), envelope(city, make_node(city))) is Reason.UNKNOWN_KEY
    assert refused(turns, phone, start(), envelope(city, node, signer=generate_signing_key())) is Reason.UNKNOWN_KEY
    assert refused(turns, phone, start(), envelope(city, node, created_at_ms=now_ms() - 901_000)) is Reason.STALE
    assert refused(turns, phone, start(), good[:-1]) is Reason.LENGTH
    assert refused(turns, phone, start(), b"a photo") is Reason.TOO_SHORT


def test_a_release_that_is_named_and_not_there_or_of_another_form_is_refused(
    city: City, turns: TurnService, phone: Phone, node: Node
) -> None:
    assert refused(turns, phone, start()) is Reason.JSON
    assert refused(turns, phone, start(blob=1), envelope(city, node)) is Reason.JSON
    assert refused(turns, phone, start(), envelope(city, node, b"{}x")) is Reason.JSON
    assert refused(turns, phone, start(), envelope(city, node, b'{"name":"zhang"}')) is Reason.JSON


def test_ids_that_the_graph_does_not_know_and_symptoms_are_left_out(
    city: City, turns: TurnService, phone: Phone, node: Node
) -> None:
    odd = Essentials(
        known=(
            KnownFinding(id="no.such", name=Text(zh="x", en="x"), kind="history", told_at_ms=0),
            KnownFinding(id="cough", name=Text(zh="咳嗽", en="Cough"), kind="history", told_at_ms=0),
            KnownFinding(id="hx.pregnant", name=Text(zh="怀孕", en="Pregnant"), kind="history", told_at_ms=0),
        )
    )
    answered = phone.take(turns, start(), envelope(city, node, odd.model_dump_json().encode()))
    assert city.open(answered.envelope).findings == ()
