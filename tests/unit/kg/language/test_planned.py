"""Medicines and operations that are only planned or advised are not taken and not had; complaints in the same breath are told."""

from __future__ import annotations

import pytest

from app.knowledge import load_knowledge
from kg.schema import Person, Sex
from kg.text import understand

MAN = Person(age_days=58 * 365, sex=Sex.MALE)


@pytest.fixture(scope="module")
def lexicon():
    return load_knowledge().lexicon


def present(lexicon, text: str) -> set[str]:
    return {each.id for each in understand(lexicon, text, person=MAN).findings if each.status.value == "present"}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("谢谢，我会考虑服用阿司匹林", "medicine.anticoagulant"),
        ("我会听您的安排控制血压，并服用利尿剂", "medicine.diuretic"),
        ("您建议我使用抗生素", "medicine.antibiotic_recent"),
        ("我打算尽快安排手术", "hx.surgery_recent"),
        ("可能需要做手术", "hx.surgery_recent"),
        ("以后我会避免接触花粉", "exposure.pollen_pet"),
        ("I will take antibiotics from tomorrow", "medicine.antibiotic_recent"),
    ],
)
def test_a_plan_is_not_done(lexicon, text: str, finding: str) -> None:
    assert finding not in present(lexicon, text)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("我一直在吃华法林，需要做手术吗", "medicine.warfarin"),
        ("我需要每天吃华法林", "medicine.warfarin"),
        ("我会按时吃华法林的，今天磕了头", "medicine.warfarin"),
        ("我需要吃华法林，牙龈出血", "medicine.warfarin"),
        ("I need to take warfarin and I hit my head", "medicine.anticoagulant"),
        ("上周做了手术，我会按时复查", "hx.surgery_recent"),
        ("I take warfarin every day and I will see the nurse", "medicine.anticoagulant"),
        ("我会马上去医院，因为胸口疼得厉害", "chest_pain"),
        ("我会头晕，还恶心", "dizziness"),
    ],
)
def test_what_is_done_or_felt_stands(lexicon, text: str, finding: str) -> None:
    assert finding in present(lexicon, text)


def test_a_denial_does_not_cut_what_it_denies_in_two(lexicon) -> None:
    found = {each.id: each.status.value for each in understand(lexicon, "没有尿急，也没有尿痛", person=MAN).findings}
    assert found == {"urinary_urgency": "absent", "dysuria": "absent"}
    assert "oliguria" in present(lexicon, "这两天没有尿")
