"""Medicines and their classes: what is refused at loading, what the check asks, and what their names say in a sentence."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from app.knowledge import load_knowledge
from kg.check import check
from kg.errors import GraphInvalid
from kg.graph import Graph
from kg.lexicon import Lexicon, Words
from kg.load import load_graph
from kg.medicines import Medicine, MedicineClass, MedicineClassId, MedicineId, finding_of, findings_of, line_of
from kg.schema import (
    FindingConcept,
    FindingId,
    FindingKind,
    LocalText,
    LocalWords,
    SourceId,
)
from kg.text import understand

CLASSES = """
findings:
  - {id: medicine.painkiller, kind: medicine, name: {zh: 常吃止痛药, en: Painkillers often}}
medicine_classes:
  - {id: painkiller, name: {zh: 止痛药类, en: Painkillers}, atc: [M01A], finding: medicine.painkiller, source: invented}
  - {id: profen, name: {zh: 洛芬类, en: Profens}, atc: [M01AE], parent: painkiller, source: invented}
medicines:
  - {id: ibuprofen, name: {zh: 布洛芬, en: Ibuprofen}, aliases: {zh: [芬必得]}, atc: M01AE01, classes: [profen], source: invented}
"""


@pytest.fixture
def folder(fake_folder: Path, tmp_path: Path) -> Path:
    for path in fake_folder.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def loaded(folder: Path, text: str = CLASSES) -> Graph:
    (folder / "medicines.yaml").write_text(text, encoding="utf-8")
    return load_graph(folder)


def test_a_medicine_is_found_by_its_names_its_brand_and_its_code(folder: Path) -> None:
    graph = loaded(folder)
    assert {node.id for word in ("布洛芬", "ibuprofen", "芬必得", "M01AE01") for node in graph.find(word)} == {
        "ibuprofen"
    }
    assert graph.name_of("ibuprofen").zh == "布洛芬"
    assert graph.classes_above(MedicineClassId("profen")) == ("profen", "painkiller")
    assert graph.classes_above(MedicineClassId("unknown")) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("classes: [profen]", "classes: [brofen]", "medicine_classes hold no 'brofen'"),
        ("classes: [profen]", "classes: []", "at least 1 item"),
        ("parent: painkiller", "parent: killer", "medicine_classes hold no 'killer'"),
        ("M01A], finding", "M01A], parent: profen, finding", "its parents form a cycle"),
        ("finding: medicine.painkiller", "finding: medicine.none", "findings hold no 'medicine.none'"),
        ("finding: medicine.painkiller", "finding: fever", "fever is a symptom, no medicine"),
        ("atc: M01AE01", "atc: M01AE1", "does not have the right form"),
        ("atc: [M01AE]", "atc: [M1]", "does not have the right form"),
        ("atc: M01AE01", "ingredients: [aspirin]", "medicines hold no 'aspirin'"),
        ("atc: M01AE01", "ingredients: [ibuprofen]", "is itself a combination"),
        ("atc: M01AE01", "atc: M01AE01, chinese_patent: true", "a Chinese patent medicine with an ATC code"),
        ("[芬必得]", "[止痛药类]", "'止痛药类' is a word of medicine_classes painkiller"),
        ("classes: [profen], source: invented", "classes: [profen], source: hearsay", "sources hold no 'hearsay'"),
        ("classes: [profen]", "class: profen", "is not a key here"),
    ],
)
def test_wrong_authoring_is_refused_by_name(folder: Path, old: str, new: str, message: str) -> None:
    assert old in CLASSES
    with pytest.raises(GraphInvalid) as caught:
        loaded(folder, CLASSES.replace(old, new, 1))
    assert any(message in issue.message for issue in caught.value.issues), caught.value.issues


def test_a_code_outside_its_classes_and_an_empty_class_are_named(folder: Path) -> None:
    graph = loaded(folder)
    assert not [issue for issue in check(graph) if issue.where.section.startswith("medicine")]
    medicines = {
        key: Medicine.model_validate({**each.model_dump(), "atc": "N02BE01", "classes": ("painkiller",)})
        for key, each in graph.medicines.items()
    }
    found = {issue.where.id: issue.message for issue in check(replace(graph, medicines=medicines))}
    assert "stands under none of M01A" in found["ibuprofen"]
    assert found["profen"] == "no medicine belongs to it"


# --- in sentences


def group(id_: str, finding: str | None = None, parent: str | None = None, zh: tuple[str, ...] = ()) -> MedicineClass:
    return MedicineClass(
        id=MedicineClassId(id_),
        name=LocalText(zh=f"{id_}类", en=f"{id_} group"),
        aliases=LocalWords(zh=zh),
        parent=MedicineClassId(parent) if parent else None,
        finding=FindingId(finding) if finding else None,
        source=SourceId("invented"),
    )


def medicine(
    id_: str, zh: str, en: str, *classes: str, more: LocalWords | None = None, ingredients: tuple[str, ...] = ()
) -> Medicine:
    return Medicine(
        id=MedicineId(id_),
        name=LocalText(zh=zh, en=en),
        aliases=more or LocalWords(),
        classes=tuple(MedicineClassId(each) for each in classes),
        ingredients=tuple(MedicineId(each) for each in ingredients),
        source=SourceId("invented"),
    )


def concept(id_: str, zh: str, en: str, kind: FindingKind = FindingKind.MEDICINE) -> FindingConcept:
    return FindingConcept(
        id=FindingId(id_), kind=kind, name=LocalText(zh=zh, en=en), words=LocalWords(zh=(zh,), en=(en,))
    )


FINDINGS = [
    concept("medicine.nsaid", "常吃止痛药", "painkillers often"),
    concept("medicine.anticoagulant", "在吃抗凝药", "blood thinners"),
    concept("cough", "咳嗽", "cough", FindingKind.SYMPTOM),
    concept("headache", "头疼", "headache", FindingKind.SYMPTOM),
    concept("hx.allergy", "过敏史", "allergies", FindingKind.HISTORY),
]
GROUPS = [group("nsaid", "medicine.nsaid"), group("profen", parent="nsaid"), group("cold"), group("syrup")]
GROUPS.append(group("antithrombotic", "medicine.anticoagulant"))
MEDICINES = [
    medicine("ibuprofen", "布洛芬", "Ibuprofen", "profen", more=LocalWords(zh=("芬必得",), en=("Advil",))),
    medicine("aspirin", "阿司匹林", "Aspirin", "nsaid", "antithrombotic"),
    medicine("warfarin", "华法林", "Warfarin", "antithrombotic", more=LocalWords(en=("Coumadin",))),
    medicine("cold_powder", "头疼粉", "Headache powder", "cold", ingredients=("aspirin",)),
    medicine("syrup", "止咳糖浆", "Cough syrup", "syrup", more=LocalWords(zh=("急支糖浆",))),
]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.from_graph(
        Words(
            {each.id: each for each in FINDINGS},
            medicines={each.id: each for each in MEDICINES},
            medicine_classes={each.id: each for each in GROUPS},
        )
    )


def told(lexicon: Lexicon, text: str) -> dict[str, str]:
    return {finding.id: finding.status.value for finding in understand(lexicon, text).findings}


def test_a_class_without_a_finding_has_that_above_it() -> None:
    classes = {each.id: each for each in GROUPS}
    assert line_of(classes, MedicineClassId("profen")) == ("profen", "nsaid")
    assert finding_of(classes, MedicineClassId("profen")) == "medicine.nsaid"
    assert finding_of(classes, MedicineClassId("cold")) is None
    medicines = {each.id: each for each in MEDICINES}
    assert findings_of(medicines, classes, medicines[MedicineId("cold_powder")]) == (
        "medicine.nsaid",
        "medicine.anticoagulant",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("吃了布洛芬", {"medicine.nsaid": "present"}),
        ("一直吃芬必得", {"medicine.nsaid": "present"}),
        ("taking warfarin", {"medicine.anticoagulant": "present"}),
        ("I am on Coumadin", {"medicine.anticoagulant": "present"}),
        ("took ibuprofin", {"medicine.nsaid": "present"}),
        ("吃了阿司匹林", {"medicine.nsaid": "present", "medicine.anticoagulant": "present"}),
        ("没吃布洛芬", {"medicine.nsaid": "absent"}),
        ("没用华法林", {"medicine.anticoagulant": "absent"}),
        ("not taking warfarin", {"medicine.anticoagulant": "absent"}),
        ("I am not on any warfarin", {"medicine.anticoagulant": "absent"}),
        ("no ibuprofen", {"medicine.nsaid": "absent"}),
        ("我妈吃华法林，我头疼", {"headache": "present"}),
        ("my mother takes warfarin", {}),
        ("能不能吃布洛芬", {}),
        ("can I take ibuprofen?", {}),
    ],
)
def test_a_name_says_that_it_is_taken(lexicon: Lexicon, text: str, expected: dict[str, str]) -> None:
    assert told(lexicon, text) == expected


def test_the_words_it_came_from_are_kept(lexicon: Lexicon) -> None:
    (found,) = understand(lexicon, "这两天吃了芬必得").findings
    assert "芬必得" in found.text
    (found,) = understand(lexicon, "taking Advil").findings
    assert found.text == "taking Advil"


def test_a_complaint_inside_a_medicine_s_name_is_no_complaint(lexicon: Lexicon) -> None:
    assert told(lexicon, "喝了止咳糖浆") == {}
    assert told(lexicon, "cough syrup at night") == {}
    assert told(lexicon, "喝了止咳糖浆还咳嗽") == {"cough": "present"}


def test_an_allergy_to_it_is_not_taking_it(lexicon: Lexicon) -> None:
    assert told(lexicon, "布洛芬过敏") == {"hx.allergy": "present"}
    assert told(lexicon, "I am allergic to ibuprofen") == {"hx.allergy": "present"}
    assert told(lexicon, "no warfarin allergy") == {"hx.allergy": "absent"}


def test_a_short_name_takes_no_other_word_for_a_slip(lexicon: Lexicon) -> None:
    assert told(lexicon, "much advis was given") == {}


def test_the_packaged_medicines_are_as_many_as_promised() -> None:
    graph = load_knowledge().graph
    assert len(graph.medicines) >= 300
    assert sum(each.chinese_patent for each in graph.medicines.values()) >= 40
    assert len(graph.labs) >= 255
    used = {group for each in graph.medicines.values() for group in each.classes}
    assert used <= graph.medicine_classes.keys()
