"""A case as a specialty sees it, made of findings."""

from __future__ import annotations

from agents.dialogue import Start
from agents.intake.engine import Thought, case_of, think
from agents.intake.receiving import begin
from agents.specialties.registry import standard_registry
from agents.specialties.view import View
from agents.state import Contribution, HomeReading
from kg.schema import Finding, FindingId, SpecialtyId, Status
from tests.fakes.conversation import NOON_MS, person


def seen(
    knowledge, *, years=40, sex="female", present=(), absent=(), readings=(), results=(), days=None, relation="self"
):
    """Answer the case and the thought of findings told at once."""
    findings = [Finding(id=FindingId(each), status=Status.PRESENT) for each in present]
    findings += [Finding(id=FindingId(each), status=Status.ABSENT) for each in absent]
    state = begin(knowledge, Start(lang="en", person=person(relation, years, sex)), now_ms=NOON_MS)
    part = Contribution(
        turn=1,
        findings=tuple(findings),
        duration_days=days,
        readings=tuple(HomeReading(measurement=name, value=value, unit=unit) for name, value, unit in readings),
    )
    state = state.model_copy(update={"contributions": (part,)})
    thought = think(knowledge.graph, state, month=11)
    case = case_of(knowledge.graph, state, thought).model_copy(update={"results": tuple(results)})
    return case, thought


def view(knowledge, specialty, **told) -> View:
    """Answer one specialty's view of such a case."""
    case, thought = seen(knowledge, **told)
    return View(knowledge.graph, case, thought.posterior, SpecialtyId(specialty))


def look(knowledge, specialty, **told):
    """Answer one specialty's opinion on such a case."""
    return standard_registry().by_id[SpecialtyId(specialty)].look(view(knowledge, specialty, **told))


__all__ = ["Thought", "look", "seen", "view"]
