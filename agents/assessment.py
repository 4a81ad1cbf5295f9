"""One shot: a text, perhaps reports, no questions asked. The same understanding, engine, specialties and guards as a consultation.

What was not asked stays unknown; the assessment says what it makes of what was told, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from agents.companion.crisis import with_crisis
from agents.consultation import Steps, Work, in_order
from agents.dialogue import PersonInput, Start
from agents.graph import Outcome
from agents.guard.after import guards_after
from agents.guard.before import guards_before
from agents.intake.engine import differential
from agents.intake.receiving import Desk, begin
from agents.knowledge import Knowledge
from agents.language.assistant import Assistant, AssistedTurn
from agents.language.offline import Offline
from agents.language.trace import LanguageChange
from agents.language.trace_json import language_json
from agents.reports.merge import merge_items
from agents.reports.port import Reading
from agents.reports.understanding import understood
from agents.specialties.registry import standard_registry
from agents.state import ConsultationState, Contribution, HomeReading, Line, Opinion
from agents.words import fits
from kg.graph import Graph
from kg.schema import Finding, Lang
from kg.text import Understanding, understand

SHOWN: Final = 20
"""Entries of the differential in the answer; at least ten where the graph has them (DESIGN section 10)."""
EVIDENCE: Final = 20


def assess(
    knowledge: Knowledge,
    person: PersonInput,
    text: str,
    readings: Sequence[Reading] = (),
    *,
    lang: Lang | None = None,
    now_ms: int,
    language: Assistant | None = None,
    steps: Steps | None = None,
) -> Outcome:
    """Answer the state and the reply of a consultation that consists of this text and these reports alone.

    `lang` is the language of the answer, that of the text when None; `steps` are the consultation's own when None.
    """
    told = understand(knowledge.lexicon, text, lang=lang, relation=person.relation)
    start = Start(lang=lang or told.lang, person=person)
    state = begin(knowledge, start, now_ms=now_ms)
    told = understand(knowledge.lexicon, text, lang=start.lang, person=state.person, relation=person.relation)
    concepts = knowledge.graph.findings
    known = tuple(each for each in told.findings if fits(concepts[each.id], state.person))
    assisted = (language or Assistant(knowledge, Offline())).turn(0)
    read = _read_by_model(assisted, state, text, told)
    known = (*known, *read)
    findings = with_crisis(text, known)
    state = state.model_copy(
        update={
            "open": None,
            "complaint": text[:200],
            "turn": 0,
            "transcript": (Line(turn=0, who="resident", text=text, at_ms=now_ms),),
            "contributions": (
                Contribution(
                    turn=0,
                    findings=tuple(each.model_copy(update={"span": None}) for each in findings),
                    readings=tuple(
                        HomeReading(measurement=r.measurement, value=r.value, unit=r.unit)
                        for r in told.readings
                        if r.plausible
                    ),
                    duration_days=told.duration_days,
                    read_by_model=tuple(each.id for each in read),
                    said=text[:600],
                ),
            ),
        }
    )
    for number, reading in enumerate(readings):
        state = understood(knowledge, merge_items(knowledge.graph, state, reading, number=number), reading)
    return guided(knowledge, state, now_ms, assisted, steps)


def _read_by_model(
    assisted: AssistedTurn, state: ConsultationState, text: str, told: Understanding
) -> tuple[Finding, ...]:
    """Answer what a model read in passages that the dictionary could not. Nobody can be asked, so the safer reading counts."""
    added = assisted.findings(state, text, told, {})
    for each in added:
        assisted.note(LanguageChange(kind="finding", what=each.id, words=each.text))
    return added


def guided(
    knowledge: Knowledge,
    state: ConsultationState,
    now_ms: int,
    assisted: AssistedTurn | None = None,
    steps: Steps | None = None,
) -> Outcome:
    """Answer the outcome of a state as it stands, without another question: specialties, guidance, reply."""
    if steps is None:
        steps = Steps(knowledge, Desk(knowledge, None, guards_before()), standard_registry(), guards_after())
    work: Work = {
        "turn": 0,
        "now_ms": now_ms,
        "assisted": assisted or Assistant(knowledge, Offline()).turn(0),
        "state": state,
        "messages": (),
        "learnt": True,
        "finish": True,
    }
    work = {**work, **steps.think(work)}
    work = {**work, "way": "summarise"}
    work = {**work, **steps.summarise(work)}
    opinions = tuple(steps.look(view) for view in work["views"])
    work = {**work, "opinions": in_order(steps.registry, opinions)}
    work = {**work, **steps.synthesise(work)}
    work = {**work, **steps.reply(work)}
    return Outcome(work["state"], work["reply"], work["thought"])


def _reasons(outcome: Outcome) -> list[dict[str, str]]:
    lang = outcome.state.lang
    return [
        {
            "kind": "posterior" if each.kind == "posterior" else "red_flag",
            "id": f"score.{each.id}" if each.kind == "score" else each.id,
            "text": each.text.in_(lang),
        }
        for each in outcome.state.assessment.reasons
    ]


def _opinion(graph: Graph, opinion: Opinion, lang: Lang) -> dict[str, Any]:
    return {
        "specialty": opinion.specialty,
        "name": opinion.name.in_(lang),
        "urgency": opinion.urgency.value,
        "hypotheses": [
            {"id": each.disease, "name": graph.diseases[each.disease].name.in_(lang), "probability": each.probability}
            for each in opinion.hypotheses
        ],
        "reasons": [{"kind": each.kind, "id": each.id, "text": each.text.in_(lang)} for each in opinion.reasons],
        "scores": [
            {
                "id": each.id,
                "low": each.low,
                "high": each.high,
                "out_of": each.out_of,
                "meaning": each.meaning.in_(lang),
                "missing": [missing.in_(lang) for missing in each.missing],
                "source": each.source,
            }
            for each in opinion.scores
        ],
        "tests": [each.in_(lang) for each in opinion.tests],
        "missing": [each.in_(lang) for each in opinion.missing],
        "referral": None if opinion.referral is None else opinion.referral.in_(lang),
        "comment": opinion.comment.in_(lang),
        "failed": opinion.failed,
    }


def assessment_json(outcome: Outcome, knowledge: Knowledge) -> dict[str, Any]:
    """Answer what `jiayi assess --json` prints (DESIGN section 10)."""
    graph, state = knowledge.graph, outcome.state
    found, guidance = state.assessment, state.guidance
    thought = outcome.thought
    return {
        "urgency": None if found.urgency is None else found.urgency.value,
        "reasons": _reasons(outcome),
        "differential": [
            {
                "id": each.disease,
                "name_zh": graph.diseases[each.disease].name.zh,
                "name_en": graph.diseases[each.disease].name.en,
                "icd10": graph.diseases[each.disease].icd10,
                "probability": each.probability,
                "evidence": [
                    {"finding": e.finding, "status": e.status.value, "log10_lr": e.log10_lr} for e in each.evidence
                ],
            }
            for each in differential(thought, entries=SHOWN, evidence=EVIDENCE)
        ],
        "unexplained": thought.posterior.unexplained,
        "findings": [
            {"id": each.id, "status": each.status.value, "text": each.text, "value": each.value, "unit": each.unit}
            for each in thought.known.findings
        ],
        "specialties": [each.specialty for each in state.opinions],
        "opinions": [_opinion(graph, each, state.lang) for each in state.opinions],
        "guidance": None if guidance is None else guidance.view.model_dump(mode="json"),
        "language_model": language_json(state),
    }
