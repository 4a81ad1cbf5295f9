"""What a report that was read becomes in the state besides its lines: its kind, its sentences' findings, its day, and whose it is.

Owns when a report counts. One that may be somebody else's does not until the resident says so; the values of one more than a year
old do not, though what it shows is told and what it found of lasting things (a stone, a named illness) stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from agents.dialogue import NameMarks
from agents.knowledge import Knowledge
from agents.reports.names import fits, several
from agents.reports.narrative import read_narrative
from agents.reports.pages import not_twice, page_before
from agents.reports.port import Reading
from agents.reports.printed import OLD_DAYS, differs, mark_of, printed_of, today_of
from agents.reports.told import unit_unknown
from agents.reports.whose import WHOSE, is_own, waits
from agents.state import ConsultationState, Report, ReportItem
from kg.labs import misread
from kg.schema import Finding, LabResult, Status

READ: Final = frozenset({"lab_report", "other_report"})


def understood(
    knowledge: Knowledge, state: ConsultationState, reading: Reading, registered: NameMarks | None = None
) -> ConsultationState:
    """Answer the state with its newest report understood. What could not be read stays as it is. Of `registered` nothing is kept."""
    if not state.reports or state.reports[-1].what not in READ:
        return state
    *before, report = state.reports
    today = today_of(state.updated_at_ms)
    text = reading.text or reading.conclusion
    told = read_narrative(knowledge, state.person, text, reading.conclusion, items=bool(reading.items))
    printed = printed_of(text, today=today, unsure=reading.unsure if text == reading.text else frozenset())
    mark = mark_of(printed.names[0] if printed.names else "", f"{state.started_at_ms}")
    strange = (
        differs(printed, state.person, today=today)
        or several(printed.names)
        or _other_name(state, before, mark, None if not printed.names else fits(printed.names[0], registered))
    )
    page = page_before(before, report, printed)
    report = report.model_copy(
        update={
            "items": _checked(knowledge, _twice(report.items)),
            "sort": told.sort,
            "statements": told.statements,
            "findings": told.findings,
            "day": "" if printed.day is None else printed.day.isoformat(),
            "old": printed.day is not None and (today - printed.day).days > OLD_DAYS,
            "mark": mark,
            "question": _question(state, before, mark) if strange else "",
        }
    )
    if page is not None:
        day = page.day or report.day
        old = page.old if page.day else report.old
        own = {"day": day, "old": old, "mark": page.mark, "question": page.question}
        report = report.model_copy(update={"items": not_twice(report.items, page), **own})
    return state.model_copy(update={"reports": (*before, report)})


def _other_name(state: ConsultationState, before: list[Report], mark: int | None, fit: bool | None) -> bool:
    """Answer whether the printed name is another than this person's, as registered or as on the papers that are theirs."""
    own = {each.mark for each in before if each.mark is not None and is_own(state, each)}
    if fit or mark in own:
        return False
    if fit is False:
        return True
    doubted = {each.mark for each in before} - own
    return mark is not None and (bool(own) or mark in doubted)


def _question(state: ConsultationState, before: list[Report], mark: int | None) -> str:
    """Answer the question whose a paper is: that of a paper of the same name which waits or is not theirs, or a fresh one."""
    for each in before:
        if mark is not None and each.mark == mark and (waits(state, each) or is_own(state, each) is False):
            return each.question
    return next((each for each in WHOSE if all(other.question != each for other in before)), WHOSE[-1])


def _twice(items: tuple[ReportItem, ...]) -> tuple[ReportItem, ...]:
    """Answer the items, those of one indicator with different values on one paper marked as doubtful: which one counts is asked."""
    values: dict[str, set[str]] = {}
    for item in items:
        if item.result.lab is not None:
            values.setdefault(item.result.lab, set()).add(_value(item.result))
    return tuple(
        item.model_copy(update={"doubtful": True})
        if item.result.lab is not None and len(values[item.result.lab]) > 1
        else item
        for item in items
    )


def _checked(knowledge: Knowledge, items: tuple[ReportItem, ...]) -> tuple[ReportItem, ...]:
    """Answer the items, those that cannot be judged in the unit that was read marked as doubtful: a unit is never guessed."""
    graph = knowledge.graph
    return tuple(
        item.model_copy(update={"doubtful": True})
        if unit_unknown(graph, item.result) or misread(graph, item.result)
        else item
        for item in items
    )


def _value(result: LabResult) -> str:
    return f"{result.value:g} {result.unit}" if result.value is not None else result.value_text


def in_order(reports: Iterable[Report]) -> list[Report]:
    """Answer reports from the oldest to the newest. One without a day is taken for as new as its photo."""
    return sorted(reports, key=lambda report: (report.day or "9999", report.turn))


def counting(state: ConsultationState) -> list[Report]:
    """Answer the reports that may be reasoned with, the newest last."""
    return in_order(report for report in state.reports if is_own(state, report) is True)


def results_counted(state: ConsultationState) -> tuple[LabResult, ...]:
    """Answer the result lines that may be reasoned with, the newest last."""
    return tuple(item.result for report in counting(state) if not report.old for item in report.items if item.counts)


def findings_counted(state: ConsultationState) -> dict[str, Finding]:
    """Answer what the sentences of reports say, the newest report's word standing. An old report's "not seen" says nothing of now."""
    told: dict[str, Finding] = {}
    for report in counting(state):
        for each in report.findings:
            if report.old and each.status is not Status.PRESENT:
                continue
            told[each.id] = each
    return told
