"""The encounter as CDA R2: national header, sections, well-formed, by the rules; and rules that see what breaks them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from ccda_to_fhir.ccda.parser import CDAParserError, parse_ccda

from records.archive.cda import OUTPATIENT_SUMMARY, cda_document, cda_personal
from records.archive.cda_elements import XSI
from records.archive.cda_rules import problems
from records.archive.errors import DestinationAway
from records.archive.paperwork import paperwork
from records.archive.values import SignedEncounter
from records.model import RecordFinding, RecordMedicine, RecordReportItem, Text
from records.paper import typesetting
from tests.fakes.signed_encounters import signed

NS = {"h": "urn:hl7-org:v3"}
TYPE = f"{{{XSI}}}type"


def read(document: bytes) -> ET.Element:
    return ET.fromstring(document)


def find(root: ET.Element, path: str) -> ET.Element:
    (found,) = root.findall(path, NS)
    return found


def with_record(**changes: object) -> SignedEncounter:
    whole = signed()
    return whole.model_copy(update={"record": whole.record.model_copy(update=changes)})


def finding(some_id: str, kind: str, status: str, said: str = "", **more: object) -> RecordFinding:
    return RecordFinding(id=some_id, name=Text(zh=some_id, en=some_id), kind=kind, status=status, said=said, **more)


def observations(root: ET.Element, section: str) -> dict[str, ET.Element]:
    (made,) = [each for each in root.iter("{urn:hl7-org:v3}section") if each.find("h:code", NS).get("code") == section]
    found = made.findall("h:entry/h:observation", NS)
    return {
        each.find("h:code", NS).get("code") or each.findtext("h:code/h:originalText", None, NS): each for each in found
    }


def lines(root: ET.Element, section: str) -> list[str]:
    (made,) = [each for each in root.iter("{urn:hl7-org:v3}section") if each.find("h:code", NS).get("code") == section]
    return [each.text for each in made.findall("h:text/h:paragraph", NS)]


def value_of(observation: ET.Element) -> ET.Element:
    return observation.find("h:value", NS)


def test_the_header_is_the_national_one():
    root = read(cda_document(signed(name="𠮷野·阿依古丽")))
    assert [child.tag.split("}")[1] for child in root] == [
        "realmCode", "typeId", "templateId", "id", "code", "title", "effectiveTime", "confidentialityCode", "languageCode", "setId",
        "versionNumber", "recordTarget", "author", "author", "custodian", "legalAuthenticator", "componentOf", "component",
    ]  # fmt: skip
    assert find(root, "h:realmCode").get("code") == "CN"
    assert find(root, "h:templateId").get("root") == OUTPATIENT_SUMMARY.template
    assert find(root, "h:code").get("code") == "HSDC00.02"
    assert find(root, "h:title").text == "门诊摘要"
    assert find(root, "h:effectiveTime").get("value") == "20261120110405+0800"
    assert find(root, ".//h:patient/h:name").text == "𠮷野·阿依古丽"
    assert find(root, ".//h:birthTime").get("value") == "19700302"
    assert find(root, ".//h:legalAuthenticator//h:name").text == "示范医生"
    assert find(root, ".//h:softwareName").text == "jiayi 0"


def test_what_nobody_told_is_visibly_unknown():
    whole = with_record(findings=(), allergies=()).model_copy(update={"birth_date": None, "resident_phone": ""})
    root = read(cda_document(whole))
    assert find(root, ".//h:birthTime").attrib == {"nullFlavor": "UNK"}
    assert find(root, ".//h:telecom").attrib == {"nullFlavor": "UNK"}
    for national in ("2.16.156.10011.1.2", "2.16.156.10011.1.3"):
        assert find(root, f".//h:recordTarget//h:id[@root='{national}']").get("nullFlavor") == "UNK"
    allergy = observations(root, "48765-2")["DE02.10.023.00"]
    assert value_of(allergy).attrib == {TYPE: "BL", "nullFlavor": "UNK"}


@pytest.mark.parametrize("document", [cda_document, cda_personal], ids=["summary", "person"])
def test_a_number_seen_on_the_card_stands_where_it_was_unknown(document):
    number = "11010519491231002X"
    seen = signed().model_copy(update={"resident_identity_card": number})
    card = find(read(document(seen)), ".//h:recordTarget/h:patientRole/h:patient/h:id")
    assert card.attrib == {"root": "2.16.156.10011.1.3", "extension": number}
    assert document(seen).count(number.encode()) == 1


@pytest.mark.parametrize("document", [cda_document, cda_personal], ids=["summary", "person"])
@pytest.mark.parametrize(("status", "flag"), [("present", "true"), ("absent", "false"), ("unsure", None)])
def test_an_allergy_is_told_denied_or_unknown(document, status, flag):
    root = read(document(with_record(findings=(finding("hx.allergy", "history", status, "对海鲜过敏"),), allergies=())))
    allergy = observations(root, "48765-2")["DE02.10.023.00"]
    assert value_of(allergy).get("value") == flag
    nested = allergy.findtext("h:entryRelationship/h:observation/h:value", None, NS)
    assert nested == ("对海鲜过敏" if status == "present" else None)


@pytest.mark.parametrize("document", [cda_document, cda_personal], ids=["summary", "person"])
@pytest.mark.parametrize("status", ["present", "absent", "unsure", None])
def test_an_allergy_that_is_named_is_there_whatever_was_said_of_allergies_in_general(document, status):
    found = () if status is None else (finding("hx.allergy", "history", status, "过敏"),)
    sulfa = RecordMedicine(id="sulfonamide", name=Text(zh="磺胺类", en="Sulfonamides"))
    root = read(document(with_record(findings=found, allergies=(sulfa, *signed().record.allergies))))
    allergy = observations(root, "48765-2")["DE02.10.023.00"]
    assert value_of(allergy).get("value") == "true"
    sure = "（本人不能确定）" if status == "unsure" else ""
    nested = allergy.findtext("h:entryRelationship/h:observation/h:value", None, NS)
    assert nested == f"磺胺类{sure}；青霉素{sure}"


@pytest.mark.parametrize("document", [cda_document, cda_personal], ids=["summary", "person"])
@pytest.mark.parametrize("status", ["present", "absent"])
def test_what_only_the_signed_record_says_is_read_and_not_delivered_again(document, status):
    """An entry made of it would outlive its correction in the archive."""
    sulfa = RecordMedicine(id="sulfonamide", name=Text(zh="磺胺类", en="Sulfonamides"), carried=True)
    aspirin = RecordMedicine(id="aspirin", name=Text(zh="阿司匹林", en="Aspirin"), atc="B01AC06", carried=True)
    found = (finding("hx.allergy", "history", status, carried=status == "present"),)
    root = read(document(with_record(findings=found, allergies=(sulfa,), medicines=(aspirin,))))
    allergy = observations(root, "48765-2")["DE02.10.023.00"]
    assert value_of(allergy).attrib == {TYPE: "BL", "nullFlavor": "UNK"}
    assert allergy.find("h:entryRelationship", NS) is None
    assert "磺胺类（健康档案" in " ".join(lines(root, "48765-2"))
    assert observations(root, "10160-0") == {}
    assert "阿司匹林（健康档案）" in " ".join(lines(root, "10160-0"))


def test_a_denied_symptom_is_false_and_an_unsure_one_is_no_entry():
    illness = observations(read(cda_document(signed())), "10164-2")
    assert value_of(illness["chest_tightness"]).get("value") == "true"
    assert value_of(illness["fever"]).get("value") == "false"
    assert "cough" not in illness


def test_results_have_unit_range_and_flag_and_say_who_has_seen_the_paper():
    results = observations(read(cda_document(signed())), "30954-2")
    troponin = results["89579-7"]
    assert value_of(troponin).attrib == {TYPE: "PQ", "value": "186.5", "unit": "ng/L"}
    assert troponin.find("h:statusCode", NS).get("code") == "active"
    assert troponin.find("h:interpretationCode", NS).get("code") == "H"
    assert troponin.find(".//h:high", NS).attrib == {"value": "34.2", "unit": "ng/L"}
    assert results["尿蛋白"].find("h:statusCode", NS).get("code") == "completed"
    assert value_of(results["看不清的一项"]).attrib == {TYPE: "ST", "nullFlavor": "UNK"}


def test_a_unit_that_ucum_has_not_stays_in_words_and_is_no_bare_number():
    item = RecordReportItem(name="某项", value=5, unit="个/某", low=1, high=9, flag="normal", confidence=1)
    made = observations(read(cda_document(with_record(report_items=(item,)))), "30954-2")["某项"]
    assert (value_of(made).get(TYPE), value_of(made).text) == ("ST", "5 个/某")
    assert made.findtext(".//h:observationRange/h:text", None, NS) == "≥ 1 个/某，≤ 9 个/某"
    assert made.find(".//h:observationRange/h:value", NS) is None


def test_history_and_medicines_stand_in_their_sections():
    root = read(
        cda_document(
            with_record(
                findings=(
                    finding("hx.hypertension", "history", "present"),
                    finding("hx.stroke", "history", "absent"),
                    finding("medicine.calcium_antagonist", "medicine", "present", "吃氨氯地平"),
                    finding("medicine.arb", "medicine", "present", "代文"),
                    finding("medicine.iron", "medicine", "absent"),
                )
            )
        )
    )
    assert value_of(observations(root, "11348-0")["DE02.10.099.00"]).text == "有：hx.hypertension；没有：hx.stroke"
    assert value_of(observations(root, "11348-0")["hx.stroke"]).get("value") == "false"
    assert set(observations(root, "10160-0")) == {"C08CA01", "medicine.arb", "medicine.iron"}
    assert lines(root, "10160-0") == ["有：氨氯地平", "有：medicine.arb（“代文”）", "没有：medicine.iron"]


def test_the_diagnosis_is_the_doctor_s_with_its_code():
    diagnosis = observations(read(cda_document(signed())), "29548-5")
    assert value_of(diagnosis["DE05.01.024.00"]).get("code") == "I20.0"
    assert value_of(diagnosis["DE05.01.025.00"]).text == "不稳定型心绞痛"


def test_what_was_said_is_escaped_and_what_no_xml_holds_is_left_out():
    whole = signed(name="<b>&𠮷")
    note = whole.note.model_copy(update={"subjective": "a<script>\x00\x0b]]>&amp;\ud800 b"})
    root = read(cda_document(whole.model_copy(update={"note": note})))
    assert find(root, ".//h:patient/h:name").text == "<b>&𠮷"
    assert value_of(observations(root, "10164-2")["DE02.10.071.00"]).text == "a<script>]]>&amp; b"


def test_the_person_s_document_tells_what_was_told_and_no_more():
    told = (
        finding("hx.diabetes", "history", "present"),
        finding("hx.family_heart", "history", "present"),
        finding("hx.stroke", "history", "unsure"),
    )
    root = read(cda_personal(with_record(findings=told, allergies=(), medicines=())))
    assert find(root, "h:code").get("code") == "HSDA00.01"
    assert value_of(observations(root, "11348-0")["DE02.10.099.00"]).text == "hx.diabetes"
    texts = {
        each.find("h:title", NS).text: each.findtext("h:text/h:paragraph", None, NS)
        for each in root.iter("{urn:hl7-org:v3}section")
    }
    assert texts == {"过敏史": "没有记录", "既往史": "hx.diabetes", "家族史": "hx.family_heart", "用药史": "没有记录"}


def remove(path: str) -> Callable[[ET.Element], None]:
    def change(root: ET.Element) -> None:
        parent = find(root, path.rsplit("/", 1)[0])
        parent.remove(find(root, path))

    return change


def setting(path: str, name: str, value: str) -> Callable[[ET.Element], None]:
    return lambda root: root.findall(path, NS)[0].set(name, value)


def swap_header(root: ET.Element) -> None:
    root[5], root[6] = root[6], root[5]


def empty_section(root: ET.Element) -> None:
    root.find(".//h:section/h:text", NS).clear()


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (remove("h:component/h:structuredBody"), "component"),
        (remove("h:custodian/h:assignedCustodian"), "custodian"),
        (remove(".//h:patient/h:birthTime"), "patient"),
        (swap_header, "ClinicalDocument"),
        (empty_section, "text"),
        (setting("h:effectiveTime", "value", "2026-11-20"), "not a time"),
        (setting("h:templateId", "root", "no oid"), "neither OID nor UUID"),
        (setting(".//h:value", TYPE, "QQ"), "without a known type"),
        (setting(".//h:birthTime", "nullFlavor", "EMPTY"), "null flavour"),
        (setting(".//h:title", "code", "x"), "a code without its system"),
    ],
)
def test_the_rules_see_what_is_wrong(broken, where):
    root = read(cda_document(signed()))
    assert problems(root) == []
    broken(root)
    found = problems(root)
    assert found
    assert any(where in each for each in found), found
    assert not any("胸闷" in each for each in found)


def test_another_root_is_no_document():
    assert problems(ET.fromstring("<a/>")) == ["the root is not ClinicalDocument of urn:hl7-org:v3"]


def test_the_papers_of_an_encounter_are_always_the_same():
    found = paperwork(signed())
    assert [(each.name, each.media_type) for each in found] == [
        ("outpatient-summary.cda.xml", "application/xml"),
        ("personal-information.cda.xml", "application/xml"),
        ("encounter-form.pdf", "application/pdf"),
    ]
    assert [each.sha256 for each in paperwork(signed())] == [each.sha256 for each in found]


def test_without_a_font_the_delivery_waits_and_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(typesetting, "_CHOSEN", [(tmp_path,)])
    with pytest.raises(DestinationAway, match="fonts-noto-cjk"):
        paperwork(signed())


def test_a_reader_that_is_not_ours_finds_what_was_written():
    """`ccda-to-fhir` reads CDA R2 into typed models of its own and refuses what does not fit them."""
    document = parse_ccda(cda_document(signed(name="𠮷野·阿依古丽")).decode())
    assert (document.title, document.effective_time.value) == ("门诊摘要", "20261120110405+0800")
    patient = document.record_target[0].patient_role.patient
    assert (patient.birth_time.value, patient.administrative_gender_code.code) == ("19700302", "1")
    assert document.legal_authenticator.signature_code.code == "S"
    sections = {each.section.code.code: each.section for each in document.component.structured_body.component}
    assert [entry.observation.value.code for entry in sections["29548-5"].entry[:1]] == ["I20.0"]
    troponin = sections["30954-2"].entry[1].observation
    assert (troponin.value.value, troponin.value.unit) == ("186.5", "ng/L")
    assert troponin.interpretation_code[0].code == "H"
    assert len(parse_ccda(cda_personal(signed()).decode()).component.structured_body.component) == 4


def test_that_reader_refuses_a_broken_document():
    broken = cda_document(signed()).replace(b'xsi:type="PQ"', b'xsi:type="QQ"')
    with pytest.raises(CDAParserError):
        parse_ccda(broken.decode())
