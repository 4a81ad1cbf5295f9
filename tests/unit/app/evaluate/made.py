"""Judged vignettes as they are needed."""

from __future__ import annotations

from app.evaluate.cases import Vignette
from app.evaluate.judging import Exchange, Judged, Ranked
from kg.schema import DiseaseId, Sex, Status, Urgency


def judged(
    some_id: str = "a",
    *,
    rank: int | None = 1,
    probability: float = 0.6,
    questions: int = 0,
    said: Urgency = Urgency.SOON,
    urgency: str | None = None,
    level: Urgency | None = None,
    text: str = "Cough & <b>fever</b>",
) -> Judged:
    case = Vignette(some_id, "en", 40.0, Sex.MALE, text, ("Pneumonia",), urgency=urgency, level=level)
    evidence = (("cough", Status.PRESENT, 0.5), ("fever", Status.ABSENT, -0.7))
    truth = Ranked(DiseaseId("pneumonia"), "Pneumonia", 0.1 if rank != 1 else probability, rank or 1, evidence)
    other = Ranked(DiseaseId("common_cold"), "Common cold", probability, 1, evidence)
    return Judged(
        vignette=case,
        truth=() if rank is None else (truth.disease,),
        leading=(truth if rank == 1 else other,),
        found=None if rank is None else truth,
        level=said,
        reasons=("triage",),
        findings=(("cough", Status.PRESENT), ("fever", Status.ABSENT), ("rash", Status.UNSURE)),
        exchanges=tuple(Exchange(f"Question {n}?", "Not sure") for n in range(questions)),
    )
