"""What is only planned or advised: 我会按时服用利尿剂, 需要尽快手术, "I will take antibiotics" tells of nothing taken or done.

Only medicines, operations and exposures are taken back so; a complaint that is told inside a plan is told. Who will take a medicine "on
time" or "go on" with it may take it already, and a blood thinner that is missed is worse than one too many: that is no plan.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.language.mentions.mention import Mention
    from kg.language.rows.pieces import Row

_PLANNABLE: Final = ("medicine.", "hx.surgery_recent", "hx.polyp_removed_recent")
_AVOIDABLE: Final = "exposure."
_AVOID: Final = re.compile(r"避免|少接触|远离|不再接触|\bavoid", re.IGNORECASE)
_PLAN: Final = re.compile(
    r"我们?(?:会|将|打算|准备|计划|愿意)|打算|约了|会(?:按|遵|尽|考虑)|将(?:按|会)"
    r"|需要?(?:尽快|立即|及时|紧急)(?:使用|服用|接受|进行|做|用)|需要?(?:接受|进行|做|住院)?手术|应(?:该|当)?(?:尽快|立即|及时)?(?:使用|服用|接受|进行|做手术)"
    r"|(?:您|你|大夫您|医生您)(?:的)?建议|手术后(?:我)?(?:需要|要|应)|可以(?:考虑|使用|服用|试)|考虑(?:手术|使用|接受|服用|药物|进行)"
    r"|(?:尽快|争取|等待|安排|预约)[^，。]{0,6}手术|可能需要|如果[^，。]{0,12}(?:需要|必要)|避免"
    r"|\b(?:i|we)(?:'ll|’ll| will| am going to| plan to| intend to)\b|\b(?:you|doctor) (?:suggest|recommend|advise)"
    r"|\b(?:should|may need to) (?:take|use|have|undergo)\b",
    re.IGNORECASE,
)
_DONE: Final = re.compile(
    r"(?:服|吃|用|打|做|开|住|动|停|换|加)[^，。的]{0,4}[了过]|已经?|一直|正在|在[吃服用打]|目前|现在[吃服用]|长期|每天|天天|平时|按时|按量|按点|继续|坚持|[天周月年]了"
    r"|刚刚?做|做完|\b(?:took|taken|had|have been|already|am taking|been taking|daily|every day)\b",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(r"^\W{0,2}(?:并|也|还|以及|同时|包括|然后|再|和|手术后|术后|and|then)")


def read_planned(row: Row, mentions: Sequence[Mention]) -> None:
    """Set, in place, the status of medicines, operations and exposures that are planned or advised to None: spoken of only."""
    for mention in mentions:
        if mention.status is None or not mention.ids or not mention.ids[0].startswith((*_PLANNABLE, _AVOIDABLE)):
            continue
        start, end = _clause(row, mention.clause)
        whole, before = row.text[start:end], row.text[start : row.tokens[mention.end - 1].end]
        if mention.ids[0].startswith(_AVOIDABLE):
            if _AVOID.search(row.text[start : row.tokens[mention.start].start]):
                mention.status = None
            continue
        if _DONE.search(whole):
            continue
        if _PLAN.search(before) or (_GOES_ON.search(whole) and _planned_before(row, start)):
            mention.status = None


def _planned_before(row: Row, start: int) -> bool:
    """Say whether the clauses before, up to the end of the sentence before, tell a plan and nothing done."""
    since = max(row.text.rfind(stop, 0, start) for stop in "。！？!?；;\n")
    before = row.text[since + 1 : start]
    return _PLAN.search(before) is not None and _DONE.search(before) is None


def _clause(row: Row, clause: int) -> tuple[int, int]:
    """Answer the characters of a clause."""
    those = [token for token, of in zip(row.tokens, row.clause_at, strict=True) if of == clause]
    return those[0].start, those[-1].end
