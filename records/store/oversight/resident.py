"""One resident's page: encounters, readings over time, problems, medicines, allergies, consents, and who looked. Reading it is audited.

What was told and not signed is shown as told; nothing here judges it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import func, select

from records import identity_number
from records.model import EncounterRecord, RecordFinding, Text
from records.store.audit import Happening
from records.store.charts import Chart, charts_of
from records.store.database import Unit
from records.store.encounters import diagnosis
from records.store.errors import Erased, NotVisible
from records.store.identity_card import SameNumber, SeenCard, card_seen, confirmed_elsewhere, newest_identity
from records.store.oversight.consents import ConsentView, read_consents
from records.store.oversight.glass import glass_broken
from records.store.oversight.readings import Series, series_of
from records.store.policy import Action, Actor, require, require_community
from records.store.tables.care import Signature
from records.store.tables.encounters import Encounter
from records.store.tables.people import Clinician, Community
from records.store.tables.residents import Resident
from records.store.tables.trail import AuditEntry
from records.store.views import DiagnosisView, Status, View
from records.told import ALLERGY, Allergies, allergies_told, medicines_told

MOST_ENCOUNTERS: Final = 60
MOST_LOOKS: Final = 100
_ONE_LOOK_MS: Final = 10 * 60 * 1000
_READS: Final = (
    "read_resident",
    "read_encounter",
    "read_attachment",
    "release_essentials",
    "break_glass",
    "deliver",
    "confirm_identity",
    "withdraw_identity",
)


class TimelineItem(View):
    """One encounter, newest first."""

    encounter_id: str
    received_at_ms: int
    urgency: str | None
    stage: str
    status: Status
    chief_complaint: str
    diagnosis: DiagnosisView | None
    signed_at_ms: int | None
    signed_by: str | None


class Known(View):
    """A lasting illness, a medicine or an allergy as it was told last."""

    id: str
    name: Text
    status: Literal["present", "absent", "unsure"]
    said: str = ""
    """The resident's words, where they say more than the name."""
    told_at_ms: int
    signed: bool
    """Whether a doctor signed the encounter in which it was told."""


class LookView(View):
    """Somebody or something read of this resident, or confirmed the identity card."""

    at_ms: int
    role: str
    name: str
    action: str
    encounter_id: str | None


class ResidentPage(View):
    """The resident's page. An empty part says that nothing of the kind was told, never that there is nothing."""

    resident_id: str
    name: str
    phone: str
    sex: Literal["male", "female"]
    birth_date: str | None
    identity_number: str
    """As told last, or else as seen on the card; empty where it is neither."""
    identity_number_valid: bool
    identity_card: SeenCard | None
    """None: nobody confirmed this number."""
    identity_number_of: SameNumber | None
    """Who else has this number by a doctor's word; never told behind broken glass."""
    age_years: int | None
    community_zh: str
    encounters: tuple[TimelineItem, ...]
    encounters_in_all: int
    series: tuple[Series, ...]
    problems: tuple[TimelineItem, ...]
    """Of each confirmed diagnosis the newest encounter."""
    histories: tuple[Known, ...]
    medicines: tuple[Known, ...]
    allergies: tuple[Known, ...]
    consents: tuple[ConsentView, ...]
    looked: tuple[LookView, ...]
    glass_ends_at_ms: int | None
    """Until when it may be read behind broken glass; None for the resident's own doctor."""


@dataclass(frozen=True)
class Fact:
    """The last word on one finding."""

    status: str
    value: float | None
    unit: str
    at_ms: int


@dataclass
class Facts:
    """What the records say of one resident, for scores: the last word of each finding and each report item, and the diagnoses."""

    age_days: int | None = None
    findings: dict[str, Fact] = field(default_factory=dict)
    items: dict[str, Fact] = field(default_factory=dict)
    """By LOINC code."""
    diagnoses: dict[str, int] = field(default_factory=dict)
    """ICD-10 code to the time at which it was confirmed last."""


def read_resident(unit: Unit, actor: Actor, resident_id: str) -> tuple[ResidentPage, Facts]:
    """Answer the page, and the facts behind it; raises `NotAllowed`, `NotVisible` (foreign, unknown or erased)."""
    row, glass = visible_resident(unit, actor, resident_id)
    found = unit.connection.execute(
        select(Encounter.__table__)
        .where(Encounter.resident_id == resident_id, Encounter.revision > 0)
        .order_by(Encounter.received_at_ms.desc(), Encounter.id)
        .limit(MOST_ENCOUNTERS)
    ).all()
    charts = charts_of(unit, found)
    signed = _signatures(unit, [each.id for each in found])
    read = [(charts[each.id], charts[each.id].record()) for each in found if each.id in charts]
    timeline = tuple(_item(chart, record, signed.get(chart.id)) for chart, record in read)
    facts = _facts(read, timeline)
    known = _known(read, set(signed))
    who = newest_identity(unit, resident_id, charts)
    card = card_seen(unit, resident_id)
    number = who.identity_number or (card.number if card else "")
    other = confirmed_elsewhere(unit, resident_id, number) if glass is None else None
    page = ResidentPage(
        resident_id=resident_id,
        name=who.name,
        phone=who.phone,
        sex=who.sex,
        birth_date=who.birth_date,
        identity_number=number,
        identity_number_valid=identity_number.read(number) is not None,
        identity_card=card if card and card.number == number else None,
        identity_number_of=other,
        age_years=None if facts.age_days is None else int(facts.age_days / 365.2425),
        community_zh=row.name_zh,
        encounters=timeline,
        encounters_in_all=unit.connection.execute(
            select(func.count()).where(Encounter.resident_id == resident_id, Encounter.revision > 0)
        ).scalar_one(),
        series=series_of(read),
        problems=_problems(timeline),
        histories=known["history"],
        medicines=known["medicine"],
        allergies=known["allergy"],
        consents=read_consents(unit, resident_id),
        looked=_looked(unit, resident_id, [each.id for each in found]),
        glass_ends_at_ms=glass,
    )
    detail: dict[str, object] = {"encounters": len(timeline), **({"glass": True} if glass is not None else {})}
    if other is not None:
        detail["same_number"] = other.resident_id
    unit.audit(Happening(actor.role, actor.id, Action.READ_RESIDENT, f"resident:{resident_id}", detail))
    return page, facts


def visible_resident(unit: Unit, actor: Actor, resident_id: str) -> tuple[Any, int | None]:
    """Answer the resident's row, and the end of a broken glass that it is read through; raises as `read_resident`."""
    require(actor, Action.READ_RESIDENT)
    row = unit.connection.execute(
        select(Resident.community_id, Resident.data_key, Community.name_zh)
        .join(Community, Community.id == Resident.community_id)
        .where(Resident.id == resident_id)
    ).one_or_none()
    if row is None:
        raise NotVisible("no such resident")
    glass = None
    try:
        require_community(actor, Action.READ_RESIDENT, row.community_id)
    except NotVisible:
        glass = glass_broken(unit, actor, resident_id)
        if glass is None:
            raise
    if row.data_key is None:
        raise Erased("this resident was erased")
    return row, glass


def _signatures(unit: Unit, ids: list[str]) -> dict[str, Any]:
    rows = unit.connection.execute(
        select(Signature.encounter_id, Signature.signed_at_ms, Clinician.name)
        .join(Clinician, Clinician.id == Signature.clinician_id)
        .where(Signature.encounter_id.in_(ids))
        .order_by(Signature.number)
    )
    return {row.encounter_id: row for row in rows}


def _item(chart: Chart, record: EncounterRecord, signed: Any) -> TimelineItem:
    return TimelineItem(
        encounter_id=chart.id,
        received_at_ms=chart.encounter.received_at_ms,
        urgency=chart.encounter.urgency,
        stage=record.stage,
        status=chart.encounter.status,
        chief_complaint=record.chief_complaint,
        diagnosis=diagnosis(chart),
        signed_at_ms=signed.signed_at_ms if signed else None,
        signed_by=signed.name if signed else None,
    )


def _facts(read: list[tuple[Chart, EncounterRecord]], timeline: Iterable[TimelineItem]) -> Facts:
    facts = Facts()
    for chart, record in read:  # newest first: the first word is the last
        at_ms = chart.encounter.received_at_ms
        if facts.age_days is None:
            elapsed_ms = max(0, chart.unit.now_ms - record.started_at_ms)
            facts.age_days = record.person.age_days + elapsed_ms // 86_400_000
        for finding in record.findings:
            if finding.status != "unsure":
                facts.findings.setdefault(finding.id, Fact(finding.status, finding.value, finding.unit or "", at_ms))
        for item in record.report_items:
            if item.loinc is not None and item.value is not None:
                facts.items.setdefault(item.loinc, Fact("present", item.value, item.unit, at_ms))
    for entry in timeline:
        if entry.diagnosis is not None and entry.signed_at_ms is not None:
            facts.diagnoses.setdefault(entry.diagnosis.icd10, entry.signed_at_ms)
    return facts


def _known(read: list[tuple[Chart, EncounterRecord]], signed: set[str]) -> dict[str, tuple[Known, ...]]:
    """Answer the last word on each; what is named stands for the finding that only knows its class, or that there is an allergy."""
    told: dict[tuple[str, str], tuple[str, Known]] = {}
    for chart, record in read:
        for kind, known in _told(record):
            whole = known.model_copy(
                update={"told_at_ms": chart.encounter.received_at_ms, "signed": chart.id in signed}
            )
            told.setdefault((known.id, known.said if kind == "allergy" else ""), (kind, whole))
    return {
        kind: tuple(known for its, known in told.values() if its == kind) for kind in ("history", "medicine", "allergy")
    }


def _told(record: EncounterRecord) -> Iterable[tuple[str, Known]]:
    allergies, medicines = allergies_told(record), medicines_told(record)
    for kind, named in (("allergy", allergies.named), ("medicine", medicines.named)):
        yield from (
            (kind, Known(id=each.id, name=each.name, status="present", told_at_ms=0, signed=False))
            for each in named
            if not each.carried
        )
    classes = {each.id for each in medicines.classes}
    for finding in record.findings:
        named_instead = finding.kind == "medicine" and finding.status == "present" and finding.id not in classes
        if finding.kind not in {"history", "medicine"} or finding.carried or named_instead:
            continue
        if finding.id == ALLERGY and finding.status == "present" and allergies.named and not allergies.said:
            continue
        kind = "allergy" if "allergy" in finding.id else finding.kind
        yield (
            kind,
            Known(
                id=finding.id,
                name=finding.name,
                status=finding.status,
                said=_said(finding, allergies),
                told_at_ms=0,
                signed=False,
            ),
        )


def _said(finding: RecordFinding, allergies: Allergies) -> str:
    if finding.status != "present":
        return ""
    if finding.id == ALLERGY:
        return allergies.said
    return finding.said if finding.kind == "medicine" and finding.said not in finding.name.zh else ""


def _problems(timeline: Iterable[TimelineItem]) -> tuple[TimelineItem, ...]:
    newest: dict[str, TimelineItem] = {}
    for entry in timeline:
        if entry.diagnosis is not None and entry.signed_at_ms is not None:
            newest.setdefault(entry.diagnosis.icd10, entry)
    return tuple(newest.values())


def _looked(unit: Unit, resident_id: str, encounters: list[str]) -> tuple[LookView, ...]:
    subjects = [f"resident:{resident_id}", *(f"encounter:{each}" for each in encounters)]
    rows = unit.connection.execute(
        select(AuditEntry.at_ms, AuditEntry.role, AuditEntry.actor, AuditEntry.action, AuditEntry.subject)
        .where(AuditEntry.subject.in_(subjects), AuditEntry.action.in_(_READS))
        .order_by(AuditEntry.seq.desc())
        .limit(MOST_LOOKS)
    ).all()
    readers = select(Clinician.id, Clinician.name).where(Clinician.id.in_({row.actor for row in rows}))
    names = {row.id: row.name for row in unit.connection.execute(readers)}
    looks: list[LookView] = []
    for row in rows:
        of = row.subject.partition(":")[2] if row.subject.startswith("encounter:") else None
        look = LookView(
            at_ms=row.at_ms, role=row.role, name=names.get(row.actor, ""), action=row.action, encounter_id=of
        )
        # A page that is read anew at each click is one look, at the time of the last.
        before = looks[-1] if looks else None
        if (
            before
            and before.at_ms - look.at_ms < _ONE_LOOK_MS
            and before == look.model_copy(update={"at_ms": before.at_ms})
        ):
            continue
        looks.append(look)
    return tuple(looks)
