"""One resident's page: encounters, readings over time, problems, medicines, allergies, consents, and who looked. Reading it is audited.

What was told and not signed is shown as told; nothing here judges it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import func, select

from records import identity_number
from records.model import EncounterRecord, Text
from records.store.audit import Happening
from records.store.charts import Chart, charts_of
from records.store.database import Unit
from records.store.encounters import diagnosis, registration
from records.store.errors import Erased, NotVisible
from records.store.oversight.consents import ConsentView, read_consents
from records.store.oversight.glass import glass_broken
from records.store.policy import Action, Actor, require, require_community
from records.store.tables.care import Signature
from records.store.tables.encounters import Encounter
from records.store.tables.people import Clinician, Community
from records.store.tables.residents import Registration as RegistrationTable
from records.store.tables.residents import Resident
from records.store.tables.trail import AuditEntry
from records.store.views import DiagnosisView, Status, View

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


class Point(View):
    """One measured value."""

    at_ms: int
    value: float
    flag: str
    encounter_id: str
    confirmed: bool
    """Whether the resident checked what was read from the photo; what was told is taken as told."""


class Series(View):
    """Values of one kind in one unit, oldest first, with the newest reference band that a report printed."""

    key: str
    """LOINC code of a report's item, or the item's name where it has none; the finding's id for what was told."""
    name: str
    unit: str
    low: float | None
    high: float | None
    points: tuple[Point, ...]


class Known(View):
    """A lasting illness, a medicine or an allergy as it was told last."""

    id: str
    name: Text
    status: Literal["present", "absent", "unsure"]
    told_at_ms: int
    signed: bool
    """Whether a doctor signed the encounter in which it was told."""


class LookView(View):
    """Somebody or something read of this resident."""

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
    """As told; empty where it was not."""
    identity_number_valid: bool
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
    who = _who(unit, resident_id, charts)
    page = ResidentPage(
        resident_id=resident_id,
        name=who.name,
        phone=who.phone,
        sex=who.sex,
        birth_date=who.birth_date,
        identity_number=who.identity_number,
        identity_number_valid=identity_number.read(who.identity_number) is not None,
        age_years=None if facts.age_days is None else int(facts.age_days / 365.2425),
        community_zh=row.name_zh,
        encounters=timeline,
        encounters_in_all=unit.connection.execute(
            select(func.count()).where(Encounter.resident_id == resident_id, Encounter.revision > 0)
        ).scalar_one(),
        series=_series(read),
        problems=_problems(timeline),
        histories=known["history"],
        medicines=known["medicine"],
        allergies=known["allergy"],
        consents=read_consents(unit, resident_id),
        looked=_looked(unit, resident_id, [each.id for each in found]),
        glass_ends_at_ms=glass,
    )
    detail = {"encounters": len(timeline), **({"glass": True} if glass is not None else {})}
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


def _who(unit: Unit, resident_id: str, charts: dict[str, Chart]) -> Any:
    """Answer the newest registration: names and numbers change."""
    newest = unit.connection.execute(
        select(RegistrationTable.encounter_id)
        .where(RegistrationTable.resident_id == resident_id)
        .order_by(RegistrationTable.consented_at_ms.desc(), RegistrationTable.encounter_id)
        .limit(1)
    ).scalar_one_or_none()
    if newest is None:
        raise NotVisible("the identity is not here")
    if newest in charts:
        return registration(charts[newest])
    row = unit.connection.execute(select(Encounter.__table__).where(Encounter.id == newest)).one()
    return registration(charts_of(unit, [row])[newest])


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
    told: dict[str, tuple[str, Known]] = {}
    for chart, record in read:
        for finding in record.findings:
            if finding.kind not in {"history", "medicine"} or finding.carried:
                continue
            kind = "allergy" if "allergy" in finding.id else finding.kind
            known = Known(
                id=finding.id,
                name=finding.name,
                status=finding.status,
                told_at_ms=chart.encounter.received_at_ms,
                signed=chart.id in signed,
            )
            told.setdefault(finding.id, (kind, known))
    return {
        kind: tuple(known for its, known in told.values() if its == kind) for kind in ("history", "medicine", "allergy")
    }


def _problems(timeline: Iterable[TimelineItem]) -> tuple[TimelineItem, ...]:
    newest: dict[str, TimelineItem] = {}
    for entry in timeline:
        if entry.diagnosis is not None and entry.signed_at_ms is not None:
            newest.setdefault(entry.diagnosis.icd10, entry)
    return tuple(newest.values())


def _series(read: list[tuple[Chart, EncounterRecord]]) -> tuple[Series, ...]:
    """Answer values over time. What has another unit is another line: nothing is converted here."""
    lines: dict[tuple[str, str], dict[str, Any]] = {}
    for chart, record in reversed(read):  # oldest first
        at_ms, of = chart.encounter.received_at_ms, chart.id
        for item in record.report_items:
            if item.value is None:
                continue
            line = lines.setdefault((item.loinc or item.name, item.unit), {"points": []})
            line.update(name=item.name)
            if (item.low, item.high) != (None, None):
                line.update(low=item.low, high=item.high)
            point = Point(
                at_ms=at_ms,
                value=item.value,
                flag=item.flag,
                encounter_id=of,
                confirmed=item.confirmed_by_resident,
            )
            line["points"].append(point)
        for finding in record.findings:
            if finding.value is None or finding.carried or finding.id not in _TOLD:
                continue
            key, name = _TOLD[finding.id]
            line = lines.setdefault((key, finding.unit or ""), {"points": []})
            line.update(name=name)
            if any(point.at_ms == at_ms for point in line["points"]):
                continue  # one reading stands behind several findings
            line["points"].append(
                Point(at_ms=at_ms, value=finding.value, flag="unknown", encounter_id=of, confirmed=True)
            )
    return tuple(
        Series(
            key=key,
            name=line["name"],
            unit=unit,
            low=line.get("low"),
            high=line.get("high"),
            points=tuple(line["points"]),
        )
        for (key, unit), line in sorted(lines.items(), key=lambda each: (-len(each[1]["points"]), each[0]))
    )


_TOLD: Final = {
    # A reading told at home lies on the findings that it decides; `low_bp` is decided by the systolic pressure alone.
    "low_bp": ("told:systolic", "收缩压（自测）"),
    "hypothermia": ("told:temperature", "体温（自测）"),
    "hypoxia": ("told:oxygen", "血氧（自测）"),
    "bradycardia": ("told:pulse", "脉搏（自测）"),
    "low_glucose": ("told:glucose", "血糖（自测）"),
}


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
