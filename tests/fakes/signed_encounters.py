"""An invented signed encounter, for the archive's tests."""

from __future__ import annotations

from datetime import UTC, datetime

from records.archive.values import SignedEncounter
from records.model import (
    EncounterRecord,
    Note,
    Provenance,
    RecordFinding,
    RecordMedicine,
    RecordPerson,
    RecordReading,
    RecordReportItem,
    RecordTurn,
    Text,
)

PROVENANCE = Provenance(
    software="jiayi 0",
    graph_version="0" * 16,
    node_key_id="ab" * 16,
    measurement="cd" * 32,
    evidence="development",
    language_model=None,
)


def record(record_id: str = "11" * 16) -> EncounterRecord:
    """A finished consultation of an invented man of 56."""
    return EncounterRecord(
        record_id=record_id,
        revision=3,
        stage="guided",
        lang="zh",
        started_at_ms=1_790_000_000_000,
        updated_at_ms=1_790_000_300_000,
        person=RecordPerson(age_days=56 * 365, sex="male", pregnant=None, relation="self"),
        chief_complaint="胸闷两天",
        note=Note(
            subjective="胸闷两天", objective="肌钙蛋白 186.5 ng/L ↑", assessment="考虑急性冠脉综合征", plan="急诊就诊"
        ),
        findings=(
            RecordFinding(
                id="chest_tightness",
                name=Text(zh="胸闷", en="chest tightness"),
                kind="symptom",
                status="present",
                onset_days=2,
            ),
            RecordFinding(
                id="hx.hypertension",
                name=Text(zh="高血压", en="hypertension"),
                kind="history",
                status="present",
                icd10="I10",
            ),
            RecordFinding(
                id="hx.diabetes",
                name=Text(zh="糖尿病", en="diabetes"),
                kind="history",
                status="present",
                icd10="E14",
                carried=True,
            ),
            RecordFinding(
                id="hx.family_heart",
                name=Text(zh="家人有心脏病", en="heart disease in the family"),
                kind="history",
                status="present",
            ),
            RecordFinding(id="hx.allergy", name=Text(zh="容易过敏", en="allergies"), kind="history", status="present"),
            RecordFinding(
                id="smoking", name=Text(zh="吸烟", en="smoking"), kind="risk", status="present", said="一天一包"
            ),
            RecordFinding(id="fever", name=Text(zh="发热", en="fever"), kind="symptom", status="absent"),
            RecordFinding(id="cough", name=Text(zh="咳嗽", en="cough"), kind="symptom", status="unsure"),
        ),
        report_items=(
            RecordReportItem(
                name="高敏肌钙蛋白I", loinc="89579-7", value=186.5, unit="ng/L", high=34.2, flag="high", confidence=0.99
            ),
            RecordReportItem(
                name="尿蛋白", value_text="阴性", flag="unknown", confidence=0.9, confirmed_by_resident=True
            ),
            RecordReportItem(name="看不清的一项", flag="unknown", confidence=0.2),
        ),
        differential=(),
        unexplained=0.1,
        urgency=None,
        urgency_reasons=(),
        opinions=(),
        guidance=None,
        transcript=(
            RecordTurn(turn=0, who="resident", text="胸闷两天", at_ms=1_790_000_000_000),
            RecordTurn(turn=0, who="assistant", text="出汗吗？", at_ms=1_790_000_001_000),
            RecordTurn(turn=1, who="resident", text="没有", at_ms=1_790_000_009_000),
        ),
        attachments=(),
        provenance=PROVENANCE,
        medicines=(RecordMedicine(id="amlodipine", name=Text(zh="氨氯地平", en="Amlodipine"), atc="C08CA01"),),
        allergies=(
            RecordMedicine(id="benzylpenicillin", name=Text(zh="青霉素", en="Benzylpenicillin"), atc="J01CE01"),
        ),
        readings=(
            RecordReading(
                id="systolic_bp", name=Text(zh="收缩压", en="Systolic"), value=152, unit="mm[Hg]", loinc="8480-6"
            ),
        ),
    )


def signed(number: int = 1, encounter_id: str = "11" * 16, name: str = "测某某") -> SignedEncounter:
    """The encounter above, signed."""
    return SignedEncounter(
        encounter_id=encounter_id,
        encounter_no=number,
        resident_id="r-1",
        resident_name=name,
        resident_phone="13800000000",
        birth_date="1970-03-02",
        record=record(encounter_id),
        note=Note(subjective="胸闷两天", objective="肌钙蛋白升高", assessment="不稳定型心绞痛", plan="转急诊"),
        diagnosis_icd10="I20.0",
        diagnosis_name="不稳定型心绞痛",
        practitioner_id="c-1",
        practitioner_name="示范医生",
        community_id="k-1",
        community_name_zh="示范社区",
        community_name_en="Demo community",
        signed_at=datetime(2026, 11, 20, 3, 4, 5, tzinfo=UTC),
        signature="e30.e30.c2ln",
        consent_version="2026-11",
        consented_at_ms=1_790_000_000_000,
    )
