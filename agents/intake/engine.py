"""The engine's view of a state: what is known, what is believed, how soon. One call, so that all agents see the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from agents.companion.questionnaires import results
from agents.intake.histories import asks
from agents.intake.known import Known, known
from agents.intake.values import values_told
from agents.state import Assessment, Case, ConsultationState, History, Reason, ToldItem
from kg.drugs.pharmacy import pharmacy_of
from kg.graph import Graph
from kg.hypotheses import Hypothesis
from kg.inference import Posterior, infer
from kg.schema import Finding, FindingKind, RedFlagId, Status
from kg.triage import Triage, triage

CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Thought:
    """What follows from a state: findings known, the posterior over all diseases, and the triage."""

    known: Known
    posterior: Posterior
    triage: Triage
    month: int


def month_of(now_ms: int) -> int:
    """Answer the month (1 to 12) in China, which sets the season."""
    return datetime.fromtimestamp(now_ms / 1000, tz=UTC).astimezone(CHINA).month


def think(graph: Graph, state: ConsultationState, *, month: int) -> Thought:
    """Answer what follows from everything that the state holds.

    What a language model read may raise the urgency and never lowers it: the triage is the one without it where that is the more
    urgent, or has a red flag that would be missing.
    """
    thought = _think(graph, state, month)
    if not any(part.read_by_model for part in state.contributions):
        return thought
    alone = _think(graph, _without_model(state), month).triage
    lost = {flag.id for flag in alone.red_flags} - {flag.id for flag in thought.triage.red_flags}
    if alone.urgency.rank < thought.triage.urgency.rank or (lost and alone.urgency is thought.triage.urgency):
        return replace(thought, triage=alone)
    return thought


def _without_model(state: ConsultationState) -> ConsultationState:
    parts = tuple(
        part.model_copy(update={"findings": tuple(each for each in part.findings if each.id not in part.read_by_model)})
        for part in state.contributions
    )
    return state.model_copy(update={"contributions": parts})


def _think(graph: Graph, state: ConsultationState, month: int) -> Thought:
    now = known(state, graph)
    posterior = infer(graph, state.person, now.findings, month=month, duration_days=now.duration_days)
    return Thought(now, posterior, triage(graph, state.person, now.findings, posterior), month)


def differential(thought: Thought, *, entries: int, evidence: int) -> tuple[Hypothesis, ...]:
    """Answer the leading hypotheses, each with its strongest pieces of evidence."""
    return tuple(
        each.model_copy(update={"evidence": each.evidence[:evidence]}) for each in thought.posterior.ranked[:entries]
    )


def reasons_of(graph: Graph, found: Triage) -> tuple[Reason, ...]:
    """Answer the triage's reasons with their sources."""
    flags = ((reason, graph.red_flags.get(RedFlagId(reason.id))) for reason in found.reasons)
    return tuple(
        Reason(kind=reason.kind, id=reason.id, text=reason.text, source=None if flag is None else flag.source)
        for reason, flag in flags
    )


def assessment_of(graph: Graph, thought: Thought, *, final: bool) -> Assessment:
    """Answer what is kept of a thought. Until the interview has ended, only what a rule says counts as urgency: what is
    not yet asked is not yet harmless.
    """  # noqa: D205 - the second sentence is the reason for the first
    found = thought.triage
    ruled = any(reason.kind == "red_flag" for reason in found.reasons)
    return Assessment(
        urgency=found.urgency if final or ruled else None,
        reasons=reasons_of(graph, found) if final or ruled else (),
        red_flags=tuple(flag.id for flag in found.red_flags),
    )


def case_of(graph: Graph, state: ConsultationState, thought: Thought) -> Case:
    """Answer the case as the specialties see it."""
    findings = thought.known.findings
    concepts = graph.findings

    def kind(*kinds: FindingKind) -> tuple[Finding, ...]:
        return tuple(each for each in findings if concepts[each.id].kind in kinds and each.status is not Status.UNSURE)

    return Case(
        lang=state.lang,
        relation=state.relation,
        person=state.person,
        complaint=state.complaint,
        findings=findings,
        history=History(
            past=kind(FindingKind.HISTORY),
            medicines=kind(FindingKind.MEDICINE),
            risks=kind(FindingKind.RISK),
            exposures=kind(FindingKind.EXPOSURE),
        ),
        results=(*values_told(graph, findings), *thought.known.results),
        readings=thought.known.readings,
        duration_days=thought.posterior.duration_days,
        told=_told(graph, state, findings),
        asked=tuple(
            dict.fromkeys(section for asked in state.asked for section in asks(asked.id) if asked != state.open)
        ),
        month=thought.month,
        archive=state.archive,
        scores=results(state),
    )


def _told(graph: Graph, state: ConsultationState, findings: tuple[Finding, ...]) -> tuple[ToldItem, ...]:
    """Answer the free words of the history, and the medicines told by names for which no words and no finding stand."""
    items = dict.fromkeys(item for part in state.contributions for item in part.history)
    if any(item.section == "medicines" and item.status == "told" for item in items) or any(
        graph.findings[each.id].kind is FindingKind.MEDICINE and each.status is Status.PRESENT for each in findings
    ):
        return tuple(items)
    names = (pharmacy_of(graph).name_of(some_id) for part in state.contributions for some_id in part.medicines)
    named = (ToldItem(section="medicines", words=name.in_(state.lang)) for name in names if name is not None)
    return tuple(dict.fromkeys((*items, *named)))
