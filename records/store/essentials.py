"""Releases a resident's essentials for one consultation, sealed to the node that will hold it.

Owns what belongs to them: what signed encounters say of lasting illness, allergies and medicines, by name where they were named, and
the diagnoses that were confirmed. What was told and never signed by a doctor is not released. What an encounter only carried on from
an earlier release is as old as the encounter where it was told, or a medicine would be renewed by every visit. What the health archive
said beside comes after (`records.store.archive_essentials`). Nothing of a release is kept but its audit entry.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError
from sqlalchemy import func, select

from records.errors import CannotOpen, Reason
from records.model import (
    ConfirmedDiagnosis,
    EncounterRecord,
    Essentials,
    EssentialsAsk,
    KnownFinding,
    KnownMedicine,
    RecordFinding,
    RecordMedicine,
    Text,
)
from records.seal.essentials import open_ask, seal_essentials
from records.seal.keys import KemLookup, SigningKey
from records.store.archive_essentials import from_archive
from records.store.audit import Happening
from records.store.charts import Chart, load_chart
from records.store.consent import withdrawn_at_ms
from records.store.database import Unit
from records.store.errors import NotVisible
from records.store.nodes import live_nodes
from records.store.policy import Action, Actor, Role, require
from records.store.proving import resident_of
from records.store.tables.care import Signature
from records.store.tables.encounters import Encounter
from records.told import ALLERGY, names

PHONE: Final = Actor(Role.RESIDENT, "phone")
ENCOUNTERS: Final = 40
"""Signed encounters that are looked through, newest first."""
MOST_KNOWN: Final = 60
MOST_DIAGNOSES: Final = 10
_KINDS: Final = ("history", "medicine")
_ALLERGIES: Final = Text(zh="过敏史", en="Allergies")


def release(
    unit: Unit,
    ask: bytes,
    *,
    record_keys: KemLookup,
    signer: SigningKey,
    admit: Callable[[str], None] = lambda _resident_id: None,
) -> bytes:
    """Open a sealed ask, and answer the sealed essentials of the person of its mailbox.

    The mailbox secret proves that it is the resident's phone that asks. `admit` is given the resident's id before any chart is
    opened, and raises when that is asked for too often: every release is work, and a row of the audit trail for good.

    Raises:
        CannotOpen: the ask does not open, is of another form, or was made too long ago.
        NotVisible: no such mailbox, a wrong secret, a person whom this mailbox does not speak for, an erased resident or one who withdrew,
            a node that is not in the directory now: all the same to the outside.
    """
    require(PHONE, Action.RELEASE_ESSENTIALS)
    try:
        wanted = EssentialsAsk.model_validate_json(open_ask(ask, record_keys, now_ms=unit.now_ms))
    except ValidationError:
        raise CannotOpen(Reason.JSON) from None
    resident_id = _resident(unit, wanted)
    node = next(
        (each for each in live_nodes(unit.connection, unit.now_ms) if each.channel_key.kid == wanted.channel_key_id),
        None,
    )
    if node is None:
        raise NotVisible("no such node")
    admit(resident_id)
    essentials = _essentials(unit, resident_id)
    sealed = seal_essentials(
        essentials.model_dump_json(exclude_defaults=True).encode(),
        channel_public=node.channel_key.public_bytes,
        commitment=wanted.commitment,
        signer=signer,
        created_at_ms=unit.now_ms,
    )
    # No counts: the trail is in clear, and outlives the erasure of what was counted.
    detail = {"node": node.node_id, "consent": True}
    unit.audit(Happening(PHONE.role, PHONE.id, Action.RELEASE_ESSENTIALS, f"resident:{resident_id}", detail))
    return sealed


def _resident(unit: Unit, wanted: EssentialsAsk) -> str:
    """Answer the resident that the mailbox speaks for under this person id."""
    resident_id = resident_of(unit, wanted)
    if resident_id is None or withdrawn_at_ms(unit, resident_id) is not None:
        raise NotVisible("no such resident")
    return resident_id


def _essentials(unit: Unit, resident_id: str) -> Essentials:
    newest = (
        select(Signature.encounter_id, func.max(Signature.number).label("number"))
        .join(Encounter, Encounter.id == Signature.encounter_id)
        .where(Encounter.resident_id == resident_id)
        .group_by(Signature.encounter_id)
        .subquery()
    )
    rows = unit.connection.execute(
        select(
            Signature.encounter_id,
            Signature.version,
            Signature.revision,
            Signature.content_sealed,
            Signature.signed_at_ms,
        )
        .join(newest, newest.c.number == Signature.number)
        .order_by(Signature.number.desc())
        .limit(ENCOUNTERS)
    ).all()
    signed = _Signed()
    diagnoses: dict[str, ConfirmedDiagnosis] = {}
    for row in rows:
        chart = load_chart(unit, row.encounter_id)
        signed.take(chart.record(row.revision), row.signed_at_ms)
        confirmed = _diagnosis(chart, row.version, row.content_sealed, row.signed_at_ms)
        diagnoses.setdefault(confirmed.icd10, confirmed)
    known, allergies, medicines = signed.answer(whole=len(rows) < ENCOUNTERS)
    told, confirmed_there = from_archive(unit, resident_id)
    allergies += tuple(each for each in told if not any(_same(each, other) for other in allergies))
    if told and not any(each.id == ALLERGY for each in known):
        newest_at_ms = max(each.told_at_ms for each in told)
        known += (KnownFinding(id=ALLERGY, name=_ALLERGIES, kind="history", told_at_ms=newest_at_ms),)
    for diagnosis in confirmed_there:
        diagnoses.setdefault(diagnosis.icd10, diagnosis)
    return Essentials(
        known=known[:MOST_KNOWN],
        diagnoses=tuple(diagnoses.values())[:MOST_DIAGNOSES],
        allergies=allergies[:MOST_KNOWN],
        medicines=medicines[:MOST_KNOWN],
    )


def _same(one: KnownMedicine, other: KnownMedicine) -> bool:
    return (
        one.name == other.name
        or (one.atc is not None and one.atc == other.atc)
        or (one.id != "" and one.id == other.id)
    )


@dataclass
class _Signed:
    """The newest word on each thing, gathered from signed records, newest first.

    A name says no more than that it is taken; that it is not any more is said of its class, by the finding that came from the same words.
    An allergy that was named is not undone by a "no" to the general question, which is one tap.
    """

    last: dict[str, tuple[RecordFinding, int]] = field(default_factory=dict)
    handed_on: dict[str, tuple[RecordFinding, int]] = field(default_factory=dict)
    allergies: dict[str, KnownMedicine] = field(default_factory=dict)
    allergies_handed_on: dict[str, KnownMedicine] = field(default_factory=dict)
    medicines: dict[str, KnownMedicine] = field(default_factory=dict)

    def take(self, record: EncounterRecord, at_ms: int) -> None:
        """Take the next older record."""
        stopped = {some_id for some_id, (finding, _) in self.last.items() if finding.status == "absent"}
        for each in record.allergies:
            kept = self.allergies_handed_on if each.carried else self.allergies
            kept.setdefault(each.id, _known(each, at_ms))
        for each in record.medicines:
            if not each.carried and not any(f.id in stopped and names(f, each) for f in record.findings):
                self.medicines.setdefault(each.id, _known(each, at_ms))
        for finding in record.findings:
            if finding.kind in _KINDS and finding.status != "unsure":
                (self.handed_on if finding.carried else self.last).setdefault(finding.id, (finding, at_ms))

    def answer(
        self, *, whole: bool
    ) -> tuple[tuple[KnownFinding, ...], tuple[KnownMedicine, ...], tuple[KnownMedicine, ...]]:
        """Answer findings, allergies and medicines. `whole`: every signed encounter was looked through."""
        last, allergies = dict(self.last), dict(self.allergies)
        if not whole:
            # The encounter where it was told may lie further back. A medicine told so long ago is asked anew instead.
            for some_id, found in self.handed_on.items():
                if found[0].kind == "history":
                    last.setdefault(some_id, found)
            allergies = {**self.allergies_handed_on, **allergies}
        known = tuple(
            KnownFinding(
                id=each.id, name=each.name, kind="medicine" if each.kind == "medicine" else "history", told_at_ms=at
            )
            for each, at in last.values()
            if each.status == "present"
        )
        return known, tuple(allergies.values()), tuple(self.medicines.values())


def _known(each: RecordMedicine, at_ms: int) -> KnownMedicine:
    return KnownMedicine(id=each.id, name=each.name, atc=each.atc, told_at_ms=at_ms)


def _diagnosis(chart: Chart, version: int, sealed: bytes, signed_at_ms: int) -> ConfirmedDiagnosis:
    content = json.loads(chart.open("signature", f"{chart.id}/{version}", "content", sealed))
    diagnosis = content["diagnosis"]
    return ConfirmedDiagnosis(icd10=diagnosis["icd10"], name=diagnosis["name"], signed_at_ms=signed_at_ms)
