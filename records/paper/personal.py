"""What 个人基本信息表 asks of a person, and what a signed encounter can say of it.

Nothing is inferred: a field that nobody filled in is None or empty and is printed as such.
"""

from __future__ import annotations

import re
from typing import Final, Self

from pydantic import BaseModel, ConfigDict

from records.archive.values import SignedEncounter
from records.model import EncounterRecord, RecordFinding, RecordMedicine
from records.told import ALLERGY, allergies_told

DISEASES: Final = {
    "hx.hypertension": "2",
    "hx.diabetes": "3",
    "hx.coronary_disease": "4",
    "hx.copd": "5",
    "hx.cancer": "6",
    "hx.stroke": "7",
    "hx.tuberculosis": "9",
    "hx.hepatitis_b": "10",
    "hx.hepatitis_c": "10",
}
"""Findings of a record that are a numbered disease of the form. Its 严重精神障碍 (8) is more than any finding says."""
_OTHER_DISEASES: Final = frozenset(
    "hx." + name
    for name in (
        "asthma", "atrial_fibrillation", "cirrhosis", "depression", "disc_herniation", "dvt_pe", "epilepsy", "gallstones", "gout",
        "heart_failure", "hyperlipidemia", "ibd", "kidney_disease", "liver_disease", "migraine", "osteoporosis", "pancreatitis",
        "peptic_ulcer", "rheumatic_fever", "thyroid", "valve_disease",
    )
)  # fmt: skip
_OPERATIONS: Final = frozenset(
    "hx." + name
    for name in (
        "abdominal_surgery", "bowel_resection", "cesarean", "cholecystectomy", "eye_surgery_recent", "gastrectomy", "kidney_transplant",
        "orthopaedic_implant", "surgery_recent", "thyroid_removed",
    )
)  # fmt: skip
_INJURIES: Final = frozenset({"hx.fracture_recent", "hx.head_knock_weeks"})
_ALLERGENS: Final = (("青霉素", "2"), ("磺胺", "3"), ("链霉素", "4"))
_PENICILLINS: Final = "J01C"
"""Under this the WHO's ATC has amoxicillin and all others, which the form's 青霉素 stands for."""
_OTHER_ALLERGEN: Final = "5"


class PersonalInformation(BaseModel):
    """One person's answers. Codes are the form's numbers; an empty tuple or None says that nobody knows, never "none" (1)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    archive_number: str = ""
    """The last eight digits of the archive's number (three and five)."""
    sex: str | None = None
    """1 male, 2 female."""
    birth_date: str | None = None
    id_number: str = ""
    employer: str = ""
    phone: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    residency: str | None = None
    ethnicity: str = ""
    blood_abo: str | None = None
    blood_rh: str | None = None
    education: str | None = None
    occupation: str | None = None
    marriage: str | None = None
    payment: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    allergies_named: str = ""
    """What stands behind 其他, and the very medicine where a number is of its class."""
    allergies_said: str = ""
    """The resident's words, where they say more than the names."""
    exposures: tuple[str, ...] = ()
    diseases: tuple[str, ...] = ()
    diseases_other: str = ""
    operations: tuple[str, ...] = ()
    operations_named: str = ""
    injuries: tuple[str, ...] = ()
    injuries_named: str = ""
    transfusions: tuple[str, ...] = ()
    family: str = ""
    """Illnesses in the family as they were told, of which relative is not known."""
    remark: str = ""

    @classmethod
    def from_encounter(cls, encounter: SignedEncounter) -> Self:
        """Answer what a signed encounter says of its resident."""
        told = {each.id: each for each in encounter.record.findings if each.kind == "history"}
        present = [each for each in told.values() if each.status == "present"]
        allergies, named_allergens, said_of_allergies = _allergies(encounter.record)
        diseases = sorted({DISEASES[each.id] for each in present if each.id in DISEASES}, key=int)
        named = _names(present, _OTHER_DISEASES)
        operations, injuries = _names(present, _OPERATIONS), _names(present, _INJURIES)
        # Where a doctor saw the card the number is no longer the resident's word alone.
        typed, seen = ("", "身份证号经医生当面核对证件。") if encounter.resident_identity_card else ("身份证号、", "")
        return cls(
            name=encounter.resident_name,
            sex={"male": "1", "female": "2"}[encounter.record.person.sex],
            birth_date=encounter.birth_date,
            id_number=encounter.resident_identity_card or encounter.resident_identity_number,
            phone=encounter.resident_phone,
            allergies=allergies,
            allergies_named=named_allergens,
            allergies_said=said_of_allergies,
            diseases=(*diseases, "13") if named else tuple(diseases),
            diseases_other=named,
            operations=("2",) if operations else (),
            operations_named=operations,
            injuries=("2",) if injuries else (),
            injuries_named=injuries,
            transfusions=("2",) if any(each.id == "hx.transfusions" for each in present) else (),
            family="、".join(each.name.zh for each in present if each.id.startswith("hx.family_")),
            remark=f"姓名、{typed}电话、性别、出生日期和病史来自居民在问诊中的自述（就诊号 {encounter.encounter_id}），"
            f"由 {encounter.practitioner_name} 审阅签署。{seen}",
        )


def _names(present: list[RecordFinding], wanted: frozenset[str]) -> str:
    return "、".join(each.name.zh for each in present if each.id in wanted)


def _allergies(record: EncounterRecord) -> tuple[tuple[str, ...], str, str]:
    """Answer the form's numbers, the names for 其他, and the resident's words. What is no medicine has no number there."""
    known = allergies_told(record)
    if known.status == "absent":
        return ("1",), "", ""
    if known.status != "present":
        return (), "", ""
    codes = {_code(each) for each in known.named}
    named = "、".join(each.name.zh for each in known.named if each.name.zh.removesuffix("类") not in _PRINTED)
    if known.named:
        return tuple(sorted(codes)), named, known.said
    finding = next(each for each in record.findings if each.id == ALLERGY)
    clauses = [each for each in _CLAUSE.split(known.said) if not _BORNE.search(each)]
    codes = {code for word, code in _ALLERGENS if any(word in each for each in clauses)}
    return tuple(sorted(codes)), "", known.said or finding.name.zh


_CLAUSE: Final = re.compile(r"[，,。；;]")
_BORNE: Final = re.compile(r"[不没无]")
_PRINTED: Final = frozenset(word for word, _ in _ALLERGENS)


def _code(allergen: RecordMedicine) -> str:
    if (allergen.atc or "").startswith(_PENICILLINS):
        return "2"
    return next((code for word, code in _ALLERGENS if word in allergen.name.zh), _OTHER_ALLERGEN)
