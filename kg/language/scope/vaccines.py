"""Illnesses that only name a vaccine: 麻疹疫苗没打, 甲肝乙肝疫苗, "the measles jab", "not vaccinated against mumps" tell of no illness.

What a vaccine does to somebody ("打了疫苗后发烧") is a complaint like any other and is left alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row

_MORE: Final = (
    r"(?:[、和及与跟/ ]?(?:甲肝|乙肝|戊肝|麻疹|风疹|腮腺炎|麻腮风|水痘|流感|百白破|白喉|破伤风|百日咳|脊灰|乙脑|流脑|肺炎|肺炎球菌|轮状"
    r"|狂犬病?|新冠|带状疱疹|宫颈癌|HPV|结核|手足口病?))*"
)
_AFTER: Final = re.compile(
    rf"^{_MORE}(?:病毒|球菌|杆菌)?(?:的|灭活|减毒|活|联合|二价|四价|九价|多糖|结合|加强)*(?:疫苗|预防针|加强针|针(?=[^，。]{{0,4}}(?:没|打|接种)))"
    r"|^(?:(?:,| and| or|/)? ?(?:measles|mumps|rubella|chickenpox|varicella|flu|influenza|hepatitis [ab]|hpv|polio|tetanus"
    r"|diphtheria|pertussis|whooping cough|rabies|covid(?:-19)?|shingles|pneumonia))* (?:vaccin\w+|jabs?|shots?|boosters?|immuni[sz]\w+)\b",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    r"\b(?:vaccinated|immuni[sz]ed|vaccines?|vaccination|jabs?|shots?|protected) (?:against|for) (?:\w+(?: \w+)?(?: and | or |/))?$"
    r"|(?:预防|针对)(?=[^，。]{1,8}的?疫苗)[^，。]*$",
    re.IGNORECASE,
)
_NAMES: Final = frozenset({"disease", "finding"})
_REACH: Final = 60
"""Characters on either side of a name in which what it names is looked for."""


def read_vaccines(row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the status of what only names a vaccine to None: spoken of only."""
    for mention in mentions:
        if mention.what not in _NAMES or mention.status is None or mention.end > len(row.tokens):
            continue
        start, end = row.tokens[mention.start].start, row.tokens[mention.end - 1].end
        if _AFTER.search(row.text[end : end + _REACH]) or _BEFORE.search(row.text[max(0, start - _REACH) : start]):
            mention.status = None
