"""A signed encounter as CDA R2: the 门诊摘要 of WS/T 483.17-2016, and the person as in 个人基本健康信息登记 (WS/T 483.1-2016).

What is public of WS/T 483 (健康档案共享文档规范, National Health and Family Planning Commission, 2016): its twenty parts and their
document types (HSDA00.01 for part 1, HSDC00.01 for part 16, up to HSDC00.05 for part 20), the header with its national OIDs, and
template ids that are numbered by part (2.16.156.10011.2.1.1.16 for part 16; WS/T 500.1 goes on with .21). Type and template of part 17
follow from that numbering; the archive's own profile decides, and `DocumentType` is the one place to change. HL7's CDA.xsd may not be
passed on: `cda_rules` checks the structure by rules of our own. `age` in the header is an element of the national standards, which HL7's
schema does not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, indent, register_namespace, tostring

from records.archive.cda_elements import (
    DOCUMENT_TYPES,
    HEALTH_RECORD_NUMBER,
    HL7,
    ID_CARD_NUMBER,
    INSTITUTION_CODE,
    PRACTITIONER_NUMBER,
    SEXES,
    add,
    add_code,
    add_name,
    add_own_id,
    add_unknown_id,
    moment,
    own_root,
)
from records.archive.cda_person import add_person_sections
from records.archive.cda_rules import problems
from records.archive.cda_sections import add_sections
from records.archive.values import SignedEncounter

_CONFIDENTIALITY = ("2.16.840.1.113883.5.25", "Confidentiality")
_ACT_CODE = ("2.16.840.1.113883.5.4", "ActCode")
_DECLARATION: Final = "<?xml version='1.0' encoding='UTF-8'?>\n"
_DOCUMENT_ID: Final = "2.16.156.10011.1.1"
_SEX_CODES: Final = {"male": ("1", "男性"), "female": ("2", "女性")}


@dataclass(frozen=True)
class DocumentType:
    """What a part of WS/T 483 is called."""

    template: str
    code: str
    title: str


OUTPATIENT_SUMMARY: Final = DocumentType("2.16.156.10011.2.1.1.17", "HSDC00.02", "门诊摘要")
PERSONAL_INFORMATION: Final = DocumentType("2.16.156.10011.2.1.1.1", "HSDA00.01", "个人基本健康信息登记")


def cda_document(encounter: SignedEncounter) -> bytes:
    """Answer the 门诊摘要 as UTF-8 XML; the same signed encounter gives the same bytes.

    Raises:
        ValueError: the document breaks a rule of CDA R2 (a bug, not the world's fault); the message holds no word of a resident.
    """
    document = _header(encounter, OUTPATIENT_SUMMARY)
    add_sections(add(add(document, "component"), "structuredBody"), encounter)
    return _written(document)


def cda_personal(encounter: SignedEncounter) -> bytes:
    """Answer the 个人基本健康信息登记: what the encounter tells of its resident, the rest visibly unknown.

    Raises:
        ValueError: as `cda_document`.
    """
    document = _header(encounter, PERSONAL_INFORMATION)
    add_person_sections(add(add(document, "component"), "structuredBody"), encounter)
    return _written(document)


def _written(document: Element) -> bytes:
    if found := problems(document):
        raise ValueError("; ".join(found))
    register_namespace("", HL7)
    register_namespace("xsi", "http://www.w3.org/2001/XMLSchema-instance")
    indent(document)
    # Written as characters and encoded once: written as bytes, every piece of a tag goes through the encoder by itself.
    text: str = tostring(document, encoding="unicode")
    return f"{_DECLARATION}{text}\n".encode()


def _header(encounter: SignedEncounter, kind: DocumentType) -> Element:
    document = Element(f"{{{HL7}}}ClinicalDocument")
    add(document, "realmCode", code="CN")
    add(document, "typeId", root="2.16.840.1.113883.1.3", extension="POCD_MT000040")
    add(document, "templateId", root=kind.template)
    add(document, "id", root=_DOCUMENT_ID, extension=f"{encounter.encounter_id}.{kind.code}.{encounter.encounter_no}")
    add(document, "code", code=kind.code, codeSystem=DOCUMENT_TYPES[0], codeSystemName=DOCUMENT_TYPES[1])
    add(document, "title", kind.title)
    add(document, "effectiveTime", value=moment(encounter.signed_at))
    add_code(document, "confidentialityCode", "N", _CONFIDENTIALITY, "正常访问保密级别")
    add(document, "languageCode", code="zh-CN")
    add(document, "setId", root=own_root("encounter"), extension=f"{encounter.encounter_id}.{kind.code}")
    add(document, "versionNumber", value=str(encounter.encounter_no))
    _patient(document, encounter)
    _authors(document, encounter)
    _organization(add(add(document, "custodian"), "assignedCustodian"), "representedCustodianOrganization", encounter)
    _signature(document, encounter)
    _visit(document, encounter)
    return document


def _patient(document: Element, encounter: SignedEncounter) -> None:
    person = encounter.record.person
    role = add(add(document, "recordTarget", typeCode="RCT", contextControlCode="OP"), "patientRole", classCode="PAT")
    add_unknown_id(role, HEALTH_RECORD_NUMBER)
    add_own_id(role, "resident", encounter.resident_id)
    if encounter.resident_phone:
        add(role, "telecom", value=f"tel:{encounter.resident_phone}")
    else:
        add(role, "telecom", nullFlavor="UNK")
    patient = add(role, "patient", classCode="PSN", determinerCode="INSTANCE")
    # What was typed and not seen on the card is not told: an archive that joins people by it could join two.
    if encounter.resident_identity_card:
        add(patient, "id", root=ID_CARD_NUMBER, extension=encounter.resident_identity_card)
    else:
        add_unknown_id(patient, ID_CARD_NUMBER)
    add_name(patient, encounter.resident_name)
    code, display = _SEX_CODES[person.sex]
    add_code(patient, "administrativeGenderCode", code, SEXES, display)
    if encounter.birth_date:
        add(patient, "birthTime", value=encounter.birth_date.replace("-", ""))
    else:
        add(patient, "birthTime", nullFlavor="UNK")
    years = int((person.age_days + 0.75) / 365.25)  # a birthday reached counts: 29 years are 10,592.25 days
    if years:
        add(patient, "age", unit="岁", value=str(years))
    else:
        add(patient, "age", unit="月", value=str(person.age_days // 30))


def _authors(document: Element, encounter: SignedEncounter) -> None:
    author = add(document, "author", typeCode="AUT", contextControlCode="OP")
    add(author, "time", value=moment(encounter.signed_at))
    assigned = add(author, "assignedAuthor", classCode="ASSIGNED")
    add_own_id(assigned, "clinician", encounter.practitioner_id)
    add_name(add(assigned, "assignedPerson"), encounter.practitioner_name)
    _organization(assigned, "representedOrganization", encounter)
    software = add(document, "author", typeCode="AUT", contextControlCode="OP")
    add(software, "time", value=moment(_time(encounter.record.updated_at_ms)))
    device = add(software, "assignedAuthor", classCode="ASSIGNED")
    provenance = encounter.record.provenance
    add_own_id(device, "node", provenance.node_key_id)
    authoring = add(device, "assignedAuthoringDevice")
    add(
        authoring,
        "manufacturerModelName",
        f"知识图谱 {provenance.graph_version}；语言模型 {provenance.language_model or '无'}",
    )
    add(authoring, "softwareName", provenance.software)


def _organization(parent: Element, name: str, encounter: SignedEncounter) -> None:
    organization = add(parent, name, classCode="ORG", determinerCode="INSTANCE")
    add_unknown_id(organization, INSTITUTION_CODE)
    add_own_id(organization, "community", encounter.community_id)
    add_name(organization, encounter.community_name_zh)


def _signature(document: Element, encounter: SignedEncounter) -> None:
    signer = add(document, "legalAuthenticator")
    add(signer, "time", value=moment(encounter.signed_at))
    add(signer, "signatureCode", code="S")
    assigned = add(signer, "assignedEntity")
    add_unknown_id(assigned, PRACTITIONER_NUMBER)
    add_own_id(assigned, "clinician", encounter.practitioner_id)
    add(assigned, "code", displayName="责任医生")
    add_name(add(assigned, "assignedPerson"), encounter.practitioner_name)


def _visit(document: Element, encounter: SignedEncounter) -> None:
    visit = add(add(document, "componentOf"), "encompassingEncounter", classCode="ENC", moodCode="EVN")
    add_own_id(visit, "encounter", encounter.encounter_id)
    add_code(visit, "code", "VR", _ACT_CODE, "网上问诊")
    during = add(visit, "effectiveTime")
    add(during, "low", value=moment(_time(encounter.record.started_at_ms)))
    add(during, "high", value=moment(encounter.signed_at))


def _time(time_ms: int) -> datetime:
    return datetime.fromtimestamp(time_ms / 1000, UTC)
