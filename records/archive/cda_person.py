"""The body of 个人基本健康信息登记: what a signed encounter tells of the person, in sections of WS/T 483.1's kind.

Only what was told is there; a section of which nothing was told says so, in words and as a null flavour.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from records.archive.cda_elements import element_of_data, section, told
from records.archive.cda_sections import allergies
from records.archive.values import SignedEncounter
from records.model import RecordFinding
from records.told import ALLERGY, medicines_told


def add_person_sections(body: Element, encounter: SignedEncounter) -> None:
    """Add allergies, past illness, family history and medicines."""
    findings = encounter.record.findings
    allergies(body, encounter.record)
    past = _present(findings, lambda each: each.kind == "history" and not each.id.startswith("hx.family_"))
    made = section(body, "11348-0", "HISTORY OF PAST ILLNESS", "既往史", [past])
    told(element_of_data(made, "DE02.10.099.00", "既往史"), past)
    family = _present(findings, lambda each: each.id.startswith("hx.family_"))
    section(body, "10157-6", "HISTORY OF FAMILY MEMBER DISEASES", "家族史", [family])
    medicines = "；".join(medicines_told(encounter.record).words("zh"))
    section(body, "10160-0", "HISTORY OF MEDICATION USE", "用药史", [medicines])


def _present(findings: tuple[RecordFinding, ...], wanted: Callable[[RecordFinding], bool]) -> str:
    return "；".join(
        each.name.zh for each in findings if each.status == "present" and each.id != ALLERGY and wanted(each)
    )
