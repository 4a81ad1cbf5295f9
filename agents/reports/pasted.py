"""A report that was typed or pasted as text: read like a photographed one, except that it is tied to no original.

Owns telling such a text from a complaint: it has a heading of a report ("检查所见：", "Impression:").
"""

from __future__ import annotations

from agents.knowledge import Knowledge
from agents.reports.explain import explained
from agents.reports.narrative import Narrative, read_narrative
from agents.reports.sections import sections_of
from agents.state import ConsultationState, Contribution, Report
from kg.schema import Finding

_NO_ATTACHMENT = "0" * 32
_NO_DIGEST = "0" * 64


def pasted(knowledge: Knowledge, state: ConsultationState, text: str) -> Narrative | None:
    """Answer what a pasted report says; None when the text is none."""
    parts = sections_of(text)
    if not parts.headed:
        return None
    told = read_narrative(knowledge, state.person, text)
    return told if any(each.sort != "unread" for each in told.statements) else None


def with_pasted(part: Contribution, told: Narrative) -> Contribution:
    """Answer the contribution with the report's findings, which stand before what the words gave read as talk."""
    have = {each.id for each in told.findings}
    mine: tuple[Finding, ...] = tuple(each for each in part.findings if each.id not in have)
    return part.model_copy(update={"findings": (*told.findings, *mine)})


def said_of(knowledge: Knowledge, state: ConsultationState, told: Narrative, *, turn: int) -> tuple[str, ...]:
    """Answer what is said of a pasted report, in plain words."""
    report = Report(
        attachment_id=_NO_ATTACHMENT,
        digest=_NO_DIGEST,
        media_type="image/png",
        turn=turn,
        what="other_report",
        sort=told.sort,
        statements=told.statements,
        findings=told.findings,
    )
    return explained(knowledge.graph, state, report)
