"""Rules that a CDA R2 document must keep, checked by our own hand because HL7's schema may not be passed on.

Covered: the elements that our documents use, which of them stand where, in which order, how many, what an id, a time, a code and a value
look like, and the fixed header of the national standards. Written after the normative model of CDA R2 (ANSI/HL7 CDA R2-2005).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Final
from xml.etree.ElementTree import Element

from records.archive.cda_elements import HL7, XSI

_PREFIX: Final = f"{{{HL7}}}"
_TYPE: Final = f"{{{XSI}}}type"
_SPACE: Final = re.compile(r"\s")
_DECIMAL: Final = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
_ROOTED: Final = frozenset({"id", "setId", "typeId", "templateId"})
_TIMES: Final = frozenset({"time", "effectiveTime", "birthTime"})
_WORDS: Final = frozenset({"title", "name", "paragraph", "softwareName", "manufacturerModelName"})
_OWN_CODES: Final = frozenset({"realmCode", "languageCode", "statusCode", "signatureCode"})
_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}(\d{2}(\d{2}(\d{2}(\d{2}(\d{2})?)?([+-]\d{4})?)?)?)?")
_NULL = frozenset({"NI", "UNK", "OTH", "NA", "NAV", "ASKU"})

_ORGANIZATION = "id+ name"
_AUTHORED: Final = {
    "ClinicalDocument": "realmCode typeId templateId+ id code title effectiveTime confidentialityCode languageCode setId versionNumber "
    "recordTarget+ author+ custodian legalAuthenticator componentOf component",
    "recordTarget": "patientRole",
    "patientRole": "id+ telecom+ patient",
    "patient": "id name administrativeGenderCode birthTime age",
    "author": "time assignedAuthor",
    "assignedAuthor": "id+ assignedPerson? assignedAuthoringDevice? representedOrganization?",
    "assignedPerson": "name",
    "assignedAuthoringDevice": "manufacturerModelName softwareName",
    "representedOrganization": _ORGANIZATION,
    "custodian": "assignedCustodian",
    "assignedCustodian": "representedCustodianOrganization",
    "representedCustodianOrganization": _ORGANIZATION,
    "legalAuthenticator": "time signatureCode assignedEntity",
    "assignedEntity": "id+ code assignedPerson",
    "componentOf": "encompassingEncounter",
    "encompassingEncounter": "id code effectiveTime",
    "structuredBody": "component+",
    "section": "code title text entry*",
    "text": "paragraph+",
    "entry": "observation",
    "entryRelationship": "observation",
    "observation": "code statusCode? value interpretationCode? entryRelationship* referenceRange?",
    "referenceRange": "observationRange",
    "observationRange": "text? value?",
}
"""What may stand in an element, in this order: `?` once at most, `*` any number, `+` at least once, else exactly once."""


def problems(document: Element) -> list[str]:
    """Answer which rules a document breaks, by path and rule; never a word of its content."""
    if document.tag != f"{{{HL7}}}ClinicalDocument":
        return ["the root is not ClinicalDocument of urn:hl7-org:v3"]
    return _walk(document, "ClinicalDocument", "")


def _walk(element: Element, name: str, parent: str) -> list[str]:
    children = [child.tag.removeprefix(_PREFIX) for child in element]
    found = [f"{name}: {problem}" for problem in _own(element, name)]
    if (model := _model(name, parent)) is not None and not _fits(model, "".join([f"{child} " for child in children])):
        found.append(f"{name}: {' '.join(children) or 'nothing'} where {model} belongs")
    for child, child_name in zip(element, children, strict=True):
        found += [f"{name}/{problem}" for problem in _walk(child, child_name, name)]
    return found


def _model(name: str, parent: str) -> str | None:
    if name == "component":
        return "section" if parent == "structuredBody" else "structuredBody"
    if name == "text" and parent == "observationRange":
        return None  # words, where a section's text is a narrative
    return _AUTHORED.get(name)


@lru_cache(maxsize=2048)
def _fits(model: str, children: str) -> bool:
    return _pattern(model).fullmatch(children) is not None


@cache
def _pattern(model: str) -> re.Pattern[str]:
    return re.compile(
        "".join(f"({part.rstrip('?*+')} ){part[-1] if part[-1] in '?*+' else ''}" for part in model.split())
    )


def _own(element: Element, name: str) -> list[str]:
    """Answer what is wrong with an element's attributes and text."""
    attributes = element.attrib
    null = attributes.get("nullFlavor")
    found = _of_attributes(attributes, name, null) if attributes else []
    if name in _ROOTED and "root" not in attributes:
        found.append("no root")
    if name == "id" and null is None and not attributes.get("extension"):
        found.append("neither extension nor null flavour")
    if name in _TIMES and not len(element) and null is None and not _TIME.fullmatch(attributes.get("value", "")):
        found.append("not a time")
    if name in _WORDS and null is None and not (element.text or "").strip():
        found.append("empty")
    if name == "value":
        kind = attributes.get(_TYPE, "")
        if kind not in _VALUES:
            found.append("a value without a known type")
        elif null is None and not _VALUES[kind](element):
            found.append(f"not a value of type {kind}")
    return found


def _of_attributes(attributes: Mapping[str, str], name: str, null: str | None) -> list[str]:
    found = []
    if null is not None and null not in _NULL:
        found.append("an unknown null flavour")
    found += [
        f"{attribute} is neither OID nor UUID"
        for attribute in ("root", "codeSystem")
        if (said := attributes.get(attribute)) is not None and not _is_registered(said)
    ]
    if (code := attributes.get("code")) is not None and name not in _OWN_CODES:
        if not attributes.get("codeSystem"):
            found.append("a code without its system")
        if _SPACE.search(code):
            found.append("a code with a space")
    return found


@lru_cache(maxsize=512)
def _is_registered(root: str) -> bool:
    return _OID.fullmatch(root) is not None


def _number(element: Element) -> bool:
    return _DECIMAL.fullmatch(element.get("value", "")) is not None


_VALUES: Final[dict[str, Callable[[Element], bool]]] = {
    "ST": lambda element: bool((element.text or "").strip()),
    "BL": lambda element: element.get("value") in {"true", "false"},
    "CD": lambda element: bool(element.get("code")) and bool(element.get("codeSystem")),
    "REAL": _number,
    "PQ": lambda element: _number(element) and bool(element.get("unit")),
    "IVL_PQ": lambda element: len(element) > 0 and all(map(_number, element)),
}
