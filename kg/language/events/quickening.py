"""A baby in the womb that moves less or no more: 胎动没了, 肚子里的娃一天没动静, "I haven't felt the baby move since yesterday".

Owns these words only. Of the womb itself (胎动, 肚子里) they are plain; of "the baby" they count where a pregnancy is told in the text or
known, for a born baby lies still too. That nothing is felt yet in the first months is none of it.
Heard as reduced movements from whatever week: who feels them gone is looked at that day (RCOG Green-top Guideline 57).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.language.mentions.around import clause_over
from kg.language.mentions.spans import mention_over
from kg.schema import FindingId, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row
    from kg.lexicon import Lexicon

REDUCED: Final = FindingId("reduced_fetal_movement")
PREGNANT: Final = FindingId("hx.pregnant")
_BABY: Final = r"(?:娃娃|娃儿?|孩子|宝宝|宝贝|小家伙|小宝|小孩|崽崽?|胎儿|胎宝宝|伢|仔|bb)"
_STILL: Final = (
    r"(?:没了?动静|没有动静|没动静|没啥动静|不动|没动|没有动|没怎么动|没咋动|不怎么动|不大动|不太动|不咋动|很少动|动得?(?:很|太"
    r"|特别|明显)?少"
    r"|少动|不踢|没踢|没怎么踢|没咋踢|不怎么踢|不咋踢|不大踢|很少踢|没反应|动得?(?:很|特别)?弱)(?!静)"
)
_FEELS_NONE: Final = (
    r"(?:感觉不到|感受不到|觉不着|摸不到|摸不着|数不到|没感觉到|没感觉|没有感觉到|没觉得|没摸到|没数到"
    r"|没怎么感觉到?|没咋感觉到?|不怎么感觉到|不太感觉得到)"
)
_LESS: Final = (
    r"(?:没了|没有了|消失|停了|停止|不见了|变少|(?<!没)(?<!没有)减少|(?<!没)(?<!没有)减弱|(?<!没)变弱|弱了|很弱|很少|太少|明显少"
    r"|越来越少|少了"
    r"|少(?:很|好|得)?多|比[^，。]{1,6}少|感觉不到|摸不[着到]|数不到|没感觉|不明显|只有[一两]次)"
)
_OF_THE_WOMB: Final = re.compile(
    rf"胎动(?!正常)[^，。；不没]{{0,8}}?{_LESS}|{_FEELS_NONE}[^，。；]{{0,3}}胎动|(?<!还)(?:没有?|无)胎动了"
    rf"|(?:肚子?|肚皮|腹)[里中内]头?面?的?[^，。；]{{0,4}}{_BABY}[^，。；]{{0,10}}?{_STILL}"
    rf"|(?:胎儿|胎宝宝)[^，。；]{{0,8}}?{_STILL}"
    r"|\b(?:reduced|less|fewer|decreased|no|hardly any|barely any)\b (?:more )?(?:fo?etal|baby) (?:movements?|kicks)\b",
    re.IGNORECASE,
)
_OF_A_BABY: Final = re.compile(
    rf"{_BABY}[^，。；]{{0,10}}?{_STILL}|{_FEELS_NONE}[^，。；]{{0,4}}{_BABY}[^，。；]{{0,3}}(?:动|踢)"
    r"|(?:have|has|had|ca|could|did|is|was)(?: not|n['’]?o?t)\b[^.;,]{0,16}\b(?:felt|feel|feeling|mov\w+|kick\w*)\b[^.;,]{0,20}"
    r"\b(?:baby|bub|little one|him|her|it|kicks?|movements?)\b"
    r"|\b(?:baby|bub|little one|he|she|it)\b[^.;,]{0,16}(?:\bnot\b|n['’]t|\bstopped|\bbarely|\bhardly|\bless|\bquieter|\bno longer)"
    r"[^.;,]{0,14}\b(?:mov\w+|kick\w*|active)\b"
    r"|\b(?:baby|bub|little one)\b[^.;,]{0,14}\b(?:moving|kicking|moves|kicks)\b[^.;,]{0,10}\b(?:less|much less|fewer)\b"
    r"|\b(?:no|fewer|less|hardly any|barely any)\b (?:kicks|kicking|movements?)\b(?! (?:of|in) (?:my|the) (?!baby|belly|womb|tummy))",
    re.IGNORECASE,
)
_CARRYING: Final = re.compile(
    r"怀孕|怀着|怀了|怀上|怀[^，。；]{0,2}(?:娃|孩子?|宝|胎)|大肚子|身孕|孕妇|孕期|孕\d|孕[一二两三四五六七八九十]|预产期|待产"
    r"|产检|足月|胎|肚子里"
    r"|\bpregnan|\b\d{2}(?:\+\d)? ?(?:weeks|wks)\b(?! old| ago)|\bbump\b|\bdue (?:date|in|next)|\bwomb\b|third trimester",
    re.IGNORECASE,
)
_NOT_YET: Final = re.compile(
    r"还没有?(?:感觉到?)?胎动|什么时候[^，。]{0,6}胎动|第一次胎动|胎动[^，。]{0,4}什么时候|如果|要是|万一"
    r"|\b(?:when|if|what) (?:will|should|do|does|is|the baby)\b|\bnot felt .{0,20}\byet\b",
    re.IGNORECASE,
)


def still_womb(
    lexicon: Lexicon, row: Row, mentions: Sequence[Mention], role: str, *, pregnant: bool | None
) -> list[Mention]:
    """Answer, as mentions, that the baby in the womb of the person spoken of moves less; `pregnant` as known beforehand."""
    if REDUCED not in lexicon.findings:
        return []
    match = _OF_THE_WOMB.search(row.text)
    if match is None and (pregnant or _CARRYING.search(row.text) or _told_pregnant(lexicon, mentions, role)):
        match = _OF_A_BABY.search(row.text)
    if match is None or not row.pieces or _NOT_YET.search(clause_over(row.text, *match.span())):
        return []
    return [mention_over(row, (REDUCED,), match.start(), match.end(), Status.PRESENT, role)]


def _told_pregnant(lexicon: Lexicon, mentions: Sequence[Mention], role: str) -> bool:
    return any(
        m.subject == role
        and m.status is Status.PRESENT
        and any(id_ == PREGNANT or PREGNANT in lexicon.ancestors(FindingId(id_)) for id_ in m.ids)
        for m in mentions
    )
