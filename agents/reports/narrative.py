"""What a report told in sentences says: each statement as findings of the graph, as normal, as advice, or as not known.

Owns how report language is taken: a conclusion is an examiner's word (decision 0012), "考虑…可能" stays unsure, "建议…" is advice and no
finding, what was not seen is absent. Words are the dictionary's (`kg.text`); judging them is the graph's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agents.knowledge import Knowledge
from agents.reports.kinds import Sort, sort_of
from agents.reports.sections import sections_of, statements_of
from agents.state import Statement, StatementSort
from agents.words import fits
from kg.schema import Finding, FindingId, FindingKind, Lang, Person, Status
from kg.text import understand

_ADVICE: Final = re.compile(
    r"^(?:请|并)?(?:建议|结合|随访|复查|随诊|定期|必要时|注意|请|门诊)|(?:请|需)结合临床"
    r"|建议.{0,20}(?:检查|复查|随访|就诊|随诊|活检|增强|进一步)"
    r"|^(?:suggest|recommend|advise|follow[- ]?up|please|clinical correlation|correlat)|\b(?:is|are) (?:recommended|advised|suggested)\b",
    re.IGNORECASE,
)
_ADVISES: Final = re.compile(r"建议|recommend|suggest|advise", re.IGNORECASE)
_NORMAL: Final = re.compile(
    r"未见(?:明显|明确|确切|显著)?(?:异常|病变|占位|器质性|骨折|活动性|实质性)|(?:无|未发现|未探及)(?:明显|显著)?(?:异常|占位|病变)"
    r"|正常(?:心电图|范围|大小|脑电图|肌电图)?|(?:大小|形态|结构|信号|回声|密度|功能|走行|节律)(?:[、,，及和]?\S{0,8})?(?:未见异常|正常|规则|均匀|清晰|自然|光滑)"
    r"|^窦性心律$|^(?:窦性心律|sinus rhythm)[，,、 ]*(?:正常心电图|心电图正常)?$"
    r"|\b(?:normal|unremarkable|within normal limits|clear)\b"
    r"|\bno (?:acute|significant|evidence of|evident|abnormal|focal|suspicious|pleural|fracture)",
    re.IGNORECASE,
)
_NORMAL_ECG: Final = re.compile(
    r"正常(?:范围)?心电图|心电图(?:大致)?正常|\bnormal (?:ecg|ekg|electrocardiogram|tracing)\b|\b(?:ecg|ekg) (?:is )?normal\b",
    re.IGNORECASE,
)
"""A tracing that its examiner called normal as a whole. A normal rhythm alone says nothing of the ST segment."""
_UNSURE: Final = re.compile(
    r"可能|考虑|不除外|除外|不能排除|待排|待查|可疑|疑似|疑|倾向|[?？]"
    r"|\b(?:possible|possibly|probabl[ey]|suspicious|suspected|cannot (?:be )?exclude|may|could|likely|versus|vs)\b",
    re.IGNORECASE,
)
_OLD: Final = re.compile(
    r"陈旧|既往|术后|\b(?:old|healed|previous|prior|status post|chronic .{0,20}fracture)\b", re.IGNORECASE
)
"""What is an old mark says nothing of now: 陈旧性骨折 is no injury of today."""
_CLAUSE: Final = re.compile(r"[，,]")
_EXAMINER: Final[dict[Lang, str]] = {"zh": "检查提示：", "en": "Report: "}
"""Stands before each statement when it is read: whose word it is."""
_OF_REPORTS: Final = frozenset(
    {
        FindingKind.SIGN,
        FindingKind.LAB,
        FindingKind.MEASUREMENT,
        FindingKind.DIAGNOSIS,
        FindingKind.HISTORY,
        FindingKind.SYMPTOM,
    }
)
"""Kinds that an examination can state. Medicines, risks and exposures are the resident's to tell."""
_ECG: Final = FindingId("ecg_abnormal")
_HAN: Final = re.compile(r"[一-鿿]")
_LEAST: Final = re.compile(r"[一-鿿]{2}|[A-Za-z]{3}")


@dataclass(frozen=True)
class Narrative:
    """What a report says. `findings` are those of all its statements, the conclusion's word standing before the description's."""

    sort: Sort
    statements: tuple[Statement, ...] = ()
    """Those of the conclusion and the advice; the description's only where there is no conclusion."""
    findings: tuple[Finding, ...] = ()


def _read(knowledge: Knowledge, person: Person, statement: str) -> tuple[Finding, ...]:
    """Answer the findings of one statement, taken as an examiner's word."""
    lang: Lang = "zh" if _HAN.search(statement) else "en"
    told = understand(knowledge.lexicon, _EXAMINER[lang] + statement, lang=lang, person=person)
    concepts = knowledge.graph.findings
    answer = []
    for each in told.findings:
        concept = concepts.get(each.id)
        if concept is None or concept.kind not in _OF_REPORTS or not fits(concept, person):
            continue
        if concept.kind in {FindingKind.SYMPTOM, FindingKind.HISTORY} and each.status is not Status.PRESENT:
            continue  # an examination does not see that somebody has no complaint
        answer.append(each.model_copy(update={"span": None, "onset_days": None, "text": statement[:80]}))
    return tuple(answer)


def _of_now(knowledge: Knowledge, person: Person, statement: str) -> tuple[Finding, ...]:
    """Answer the findings of one statement; of a part that speaks of something old, the history alone."""
    if not _OLD.search(statement):
        return _read(knowledge, person, statement)
    answer: dict[str, Finding] = {}
    for clause in _CLAUSE.split(statement):
        old = bool(_OLD.search(clause))
        for each in _read(knowledge, person, clause):
            if not old or knowledge.graph.findings[each.id].kind is FindingKind.HISTORY:
                answer.setdefault(each.id, each)
    return tuple(answer.values())


def _sort_of(statement: str, findings: tuple[Finding, ...]) -> StatementSort:
    present = any(each.status is Status.PRESENT for each in findings)
    if _ADVICE.search(statement) and not present:
        return "advice"
    if present or any(each.status is Status.UNSURE for each in findings):
        return "unsure" if _UNSURE.search(statement) else "finding"
    if _NORMAL.search(statement) or any(each.status is Status.ABSENT for each in findings):
        return "normal"
    return "unread"


def _statement(knowledge: Knowledge, person: Person, text: str) -> tuple[Statement, tuple[Finding, ...]]:
    findings = () if _ADVISES.match(text) else _of_now(knowledge, person, text)
    sort = _sort_of(text, findings)
    told = () if sort == "advice" else findings
    ids = tuple(each.id for each in told if each.status is not Status.ABSENT)
    return Statement(text=text, sort=sort, findings=ids), told


def read_narrative(
    knowledge: Knowledge, person: Person, text: str, conclusion: str = "", *, items: bool = False
) -> Narrative:
    """Answer what a report says. Never raises, whatever the text.

    Args:
        knowledge: the graph and its dictionary.
        person: whose report it is taken for; decides which findings can be.
        text: all that was read.
        conclusion: the conclusion as the reader found it; used where the text has none of its own.
        items: whether the report had result lines; then only its conclusion is read here.
    """
    sections = sections_of(text)
    concluded = sections.concluded if sections.headed else ""
    concluded = concluded or conclusion
    if not concluded and not items and not sections.seen:
        concluded = sections.concluded
    seen = "" if items else sections.seen
    advised = [Statement(text=each, sort="advice") for each in statements_of(sections.advised)]
    shown = list(statements_of(concluded))
    described = [each for each in statements_of(seen) if each not in shown]
    read = {each: _statement(knowledge, person, each) for each in (*described, *shown) if _LEAST.search(each)}
    merged: dict[str, Finding] = {}
    for _, findings in read.values():
        for each in findings:
            before = merged.get(each.id)
            if before is None or each.status is Status.PRESENT or before.status is not Status.PRESENT:
                merged[each.id] = each
    statements = tuple(read[each][0] for each in dict.fromkeys(shown or described) if each in read)
    sort = sort_of(text, has_items=items)
    if sort == "ecg":
        merged.update(_called_normal(knowledge, statements, merged))
    return Narrative(sort, (*statements, *advised), tuple(merged.values()))


def _called_normal(
    knowledge: Knowledge, statements: tuple[Statement, ...], told: dict[str, Finding]
) -> dict[str, Finding]:
    """Answer that the tracing is not abnormal, where the conclusion says so and nothing else that was read speaks against it."""
    words = next((each.text for each in statements if each.sort == "normal" and _NORMAL_ECG.search(each.text)), None)
    beside = any(each.startswith(_ECG) and found.status is not Status.ABSENT for each, found in told.items())
    if words is None or beside or _ECG not in knowledge.graph.findings:
        return {}
    return {_ECG: Finding(id=_ECG, status=Status.ABSENT, text=words[:80])}
