"""A graph whose numbers were counted in cases, not authored: what every importer of such data shares.

Owns the assumptions such a graph is reasoned over with, and the placeholders for what a data set does not say (lay words, home
care, duration). Refuses to pretend: each disease and frequency names the data set as its source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from kg.assumptions import Assumptions
from kg.graph import Graph
from kg.schema import (
    Disease,
    DiseaseId,
    FindingConcept,
    FindingId,
    Frequency,
    LocalText,
    Prevalence,
    Question,
    Sex,
    Source,
    SourceId,
    Specialty,
    SpecialtyId,
    Urgency,
)

COUNTED: Final = Assumptions(
    trust=1.0,
    nothing=1e-6,
    damping=1.0,
    damping_denied=1.0,
    unexplained_log10=0.0,
    unexplaining_log10=0.0,
    presentation=0.0,
    causeless_log10=0.0,
    unmarked_log10=0.0,
    unseen_log10=0.0,
    typical=0.0,
    pairs_among=0,
    max_child_share=1.0,
    leak=False,
    stakes=(1.0, 1.0, 1.0, 1.0, 1.0),
    urgency_weight=0.0,
    complaint=1.0,
    worth_stop=0.0,
    patience=0.0,
    only_relevant=False,
    lists=0,
)
"""Counted numbers need none of the corrections for authored ones: the base rates are those of the cases, each case has exactly one
of the diseases, a frequency already holds what is there by coincidence. All that a question is worth is bits."""

_PLACE: Final = SpecialtyId("imported")
_ILL: Final = "R69"
"""ICD-10 "unknown and unspecified causes of morbidity": the code of a disease for which the data set gives none."""
PER_100K: Final = 100_000.0


def plain(text: str) -> LocalText:
    """Answer a text for both languages; a data set speaks one."""
    return LocalText(zh=text, en=text)


def counted_disease(
    name: str,
    share: float,
    frequencies: Mapping[FindingId, float],
    source: SourceId,
    *,
    icd10: str = _ILL,
    urgency: Urgency = Urgency.ROUTINE,
    sex_factor: Mapping[Sex, float] | None = None,
    age_factor: Mapping[str, float] | None = None,
) -> Disease:
    """Answer a disease with its share of the cases and P(finding | disease), both in [0, 1].

    `sex_factor` and `age_factor` (bands as in `Prevalence`) multiply the share.
    """
    return Disease(
        id=DiseaseId(name),
        icd10=icd10,
        name=plain(name),
        lay=plain(name),
        specialty=_PLACE,
        urgency=urgency,
        prevalence=Prevalence(
            per_100k=max(share, 1e-9) * PER_100K, sex=dict(sex_factor or {}), age=dict(age_factor or {}), source=source
        ),
        duration={"hours": 0.25, "days": 0.25, "weeks": 0.25, "months": 0.25},
        findings={
            finding: Frequency.model_construct(probability=p, authored_as="counted", source=source)
            for finding, p in frequencies.items()
        },
        home=(),
        warning=(),
        sources=(source,),
    )


def counted_graph(
    source: Source,
    concepts: Iterable[FindingConcept],
    questions: Iterable[Question],
    diseases: Iterable[Disease],
    *,
    assumptions: Assumptions = COUNTED,
) -> Graph:
    """Answer the graph; its version is a digest of what was counted."""
    findings = {concept.id: concept for concept in concepts}
    asked = {question.id: question for question in questions}
    every = {disease.id: disease for disease in diseases}
    digest = hashlib.sha256()
    for value in (*findings.values(), *asked.values(), *every.values()):
        digest.update(value.model_dump_json().encode())
    place = Specialty(id=_PLACE, name=plain(source.title), department=plain(source.title))
    return Graph(
        digest.hexdigest()[:16],
        findings,
        asked,
        every,
        {},
        {},
        {},
        {},
        {_PLACE: place},
        {source.id: source},
        assumptions,
    )
