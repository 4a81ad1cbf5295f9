"""The parts of a report told in sentences, and its sentences: what was seen, what was concluded, what is advised.

Owns headings and punctuation of reports in both languages. It reads characters, not medicine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Part = Literal["seen", "concluded", "advised", "about"]

_SEEN: Final = (
    r"(?:检查|超声|影像学?|影像学检查|镜下|肉眼|大体|内镜|镜检|放射学?|CT|MRI?|X线|心电图?|病理)?(?:所见|表现|描述)"
    r"|描述|findings?|description|microscop(?:y|ic description)|macroscop(?:y|ic description)|gross description"
)
_CONCLUDED: Final = (
    r"(?:检查|超声|影像学?|放射学?|内镜|镜下|病理学?|心电图?|CT|MRI?|X线|初步|最后|总检|体检|报告|诊断)?"
    r"(?:诊断意见|诊断印象|诊断结论|结论及建议|结论|提示|印象|意见|诊断|小结|综述|结果)"
    r"|主要(?:阳性)?(?:发现|结果|问题)|阳性结果(?:和|及)?(?:异常情况)?|异常(?:结果|项目|指标)(?:汇总)?"
    r"|impressions?|conclusions?|interpretation|diagnos[ie]s|summary|opinion|result"
)
_ABOUT: Final = (
    r"(?:临床|申请|入院|送检)(?:诊断|资料|信息|病史|目的)|主诉|病史|现病史|检查(?:部位|项目|方法|技术|目的|名称|日期|时间|科室|设备)|送检(?:材料|标本)"
    r"|姓名|性别|年龄|门诊号|住院号|病历号|床号|科室|报告(?:医[生师]|日期|时间)|审核医?[生师者]?|检查医[生师]|检验者|(?:医[生师])?签名|备注|声明|注意?"
    r"|clinical (?:history|information|details|indication)|indication|history|technique|comparison|procedure|exam(?:ination)?"
    r"|patient|name|sex|gender|age|date|reported by|signed(?: by)?|electronically signed|specimen"
)
_ADVISED: Final = r"(?:医生|处理|健康|专家|总检)?(?:建议|指导|意见和建议)|recommendations?|advice|suggestions?"
_HEADINGS: Final[tuple[tuple[Part, str], ...]] = (
    ("seen", _SEEN),
    ("concluded", _CONCLUDED),
    ("advised", _ADVISED),
    ("about", _ABOUT),
)
_HEADING: Final = re.compile(
    r"(?:^|(?=[【\[])|(?<=[\n。;；\s】\]]))[ \t]*[【\[（(<《]?[ \t]*(?:"
    + "|".join(f"(?P<{part}>{words})" for part, words in _HEADINGS)
    + r")[ \t]*(?:[】\]）)>》][ \t]*[:：]?|[:：]|(?=\n))",
    re.IGNORECASE,
)
"""A heading begins a line or a sentence, and ends with a colon, in brackets, or as a line of its own."""
_SPACED: Final = re.compile(r"^[ \t]*(?:[一-鿿][ \t]+){1,5}[一-鿿](?=[ \t]*[:：])", re.MULTILINE)
"""A heading printed with gaps: 印 象："""
_ENUMERATED: Final = re.compile(
    r"(?:^|(?<=[\n。;；,，\s]))[ \t]*(?:[(（]?\d{1,2}[)）、]|\d{1,2}\.(?!\d)|[①-⑳]|[-*•·■●◆][ \t]*|[一二三四五六七八九十]{1,2}、)"
)
_ENDS: Final = re.compile(r"[。；;！!]+|\n|(?<=[a-z)])\.(?=\s|$)", re.IGNORECASE)
_NOTHING: Final = re.compile(r"^[\W_]*$")

MOST_STATEMENTS: Final = 40
LONGEST_STATEMENT: Final = 300


@dataclass(frozen=True)
class Sections:
    """A report's text by part, each as one string, in the order in which it stands there."""

    seen: str = ""
    concluded: str = ""
    advised: str = ""
    headed: bool = False
    """Whether any heading was found."""


def sections_of(text: str) -> Sections:
    """Answer the parts of a report. Without any heading all of it counts as concluded, because then nothing else is there."""
    plain = _SPACED.sub(lambda found: re.sub(r"[ \t]", "", found[0]), text.replace("\r", "\n"))
    marks = [
        (found.start(), found.end(), part)
        for found in _HEADING.finditer(plain)
        if (part := found.lastgroup) is not None
    ]
    if not any(part in {"seen", "concluded"} for _, _, part in marks):
        return Sections(concluded=plain.strip())
    parts: dict[str, list[str]] = {"seen": [], "concluded": [], "advised": [], "about": []}
    for (_, start, part), (end, _, _) in zip(marks, [*marks[1:], (len(plain), 0, "")], strict=True):
        body = plain[start:end].strip()
        if body:
            parts[part].append(body)
    return Sections("\n".join(parts["seen"]), "\n".join(parts["concluded"]), "\n".join(parts["advised"]), headed=True)


def statements_of(text: str) -> tuple[str, ...]:
    """Answer the sentences of a part, numbers and bullets taken off. A wrapped line of a numbered list is put back together."""
    numbered = bool(_ENUMERATED.search(text))
    if numbered:
        text = "\n".join(
            re.sub(r"(?<![。；;.\n])\n", "", part) if part.strip() else "" for part in _ENUMERATED.split(text)
        )
    found = (each.strip(" \t,，、:：") for each in _ENDS.split(text) if each)
    kept = [each[:LONGEST_STATEMENT] for each in found if not _NOTHING.match(each)]
    return tuple(kept[:MOST_STATEMENTS])
