"""Code systems, and the small shapes of FHIR R4 that every resource is made of.

LOINC for laboratory items, readings and sections, UCUM for units, ICD-10 for diagnoses, ATC for medicines; what has no code of these is
sent with ours and its name.
"""

from __future__ import annotations

from html import escape
from typing import Any, Final

from records.archive.cda_elements import ID_CARD_NUMBER
from records.archive.units import UCUM, ucum

ICD10: Final = "http://hl7.org/fhir/sid/icd-10"
LOINC: Final = "http://loinc.org"
ATC: Final = "http://www.whocc.no/atc"
ACT_CODE: Final = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
HL7: Final = "http://terminology.hl7.org/CodeSystem/"
ID_CARD: Final = f"urn:oid:{ID_CARD_NUMBER}"
"""Numbers of identity cards: the national OID of the CDA header, as FHIR writes an OID."""
OURS: Final = "urn:jiayi:"
"""Prefix of our identifier systems and code systems: what bears it was written by us."""

Resource = dict[str, Any]


def system(name: str) -> str:
    """Answer the URI of one of our identifier or code systems."""
    return f"{OURS}{name}"


def coded(code_system: str, code: str, display: str = "") -> Resource:
    """Answer a CodeableConcept of one code."""
    return {"coding": [{"system": code_system, "code": code, **({"display": display} if display else {})}]}


def hl7(code_system: str, code: str) -> Resource:
    """Answer a CodeableConcept of one of HL7's own code systems."""
    return coded(f"{HL7}{code_system}", code)


def quantity(value: float, unit: str) -> Resource:
    """Answer a Quantity; it has a UCUM code only where the unit is known for one."""
    code = ucum(unit)
    known = {"system": UCUM, "code": code} if code else {}
    return {"value": value, **({"unit": unit} if unit else {}), **known}


def narrative(text: str) -> Resource:
    """Answer plain text as a generated narrative."""
    lines = "<br/>".join(escape(line) for line in text.splitlines()) or "—"
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{lines}</div>'}
