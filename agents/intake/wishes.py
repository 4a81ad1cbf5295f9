"""What a resident wants: a complaint looked at, a report explained, a medicine question, an illness followed up, a child seen to,
a worry answered, or just to talk; often several at once. Read from the words and from what was understood; nothing is asked here.
"""  # noqa: D205 - one list

from __future__ import annotations

import re
from typing import Final

from agents.intake.conditions import CONDITIONS
from agents.intake.report_words import speaks_of_report
from agents.state import ConsultationState, Wish
from kg.graph import Graph
from kg.schema import Finding, FindingKind, Status

_ILL: Final = frozenset({FindingKind.SYMPTOM, FindingKind.SIGN})
_OF_A_REPORT: Final = re.compile("指标|箭头")
_MEDICINE: Final = re.compile(
    r"药.{0,10}(能不能|可不可以|可以|怎么(吃|用)|一起|副作用|相克|冲突|漏|忘|停|换|减|加|饭前|饭后|空腹"
    r"|吃多久|过期|有没有用|行不行|吗|[？?])"
    r"|(能不能|可不可以|能|可以).{0,8}(一起吃|同时吃|一块吃|停药|换药|吃药|喝酒)|(漏|忘)(吃|服|打)了?|吃.{1,12}(能不能"
    r"|可不可以).{0,6}(喝酒|喝茶|开车|吃)"
    r"|\b(can|should|may) i (take|mix|combine|stop|skip)\b|\b(side effects?|interact(s|ion)?|missed (a"
    r"|my) (dose|pill|tablet)|with or without food)\b",
    re.IGNORECASE,
)
_FOLLOW_UP: Final = re.compile(
    r"复查|复诊|随访|回访|控制得|控制怎么样|开药|配药|续药|拿药|老毛病|慢病|定期|平时都?吃|一直在?吃.{0,6}药"
    r"|量了|测了|最近(的)?(血压|血糖)|来看看|汇报|没(什么|啥|有)?不舒服"
    r"|\b(follow-?up|check-?up|refill|repeat prescription|review|under control|my (blood pressure|sugar|readings?))\b",
    re.IGNORECASE,
)
_WORRY: Final = re.compile(
    r"会不会(是|得|变)|是不是(得了?|癌|肿瘤|大病|绝症)|怕(是|得|有|自己|我)|担心|很怕|害怕|好怕|吓死|心里没底"
    r"|(严不严重|要紧不要紧|要不要紧|有没有事|要命不)|会不会死"
    r"|\b(worried|worry|afraid|scared|anxious|fear|could (it|this) be|is (it|this) (cancer|serious|dangerous)|am i dying)\b",
    re.IGNORECASE,
)
_TALK: Final = re.compile(
    r"聊聊|说说话|说说心里话|陪(陪)?我|找(个)?人(说|聊|倾诉)|没人(说话|陪|懂|听)|倾诉|谈谈心|心里(堵|苦|烦|闷|难受|不好受|憋)"
    r"|\b(just (want|need) to talk|someone to talk to|talk to somebody|nobody to talk to|feel(ing)? (so )?lonely)\b",
    re.IGNORECASE,
)


def ill_now(graph: Graph, findings: tuple[Finding, ...]) -> bool:
    """Answer whether a symptom or sign is told that is there."""
    return any(each.status is Status.PRESENT and graph.findings[each.id].kind in _ILL for each in findings)


def wishes_in(graph: Graph, state: ConsultationState, text: str, findings: tuple[Finding, ...]) -> tuple[Wish, ...]:
    """Answer what a message asks for, in the order in which it is served; `findings` are what was understood of it."""
    present = {each.id for each in findings if each.status is Status.PRESENT}
    complaint = ill_now(graph, findings)
    measured = any(each.value is not None for each in findings)
    named = any(condition.known_by & present for condition in CONDITIONS)
    found: dict[Wish, bool] = {
        "report": speaks_of_report(text) or bool(_OF_A_REPORT.search(text)),
        "chronic": named and not complaint and (measured or bool(_FOLLOW_UP.search(text)) or len(present) > 1),
        "complaint": complaint,
        "worry": bool(_WORRY.search(text)),
        "medicine": bool(_MEDICINE.search(text)),
        "talk": bool(_TALK.search(text)),
        "child": state.relation == "child" and bool(complaint),
    }
    # Who only names an old illness and tells of nothing that hurts has come because of it.
    if named and not any(found.values()):
        found["chronic"] = True
    return tuple(wish for wish, wanted in found.items() if wanted)


def with_wishes(
    graph: Graph, state: ConsultationState, text: str, findings: tuple[Finding, ...]
) -> tuple[ConsultationState, tuple[Wish, ...]]:
    """Answer the state with the wishes of a message added, and those that are new."""
    fresh = tuple(wish for wish in wishes_in(graph, state, text, findings) if wish not in state.wishes)
    return (state.model_copy(update={"wishes": (*state.wishes, *fresh)}) if fresh else state), fresh
