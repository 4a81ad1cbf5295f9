"""After a birth: a caesarean of days or weeks ago is a birth of late, and bleeding told by pads, clots and basins is heavy.

Owns the length of time since a caesarean (two months, as the graph has it), how fast pads are soaked, and words of much blood beside a
birth. A pad soaked within the hour, or clots the size of an egg, is what maternity care calls heavy (Chinese guideline on postpartum
haemorrhage, 2023; NICE NG194).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.mentions.spans import mention_over
from kg.language.rows.amounts import chinese_number
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

DELIVERED: Final = FindingId("hx.delivery_recent")
HEAVY: Final = FindingId("vaginal_bleeding.heavy")
RECENT_DAYS: Final = 61.0
_UNITS: Final = {
    "天": 1.0,
    "日": 1.0,
    "周": 7.0,
    "星期": 7.0,
    "礼拜": 7.0,
    "月": 30.0,
    "day": 1.0,
    "week": 7.0,
    "month": 30.0,
}
_NUMBER: Final = (
    r"(?P<{0}>\d{{1,3}}|[一二两三四五六七八九十半几]{{1,3}})\s*(?:多|来)?个?(?:半)?(?P<{0}_unit>天|日|周|星期|礼拜|月)"
)
_CAESAREAN: Final = re.compile(
    rf"剖[腹宫]产?(?:手术|术)?(?:以后|之后|后|完|了|刚|才|到现在|今天|已经|第|是|的|有)*{_NUMBER.format('since')}"
    rf"|{_NUMBER.format('ago')}(?:之|以)?前[^，。；\d]{{0,4}}剖[腹宫]?产?"
    r"|(?:c[- ]?section|ca?esarean)[^.;,]{0,12}?\b(?P<en_ago>\d{1,2}|an?|one|two|three|four|five|six)"
    r"\s+(?P<en_ago_unit>day|week|month)s? ago"
    r"|\b(?P<en>\d{1,2}|an?|one|two|three|four|five|six)\s+(?P<en_unit>day|week|month)s?\s+"
    r"(?:after|since|post|following|from)[- ]+(?:a |an |my |the |her )?(?:emergency |planned )?(?:c[- ]?section|ca?esarean)",
    re.IGNORECASE,
)
_ENGLISH: Final = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0}
_MANY: Final = r"(?:[一二两三四五六1-9几]|好几)(?:大|整)?(?:片|张|条|块|个)"
_PAD: Final = r"(?:卫生巾|产褥垫|护理垫|夜用|尿不湿|安睡裤|垫子|尿垫|姨妈巾)"
_HOUR: Final = r"(?:(?:不到|才)?(?:[一1半]个?多?(?:小时|钟头)|一会儿|[1-5]?\d分钟|[一二三四五]?十几?分钟))"
_SOAKED: Final = re.compile(
    rf"{_HOUR}[^，。；]{{0,6}}(?:湿透|浸透|渗透|透了|打湿)[^，。；]{{0,3}}(?:{_MANY}|{_PAD})"
    rf"|{_HOUR}[^，。；]{{0,3}}{_MANY}{_PAD}[^，。；]{{0,4}}透|{_PAD}[^，。；]{{0,3}}{_HOUR}[^，。；]{{0,4}}(?:湿透|浸透|就透)"
    r"|\bsoak\w*(?: right)?(?: through)? (?:an?|one|two|three|my|\d)(?: \w+)? ?pads?\b[^.;]{0,16}?\b(?:every|in|an|per|each|within)\b"
    r" ?(?:an? |half an |a few |\d{1,2} |twenty |thirty |ten |fifteen )?(?:hour\b|minutes?\b|mins?\b)",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(rf"{_HOUR}[^，。；]{{0,4}}换[^，。；]{{0,3}}(?:{_MANY}|{_PAD})|{_MANY}{_PAD}")
_MUCH: Final = re.compile(
    r"大出血|血崩|水龙头|自来水一样|血[^，。；]{0,4}(?:哗哗|直流|喷|止不住)|一盆一?盆?|大血块|血块[^，。；]{0,4}(?:一块块|一块一块|好多|很多|很大)"
    r"|血块[^，。；]{0,6}(?:鸡蛋|拳头|核桃|柠檬|乒乓球|巴掌)|(?:鸡蛋|拳头|核桃|柠檬|乒乓球|巴掌)[^，。；]{0,4}血块|(?:好多|很多|大量|特别多)的?血|血[^，。；]{0,3}(?:特别|好|很)多"
    r"|\b(?:big|large|huge|massive) (?:blood )?clots?\b|\bclots? (?:as big as|the size of|size of|bigger than|larger than)"
    r"|\b(?:gush\w*|pouring|flooding|ha?emorrhag\w*|blood everywhere|running down my legs?)\b",
    re.IGNORECASE,
)
_BIRTH: Final = re.compile(
    r"产后|恶露|月子|生完|刚生|生了?(?:孩子|娃|宝宝)|剖[腹宫]产|刚剖|顺产"
    r"|\bpost[- ]?partum\b|\bgave birth\b|\bgiving birth\b|\bafter (?:the |my )?(?:birth|delivery)\b|\bdelivered\b"
    r"|\bc[- ]?section\b|\blochia\b|\bhad (?:my|a|the) baby\b",
    re.IGNORECASE,
)
_MENSES: Final = re.compile(r"月经|例假|大姨妈|\bperiods?\b", re.IGNORECASE)
_AGAIN: Final = re.compile(r"这[次回胎]|现在|今[天早晚]|刚|昨|又|\b(?:now|today|again|this time|just)\b", re.IGNORECASE)
"""Who tells of an earlier bleeding, too, tells of now."""
_LONG_AGO: Final = re.compile(
    r"大出血过|大出血史|那年|当年|那时|以前|年前|年了|[一二两三四五六七八九十\d]年|后来|曾经|上一胎|头胎|去年|没有?大出血|没有?大血块|没再"
    r"|\byears? ago\b|\bno (?:big |large )?clots|\bnot (?:pouring|gushing|flooding)|\bprevious\b|\blast pregnancy\b",
    re.IGNORECASE,
)


def childbed_of(lexicon: Lexicon, row: Row, mentions: Sequence[Mention], role: str) -> list[Mention]:
    """Answer, as mentions, a caesarean of late and heavy bleeding after a birth, or from pads soaked by the hour."""
    if not row.pieces:
        return []
    present = {id_ for m in mentions if m.status is Status.PRESENT and not m.past for id_ in m.ids}
    answer: list[Mention] = []
    recent = next((match for match in _CAESAREAN.finditer(row.text) if _days(match) <= RECENT_DAYS), None)
    if recent is not None and DELIVERED not in present and DELIVERED in lexicon.findings:
        answer.append(mention_over(row, (DELIVERED,), recent.start(), recent.end(), Status.PRESENT, role))
    told = _BIRTH.search(row.text) is not None and not _MENSES.search(row.text)
    birth = DELIVERED in present or bool(answer) or told
    heavy = _SOAKED.search(row.text) or (birth and (_CHANGED.search(row.text) or _MUCH.search(row.text))) or None
    if heavy and HEAVY not in present and HEAVY in lexicon.findings and not _over(row.text):
        answer.append(mention_over(row, (HEAVY,), heavy.start(), heavy.end(), Status.PRESENT, role))
    return answer


def _over(text: str) -> bool:
    return _LONG_AGO.search(text) is not None and _AGAIN.search(text) is None


def _days(match: re.Match[str]) -> float:
    """Answer how many days ago a caesarean was."""
    for name in ("since", "ago"):
        if match[name]:
            told = match[name]
            read = None if told.isdigit() else chinese_number(list(told), 0)
            return (float(told) if told.isdigit() else read[0] if read else 1.0) * _UNITS[match[f"{name}_unit"]]
    told, unit = (match["en_ago"], match["en_ago_unit"]) if match["en_ago"] else (match["en"], match["en_unit"])
    number = _ENGLISH.get(told.lower())
    return (float(told) if number is None else number) * _UNITS[unit.lower()]
