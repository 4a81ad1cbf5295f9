"""From the consultation state to the encounter record: the one translator between agents and records.

Names and codes go along with every id, so that the record can be read without the graph that produced it. Deterministic: it
reads no clock and makes no id.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from agents.intake.engine import Thought, case_of, differential, month_of, think
from agents.intake.histories import is_core
from agents.intake.history_answers import passes
from agents.language.opinion_record import model_opinion
from agents.medicines.cautions import note_lines
from agents.medicines.patient import allergens_before, taken_before
from agents.memory import QUESTION, carried, carried_names
from agents.note import assessment, chief_complaint, objective, plan, subjective
from agents.problem_codes import PROBLEM_CODES
from agents.reports.whose import is_own
from agents.state import Case, ConsultationState, Opinion, Reason
from kg.drugs.pharmacy import pharmacy_of
from kg.graph import Graph
from kg.hypotheses import Hypothesis
from kg.medicines import MedicineId
from kg.schema import FindingId, Lang, LocalText, Status, Urgency
from records.model import (
    EncounterRecord,
    Note,
    Provenance,
    RecordAttachment,
    RecordEvidence,
    RecordFinding,
    RecordGuidance,
    RecordHypothesis,
    RecordMedicine,
    RecordOpinion,
    RecordPerson,
    RecordReading,
    RecordReason,
    RecordReportItem,
    RecordScore,
    RecordTurn,
    RecordUrgency,
    Text,
)

DIFFERENTIAL: Final = 12
_ALLERGY: Final = FindingId("hx.allergy")
_BETWEEN: Final[dict[Lang, str]] = {"zh": "；", "en": "; "}
EVIDENCE: Final = 10


def _text(words: LocalText) -> Text:
    return Text(zh=words.zh, en=words.en)


def _name(graph: Graph, some_id: str) -> Text:
    return _text(graph.name_of(some_id))


def _urgency(urgency: Urgency) -> RecordUrgency:
    return RecordUrgency(urgency.value)


def _hypothesis(graph: Graph, hypothesis: Hypothesis) -> RecordHypothesis:
    disease = graph.diseases[hypothesis.disease]
    return RecordHypothesis(
        disease=disease.id,
        name=_text(disease.name),
        icd10=disease.icd10,
        probability=hypothesis.probability,
        evidence=tuple(
            RecordEvidence(
                finding=each.finding,
                name=_name(graph, each.finding),
                status=each.status.value,
                log10_lr=each.log10_lr,
                source=each.source,
            )
            for each in hypothesis.evidence
            if each.finding in graph.findings
        ),
    )


def _reason(reason: Reason) -> RecordReason:
    # A published score is a rule that was met, which is what a record calls a red flag; its id keeps the two apart.
    kind = "posterior" if reason.kind == "posterior" else "red_flag"
    some_id = f"score.{reason.id}" if reason.kind == "score" else reason.id
    return RecordReason(kind=kind, id=some_id, text=_text(reason.text), source=reason.source)


def _opinion(graph: Graph, opinion: Opinion) -> RecordOpinion:
    return RecordOpinion(
        specialty=opinion.specialty,
        name=_text(opinion.name),
        hypotheses=tuple(_hypothesis(graph, each) for each in opinion.hypotheses if each.disease in graph.diseases),
        urgency=_urgency(opinion.urgency),
        reasons=tuple(map(_reason, opinion.reasons)),
        tests=tuple(map(_text, opinion.tests)),
        missing=tuple(map(_text, opinion.missing)),
        referral=None if opinion.referral is None else _text(opinion.referral),
        comment=_text(opinion.comment),
        failed=opinion.failed,
        scores=tuple(
            RecordScore(id=each.id, name=_text(each.name), low=each.low, high=each.high, source=each.source)
            for each in opinion.scores
        ),
    )


def _findings(graph: Graph, state: ConsultationState, case: Case) -> tuple[RecordFinding, ...]:
    unspoken = carried(state)
    # The dictionary's stretch of a sentence is often no more than "过敏"; what to is in the words kept for the history.
    own = (item for part in state.contributions if part.question != QUESTION for item in part.history)
    words = _BETWEEN[case.lang].join(
        dict.fromkeys(each.words for each in own if each.section == "allergies" and each.status == "told")
    )
    return tuple(
        RecordFinding(
            id=each.id,
            name=_name(graph, each.id),
            kind=graph.findings[each.id].kind.value,
            status=each.status.value,
            value=each.value,
            unit=each.unit,
            onset_days=each.onset_days,
            severity=each.severity,
            said=words if words and each.id == _ALLERGY and each.status is not Status.ABSENT else each.text,
            carried=each.id in unspoken,
            icd10=PROBLEM_CODES.get(each.id),
        )
        for each in case.findings
    )


def _items(state: ConsultationState, graph: Graph) -> tuple[RecordReportItem, ...]:
    answer = []
    for report in state.reports:
        if is_own(state, report) is not True:
            continue  # somebody else's results have no place among this person's; the photo itself goes along
        for item in report.items:
            if item.removed:
                continue
            result = item.result
            indicator = graph.labs.get(result.lab) if result.lab is not None else None
            answer.append(
                RecordReportItem(
                    name=result.name,
                    abbr=result.abbr,
                    loinc=None if indicator is None else indicator.loinc,
                    value=result.value,
                    value_text=result.value_text,
                    unit=result.unit,
                    low=result.low,
                    high=result.high,
                    flag=result.flag,
                    confidence=result.confidence,
                    attachment_id=report.attachment_id,
                    confirmed_by_resident=item.confirmed,
                )
            )
    return tuple(answer)


def background_of(state: ConsultationState) -> str:
    """Answer what the resident said, in their own words, of illness, medicines and allergies; chips stand under their headings."""
    said = [
        part.said
        for part in state.contributions
        if part.question is not None
        and is_core(part.question)
        and not passes(part.said)
        and all(item.status == "told" for item in part.history)
    ]
    return said[-1] if said else ""


def record_of(
    state: ConsultationState,
    provenance: Provenance,
    graph: Graph,
    *,
    record_id: str,
    revision: int,
    thought: Thought | None = None,
) -> EncounterRecord:
    """Answer one revision of the encounter record. A later revision holds all that an earlier one did.

    `thought` is what the turn that made `state` inferred (`Outcome.thought`); without it, it is inferred again.
    """
    if thought is None:
        thought = think(graph, state, month=month_of(state.updated_at_ms))
    case = case_of(graph, state, thought)
    background = background_of(state)
    guidance = state.guidance
    found = state.assessment
    ranked = differential(thought, entries=DIFFERENTIAL, evidence=EVIDENCE)
    urgency = guidance.view.urgency if guidance is not None else found.urgency
    disagreements = guidance.disagreements if guidance is not None else ()
    second = model_opinion(graph, state, thought, urgency)
    opinions = state.opinions if second is None else (*state.opinions, second)
    note = Note(
        subjective=subjective(graph, case, background),
        objective=objective(graph, state, case),
        assessment=assessment(graph, ranked, urgency, found.reasons, disagreements, state.lang),
        plan="\n".join((plan(state, state.opinions), *note_lines(graph, state))),
    )
    return EncounterRecord(
        record_id=record_id,
        revision=revision,
        stage=state.stage,
        lang=state.lang,
        started_at_ms=state.started_at_ms,
        updated_at_ms=state.updated_at_ms,
        person=RecordPerson(
            age_days=state.person.age_days,
            sex=state.person.sex.value,
            pregnant=state.person.pregnant,
            relation=state.relation,
        ),
        chief_complaint=chief_complaint(graph, case),
        note=note,
        findings=_findings(graph, state, case),
        report_items=_items(state, graph),
        differential=tuple(_hypothesis(graph, each) for each in ranked),
        unexplained=min(1.0, max(0.0, thought.posterior.unexplained)),
        urgency=None if urgency is None else _urgency(urgency),
        urgency_reasons=tuple(map(_reason, found.reasons)),
        opinions=tuple(_opinion(graph, each) for each in opinions),
        disagreements=tuple(map(_text, disagreements)),
        guidance=_guidance(state),
        transcript=tuple(
            RecordTurn(turn=line.turn, who=line.who, text=line.text, at_ms=line.at_ms, attachment_id=line.attachment_id)
            for line in state.transcript
        ),
        attachments=tuple(
            RecordAttachment(
                attachment_id=report.attachment_id,
                digest=report.digest,
                media_type=report.media_type,
                what=report.what,
            )
            for report in state.reports
        ),
        provenance=provenance,
        medicines=_medicines(
            graph,
            taken_before(state, graph, {each.id: each.status for each in case.findings}),
            carried_names(state, "medicines"),
        ),
        allergies=_medicines(graph, sorted(allergens_before(state)), carried_names(state, "allergens")),
        readings=_readings(graph, case),
    )


def _medicines(graph: Graph, ids: Iterable[str], unspoken: frozenset[str]) -> tuple[RecordMedicine, ...]:
    """Answer the values of these ids; what the archive names and the graph does not know goes on under its name."""
    pharmacy = pharmacy_of(graph)
    named = ((each, pharmacy.name_of(each), graph.medicines.get(MedicineId(each))) for each in ids)
    return tuple(
        RecordMedicine(
            id=some_id,
            name=Text(zh=some_id, en=some_id) if name is None else _text(name),
            atc=None if medicine is None else medicine.atc,
            carried=some_id in unspoken,
        )
        for some_id, name, medicine in named
        if name is not None or some_id in unspoken
    )


def _readings(graph: Graph, case: Case) -> tuple[RecordReading, ...]:
    found = ((each, graph.measurements.get(each.measurement)) for each in case.readings)
    return tuple(
        RecordReading(id=each.measurement, name=_text(known.name), value=each.value, unit=each.unit, loinc=known.loinc)
        for each, known in found
        if known is not None
    )


def _guidance(state: ConsultationState) -> RecordGuidance | None:
    if state.guidance is None:
        return None
    view = state.guidance.view
    return RecordGuidance(
        urgency=_urgency(view.urgency),
        action=view.action,
        headline=view.headline,
        now=view.now,
        where=view.where,
        bring=view.bring,
        watch_for=view.watch_for,
        why=view.why,
        who_looked=view.who_looked,
        comfort=view.comfort,
        held_since=None if state.held is None else state.held.since_turn + 1,
    )
