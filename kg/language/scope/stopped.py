"""Medicines that are no longer taken: "华法林停了半年", "stopped warfarin last year" is not taking it.

A medicine stopped within two weeks still counts as taken: what it does to the blood or to a withdrawal outlasts the last tablet
(warfarin some five days: Ansell et al., Chest 2008;133:160S). A doctor is told what the resident wrote in either case.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kg.schema import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row

MEDICINE: Final = "medicine."
_BEFORE: Final = re.compile(
    r"(?:停了|停用了?|停掉了?|停服了?|停吃了?|不再[吃用服打]|没再[吃用服打]|早就?不[吃用]|以前[吃用]过)\W{0,2}$"
    r"|\b(?:stopped|came off|come off|coming off|quit|discontinued|no longer (?:on|take|takes|taking|use|using)|weaned off|off)"
    r"(?: taking| using| the| my| his| her)*\s*$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"停了|停药|停用|停掉|停服|已停|断药|断了|(?:现在|早就?|已经|都)不[吃用服打]|不[吃用服打]了|没再[吃用服打]|不再[吃用服打]"
    # English: only what is said of the medicine itself; "and my stools stopped" is not.
    r"|^(?:\W|\b(?:was|were|is|has|been|it|but|i|he|she|and|then|have|had|now|which|that|since|ago|last|until|year|month)s?\b)*"
    r"(?:stopped|discontinued|no longer|quit|came off)\b",
    re.IGNORECASE,
)
_NOT_STOPPED: Final = re.compile(
    r"没停|不能停|不敢停|没有停|别停|未停|停不了|要不要停|能不能停|可以停|想停|停用?吗|(?:not|never|n't) (?:been )?stop",
    re.IGNORECASE,
)
_INSTEAD: Final = re.compile(r"改|换|\b(?:switched|changed|instead|started)\b", re.IGNORECASE)
_JUST: Final = re.compile(
    r"刚|今[天早]|昨[天晚]|前天|[一二两三四五六七八九十几\d]+\s*天|[一二两12]\s*(?:个)?(?:周|星期|礼拜)|上个?(?:周|星期|礼拜)"
    r"|\b(?:today|yesterday|just|days? ago|last week|a week|one week|two weeks|a few days)\b",
    re.IGNORECASE,
)
_REACH: Final = 24
"""Characters of the next clause that still speak of the medicine."""


def read_stopped(row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the status of medicines that are told to have been stopped to absent."""
    medicines = [m for m in mentions if m.ids and all(id_.startswith(MEDICINE) for id_ in m.ids)]
    for mention in medicines:
        before, after = _around(row, mentions, mention)
        told = _BEFORE.search(before) or _AFTER.search(after)
        whole = f"{before} {after}"
        if told and not _NOT_STOPPED.search(whole) and not _JUST.search(whole) and mention.status is Status.PRESENT:
            mention.status = Status.ABSENT


def _around(row: Row, mentions: Sequence[Mention], mention: Mention) -> tuple[str, str]:
    """Answer the words before a mention in its clause, and those after it up to whatever is spoken of next."""
    first, last = mention.start, mention.end
    while first and row.clause_at[first - 1] == mention.clause:
        first -= 1
    others = [other for other in mentions if other is not mention and not set(other.ids) & set(mention.ids)]
    first = max([first, *(other.end for other in others if other.end <= mention.start)])
    count = len(row.tokens)
    while last < count and row.clause_at[last] <= mention.clause + 1:
        last += 1
    last = min([last, *(other.start for other in others if other.start >= mention.end)])
    before = row.words(first, mention.start) if first < mention.start else ""
    after = row.words(mention.end, last)[:_REACH] if mention.end < last else ""
    return before, _INSTEAD.split(after, maxsplit=1)[0]
