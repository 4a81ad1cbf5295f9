"""Elements of HL7 CDA R2 that the documents are built of: codes, ids, times, observations. No medicine, no document.

Names and order of elements are those of HL7 Clinical Document Architecture, Release 2 (ANSI/HL7 CDA R2-2005, ISO/HL7 27932:2009). OIDs
below 2.16.156.10011 are the national ones as WS/T 483-2016 and WS/T 500-2016 print them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement
from zoneinfo import ZoneInfo

HL7: Final = "urn:hl7-org:v3"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
LOINC: Final = ("2.16.840.1.113883.6.1", "LOINC")
DATA_ELEMENTS: Final = ("2.16.156.10011.2.2.1", "卫生信息数据元目录")
ATC: Final = ("2.16.840.1.113883.6.73", "WHO ATC")
ICD10: Final = ("2.16.156.10011.2.3.3.11", "疾病代码表（ICD-10）")
DOCUMENT_TYPES: Final = ("2.16.156.10011.2.4", "卫生信息共享文档规范编码体系")
SEXES: Final = ("2.16.156.10011.2.3.3.4", "生理性别代码表（GB/T 2261.1）")
HEALTH_RECORD_NUMBER: Final = "2.16.156.10011.1.2"
ID_CARD_NUMBER: Final = "2.16.156.10011.1.3"
PRACTITIONER_NUMBER: Final = "2.16.156.10011.1.4"
INSTITUTION_CODE: Final = "2.16.156.10011.1.5"

_CHINA: Final = ZoneInfo("Asia/Shanghai")
# What XML 1.0 (fifth edition, 2.2) has no place for, and halves of pairs.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Answer a text without the characters that no XML document may hold."""
    # What can be printed has none of them, and to be told so costs a fraction of looking.
    return text if text.isprintable() else _NOT_XML.sub("", text)


@cache
def own_root(name: str) -> str:
    """Answer the root of our own identifiers: a UUID (ISO/IEC 9834-8), for which nobody has to register an OID."""
    return str(uuid5(NAMESPACE_URL, f"urn:jiayi:{name}"))


def moment(at: datetime) -> str:
    """Answer a time as HL7 writes it, to the second, in China's time."""
    return f"{at.astimezone(_CHINA):%Y%m%d%H%M%S%z}"


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element with attributes and text, and answer it."""
    child = SubElement(parent, f"{{{HL7}}}{name}", {key: clean(value) for key, value in attributes.items()})
    if text is not None:
        child.text = clean(text)
    return child


def add_code(parent: Element, name: str, code: str, system: tuple[str, str], display: str) -> Element:
    """Add a coded element."""
    return add(parent, name, code=code, codeSystem=system[0], codeSystemName=system[1], displayName=display)


def add_own_id(parent: Element, name: str, value: str) -> Element:
    """Add an identifier of ours."""
    return add(parent, "id", root=own_root(name), extension=value)


def add_unknown_id(parent: Element, root: str) -> Element:
    """Add a national identifier that nobody told us: visibly unknown."""
    return add(parent, "id", root=root, nullFlavor="UNK")


def add_name(parent: Element, name: str) -> Element:
    """Add a name, or say that it is unknown."""
    return add(parent, "name", name) if name else add(parent, "name", nullFlavor="UNK")


def section(body: Element, code: str, display: str, title: str, text: Iterable[str]) -> Element:
    """Add a section with its narrative, a paragraph a line; without a line it says that nothing is recorded."""
    made = add(add(body, "component"), "section")
    add_code(made, "code", code, LOINC, display)
    add(made, "title", title)
    narrative = add(made, "text")
    lines = [line for part in text for line in part.splitlines() if line.strip()]
    for line in lines or ["没有记录"]:
        add(narrative, "paragraph", line)
    return made


def observation(parent: Element, *, entry: bool = True) -> Element:
    """Add an observation as an entry of a section, or as a part of another observation."""
    holder = add(parent, "entry") if entry else add(parent, "entryRelationship", typeCode="COMP")
    return add(holder, "observation", classCode="OBS", moodCode="EVN")


def element_of_data(parent: Element, code: str, display: str, *, entry: bool = True) -> Element:
    """Add an observation of a national data element; its value is to be added."""
    made = observation(parent, entry=entry)
    add_code(made, "code", code, DATA_ELEMENTS, display)
    return made


def value(parent: Element, kind: str, text: str | None = None, **attributes: str) -> Element:
    """Add a value of a data type (ST, BL, CD, PQ, …)."""
    made = add(parent, "value", text, **attributes)
    made.set(f"{{{XSI}}}type", kind)
    return made


def told(parent: Element, text: str) -> Element:
    """Add words as a value; without words it is visibly unknown."""
    return value(parent, "ST", text) if text.strip() else value(parent, "ST", nullFlavor="UNK")
