"""Who is worn out by caring for somebody who is ill: heard, told what may lighten it and who listens, and noted as their own trouble.

Never told that it is duty, never praised for bearing it. What is said of the one cared for is not the carer's own. Carers are to be
recognised as such, offered breaks, practical help and emotional support, and asked for their own health: NICE NG150, Supporting adult
carers (2020).
"""

from __future__ import annotations

import re
from typing import Final

from agents.guard.folding import plain
from agents.state import Contribution
from agents.words import local
from kg.schema import Finding, FindingId, LocalText, Status

CAREGIVER: Final = FindingId("risk.caregiver")
_KIN: Final = (
    r"(?:妈|爸|母亲|父亲|娘|爹|婆婆|公公|岳父|岳母|丈母娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|老伴|老头子?|老太|爱人|丈夫|妻子|老公|老婆|媳妇"
    r"|哥|姐|弟|妹|老人|病人|双亲|父母|爸妈)"
)
_ILL: Final = r"(?:痴呆|失智|阿尔茨?海默|瘫|中风|脑梗|卧床|起不来|失能|残疾|植物人|癌|透析|渐冻|帕金森|不认得|失禁|重病|病重|自闭|脑瘫)"
_CARES: Final = re.compile(
    rf"(?:照顾|照料|照看|伺候|侍候|服侍|护理|陪护|守着|看着|看护|端屎端尿|擦身|喂饭)[^。！？!?]{{0,14}}(?:{_KIN}|{_ILL})"
    rf"|{_KIN}[^。！？!?]{{0,24}}(?:[全都就]靠我|靠我一个|只有我|就我一个|我一个人[照伺护守看扛管带]"
    r"|我[在来]?(?:照顾|照料|伺候|服侍|护理|陪护|守着))"
    rf"|{_KIN}[^。！？!?]{{0,6}}{_ILL}[^。！？!?]{{0,20}}我[^，。！？!?]{{0,6}}(?:受不了|崩溃|要疯|快疯|撑不|扛不|熬不)"
    rf"|{_ILL}的?(?:孩子|儿子|女儿)[^。]{{0,16}}我|(?:照顾|伺候|护理)[^。]{{0,8}}{_ILL}"
    r"|\b(?:car(?:e|ing) for|look(?:ing)? after|carer (?:for|of)|caregiver (?:for|of|to)|nurs(?:e|ing)) "
    r"(?:\w+ ){0,3}(?:mother|mum|mom|father|dad|husband|wife|parents?|grand\w+|brother|sister|partner|disabled|dementia|alzheimer\w*)"
)
_CARED_FOR: Final = re.compile(
    rf"(?:{_KIN}|孩子|儿子|女儿|闺女|护工|保姆)[^，。！？!?]{{0,8}}(?:照顾|照料|伺候|服侍|护理|陪护|守着)(?:着|了)?(?:我|俺)(?!家?的?{_KIN}|们)"
    r"|\b(?:cares?|caring|looks?|looking) (?:for|after) me\b"
)
"""The one who speaks is cared for, and feels for the carer."""
_WORN: Final = re.compile(
    r"(?<!不)(?<!不怎么)(?:累(?!积|计|及)|疲惫|疲倦)|烦死|心烦|撑不|扛不|受不了|顶不住|熬不|崩溃|要疯|快疯|垮|睡不|没睡|睡不了|没人(?:替|帮|搭|换|管我|心疼)|想哭"
    r"|老哭|天天哭|偷偷哭|哭了|没有自己|没了自己|喘不过气|喘口气|心力交瘁|身心俱疲|发火|发脾气|吼[她他]|不孝|内疚|愧疚|走不开|没一天|熬了|难受|绝望|看不到头"
    r"|\b(?:exhaust\w*|tired|worn|burn(?:t|ed)?[- ]?out|cry(?:ing)?|can'?t (?:cope|go on|sleep|take)|alone|no (?:help|break|rest)"
    r"|overwhelm\w*|guilty|snap(?:ped|ping)?|breaking point)\b"
)

_THEIRS: Final = ("memory_loss", "confusion", "named.", "wandering")
_OTHER: Final = re.compile(
    rf"{_KIN}|[他她]|孩子|儿子|女儿"
    r"|\b(?:he|she|his|him|mother|mum|mom|father|dad|husband|wife|parents?|grand\w+)\b"
)
_CLAUSE: Final = re.compile(r"[^，。；;！!？?\n,.]+")

HEARD: Final = local(
    "一个人扛着照顾别人的担子，连喘口气的时候都少，累了、烦了、想发火，都不是您不孝顺、没耐心，是担子太重了。",
    "Carrying the care of somebody with hardly time to breathe wears anybody out. Being tired, cross or short-tempered is no lack of "
    "love or patience; the load is too heavy.",
)
SUPPORT: Final = local(
    "您也得有人照顾：跟家里人摊开说，分几个固定的钟点让您歇；社区卫生服务中心、街道或村里，可以问问有没有上门护理、日间照料、短住托养。"
    "自己的觉、饭和该看的病，别往后拖。想找人说说话，可以打12356。",
    "You need looking after as well: ask the family plainly to take fixed hours so that you can rest, and ask the health centre or "
    "neighbourhood office about care at home, day care or a short stay. Do not put off your own sleep, meals and doctor. To talk to "
    "somebody call 12356.",
)


def worn_by_caring(text: str) -> bool:
    """Answer whether somebody tells of caring for a person who is ill or old, and of being worn by it."""
    words = plain(text)
    return _CARES.search(words) is not None and _WORN.search(words) is not None and _CARED_FOR.search(words) is None


def words_for() -> tuple[LocalText, ...]:
    """Answer what is said to a carer: heard first, then what may help."""
    return HEARD, SUPPORT


def as_a_carer(contribution: Contribution, text: str) -> Contribution:
    """Answer what was learnt, with the caring noted, and without what a clause that names them tells of the one who is cared for."""
    told = Finding(id=CAREGIVER, status=Status.PRESENT, text=text[:80])
    kept = (each for each in contribution.findings if each.id != CAREGIVER and not _is_theirs(each, text))
    return contribution.model_copy(update={"findings": (*kept, told)})


def _is_theirs(finding: Finding, text: str) -> bool:
    if not finding.id.startswith(_THEIRS) or not finding.text:
        return False
    clauses = (each.group() for each in _CLAUSE.finditer(text) if finding.text in each.group())
    return any(_OTHER.search(plain(each)) for each in clauses)
