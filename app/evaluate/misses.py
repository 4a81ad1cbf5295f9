"""Why a case was missed: what was understood, what was asked and answered, and where the truth stood beside the leader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.evaluate.judging import Judged, Ranked
from kg.schema import Status

_MARK = {Status.PRESENT: "", Status.ABSENT: "-", Status.UNSURE: "?"}


def is_miss(judged: Judged, beyond: int) -> bool:
    """Answer whether the truth does not stand among the first `beyond`, or the urgency is wrong."""
    told = judged.vignette.urgency
    return not judged.within(beyond) or (told is not None and told != judged.coarse)


def findings_line(judged: Judged, *, unsure: bool = False) -> str:
    """Answer what was understood: `-` before what is absent, `?` before what is not sure."""
    return " ".join(
        _MARK[status] + finding for finding, status in judged.findings if unsure or status is not Status.UNSURE
    )


def evidence_line(ranked: Ranked) -> str:
    """Answer the strongest evidence, in log10, for and against."""
    parts = (f"{_MARK[status]}{finding} {ratio:+.2f}" for finding, status, ratio in ranked.evidence)
    return ", ".join(parts) or "no evidence"


def _placed(ranked: Ranked) -> str:
    return f"{ranked.disease} {ranked.probability:.3f} ({ranked.place}.)"


def headline(judged: Judged) -> str:
    """Answer the one line about a miss."""
    case = judged.vignette
    truth = "/".join(judged.truth) or f"not covered: {' | '.join(case.truth)}".replace("\n", " ")
    rank = "-" if judged.rank is None else str(judged.rank)
    urgency = f"{case.level or case.urgency or '?'} -> {judged.level.value}"
    stopped = " interrupted" if judged.interrupted else ""
    return f"{case.id}: rank {rank}, {truth}; urgency {urgency} [{', '.join(judged.reasons)}]{stopped}"


def lines(judged: Judged) -> Iterable[str]:
    """Answer the lines about a miss, the headline first."""
    case = judged.vignette
    yield headline(judged)
    yield f"    {case.age:g} {case.sex.value}: {case.complaint or case.text[:120]}".replace("\n", " ")
    yield f"    understood: {findings_line(judged)}"
    for number, exchange in enumerate(judged.exchanges, 1):
        yield f"    {number}. {exchange.question} -> {exchange.answer}".replace("\n", " ")
    if judged.untold:
        yield f"    known to the patient, never asked: {' '.join(judged.untold)}"
    yield f"    led by: {', '.join(_placed(each) for each in judged.leading[:5])}"
    if judged.leading:
        yield f"    leader: {_placed(judged.leading[0])}: {evidence_line(judged.leading[0])}"
    if judged.found is not None and judged.found.place > 1:
        yield f"    truth:  {_placed(judged.found)}: {evidence_line(judged.found)}"


def as_json(judged: Judged) -> dict[str, Any]:
    """Answer a miss for machines."""

    def ranked(each: Ranked) -> dict[str, Any]:
        return {
            "id": each.disease,
            "name": each.name,
            "probability": each.probability,
            "rank": each.place,
            "evidence": [
                {"finding": finding, "status": status.value, "log10_lr": ratio}
                for finding, status, ratio in each.evidence
            ],
        }

    case = judged.vignette
    return {
        "id": case.id,
        "truth": list(case.truth),
        "truth_ids": list(judged.truth),
        "rank": judged.rank,
        "urgency": case.urgency,
        "level": judged.level.value,
        "reasons": list(judged.reasons),
        "interrupted": judged.interrupted,
        "findings": [{"id": finding, "status": status.value} for finding, status in judged.findings],
        "asked": [{"question": each.question, "answer": each.answer} for each in judged.exchanges],
        "untold": list(judged.untold),
        "leading": [ranked(each) for each in judged.leading],
        "found": None if judged.found is None else ranked(judged.found),
    }
