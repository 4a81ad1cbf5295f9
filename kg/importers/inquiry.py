"""Symptom inquiry sets (Dxy, MZ-4, MZ-10) as a graph: what doctors recorded in real consultations, and of which disease.

Owns the reading of their records and the shape of the graph. The format is that of DxFormer (Chen et al. 2022,
doi:10.1093/bioinformatics/btac744): `exp_sxs` is what the patient came with, `imp_sxs` what came up while the doctor
asked, each symptom with "1" yes, "0" no or "2" not sure; `label` is the disease.

A consultation that is written down is itself evidence: that nobody spoke of vomiting says something about the disease, though
it is no denial. So every symptom is two small trees. `<symptom>.told` says that the patient came with it; a symptom that somebody
with the disease would come with, and did not, speaks against it. `<symptom>` says that it came up when it was asked, as it
is then among those who did not come with it; below it stand three findings that exclude each other, `.yes`, `.no` and
`.unsure`. Where the record holds nothing, the root is absent: a fact about the talk, not about the patient. This holds only
where a record is complete, as these are by their making.

P(symptom came up with this answer | disease) has Jeffreys' prior, half a case for each of the four outcomes, whoever brought it up:
few cases tell too little to count the two apart. Which share of those who have the symptom come with it is nearly the
symptom's own (a cough is told, being thirsty is asked) and counts for the disease only as far as cases show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import numpy as np

from kg.errors import GraphInvalid, Issue, Where
from kg.fit import Case, Counts, Floats, count, smoothed
from kg.graph import Graph
from kg.importers.counted import counted_disease, counted_graph, plain
from kg.schema import (
    DiseaseId,
    Finding,
    FindingConcept,
    FindingId,
    FindingKind,
    LocalText,
    Option,
    Question,
    QuestionId,
    Source,
    SourceId,
    Status,
)

SOURCE: Final = SourceId("inquiry_set")
JEFFREYS: Final = 0.5
"""Cases that each outcome of a symptom is worth before any is counted (Jeffreys 1946, doi:10.1098/rspa.1946.0056)."""
OUTCOMES: Final = 4
COMING_PSEUDO_COUNT: Final = 30.0
"""Cases that a symptom's usual share of being told is worth beside those of one disease. Of 3, 10, 30 and no limit compared on five
folds of the training parts, 30 was chosen for all three sets: it was best on MZ-10 and within half a point of the best elsewhere. The
same folds report the figures, so this choice is not nested."""
_NEVER_SURE: Final = 0.005


class Answer(StrEnum):
    """What a record holds of a symptom that came up."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


_CODES: Final[Mapping[str, Answer]] = {"1": Answer.YES, "0": Answer.NO, "2": Answer.UNSURE}


@dataclass(frozen=True, slots=True)
class InquiryCase:
    """One consultation: what the patient came with, what came up besides, and the disease."""

    id: str
    volunteered: Mapping[str, Answer]
    recorded: Mapping[str, Answer]
    disease: str


def read_cases(raw: object, file: str) -> tuple[InquiryCase, ...]:
    """Answer the cases of a parsed JSON file.

    Raises:
        GraphInvalid: naming each record and field that is wrong.
    """
    issues: list[Issue] = []
    if not isinstance(raw, list) or not raw:
        issues.append(
            _issue(file, "", "", "holds no cases", "give a JSON list of records with exp_sxs, imp_sxs and label")
        )
        raise GraphInvalid(tuple(issues))
    cases = []
    for number, record in enumerate(raw):
        if not isinstance(record, dict):
            issues.append(_issue(file, f"#{number}", "", "is no record", "give an object for each case"))
            continue
        name = str(record.get("pid", f"#{number}"))
        label = record.get("label")
        if not isinstance(label, str) or not label:
            issues.append(_issue(file, name, "label", "names no disease", "give the name of the disease as text"))
        told = [_symptoms(record.get(field), file, name, field, issues) for field in ("exp_sxs", "imp_sxs")]
        cases.append(InquiryCase(name, told[0], told[1], str(label)))
    if issues:
        raise GraphInvalid(tuple(issues))
    return tuple(cases)


def _issue(file: str, case: str, field: str, message: str, remedy: str) -> Issue:
    return Issue("error", Where(file=file, id=case, field=field), message, remedy)


def _symptoms(raw: Any, file: str, case: str, field: str, issues: list[Issue]) -> dict[str, Answer]:
    if not isinstance(raw, dict):
        issues.append(_issue(file, case, field, "is no object", 'give {"symptom": "1"}'))
        return {}
    answer = {}
    for symptom, code in raw.items():
        said = _CODES.get(str(code)) if isinstance(code, str | int) and not isinstance(code, bool) else None
        if said is None or not symptom:
            issues.append(
                _issue(
                    file, case, f"{field}.{symptom}", f"has the unknown code {code!r}", "give 1 yes, 0 no or 2 unsure"
                )
            )
        else:
            answer[symptom] = said
    return answer


# --- findings and questions


def came_with(symptom: str) -> FindingId:
    """Answer the finding that the patient came with the symptom."""
    return FindingId(f"{symptom}.told")


def came_up(symptom: str) -> FindingId:
    """Answer the finding that the symptom came up when it was asked."""
    return FindingId(symptom)


def finding_of(symptom: str, answer: Answer) -> FindingId:
    """Answer the finding that the symptom came up with this answer."""
    return FindingId(f"{symptom}.{answer.value}")


def said(symptom: str, answer: Answer | None) -> Finding:
    """Answer what is known after the symptom was asked about; None when the record does not hold it."""
    if answer is None:
        return Finding(id=came_up(symptom), status=Status.ABSENT)
    return Finding(id=finding_of(symptom, answer), status=Status.PRESENT)


def opening(graph: Graph, case: InquiryCase) -> list[Finding]:
    """Answer what is known when the patient has told why they come: the symptoms that they came with, and all others as not.

    Symptoms that the graph has never seen are left out; one that the patient came to deny counts as if it had been asked.
    """
    answer = []
    for question in graph.questions.values():
        symptom = symptom_of(question)
        told = case.volunteered.get(symptom)
        status = Status.PRESENT if told is Answer.YES else Status.ABSENT
        answer.append(Finding(id=came_with(symptom), status=status))
        if told is not None and told is not Answer.YES:
            answer.append(said(symptom, told))
    return answer


def symptom_of(question: Question) -> str:
    """Answer the symptom that a question of this graph asks for."""
    return str(question.id)


_YES, _NO, _UNSURE = LocalText(zh="有", en="yes"), LocalText(zh="没有", en="no"), LocalText(zh="说不清", en="not sure")


def _question(symptom: str) -> Question:
    texts = {Answer.YES: _YES, Answer.NO: _NO, Answer.UNSURE: _UNSURE}
    return Question(
        id=QuestionId(symptom),
        kind="choice",
        text=LocalText(zh=f"有没有{symptom}？", en=f"{symptom}?"),
        why=plain(symptom),
        options=tuple(Option(text=texts[answer], present=(finding_of(symptom, answer),)) for answer in Answer),
    )


def _concepts(symptom: str, usual: Mapping[FindingId, float]) -> Iterator[FindingConcept]:
    above: dict[FindingId, FindingId | None] = {came_with(symptom): None, came_up(symptom): None}
    above |= {finding_of(symptom, answer): came_up(symptom) for answer in Answer}
    for one, parent in above.items():
        yield FindingConcept(
            id=one,
            kind=FindingKind.SYMPTOM,
            name=plain(one),
            parent=parent,
            background=usual[one],
            askable=False,
            source=SOURCE,
        )


# --- from cases to numbers


def confirmed(case: InquiryCase, symptoms: Sequence[str]) -> Case:
    """Answer the case as `kg.fit` counts it.

    The record is complete: what it does not hold did not come up. A symptom counts alike whether the patient came with it or was
    asked. Which of the two it was is known only of a symptom that is there.
    """
    told = {**case.recorded, **case.volunteered}
    findings: dict[FindingId, Status] = {}
    for symptom in symptoms:
        answer = told.get(symptom)
        for one in Answer:
            findings[finding_of(symptom, one)] = Status.PRESENT if one is answer else Status.ABSENT
        if answer is Answer.YES:
            came = case.volunteered.get(symptom) is Answer.YES
            findings[came_with(symptom)] = Status.PRESENT if came else Status.ABSENT
    return Case(DiseaseId(case.disease), findings)


def _frequencies(counts: Counts, symptoms: Sequence[str]) -> dict[FindingId, Floats]:
    """Answer P(finding | disease), an array over the diseases for each finding."""
    column = {finding: number for number, finding in enumerate(counts.findings)}
    usual = counts.pooled
    answer: dict[FindingId, Floats] = {}
    for symptom in symptoms:
        share = {}
        for one in Answer:
            at = column[finding_of(symptom, one)]
            share[one] = smoothed(counts.present[:, at], counts.told[:, at], 1.0 / OUTCOMES, JEFFREYS * OUTCOMES)
        at = column[came_with(symptom)]
        coming = smoothed(counts.present[:, at], counts.told[:, at], usual[at], COMING_PSEUDO_COUNT)
        came = share[Answer.YES] * coming.clip(_NEVER_SURE, 1.0 - _NEVER_SURE)
        share[Answer.YES] = share[Answer.YES] - came
        answer[came_with(symptom)] = came
        # The rest is among those who did not come with it: only they are asked.
        answer |= {finding_of(symptom, one): p / (1.0 - came) for one, p in share.items()}
        answer[came_up(symptom)] = np.sum([p / (1.0 - came) for p in share.values()], axis=0)
    return answer


def inquiry_graph(cases: Sequence[InquiryCase]) -> Graph:
    """Answer the graph learnt from the cases."""
    symptoms = sorted({symptom for case in cases for symptom in (*case.volunteered, *case.recorded)})
    diseases = sorted({DiseaseId(case.disease) for case in cases})
    findings = [f for symptom in symptoms for f in (came_with(symptom), *(finding_of(symptom, a) for a in Answer))]
    counts = count([confirmed(case, symptoms) for case in cases], diseases, findings)
    frequencies = _frequencies(counts, symptoms)
    shares = counts.cases / counts.cases.sum()
    usual = {finding: float(np.clip(p @ shares, 1e-6, 0.95)) for finding, p in frequencies.items()}
    source = Source(id=SOURCE, title="Symptom inquiry set", publisher=f"{len(cases)} consultations", year=2022)
    return counted_graph(
        source,
        [concept for symptom in symptoms for concept in _concepts(symptom, usual)],
        [_question(symptom) for symptom in symptoms],
        [
            counted_disease(disease, float(shares[n]), {f: float(p[n]) for f, p in frequencies.items()}, SOURCE)
            for n, disease in enumerate(diseases)
        ],
    )
