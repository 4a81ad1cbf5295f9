"""A photographed medicine box as recognised text: which medicines it shows, which strength, and the approval number.

Reads what is printed (通用名称, trade name, strength, 国药准字); the resident confirms it. Judges nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kg.drugs.names import Names

_APPROVAL: Final = re.compile(
    r"国药准字\s*([HZSJBT])\s*[CJ]?\s*(\d{8})|(?:注册证号|医药产品注册证)\s*([HZSJ])[CJ]?(\d{8})"
)
_GENERIC: Final = re.compile(
    r"(?:通用名称?|药品名称|generic name)\s*[:：】\]]*\s*([^\s:：,，;；【\[]{2,30})", re.IGNORECASE
)
_STRENGTH: Final = re.compile(
    r"(?:规格|strength)\s*[:：】\]]*\s*([0-9.]+\s*(?:mg|g|ml|μg|ug|mcg|毫克|克|毫升|万?单位|IU)[^\s,，;；]{0,16})"
    r"|(?<![\d.])([0-9.]+\s*(?:mg|g|μg|毫克|克))\s*[×xX*]\s*\d+",
    re.IGNORECASE,
)
_LEAFLET: Final = re.compile(
    r"OTC|处方药|批准文号|国药准字|通用名|适应症|功能主治|用法用量|有效期|tablets|capsules|Rx only", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Box:
    """What a box shows. `medicine` is None where the name was not recognised; `printed` is the generic name as printed."""

    medicine: str | None
    printed: str
    strength: str = ""
    approval: str = ""


def looks_like_box(text: str) -> bool:
    """Answer whether a recognised text is that of a medicine's package rather than of a report."""
    return bool(_APPROVAL.search(text)) or len({each.casefold() for each in _LEAFLET.findall(text)}) >= 2  # noqa: PLR2004


def boxes_of(names: Names, text: str) -> tuple[Box, ...]:
    """Answer the boxes that a text shows, in its order, each medicine once; a printed name that nobody knows is kept."""
    found: list[Box] = []
    for match in _GENERIC.finditer(text):
        printed = match[1]
        some_id = names.id_of(printed)
        if some_id is None:
            inside = [each for each in names.find(printed, slips=False).mentions if each.kind == "medicine"]
            some_id = inside[0].id if inside else None
        found.append(_box(text, some_id, printed, match.end()))
    told = {box.medicine for box in found}
    for each in names.find(text, slips=False).mentions:
        inside_generic = any(each.text in box.printed for box in found)
        if each.kind == "medicine" and each.id not in told and not inside_generic and not _of_prose(text, each.start):
            told.add(each.id)
            found.append(_box(text, each.id, each.text, each.end))
    return tuple(found)


_PROSE: Final = re.compile(
    r"(?:禁忌|注意事项|相互作用|不良反应|合用|同用|同服|过敏|功能主治|适应症|成份|成分|辅料)[^\n]*$"
)


def _of_prose(text: str, at: int) -> bool:
    """Answer whether a name stands in running text of the leaflet ("not together with …"), not on the face of the box."""
    return bool(_PROSE.search(text[:at].rsplit("\n", 1)[-1]))


def _box(text: str, some_id: str | None, printed: str, at: int) -> Box:
    after = text[at : at + 300]
    strength, approval = _STRENGTH.search(after), _APPROVAL.search(after)
    return Box(
        medicine=some_id,
        printed=printed,
        strength="" if strength is None else (strength[1] or strength[2]).strip(),
        approval="" if approval is None else "".join(part for part in approval.groups() if part),
    )
