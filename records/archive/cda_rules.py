"""Rules that a CDA R2 document must keep, checked by our own hand because HL7's schema may not be passed on.

Covered: the elements that our documents use, which of them stand where, in which order, how many, what an id, a time, a code and a value
look like, and the fixed header of the national standards. Written after the normative model of CDA R2 (ANSI/HL7 CDA R2-2005).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
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
    return list(_walk(document, "ClinicalDocument"))


def _walk(element: Element, path: str) -> Iterator[str]:
    name = path.rpartition("/")[2]
    children = [child.tag.removeprefix(_PREFIX) for child in element]
    if (model := _model(name, path)) is not None and not _fits(model, children):
        yield f"{path}: {' '.join(children) or 'nothing'} where {model} belongs"
    yield from (f"{path}: {problem}" for problem in _own(element, name))
    for child, child_name in zip(element, children, strict=True):
        yield from _walk(child, f"{path}/{child_name}")


def _model(name: str, path: str) -> str | None:
    if name == "component":
        return "section" if path.endswith("structuredBody/component") else "structuredBody"
    if path.endswith("observationRange/text"):
        return None  # words, where a section's text is a narrative
    return _AUTHORED.get(name)


def _fits(model: str, children: list[str]) -> bool:
    return _pattern(model).fullmatch("".join(f"{child} " for child in children)) is not None


@cache
def _pattern(model: str) -> re.Pattern[str]:
    return re.compile(
        "".join(f"({part.rstrip('?*+')} ){part[-1] if part[-1] in '?*+' else ''}" for part in model.split())
    )


def _own(element: Element, name: str) -> Iterator[str]:
    """Check an element's attributes and text."""
    null = element.get("nullFlavor")
    if null is not None and null not in _NULL:
        yield "an unknown null flavour"
    for attribute in ("root", "codeSystem"):
        if (found := element.get(attribute)) is not None and not _OID.fullmatch(found):
            yield f"{attribute} is neither OID nor UUID"
    if name in _ROOTED and element.get("root") is None:
        yield "no root"
    if name == "id" and null is None and not element.get("extension"):
        yield "neither extension nor null flavour"
    if element.get("code") is not None and name not in _OWN_CODES:
        if not element.get("codeSystem"):
            yield "a code without its system"
        if _SPACE.search(element.get("code", "")):
            yield "a code with a space"
    yield from _content(element, name, null)


def _content(element: Element, name: str, null: str | None) -> Iterator[str]:
    if name in _TIMES and not len(element) and null is None and not _TIME.fullmatch(element.get("value", "")):
        yield "not a time"
    if name in _WORDS and null is None and not (element.text or "").strip():
        yield "empty"
    if name == "value":
        kind = element.get(_TYPE)
        if kind not in _VALUES:
            yield "a value without a known type"
        elif null is None and not _VALUES[kind](element):
            yield f"not a value of type {kind}"


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
